import { type Item, isItem, type Kind } from '@windlass/core'
import { crdOf, type Schema } from '@windlass/core/generate'
import type { Kit, Subject } from './kit.ts'

/** A field that can be edited, and values to try, the likeliest first. */
export interface Candidate {
  readonly field: string
  readonly values: readonly unknown[]
}

/** The fields of a kind that can change after creation: those with a facet, and the tags. */
export function mutableFields(kind: Kind): readonly string[] {
  const facets = kind.facets.map((facet) => facet.field)
  return [...new Set([...facets, ...(kind.tagged === undefined ? [] : ['tags'])])].sort()
}

/** The field of the identifier that a field holds: its own, or that of the reference it is. */
export function heldBy(kind: Kind, field: string): string {
  return kind.references.find(({ ref }) => ref === field)?.path ?? field
}

/**
 * Values for every field that can change: those of other examples of the kind, and what follows from the schema and the
 * value that the example has. Not all of them can be right: AWS knows rules that no schema shows.
 */
export function candidates(kit: Kit, { kind, manifest }: Subject): readonly Candidate[] {
  const spec = specSchema(kind)
  const all = [...kit.manifests, ...kit.others]
  const others = all.filter((each) => each.kind === kind.name && each !== manifest)
  return mutableFields(kind).map((field) => {
    const now = manifest.spec[field]
    const schema = spec[field]
    const borrowed = others.flatMap((other) => (other.spec[field] === undefined ? [] : [other.spec[field]]))
    const values = [...(field === 'tags' ? tags(now) : []), ...borrowed, ...variants(schema, now)]
    const text = new Set([JSON.stringify(now)])
    return { field, values: values.filter((each) => !text.has(JSON.stringify(each)) && text.add(JSON.stringify(each))) }
  })
}

/** The schema of every spec field of a kind. */
export function specSchema(kind: Kind): Readonly<Record<string, Schema>> {
  const root = crdOf(kind).spec.versions[0]?.schema.openAPIV3Schema
  const found = isItem(root?.properties) ? root.properties.spec : undefined
  const properties = isItem(found) ? found.properties : undefined
  return isItem(properties) ? Object.fromEntries(Object.entries(properties).filter(isSchema)) : {}
}

const isSchema = (entry: [string, unknown]): entry is [string, Schema] => isItem(entry[1])

function tags(now: unknown): readonly unknown[] {
  const kept = Array.isArray(now) ? now.slice(1) : []
  return [[...kept, { key: 'campaign', value: 'edited' }]]
}

/** Other values than the present one that a schema allows. */
function variants(schema: Schema | undefined, now: unknown): readonly unknown[] {
  if (schema === undefined) return []
  switch (schema.type) {
    case 'boolean':
      return now === true ? [false] : now === false ? [true] : [true, false]
    case 'integer':
    case 'number':
      return typeof now === 'number' ? [now + 1, now - 1, now * 2] : [1, 60, 100, 3600]
    case 'string':
      return strings(now)
    case 'array':
      return lists(schema, now)
    case 'object':
      return objects(schema, now)
    default:
      return []
  }
}

function strings(now: unknown): readonly string[] {
  if (typeof now !== 'string') return ['edited', 'enabled', '10.200.0.0/24']
  return [...shifted(now), `${now}-edited`]
}

/** The same address range, moved. */
function shifted(range: string): readonly string[] {
  const found = /^(\d+)\.(\d+)\.(\d+)\.(\d+)(\/\d+)$/.exec(range)
  if (found === null) return []
  const [, a, b, c, d, size] = found
  return [`${a}.${b}.${Number(c) + 1}.${d}${size}`, `${a}.${Number(b) + 100}.${c}.${d}${size}`]
}

function lists(schema: Schema, now: unknown): readonly unknown[] {
  const items: Schema | undefined = isItem(schema.items) ? schema.items : undefined
  if (!Array.isArray(now)) return variants(items, undefined).map((each) => [each])
  const last: unknown = now.at(-1)
  const changed = variants(items, last)
  return [
    ...changed.map((each) => [...now, each]),
    ...changed.map((each) => [...now.slice(0, -1), each]),
    ...(now.length > 0 ? [now.slice(0, -1)] : []),
  ]
}

/** An object with one member changed, one at a time. */
function objects(schema: Schema, now: unknown): readonly unknown[] {
  const properties = isItem(schema.properties) ? schema.properties : {}
  const base: Item = isItem(now) ? now : {}
  return Object.entries(properties).flatMap(([member, each]) => {
    if (!isItem(each) || (isItem(now) && now[member] === undefined)) return []
    return variants(each, base[member]).map((value) => ({ ...base, [member]: value }))
  })
}
