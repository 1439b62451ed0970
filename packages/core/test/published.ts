import { describe, expect, test } from 'vitest'
import { crdOf } from '../src/kind/crd/crd.ts'
import type { Kind } from '../src/kind/kind.ts'
import { isItem, item } from '../src/schema/json.ts'
import { narrowed } from '../src/schema/narrow.ts'
import type { Schema } from '../src/schema/openapi.ts'
import { type Operation, type Shape, signature } from '../src/schema/shape.ts'

/** A resource that manifests in use are written for: its names, columns and fields. */
export interface Published {
  readonly plural: string
  readonly scope: string
  readonly columns: readonly { readonly jsonPath: string }[]
  readonly spec: Schema
  readonly status: Schema
}

/** Columns that show nothing where they are published. */
const empty = ['.status.provisionedThroughputInMiBps']

/** Every kind accepts the manifests written for the published resource of its name. */
export function acceptsPublished(kinds: readonly Kind[], fixture: Readonly<Record<string, unknown>>): void {
  const cases = kinds.map((kind) => ({ kind, name: kind.name, was: fixture[kind.name] as Published }))
  describe.each(cases)('manifests written for the published $name', ({ kind, was }) => {
    const crd = crdOf(kind)
    const version = crd.spec.versions[0]
    const properties = version?.schema.openAPIV3Schema.properties

    test('name the same resource', () => {
      expect(crd.spec.names.plural).toBe(was.plural)
      expect(crd.spec.scope).toBe(was.scope)
    })

    test.each(['spec', 'status'] as const)('find every field of %s, with the same type', (part) => {
      expect(narrowed(was[part], properties?.[part] ?? {}, `.${part}`)).toEqual([])
    })

    test('find every column of kubectl get', () => {
      const columns = version?.additionalPrinterColumns.map(({ jsonPath }) => jsonPath)
      const published = was.columns.map(({ jsonPath }) => jsonPath).filter((path) => !empty.includes(path))
      expect(columns).toEqual(expect.arrayContaining(published))
    })
  })
}

/**
 * Every published field is spelled as the renaming rule spells a member of the SDK, but for those listed with the
 * reason why none is.
 */
export function spellsPublished(
  sdk: Readonly<Record<string, unknown>>,
  fixture: Readonly<Record<string, unknown>>,
  invented: Readonly<Record<string, string>>,
): void {
  test('every published field is the Kubernetes spelling of an AWS member, but for the ones no member stands for', () => {
    const known = spellings(sdk)
    const unknown = [...publishedFields(fixture)].filter((field) => !known.has(field))
    expect(unknown.sort()).toEqual(Object.keys(invented).sort())
  })
}

/** Fields of the framework, which no AWS member stands for. */
const framework = ['ackResourceMetadata', 'conditions']

function publishedFields(fixture: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const found = new Set<string>()
  const walk = (schema: unknown): void => {
    for (const [field, inner] of Object.entries(item(item(schema).properties))) {
      if (/Refs?$/.test(field) || framework.includes(field)) continue
      found.add(field)
      walk(inner)
    }
    if (isItem(item(schema).items)) walk(item(schema).items)
  }
  for (const kind of Object.values(fixture)) {
    walk(item(kind).spec)
    walk(item(kind).status)
  }
  return found
}

function spellings(sdk: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const fields = new Set<string>()
  const structures = new Set<string>()
  const walk = (shape: Shape): void => {
    if (shape.is === 'list' || shape.is === 'map') walk(shape.of())
    if (shape.is !== 'structure' || structures.has(shape.name)) return
    structures.add(shape.name)
    for (const member of shape.members()) {
      fields.add(member.field)
      walk(member.shape)
    }
  }
  for (const [name, command] of Object.entries(sdk)) {
    if (!/^[A-Z].*Command$/.test(name)) continue
    const { input, output } = signature(command as Operation)
    walk(input)
    walk(output)
  }
  return fields
}
