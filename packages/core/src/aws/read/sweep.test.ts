import { describe, expect, test } from 'vitest'
import { TestClock } from '../../../test/clock.ts'
import { operation, scope, sdkError, service, TestCloud } from '../../../test/service.ts'
import type { Read } from '../../kind/reply/read.ts'
import { type Item, items } from '../../schema/json.ts'
import { silent } from '../../telemetry/observer.ts'
import { seeded } from '../../time/random.ts'
import { Caller } from '../caller.ts'
import { Limiter } from '../limit.ts'
import type { ReadResult } from './batch.ts'
import { Reader } from './reader.ts'
import { type Subject, Sweeper } from './sweep.ts'

const many = (action: string): Read => ({
  operation: operation(action),
  most: 200,
  input: (keys) => ({ Ids: keys }),
  items: (output) => items(output.Items),
  keys: (item) => (typeof item.Id === 'string' ? [item.Id] : []),
})
const vpcs = many('DescribeVpcs')
const subnets = many('DescribeSubnets')
const policy: Read = {
  operation: operation('GetPolicy'),
  most: 1,
  input: ([Id]) => ({ Id }),
  items: (output) => [output],
}

const all = (input: Item): Item => ({ Items: Array.isArray(input.Ids) ? input.Ids.map((Id) => ({ Id })) : [] })

function setup(
  subjects: Subject[],
  answer: (action: string, input: Item) => Promise<Item> | Item = (_, input) => all(input),
) {
  const clock = new TestClock()
  const cloud = new TestCloud(() => clock.monotonic(), answer)
  const limiter = new Limiter({ clock })
  const caller = new Caller({ cloud, limiter, clock, observer: silent })
  const reader = new Reader({ caller, clock, observer: silent })
  const verified: { key: string; results: readonly (ReadResult | undefined)[]; at: number; now: number }[] = []
  const failed: string[] = []
  const sweeper = new Sweeper({
    reader,
    clock,
    random: seeded(1),
    subjects: () => subjects,
    verified: (key, results, at) => verified.push({ key, results, at, now: clock.monotonic() }),
    failed: (key) => failed.push(key),
  })
  const stop = new AbortController()
  const running = sweeper.run(stop.signal)
  const end = async () => {
    stop.abort()
    await running
  }
  return { clock, cloud, verified, failed, end }
}

const subject = (key: string, reads: Subject['reads'], interval = 60_000): Subject => ({
  key,
  service,
  scope,
  reads,
  interval,
})

describe('a sweep', () => {
  test('makes a dear read once for all objects that it shows', async () => {
    const reads = [{ read: policy, key: 'parent' }]
    const { clock, cloud, verified, end } = setup([subject('a', reads), subject('b', reads)], () => ({ Id: 'parent' }))
    await clock.advance(60_000)
    expect(verified.map(({ key }) => key).sort()).toEqual(['a', 'b'])
    expect(cloud.sent).toHaveLength(1)
    await end()
  })

  test('verifies every object once per interval, in full batches', async () => {
    const subjects = Array.from({ length: 1000 }, (_, i) => subject(`o-${i}`, [{ read: vpcs, key: `vpc-${i}` }]))
    const { clock, cloud, verified, end } = setup(subjects)
    await clock.advance(10 * 60_000)
    expect(verified).toHaveLength(10_000)
    expect(cloud.sent).toHaveLength(50)
    const times = verified.filter(({ key }) => key === 'o-7').map(({ now }) => now)
    expect(times.every((now, i) => i === 0 || Math.abs(now - (times[i - 1] ?? 0) - 60_000) < 1000)).toBe(true)
    await end()
    expect(clock.timers).toBe(0)
  })

  test('shows an object through all its reads, as old as the oldest of them', async () => {
    const reads = [
      { read: vpcs, key: 'vpc-1' },
      { read: subnets, key: 'subnet-1' },
    ]
    const { clock, verified, end } = setup([subject('a', reads)])
    await clock.advance(60_100)
    expect(verified).toMatchObject([
      { key: 'a', results: [{ items: [{ Id: 'vpc-1' }] }, { items: [{ Id: 'subnet-1' }] }] },
    ])
    expect(verified[0]?.at).toBe(Math.min(...(verified[0]?.results ?? []).map((each) => each?.at ?? 0)))
    await end()
  })

  test('follows the interval of each object', async () => {
    const { clock, verified, end } = setup([
      subject('slow', [{ read: vpcs, key: 'vpc-1' }], 600_000),
      subject('fast', [{ read: vpcs, key: 'vpc-2' }], 5_000),
    ])
    await clock.advance(600_000)
    expect(verified.filter(({ key }) => key === 'slow')).toHaveLength(1)
    expect(verified.filter(({ key }) => key === 'fast').length).toBeGreaterThanOrEqual(119)
    await end()
  })

  test('finds objects that come later', async () => {
    const subjects: Subject[] = []
    const { clock, verified, end } = setup(subjects)
    await clock.advance(30_000)
    subjects.push(subject('a', [{ read: vpcs, key: 'vpc-1' }], 10_000))
    await clock.advance(21_000)
    expect(verified.length).toBeGreaterThanOrEqual(1)
    await end()
  })
})

