import type { DefaultTag } from '../aws/tag.ts'
import type { AddressRules } from './address.ts'
import type { OwnerConfig } from './owner.ts'
import type { Home } from './place.ts'

/** What a user may decide about a controller; `flags.ts` reads it from the command line. */
export interface ManagerConfig extends OwnerConfig {
  readonly home: Home
  /** `ec2-controller`; the name in events and leases. */
  readonly name: string
  readonly version: string
  /** Unique to this process. */
  readonly identity: string
  readonly resourceTags: readonly DefaultTag[]
  readonly deletionPolicy: 'delete' | 'retain'
  /** Whether an object may have deleted what its namespace keeps: `floor` says no, `default` yes, as with ACK. */
  readonly namespaceDeletionPolicy: 'floor' | 'default'
  /** What becomes of AWS objects while the definition of their kind is itself being deleted: kept, or as by default. */
  readonly definitionDeletion: 'retain' | 'default'
  /** Whether the deletion of masses is slowed. */
  readonly massDeletion: 'slow' | 'allow'
  readonly namespaces: readonly string[]
  /** Whether annotations of namespaces count; with `off` no namespace is read. */
  readonly namespaceAnnotations: 'on' | 'off'
  /** Which addresses of AWS namespaces may name. */
  readonly namespaceEndpoints: AddressRules
  readonly labelSelector?: string
  readonly crossNamespace: boolean
  /** Whether objects that an IAMRoleSelector covers are refused. */
  readonly roleSelectors?: boolean
  /** How many objects of a kind are worked on at once. */
  workers(kind: string): number
  /** Milliseconds between two verifications of a settled object. */
  interval(kind: string): number
  readonly rateLimits: 'aws' | 'off'
  /** Milliseconds to search for the outcome of a create before another is sent. */
  readonly quarantine: number
  /** Milliseconds that passes under way get to finish when the process is told to stop. */
  readonly grace: number
  /** Lead by a lease in this namespace; without it this process takes itself for the only one. */
  readonly leaderElection?: { readonly namespace: string; readonly name: string }
}
