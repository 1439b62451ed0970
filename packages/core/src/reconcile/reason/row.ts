/** What has to change first, where it is something outside the object. */
export type Cause = 'reference' | 'dependency' | 'quota' | 'capacity' | 'throttle' | 'auth' | 'conflict'

/** All that is said of a reason, wherever it is said. Texts are sentences. */
export interface Row {
  /** What an object with this reason counts as. */
  readonly state: 'ready' | 'progressing' | 'blocked' | 'paused' | 'failed'
  /** What it means, in one sentence, on the command line. */
  readonly says: string
  /** The same at length, in docs/reasons.md. */
  readonly meaning: string
  /** What the controller does next without help. */
  readonly controller: string
  /** What a person can do, in docs/reasons.md. */
  readonly you: string
  /** The same behind `Next:` in the message of a condition; undefined where none is said, or it depends on the case. */
  readonly next: string | undefined
  /** What causes it, or that nothing is wrong, as a sentence. */
  readonly fault: string | undefined
  readonly cause: Cause | undefined
  /**
   * What a person can do, on the command line. `{edit}`, `{annotate}`, `{describe}` and `{delete}` stand for such a command on the
   * object, `{touch}` for one that has it looked at again, `{namespace}` for its namespace.
   */
  readonly steps: readonly string[]
}

export type Rows = Readonly<Record<string, Row>>

/** A step after something was mended where no edit of the object tells of it. */
export const again = 'When it was mended outside the spec, have it looked at now: {touch}'
