import type { Outcome } from '../outcome.ts'
import type { Pass } from '../pass.ts'
import { recordMassDeletion } from '../status/event.ts'

/** When an AWS object may be deleted. */
export type Turn =
  | { readonly is: 'free' }
  /** It is one of a mass; `first` where nothing has been said of that mass. */
  | { readonly is: 'wait'; readonly ms: number; readonly first: boolean }

const why =
  'More than 500 objects of this controller were deleted within ten minutes, and more than half of all it has: their AWS objects are deleted at 10 a minute'

/** What holds up the deletion of an AWS object that is one of a mass; undefined when it is its turn. */
export function slowed(pass: Pass): Outcome | undefined {
  const turn = pass.tools.settings.turn(pass.object)
  if (turn.is === 'free' || turn.ms <= 0) return undefined
  if (turn.first) recordMassDeletion(pass, why)
  return { is: 'again', after: turn.ms, reason: 'MassDeletion', why }
}
