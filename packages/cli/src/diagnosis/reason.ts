import { type Reason, reasons } from '@windlass/core/object'

/**
 * A reason, or what can be said without one: `Unseen`, no controller has touched it; `Begun`, one has, and has not
 * written a status; `Edited`, the status is of an older generation of the spec; `Unlisted`, another controller wrote a
 * reason that is not of the list.
 */
export type Word = Reason | 'Unseen' | 'Begun' | 'Edited' | 'Unlisted'

interface Meaning {
  /** Whose fault it is, or whose turn, as the end of a sentence; undefined when there is none. */
  readonly fault: string | undefined
  /** What it means, in one sentence. */
  readonly says: string
  readonly state: 'ready' | 'progressing' | 'blocked' | 'paused' | 'failed'
  /** What a person can do: see `Row` of core. */
  readonly steps: readonly string[]
}

const unanswered = [
  'If this lasts longer than a minute, see whether a controller for this kind runs (kubectl get pods --all-namespaces), and whether its --watch-namespace, --watch-selectors and --reconcile-resources leave this object to it.',
]

/** What there is to say of each word. */
export const words: Readonly<Record<Word, Meaning>> = {
  ...reasons,
  Unseen: {
    fault: 'that of the installation, if it lasts',
    says: 'No controller has reported on it: none runs for this kind or namespace, or it has only just been applied.',
    state: 'progressing',
    steps: unanswered,
  },
  Begun: {
    fault: 'nobody’s yet',
    says: 'A controller works on it. What it waits for shows in its Events at once, and in its status when it lasts for 15 s.',
    state: 'progressing',
    steps: [],
  },
  Edited: {
    fault: 'that of the installation, if it lasts',
    says: 'What its conditions say is about an older version of the spec.',
    state: 'progressing',
    steps: unanswered,
  },
  Unlisted: {
    fault: 'not known',
    says: 'Its conditions were written by another controller, in words that are not known here.',
    state: 'progressing',
    steps: ['See what that controller says: {describe}'],
  },
}
