import type { Named } from '../schema/name.ts'
import type { Element, Input, Operation } from '../schema/shape.ts'
import type { Permission } from './access/permission.ts'
import type { Blocker } from './blocker.ts'
import type { CreateOnly } from './createonly.ts'
import type { Facet, From } from './facet/facet.ts'
import type { Of } from './facet/of.ts'
import type { Extra, Field, Fields } from './field.ts'
import type { Target } from './reference.ts'
import type { Part } from './reply/part.ts'
import type { Elem, ItemAt, ItemsAt, Lists, Path, SpecPath, TextAt, ValueAt } from './reply/path.ts'
import type { Read } from './reply/read.ts'
import type { States } from './reply/state.ts'

/** Request members that the framework fills in itself, for every kind. */
export type Plumbing = 'DryRun' | 'ClientToken' | 'CreationToken' | 'TagSpecifications' | 'Tags' | 'tags'

type Flat<T> = { [K in keyof T]: T[K] } & {}
type Renamed<C extends Operation, N> = {
  [K in keyof N & keyof Input<C> as N[K] & string]: Named<NonNullable<Input<C>[K]>>
}

/** Tags as specs write them: as the service says, see `Tagging.spec`. */
export type Tags = readonly { key: string; value: string }[] | Readonly<Record<string, string>>

/** What a user writes in `spec`, with references resolved. */
export type SpecFor<C extends Operation, O extends PropertyKey, N, F extends Fields> = Flat<
  Named<Omit<Input<C>, O | Plumbing | keyof N | keyof F>> & Partial<Renamed<C, N>> & Extra<F> & { tags?: Tags }
>

/** Everything one pass knows of an object when it decides: all of it was read after the last write. */
export interface Seen<Item, Spec, Id extends string = never> {
  /** Never read: it carries the name of the member that identifies the object. */
  readonly $id?: Id
  readonly id: string
  readonly item: Item
  readonly spec: Spec
  readonly account: string
  readonly region: string
  /** What the object has displaced, by what from: the id of a VPC, and that of what served it before. Absent where nothing is on record. */
  readonly displaced?: Readonly<Record<string, string>> | undefined
}

/** Where an object lives in AWS. */
export interface Place {
  readonly account: string
  readonly region: string
}

/** How an object of ours is found without its id: before any create whose predecessor may have succeeded. */
export interface Finder<Item, Spec> {
  /** The read that finds it; the one by which objects are read when absent. */
  readonly read?: Read
  /** The key to read by; `readKey` of the spec when absent. */
  key?(spec: Spec, place: Place): string | undefined
  /** Whether an item found is the one that the spec asks for, where the key alone does not say so. */
  match?(item: Item, spec: Spec): boolean
}

/** What a field may name: a thunk, because kinds refer to each other in circles. `anywhere`: of another region, too. */
export type Ref = (() => Target) | { target(): Target; readonly anywhere?: true }

/** How an object fares, beside whether it is in sync. */
export interface Health {
  readonly is: 'healthy' | 'unhealthy' | 'unknown'
  /** One word in capitals and small letters: `DeliveryFailed`. */
  readonly reason: string
  /** A sentence that says what is wrong and what mends it. */
  readonly says: string
}

/** A rule checked by the API server before an object is accepted. */
export interface Rule {
  /** CEL, on the spec as `self`. */
  readonly rule: string
  /** A sentence the user can act on. */
  readonly message: string
  /** The spec field that kubectl names beside the sentence. */
  readonly field: string
}

export interface Column {
  readonly name: string
  readonly jsonPath: string
  readonly type?: 'string' | 'date' | 'integer' | 'boolean'
  readonly priority?: number
}

/** A status field besides those of the item. */
export interface Shown<Seen, X = never> {
  readonly field: Field<unknown, boolean>
  /** The read that it is shown from, where that is not the one of the object; always made. */
  readonly from?: From<X>
  /** Undefined while there is nothing to show. */
  value(seen: Seen, found: readonly X[]): unknown
}

/** Lets a status field know the items of its read. */
export type Show<Seen> = <X = never>(of: Shown<Seen, X>) => Shown<Seen>

