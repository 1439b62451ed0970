import type { ReadResult } from '../aws/read/batch.ts'
import type { Observed } from '../kind/kind.ts'
import type { Read } from '../kind/reply/read.ts'
import type { Item } from '../schema/json.ts'
import type { Absence } from './absence/evidence.ts'
import type { AwsHistory } from './history.ts'

/** What AWS shows of an object. */
export interface Observation {
  readonly observed: Observed | undefined
  readonly absence: Absence
  /** Another AWS object of ours that AWS shows while it does not show this one any more. */
  readonly successor?: string | undefined
  /** What else of ours AWS shows although the object itself was deleted; absent where nobody has looked. */
  readonly beside?: readonly Match[]
  readonly known: AwsHistory
  /** Every read that was made and what it showed, in the same order, for the sweep to repeat. */
  readonly questions: readonly Question[]
  readonly results: readonly ReadResult[]
}

/** A read that says something about an object, and the key it answers to. */
export interface Question {
  readonly view: string | undefined
  readonly read: Read
  readonly key: string
}

/** An AWS object that a search shows. */
export interface Match {
  readonly id: string
  readonly item: Item
}
