import { expect, test } from 'vitest'
import { noon, object, scene } from '../test/scene.ts'

const count = (state: string, reason: string) => `windlass_resources{kind="VPC",state="${state}",reason="${reason}"}`
const minutes = (n: number) => noon - n * 60_000

test('an object is counted in one state at a time, by its uid and not by its name', async () => {
  const it = scene()
  it.observer.object(object('u1', { name: 'web', state: 'progressing', reason: 'Creating' }))
  it.observer.object(object('u1', { name: 'web' }))
  it.observer.object(object('u2', { name: 'web', namespace: 'other' }))
  const series = await it.read()
  expect(series.get(count('ready', 'InSync'))).toBe(2)
  expect(series.get(count('progressing', 'Creating'))).toBe(0)
})

test('nothing is left of an object that is gone', async () => {
  const it = scene()
  const before = await it.read()
  const stuck = {
    state: 'failed',
    reason: 'QuotaExceeded',
    outOfSyncSince: minutes(30),
    verifiedAt: minutes(1),
  } as const
  it.observer.object(object('u1', stuck))
  await it.read()
  it.observer.object(object('u1', { ...stuck, removed: true }))
  it.observer.object(object('u1', { state: 'deleting', reason: 'Deleting', removed: true }))
  it.observer.happened({ is: 'verified', kind: 'VPC', uid: 'u1', at: noon })
  const after = await it.read()
  const ours = (series: ReadonlyMap<string, number>) => [...series].filter(([name]) => name.startsWith('windlass_'))
  expect(ours(after)).toEqual(ours(before))
})

test('a reason that holds no object any more has no series, the usual one of each state stays at 0', async () => {
  const it = scene()
  it.observer.object(object('u1', { state: 'failed', reason: 'AccessDenied' }))
  expect((await it.read()).get(count('failed', 'AccessDenied'))).toBe(1)
  it.observer.object(object('u1'))
  const series = await it.read()
  expect(series.has(count('failed', 'AccessDenied'))).toBe(false)
  expect(series.get(count('failed', 'AWSError'))).toBe(0)
})

test('the oldest times are those of the worst objects, and paused objects do not count', async () => {
  const it = scene()
  it.observer.object(
    object('u1', { state: 'failed', reason: 'Conflict', outOfSyncSince: minutes(2), verifiedAt: minutes(4) }),
  )
  it.observer.object(
    object('u2', { state: 'blocked', reason: 'NoCapacity', outOfSyncSince: minutes(7), verifiedAt: minutes(3) }),
  )
  it.observer.object(
    object('u3', { state: 'paused', reason: 'Paused', outOfSyncSince: minutes(99), verifiedAt: minutes(99) }),
  )
  const ending = { state: 'deleting', reason: 'Paused', deleting: true } as const
  it.observer.object(object('u4', { ...ending, outOfSyncSince: minutes(98), verifiedAt: minutes(98) }))
  const series = await it.read()
  expect(series.get('windlass_oldest_out_of_sync_timestamp_seconds{kind="VPC"}')).toBe(minutes(7) / 1000)
  expect(series.get('windlass_oldest_verified_timestamp_seconds{kind="VPC"}')).toBe(minutes(4) / 1000)
  expect(series.get('windlass_oldest_out_of_sync_timestamp_seconds{kind="Subnet"}')).toBe(0)
})

test('what is known ages at each scrape without any event', async () => {
  const it = scene()
  it.observer.object(object('u1', { verifiedAt: noon }))
  const within = async (le: string) =>
    (await it.read()).get(`windlass_resource_verified_age_seconds_bucket{kind="VPC",le="${le}"}`)
  expect(await within('15')).toBe(1)
  it.clock.move(100_000)
  expect(await within('60')).toBe(0)
  expect(await within('120')).toBe(1)
})

test('at most twenty stuck objects are named, the oldest, from five minutes on, and none after its recovery', async () => {
  const it = scene()
  for (let n = 1; n <= 30; n++)
    it.observer.object(object(`u${n}`, { state: 'failed', reason: 'AWSError', outOfSyncSince: minutes(n) }))
  const named = async () =>
    [...(await it.read()).keys()]
      .filter((name) => name.startsWith('windlass_stuck_resource_info'))
      .map((name) => Number(/name="u(\d+)"/.exec(name)?.[1]))
  expect(await named()).toEqual(Array.from({ length: 20 }, (_, n) => 30 - n))
  for (let n = 8; n <= 30; n++) it.observer.object(object(`u${n}`))
  expect(await named()).toEqual([7, 6, 5])
})

test('the age of a pass that hangs grows from scrape to scrape', async () => {
  const it = scene()
  const longest = async () =>
    (await it.read()).get('workqueue_longest_running_processor_seconds{name="vpc",controller="vpc"}')
  const unfinished = async () => (await it.read()).get('workqueue_unfinished_work_seconds{name="vpc",controller="vpc"}')
  it.observer.scheduled({ kind: 'VPC', lane: 'user', key: 'default/a', ms: 0 })
  it.clock.move(300_000)
  it.observer.scheduled({ kind: 'VPC', lane: 'user', key: 'default/b', ms: 0 })
  it.clock.move(10_000)
  expect([await longest(), await unfinished()]).toEqual([310, 320])
  it.observer.freed({ kind: 'VPC', key: 'default/a' })
  expect(await longest()).toBe(10)
  it.observer.freed({ kind: 'VPC', key: 'default/b' })
  expect([await longest(), await unfinished()]).toEqual([0, 0])
})
