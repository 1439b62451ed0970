import type { Named } from '../schema/name.ts'
import type { Element, Input, Operation } from '../schema/shape.ts'
import type { Builders, Facet } from './facet.ts'
import type { Extra, Fields } from './field.ts'
import type { ItemOf, ListOf, Read } from './read.ts'
import type { Target } from './reference.ts'
import type { States } from './state.ts'
import type { Call, Step } from './step.ts'

/** Request members that the framework fills in itself, for every kind. */
export type Plumbing = 'DryRun' | 'ClientToken' | 'CreationToken' | 'TagSpecifications' | 'Tags'

type Flat<T> = { [K in keyof T]: T[K] } & {}
type Renamed<C extends Operation, N> = {
  [K in keyof N & keyof Input<C> as N[K] & string]: Named<NonNullable<Input<C>[K]>>
}

/** What a user writes in `spec`, with references resolved. */
export type SpecFor<C extends Operation, O extends PropertyKey, N, F extends Fields> = Flat<
  Named<Omit<Input<C>, O | Plumbing | keyof N | keyof F>> &
    Partial<Renamed<C, N>> &
    Extra<F> & { tags?: readonly { key: string; value: string }[] }
>

/** Everything one pass knows of an object when it decides: all of it was read after the last write. */
export interface Seen<Item, Spec, Views> {
  readonly id: string
  readonly item: Item
  readonly spec: Spec
  /** What each view answered for this object; empty while the view was not needed. */
  readonly views: { readonly [V in keyof Views]: readonly ItemOfView<Views[V]>[] }
  readonly account: string
  readonly region: string
}

/** A second read that a kind needs, because AWS keeps part of the object elsewhere. */
export interface View<T, Spec> {
  readonly read: Read<T>
  /** The key of this object in the read; its id when absent. Without a key the view is not read. */
  key?(id: string, spec: Spec, item: Readonly<Record<string, unknown>>): string | undefined
  /**
   * Whether the object needs this view. When absent: while the spec sets a field whose facet names the view, and not
   * while AWS is still working on the object, because no facet can act then.
   */
  needed?(spec: Spec): boolean
}
type ItemOfView<V> = V extends { readonly read: Read<infer T> } ? T : never
export type Views<Spec> = Readonly<Record<string, View<never, Spec> | View<unknown, Spec>>>

/** How an object of ours is found without its id: before any create whose predecessor may have succeeded. */
export interface Finder<Item, Spec> {
  readonly read: Read
  /** The key to read by; the owner's UID when absent. */
  key?(spec: Spec): string | undefined
  /** Whether an item found is the one that the spec asks for, where the key alone does not say so. */
  match?(item: Item, spec: Spec): boolean
}

export interface Ref {
  target(): Target
  readonly early?: boolean
}

/** A rule checked by the API server before an object is accepted. */
export interface Rule {
  /** CEL, on the spec as `self`. */
  readonly rule: string
  /** A sentence the user can act on. */
  readonly message: string
}

export interface Column {
  readonly name: string
  readonly jsonPath: string
  readonly type?: 'string' | 'date' | 'integer' | 'boolean'
  readonly priority?: number
}

/** Facets by spec field. */
export type FacetsOf<Item, Spec, V> = { readonly [K in keyof Spec]?: Facet<NonNullable<Spec[K]>, Seen<Item, Spec, V>> }

/** A kind, as one declaration of facts. See docs/adding-a-kind.md. */
export interface Definition<
  C extends Operation,
  R extends Operation,
  D extends Operation,
  At extends ListOf<R>,
  O extends keyof Input<C>,
  N extends Partial<Record<keyof Input<C>, string>>,
  F extends Fields,
  V,
  Spec = SpecFor<C, O, N, F>,
  Item = ItemOf<R, At>,
