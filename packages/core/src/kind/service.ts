import type { HttpHandler } from '@smithy/core/protocols'
import type { AwsCredentialIdentityProvider } from '@smithy/types'
import { type Item, isItem, items, text } from '../schema/json.ts'
import type { Command } from '../schema/shape.ts'
import type { Access } from './access/permission.ts'
import type { Read } from './reply/read.ts'
import type { Call } from './step.ts'

/**
 * What an AWS error asks of the engine. Source of the codes behind each class: the API references of the services.
 */
export type ErrorClass =
  /** AWS wants fewer calls: slow the bucket, not a failure. */
  | 'throttle'
  /** The call may or may not have had its effect: timeouts, 5xx, broken connections. */
  | 'transient'
  /** The object is not in a state for this yet. */
  | 'notyet'
  /** Something else still uses the object. */
  | 'blocked'
  /** Something with the same key exists. */
  | 'conflict'
  /** The token was used with other parameters. */
  | 'mismatch'
  /** A quota is used up. */
  | 'quota'
  /** AWS has no capacity now. */
  | 'capacity'
  /** Credentials or permissions. */
  | 'auth'
  /** The object is not there. */
  | 'missing'
  /** The request is wrong and stays wrong until the spec or the world changes. */
  | 'terminal'
  /** A code nobody has classified: retried slowly, never given up. */
  | 'unknown'

/**
 * Codes by class: exact codes, or patterns for families (`/\.NotFound$/`). Exact codes win over patterns. A code that means
 * something else as the answer to one action stands behind that action: `ReleaseAddress AuthFailure`.
 */
export type ErrorTable = Readonly<Partial<Record<ErrorClass, readonly (string | RegExp)[]>>>

/** What people can do about codes for which the reason of their class says too little, first match first: a sentence in the imperative. */
export type Advice = readonly (readonly [code: RegExp, step: string])[]

/** A token bucket: `burst` calls at once, `rate` calls a second after that. */
export interface Bucket {
  readonly burst: number
  readonly rate: number
}

/** AWS's request limits of a service. An action without its own bucket has one of the default size for its sort. */
export interface Limits {
  readonly read: Bucket
  readonly write: Bucket
  readonly actions: Readonly<Record<string, Bucket>>
}

export interface Tag {
  readonly Key: string
  readonly Value: string
}

/** The tags by which an AWS object names the Kubernetes object it was made for. */
export const ownerTags = { uid: 'services.k8s.aws/uid', cluster: 'services.k8s.aws/cluster' } as const

/** The tags that AWS Controllers for Kubernetes give every object by default. */
export const ackTags = ['services.k8s.aws/controller-version', 'services.k8s.aws/namespace'] as const

/** How a service carries tags. */
export interface Tagging {
  /** The part of a create request that tags the object with it; absent where creates take no tags. */
  atCreate?(type: string, tags: readonly Tag[]): Item
  /** The read that shows the tags of an object by its id, where that of the object does not: its members go with those of the item. */
  readonly from?: Read
  /** How specs write them: as a list of keys and values, when absent. */
  readonly spec?: 'map'
  /** The tags of an item as read. */
  of(item: Item): readonly Tag[]
  set(id: string, tags: readonly Tag[]): Call
  remove(id: string, tags: readonly Tag[]): Call
}

/** An AWS service: what all its kinds have in common. */
export interface Service {
  /** `ec2`; the word in endpoints, finalizers and metrics. */
  readonly name: string
  /** `ec2.services.k8s.aws` */
  readonly group: string
  readonly version: string
  /** The word before the colon in IAM actions; `name` when absent. */
  readonly iam?: string
  /** How IAM speaks of its objects; absent where IAM cannot tell them apart by their tags. */
  readonly access?: Access
  readonly errors: ErrorTable
  readonly advice?: Advice
  readonly limits: Limits
  readonly tagging: Tagging
  /** Opens the SDK client that sends this service's commands. */
  connect(settings: Connection): Connected
}

/** Client settings the engine decides. They fit the constructor of every AWS SDK client. */
export interface Connection {
  readonly region: string
  readonly endpoint?: string
  readonly credentials?: AwsCredentialIdentityProvider
  /** Always 1: the engine retries, not the SDK, because a repeated create without a token makes two objects. */
  readonly maxAttempts: 1
  /** The way to the network: it keeps apart what may be repeated from what may not. */
  readonly requestHandler: HttpHandler
  readonly customUserAgent: string
}

/** An SDK client, as far as the engine uses it. */
export interface Connected {
  send(command: Command, options: { readonly abortSignal?: AbortSignal }): Promise<unknown>
  destroy(): void
}

/** Tags as specs of a service write them. */
export function spelledTags({ spec }: Tagging, tags: readonly Tag[]): unknown {
  if (spec === 'map') return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]))
  return tags.map(({ Key, Value }) => ({ key: Key, value: Value }))
}

/** The tags that a spec declares, in AWS's spelling; an entry without a key is left out. */
export function declaredTags(spec: Item): readonly Tag[] {
  if (isItem(spec.tags)) return Object.entries(spec.tags).map(([Key, Value]) => ({ Key, Value: text(Value) ?? '' }))
  return items(spec.tags).flatMap((tag) => {
    const key = text(tag.key)
    return key === undefined ? [] : [{ Key: key, Value: text(tag.value) ?? '' }]
  })
}
