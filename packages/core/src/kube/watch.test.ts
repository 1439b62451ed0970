import { afterEach, expect, test } from 'vitest'
import { FakeApi, TestClock, things, unreachable } from '../../test/api.ts'
import { seeded } from '../time/random.ts'
import { KubeClient } from './client.ts'
import { Store } from './store.ts'
import { KubeError, type KubeObject } from './transport.ts'
import { inform } from './watch.ts'

const running: { stop: AbortController; done: Promise<void>; clock: TestClock }[] = []

afterEach(async () => {
  for (const { stop, done } of running.splice(0)) {
    stop.abort()
    await done
  }
})

function world(prepare: (api: FakeApi) => void = () => {}, seed = 1) {
  const [api, clock, store, stop] = [new FakeApi(), new TestClock(), new Store(), new AbortController()]
  const log: string[] = []
  prepare(api)
  const done = inform(
    {
      client: new KubeClient({ transport: api, clock }),
      resource: things,
      store,
      clock,
      random: seeded(seed),
      observer: {
        relisted: (_, why) => log.push(`relisted ${why}`),
        failed: (_, error) => log.push(`failed ${error instanceof KubeError ? error.status : 'unreachable'}`),
        missing: (_, missing) => log.push(`missing ${missing}`),
        diverged: (_, { missing, stale, ghosts }) => log.push(`diverged ${missing}/${stale}/${ghosts}`),
        silent: () => log.push('silent'),
      },
    },
    stop.signal,
  )
  running.push({ stop, done, clock })
  const watches = () => api.requests.filter(({ query }) => query?.watch).map(({ query }) => query)
  return { api, clock, store, log, watches }
}

const shown = (objects: Iterable<KubeObject>) =>
  [...objects].map(({ metadata, spec }) => `${metadata.name} ${metadata.uid} ${JSON.stringify(spec)}`).sort()

test('a list, then the watch from exactly there, with bookmarks and a limit of 5 to 10 minutes', async () => {
  const { api, clock, store, watches } = world((each) => each.put('a'))
  await clock.advance(0)
  expect(store.synced).toBe(true)
  api.put('b')
  api.put('a', { spec: { x: 1 } })
  await clock.advance(0)
  expect(shown(store.values())).toEqual(shown(api.truth()))
  expect(watches()).toMatchObject([{ resourceVersion: '2', allowWatchBookmarks: 'true' }])
  expect(Number(watches()[0]?.timeoutSeconds)).toBeGreaterThanOrEqual(300)
  expect(Number(watches()[0]?.timeoutSeconds)).toBeLessThanOrEqual(600)
})

test('an ended watch goes on from the last event or bookmark, without a list', async () => {
  const { api, clock, log, watches } = world()
  await clock.advance(2000)
  api.put('a')
  await clock.advance(0)
  api.cut()
  await clock.advance(0)
  api.version = 40
  api.bookmark()
  await clock.advance(0)
  api.cut()
  await clock.advance(0)
  expect(watches().map((query) => query?.resourceVersion)).toEqual(['1', '2', '40'])
  expect(log).toEqual(['relisted start'])
})

test.each([
  { how: 'HTTP 410', end: 'end' as const, because: 'the version expired while the watch was away' },
  {
    how: 'an ERROR event',
    end: { type: 'ERROR' as const, object: { code: 410, reason: 'Expired', message: 'too old' } },
    because: 'the server says so in the stream',
  },
])('$how leads to a list at once: $because', async ({ end }) => {
  const { api, clock, store, log } = world((each) => each.put('a'))
  await clock.advance(2000)
  api.put('c')
  await clock.advance(0)
  api.unseen(() => api.remove('a'))
  api.unseen(() => api.put('b'))
  api.compact()
  api.cut(end)
  await clock.advance(0)
  expect(log).toEqual(['relisted start', 'failed 410', 'relisted expired'])
  expect(shown(store.values())).toEqual(shown(api.truth()))
})

test('a version that expired during an outage is replaced by a list without further wait', async () => {
  const { api, clock, store, log } = world()
  await clock.advance(2000)
  api.watchScript.push(unreachable, unreachable, unreachable, unreachable)
  api.put('a')
  await clock.advance(0)
  api.unseen(() => api.put('b'))
  api.compact()
  api.cut(unreachable)
  while (!log.includes('failed 410')) await clock.advance(100)
  expect(log.at(-1)).toBe('relisted expired')
  expect(shown(store.values())).toEqual(shown(api.truth()))
})

test('a server that keeps expiring is not hammered', async () => {
  const expired = new KubeError(410, 'Expired', 'too old')
  const { clock, log } = world((api) => api.watchScript.push(...Array.from({ length: 1000 }, () => expired)))
  await clock.advance(120_000)
  expect(log.filter((line) => line === 'failed 410').length).toBeLessThan(25)
})

test('failures back off up to 30 s with jitter and keep the place', async () => {
  const { api, clock, log, watches } = world()
  await clock.advance(2000)
  const outage = [503, 429, 500, 500, 500, 500, 500, 500, 500, 500]
  api.watchScript.push(...outage.map((status) => new KubeError(status, 'Busy', 'busy')))
  api.cut(unreachable)
  await clock.advance(1000)
  expect(watches().length).toBeLessThan(6)
  for (let minute = 0; minute < 5; minute++) {
    await clock.advance(60_000)
    api.bookmark()
  }
  expect(log.filter((line) => line.startsWith('relisted'))).toEqual(['relisted start'])
  expect(log).toHaveLength(12)
  expect(api.watching).toBe(1)
})

