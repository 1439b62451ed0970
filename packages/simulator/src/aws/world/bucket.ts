import type { Clock } from '@windlass/core'
import type { Bucket, BucketSize } from '../engine/bucket.ts'
import { record } from '../schema/schema.ts'

/** EC2's buckets of actions that have none of their own. */
const usual: Readonly<Record<'write' | 'read', Bucket>> = {
  write: { capacity: 50, refill: 5 },
  read: { capacity: 100, refill: 20 },
}

function sizeOf(bucket: Bucket, input: unknown): BucketSize {
  const { Filters: filters, MaxResults: maxResults } = record(input) ?? {}
  const whole = maxResults === undefined && !(Array.isArray(filters) && filters.length > 0)
  return whole ? (bucket.whole ?? bucket) : bucket
}

/** The request buckets of EC2, one for each account, region and action. */
export class Buckets {
  readonly #clock: Clock
  readonly #own: Readonly<Record<string, Bucket>>
  readonly #levels = new Map<string, { level: number; at: number }>()

  /** `own` are the buckets of actions that have one of their own. */
  constructor(clock: Clock, own: Readonly<Record<string, Bucket>>) {
    this.#clock = clock
    this.#own = own
  }

  /** Takes one token; false when the bucket is empty. */
  take(account: string, region: string, operation: string, mutates: boolean, input: unknown): boolean {
    const bucket = this.#own[operation] ?? usual[mutates ? 'write' : 'read']
    const { capacity, refill } = sizeOf(bucket, input)
    const key = `${account}/${region}/${operation}/${capacity}`
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