/** AWS spells some states with a small letter where its model has a capital. */
type Spelled<V extends string> = V | Uncapitalize<V>

/** The types that a declaration is about. */
export interface Facts {
  id: string
  items: string
  ids: string
  by: string
  ask: unknown
  created: string
  omit: PropertyKey
  rename: unknown
  fields: Fields
  refs: unknown
  request: unknown
  spec: unknown
  item: unknown
  seen: unknown
  state: unknown
  parts: unknown
  facets: unknown
  createOnly: unknown
  writeOnly: string
  of: unknown
  show: unknown
  shown: unknown
  late: PropertyKey
}

/** A kind, as one declaration of facts. See docs/adding-a-kind.md. */
export interface Declaration<T extends Facts> {
  /** The item member that identifies one object. */
  readonly id: T['id']
  /** The status field that holds the id; the Kubernetes spelling of `id` when absent. */
  readonly idField?: string
  readonly create: Operation
  readonly read: Operation
  /**
   * Where the reply of `read` holds the items: `Vpcs`, `Reservations[].Instances`. A list of texts, `QueueUrls`, is one of
   * rows with a member `QueueUrl`.
   */
  readonly items: T['items']
  /** The request member of `read` that takes a list of ids, where it has no filter for them: `LaunchTemplateIds`. */
  readonly ids?: T['ids']
  /** The request member of `read` that names the one object whose reply it is; `items` is that object: `Attributes`. */
  readonly by?: T['by']
  /** What such a read asks for besides that: `{ AttributeNames: ['All'] }`. */
  readonly ask?: T['ask']
  /** Where the reply of `create` holds the id, when that is not the first member of its name: `FlowLogIds`. */
  readonly created?: T['created']
  /** AWS's codes for an id that it does not know, when it is asked for by id: `InvalidVpcID.NotFound`. */
  readonly notFound: readonly string[]
  /** The filter of `read` that takes ids; `id` in dashes when absent: `NatGatewayId` is `nat-gateway-id`. */
  readonly filter?: string
  /** Reads objects by id where a filter cannot. */
  readonly reads?: Read
  /** The key to read an object by where that is not its id; of the items answered, the one with its id is the object. */
  readKey?(id: string, spec: T['spec']): string
  /** Deletes one object: the request takes its id, alone or in a list. */
  readonly delete: Operation
  /** Request members the spec does not have. */
  readonly omit?: readonly T['omit'][]
  /** Request members the spec spells in its own way. */
  readonly rename?: T['rename']
  /** Spec fields the create request does not have, or has in another form. */
  readonly fields?: T['fields']
  /** Fields that may name another object, by path: `vpcID`, `routes[].gatewayID`. */
  readonly refs?: T['refs']
  /** Finishes the create request. */
  request?(spec: T['spec']): T['request']
  /** State members of an item, and what their values mean. */
  readonly state?: T['state']
  /**
   * Whether an object in a state that counts as gone has ended as its spec asks: a reservation at its end date. It stays as
   * it is, and none takes its place until the spec asks for something else.
   */
  ended?(item: T['item'], spec: T['spec']): boolean
  /**
   * Whether AWS never deletes this object alone, but together with what it is in: the default group of a VPC. When its Kubernetes
   * object is deleted it is let go.
   */
  inseparable?(item: T['item']): boolean
  /** AWS's own words for why a state is not ready. */
  why?(item: T['item']): string | undefined
  /**
   * How the object fares in AWS beside whether it is as the spec says: whether flow logs arrive, or a name is verified. It is said as
   * the condition `Healthy`; undefined where there is nothing to say.
   */
  health?(item: T['item']): Health | undefined
  /** List members whose elements move on their own: while one does, the object is not in sync. */
  readonly parts?: T['parts']
  /**
   * What an edit of a field that cannot change asks for: another object in the place of this one, made before or after this one
   * goes. No engine acts on it yet: a kind that says so is refused.
   */
  readonly replace?: 'create-first' | 'delete-first'
  /** How spec fields are brought in line after creation. */
  facets?(of: T['of']): T['facets']
  /**
   * How the fields without a facet are read back where the item has no member of their own, or spells them in another way;
   * of a field with a facet, the part that cannot change. What differs is said and never written.
   */
  readonly createOnly?: T['createOnly']
  /**
   * Spec fields, by path, that AWS takes and never shows: only what the create was sent with can be compared with them. So are
   * those without a facet that the item does not have and `createOnly` does not speak of.
   */
  readonly writeOnly?: readonly T['writeOnly'][]
  /** The resource type in the create request's tags; false for a kind that takes no tags. The kind in dashes when absent. */
  readonly tagged?: string | false
  /** What tag calls name the object by, where it is not the id. */
  tagKey?(seen: T['seen']): string
  readonly finder?: Finder<T['item'], T['spec']>
  /**
   * How an object is found by what its spec says alone, whoever made it: `adopt-or-create` that names no id takes over what is
   * there; `finder`, where that does. Either AWS keeps such a key unique and refuses a second one, or (`shared`) what exactly one object has counts.
   */
  readonly natural?: 'finder' | (Finder<T['item'], T['spec']> & { readonly shared?: true })
  /** An object that is made anew has the id of the one before: a name, or what the service makes of one. */
  readonly stable?: true
  /**
   * What a create does that takes no token, when AWS has such an object. `refused`: AWS itself refuses a second one of the same
   * request, so that a create of unknown outcome is sent again as soon as a search shows nothing. `answered`: AWS answers with the
   * one there is, whoever has made it, so that it is ours only when its owner tag is read back, or when the look right before has
   * shown nothing. It makes another one when absent.
   */
  readonly taken?: 'answered' | 'refused' | ((spec: T['spec']) => 'refused' | undefined)
  /** Status fields besides those of the item. */
  status?(show: T['show']): Readonly<Record<string, T['shown']>>
  /** Item members that have no place in status. */
  readonly statusOmit?: readonly (keyof T['item'] & string)[]
  readonly statusRename?: { readonly [K in keyof T['item']]?: string }
  /** Spec fields that are filled in from AWS when the user left them empty, because users of this API group rely on it. */
  readonly late?: readonly T['late'][]
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
  /** What may still use an object when AWS refuses to delete it, or to take a step, because of that. */
  readonly blockers?: readonly Blocker[]
  /** Required spec fields; the required members of the create request, without those a reference may stand for, when absent. */
  readonly required?: readonly (keyof T['spec'] & string)[]
  readonly plural?: string
  /** IAM actions that AWS demands of the caller besides those of the operations: `iam:PassRole`, with what it is limited to. */
  readonly permissions?: readonly (string | Permission)[]
}

