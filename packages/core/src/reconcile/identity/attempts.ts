import type { KubeClient } from '../../kube/client.ts'
import type { Resource } from '../../kube/resource.ts'
import { KubeError, type KubeObject, KubeUnreachable } from '../../kube/transport.ts'
import { attemptedAt, type Intent } from './intent.ts'

/** What this process knows of the creates that were sent for one object. All of it can be lost at any time. */
export interface Attempts {
  /** Attempts of this process that made nothing: AWS refused their request, or it never left. */
  readonly unmade: Set<string>
  /** The epoch of a create whose token AWS knows from a request that was not quite the same, whichever process repeats it. */
  mismatched?: number | undefined
  /** What AWS answered to the last create, and its epoch. */
  made?: { readonly epoch: number; readonly id: string }
  /** The attempt that met something with the same key, and AWS's words for it. */
  rival?: { readonly attempt: string; readonly message: string }
  /** Since when this process searches for what an old attempt may have made; monotonic milliseconds. */
  searchingSince?: number
  /** When the creates of this process left; monotonic milliseconds, the last 20. */
  sent: readonly number[]
}

export function noAttempts(): Attempts {
  return { unmade: new Set(), sent: [] }
}

/** What the time is asked with: a read of the object. */
interface Asking {
  readonly tools: { readonly client: KubeClient; readonly resource: Resource }
  readonly object: KubeObject
  readonly signal: AbortSignal
}

/** A server's word on the time is good for so long (ms): what has passed since is measured by a clock that may be wrong. */
const fresh = 10_000

/**
 * The time by the API server's clock, in milliseconds since the Unix epoch. Asks for the object when the server has not said
 * the time for a while. Rejects with `KubeUnreachable` when it does not say it.
 */
export async function serverNow({ tools: { client, resource }, object, signal }: Asking): Promise<number> {
  const known = client.time.read()
  if (known !== undefined && known.age <= fresh) return known.now
  try {
    await client.get(resource, object.metadata, signal)
  } catch (error) {
    if (!(error instanceof KubeError)) throw error
  }
  const heard = client.time.read()
  if (heard !== undefined && heard.age <= fresh) return heard.now
  throw new KubeUnreachable('The API server does not say what time it is.')
}

/** Open attempts that may have created something, as far as this process knows. */
export function openAttempts({ unmade }: Attempts, { open }: Pick<Intent, 'open'>): readonly string[] {
  return open.filter((name) => !unmade.has(name))
}

/** When the youngest attempt whose outcome is not known was made, by the API server's clock. */
export function uncertainSince(attempts: Attempts, intent: Pick<Intent, 'open' | 'at'>): number {
  const names = openAttempts(attempts, intent)
  const times = (names.length === 0 ? intent.open : names).map(attemptedAt).filter((at) => !Number.isNaN(at))
  return times.length === 0 ? intent.at : Math.max(...times)
}

/** Whether nothing was made under an intent, as far as this process knows or as is on record. */
export function allRefused(attempts: Attempts, intent: Pick<Intent, 'open' | 'made'>): boolean {
  return intent.made === undefined && openAttempts(attempts, intent).length === 0
}

/** How long (ms) after the API server's `time` the outcome of a create must still be searched for before it made nothing. */
export function searchLeft(attempts: Attempts, intent: Intent, quarantine: number, time: number): number {
  return uncertainSince(attempts, intent) + quarantine - time
}

/** An attempt that is older (ms) may have a token that AWS no longer knows, and was searched for by a process long gone. */
const old = 3_600_000
/** So long (ms) such an attempt is searched for anew: one reply that leaves something out proves nothing. */
const anew = 120_000

/** Whether the youngest open attempt is an old one at the API server's `time`. */
const isOld = (attempts: Attempts, intent: Intent, time: number) => time - uncertainSince(attempts, intent) >= old

/** How long (ms) this process must still search for what an old attempt may have made; 0 for one that is not old. */
export function renewedSearchLeft(attempts: Attempts, intent: Intent, time: number, now: number): number {
  return isOld(attempts, intent, time) ? Math.max(0, (attempts.searchingSince ?? now) + anew - now) : 0
}

/** A search for what open attempts may have made begins. */
export function beginSearch(
  attempts: Attempts,
  intent: Intent | undefined,
  time: number | undefined,
  now: number,
): void {
  if (intent !== undefined && time !== undefined && isOld(attempts, intent, time)) attempts.searchingSince ??= now
}
