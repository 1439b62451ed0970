import type { Step } from '../../kind/step.ts'

/** After a write, AWS may show the old value for so long (ms) without that being a difference. */
export const propagation = 10_000
/** Longer for writes that are not idempotent, until AWS has shown the result. */
export const patience = 300_000
/** The same difference is written at most so often before the breaker opens … */
const limit = 5
/** … and then at most once in this time (ms). */
const rest = 600_000
/** Writes further apart than this (ms) are drift that came back, not a fight. */
const memory = 1_800_000

/** The last write of one field. */
export interface Write {
  /** Canonical text of what was wanted, and of what AWS had before. */
  readonly want: string
  readonly have: string
  /** How often exactly this difference was written. */
  readonly count: number
  /** Monotonic milliseconds. */
  readonly at: number
  /** AWS has matched the spec since. */
  readonly shown?: boolean
}

export type Verdict = 'write' | 'wait' | 'open'

/** What a field differs in, as canonical texts, and what would bring it in line. */
interface Difference {
  readonly want: string
  readonly have: string
  readonly steps: readonly Step[]
}

/**
 * Whether a difference may be written now: `wait` while our own last write of the same value may not be visible yet,
 * `open` when the same difference keeps coming back, because another party or AWS itself undoes what we write.
 */
export function verdict(last: Write | undefined, { want, have, steps }: Difference, now: number): Verdict {
  if (last === undefined || last.want !== want) return 'write'
  const age = now - last.at
  const hidden = steps.some(({ anew }) => anew) && !last.shown ? patience : propagation
  if (age < hidden && last.have === have) return 'wait'
  if (last.count >= limit && age < rest) return 'open'
  return 'write'
}

/** Records a write of a field. */
export function wrote(writes: Map<string, Write>, field: string, want: string, have: string, now: number): void {
  const last = writes.get(field)
  const again = last !== undefined && last.want === want && now - last.at < memory
  writes.set(field, { want, have, at: now, count: again ? last.count + 1 : 1 })
}

/** AWS has shown everything that was written. */
export function shown(writes: Map<string, Write>): void {
  for (const [field, write] of writes) if (!write.shown) writes.set(field, { ...write, shown: true })
}
