import { canonical } from '../schema/json.ts'
import type { Call, Step } from './step.ts'

/**
 * How one spec field is read back and brought in line after creation. A field without a facet cannot change. A facet
 * is pure: it looks at what was read and says what to do.
 */
export interface Facet<Want, Seen> {
  /** The views this facet looks at. They are read only while the spec sets the field. */
  readonly views?: readonly string[]
  /** The field's present value in AWS, in the spec's spelling; undefined when AWS has none. */
  have(seen: Seen): Want | undefined
  /** Whether AWS has what the spec wants. By default: the canonical texts of both are equal. */
  met?(want: Want, have: Want | undefined, seen: Seen): boolean
  /** The calls that turn `have` into `want`. */
  steps(want: Want, have: Want | undefined, seen: Seen): readonly Step[]
  /**
   * The value that stands for an unset field. Without it an unset field is not managed: neither read nor changed.
   */
  readonly unset?: Want
  /**
   * The calls that take out of a new object what AWS put into this field by itself, though the spec that it was made by
   * does not ask for it; none once AWS shows nothing of it. They are made once, before the object is first in sync:
   * after that an unset field is not managed.
   */
  initial?(seen: Seen): readonly Step[]
}

/** What `each` needs to know of a set. */
export interface SetFacet<T, Seen> {
  readonly views?: readonly string[]
  have(seen: Seen): readonly T[]
  /** What identifies a member; its canonical text when absent. */
  key?(member: T, seen: Seen): string
  add(member: T, seen: Seen): Call
  remove(member: T, seen: Seen): Call
  say(member: T): string
  /** Codes that mean a member was there before it was added, or gone before it was removed. */
  readonly done?: readonly string[]
  readonly unset?: readonly T[]
}

/** What `value` needs to know of a value. */
export interface ValueFacet<T, Seen> {
  readonly views?: readonly string[]
  have(seen: Seen): T | undefined
  met?(want: T, have: T | undefined, seen: Seen): boolean
  set(want: T, seen: Seen): Call
  say(want: T): string
  readonly unset?: T
  /** Whether the call may be one with those of other fields; see `Step`. */
  readonly joint?: true
  /** Whether AWS is busy with the object after the call; see `Step`. */
  readonly occupies?: true
}

/** The facet builders for one kind: they know its item, spec and views. */
export interface Builders<Seen> {
  each<T>(of: SetFacet<T, Seen>): Facet<readonly T[], Seen>
  value<T>(of: ValueFacet<T, Seen>): Facet<T, Seen>
}

/** A set in which every member stands for itself: members are added and removed one by one, additions first. */
export function each<T, Seen>(of: SetFacet<T, Seen>): Facet<readonly T[], Seen> {
  const key = (member: T, seen: Seen) => of.key?.(member, seen) ?? canonical(member)
  const missing = (from: readonly T[], than: readonly T[], seen: Seen) => {
    const known = new Set(than.map((member) => key(member, seen)))
    return from.filter((member) => !known.has(key(member, seen)))
  }
  return {
    views: of.views,
    unset: of.unset,
    have: of.have,
    met: (want, have = [], seen) => missing(want, have, seen).length + missing(have, want, seen).length === 0,
    steps: (want, have = [], seen) => [
      ...missing(want, have, seen).map(
        (member): Step => ({ ...of.add(member, seen), effect: 'add', say: `add ${of.say(member)}`, done: of.done }),
      ),
      ...missing(have, want, seen).map(
        (member): Step => ({
          ...of.remove(member, seen),
          effect: 'remove',
          say: `remove ${of.say(member)}`,
          done: of.done,
        }),
      ),
    ],
  }
}

/** One value that one call sets. */
export function value<T, Seen>(of: ValueFacet<T, Seen>): Facet<T, Seen> {
  return {
    views: of.views,
    unset: of.unset,
    have: of.have,
    met: of.met,
    steps: (want, _have, seen) => [
      { ...of.set(want, seen), effect: 'replace', say: `set ${of.say(want)}`, joint: of.joint, occupies: of.occupies },
    ],
  }
}
