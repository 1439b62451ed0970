import { type Reason, reasons } from '@windlass/core/object'

/**
 * A reason, or what can be said without one: `Unseen`, no controller has touched it; `Begun`, one has, and has not
 * written a status; `Edited`, the status is of an older generation of the spec; `Unlisted`, another controller wrote a
 * reason that is not of the list.
 */
export type Word = Reason | 'Unseen' | 'Begun' | 'Edited' | 'Unlisted'

interface Meaning {
  /** What causes it, or that nothing is wrong, as a sentence; undefined when there is nothing to say. */
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
    fault: 'Cause: the installation, if this lasts.',
    says: 'No controller has reported on it: none runs for this kind or namespace, or it has only just been applied.',
    state: 'progressing',
    steps: unanswered,
  },
  Begun: {
    fault: 'Nothing is wrong yet.',
    says: 'A controller works on it. What it waits for shows in its Events at once, and in its status when it lasts for 15 s.',
    state: 'progressing',
    steps: [],
  },
  Edited: {
    fault: 'Cause: the installation, if this lasts.',
    says: 'What its conditions say is about an older version of the spec.',
    state: 'progressing',
    steps: unanswered,
  },
  Unlisted: {
    fault: 'Cause: not known.',
    says: 'Another controller wrote its conditions. Windlass has not looked at it: none of its controllers runs for this kind or namespace, or Windlass does not have the kind.',
    state: 'progressing',
    steps: [
      'See what that controller says: {describe}',
      'To have Windlass manage it, start its controller for this kind, where Windlass has it; else leave the other controller running for the kind.',
    ],
  },
}
