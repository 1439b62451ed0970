import { expect, test } from 'vitest'
import { crdOf } from '../src/kind/crd/crd.ts'
import type { Kind } from '../src/kind/kind.ts'
import type { Schema } from '../src/schema/openapi.ts'

/** The paths of all values that a schema holds, `[]` after each list on the way. */
function leaves(schema: Schema | undefined, path: string): readonly string[] {
  if (schema?.items !== undefined) return leaves(schema.items, `${path}[]`)
  const members = Object.entries(schema?.properties ?? {})
  return members.length === 0 ? [path] : members.flatMap(([name, inner]) => leaves(inner, `${path}.${name}`))
}

/** A value of a schema; `other` is the path of a leaf that has another value than usual. */
function sample(schema: Schema | undefined, path: string, other?: string): unknown {
  if (schema?.items !== undefined) return [sample(schema.items, `${path}[]`, other)]
  const members = Object.entries(schema?.properties ?? {})
  if (members.length > 0)
    return Object.fromEntries(members.map(([name, inner]) => [name, sample(inner, `${path}.${name}`, other)]))
  const changed = path === other
  if (schema?.type === 'boolean') return !changed
  return schema?.type === 'string' ? `value-${changed ? 2 : 1}` : changed ? 2 : 1
}

/** Tells that no member of a spec is left out when an object is said to be in sync, and that no other is hidden than these. */
export function comparesAll(kinds: readonly Kind[], hidden: readonly string[]): void {
  test('AWS never shows so many members, and no others', () => {
    const found = kinds.flatMap((kind) => kind.writeOnly.map((path) => `${kind.name}.${path}`))
    expect(found.sort()).toEqual([...hidden].sort())
  })

  const fields = kinds.flatMap((kind) => {
    const spec = crdOf(kind).spec.versions[0]?.schema.openAPIV3Schema.properties?.spec
    const refs = new Set(kind.references.map(({ ref }) => ref))
    return Object.entries(spec?.properties ?? {})
      .filter(([field]) => field !== 'tags' && !refs.has(field))
      .map(([field, schema]) => ({ kind, name: kind.name, field, schema }))
  })

  test.each(fields)('$name: $field is changed by a facet, compared with AWS, or never shown', ({ kind, field }) => {
    const changed = kind.facets.some((facet) => facet.field === field)
    const compared = kind.createOnly.some((one) => one.field === field)
    const unseen = kind.writeOnly.includes(field)
    expect([changed || compared, unseen]).toContain(true)
    expect(unseen && (changed || compared)).toBe(false)
  })

  const fixed = fields.flatMap(({ kind, name, field, schema }) => {
    const of = kind.createOnly.find((one) => one.field === field && !one.partly)
    return of === undefined ? [] : leaves(schema, field).map((leaf) => ({ name, field, schema, leaf, of }))
  })

  test.each(fixed)('$name: another $leaf is a difference', ({ field, schema, leaf, of }) => {
    const want = of.want(sample(schema, field))
    expect(of.same(want, want)).toBe(true)
    expect(of.same(want, of.want(sample(schema, field, leaf)))).toBe(false)
  })
}
