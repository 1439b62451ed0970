import type { Item } from '../../schema/json.ts'
import type { Operation } from '../../schema/shape.ts'
import type { Blocking } from '../blocker.ts'
import type { Flaw } from '../flaw/flaw.ts'
import type { Loose } from '../reply/path.ts'
import type { Read } from '../reply/read.ts'
import type { Step } from '../step.ts'

/** A read that a facet or a status field needs, because AWS keeps that part of the object elsewhere. */
export type From<X> = Read<X> | Keyed<X>

/** A read by another key than the id of the object, or one that is needed as the spec says. */
export interface Keyed<X> {
  readonly read: Read<X>
  /** The key of the object in the read; its id when absent. Without a key nothing is read. */
  key?(id: string, spec: Item, item: Item): string | undefined
  /** Whether the spec needs the read; while it sets the field when absent. */
  when?(spec: Item): boolean
}

/** The reads of a facet: what they show for the object is handed to its functions, empty while they were not needed. */
export interface Reading<X, Y> {
  readonly from?: From<X>
  readonly beside?: From<Y>
}

/**
 * How one spec field is read back and brought in line after creation. A field without a facet cannot change. A facet is
 * pure: it looks at what was read and says what to do. Facets are made by the builders of `Of`.
 */
export interface Facet<Want, Seen, X = never, Y = never> {
  /** Reads besides that of the object: what they show for it is `found` and `beside`, empty while they were not needed. */
  readonly from?: From<unknown>
  readonly beside?: From<unknown>
  /** The operations that its steps use. */
  readonly operations: readonly Operation[]
  /** What is wrong with how it is declared. */
  readonly flaws?: readonly Flaw[]
  /** The field's present value in AWS, in the spec's spelling; undefined when AWS has none. */
  have(seen: Seen, found: readonly X[], beside: readonly Y[]): Loose<Want> | undefined
  /** Whether AWS has what the spec wants. */
  met(want: Want, seen: Seen, found: readonly X[], beside: readonly Y[]): boolean
  /** The calls that bring AWS in line with what the spec wants. */
  steps(want: Want, seen: Seen, found: readonly X[], beside: readonly Y[]): readonly Step[]
  /** The value that stands for an unset field. Without it an unset field is not managed: neither read nor changed. */
  readonly unset?: Want
  /**
   * The calls that take out of a new object what AWS put into this field by itself, though the spec that it was made by
   * does not ask for it; none once AWS shows nothing of it. They are made once, before the object is first in sync:
   * after that an unset field is not managed.
   */
  initial?(seen: Seen, found: readonly X[], beside: readonly Y[]): readonly Step[]
  /** The members of a structure that can change; all of it when absent. The others are compared, and never written. */
  readonly changes?: readonly string[]
  /** What of the field is not to be had for now. Asked while the spec sets the field. */
  held?(want: Want, seen: Seen, found: readonly X[], beside: readonly Y[]): Held | undefined
  /** How a field that the user has taken out again is brought to what AWS has where nobody asks for anything; it stays as it is when absent. */
  readonly none?: None<Seen, X, Y>
  /** What still moves in AWS although the object itself is ready; asked while the spec sets the field. */
  busy?(seen: Seen, found: readonly X[], beside: readonly Y[]): string | undefined
  /** What must be taken out of the field before the object can be deleted. Its reads are always made then. */
  emptied?(seen: Seen, found: readonly X[], beside: readonly Y[]): readonly Step[]
  /** What the field may give up when AWS refuses to delete the object because of others that hold it. */
  releases?(blocking: readonly Blocking[], seen: Seen, found: readonly X[], beside: readonly Y[]): readonly Step[]
}

/** Why something is not to be had: another object holds it, and keeps it, or AWS does not show who does. */
export interface Held {
  readonly by: 'another' | 'unseen'
  /** For people. */
  readonly why: string
}

/** The state of a field in which there is nothing of the user's. */
export interface None<Seen, X = never, Y = never> {
  /** Whether AWS has nothing of it any more. */
  met(seen: Seen, found: readonly X[], beside: readonly Y[]): boolean
  /** The calls that take it out; none while AWS is at work on it. */
  steps(seen: Seen, found: readonly X[], beside: readonly Y[]): readonly Step[]
}

/** The facets of some spec fields. */
export type Facets<Spec, Seen> = { readonly [K in keyof Spec]?: Facet<NonNullable<Spec[K]>, Seen> }

/** Words for the steps of a facet, where those made of the field's name do not say enough. */
export interface Words<T> {
  /** What an entry or a value is called: `the range 10.0.0.0/16`. */
  say?(of: T): string
}
