import type { ObjectState } from '@windlass/core/controller'
import type { Place } from './scope.ts'

/** How many objects are in one situation. */
export interface Tally {
  readonly kind: string
  readonly state: ObjectState
  readonly reason: string
  readonly deleting: boolean
  count: number
}

/** What is kept of one object. */
export interface Entry {
  readonly kind: string
  readonly namespace: string
  readonly name: string
  tally: Tally
  outOfSyncSince: number | undefined
  verifiedAt: number | undefined
  place: Place | undefined
}
