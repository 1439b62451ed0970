import type { Input, Operation, Output } from '../../schema/shape.ts'
import type { AttributeMap, Spelled } from '../attribute.ts'
import type { Fields } from '../field.ts'
import type { Listed, Loose, Path } from '../reply/path.ts'
import { type Batches, batches } from './batch.ts'
import { type Entries, entries } from './entries.ts'
import type { Facet } from './facet.ts'
import { attributes, type Ground, type How, type Looked, members, modify } from './modify.ts'
import { type Slot, slot } from './slot.ts'
import { type Called, type ErasedSubresource, type Subresource, subresource } from './subresource.ts'
import { type Texts, texts } from './texts.ts'
import { type Value, value } from './value.ts'

type Member<C extends Operation> = keyof Input<C> & string
type Made<Spec, K, Seen, X = never, Y = never> = {
  readonly [P in K & keyof Spec]: Facet<NonNullable<Spec[P]>, Seen, X, Y>
}

/** One row of a modify table; see `Row`. */
export interface RowOf<C extends Operation, Item, Want, Seen> {
  readonly to?: Member<C>
  readonly at?: Path<Item>
  same?(want: Want, have: Loose<Want> | undefined): boolean
  with?(want: Want, seen: Seen): Partial<Input<C>>
  have?(item: Item): unknown
  when?(want: Want, seen: Seen): boolean
  readonly none?: Want
  say?(want: Want): string
  /**
   * Of the structure only what differs is sent. The sets of texts in it come and go by request members of their own:
   * `{ transitGatewayCIDRBlocks: { add: 'AddTransitGatewayCidrBlocks', remove: 'RemoveTransitGatewayCidrBlocks' } }`. A member
   * of the spec's structure that the request does not have cannot change.
   */
  readonly delta?: {
    readonly [K in keyof Want]?: { readonly add: Inner<C>; readonly remove: Inner<C> }
  }
}

/** The members of the structures in a request. */
type Inner<C extends Operation> = KeysOf<NonNullable<Input<C>[Member<C>]>>
type KeysOf<T> = T extends readonly unknown[] ? never : T extends object ? keyof T & string : never

/** Members that come and go: `SubnetIds` where a request has `AddSubnetIds` and `RemoveSubnetIds`. */
type Coming<C extends Operation> = {
  [M in Member<C>]: M extends `Add${infer One}` ? (`Remove${One}` extends Member<C> ? One : never) : never
}[Member<C>]

/** One row of a table of members. */
export interface MembersOf<C extends Operation, Item> {
  readonly of: Coming<C>
  /** Where the item shows them, if not under their own name: a list of texts, or a member of the elements of a list. */
  readonly at?: Listed<Item>
  /** AWS's set is never empty: an empty list asks for nothing. */
  readonly filled?: true
}

/**
 * The facet builders of one kind: they know its item and its spec, so that a field, a member or a path that is not there
 * does not compile. Each answers facets by field, to be spread: `...of.modify(…), ...of.entries('routes', …)`.
 */
