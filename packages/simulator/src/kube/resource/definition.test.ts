import { expect, test } from 'vitest'
import { anchor, anchorDefinition, anchors, applied, harbour, json } from '../../../test/harbour.ts'

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const path = `${definitions}/anchors.harbour.test`

test('a definition is established at once, with its names filled in', async () => {
  const { ok } = await harbour()
  const definition = await ok('GET', path)
  expect(definition.status).toMatchObject({
    acceptedNames: { singular: 'anchor', listKind: 'AnchorList' },
    conditions: [
      { type: 'NamesAccepted', status: 'True' },
      { type: 'Established', status: 'True' },
    ],
    storedVersions: ['v1'],
  })
})

test('the same definition applied twice is written once', async () => {
  const { ok } = await harbour()
  const first = await ok('PATCH', path, anchorDefinition, applied('installer', { force: 'true' }))
  const again = await ok('PATCH', path, anchorDefinition, applied('installer', { force: 'true' }))
  expect(again.metadata.resourceVersion).toBe(first.metadata.resourceVersion)
})

test('every served version shows the same objects under its own apiVersion', async () => {
  const { ok } = await harbour()
  const [first] = anchorDefinition.spec.versions
  await ok(
    'PATCH',
    path,
    [{ op: 'add', path: '/spec/versions/-', value: { ...first, name: 'v2', storage: false } }],
    json,
  )
  await ok('POST', anchors.replace('/v1/', '/v2/'), { ...anchor('a'), apiVersion: 'harbour.test/v2' })
  const seen = await Promise.all(
    ['v1', 'v2'].map((version) => ok('GET', `${anchors.replace('/v1/', `/${version}/`)}/a`)),
  )
  expect(seen).toMatchObject([{ apiVersion: 'harbour.test/v1' }, { apiVersion: 'harbour.test/v2' }])
  expect(seen[0]?.metadata.uid).toBe(seen[1]?.metadata.uid)
})

test.each([
  {
    change: { op: 'replace', path: '/spec/scope', value: 'Cluster' },
    field: 'spec.scope',
    because: 'the scope is fixed',
  },
  {
    change: { op: 'replace', path: '/spec/versions/0/storage', value: false },
    field: 'spec.versions',
    because: 'one version is stored',
  },
  {
    change: { op: 'remove', path: '/spec/versions/0/schema/openAPIV3Schema/properties/spec/type' },
    field: 'spec.validation.openAPIV3Schema.properties[spec].type',
    because: 'a structural schema has types',
  },
])('a definition is refused at $field: $because', async ({ change, field }) => {
  const { send } = await harbour()
  const answer = await send('PATCH', path, [change], json)
  expect(answer).toMatchObject({ status: 422, body: { details: { causes: [{ field }] } } })
})
