import { record } from '../schema/schema.ts'

/** A token bucket: how many calls at once, and how many more each second. */
export interface BucketSize {
  readonly capacity: number
  readonly refill: number
}

/** The bucket of one operation; `whole` is that of a read that neither filters nor pages. */
export interface Bucket extends BucketSize {
  readonly whole?: BucketSize
}

/** The size of a bucket for one request. */
export function sizeOf(bucket: Bucket, input: unknown): BucketSize {
  const { Filters: filters, MaxResults: maxResults } = record(input) ?? {}
  const whole = maxResults === undefined && !(Array.isArray(filters) && filters.length > 0)
  return whole ? (bucket.whole ?? bucket) : bucket
}
