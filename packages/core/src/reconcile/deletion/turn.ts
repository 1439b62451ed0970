import type { Outcome } from '../outcome.ts'

/** When an AWS object may be deleted. */
export type Turn =
  | { readonly is: 'free' }
  /** It is one of a mass; `first` where nothing has been said of that mass. */
  | { readonly is: 'wait'; readonly ms: number; readonly first: boolean }

/** Why an AWS object that is one of a mass is not deleted yet. */
export const crowd =
  'More than 500 objects of this controller were deleted within ten minutes, and more than half of all it has: their AWS objects are deleted at 10 a minute'

/** How a pass ends whose AWS object is one of a mass, and may be deleted after so long (ms). */
export const queued = (ms: number): Outcome => ({ is: 'again', after: ms, reason: 'MassDeletion', why: crowd })
