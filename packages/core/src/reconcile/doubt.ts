import type { Clock } from '../time/clock.ts'
import type { Intent } from './intent.ts'
import type { Doubt, Memory } from './memory.ts'
import type { Pass } from './pass.ts'

/** The open attempts under an intent of which this process does not know that they made nothing. */
export function outstanding({ unmade }: Memory, { open }: Pick<Intent, 'open'>): readonly string[] {
  return open.filter((name) => !unmade.has(name))
}

/** The youngest search for the outcome of what is open under an intent. Each begins when a process first hears of it. */
export function doubted(memory: Memory, intent: Pick<Intent, 'open'>, clock: Clock): Doubt {
  const fresh: Doubt = { since: clock.monotonic(), began: clock.now() }
  const { doubts } = memory
  for (const name of doubts.keys()) if (!intent.open.includes(name)) doubts.delete(name)
  for (const name of intent.open) if (!doubts.has(name)) doubts.set(name, fresh)
  const names = turnedAway(memory, intent) ? intent.open : outstanding(memory, intent)
  const searches = names.map((name) => doubts.get(name) ?? fresh)
  return searches.reduce((last, one) => (one.since > last.since ? one : last), searches[0] ?? fresh)
}

/** Whether nothing was made under an intent, as far as this process knows or as is on record. */
export function turnedAway(memory: Memory, intent: Pick<Intent, 'open'>): boolean {
  return outstanding(memory, intent).length === 0
}

/** How long (ms) the outcome of a create must still be searched for before it is known that it made nothing. */
export function unsettled({ memory, tools: { clock, settings } }: Pass, intent: Intent): number {
  return doubted(memory, intent, clock).since + settings.quarantine - clock.monotonic()
}
