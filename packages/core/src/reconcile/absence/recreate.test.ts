import { expect, test } from 'vitest'
import { TestClock } from '../../../test/clock.ts'
import { NATGateway } from '../../../test/kinds.ts'
import { requestHash, tokenFor } from '../../aws/token.ts'
import { createRequest } from '../../kind/request.ts'
import { ServerTime } from '../../kube/date.ts'
import { encode, type Intent } from '../identity/intent.ts'
import { remember } from '../memory.ts'
import type { Pass } from '../pass.ts'
import { annotation } from '../wish/names.ts'
import { wishOf } from '../wish/wish.ts'
import { backoff } from './recreate.ts'

const spec = { subnetID: 'subnet-1' }
const second = 1000
const minute = 60 * second

/** How long to wait when the last create was sent so long ago, by the API server's clock. */
async function left(ago: number, last: Partial<Intent> = {}, clock = new TestClock()): Promise<number> {
  const { epoch = 3 } = last
  const token = tokenFor({ cluster: 'c', uid: 'u', kind: NATGateway.name, epoch })
  const intent: Intent = {
    uid: 'u',
    ids: [],
    epoch,
    token,
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
  const metadata = { name: 'n', uid: 'u', resourceVersion: '1', annotations: { [annotation.intent]: encode(intent) } }
  const object = { apiVersion: 'v', kind: NATGateway.name, metadata }
  const settings = { clusterUID: 'c', retain: () => ({ is: 'delete', own: false }) as const }
  const wish = wishOf({ kind: NATGateway, settings }, object)
  const time = new ServerTime(clock)
  time.heard(clock.now())
  const tools = { kind: NATGateway, clock, client: { time }, settings }
  return backoff({ tools, object, wish, memory: remember('u') } as unknown as Pass, spec)
}

test.each([
  { because: 'it is the first to die', ago: 5 * second, last: {}, wait: 0 },
  { because: 'it is the second to die', ago: 5 * second, last: { deaths: 1 }, wait: 25 * second },
  { because: 'the third', ago: 5 * second, last: { deaths: 2 }, wait: 55 * second },
  { because: 'the pause has passed', ago: 2 * minute, last: { deaths: 2 }, wait: 0 },
  { because: 'many have died', ago: 5 * second, last: { deaths: 50 }, wait: 15 * minute - 5 * second },
  {
    because: "the API server's clock has been set back by a day since",
    ago: -1440 * minute,
    last: { deaths: 1 },
    wait: 0,
  },
  { because: 'it lived for an hour', ago: 60 * minute, last: { deaths: 50 }, wait: 0 },
  { because: 'the request is another one', ago: 5 * second, last: { deaths: 50, hash: 'other' }, wait: 0 },
  { because: 'it was adopted', ago: 5 * second, last: { deaths: 50, epoch: 0 }, wait: 0 },
  { because: 'AWS refused the last create', ago: 5 * second, last: { deaths: 50, open: [] }, wait: 0 },
])('a dead object is replaced after $wait ms: $because', async ({ ago, last, wait }) => {
  expect(await left(ago, last)).toBe(wait)
})
