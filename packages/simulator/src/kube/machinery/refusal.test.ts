import { expect, test } from 'vitest'
import { anchor, anchors, applied, harbour, json, merge } from '../../../test/harbour.ts'

// What a real API server of Kubernetes 1.36 answers to the same requests; test/parity sends them to both.

const configMaps = '/api/v1/namespaces/default/configmaps'
const configMap = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  ...more,
})

interface Deletion {
  readonly path: string
  readonly query?: Record<string, string>
  readonly body?: object
  readonly code: number
  readonly because: string
}

test.each<Deletion>([
  { path: `${anchors}/a/status`, code: 405, because: 'status is a door of the object and not an object' },
  { path: '/api/v1/namespaces', code: 405, because: 'namespaces are deleted one by one' },
  { path: '/api/v1/configmaps', code: 405, because: 'a collection is deleted in one namespace' },
  { path: '/apis/harbour.test/v1/anchors', code: 404, because: 'of a custom kind there is no such path' },
  { path: `${anchors}/a`, query: { propagationPolicy: 'Bogus' }, code: 422, because: 'the policy is none' },
  { path: `${anchors}/a`, query: { gracePeriodSeconds: 'abc' }, code: 400, because: 'the period is no number' },
  {
    path: `${anchors}/a`,
    query: { orphanDependents: 'true', propagationPolicy: 'Orphan' },
    code: 422,
    because: 'one excludes the other',
  },
  { path: `${anchors}/a`, query: { dryRun: 'Some' }, code: 422, because: 'there is one kind of dry run' },
  {
    path: `${anchors}/a`,
    body: { apiVersion: 'v1', kind: 'ConfigMap' },
    code: 400,
    because: 'the body is no options of a delete',
  },
  { path: anchors, body: { preconditions: { uid: 'other' } }, code: 409, because: 'the first object has another uid' },
])('DELETE $path deletes nothing: $because', async ({ path, query = {}, body, code }) => {
  const { ok, send } = await harbour()
  await ok('POST', anchors, anchor('a'))
  await ok('POST', configMaps, configMap('a'))
  const answer = await send('DELETE', path, body, { query })
  expect(answer.status).toBe(code)
  expect((await send('GET', `${anchors}/a`)).status).toBe(200)
  expect((await send('GET', `${configMaps}/a`)).status).toBe(200)
})

test('a collection is deleted as far as its page goes', async () => {
  const { ok } = await harbour()
  for (const name of ['a', 'b', 'c']) await ok('POST', anchors, anchor(name))
  const page = await ok('DELETE', anchors, undefined, { query: { limit: '2' } })
  expect(page.items).toHaveLength(2)
  expect(page.metadata.continue).not.toBe('')
  expect((await ok('GET', anchors)).items).toMatchObject([{ metadata: { name: 'c' } }])
})

test('a dry run of a delete answers as the delete would', async () => {
  const { ok, world } = await harbour()
  await ok('POST', anchors, anchor('a'))
  await ok('POST', anchors, anchor('b', undefined, { finalizers: ['a.test/b'] }))
  const { revision } = world
  const query = { dryRun: 'All' }
  expect(await ok('DELETE', `${anchors}/a`, undefined, { query })).toMatchObject({ kind: 'Status', status: 'Success' })
  const held = await ok('DELETE', `${anchors}/b`, undefined, { query })
  expect(held.metadata.deletionTimestamp).toBeDefined()
  const foreground = await ok('DELETE', `${anchors}/a`, undefined, {
    query: { ...query, propagationPolicy: 'Foreground' },
  })
  expect(foreground.metadata).toMatchObject({ finalizers: ['foregroundDeletion'] })
  expect(world.revision).toBe(revision)
})

test('a delete in the foreground is seen by its finalizer before the object goes', async () => {
  const { ok, send, watch, clock } = await harbour()
  const made = await ok('POST', anchors, anchor('a'))
  const seen = watch(anchors, { resourceVersion: made.metadata.resourceVersion })
  const answer = await ok('DELETE', `${anchors}/a`, undefined, { query: { propagationPolicy: 'Foreground' } })
  expect(answer.metadata).toMatchObject({ finalizers: ['foregroundDeletion'] })
  await clock.settle()
  expect(seen.events.map((event) => event.type)).toEqual(['MODIFIED', 'DELETED'])
  expect((await send('GET', `${anchors}/a`)).status).toBe(404)
  seen.stop()
})

