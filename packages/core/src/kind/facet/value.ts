import { canonical } from '../../schema/json.ts'
import type { Operation } from '../../schema/shape.ts'
import type { Loose } from '../reply/path.ts'
import type { Step } from '../step.ts'
import { made, type Pair } from './act.ts'
import type { Facet, Reading } from './facet.ts'
import { type Planned, planned } from './planned.ts'

/** One value that one call sets. */
export interface Value<Want, Seen, X, Y, C extends Operation = Operation> extends Reading<X, Y>, Planned<Seen, C> {
  have(seen: Seen, found: readonly X[], beside: readonly Y[]): Loose<Want> | undefined
  /** Whether AWS has what the spec wants; their canonical texts are compared when absent. */
  same?(want: Want, have: Loose<Want> | undefined, seen: Seen): boolean
  /** A list of texts that says the same in any order, and with one of them twice. */
  readonly unordered?: true
  /** AWS's list is never empty: an empty one asks for nothing. */
  readonly filled?: true
  /** Whether AWS takes the value as the object is now; while it does not, the object is not in sync, and nothing is sent. */
  when?(want: Want, seen: Seen): boolean
  readonly set: Pair<C, [want: Want, seen: Seen]>
  /** What it is set to, for people: the value itself, where it is short, when absent. */
  say?(want: Want): string
  /** Whether setting this value takes something away that other changes of the pass need first. */
  last?(want: Want, seen: Seen): boolean
  readonly unset?: Want
  /** What AWS has where nobody asks for anything: set once the user takes the field out again. */
  readonly none?: Want
  /** May be one call with those of other fields; see `Step`. */
  readonly joint?: true
  /** AWS is busy with the object after the call; see `Step`. */
  readonly occupies?: true
}

/** The facet of a value. */
export function value<Want, Seen, X, Y>(field: string, of: Value<Want, Seen, X, Y>): Facet<Want, Seen, X, Y> {
  const { from, beside, unset, none } = of
  const met: Facet<Want, Seen, X, Y>['met'] = (want, seen, found, others) => {
    if (of.filled && Array.isArray(want) && want.length === 0) return true
    const have = of.have(seen, found, others)
    const text = (one: unknown) => canonical(of.unordered === undefined ? one : sorted(one))
    return of.same === undefined ? text(want) === text(have) : of.same(want, have, seen)
  }
  return {
    ...(from === undefined ? {} : { from }),
    ...(beside === undefined ? {} : { beside }),
    ...(unset === undefined ? {} : { unset }),
    operations: [of.set[0]],
    flaws: planned(field, of),
    have: of.have,
    met,
    ...(none === undefined
      ? {}
      : { none: { met: (...look) => met(none, ...look), steps: (seen) => [setting(field, of, none, seen)] } }),
    steps: (want, seen) => (of.when?.(want, seen) === false ? [] : [setting(field, of, want, seen)]),
  }
}

function setting<Want, Seen, X, Y>(field: string, of: Value<Want, Seen, X, Y>, want: Want, seen: Seen): Step {
  const { joint, occupies } = of
  return {
    ...made(of.set, want, seen),
    effect: of.last?.(want, seen) === true ? 'remove' : 'replace',
    say: of.say?.(want) ?? `set ${field}${shown(want)}`,
    joint,
    occupies,
  }
}

/** The elements of a list, each once, in one order; an absent list is empty. */
const sorted = (list: unknown) => [...new Set(Array.isArray(list) ? list : [])].sort()

/** A value in a sentence: what is no single word has no place there. */
function shown(want: unknown): string {
  return typeof want === 'object' || want === undefined ? '' : ` to ${want}`
}
