import type { ErrorClass } from '../kind/service.ts'
import type { Lane } from '../telemetry/observer.ts'
import type { Backoff } from '../time/backoff.ts'
import type { Reason } from './reason/table.ts'

export type { Reason }

/** The call that AWS refused, and the id under which AWS keeps it. */
export interface Refusal {
  readonly action: string
  /** The IAM actions that it needs. */
  readonly permissions?: readonly string[]
  readonly code: string
  readonly requestId?: string
  /** What people can do about the code, where its reason says too little. */
  readonly advice?: string
}

/** What a failure is like: as AWS's errors are, or `refused`, when Kubernetes does not take what the controller writes. */
export type FailureClass = ErrorClass | 'refused'

/** How a pass over one object ended. Whoever switches on it does so exhaustively. */
export type Outcome =
  /** AWS matches the spec; verified by a read that follows the last write. `unknown`: fields that nobody can compare. */
  | { readonly is: 'settled'; readonly unknown?: readonly string[] }
  /** On its way: look again after so many milliseconds, or at the next tick on which all such objects are polled. */
  | {
      readonly is: 'again'
      readonly after: number | 'tick'
      readonly reason: Reason
      readonly why: string
      readonly by?: Refusal
    }
  /** Something else must change first; its change wakes the object, the backoff is only for when it does not. */
  | {
      readonly is: 'blocked'
      readonly reason: Reason
      readonly why: string
      readonly patient: boolean
      readonly by?: Refusal
      /** When to look again, in milliseconds, where the change is sure to wake it; by the backoff when absent. */
      readonly after?: number
    }
  | {
      readonly is: 'failed'
      readonly reason: Reason
      readonly why: string
      readonly errorClass: FailureClass
      /** When to look again, in milliseconds; by the backoff of the class when absent. */
      readonly after?: number
      /** The call that failed, for the log. */
      readonly by?: Refusal
      /** Where a defect of ours showed, for the log. */
      readonly stack?: string
    }
  /** Left alone on purpose. */
  | { readonly is: 'suspended'; readonly reason: 'Paused' | 'Planned' | 'ReadOnly'; readonly why: string }
  /** Nothing is left to do for the object in Kubernetes. */
  | { readonly is: 'gone' }

/** What the queue does with a key after its pass. */
export type Next =
  | { readonly do: 'forget' }
  | { readonly do: 'rest' }
  | { readonly do: 'after'; readonly ms: number | 'tick'; readonly lane: Lane }
  | { readonly do: 'retry'; readonly backoff: Backoff; readonly lane: Lane }

const second = 1000
const minute = 60 * second

/**
 * Backoff by error class, first delay to cap. Throttled calls wait in the limiter already; a terminal error is asked
 * about again, slowly, because what was wrong may be mended outside the object.
 */
const backoffs: Readonly<Record<FailureClass, Backoff>> = {
  throttle: { first: second, cap: 30 * second },
  transient: { first: second, cap: minute },
  notyet: { first: second, cap: 15 * second },
  blocked: { first: 2 * second, cap: minute },
  conflict: { first: 5 * second, cap: 5 * minute },
  mismatch: { first: 5 * second, cap: 5 * minute },
  quota: { first: minute, cap: 30 * minute },
  capacity: { first: 30 * second, cap: 15 * minute },
  auth: { first: 10 * second, cap: 5 * minute },
  missing: { first: second, cap: minute },
  refused: { first: second, cap: 5 * minute },
  terminal: { first: minute, cap: 10 * minute },
  unknown: { first: 10 * second, cap: 10 * minute },
}

/** Turns the end of a pass into the queue's next move. */
export function schedule(outcome: Outcome): Next {
  switch (outcome.is) {
    case 'settled':
    case 'suspended':
      return { do: 'rest' }
    case 'gone':
      return { do: 'forget' }
    case 'again':
      return { do: 'after', ms: outcome.after, lane: 'transition' }
    case 'blocked':
      if (outcome.after !== undefined) return { do: 'after', ms: outcome.after, lane: 'transition' }
      return { do: 'retry', backoff: backoffs.blocked, lane: 'transition' }
    case 'failed':
      if (outcome.after !== undefined) return { do: 'after', ms: outcome.after, lane: 'transition' }
      return { do: 'retry', backoff: backoffs[outcome.errorClass], lane: 'transition' }
  }
}
