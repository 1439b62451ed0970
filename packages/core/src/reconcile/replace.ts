import { requestHash } from '../aws/token.ts'
import { createRequest } from '../kind/request.ts'
import type { Item } from '../schema/json.ts'
import { doubted, turnedAway } from './doubt.ts'
import { decode } from './intent.ts'
import { annotation } from './names.ts'
import type { Pass } from './pass.ts'

/** The shortest time (ms) between two creates of a request whose objects die, doubled by every death, and the longest. */
const pace = { first: 30_000, cap: 900_000 }
/** An object that lived so long (ms) did not die of the request that made it. */
const lifetime = 3_600_000

/**
 * How many objects in a row the same request has made that soon died, the present one included. A request that has
 * changed starts at none.
 */
export function deaths(pass: Pass, hash: string): number {
  const last = decode(pass.object.metadata.annotations?.[annotation.intent])
  if (last === undefined || last.epoch === 0 || last.hash !== hash) return 0
  if (turnedAway(pass.memory, last)) return last.deaths
  return pass.tools.clock.now() - last.at < lifetime ? last.deaths + 1 : 0
}

/**
 * How long (ms) to wait before an object that is gone is made anew. The first replacement is made at once; a request
 * whose objects keep dying, for whatever reason, is repeated ever more slowly.
 */
export function pause(pass: Pass, spec: Item): number {
  const last = decode(pass.object.metadata.annotations?.[annotation.intent])
  const count = last === undefined ? 0 : deaths(pass, requestHash(createRequest(pass.tools.kind, spec)))
  if (last === undefined || last.open.length === 0 || count < 2) return 0
  const apart = Math.min(pace.cap, pace.first * 2 ** (count - 2))
  const { memory, tools } = pass
  // An intent of the future was written with another time of day: then this process alone counts how long it has known it.
  const passed = Math.max(
    tools.clock.now() - last.at,
    tools.clock.monotonic() - doubted(memory, last, tools.clock).since,
  )
  return Math.max(0, apart - passed)
}
