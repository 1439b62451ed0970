import type { Line } from '@windlass/simulation'
import type { Outcome } from './runs.ts'

/** Sums over runs. */
export interface Figures {
  runs: number
  broken: number
  /** Virtual milliseconds. */
  ms: number
  /** How often each fault struck, by id. */
  readonly fired: Map<string, number>
  /** In how many runs each fault was to strike and did not, by id. */
  readonly missed: Map<string, number>
  /** How often what `sometimes` names was seen. */
  readonly seen: Map<string, number>
}

export const figures = (): Figures => ({
  runs: 0,
  broken: 0,
  ms: 0,
  fired: new Map(),
  missed: new Map(),
  seen: new Map(),
})

export function tally(sums: Figures, { ms, failures, fired, seen }: Outcome): void {
  sums.runs++
  sums.ms += ms
  if (failures.length > 0) sums.broken++
  for (const [id, times] of fired) {
    sums.fired.set(id, (sums.fired.get(id) ?? 0) + times)
    if (times === 0) sums.missed.set(id, (sums.missed.get(id) ?? 0) + 1)
  }
  for (const [what, times] of seen) sums.seen.set(what, (sums.seen.get(what) ?? 0) + times)
}

/** Prints a trace for people: when, who, what. */
export function tell(lines: readonly Line[]): void {
  for (const { at, who, what } of lines)
    console.log(`${(at / 1000).toFixed(3).padStart(10)} s  ${who.padEnd(13)} ${what}`)
}
