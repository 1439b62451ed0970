import type { AwsError } from '../aws/error.ts'
import type { Scope } from '../aws/scope.ts'
import type { Kind, Observed } from '../kind/kind.ts'
import type { Step } from '../kind/step.ts'
import type { Item } from '../schema/json.ts'
import type { Absence } from './absence/evidence.ts'
import type { Write } from './change/breaker.ts'
import type { Unlike } from './change/unlike.ts'
import type { Definition } from './deletion/retention.ts'
import type { Turn } from './deletion/turn.ts'
import type { Duplicate } from './duplicate/judge.ts'
import type { Attempts } from './identity/attempts.ts'
import type { Intent } from './identity/intent.ts'
import type { Origin } from './identity/origin.ts'
import type { Occupant } from './identity/search.ts'
import type { Observation } from './observation.ts'
import type { Outcome, Reason } from './outcome.ts'
import type { Ownership } from './ownership/owner.ts'
import type { Warrant } from './ownership/warrant.ts'
import type { Resolution } from './reference/resolve.ts'
import type { Wish } from './wish/wish.ts'

/** One field that differs, and the calls that bring it in line. */
export interface Change {
  readonly field: string
  /** Canonical texts of what the spec wants and what AWS has. */
  readonly want: string
  readonly have: string
  readonly steps: readonly Step[]
}

/** What a decision needs to know before it can be made. */
export type Look =
  /** How the definition of the kind stands. */
  | { readonly do: 'look'; readonly for: 'definition' }
  /** The API server's time. */
  | { readonly do: 'look'; readonly for: 'time' }
  /** Whether it is the object's turn to be deleted, where many are. */
  | { readonly do: 'look'; readonly for: 'turn' }
  /** What AWS has by our owner tags or natural key: for what an open create may have made, or right before a first create. */
  | { readonly do: 'look'; readonly for: 'search' | 'occupant' }
  /** What has the natural key of the spec, whoever made it. */
  | { readonly do: 'look'; readonly for: 'natural' }
  /** AWS's word on an object that an open create was to replace. */
  | { readonly do: 'look'; readonly for: 'word'; readonly id: string }
  /** The AWS object itself. */
  | { readonly do: 'look'; readonly for: 'object'; readonly id: string }

/** What one pass does, decided: `carryOut` does it, plan mode prints it. */
export type Action =
  /** `replay`: the open attempt whose request is sent again, under its own token. */
  | { readonly do: 'create'; readonly because: string; readonly warrant: Warrant; readonly replay?: Intent | undefined }
  | Adopt
  /** Takes up an AWS object of ours that status does not have. */
  | { readonly do: 'recall'; readonly id: string; readonly how: How }
  /** Puts on record what open creates came to, or that one may have been sent; `intent` absent: nothing changes there. */
  | { readonly do: 'record'; readonly intent: Intent | undefined; readonly outcome: Outcome }
  | { readonly do: 'change'; readonly changes: readonly Change[] }
  /** Fills in spec fields that the user left empty, as users of this API group expect. */
  | { readonly do: 'fill'; readonly fields: Item }
  /** Status does not keep the id that was written. */
  | { readonly do: 'complain' }
  | { readonly do: 'prepare'; readonly steps: readonly Step[] }
  | { readonly do: 'delete'; readonly id: string }
  /** Deletes an AWS object that was made too many; `outcome` is what the object itself ends the pass as. */
  | { readonly do: 'delete-duplicate'; readonly duplicate: Duplicate; readonly outcome: Outcome }
  /** Lets the Kubernetes object go; `unmade`: there was never anything in AWS. */
  | { readonly do: 'release'; readonly because: string; readonly unmade?: true }
  /** Lets the Kubernetes object go and keeps the AWS object. */
  | { readonly do: 'keep'; readonly by: Keeper; readonly against?: string | undefined }
  /** `news`: what is said in an Event before. */
  | { readonly do: 'wait'; readonly until: Outcome; readonly news?: string }
  | { readonly do: 'nothing'; readonly outcome: Outcome }

export type Plan = Look | Action

/** Takes over an AWS object that the user named. */
export interface Adopt {
  readonly do: 'adopt'
  readonly id: string
  /** What AWS has for spec fields that the user left empty. */
  readonly fill: Item
  /** The fields in which AWS is left as it is. */
  readonly kept: readonly string[]
  /** It was seen like this twice in a row; `print` is how it is remembered. */
  readonly sure: boolean
  readonly print: string
}

/** How an object of ours was found: on our own record, by its owner tags, or by its natural key. */
export type How = 'record' | 'tag' | 'naturalkey'

/** What keeps an AWS object whose Kubernetes object goes. */
export type Keeper = 'reader' | 'policy' | 'namespace' | 'definition' | 'aws'