describe('reads of one key a call', () => {
  const reads = (i: number) => [
    { read: vpcs, key: `vpc-${i}` },
    { read: policy, key: `vpc-${i}` },
  ]

  test('are made for twenty objects a sweep, in turn, and for each in every tenth at the latest, spread over time', async () => {
    const subjects = Array.from({ length: 400 }, (_, i) => subject(`o-${i}`, reads(i)))
    const { clock, cloud, verified, end } = setup(subjects)
    await clock.advance(10 * 60_000 + 59_000)
    const dear = cloud.sent.filter(({ action }) => action === 'GetPolicy')
    expect(new Set(dear.map(({ input }) => input.Id)).size).toBe(400)
    expect(dear.length).toBeLessThanOrEqual(480)
    const perSecond = new Map<number, number>()
    for (const { at } of dear) perSecond.set(Math.floor(at / 1000), (perSecond.get(Math.floor(at / 1000)) ?? 0) + 1)
    expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(6)
    expect(verified.filter(({ results }) => results[1] === undefined).length).toBeGreaterThan(3200)
    expect(verified.every(({ results }) => results[0] !== undefined)).toBe(true)
    await end()
  })
})

test('dear reads of a few objects are made in every sweep', async () => {
  const subjects = Array.from({ length: 15 }, (_, i) => subject(`o-${i}`, [{ read: policy, key: `p-${i}` }]))
  const { clock, verified, end } = setup(subjects)
  await clock.advance(180_000)
  expect(verified.length).toBeGreaterThanOrEqual(30)
  expect(verified.every(({ results }) => results[0] !== undefined)).toBe(true)
  await end()
})

describe('trouble', () => {
  test('with one sort of object does not stop the others', async () => {
    const { clock, verified, failed, end } = setup(
      [subject('a', [{ read: vpcs, key: 'vpc-1' }]), subject('b', [{ read: subnets, key: 'subnet-1' }])],
      (action, input) => {
        if (action === 'DescribeVpcs') throw sdkError('UnauthorizedOperation', 403)
        return all(input)
      },
    )
    await clock.advance(180_000)
    expect(failed).toEqual(['a', 'a', 'a'])
    expect(verified.map(({ key }) => key)).toEqual(['b', 'b', 'b'])
    await end()
  })

  test('with slow answers does not pile up sweeps', async () => {
    let open = 0
    let most = 0
    const { clock, verified, end } = setup(
      [subject('a', [{ read: vpcs, key: 'vpc-1' }], 1000)],
      async (_action, input) => {
        most = Math.max(most, ++open)
        await new Promise<void>((resolve) => clock.after(7000, resolve))
        open--
        return all(input)
      },
    )
    await clock.advance(60_000)
    expect(most).toBe(1)
    expect(verified.length).toBeGreaterThanOrEqual(6)
    await end()
  })

  test('with an object that has no id yet passes it over', async () => {
    const { clock, verified, failed, end } = setup([
      subject('a', [{ read: vpcs, key: '' }]),
      subject('b', [{ read: vpcs, key: 'vpc-1' }]),
    ])
    await clock.advance(61_000)
    expect(verified.map(({ key }) => key)).toEqual(['b'])
    expect(failed).toEqual([])
    await end()
  })
})

test('an end in the middle of a sweep is no failure', async () => {
  const { clock, failed, end } = setup(
    [subject('a', [{ read: vpcs, key: 'vpc-1' }])],
    () => new Promise(() => undefined),
  )
  await clock.advance(60_010)
  await end()
  expect(failed).toEqual([])
})
