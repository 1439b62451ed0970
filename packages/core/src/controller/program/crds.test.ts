import { describe, expect, test } from 'vitest'
import { refusals } from '../../../test/admit.ts'
import fixture from '../../../test/fixtures/published-crds.json' with { type: 'json' }
import type { Published } from '../../../test/published.ts'
import { item } from '../../schema/json.ts'
import { narrowed } from '../../schema/narrow.ts'
import { fieldExport, iamRoleSelector } from './crds.ts'

describe.each([
  { name: 'FieldExport', crd: fieldExport },
  { name: 'IAMRoleSelector', crd: iamRoleSelector },
])('manifests written for the published $name', ({ name, crd }) => {
  const was = item(fixture)[name] as Published
  const properties = crd.spec.versions[0]?.schema.openAPIV3Schema.properties

  test('name the same resource', () => {
    expect(crd.spec.names.plural).toBe(was.plural)
    expect(crd.spec.scope).toBe(was.scope)
  })

  test('find every field, with the same type', () => {
    expect(narrowed(was.spec, properties?.spec ?? {})).toEqual([])
    expect(narrowed(was.status, properties?.status ?? {})).toEqual([])
  })
})

test('the role of a selector cannot change, because objects are being managed with it', () => {
  const schema = iamRoleSelector.spec.versions[0]?.schema.openAPIV3Schema ?? {}
  expect(refusals(schema, { spec: { arn: 'b' } }, { spec: { arn: 'a' } })).toHaveLength(1)
  expect(refusals(schema, { spec: { arn: 'a', namespaceSelector: { names: [] } } }, { spec: { arn: 'a' } })).toEqual([])
})
