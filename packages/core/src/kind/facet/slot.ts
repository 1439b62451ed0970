import { item } from '../../schema/json.ts'
import type { Operation } from '../../schema/shape.ts'
import type { Loose, Path, ValueAt } from '../reply/path.ts'
import { type State, type States, stateOf } from '../reply/state.ts'
import type { Step } from '../step.ts'
import { made, type Pair } from './act.ts'
import type { Facet, Reading } from './facet.ts'

/** The states of what takes a place, by the path of the member that shows them. */
type StatesOf<H> = { readonly [P in Path<H>]?: States<ValueAt<H, P> & string> }

/** One place that is empty or taken: by a VPC, a policy, a replication. */
export interface Slot<
  Want,
  Seen,
  H,
  X,
  Y,
  P extends Operation = Operation,
  S extends Operation = Operation,
  R extends Operation = Operation,
> extends Reading<X, Y> {
  /** What takes the place; undefined while it is empty. */
  have(seen: Seen, found: readonly X[], beside: readonly Y[]): H | undefined
  /** What the spec would say of it. */
  spell(have: NoInfer<H>): Loose<Want> | undefined
  /** Whether the spec wants the place empty; never when absent. */
  none?(want: Want): boolean
  /** Whether what takes the place is what the spec wants. */
  same(want: Want, have: NoInfer<H>, seen: Seen): boolean
  /**
   * The states of what takes the place. On its way there or out, nothing is done; on its way out, nothing is left to clear;
   * until it is ready, the object is not in sync.
   */
  readonly state?: StatesOf<NoInfer<H>>
  /** AWS's own words for why it is not ready. */
  why?(have: NoInfer<H>): string | undefined
  /** What it is called while it is not ready. */
  noun?(have: NoInfer<H>): string
  readonly put: Pair<P, [want: Want, seen: Seen]>
  /** One call that puts something in the place of what is there. */
  readonly swap?: Pair<S, [want: Want, have: NoInfer<H>, seen: Seen]>
  readonly clear: Pair<R, [have: NoInfer<H>, seen: Seen]>
  /** Calls that must go before the place is cleared. */
  before?(have: NoInfer<H>, seen: Seen, found: readonly X[]): readonly Step[]
  /** Whether the place is free only a while after it was cleared: what is wanted is put there by a later pass. */
  readonly later?: true
  readonly unset?: Want
  /** Cleared before the object is deleted. */
  readonly emptied?: true
  /** Codes that mean that the place is taken, or free, already. */
  readonly done?: readonly string[]
  readonly say: { put(want: Want): string; clear(have: NoInfer<H>): string }
}

/** The facet of a place. */
export function slot<Want, Seen, H, X, Y>(of: Slot<Want, Seen, H, X, Y>): Facet<Want, Seen, X, Y> {
  const { from, beside, unset, swap, noun, emptied } = of
  /** Looks at what takes the place; answers the other value while it is empty. */
  const taken =
    <T>(then: (have: H, seen: Seen, found: readonly X[]) => T, empty: T) =>
    (seen: Seen, found: readonly X[], others: readonly Y[]): T => {
      const have = of.have(seen, found, others)
      return have === undefined ? empty : then(have, seen, found)
    }
  return {
    ...(from === undefined ? {} : { from }),
    ...(beside === undefined ? {} : { beside }),
    ...(unset === undefined ? {} : { unset }),
    operations: [of.put[0], ...(swap === undefined ? [] : [swap[0]]), of.clear[0]],
    have: taken((have) => of.spell(have), undefined),
    met: (want, seen, found, others) =>
      taken((have) => stands(of, want, have, seen), of.none?.(want) === true)(seen, found, others),
    steps: (want, seen, found, others) =>
      taken((have) => changes(of, want, have, seen, found), [putting(of, want, seen, 'add')])(seen, found, others),
    none: {
      met: taken(() => false, true),
      steps: taken(
        (have, seen, found) =>
          ['wait', 'leaving'].includes(stateIn(of, have).is) ? [] : clearing(of, have, seen, found, 'remove'),
        [],
      ),
    },
    ...(noun === undefined ? {} : { busy: taken((have) => underway(of, have, noun), undefined) }),
    ...(emptied === undefined
      ? {}
      : {
          emptied: taken(
            (have, seen, found) =>
              stateIn(of, have).is === 'leaving' ? [] : clearing(of, have, seen, found, 'remove'),
            [],
          ),
        }),
  }
}

function stands<Want, Seen, H, X, Y>(of: Slot<Want, Seen, H, X, Y>, want: Want, have: H, seen: Seen): boolean {
  const { is } = stateIn(of, have)
  return is === 'wait' || is === 'leaving' || (of.none?.(want) !== true && of.same(want, have, seen))
}

/** What the state of what takes the place means. */
function stateIn<H>({ state, why }: Pick<Slot<never, never, H, never, never>, 'state' | 'why'>, have: H): State {
  return stateOf(Object.fromEntries(Object.entries(state ?? {})), item(have), () => why?.(have))
}

/** What is still to happen to what takes the place, for people: `the replication to fs-1 is ENABLING`. */
function underway<H>(
  of: Pick<Slot<never, never, H, never, never>, 'state' | 'why'>,
  have: H,
  noun: (have: H) => string,
) {
  const state = stateIn(of, have)
  return state.is === 'ready' ? undefined : `${noun(have)} ${state.why.replace(/^\S+ (?=is )/, '')}`
}

/** What makes the place that is taken as it is wanted. */
function changes<Want, Seen, H, X, Y>(
  of: Slot<Want, Seen, H, X, Y>,
  want: Want,
  have: H,
  seen: Seen,
  found: readonly X[],
): readonly Step[] {
  const { swap } = of
  if (of.none?.(want) === true) return clearing(of, have, seen, found, 'remove')
  if (swap !== undefined) return [{ ...made(swap, want, have, seen), effect: 'replace', say: of.say.put(want) }]
  if (of.later) return clearing(of, have, seen, found, 'remove')
  return [...clearing(of, have, seen, found, 'replace'), { ...putting(of, want, seen, 'replace'), follows: true }]
}

function putting<Want, Seen, H, X, Y>(
  of: Slot<Want, Seen, H, X, Y>,
  want: Want,
  seen: Seen,
  effect: Step['effect'],
): Step {
  return { ...made(of.put, want, seen), effect, say: of.say.put(want), done: of.done }
}

function clearing<Want, Seen, H, X, Y>(
  of: Slot<Want, Seen, H, X, Y>,
  have: H,
  seen: Seen,
  found: readonly X[],
  effect: Step['effect'],
): readonly Step[] {
  return [
    ...(of.before?.(have, seen, found) ?? []),
    { ...made(of.clear, have, seen), effect, say: of.say.clear(have), done: of.done },
  ]
}
