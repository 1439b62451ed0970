import type { Reference } from './contract.ts'
import type { Prepared } from './fixtures.ts'
import type { Scenario } from './scenario.ts'

/** Something that can be done to a kind, with its run without trouble. */
export interface Act {
  /** What it is done to: the example of the kind, or another object of it. */
  readonly prepared: Prepared
  readonly scenario: Scenario
  readonly reference: Reference
  /** The longest (virtual ms) that it may take until it has come about, when nothing goes wrong. */
  readonly limit?: number
  /** False when the worlds need not end as those of the reference. */
  readonly exact?: boolean
}