> {
  /** The item member that identifies one object. */
  readonly id: keyof Item & string
  /** The status field that holds the id; the Kubernetes spelling of `id` when absent. */
  readonly idField?: string
  readonly create: C
  readonly read: R
  /** The reply member of `read` that holds the items. */
  readonly items: At
  /** AWS's codes for an id that it does not know, when it is asked for by id: `InvalidVpcID.NotFound`. */
  readonly notFound: readonly string[]
  /** The filter of `read` that takes ids; `id` in dashes when absent: `NatGatewayId` is `nat-gateway-id`. */
  readonly filter?: string
  /** Reads objects by id where a filter cannot. */
  readonly reads?: Read
  /** The key to read an object by where that is not its id; of the items answered, the one with its id is the object. */
  readKey?(id: string, spec: Spec): string
  readonly delete: D
  /** The delete request; `{ [id]: id }` when absent. */
  erase?(seen: Seen<Item, Spec, V>): Call
  /** Request members the spec does not have. */
  readonly omit?: readonly O[]
  /** Request members the spec spells in its own way. */
  readonly rename?: N
  /** Spec fields the create request does not have, or has in another form. */
  readonly fields?: F
  /** Fields that may name another object, by path: `vpcID`, `routes[].gatewayID`. */
  readonly refs?: Readonly<Record<string, Ref>>
  /** Finishes the create request. */
  request?(spec: Spec): Partial<Input<C>>
  /** State members of an item, and what their values mean. */
  readonly state?: { readonly [K in keyof Item]?: States<Item[K] & string> } | Readonly<Record<string, States>>
  /** AWS's own words for why a state is not ready. */
  why?(item: Item): string | undefined
  /** A part of the object that is still moving although its state is ready. */
  busy?(seen: Seen<Item, Spec, V>): string | undefined
  readonly views?: V
  /**
   * How spec fields are brought in line after creation. As a function it gets builders that know the types of this
   * kind: `facets: ({ each, value }) => ({ … })`. The plain object takes facets whose types are written out.
   */
  readonly facets?: FacetsOf<Item, Spec, V> | ((make: Builders<Seen<Item, Spec, V>>) => FacetsOf<Item, Spec, V>)
  /** What must be done in AWS before the object can be deleted. Runs only while it is not empty. */
  teardown?(seen: Seen<Item, Spec, V>): readonly Step[]
  /**
   * What the object itself may give up when AWS refuses to delete it, given what was found to block it: objects that
   * hold each other could never go otherwise. Empty when there is nothing to give up, or when it would do harm.
   */
  yields?(seen: Seen<Item, Spec, V>, blockers: readonly Blocking[]): readonly Step[]
  /** The resource type in the create request's tags; false for a kind that takes no tags. The kind in dashes when absent. */
  readonly tagged?: string | false
  /** What tag calls name the object by, where it is not the id. */
  tagKey?(seen: Seen<Item, Spec, V>): string
  readonly finder?: Finder<Item, Spec>
  /**
   * Whether AWS itself refuses a second object of the same create request: a create of unknown outcome is then sent again
   * as soon as a search shows nothing. Needed where the request takes no token; false when absent.
   */
  exclusive?(spec: Spec): boolean
  /** Status fields besides those of the item, with their schemas. */
  readonly statusFields?: Fields
  status?(seen: Seen<Item, Spec, V>): Readonly<Record<string, unknown>>
  /** Item members that have no place in status. */
  readonly statusOmit?: readonly (keyof Item & string)[]
  readonly statusRename?: { readonly [K in keyof Item]?: string }
  arn?(seen: Seen<Item, Spec, V>): string | undefined
  /** Spec fields that are filled in from AWS when the user left them empty, because users of this API group rely on it. */
  readonly late?: { readonly [K in keyof Spec]?: (seen: Seen<Item, Spec, V>) => Spec[K] | undefined }
  readonly rules?: readonly Rule[]
  /**
   * Rules on a new object alone: one that is stored and has been looked at, by this controller or by another, need not keep
   * them. For what was once accepted. CEL on the whole object: `has(self.spec.x)`.
   */
  readonly fresh?: readonly Rule[]
  /**
   * Rules on an edit of an object that AWS has, for fields of which only a part can change. CEL on the whole object:
   * `self.spec.x == oldSelf.spec.x`. They do not hold for an object that AWS does not have yet.
   */
  readonly fixed?: readonly Rule[]
  /** Columns of `kubectl get` besides READY, SYNCED and AGE. Id and state when absent. */
  readonly columns?: readonly Column[]
  /** Reads that name what still uses an object when AWS refuses to delete it, or to take a step, because of that. */
  readonly blockers?: readonly Blocker<Seen<Item, Spec, V>>[]
  /** Required spec fields; the required members of the create request, without those a reference may stand for, when absent. */
  readonly required?: readonly (keyof Spec & string)[]
  readonly plural?: string
  /**
   * The operations that facets, `teardown` and `erase` use. They cannot be read out of code, and the recommended IAM
   * policy must allow them.
   */
  readonly calls?: readonly Operation[]
  /** IAM actions that AWS demands of the caller besides those of the operations: `iam:PassRole`. */
  readonly permissions?: readonly string[]
}

/** One sort of AWS object that may stand in the way of a delete, or of a step. */
export interface Blocker<Seen = never> {
  /** What it is called: `network interface`. */
  readonly noun: string
  readonly read: Read
  /** The key to read by; the id of the object when the blocker does not say. Undefined when there is nothing to ask. */
  key?(seen: Seen): string | undefined
  /**
   * How an item is named: `eni-1 (interface NAT gateway nat-1)`. Undefined when it does not stand in the way of the
   * object with this id.
   */
  name(item: Readonly<Record<string, unknown>>, id: string): string | undefined
}

/** An AWS object found to stand in the way of a delete. */
export interface Blocking {
  /** The noun of its `Blocker`. */
  readonly noun: string
  readonly name: string
  readonly item: Readonly<Record<string, unknown>>
}

export type { Element }
