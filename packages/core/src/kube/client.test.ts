import { expect, test } from 'vitest'
import { FakeApi, TestClock, things, unreachable } from '../../test/api.ts'
import { KubeClient } from './client.ts'
import { KubeError, KubeUnreachable } from './transport.ts'

const signal = new AbortController().signal
const at = { namespace: 'ns', name: 'a' }

function world() {
  const [api, clock] = [new FakeApi(), new TestClock()]
  const replies: string[] = []
  const reply = (verb: string, { plural }: { plural: string }, code: number, ms: number) => {
    replies.push(`${verb} ${plural} ${code} ${ms}`)
  }
  return { api, clock, replies, client: new KubeClient({ transport: api, clock, reply }) }
}

test('a list is read in pages and is one moment', async () => {
  const { api, client } = world()
  for (let i = 0; i < 7; i++) api.put(`t${i}`)
  const list = await client.list(things, { pageSize: 3 }, signal)
  expect(list.items.map((item) => item.metadata.name)).toEqual(['t0', 't1', 't2', 't3', 't4', 't5', 't6'])
  expect(list.resourceVersion).toBe(String(api.version))
})

test('a list whose next page has expired is read again in one piece', async () => {
  const { api, client } = world()
  for (let i = 0; i < 4; i++) api.put(`t${i}`)
  const items = [api.put('t0')]
  api.script.push({ status: 200, body: { metadata: { resourceVersion: '5', continue: 'x' }, items } })
  api.script.push({ status: 410, body: { reason: 'Expired', message: 'too old' } })
  const list = await client.list(things, { pageSize: 1 }, signal)
  expect(list.items).toHaveLength(4)
  expect(list.resourceVersion).toBe(String(api.version))
})

test('objects come without managedFields and last-applied annotation', async () => {
  const { api, client } = world()
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{}', mine: '1' }
  const metadata = { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '1', annotations, managedFields: [{}] }
  api.script.push({ status: 200, body: { metadata } })
  const object = await client.get(things, at, signal)
  expect(object).toEqual({
    apiVersion: 'test.dev/v1',
    kind: 'Thing',
    metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '1', annotations: { mine: '1' } },
  })
})

test.each([
  {
    status: 404,
    body: { reason: 'NotFound', message: 'no' },
    reason: 'NotFound',
    message: 'no',
    because: 'a Status says it',
  },
  {
    status: 404,
    body: '404 page not found\n',
    reason: 'NotFound',
    message: 'The API server answered 404: 404 page not found',
    because: 'an unknown path has no Status',
  },
  {
    status: 502,
    body: undefined,
    reason: 'InternalError',
    message: 'The API server answered 502: no explanation',
    because: 'a proxy may say nothing',
  },
])('a refusal with $status is a KubeError "$reason": $because', async ({ status, body, reason, message }) => {
  const { api, client, replies } = world()
  api.script.push({ status, body })
  const error = await client.get(things, at, signal).catch((failure: unknown) => failure)
  expect(error).toBeInstanceOf(KubeError)
  expect(error).toMatchObject({ status, reason, message })
  expect(replies).toEqual([`get things ${status} 0`])
})

test('a call that is not answered ends at its deadline', async () => {
  const { api, client, clock, replies } = world()
  api.script.push('hang', 'hang')
  const errors: unknown[] = []
  const calls = [client, client.within(5000)].map((each) => each.get(things, at, signal).catch((e) => errors.push(e)))
  await clock.advance(4999)
  expect(errors).toHaveLength(0)
  await clock.advance(30_000)
  await Promise.all(calls)
  expect(errors.map(String)).toEqual([
    'KubeUnreachable: GET /apis/test.dev/v1/namespaces/ns/things/a was not answered within 5 s.',
    'KubeUnreachable: GET /apis/test.dev/v1/namespaces/ns/things/a was not answered within 30 s.',
  ])
  expect(replies).toEqual(['get things 0 5000', 'get things 0 30000'])
})

test('a caller that stops is let go at once, even by a transport that hangs', async () => {
  const { api, client } = world()
  api.script.push('hang')
  const caller = new AbortController()
  const call = client.get(things, at, caller.signal)
  caller.abort()
  await expect(call).rejects.toBeInstanceOf(KubeUnreachable)
  await expect(client.get(things, at, caller.signal)).rejects.toThrow('its caller stopped')
})

test('a broken connection reaches the caller as it is', async () => {
  const { api, client } = world()
  api.script.push(unreachable)
  await expect(client.delete(things, at, {}, signal)).rejects.toBe(unreachable)
})

test('an answer that is no object is not taken for one', async () => {
  const { api, client } = world()
  api.script.push({ status: 200, body: '<html>' }, { status: 200, body: {} })
  await expect(client.get(things, at, signal)).rejects.toThrow('not a Kubernetes object')
  await expect(client.list(things, {}, signal)).rejects.toThrow('not a Kubernetes list')
})

test('patches and drafts go out under their own types', async () => {
  const { api, client } = world()
  api.put('a')
  const draft = { metadata: { name: 'b', namespace: 'ns' } }
  await client.create(things, draft, signal)
  await client.jsonPatch(things, at, [{ op: 'test', path: '/a', value: 1 }], signal)
  await client.mergePatch(things, at, { spec: { x: 1 } }, signal)
  await client.apply(things, at, { metadata: {} }, { fieldManager: 'w', force: false }, signal)
  expect(api.requests.map(({ method, contentType, query }) => [method, contentType, query])).toEqual([
    ['POST', undefined, undefined],
    ['PATCH', 'application/json-patch+json', undefined],
    ['PATCH', 'application/merge-patch+json', undefined],
    ['PATCH', 'application/apply-patch+yaml', { fieldManager: 'w', force: 'false' }],
  ])
  expect(api.requests[0]?.body).toEqual({ apiVersion: 'test.dev/v1', kind: 'Thing', ...draft })
})
