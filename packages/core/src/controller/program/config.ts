import type { Home } from '../placement/place.ts'
import type { Flags } from './flags.ts'
import type { OwnerConfig } from './owner.ts'

/** The flags that a manager goes by, by the names that the table of flags gives them. */
type Followed = Pick<
  Flags,
  | 'crossNamespace'
  | 'definitionDeletion'
  | 'deletionPolicy'
  | 'grace'
  | 'interval'
  | 'massDeletion'
  | 'namespaceAnnotations'
  | 'namespaceDeletionPolicy'
  | 'namespaceEndpoints'
  | 'namespaces'
  | 'quarantine'
  | 'rateLimits'
  | 'resourceTags'
  | 'workers'
>

/** What a user may decide about a controller. Times are milliseconds. */
export interface ManagerConfig extends Followed, OwnerConfig, Partial<Pick<Flags, 'labelSelector' | 'roleSelectors'>> {
  readonly home: Home
  /** `ec2-controller`; the name in events and leases. */
  readonly name: string
  readonly version: string
  /** Unique to this process. */
  readonly identity: string
  /** Lead by a lease in this namespace; without it this process takes itself for the only one. */
  readonly leaderElection?: { readonly namespace: string; readonly name: string }
}
