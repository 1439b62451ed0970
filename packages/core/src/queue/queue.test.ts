import { describe, expect, test } from 'vitest'
import { settle, TestClock } from '../../test/clock.ts'
import { type Lane, lanes, silent } from '../telemetry/observer.ts'
import { seeded } from '../time/random.ts'
import { grid, Queue, type Taken } from './queue.ts'

const never = new AbortController().signal

function fresh(seed = 1) {
  const clock = new TestClock()
  const queue = new Queue({ name: 'VPC', clock, random: seeded(seed), observer: silent })
  return { clock, queue }
}

/** Takes everything that is due now, saying done for each. */
async function drain(queue: Queue): Promise<Taken[]> {
  const taken: Taken[] = []
  while (queue.depth > 0) {
    const next = await queue.take(never)
    if (next === undefined) break
    taken.push(next)
    queue.done(next.key)
  }
  return taken
}

/** What an observer is told of one queue, in its order. */
function overheard() {
  const clock = new TestClock()
  const heard: string[] = []
  const observer = {
    ...silent,
    queued: ({ lane, depth, busy, why }: Parameters<typeof silent.queued>[0]) => {
      heard.push(`${why ?? 'now'} ${lane} ${depth} ${busy}`)
    },
    scheduled: ({ key, ms }: Parameters<typeof silent.scheduled>[0]) => heard.push(`took ${key} after ${ms}`),
    freed: ({ key }: Parameters<typeof silent.freed>[0]) => heard.push(`freed ${key}`),
  }
  return { clock, heard, queue: new Queue({ name: 'VPC', clock, random: seeded(1), observer }) }
}

describe('what an observer hears', () => {
  test('a key that is added, taken and done', async () => {
    const { queue, heard } = overheard()
    queue.add('a', 'user')
    queue.add('a', 'user')
    await queue.take(never)
    queue.done('a')
    expect(heard).toEqual(['added user 1 0', 'took a after 0', 'now user 0 1', 'freed a', 'now user 0 0'])
  })

  test('a key that becomes due while nobody is free counts as waiting from the next move on', async () => {
    const { clock, queue, heard } = overheard()
    queue.add('a', 'verify', { after: 10 })
    await clock.advance(20)
    heard.length = 0
    queue.add('b', 'user', { after: 1000 })
    expect(heard).toContain('now verify 1 0')
  })

  test('a retry is told as such', () => {
    const { queue, heard } = overheard()
    queue.retry('a', 'transition', { first: 1000, cap: 1000 })
    expect(heard).toEqual(['retried transition 0 0', 'added transition 0 0'])
  })
})

describe('order', () => {
  test('higher lanes go first, then earlier due times, then earlier insertion', async () => {
    const { clock, queue } = fresh()
    queue.add('verify', 'verify')
    queue.add('late', 'user', { after: 20 })
    queue.add('early', 'user', { after: 10 })
    queue.add('b', 'transition', { after: 20 })
    queue.add('a', 'transition', { after: 20 })
    await clock.advance(20)
    expect((await drain(queue)).map(({ key }) => key)).toEqual(['early', 'late', 'b', 'a', 'verify'])
  })

  test('a lower lane that is due is served after ten of higher ones', async () => {
    const { queue } = fresh()
    for (const lane of lanes) for (let i = 0; i < 50; i++) queue.add(`${lane}-${i}`, lane)
    const order = (await drain(queue)).map(({ lane }) => lane)
    expect(order.indexOf('transition')).toBe(10)
    expect(order.indexOf('verify')).toBeLessThanOrEqual(11)
    expect(order).toHaveLength(150)
  })
})

describe('one entry per key', () => {
  test('the earliest time and the highest lane win', async () => {
    const { clock, queue } = fresh()
    queue.add('a', 'verify', { after: 10 })
    queue.add('a', 'user', { after: 1000 })
    queue.add('a', 'transition', { after: 500 })
    const taken = queue.take(never)
    await clock.advance(10)
    expect(await taken).toEqual({ key: 'a', lane: 'user', waited: 0 })
    queue.done('a')
    expect(queue.depth).toBe(0)
    await clock.advance(2000)
    expect(queue.depth).toBe(0)
  })

  test('a key added while a worker has it is due once the worker is done', async () => {
    const { queue } = fresh()
    queue.add('a', 'user')
    await queue.take(never)
    queue.add('a', 'verify')
    queue.add('a', 'transition')
    expect(queue.depth).toBe(0)
    queue.done('a')
    expect(await queue.take(never)).toMatchObject({ key: 'a', lane: 'transition' })
  })

  test('a key asked for later while a worker has it waits for that time', async () => {
    const { clock, queue } = fresh()
    queue.add('a', 'user')
    await queue.take(never)
    queue.add('a', 'transition', { after: 100 })
    queue.done('a')
    expect(queue.depth).toBe(0)
    await clock.advance(100)
    expect(queue.depth).toBe(1)
  })

  test('a forgotten key does not come back, not even from a worker', async () => {
    const { clock, queue } = fresh()
    queue.add('a', 'user', { after: 10 })
    queue.add('b', 'user')
    expect(await queue.take(never)).toMatchObject({ key: 'b' })
    queue.add('b', 'user')
    queue.forget('a')
    queue.forget('b')
    queue.done('b')
    await clock.advance(1000)
    expect(queue.depth).toBe(0)
    expect(queue.busy).toBe(0)
  })
})

