import { requestHash } from '../../aws/token.ts'
import { createRequest } from '../../kind/request.ts'
import type { Item } from '../../schema/json.ts'
import { type Attempts, allRefused, serverNow } from '../identity/attempts.ts'
import type { Intent } from '../identity/intent.ts'
import type { Pass } from '../pass.ts'

/** The shortest time (ms) between two creates of a request whose objects die, doubled by every death, and the longest. */
const pace = { first: 30_000, cap: 900_000 }
/** An object that lived so long (ms) did not die of the request that made it. */
const lifetime = 3_600_000
/** The API servers of one cluster may differ by so much (ms). */
const skew = 60_000

/**
 * How many objects in a row the same request has made that soon died, the present one included. A request that has
 * changed starts at none. `now` is the API server's time.
 */
export function failures(attempts: Attempts, last: Intent | undefined, hash: string, now: number): number {
  if (last === undefined || last.epoch === 0 || last.hash !== hash) return 0
  if (allRefused(attempts, last)) return last.deaths
  return now - last.at < lifetime ? last.deaths + 1 : 0
}

/**
 * How long (ms) to wait before an object that is gone is made anew. The first replacement is made at once; a request
 * whose objects keep dying, for whatever reason, is repeated ever more slowly.
 */
export async function backoff(pass: Pass, spec: Item): Promise<number> {
  const last = pass.wish.intent
  if (last === undefined || allRefused(pass.memory.attempts, last)) return 0
  const now = await serverNow(pass)
  const count = failures(pass.memory.attempts, last, requestHash(createRequest(pass.tools.kind, spec)), now)
  // An intent of the future was written before the API server's clock was set back: how long ago is not known.
  if (count < 2 || last.at > now + skew) return 0
  const apart = Math.min(pace.cap, pace.first * 2 ** (count - 2))
  return Math.max(0, last.at + apart - now)
}

/** What AWS says, right before a create in its place leaves, of the object that is to be replaced. */
export async function lastWord(pass: Pass, id: string): Promise<'gone' | 'alive' | 'silent'> {
  const { kind } = pass.tools
  const word = await pass.aws.inquire(id)
  switch (word.is) {
    case 'stated':
      return 'gone'
    case 'absent':
      return 'silent'
    case 'shown':
      if (kind.state(word.item).is !== 'gone') return 'alive'
      return word.result.account === pass.scope.account ? 'gone' : 'silent'
  }
}
