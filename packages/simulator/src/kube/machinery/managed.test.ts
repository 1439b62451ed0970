import { expect, test } from 'vitest'
import { anchor, anchors, applied, harbour, merge } from '../../../test/harbour.ts'

const one = `${anchors}/a`
const config = (spec: object) => ({ apiVersion: 'harbour.test/v1', kind: 'Anchor', metadata: { name: 'a' }, spec })

test('who creates an object owns what it sent and what was defaulted', async () => {
  const { ok } = await harbour()
  const made = await ok('POST', anchors, anchor('a', { chain: ['iron'], tags: [{ key: 'k' }] }), {
    query: { fieldManager: 'me' },
  })
  expect(made.metadata.managedFields).toMatchObject([
    {
      manager: 'me',
      operation: 'Update',
      fieldsV1: {
        'f:spec': {
          '.': {},
          'f:chain': {},
          'f:held': {},
          'f:tags': { '.': {}, 'k:{"key":"k"}': { '.': {}, 'f:key': {}, 'f:value': {} } },
        },
      },
    },
  ])
})

test('an apply that would change a value of another manager is a conflict that names the owner', async () => {
  const { ok, send } = await harbour()
  await ok('POST', anchors, anchor('a'), { query: { fieldManager: 'me' } })
  const answer = await send('PATCH', one, config({ chain: ['rope'] }), applied('two'))
  expect(answer).toMatchObject({
    status: 409,
    body: {
      message: 'Apply failed with 1 conflict: conflict with "me" using harbour.test/v1: .spec.chain',
      details: { causes: [{ reason: 'FieldManagerConflict', field: '.spec.chain' }] },
    },
  })
})

test('an equal value is shared, and a forced apply takes the field over', async () => {
  const { ok } = await harbour()
  await ok('POST', anchors, anchor('a'), { query: { fieldManager: 'me' } })
  const shared = await ok('PATCH', one, config({ chain: ['iron'] }), applied('two'))
  expect(shared.metadata.managedFields?.map((entry) => entry.manager)).toEqual(['two', 'me'])
  expect(shared.metadata.generation).toBe(1)
  const taken = await ok('PATCH', one, config({ chain: ['rope'] }), applied('two', { force: 'true' }))
  expect(taken.metadata.managedFields?.[1]?.fieldsV1).toEqual({ 'f:spec': { '.': {}, 'f:held': {} } })
})

test('what a manager no longer applies goes, unless someone else owns it', async () => {
  const { ok } = await harbour()
  await ok(
    'PATCH',
    one,
    config({ chain: ['iron'], depth: 3, mode: 'drag', tags: [{ key: 'x' }, { key: 'y' }] }),
    applied('two'),
  )
  await ok('PATCH', one, { spec: { mode: 'hold' } }, merge)
  const after = await ok('PATCH', one, config({ chain: ['iron'], tags: [{ key: 'y' }] }), applied('two'))
  expect(after.spec).toEqual({ chain: ['iron'], held: true, mode: 'hold', tags: [{ key: 'y', value: 'none' }] })
})

test('elements of keyed lists and sets belong to those who applied them', async () => {
  const { ok } = await harbour()
  await ok('PATCH', one, config({ chain: ['iron'], zones: ['a'], tags: [{ key: 'x', value: '1' }] }), applied('one'))
  await ok('PATCH', one, config({ zones: ['b'], tags: [{ key: 'y', value: '2' }] }), applied('two'))
  const after = await ok('PATCH', one, config({ zones: [], tags: [] }), applied('two'))
  expect(after.spec).toMatchObject({ zones: ['a'], tags: [{ key: 'x', value: '1' }] })
})

test('the same configuration applied again writes nothing', async () => {
  const { ok, clock } = await harbour()
  const first = await ok('PATCH', one, config({ chain: ['iron'], free: { a: [1] } }), applied('one'))
  await clock.advance(60_000)
  const again = await ok('PATCH', one, config({ chain: ['iron'], free: { a: [1] } }), applied('one'))
  expect(again.metadata.resourceVersion).toBe(first.metadata.resourceVersion)
})

test('status applied through its door is owned there, and conditions merge by type', async () => {
  const { ok } = await harbour()
  await ok('POST', anchors, anchor('a'))
  const status = (type: string) => ({
    ...config({ chain: ['no'] }),
    status: { conditions: [{ type, status: 'True' }] },
  })
  await ok('PATCH', `${one}/status`, status('Ready'), applied('one'))
  const after = await ok('PATCH', `${one}/status`, status('Synced'), applied('two'))
  expect(after.status).toEqual({
    conditions: [
      { type: 'Ready', status: 'True' },
      { type: 'Synced', status: 'True' },
    ],
  })
  expect(after.spec).toMatchObject({ chain: ['iron'] })
  expect(after.metadata.managedFields?.filter((entry) => entry.subresource === 'status')).toHaveLength(2)
})

test('an apply without a field manager is refused', async () => {
  const { send } = await harbour()
  const answer = await send('PATCH', one, config({ chain: ['iron'] }), { contentType: 'application/apply-patch+yaml' })
  expect(answer).toMatchObject({ status: 422, body: { details: { causes: [{ field: 'fieldManager' }] } } })
})

test('elements keep the order of those who applied them around the ones both know', async () => {
  const { ok } = await harbour()
  const keys = (...names: string[]) => config({ chain: ['iron'], tags: names.map((key) => ({ key })) })
  await ok('PATCH', one, keys('a', 'b', 'c'), applied('one'))
  const after = await ok('PATCH', one, keys('d', 'b', 'e'), applied('two'))
  expect(after.spec?.tags).toMatchObject([{ key: 'a' }, { key: 'd' }, { key: 'b' }, { key: 'c' }, { key: 'e' }])
})

test('a field that no schema declares cannot be applied', async () => {
  const { send } = await harbour()
  const answer = await send('PATCH', one, config({ chain: ['iron'], size: 1 }), applied('one'))
  expect(answer).toMatchObject({
    status: 500,
    body: { message: expect.stringContaining('.spec.size: field not declared in schema') },
  })
})

test('who applies nothing any more owns nothing', async () => {
  const { ok } = await harbour()
  const path = '/api/v1/namespaces/default/configmaps/a'
  const labelled = (labels: object) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', ...labels } })
  await ok('PATCH', path, labelled({ labels: { a: 'b' } }), applied('one'))
  const after = await ok('PATCH', path, labelled({}), applied('one'))
  expect(after.metadata.labels).toBeUndefined()
  expect(after.metadata.managedFields).toBeUndefined()
})

test('what kubectl applied from the client is no conflict for kubectl, and its note is brought up to date', async () => {
  const { ok, send } = await harbour()
  const name = 'kubectl.kubernetes.io/last-applied-configuration'
  const note = JSON.stringify(config({ chain: ['iron'] }))
  const query = { fieldManager: 'kubectl-client-side-apply' }
  await ok('POST', anchors, anchor('a', undefined, { annotations: { [name]: note } }), { query })
  expect((await send('PATCH', one, config({ chain: ['rope'] }), applied('other'))).status).toBe(409)
  const after = await ok('PATCH', one, config({ chain: ['rope'] }), applied('kubectl'))
  expect(after.spec).toMatchObject({ chain: ['rope'] })
  expect(after.metadata.annotations).toEqual({
    [name]: '{"apiVersion":"harbour.test/v1","kind":"Anchor","metadata":{"name":"a"},"spec":{"chain":["rope"]}}\n',
  })
})
