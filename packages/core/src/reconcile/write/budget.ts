/** The API server will not take a write of ours, and the object has not changed since it was read: asking again gives the same answer. */
export class WriteRefused extends Error {
  override readonly name = 'WriteRefused'
  readonly code = 'WriteRefused'
  constructor(words: string) {
    super(`Kubernetes refuses what the controller writes to the object: ${words}`)
  }
}

/** So many writes were refused of late that none is made for `after` milliseconds. */
export class Exhausted extends Error {
  override readonly name = 'Exhausted'
  readonly code = 'Exhausted'
  constructor(readonly after: number) {
    super('Kubernetes refuses or drops what the controller writes to the object, so the next write waits')
  }
}

/** What one object has cost the API server of late. */
export interface Budget {
  /** When writes of the last minute left; monotonic milliseconds, oldest first. */
  recent: readonly number[]
  /** Since when writes are refused or change nothing, and when the last one was; absent while they are taken. */
  refused?: { readonly since: number; readonly last: number }
}

/** What has a budget. */
interface Charged {
  readonly budget: Budget
}

const minute = 60_000
/** Writes of one object in the first minute in which some are refused, and in each minute after. */
const atFirst = 60
const later = 6

/**
 * Counts one write that is about to leave. While writes are taken there is no limit; from the first refusal on, whatever is
 * written counts. A write that is `vital` may use what others leave over: there is always room for one. Throws `Exhausted`
 * when there is none.
 */
export function spend(memory: Charged, now: number, vital: boolean): void {
  const { budget } = memory
  budget.recent = budget.recent.filter((at) => now - at < minute)
  const { recent, refused } = budget
  if (refused !== undefined) {
    const limit = (now - refused.since < minute ? atFirst : later) - (vital ? 0 : 1)
    const oldest = recent[recent.length - limit]
    if (oldest !== undefined) throw new Exhausted(Math.ceil(oldest + minute - now))
  }
  budget.recent = [...recent, now].slice(-atFirst)
}

/** The API server has not taken a write, or it changed nothing. */
export function declined({ budget }: Charged, now: number): void {
  budget.refused = { since: budget.refused?.since ?? now, last: now }
}

/** The API server has taken a write; what it refused is forgotten when that was not just now. */
export function taken({ budget }: Charged, now: number): void {
  if (budget.refused !== undefined && now - budget.refused.last >= minute) delete budget.refused
}
