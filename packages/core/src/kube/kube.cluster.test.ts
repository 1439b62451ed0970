import { afterAll, beforeAll, expect, test } from 'vitest'
import { wallClock } from '../time/clock.ts'
import { seeded } from '../time/random.ts'
import { KubeClient } from './client.ts'
import { loadKubeConnection } from './config.ts'
import { events, Recorder } from './event.ts'
import { fetchTransport } from './fetch.ts'
import { elect } from './lease.ts'
import { annotationPatch, claimPatch, releasePatch } from './patch.ts'
import type { Resource } from './resource.ts'
import { Store } from './store.ts'
import { KubeError, KubeUnreachable } from './transport.ts'
import { inform } from './watch.ts'

// What only a real API server can tell. Needs a cluster in $KUBECONFIG; everything is made in a namespace of its own.

const configMaps: Resource = { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true }
const namespaces: Resource = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false }
const namespace = `windlass-${process.pid}`
const stop = new AbortController()
const { signal } = stop
const connection = await loadKubeConnection()
const client = new KubeClient({
  transport: fetchTransport({ connection, clock: wallClock, userAgent: 'windlass-test' }),
  clock: wallClock,
})
const draft = (name: string) => ({ metadata: { name, namespace }, data: { a: '1' } })
const at = (name: string) => ({ name, namespace })
const code = (call: Promise<unknown>) => call.then(() => 200).catch((e) => (e instanceof KubeError ? e.status : 0))

beforeAll(() => client.create(namespaces, { metadata: { name: namespace } }, signal))
afterAll(async () => {
  await client.delete(namespaces, { name: namespace }, {}, signal)
  stop.abort()
})

test('guarded patches take effect once, and a stale guard is refused with 422', async () => {
  const made = await client.create(configMaps, draft('claimed'), signal)
  const claim = claimPatch(made, { finalizer: 'windlass.dev/test', annotations: { 'windlass.dev/intent': '{}' } }) ?? []
  const claimed = await client.jsonPatch(configMaps, at('claimed'), claim, signal)
  expect(claimed.metadata.finalizers).toEqual(['windlass.dev/test'])
  expect(await code(client.jsonPatch(configMaps, at('claimed'), claim, signal))).toBe(422)
  const noted = annotationPatch(claimed, { note: 'x' }) ?? {}
  expect((await client.mergePatch(configMaps, at('claimed'), noted, signal)).metadata.annotations).toEqual({
    'windlass.dev/intent': '{}',
    note: 'x',
  })
  const foreign = annotationPatch({ ...claimed, metadata: { ...claimed.metadata, uid: 'other' } }, { note: 'y' }) ?? {}
  expect([409, 422]).toContain(await code(client.mergePatch(configMaps, at('claimed'), foreign, signal)))
  expect(await code(client.delete(configMaps, at('claimed'), { uid: 'other' }, signal))).toBe(409)
  await client.delete(configMaps, at('claimed'), { uid: made.metadata.uid }, signal)
  const release = releasePatch(claimed, 'windlass.dev/test') ?? []
  await client.jsonPatch(configMaps, at('claimed'), release, signal)
  expect(await code(client.get(configMaps, at('claimed'), signal))).toBe(404)
})

test('a store follows the server, and a write of our own is settled by its event', async () => {
  const store = new Store()
  const stopped = new AbortController()
  const done = inform(
    { client, resource: configMaps, namespace, store, clock: wallClock, random: seeded(1) },
    stopped.signal,
  )
  expect(await store.whenSynced(signal)).toBe(true)
  const made = await client.create(configMaps, draft('followed'), signal)
  await expect.poll(() => store.byUid(made.metadata.uid)).toEqual(made)
  const changed = await client.mergePatch(configMaps, at('followed'), { data: { a: '2' } }, signal)
  store.wrote(made.metadata.uid, changed.metadata.resourceVersion)
  await expect.poll(() => store.current(`${namespace}/followed`)).toBe(true)
  expect(store.byUid(made.metadata.uid)).toEqual(changed)
  await client.delete(configMaps, at('followed'), {}, signal)
  await expect.poll(() => store.byUid(made.metadata.uid)).toBeUndefined()
  stopped.abort()
  await done
})

test('a list in pages equals the list in one piece', async () => {
  for (let i = 0; i < 7; i++) await client.create(configMaps, draft(`page${i}`), signal)
  const paged = await client.list(configMaps, { namespace, pageSize: 2 }, signal)
  const whole = await client.list(configMaps, { namespace }, signal)
  expect(paged.items).toEqual(whole.items)
})

test('leadership passes from one candidate to the next', async () => {
  const durations = { lease: 3000, renew: 2000, retry: 400 }
  const candidate = (identity: string) =>
    elect({ client, clock: wallClock, random: seeded(1), namespace, name: 'lock', identity, durations }, signal)
  const first = await candidate('a')
  expect(first?.mayWrite()).toBe(true)
  const next = candidate('b')
  expect(await first?.release(signal)).toBe(true)
  const second = await next
  expect(second?.transitions).toBe(1)
  expect(second?.mayWrite()).toBe(true)
  await second?.release(signal)
})

test('events are accepted, and repetitions are counted', async () => {
  const regarding = await client.create(configMaps, draft('eventful'), signal)
  const lost: unknown[] = []
  const recorder = new Recorder({
    client,
    clock: wallClock,
    controller: 'services.k8s.aws/test',
    instance: 'pod',
    lost: (_, why, error) => lost.push([why, error]),
  })
  for (let i = 0; i < 3; i++) {
    recorder.record({ regarding, type: 'Warning', reason: 'Blocked', action: 'Delete', note: 'ü'.repeat(2000) })
    await recorder.flush(signal)
  }
  expect(lost).toEqual([])
  const { items } = await client.list(events, { namespace }, signal)
  expect(items).toMatchObject([{ reason: 'Blocked', series: { count: 3 }, regarding: { uid: regarding.metadata.uid } }])
})

test('a server whose certificate is not signed by the known authority is not talked to', async () => {
  const strangers = { ...connection, credentials: async () => ({ headers: {}, rejectUnauthorized: true }) }
  const transport = fetchTransport({ connection: strangers, clock: wallClock, userAgent: 'windlass-test' })
  await expect(transport.request({ method: 'GET', path: '/version' })).rejects.toBeInstanceOf(KubeUnreachable)
})
