import { KubeError, KubeUnreachable } from '../kube/transport.ts'
import { attemptedAt, type Intent } from './intent.ts'
import type { Memory } from './memory.ts'
import type { Pass } from './pass.ts'

/** A server's word on the time is good for so long (ms): what has passed since is measured by a clock that may be wrong. */
const fresh = 10_000

/**
 * The time by the API server's clock, in milliseconds since the Unix epoch. Asks for the object when the server has not said
 * the time for a while. Rejects with `KubeUnreachable` when it does not say it.
 */
export async function serverNow({ tools: { client, resource }, object, signal }: Pass): Promise<number> {
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

/** The open attempts under an intent of which this process does not know that they made nothing. */
export function outstanding({ unmade }: Memory, { open }: Pick<Intent, 'open'>): readonly string[] {
  return open.filter((name) => !unmade.has(name))
}

/** When the youngest attempt whose outcome is not known was made, by the API server's clock. */
export function doubtedSince(memory: Memory, intent: Pick<Intent, 'open' | 'at'>): number {
  const names = outstanding(memory, intent)
  const times = (names.length === 0 ? intent.open : names).map(attemptedAt).filter((at) => !Number.isNaN(at))
  return times.length === 0 ? intent.at : Math.max(...times)
}

/** Whether nothing was made under an intent, as far as this process knows or as is on record. */
export function turnedAway(memory: Memory, intent: Pick<Intent, 'open' | 'made'>): boolean {
  return intent.made === undefined && outstanding(memory, intent).length === 0
}

/** How long (ms) the outcome of a create must still be searched for before it is known that it made nothing. */
export async function unsettled(pass: Pass, intent: Intent): Promise<number> {
  return doubtedSince(pass.memory, intent) + pass.tools.settings.quarantine - (await serverNow(pass))
}
