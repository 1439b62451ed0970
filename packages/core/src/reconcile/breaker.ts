import type { Memory, Write } from './memory.ts'

/** After a write, AWS may show the old value for so long (ms) without that being a difference. */
export const propagation = 10_000
/** The same difference is written at most so often before the breaker opens … */
const limit = 5
/** … and then at most once in this time (ms). */
const rest = 600_000
/** Writes further apart than this (ms) are drift that came back, not a fight. */
const memory = 1_800_000

export type Verdict = 'write' | 'wait' | 'open'

/**
 * Whether a difference may be written now: `wait` while our own last write of the same value may not be visible yet,
 * `open` when the same difference keeps coming back, because another party or AWS itself undoes what we write.
 */
export function verdict(last: Write | undefined, want: string, have: string, now: number): Verdict {
  if (last === undefined || last.want !== want) return 'write'
  const age = now - last.at
  if (age < propagation && last.have === have) return 'wait'
  if (last.count >= limit && age < rest) return 'open'
  return 'write'
}

/** Records a write of a field. */
export function wrote(to: Memory, field: string, want: string, have: string, now: number): void {
  const last = to.writes.get(field)
  const again = last !== undefined && last.want === want && now - last.at < memory
  to.writes.set(field, { want, have, at: now, count: again ? last.count + 1 : 1 })
}