test.each<{ readonly query: Record<string, string>; readonly field: string }>([
  { query: { dryRun: 'x' }, field: 'dryRun' },
  { query: { fieldValidation: 'Bogus' }, field: 'fieldValidation' },
  { query: { fieldManager: 'm'.repeat(129) }, field: 'fieldManager' },
  { query: { fieldManager: 'a\nb' }, field: 'fieldManager' },
  { query: { force: 'true' }, field: 'force' },
])('a patch with $query is refused for its $field and changes nothing', async ({ query, field }) => {
  const { ok, send, world } = await harbour()
  await ok('POST', anchors, anchor('a'))
  const { revision } = world
  const answer = await send('PATCH', `${anchors}/a`, { spec: { held: false } }, { ...merge, query })
  expect(answer).toMatchObject({ status: 422, body: { details: { kind: 'PatchOptions', causes: [{ field }] } } })
  expect(world.revision).toBe(revision)
})

test.each([
  { change: { kind: 'Other' }, code: 422 },
  { change: { apiVersion: 'other.test/v1' }, code: 422 },
  { change: { metadata: { namespace: 'other' } }, code: 400 },
  { change: { metadata: { name: null } }, code: 400 },
  { change: { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }, code: 422 },
])('a patch cannot make another object: $change', async ({ change, code }) => {
  const { ok, send } = await harbour()
  await ok('POST', anchors, anchor('a'))
  expect((await send('PATCH', `${anchors}/a`, change, merge)).status).toBe(code)
})

test('a patch that brings in an unknown field is no request that could be handled, where validation is strict', async () => {
  const { ok, send } = await harbour()
  await ok('POST', anchors, anchor('a'))
  const answer = await send(
    'PATCH',
    `${anchors}/a`,
    { spec: { size: 1 } },
    { ...merge, query: { fieldValidation: 'Strict' } },
  )
  expect(answer).toMatchObject({
    status: 422,
    body: {
      message: expect.stringMatching(/^ "" is invalid: patch: .* strict decoding error: unknown field "spec.size"$/),
    },
  })
})

test('what is immutable neither changes nor becomes mutable again', async () => {
  const { ok, send } = await harbour()
  await ok('POST', configMaps, configMap('a', { data: { a: 'b' }, immutable: true }))
  for (const change of [{ immutable: false }, { immutable: null }, { binaryData: { b: 'Yg==' } }, { data: { a: 'c' } }])
    expect((await send('PATCH', `${configMaps}/a`, change, merge)).status).toBe(422)
  await ok('PATCH', `${configMaps}/a`, { metadata: { labels: { a: 'b' } } }, merge)
})

test.each([
  { what: 'a config map', path: configMaps, body: configMap('a', { data: { a: 'x'.repeat(1_048_577) } }), code: 422 },
  {
    what: 'a custom object',
    path: anchors,
    body: anchor('a', { chain: ['iron'], free: { a: 'x'.repeat(1_572_864) } }),
    code: 500,
  },
])('$what that is too large is refused', async ({ path, body, code }) => {
  const { send } = await harbour()
  expect((await send('POST', path, body)).status).toBe(code)
})

test('a JSON patch has ten thousand operations at most', async () => {
  const { ok, send } = await harbour()
  await ok('POST', anchors, anchor('a'))
  const operations = Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/spec/held', value: true }))
  expect((await send('PATCH', `${anchors}/a`, operations, json)).status).toBe(413)
})

test.each([
  { spec: { chain: ['iron'], depth: 'deep' }, why: '.spec.depth: expected numeric (int or float), got string' },
  { spec: { chain: 'iron' }, why: '.spec.chain: expected list, got &{iron}' },
  { spec: { tags: [{ key: 'd' }, { key: 'd' }] }, why: '.spec.tags: duplicate entries for key [key="d"]' },
  { spec: { zones: ['d', 'd'] }, why: '.spec.zones: duplicate entries for key [="d"]' },
  { spec: { tags: [{ value: 'd' }] }, why: '.spec.tags: element 0: associative list with keys' },
])('what has no type or key of the schema cannot be applied: $why', async ({ spec, why }) => {
  const { ok, send } = await harbour()
  await ok('POST', anchors, anchor('a'))
  const answer = await send('PATCH', `${anchors}/a`, anchor('a', spec), applied('one'))
  expect(answer).toMatchObject({ status: 500, body: { message: expect.stringContaining(why) } })
})
