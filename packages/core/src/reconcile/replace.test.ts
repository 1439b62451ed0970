import { expect, test } from 'vitest'
import { TestClock } from '../../test/clock.ts'
import { NATGateway } from '../../test/kinds.ts'
import { requestHash } from '../aws/token.ts'
import { createRequest } from '../kind/request.ts'
import { encode, type Intent } from './intent.ts'
import { remember } from './memory.ts'
import { annotation } from './names.ts'
import type { Pass } from './pass.ts'
import { pause } from './replace.ts'

const spec = { subnetID: 'subnet-1' }
const second = 1000
const minute = 60 * second

/** How long to wait when the last create was sent so long ago, by the time of day. */
function left(ago: number, last: Partial<Intent> = {}, clock = new TestClock(), memory = remember('u')): number {
  const intent: Intent = {
    epoch: 3,
    token: 't',
    hash: requestHash(createRequest(NATGateway, spec)),
    generation: 1,
    account: '1',
    region: 'r',
    at: clock.now() - ago,
    open: ['one'],
    deaths: 0,
    tags: [],
    condemned: [],
    ...last,
  }
  const object = { metadata: { annotations: { [annotation.intent]: encode(intent) } } }
  return pause({ tools: { kind: NATGateway, clock }, object, memory } as unknown as Pass, spec)
}

test.each([
  { because: 'it is the first to die', ago: 5 * second, last: {}, wait: 0 },
  { because: 'it is the second to die', ago: 5 * second, last: { deaths: 1 }, wait: 25 * second },
  { because: 'the third', ago: 5 * second, last: { deaths: 2 }, wait: 55 * second },
  { because: 'the pause has passed', ago: 2 * minute, last: { deaths: 2 }, wait: 0 },
  { because: 'many have died', ago: 5 * second, last: { deaths: 50 }, wait: 15 * minute - 5 * second },
  { because: 'a process a day ahead made the last', ago: -1440 * minute, last: { deaths: 1 }, wait: 30 * second },
  { because: 'it lived for an hour', ago: 60 * minute, last: { deaths: 50 }, wait: 0 },
  { because: 'the request is another one', ago: 5 * second, last: { deaths: 50, hash: 'other' }, wait: 0 },
  { because: 'it was adopted', ago: 5 * second, last: { deaths: 50, epoch: 0 }, wait: 0 },
  { because: 'AWS refused the last create', ago: 5 * second, last: { deaths: 50, open: [] }, wait: 0 },
])('a dead object is replaced after $wait ms: $because', ({ ago, last, wait }) => {
  expect(left(ago, last)).toBe(wait)
})

test('a dead object is replaced after its pause, also when the time of day has fallen back by a day', async () => {
  const clock = new TestClock()
  const memory = remember('u')
  const at = clock.now() + 1440 * minute
  const wait = () => left(clock.now() - at, { deaths: 1 }, clock, memory)
  expect(wait()).toBe(30 * second)
  await clock.advance(20 * second)
  expect(wait()).toBe(10 * second)
  await clock.advance(10 * second)
  expect(wait()).toBe(0)
})