/** A declaration as the compiler checks it: every name in it is one of the operations it is about. */
export type Definition<
  C extends Operation,
  R extends Operation,
  At extends ItemsAt<R>,
  O extends keyof Input<C>,
  N extends Partial<Record<keyof Input<C>, string>>,
  F extends Fields,
  By extends string = never,
  Id extends string = string,
  Spec = SpecFor<C, O, N, F>,
  Item = ItemAt<R, At, By>,
> = Declaration<{
  id: Id
  items: At
  ids: keyof Input<R> & string
  by: By
  ask: Partial<Input<R>>
  created: TextAt<C>
  omit: O
  rename: N
  fields: F
  refs: { readonly [P in SpecPath<Spec>]?: Ref }
  request: Partial<Input<C>>
  spec: Spec
  item: Item
  seen: Seen<Item, Spec>
  state: { readonly [P in Path<Item>]?: States<Spelled<ValueAt<Item, P> & string>> }
  parts: { readonly [K in Lists<Item>]?: Part<Elem<Item[K & keyof Item]>> }
  facets: { readonly [K in keyof Spec]?: Facet<NonNullable<Spec[K]>, Seen<Item, Spec, Id>> }
  createOnly: { readonly [K in keyof Spec]?: CreateOnly<NonNullable<Spec[K]>, Item> }
  writeOnly: SpecPath<Spec>
  of: Of<Item, Spec, Seen<Item, Spec, Id>>
  show: Show<Seen<Item, Spec>>
  shown: Shown<Seen<Item, Spec>>
  late: keyof Spec & string
}> & { readonly create: C; readonly read: R }

export type { Element }