test('a version the server keeps refusing is given up for a list', async () => {
  const { api, clock, log } = world()
  await clock.advance(2000)
  api.put('a')
  await clock.advance(0)
  api.watchScript.push(...[1, 2, 3].map(() => new KubeError(504, 'Timeout', 'Too large resource version')))
  api.cut()
  await clock.advance(60_000)
  expect(log).toEqual(['relisted start', 'failed 504', 'failed 504', 'failed 504', 'relisted refused'])
})

test('a server that ends every watch at once is not hammered', async () => {
  const { api, clock, watches } = world((each) =>
    each.watchScript.push(...Array.from({ length: 1000 }, () => 'end' as const)),
  )
  await clock.advance(60_000)
  expect(watches().length).toBeLessThan(25)
  expect(api.watchScript.length).toBeGreaterThan(900)
})

test('a watch that is silent from the start is cut after three minutes, and replaced by a list', async () => {
  const { api, clock, store, log } = world((each) => each.watchScript.push('hang'))
  await clock.advance(1000)
  api.put('a')
  await clock.advance(181_000)
  expect(log).toEqual(['relisted start', 'silent', 'relisted silent'])
  expect(shown(store.values())).toEqual(shown(api.truth()))
})

test('where no bookmarks come, the next watch is given its whole time', async () => {
  const { clock, log } = world((each) => each.watchScript.push('hang', 'hang'))
  await clock.advance(181_000)
  expect(log).toEqual(['relisted start', 'silent', 'relisted silent'])
  await clock.advance(320_000)
  expect(log).toHaveLength(3)
  await clock.advance(320_000)
  expect(log).toEqual(['relisted start', 'silent', 'relisted silent', 'silent', 'relisted silent'])
})

test('where bookmarks come, three minutes without anything are silence', async () => {
  const { api, clock, log, watches } = world()
  await clock.advance(0)
  api.bookmark()
  await clock.advance(179_000)
  expect(log).toEqual(['relisted start'])
  await clock.advance(2000)
  expect(log).toEqual(['relisted start', 'silent', 'relisted silent'])
  expect(watches()).toHaveLength(2)
})

test('a watch that falls silent after events is replaced by a list too: the server may have gone back meanwhile', async () => {
  const { api, clock, store, log } = world((each) => each.put('a'))
  await clock.advance(0)
  api.bookmark()
  api.unseen(() => api.put('a', { spec: { x: 1 } }))
  await clock.advance(181_000)
  expect(log).toEqual(['relisted start', 'silent', 'relisted silent'])
  expect(shown(store.values())).toEqual(shown(api.truth()))
})

test('a resource that does not exist yet is asked for every 10 s', async () => {
  const absent = { status: 404, body: '404 page not found' }
  const { api, clock, store, log } = world((each) => each.script.push(absent, absent, absent))
  await clock.advance(29_000)
  expect(store.synced).toBe(false)
  expect(api.requests).toHaveLength(3)
  await clock.advance(2000)
  expect(store.synced).toBe(true)
  expect(log).toEqual(['missing true', 'missing false', 'relisted absent'])
})

test('an hourly comparison finds what the watch lost, and a list repairs it', async () => {
  const { api, clock, store, log } = world((each) => ['a', 'b', 'c'].map((name) => each.put(name)))
  const beat = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute++) {
      await clock.advance(60_000)
      api.bookmark()
    }
  }
  await beat(50)
  api.unseen(() => {
    api.put('d')
    api.put('b', { spec: { x: 1 } })
    api.remove('c')
  })
  await beat(17)
  expect(log).toEqual(['relisted start', 'diverged ns/d/ns/b/ns/c', 'relisted diverged'])
  expect(shown(store.values())).toEqual(shown(api.truth()))
  await beat(120)
  expect(log).toHaveLength(3)
})

test('when it is told to stop it returns at once and leaves nothing behind', async () => {
  const { api, clock } = world()
  await clock.advance(0)
  const [informer] = running.splice(0)
  informer?.stop.abort()
  await informer?.done
  await clock.advance(0)
  expect(api.watching).toBe(0)
})

test('whatever happens on the way, the store ends equal to the server', async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = seeded(seed * 7919)
    const { api, clock, store } = world(undefined, seed)
    const chances = [
      () => api.put(`t${Math.floor(random() * 6)}`, { spec: { x: random() } }),
      () => api.put(`t${Math.floor(random() * 6)}`, { spec: { x: random() } }),
      () => api.remove(`t${Math.floor(random() * 6)}`),
      () => api.cut(),
      () => api.cut(unreachable),
      () => api.compact(),
      () => api.bookmark(),
      () => api.script.push(unreachable),
      () => api.watchScript.push(new KubeError(500, 'InternalError', 'no')),
      () => api.watchScript.push({ type: 'ERROR', object: { code: 410, message: 'old' } }),
      () => api.watchScript.push('hang'),
      () => store.wrote([...store.values()][0]?.metadata.uid ?? '', '1'),
    ]
    for (let step = 0; step < 80; step++) {
      chances[Math.floor(random() * chances.length)]?.()
      if (random() < 0.6) await clock.advance(random() * 3000)
    }
    await clock.advance(1_500_000)
    expect(shown(store.values()), `seed ${seed}`).toEqual(shown(api.truth()))
  }
})