export interface Of<Item, Spec, Seen> {
  /**
   * Spec fields that are members of one modify request: `{ enableDNS64: 'EnableDns64' }`. They are read back at the item
   * member of that name, or `at` another path. A row without `to` is an object whose members are those of the request.
   */
  modify<
    C extends Operation,
    const M extends { readonly [K in keyof Spec]?: Member<C> | RowOf<C, Item, NonNullable<Spec[K]>, Seen> },
  >(command: C, fields: M, how?: How): Made<Spec, keyof M, Seen>
  /** Attributes that AWS reads and writes one at a time. Those `offLast` go off after all others have. */
  attributes<C extends Operation, const M extends { readonly [K in keyof Spec]?: Member<C> }>(
    read: Operation,
    write: C,
    fields: M,
    how?: { readonly offLast?: readonly (keyof M & string)[] },
  ): Made<Spec, keyof M, Seen>
  /** Sets of texts that come and go inside one modify request: `{ subnetIDs: 'SubnetIds' }`. */
  members<
    C extends Operation,
    const M extends { readonly [K in keyof Spec]?: (Coming<C> & Listed<Item>) | MembersOf<C, Item> },
  >(command: C, fields: M, how?: How): Made<Spec, keyof M, Seen>
  /** A collection by key. */
  entries<
    K extends keyof Spec & string,
    W,
    H,
    A extends Operation,
    P extends Operation,
    S extends Operation,
    R extends Operation,
    T extends Operation,
    C extends Operation,
    X = never,
    Y = never,
  >(field: K, of: Entries<NonNullable<Spec[K]>, Seen, W, H, X, Y, A, P, S, R, T, C>): Made<Spec, K, Seen, X, Y>
  /** A collection by key that AWS takes in calls of many entries. */
  batches<
    K extends keyof Spec & string,
    W,
    H,
    A extends Operation,
    P extends Operation,
    R extends Operation,
    X = never,
    Y = never,
  >(field: K, of: Batches<NonNullable<Spec[K]>, Seen, W, H, X, Y, A, P, R>): Made<Spec, K, Seen, X, Y>
  /** One place that is empty or taken. */
  slot<
    K extends keyof Spec & string,
    H,
    P extends Operation,
    S extends Operation,
    R extends Operation,
    X = never,
    Y = never,
  >(field: K, of: Slot<NonNullable<Spec[K]>, Seen, H, X, Y, P, S, R>): Made<Spec, K, Seen, X, Y>
  /** One value that one call sets. */
  value<K extends keyof Spec & string, C extends Operation, X = never, Y = never>(
    field: K,
    of: Value<NonNullable<Spec[K]>, Seen, X, Y, C>,
  ): Made<Spec, K, Seen, X, Y>
  /** A field that AWS keeps beside the object: one operation shows it, one sets it, and one may remove it. */
  subresource<K extends keyof Spec & string, R extends Operation, P extends Operation, D extends Operation = Operation>(
    field: K,
    of: Subresource<NonNullable<Spec[K]>, Seen, NonNullable<Input<P>[Called<P, K>]>, R, P, D>,
  ): Made<Spec, K, Seen, Output<R>>
  /** Fields that AWS keeps as texts in one map of attributes. */
  texts<T extends Fields, C extends Operation>(
    map: AttributeMap<T>,
    how: Texts<keyof Spelled<T> & string, Seen, C>,
  ): Made<Spec, keyof Spelled<T>, Seen>
  /** A field that has no effect in AWS and may change freely. */
  inert<K extends keyof Spec & string>(field: K): Made<Spec, K, Seen>
}

/** The builders of one kind. */
export function builders(ground: Ground) {
  const one = <T>(field: string, facet: T): Readonly<Record<string, T>> => ({ [field]: facet })
  return {
    modify: (command: Operation, fields: Parameters<typeof modify>[2], how: How = {}) =>
      modify(ground, command, fields, how),
    attributes: (
      read: Operation,
      write: Operation,
      fields: Parameters<typeof attributes>[3],
      how: Parameters<typeof attributes>[4] = {},
    ) => attributes(ground, read, write, fields, how),
    members: (command: Operation, fields: Parameters<typeof members>[2], how: How = {}) =>
      members(ground, command, fields, how),
    entries: <Want, W, H, X, Y>(field: string, of: Entries<Want, Looked, W, H, X, Y>) => one(field, entries(of)),
    batches: <Want, W, H, X, Y>(field: string, of: Batches<Want, Looked, W, H, X, Y>) => one(field, batches(of)),
    slot: <Want, H, X, Y>(field: string, of: Slot<Want, Looked, H, X, Y>) => one(field, slot(of)),
    value: <Want, X, Y>(field: string, of: Value<Want, Looked, X, Y>) => one(field, value(field, of)),
    subresource: (field: string, of: ErasedSubresource) => one(field, subresource(ground, field, of)),
    texts,
    inert: (field: string) =>
      one(field, { operations: [], have: () => undefined, met: () => true, steps: () => [] } satisfies Facet<
        unknown,
        Looked
      >),
  }
}
