import type { Clock } from '@windlass/core/time'
import type { BucketSize } from '../engine/bucket.ts'

/** The request buckets, one for each account, region, service and action. */
export class Buckets {
  readonly #clock: Clock
  readonly #levels = new Map<string, { level: number; at: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Takes one token out of the bucket of this name; false when it is empty. */
  take(name: string, { capacity, refill }: BucketSize): boolean {
    const key = `${name}/${capacity}`
    const now = this.#clock.monotonic()
    const last = this.#levels.get(key) ?? { level: capacity, at: now }
    const level = Math.min(capacity, last.level + ((now - last.at) / 1000) * refill)
    const enough = level >= 1
    this.#levels.set(key, { level: enough ? level - 1 : level, at: now })
    return enough
  }

  clear(): void {
    this.#levels.clear()
  }
}
