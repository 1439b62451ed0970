import type { AwsError } from '../../aws/error.ts'
import type { Step } from '../../kind/step.ts'
import type { Pass } from '../pass.ts'
import type { Change } from '../plan.ts'
import { inSync } from '../status/condition.ts'

/** A step that AWS refused, and how. */
export interface Refused {
  readonly step: Step
  readonly error: AwsError
}

export interface Refusal extends Refused {
  readonly change: Change
}

/** How far the steps of some changes have got. */
export interface Progress {
  /** What AWS has taken, in its order. */
  readonly done: { readonly change: Change; readonly say: string; readonly step: Step }[]
  readonly refusals: Refusal[]
  /** Changes that wait for a later pass. */
  readonly later: Set<Change>
  /** Changes of which AWS had no room for an addition, and its words. */
  readonly short: Map<Change, Refused>
}

/** Whether AWS had no room for an addition: then what goes must go first, or the change could never be made. */
export const wantsRoom = ({ error }: Refused) => error.errorClass === 'quota'

/**
 * What a change is: of an object that was in sync with this generation of its spec, AWS must have drifted. What an AWS object
 * that was made anew still needs is no drift.
 */
export function reasonOf({ memory, object }: Pass): 'Updated' | 'DriftCorrected' {
  const settled = memory.report.settledGeneration === object.metadata.generation && memory.history?.settled === true
  return settled || inSync(object) ? 'DriftCorrected' : 'Updated'
}
