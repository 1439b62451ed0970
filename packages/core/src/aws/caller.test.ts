import { describe, expect, test } from 'vitest'
import { TestClock } from '../../test/clock.ts'
import { never, operation, scope, sdkError, service, TestCloud } from '../../test/service.ts'
import type { Item } from '../schema/json.ts'
import { type CallSeen, silent } from '../telemetry/observer.ts'
import { Caller } from './caller.ts'
import { AwsError, CallRefused } from './error.ts'
import { Limiter } from './limit.ts'

const create = { operation: operation('CreateVpc'), input: { CidrBlock: '10.0.0.0/16' } }
const describeVpcs = { operation: operation('DescribeVpcs'), input: {} }

function setup(
  answer: (action: string, input: Item, signal: AbortSignal) => Promise<Item> | Item,
  fence?: () => boolean,
) {
  const clock = new TestClock()
  const seen: CallSeen[] = []
  const cloud = new TestCloud(() => clock.monotonic(), answer)
  const observer = { ...silent, called: (call: CallSeen) => void seen.push(call) }
  const caller = new Caller({ cloud, limiter: new Limiter({ clock }), clock, observer, fence })
  return { clock, cloud, caller, seen }
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

test('a reply is answered and counted', async () => {
  const { caller, seen } = setup(() => ({ Vpc: { VpcId: 'vpc-1' } }))
  expect(await caller.call(service, scope, create, 'user', never)).toEqual({ Vpc: { VpcId: 'vpc-1' } })
  expect(seen).toEqual([
    {
      service: 'test',
      action: 'CreateVpc',
      mutating: true,
      lane: 'user',
      ms: 0,
      status: 200,
      code: undefined,
      errorClass: undefined,
      account: scope.account,
      region: scope.region,
    },
  ])
})

describe('no answer', () => {
  test.each([create, describeVpcs])('within the deadline leaves the outcome unknown', async (call) => {
    const { caller, clock, cloud, seen } = setup(() => new Promise(() => undefined))
    const ended = failure(caller.call(service, scope, call, 'user', never))
    await clock.advance(29_999)
    expect(seen).toHaveLength(0)
    await clock.advance(1)
    expect(await ended).toMatchObject({ code: 'DeadlineExceeded', errorClass: 'transient', status: 0 })
    expect(cloud.sent).toHaveLength(1)
    expect(clock.timers).toBe(0)
  })

  test('makes the transport stop', async () => {
    let stopped = false
    const { caller, clock } = setup((_action, _input, signal) => {
      signal.addEventListener('abort', () => {
        stopped = true
      })
      return new Promise(() => undefined)
    })
    const ended = failure(caller.call(service, scope, create, 'user', never))
    await clock.advance(30_000)
    await ended
    expect(stopped).toBe(true)
  })
})

describe('a throttled', () => {
  test('read is repeated as the bucket allows', async () => {
    let left = 3
    const { caller, clock, cloud, seen } = setup(() => {
      if (left-- > 0) throw sdkError('RequestLimitExceeded', 503)
      return {}
    })
    const ended = caller.call(service, scope, describeVpcs, 'verify', never)
    await clock.advance(60_000)
    expect(await ended).toEqual({})
    expect(seen.map(({ errorClass }) => errorClass)).toEqual(['throttle', 'throttle', 'throttle', undefined])
    const times = cloud.sent.map(({ at }) => at)
    expect(times.every((at, i) => i === 0 || at - (times[i - 1] ?? 0) >= 1000 / 18)).toBe(true)
  })

  test('read is given up after four calls', async () => {
    const { caller, clock, cloud } = setup(() => {
      throw sdkError('RequestLimitExceeded', 503)
    })
    const ended = failure(caller.call(service, scope, describeVpcs, 'verify', never))
    await clock.advance(60_000)
    expect(await ended).toMatchObject({ errorClass: 'throttle' })
    expect(cloud.sent).toHaveLength(4)
  })

  test('write is reported after one call', async () => {
    const { caller, cloud } = setup(() => {
      throw sdkError('RequestLimitExceeded', 503)
    })
    expect(await failure(caller.call(service, scope, create, 'user', never))).toMatchObject({ errorClass: 'throttle' })
    expect(cloud.sent).toHaveLength(1)
  })
})

describe('a fence that is down', () => {
  test('stops writes, after their wait and right before they leave, and no reads', async () => {
    let leader = true
    const { caller, clock, cloud } = setup(
      () => ({}),
      () => leader,
    )
    for (let i = 0; i < 45; i++) await caller.call(service, scope, create, 'user', never)
    const ended = failure(caller.call(service, scope, create, 'user', never))
    leader = false
    await clock.advance(10_000)
    const error = await ended
    expect(error).toBeInstanceOf(CallRefused)
    expect(error).toMatchObject({ code: 'NotLeader', action: 'CreateVpc' })
    expect(await caller.call(service, scope, describeVpcs, 'user', never)).toEqual({})
    expect(cloud.sent).toHaveLength(46)
  })
})

describe('an abort', () => {
  test('before the call leaves means it was not sent', async () => {
    const { caller, cloud } = setup(() => ({}))
    expect(await failure(caller.call(service, scope, create, 'user', AbortSignal.abort()))).toMatchObject({
      code: 'Cancelled',
    })
    expect(cloud.sent).toHaveLength(0)
  })

  test('does not stop a write that has left: its outcome is worth knowing', async () => {
    let answer: (reply: Item) => void = () => undefined
    const { caller, clock } = setup(
      () =>
        new Promise((resolve) => {
          answer = resolve
        }),
    )
    const abort = new AbortController()
    const ended = caller.call(service, scope, create, 'user', abort.signal)
    await clock.advance(10)
    abort.abort()
    await clock.advance(10)
    answer({ Vpc: {} })
    expect(await ended).toEqual({ Vpc: {} })
  })

  test('stops a read at once', async () => {
    const { caller, clock } = setup(() => new Promise(() => undefined))
    const abort = new AbortController()
    const ended = failure(caller.call(service, scope, describeVpcs, 'user', abort.signal))
    await clock.advance(10)
    abort.abort()
    expect(await ended).toBeInstanceOf(AwsError)
    expect(clock.timers).toBe(0)
  })
})

test('a failure inside a successful reply is a failure', async () => {
  const { caller, seen } = setup(() => ({
    Unsuccessful: [{ Error: { Code: 'DependencyViolation', Message: 'in use' } }],
  }))
  expect(await failure(caller.call(service, scope, create, 'user', never))).toMatchObject({ errorClass: 'blocked' })
  expect(seen).toMatchObject([{ status: 200, code: 'DependencyViolation', errorClass: 'blocked' }])
})