describe('failures', () => {
  test('each one waits longer until a success', async () => {
    const { clock, queue } = fresh()
    const backoff = { first: 1000, cap: 60_000 }
    const waits: number[] = []
    for (let i = 0; i < 8; i++) {
      queue.retry('a', 'verify', backoff)
      const before = clock.monotonic()
      const taken = queue.take(never).then(() => waits.push(clock.monotonic() - before))
      await clock.advance(60_000)
      await taken
      queue.done('a')
    }
    for (const [i, ms] of waits.entries()) {
      expect(ms).toBeGreaterThanOrEqual(Math.min(60_000, 1000 * 2 ** i) / 2)
      expect(ms).toBeLessThanOrEqual(Math.min(60_000, 1000 * 2 ** i))
    }
    expect(queue.failures('a')).toBe(8)
    queue.succeeded('a')
    expect(queue.failures('a')).toBe(0)
  })
})

describe('waiting', () => {
  test('a worker wakes at the moment a key becomes due, and no timer runs before there is a need', async () => {
    const { clock, queue } = fresh()
    expect(clock.timers).toBe(0)
    let at = -1
    void queue.take(never).then(() => {
      at = clock.monotonic()
    })
    queue.add('a', 'user', { after: 5000 })
    queue.add('b', 'user', { after: 1234 })
    expect(clock.timers).toBe(1)
    await clock.advance(10_000)
    expect(at).toBe(1234)
    expect(clock.timers).toBe(0)
  })

  test('an aborted wait ends without a key and leaves the key to others', async () => {
    const { clock, queue } = fresh()
    const abort = new AbortController()
    const first = queue.take(abort.signal)
    const second = queue.take(never)
    queue.add('a', 'user', { after: 10 })
    abort.abort()
    await clock.advance(10)
    expect(await first).toBeUndefined()
    expect(await second).toMatchObject({ key: 'a' })
    expect(await queue.take(abort.signal)).toBeUndefined()
  })

  test('a wait of months does not wake at once', async () => {
    const { clock, queue } = fresh()
    let woke = false
    void queue.take(never).then(() => {
      woke = true
    })
    queue.add('a', 'verify', { after: 90 * 24 * 3_600_000 })
    await clock.advance(24 * 3_600_000)
    expect(woke).toBe(false)
  })
})

test.each([1, 2, 3, 4, 5, 6])('no key is lost, worked on twice at once or starved (seed %i)', async (seed) => {
  const { clock, queue } = fresh(seed)
  const random = seeded(seed * 77)
  const stop = new AbortController()
  const busy = new Set<string>()
  /** When each key was last asked for, and not taken since. */
  const wanted = new Map<string, number>()
  let longest = 0
  const worker = async () => {
    for (;;) {
      const taken = await queue.take(stop.signal)
      if (taken === undefined) return
      expect(busy.has(taken.key)).toBe(false)
      busy.add(taken.key)
      longest = Math.max(longest, taken.waited)
      wanted.delete(taken.key)
      await new Promise<void>((resolve) => clock.after(random() * 40, resolve))
      busy.delete(taken.key)
      queue.done(taken.key)
    }
  }
  const workers = [worker(), worker(), worker()]
  for (let i = 0; i < 1500; i++) {
    const key = `k${Math.floor(random() * 60)}`
    const lane: Lane = lanes[Math.floor(random() * 3)] ?? 'user'
    wanted.set(key, clock.monotonic())
    queue.add(key, lane, { after: random() < 0.5 ? 0 : random() * 300 })
    if (i % 5 === 0) await clock.advance(random() * 60)
  }
  await clock.advance(5000)
  expect([...wanted.keys()]).toEqual([])
  expect(queue.depth).toBe(0)
  expect(longest).toBeLessThan(2000)
  stop.abort()
  await Promise.all(workers)
})

test('twenty thousand keys are cheap', async () => {
  const { clock, queue } = fresh()
  const random = seeded(3)
  const started = performance.now()
  for (let i = 0; i < 20_000; i++) queue.add(`k${i}`, 'verify', { after: random() * 1000 })
  for (let i = 0; i < 20_000; i += 2) queue.add(`k${i}`, 'user', { after: random() * 1000 })
  for (let i = 0; i < 20_000; i += 5) queue.forget(`k${i}`)
  await clock.advance(1000)
  expect(await drain(queue)).toHaveLength(16_000)
  expect(performance.now() - started).toBeLessThan(3000)
})

test.each([
  { at: 0, ms: 1000, because: 'on a tick the next one counts' },
  { at: 1, ms: 999, because: 'the grid does not depend on who asks' },
  { at: 1999, ms: 1, because: 'the grid does not depend on who asks' },
])('at $at the next tick is $ms ms away: $because', async ({ at, ms }) => {
  const clock = new TestClock()
  await clock.advance(at)
  expect(grid(clock, 1000)).toBe(ms)
})

test('what waits and what is worked on is told', async () => {
  const clock = new TestClock()
  const told: { lane: Lane; depth: number; busy: number }[] = []
  const observer = { ...silent, queued: (each: { lane: Lane; depth: number; busy: number }) => told.push(each) }
  const queue = new Queue({ name: 'VPC', clock, random: seeded(1), observer })
  queue.add('a', 'verify')
  queue.add('a', 'user')
  await settle()
  await queue.take(never)
  queue.done('a')
  const last = (lane: Lane) => told.filter((each) => each.lane === lane).at(-1)
  expect(last('verify')).toMatchObject({ depth: 0 })
  expect(last('user')).toMatchObject({ depth: 0, busy: 0 })
})
