import type { Operation } from '../../schema/shape.ts'
import type { Blocking } from '../blocker.ts'
import type { Step } from '../step.ts'
import { made, type Pair } from './act.ts'
import { type Collection, called, collection } from './collection.ts'
import type { Facet } from './facet.ts'

/**
 * A collection of which AWS takes many entries in one call. What it refuses as a whole is halved until the bad ones are
 * found.
 */
export interface Batches<
  Want,
  Seen,
  W,
  H,
  X,
  Y,
  A extends Operation = Operation,
  P extends Operation = Operation,
  R extends Operation = Operation,
> extends Collection<Want, Seen, W, H, X, Y> {
  /** Codes that mean that an entry to be added is there already. */
  readonly done?: readonly string[]
  readonly add: Pair<A, [entries: readonly NoInfer<W>[], seen: Seen]>
  readonly replace: Pair<P, [entries: readonly (readonly [want: NoInfer<W>, have: NoInfer<H>])[], seen: Seen]>
  readonly remove: Pair<R, [entries: readonly NoInfer<H>[], seen: Seen]>
  /** The steps that take out of a new object what AWS put there, in one whose spec does not ask for it. */
  initial?(seen: Seen): readonly Step[]
  /**
   * The entries that the object may give up when AWS refuses to delete it, given what was found to block it: objects that
   * hold each other could never go otherwise. None when there is nothing to give up, or when it would do harm.
   */
  releases?(have: readonly NoInfer<H>[], blocking: readonly Blocking[]): readonly NoInfer<H>[]
}

/** The facet of a collection that AWS takes in one call. */
export function batches<Want, Seen, W, H, X, Y>(of: Batches<Want, Seen, W, H, X, Y>): Facet<Want, Seen, X, Y> {
  const words = (verb: string) => (one: W | H) => `${verb} ${called(of, one)}`
  const { initial, releases } = of
  const removed = (all: readonly H[], seen: Seen) => halved(all, of.remove, seen, 'remove', words('remove'))
  return {
    ...collection(of, ({ missing, changed, extra }, seen) => [
      ...halved(missing, of.add, seen, 'add', words('add'), of.done),
      ...halved(changed, of.replace, seen, 'replace', ([, now]) => words('change')(now)),
      ...removed(extra, seen),
    ]),
    operations: [of.add[0], of.replace[0], of.remove[0]],
    ...(initial === undefined ? {} : { initial: (seen: Seen) => initial(seen) }),
    ...(releases === undefined
      ? {}
      : {
          releases: (blocking: readonly Blocking[], seen: Seen, found: readonly X[], others: readonly Y[]) =>
            removed(releases(of.have(seen, found, others), blocking), seen),
        }),
  }
}

/** One call for all entries. AWS takes all or none, so what it refuses is halved until the bad ones are found. */
function halved<T, Seen>(
  all: readonly T[],
  pair: Pair<Operation, [entries: readonly T[], seen: Seen]>,
  seen: Seen,
  effect: Step['effect'],
  say: (one: T) => string,
  done?: readonly string[],
): readonly Step[] {
  const [first, ...more] = all
  if (first === undefined) return []
  const step = { ...made(pair, all, seen), effect, many: true as const }
  if (more.length === 0) return [{ ...step, done, say: say(first) }]
  const half = Math.ceil(all.length / 2)
  const parts = [all.slice(0, half), all.slice(half)].flatMap((part) => halved(part, pair, seen, effect, say, done))
  return [{ ...step, say: `${say(first)} and ${more.length} more`, parts }]
}
