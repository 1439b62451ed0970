import { items } from '@windlass/core'
import { crdOf, type Schema } from '@windlass/core/generate'
import { expect, test } from 'vitest'
import { trapped } from '../../core/test/steady.ts'
import { kinds } from '../src/index.ts'

// The API server judges an unchanged object by transition rules too: one that does not hold would keep even a label or a
// finalizer from being changed. https://kubernetes.io/docs/reference/using-api/cel/#transition-rules
test.each(kinds)('every rule about edits of a $name lets an object pass that stays as it is', (kind) => {
  expect(trapped(kind, 700)).toEqual([])
})

/** The rules of a schema and of all below it, each with the schema that it stands in. */
function rulesIn(schema: Schema): readonly { readonly path: string; readonly properties: readonly string[] }[] {
  const own = items(schema['x-kubernetes-validations']).map(({ fieldPath }) => ({
    path: String(fieldPath ?? ''),
    properties: fieldsOf(schema),
  }))
  const inner = [...Object.values(schema.properties ?? {}), ...(schema.items === undefined ? [] : [schema.items])]
  return [...own, ...inner.flatMap(rulesIn)]
}

/** The paths of the fields of a schema, and of those of its spec. */
function fieldsOf({ properties = {} }: Schema): readonly string[] {
  const spec = Object.keys(properties.spec?.properties ?? {}).map((field) => `.spec.${field}`)
  return [...Object.keys(properties).map((field) => `.${field}`), ...spec]
}

test.each(kinds)('every rule of a $name says which field it is about', (kind) => {
  const schema = crdOf(kind).spec.versions[0]?.schema.openAPIV3Schema ?? {}
  const rules = rulesIn(schema)
  expect(rules.length).toBeGreaterThan(0)
  for (const { path, properties } of rules) expect(properties).toContain(path)
})
