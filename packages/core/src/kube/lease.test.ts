import { expect, test } from 'vitest'
import { FakeApi, TestClock, unreachable } from '../../test/api.ts'
import { seeded } from '../time/random.ts'
import { KubeClient } from './client.ts'
import { elect, type Leadership, leases } from './lease.ts'

const forever = new AbortController().signal

function world() {
  const [api, clock] = [new FakeApi(), new TestClock()]
  const terms: Leadership[] = []
  const reread: string[] = []
  const candidate = (identity: string, signal = forever) =>
    elect(
      {
        client: new KubeClient({ transport: api, clock }),
        clock,
        random: seeded(1),
        namespace: 'ns',
        name: 'lock',
        identity,
        reread: () => reread.push(identity),
      },
      signal,
    ).then((term) => term && terms.push(term))
  const holder = () => [...api.objects.values()][0]?.spec
  return { api, clock, candidate, terms, holder, reread }
}

test('the first candidate leads, makes the lease and keeps it renewed', async () => {
  const { clock, candidate, terms, holder } = world()
  void candidate('a')
  await clock.advance(60_000)
  expect(terms).toHaveLength(1)
  expect(terms[0]?.mayWrite()).toBe(true)
  expect(terms[0]?.lost.aborted).toBe(false)
  expect(holder()).toMatchObject({ holderIdentity: 'a', leaseDurationSeconds: 15, leaseTransitions: 0 })
  expect(holder()?.acquireTime).toBe('2026-01-01T00:00:00.000000Z')
  expect(String(holder()?.renewTime) > '2026-01-01T00:00:57').toBe(true)
})

test('a second candidate waits while the first renews, and follows within the lease duration once it dies', async () => {
  const { api, clock, candidate, terms, holder } = world()
  void candidate('a')
  await clock.advance(0)
  void candidate('b')
  await clock.advance(120_000)
  expect(terms).toHaveLength(1)
  await terms[0]?.release(AbortSignal.abort())
  expect(holder()).toMatchObject({ holderIdentity: 'a' })
  await clock.advance(20_000)
  expect(terms).toHaveLength(2)
  expect(terms[1]?.transitions).toBe(1)
  expect(holder()).toMatchObject({ holderIdentity: 'b', leaseTransitions: 1 })
  expect(api.objects.size).toBe(1)
})

test('a dead leader is recognised by silence, whatever times its lease claims', async () => {
  const { api, clock, candidate, terms } = world()
  const spec = { holderIdentity: 'dead', leaseTransitions: 6, renewTime: '2099-01-01T00:00:00.000000Z' }
  api.put('lock', { spec }, leases)
  void candidate('b')
  await clock.advance(14_000)
  expect(terms).toHaveLength(0)
  await clock.advance(6_000)
  expect(terms[0]?.transitions).toBe(7)
})

test('a leader that cannot renew may not write after the renew deadline, before anyone else can lead', async () => {
  const { api, clock, candidate, terms } = world()
  void candidate('a')
  await clock.advance(1000)
  api.script.push(...Array.from({ length: 50 }, () => unreachable))
  await clock.advance(8_900)
  expect(terms[0]?.mayWrite()).toBe(true)
  expect(terms[0]?.mayWrite(clock.monotonic() + 200)).toBe(false)
  await clock.advance(200)
  expect(terms[0]?.mayWrite()).toBe(false)
  expect(terms[0]?.lost.aborted).toBe(true)
})

test('a renewal whose answer was lost is recognised as our own, by one more look at the lease', async () => {
  const { api, clock, candidate, terms, holder, reread } = world()
  void candidate('a')
  await clock.advance(60_000)
  expect(reread).toEqual([])
  api.put('lock', { spec: { ...holder(), renewTime: 'stored, answer lost' } }, leases)
  await clock.advance(60_000)
  expect(terms[0]?.mayWrite()).toBe(true)
  expect(reread).toEqual(['a'])
})

test('a lease taken by another is lost at the next renewal', async () => {
  const { api, clock, candidate, terms, holder } = world()
  void candidate('a')
  await clock.advance(1000)
  api.put('lock', { spec: { ...holder(), holderIdentity: 'thief', leaseTransitions: 1 } }, leases)
  await clock.advance(2000)
  expect(terms[0]?.lost.aborted).toBe(true)
  expect(terms[0]?.mayWrite()).toBe(false)
})

test('a released lease is free at once, and the term is over', async () => {
  const { clock, candidate, terms, holder } = world()
  void candidate('a')
  await clock.advance(5000)
  void candidate('b')
  await clock.advance(1000)
  expect(await terms[0]?.release(forever)).toBe(true)
  expect(holder()).toMatchObject({ holderIdentity: '' })
  expect(terms[0]?.mayWrite()).toBe(false)
  await clock.advance(5000)
  expect(terms[1]?.transitions).toBe(1)
})

test('of many candidates at once exactly one leads at any time', async () => {
  const { clock, candidate, terms } = world()
  for (const name of ['a', 'b', 'c', 'd']) void candidate(name)
  for (let round = 1; round <= 4; round++) {
    await clock.advance(30_000)
    expect(terms.filter((term) => term.mayWrite())).toHaveLength(1)
    await terms.find((term) => term.mayWrite())?.release(forever)
  }
  expect(terms.map((term) => term.transitions)).toEqual([0, 1, 2, 3])
})

test('of two candidates that see the same free lease only one takes it', async () => {
  const { api, clock, candidate, terms } = world()
  api.put('lock', { spec: { holderIdentity: '', leaseTransitions: 4 } }, leases)
  for (const name of ['a', 'b', 'c']) void candidate(name)
  await clock.advance(0)
  expect(api.requests.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET', 'PATCH', 'PATCH', 'PATCH'])
  expect(terms.map((term) => term.transitions)).toEqual([5])
})

test('a candidate that is told to stop stops waiting', async () => {
  const { api, clock, candidate } = world()
  api.put('lock', { spec: { holderIdentity: 'other' } }, leases)
  const stop = new AbortController()
  const waiting = candidate('b', stop.signal)
  await clock.advance(3000)
  stop.abort()
  expect(await waiting).toBeUndefined()
})
