import { describe, expect, test } from 'vitest'
import { TestClock } from '../../test/clock.ts'
import { never, scope, service } from '../../test/service.ts'
import type { Bucket } from '../kind/service.ts'
import type { Lane } from '../telemetry/observer.ts'
import { seeded } from '../time/random.ts'
import { isMutating, Limiter } from './limit.ts'

/** AWS's side of a bucket. */
class AwsBucket {
  refused = 0
  #tokens: number
  #at = 0

  constructor(readonly size: Bucket) {
    this.#tokens = size.burst
  }

  call(now: number): void {
    this.#tokens = Math.min(this.size.burst, this.#tokens + ((now - this.#at) / 1000) * this.size.rate)
    this.#at = now
    if (this.#tokens >= 1) this.#tokens--
    else this.refused++
  }
}

const sizes = [
  { action: 'DescribeVpcs', size: service.limits.read },
  { action: 'CreateVpc', size: service.limits.write },
  { action: 'CreateRare', size: { burst: 4, rate: 0.3 } },
]

describe('under load', () => {
  test.each(sizes)(
    '$action never exceeds the bucket of AWS and uses at least 80 % of its rate',
    async ({ action, size }) => {
      const clock = new TestClock()
      const limiter = new Limiter({ clock })
      const aws = new AwsBucket(size)
      const seconds = 100 / size.rate
      let sent = 0
      for (let i = 0; i < seconds * size.rate + size.burst; i++)
        void limiter.take(service, scope, action, 'user', never).then(() => {
          sent++
          aws.call(clock.monotonic())
        })
      await clock.advance(seconds * 1000)
      expect(aws.refused).toBe(0)
      expect(sent).toBeGreaterThanOrEqual(0.8 * (seconds * size.rate))
    },
  )

  test.each([1, 2, 3, 4, 5])(
    'calls at random moments and with random travel times are not refused (seed %i)',
    async (seed) => {
      const clock = new TestClock()
      const random = seeded(seed)
      const limiter = new Limiter({ clock })
      const aws = new AwsBucket(service.limits.write)
      const arrivals: number[] = []
      for (let i = 0; i < 400; i++)
        clock.after(random() * 60_000, () => {
          const left = limiter.take(service, scope, 'CreateVpc', random() < 0.5 ? 'user' : 'verify', never)
          void left.then(() => arrivals.push(clock.monotonic() + random() * 200))
        })
      await clock.advance(120_000)
      for (const at of arrivals.sort((a, b) => a - b)) aws.call(at)
      expect(arrivals).toHaveLength(400)
      expect(aws.refused).toBe(0)
    },
  )
})

test('a higher lane overtakes, and the lowest still gets one call in ten', async () => {
  const clock = new TestClock()
  const limiter = new Limiter({ clock })
  const order: Lane[] = []
  const ask = (lane: Lane) => void limiter.take(service, scope, 'CreateVpc', lane, never).then(() => order.push(lane))
  for (let i = 0; i < 45; i++) ask('verify')
  await clock.advance(0)
  order.length = 0
  for (let i = 0; i < 100; i++) ask('verify')
  for (let i = 0; i < 100; i++) ask('user')
  await clock.advance(100_000 / 4.5)
  const users = order.slice(0, 100).filter((lane) => lane === 'user').length
  expect(users).toBeGreaterThanOrEqual(88)
  expect(users).toBeLessThanOrEqual(92)
})

test('inside a lane the first to ask is the first to go', async () => {
  const clock = new TestClock()
  const limiter = new Limiter({ clock })
  const order: number[] = []
  for (let i = 0; i < 60; i++) void limiter.take(service, scope, 'CreateVpc', 'user', never).then(() => order.push(i))
  await clock.advance(10_000)
  expect(order).toEqual(Array.from({ length: 60 }, (_, i) => i))
})

test('inside a lane namespaces take turns', async () => {
  const clock = new TestClock()
  const limiter = new Limiter({ clock })
  const order: string[] = []
  const ask = (party: string) =>
    void limiter.take(service, scope, 'CreateVpc', 'user', never, party).then(() => order.push(party))
  for (let i = 0; i < 200; i++) ask('noisy')
  ask('quiet')
  ask('quiet')
  await clock.advance(10_000)
  const first = order.indexOf('quiet')
  expect(order.slice(first, first + 3)).toEqual(['quiet', 'noisy', 'quiet'])
  expect(first).toBeLessThanOrEqual(46)
})

test('accounts, regions and actions have buckets of their own', async () => {
  const clock = new TestClock()
  const limiter = new Limiter({ clock })
  let sent = 0
  const ask = (account: string, region: string, action: string) => {
    for (let i = 0; i < 50; i++)
      void limiter.take(service, { account, region }, action, 'user', never).then(() => {
        sent++
      })
  }
  ask('1', 'a', 'CreateVpc')
  ask('2', 'a', 'CreateVpc')
  ask('1', 'b', 'CreateVpc')
  ask('1', 'a', 'DeleteVpc')
  await clock.advance(0)
  expect(sent).toBe(4 * 45)
})

test('a throttle empties the bucket and halves the rate, which returns within a minute', async () => {
  const clock = new TestClock()
  const limiter = new Limiter({ clock })
  const granted: number[] = []
  const ask = () =>
    limiter.take(service, scope, 'DescribeVpcs', 'user', never).then((grant) => {
      granted.push(clock.monotonic())
      return grant
    })
  const grant = await ask()
  for (let i = 0; i < 5; i++) if (grant) limiter.throttled(service, scope, 'DescribeVpcs', grant)
  for (let i = 0; i < 2000; i++) void ask()
  const rate = async () => {
    const before = granted.length
    await clock.advance(5000)
    return (granted.length - before) / 5
  }
  const first = await rate()
  expect(first).toBeGreaterThan(7)
  expect(first).toBeLessThan(11)
  await clock.advance(60_000)
  expect(await rate()).toBeGreaterThanOrEqual(17)
})

test('a wait that is aborted takes no token and leaves no timer', async () => {
  const clock = new TestClock()
  const limiter = new Limiter({ clock })
  for (let i = 0; i < 3; i++) await limiter.take(service, scope, 'CreateRare', 'user', never)
  const abort = new AbortController()
  const waiting = limiter.take(service, scope, 'CreateRare', 'user', abort.signal)
  abort.abort()
  expect(await waiting).toBeUndefined()
  await clock.advance(60_000)
  expect(clock.timers).toBe(0)
  expect(await limiter.take(service, scope, 'CreateRare', 'user', never)).toMatchObject({ waited: 0 })
})

test('switched off, it lets everything pass', async () => {
  const clock = new TestClock()
  const limiter = new Limiter({ clock, off: true })
  for (let i = 0; i < 1000; i++) await limiter.take(service, scope, 'CreateRare', 'verify', never)
  expect(clock.monotonic()).toBe(0)
})

test.each([
  ['DescribeVpcs', false],
  ['GetManagedPrefixListEntries', false],
  ['ListTagsForResource', false],
  ['SearchTransitGatewayRoutes', false],
  ['CreateVpc', true],
  ['AssumeRole', true],
])('%s changes something: %s', (action, mutating) => {
  expect(isMutating(action)).toBe(mutating)
})
