import type { Observer } from '../../telemetry/observer.ts'
import { type Clock, sleep } from '../../time/clock.ts'
import type { Standing } from './identity.ts'

/** Who can say how the credentials stand. */
export interface Vouching {
  /** Must not reject. */
  look(signal: AbortSignal): Promise<Standing>
}

/** Milliseconds between two looks: often enough that a renewal five minutes before the end is seen at once. */
const every = 15_000

/** Tells the observer how the credentials of the process stand, until the signal aborts. */
export async function watchCredentials(
  who: Vouching,
  { clock, observer }: { readonly clock: Clock; readonly observer: Observer },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const { wrong, expires } = await who.look(signal)
    // Credentials are not worse for STS being out of reach, or for something else that answers in its place.
    const valid = wrong === undefined || wrong.code === 'Unreachable' || wrong.code === 'Unreadable'
    if (!signal.aborted) observer.happened({ is: 'credentials', valid, expires })
    await sleep(clock, every, signal)
  }
}
