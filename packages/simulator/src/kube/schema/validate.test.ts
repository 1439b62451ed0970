import { expect, test } from 'vitest'
import { anchor, anchors, harbour, merge } from '../../../test/harbour.ts'

const causes = (body: unknown) => (body as { details: { causes: { field: string; message: string }[] } }).details.causes

test.each([
  { spec: {}, field: 'spec.chain', message: 'Required value', because: 'a required field is absent' },
  { spec: { chain: null }, field: 'spec.chain', message: 'Required value', because: 'null counts as absent' },
  {
    spec: { chain: [] },
    field: 'spec.chain',
    message: 'Invalid value: 0: spec.chain in body should have at least 1 items',
    because: 'the list is too short',
  },
  {
    spec: { chain: ['a', 'b', 'c', 'd'] },
    field: 'spec.chain',
    message: 'Too many: 4: must have at most 3 items',
    because: 'the list is too long',
  },
  {
    spec: { chain: ['Iron'] },
    field: 'spec.chain[0]',
    message: 'Invalid value: "Iron": spec.chain[0] in body should match \'^[a-z]+$\'',
    because: 'the pattern does not match',
  },
  {
    spec: { chain: ['galvanised'] },
    field: 'spec.chain[0]',
    message: 'Too long: may not be more than 5 bytes',
    because: 'the text is too long',
  },
  {
    spec: { chain: ['a'], depth: '3' },
    field: 'spec.depth',
    message: 'Invalid value: "string": spec.depth in body must be of type integer: "string"',
    because: 'the type is another',
  },
  {
    spec: { chain: ['a'], depth: 0 },
    field: 'spec.depth',
    message: 'Invalid value: 0: spec.depth in body should be greater than or equal to 1',
    because: 'the number is too small',
  },
  {
    spec: { chain: ['a'], mode: 'x' },
    field: 'spec.mode',
    message: 'Unsupported value: "x": supported values: "drag", "hold"',
    because: 'the value is not listed',
  },
  {
    spec: { chain: ['a'], when: 'no' },
    field: 'spec.when',
    message: 'Invalid value: "no": spec.when in body must be of type date-time: "no"',
    because: 'the format is another',
  },
  {
    spec: { chain: ['a'], port: 1.5 },
    field: 'spec.port',
    message: 'Invalid value: "number": spec.port in body must be of type integer,string: "number"',
    because: 'a fraction is neither integer nor string',
  },
  {
    spec: { chain: ['a'], marks: { x: 1 } },
    field: 'spec.marks.x',
    message: 'Invalid value: "integer": spec.marks.x in body must be of type string: "integer"',
    because: 'the values of a map have a type',
  },
  {
    spec: { chain: ['a'], tags: [{ key: 'x' }, { key: 'x' }] },
    field: 'spec.tags[1]',
    message: 'Duplicate value: {"key":"x"}',
    because: 'keys are unique',
  },
  {
    spec: { chain: ['a'], zones: ['x', 'x'] },
    field: 'spec.zones[1]',
    message: 'Duplicate value: "x"',
    because: 'a set has no duplicates',
  },
  {
    spec: { chain: ['a'], depth: 101 },
    field: 'spec',
    message: 'Invalid value: deep anchors need a mode',
    because: 'a rule says so',
  },
])('$field is refused: $because', async ({ spec, field, message }) => {
  const { send } = await harbour()
  const answer = await send('POST', anchors, anchor('a', spec))
  expect(answer.status).toBe(422)
  expect(causes(answer.body)).toContainEqual(expect.objectContaining({ field, message }))
})

test('a transition rule holds on update and not on create', async () => {
  const { ok, send } = await harbour()
  await ok('POST', anchors, anchor('a', { chain: ['iron'], frozen: 'x' }))
  await ok('PATCH', `${anchors}/a`, { spec: { depth: 4 } }, merge)
  const answer = await send('PATCH', `${anchors}/a`, { spec: { frozen: 'y' } }, merge)
  expect(answer).toMatchObject({
    status: 422,
    body: { message: 'Anchor.harbour.test "a" is invalid: spec.frozen: Forbidden: immutable, was x' },
  })
})

test('what was stored before a rule tightened can still be changed elsewhere', async () => {
  const { ok, send } = await harbour()
  await ok('POST', anchors, anchor('a', { chain: ['iron'], mode: 'drag' }))
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/anchors.harbour.test'
  const schema = '/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties'
  await ok('PATCH', path, [{ op: 'replace', path: `${schema}/mode/enum`, value: ['hold'] }], {
    contentType: 'application/json-patch+json',
  })
  await ok('PATCH', `${anchors}/a`, { spec: { depth: 2 } }, merge)
  expect((await send('POST', anchors, anchor('b', { chain: ['iron'], mode: 'drag' }))).status).toBe(422)
})

test.each([
  { change: { rule: 'self.depth >' }, field: 'x-kubernetes-validations[0].rule', because: 'the rule does not parse' },
  {
    change: { rule: 'nosuch(self)' },
    field: 'x-kubernetes-validations[0].rule',
    because: 'the function does not exist',
  },
])('a definition is refused at $field: $because', async ({ change, field }) => {
  const { send } = await harbour()
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/anchors.harbour.test'
  const target = '/spec/versions/0/schema/openAPIV3Schema/properties/spec/x-kubernetes-validations/0'
  const answer = await send('PATCH', path, [{ op: 'replace', path: target, value: change }], {
    contentType: 'application/json-patch+json',
  })
  expect(answer.status).toBe(422)
  expect(causes(answer.body)[0]?.field).toContain(field)
})

test('unknown fields are pruned but where the schema keeps them', async () => {
  const { ok } = await harbour()
  const made = await ok(
    'POST',
    anchors,
    anchor('a', { chain: ['iron'], size: 3, free: { any: { thing: 1 } }, tags: [{ key: 'k', more: 1 }] }),
  )
  expect(made.spec).toEqual({
    chain: ['iron'],
    held: true,
    free: { any: { thing: 1 } },
    tags: [{ key: 'k', value: 'none' }],
  })
})
