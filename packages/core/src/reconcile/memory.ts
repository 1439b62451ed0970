import type { Write } from './change/breaker.ts'
import type { Duplicate } from './duplicate/judge.ts'
import type { AwsHistory } from './history.ts'
import { type Attempts, noAttempts } from './identity/attempts.ts'
import type { Intent } from './identity/intent.ts'
import type { Noticed } from './status/generation.ts'
import type { Reported, Said } from './status/reported.ts'
import type { Budget } from './write/budget.ts'

/**
 * What one process remembers of one object between passes. All of it can be lost at any time: it makes the next pass
 * cheaper or calmer, never more correct. Each part is written in one place, which says what it holds.
 */
export interface Memory {
  readonly uid: string
  /** What is known of the AWS object that stood for it last; read and begun by `historyOf`. */
  history?: AwsHistory
  /** Our record as the object last carried it; kept up to date by `tookDown`. */
  record?: Intent
  /** The creates that were sent. */
  readonly attempts: Attempts
  /** Canonical text of what AWS last had for the fields that an adoption is to fill; written by `adopt`. */
  adopting?: string
  /** What had the natural key of its spec, and since when (monotonic ms) nothing else had. Written by `look`. */
  natural?: { readonly ids: readonly string[]; readonly since: number }
  /** Status did not keep the id that was written last: its definition is not the one of this release. Written by `record`. */
  unkept?: true
  /** AWS objects beside the one in status that carry its owner tags; undefined until AWS was listed for them. */
  duplicates?: readonly Duplicate[]
  /** Last writes by field. */
  readonly writes: Map<string, Write>
  /** The definition stood when the object was being deleted already: its deletion was asked for by itself. */
  definitionStands?: true
  /** A fingerprint of the spec with which it was last in sync, its references resolved. Written by `reconcile`. */
  settledSpec?: string
  /** The present generation of the spec. */
  generation?: Noticed
  /** What status says, and what it has said since when. */
  readonly report: Reported
  /** What events have said. */
  readonly said: Said
  /** What the object costs the API server. */
  readonly budget: Budget
  /** Since when the object has been on its way; monotonic milliseconds. Written by the controller. */
  movingSince?: number | undefined
  /** When it was last compared with AWS; milliseconds since the Unix epoch. Written by the controller. */
  verifiedAt?: number
}

/** Takes down our record as the object carries it: should somebody strip it off, this process puts it back. */
export function tookDown(memory: Pick<Memory, 'record'>, record: Intent | undefined): void {
  if (record !== undefined) memory.record = record
}

export function remember(uid: string): Memory {
  return { uid, attempts: noAttempts(), writes: new Map(), report: {}, said: {}, budget: { recent: [] } }
}
