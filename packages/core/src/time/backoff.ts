import type { Random } from './random.ts'

/** Delays in milliseconds: `first` after one failure, doubled by each further one, never above `cap`. */
export interface Backoff {
  readonly first: number
  readonly cap: number
}

/**
 * The delay before attempt `failures + 1`, with jitter of up to a half downwards: the result lies between half of the
 * nominal delay and all of it, so that objects that failed together do not return together.
 */
export function delay(backoff: Backoff, failures: number, random: Random): number {
  const nominal = Math.min(backoff.cap, backoff.first * 2 ** Math.max(0, failures - 1))
  return nominal * (0.5 + random() / 2)
}