/** Everything a plan depends on. What was not looked for is absent; `decide` asks for it where it matters. */
export interface Situation {
  readonly kind: Kind
  readonly wish: Wish
  /** The spec as it stands, and what its references come to. */
  readonly spec: Item
  readonly refs: Resolution
  /** The failure of an object that waits for itself along its references. */
  readonly circle: Outcome | undefined
  readonly scope: Scope
  readonly origin: Origin | undefined
  /** The right to create; without it nothing takes the place of what is gone. */
  readonly warrant: Warrant | undefined
  /** Our record as this process last saw it, whether or not the object still carries it. */
  readonly record: Intent | undefined
  /** What this process knows of its creates. */
  readonly attempts: Attempts
  /** How an object that is to be adopted was seen the last time. */
  readonly adopting: string | undefined
  readonly writes: ReadonlyMap<string, Write>
  /** Kubernetes objects that hold this one, by label. */
  readonly holders: readonly string[]
  /** When the deletion was asked for; milliseconds since the Unix epoch, by the API server's clock. */
  readonly deletionAsked: number
  readonly clusterUID: string
  readonly quarantine: number
  /** Monotonic milliseconds, and milliseconds since the Unix epoch by this process's clock. */
  readonly now: number
  readonly date: number
  readonly definition: Definition | undefined
  readonly turn: Turn | undefined
  readonly found: Found
  readonly seen: Seen | undefined
}

/** What was found out about open creates, and about what stands in the way of a first one. */
export interface Found {
  /** The API server's time; milliseconds since the Unix epoch. */
  readonly time?: number
  /** AWS's word on the object that an open create was to replace. */
  readonly word?: 'gone' | 'alive' | 'silent'
  /** The ids that a search shows, the lowest first. */
  readonly shown?: readonly string[]
  /** Why the search could not be sent: nothing has that address, or the SDK takes it for no region. */
  readonly nowhere?: AwsError
  /** The ids that a search shows right before a create that nothing on record asks for. */
  readonly there?: readonly string[]
  /** What has the natural key of the spec, and how long (ms) looks have shown the same. */
  readonly natural?: { readonly ids: readonly string[]; readonly for: number }
  /** What stands in the place of the object, as either search shows it, and is somebody else's. */
  readonly occupant?: Occupant | undefined
}

/** What was seen of the AWS object with an id. */
export interface Seen {
  readonly id: string
  readonly observation: Observation
  /** The object as AWS shows it; undefined when it shows none. */
  readonly observed: Observed | undefined
  /** When AWS shows nothing: what that means. */
  readonly absence: Absence
  /** Another AWS object of ours that AWS shows while it does not show this one any more. */
  readonly successor: string | undefined
  /** AWS has stated that it does not know the object, which a read had shown before. */
  readonly stated: boolean
  /** What keeps the object from being replaced: too many have vanished at once. */
  readonly vanished: Outcome | undefined
  readonly ownership: Ownership
  /** Why the object cannot be adopted: who owns it, or may. */
  readonly rival: string | undefined
  /** Undefined for an object that was not adopted. */
  readonly adoption: AsFound | undefined
  /** What nothing can change and differs. */
  readonly unlike: readonly Unlike[]
  /** The fields that the spec sets and nobody can compare: AWS never shows them, and no record says what was sent. */
  readonly unknown: readonly string[]
  /** Differences of the tags that are ours to keep, as one change. */
  readonly tags: Change | undefined
  /** Milliseconds until an object that is gone may be made anew. */
  readonly backoff: number
  /** Monotonic milliseconds since our delete was accepted; undefined when none was. */
  readonly sinceDelete: number | undefined
  /** Until when (monotonic ms) a delete waits that AWS did not know the object of. */
  readonly unknownUntil: number | undefined
  /**
   * An AWS object that was made too many: removed as soon as all is well with the other one, or at once where a person has
   * named it, because it may have what the other one needs.
   */
  readonly removable: { readonly duplicate: Duplicate; readonly named: boolean } | undefined
  /** There is one whose removal is under way. */
  readonly leaving: boolean
}

/** How an object that was adopted is held to its spec. */
export interface AsFound {
  /** The fields in which AWS is left as it is; undefined once the spec holds in all of them. */
  readonly kept: readonly string[] | undefined
  /** Declared tags that differ and are left. */
  readonly unlike: readonly Unlike[]
}

/** A situation whose AWS object was looked at. */
export type Looked = Situation & { readonly seen: Seen }

export const nothing = (outcome: Outcome): Plan => ({ do: 'nothing', outcome })
export const wait = (reason: Reason, why: string): Plan => ({ do: 'wait', until: again(reason, why) })
export const again = (reason: Reason, why: string): Outcome => ({ is: 'again', after: 'tick', reason, why })
export const failed = (reason: Reason, why: string, errorClass: 'terminal' | 'conflict' = 'terminal'): Outcome => ({
  is: 'failed',
  reason,
  why,
  errorClass,
})

/**
 * What plan mode says in place of a action; undefined for what is done all the same: what keeps records straight, and what ends a
 * Kubernetes object that has nothing in AWS or is to keep it.
 */
export function announced(action: Action): string | undefined {
  switch (action.do) {
    case 'create':
      return `create it, because ${action.because}`
    case 'adopt':
      return `adopt ${action.id}`
    case 'change':
      return action.changes.flatMap((change) => change.steps.map((step) => step.say)).join('; ')
    case 'prepare':
      return action.steps.map((step) => step.say).join('; ')
    case 'delete':
      return 'delete it'
    case 'delete-duplicate':
      return `delete ${action.duplicate.id}, which was made a second time for this object`
    case 'release':
      return action.unmade === true ? undefined : `let it go, because ${action.because}`
    case 'recall':
    case 'record':
    case 'fill':
    case 'complain':
    case 'keep':
    case 'wait':
    case 'nothing':
      return undefined
  }
}
