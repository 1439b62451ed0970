import type { Caller } from '../aws/caller.ts'
import type { Reader } from '../aws/read/reader.ts'
import type { Scope } from '../aws/scope.ts'
import type { DesiredTag } from '../aws/tag.ts'
import type { Kind } from '../kind/kind.ts'
import type { Tag } from '../kind/service.ts'
import type { KubeClient } from '../kube/client.ts'
import type { Recorder } from '../kube/event.ts'
import type { Resource } from '../kube/resource.ts'
import type { Store } from '../kube/store.ts'
import type { KubeObject } from '../kube/transport.ts'
import type { Lane, Observer } from '../telemetry/observer.ts'
import type { Clock } from '../time/clock.ts'
import type { Random } from '../time/random.ts'
import type { Aws } from './aws.ts'
import type { Definition, Retention } from './deletion/retention.ts'
import type { Turn } from './deletion/turn.ts'
import type { Origin } from './identity/origin.ts'
import type { Memory } from './memory.ts'
import type { Observation } from './observation.ts'
import type { Outcome } from './outcome.ts'
import type { Links } from './reference/link.ts'
import type { Lookup } from './reference/resolve.ts'
import type { Wish } from './wish/wish.ts'

/** What the passes of one kind work with. All of it is injected: a pass has no other way to the world. */
export interface Tools {
  readonly kind: Kind
  readonly resource: Resource
  readonly clock: Clock
  readonly random: Random
  readonly observer: Observer
  readonly client: KubeClient
  /** The objects of this kind. */
  readonly store: Store
  /** The objects of the kinds it refers to. */
  readonly lookup: Lookup
  /** Names an object of the graph for people, if it still exists and is managed. */
  readonly holder: (node: string) => string | undefined
  readonly links: Links
  readonly caller: Caller
  readonly reader: Reader
  readonly recorder: Recorder
  /** The objects of this kind that AWS does not show. */
  readonly vanishing: Vanishing
  readonly settings: Settings
}

/** Stops replacing when much of a kind vanishes at once; `absence/vanish.ts` says when. */
export interface Vanishing {
  /** Takes down what a pass has seen of its object; undefined when it did not look. */
  note(pass: Pass, observation: Observation | undefined): void
  /** The Kubernetes object is gone. */
  forget(uid: string): void
  /** What keeps the missing object of a pass from being replaced; undefined when it may be. */
  verdict(pass: Pass): Promise<Outcome | undefined>
}

/** Facts about the cluster and the user's wishes that hold for all objects. */
export interface Settings {
  /** Identity of the cluster: the UID of its kube-system namespace. */
  readonly clusterUID: string
  /** Where an object lives in AWS, or why that cannot be said. */
  place(object: KubeObject, origin: Origin | undefined): Scope | Outcome
  /** Every tag an object should carry: the user's, the defaults, the owner's. */
  tags(kind: Kind, object: KubeObject, declared: readonly Tag[]): readonly DesiredTag[]
  /** What becomes of the AWS object when the Kubernetes object is deleted. */
  retain(kind: Kind, object: KubeObject): Retention
  /** How the definition of a kind stands, by a read that begins after the call. Never rejects. */
  definition(kind: Kind): Promise<Definition>
  /** When the AWS object of one that is being deleted may be deleted. */
  turn(object: KubeObject): Turn
  readonly crossNamespace: boolean
  /** Whether this controller sees every object of its kinds in the cluster: else it never knows that one lives no more. */
  readonly complete: boolean
  /** UIDs of clusters that are gone: what their tags name may be adopted. */
  readonly formerClusters: readonly string[]
  /** Whether finalizer and id are proof enough of what ACK left, where AWS shows no tag of it. */
  readonly takeOverUntagged: boolean
  /** The identity of this process: no other has the same. */
  readonly process: string
  /** How long (ms) to search for the outcome of a create before another is sent. */
  readonly quarantine: number
}

/** One pass over one object. */
export interface Pass {
  readonly tools: Tools
  readonly key: string
  readonly lane: Lane
  readonly signal: AbortSignal
  readonly memory: Memory
  readonly scope: Scope
  readonly aws: Aws
  /** The generation of the spec that the pass goes by. */
  readonly generation: number
  /** The object as it stands; replaced by what the server returns after each write of ours. */
  object: KubeObject
  /** What it wishes; read again after each write of ours. */
  wish: Wish
  /** Why a reference of the spec stands for nothing, once the pass has looked. */
  unresolved?: Outcome | undefined
}

/** Whether a value is an outcome rather than what was hoped for. */
export function isOutcome(value: object): value is Outcome {
  return 'is' in value
}
