/** A token bucket: how many calls at once, and how many more each second. */
export interface BucketSize {
  readonly capacity: number
  readonly refill: number
}

/** The bucket of one operation; `whole` is that of a read that neither filters nor pages. */
export interface Bucket extends BucketSize {
  readonly whole?: BucketSize
}
