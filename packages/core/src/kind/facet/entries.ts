import type { Operation } from '../../schema/shape.ts'
import type { Displaced, Step } from '../step.ts'
import { made, type Pair } from './act.ts'
import { type Collection, called, collection, type Difference, differing } from './collection.ts'
import type { Facet } from './facet.ts'
import { portions } from './portion.ts'

/**
 * A collection by key: what comes, what is replaced in place, what goes. Additions come first, so that a change never opens
 * a gap. The types after `Y` are those of the operations.
 */
export interface Entries<
  Want,
  Seen,
  W,
  H,
  X,
  Y,
  A extends Operation = Operation,
  P extends Operation = Operation,
  S extends Operation = Operation,
  R extends Operation = Operation,
  T extends Operation = Operation,
  C extends Operation = Operation,
> extends Collection<Want, Seen, W, H, X, Y> {
  readonly add?: Pair<A, [entry: NoInfer<W>, seen: Seen]>
  readonly replace?: Pair<P, [want: NoInfer<W>, have: NoInfer<H>, seen: Seen]>
  /** One call that puts an entry in the place of another. */
  readonly swap?: Pair<S, [want: NoInfer<W>, have: NoInfer<H>, seen: Seen]>
  readonly remove?: Pair<R, [entry: NoInfer<H>, seen: Seen]>
  /** What is done instead of a removal, for an entry that cannot go. */
  readonly restore?: Pair<T, [entry: NoInfer<H>, seen: Seen]>
  /** Whether an entry cannot go, and is restored instead. */
  fixed?(have: NoInfer<H>): boolean
  /**
   * One call for all that comes and all that goes. An entry that is there in another way is added again; where AWS refuses that
   * it goes, and comes back as it is wanted.
   */
  readonly change?: Pair<C, [add: NoInfer<W>[] | undefined, remove: NoInfer<H>[] | undefined, seen: Seen]>
  /** How many entries one such call takes; any number when absent. Several are made then, one after the other. */
  readonly most?: number
  /** How many entries AWS has room for; any number when absent. */
  size?(seen: Seen): number | undefined
  /** Codes that mean that an entry to be added is there already. */
  readonly done?: readonly string[]
  /** AWS makes another one each time it is asked; see `Step`. */
  readonly anew?: true
  readonly occupies?: true
  readonly joint?: true
  /** What an entry that is added takes the place of, to be put back when it goes; undefined where that is on record, or nothing. */
  displaces?(entry: NoInfer<W>, seen: Seen): Displaced | undefined
  /** The entry as it is removed, in turn, when AWS does not know what the removal names; see `Step`. */
  fallbacks?(entry: NoInfer<H>): readonly NoInfer<H>[]
  /** What a person should know once an entry was removed; see `Step`. */
  warning?(entry: NoInfer<H>): string | undefined
  /** Emptied before the object is deleted. */
  readonly emptied?: true
}

/** The facet of a collection. */
export function entries<Want, Seen, W, H, X, Y>(of: Entries<Want, Seen, W, H, X, Y>): Facet<Want, Seen, X, Y> {
  const { add, replace, swap, remove, restore, change } = of
  const { emptied } = of
  return {
    ...collection(of, (difference, seen) => stepsOf(of, difference, seen)),
    operations: [add, replace, swap, remove, restore, change].flatMap((pair) => (pair === undefined ? [] : [pair[0]])),
    ...(emptied === undefined
      ? {}
      : {
          emptied: (seen: Seen, found: readonly X[], others: readonly Y[]) =>
            stepsOf(of, differing(of, [], of.have(seen, found, others)), seen),
        }),
  }
}

function stepsOf<Want, Seen, W, H, X, Y>(
  of: Entries<Want, Seen, W, H, X, Y>,
  difference: Difference<W, H>,
  seen: Seen,
): readonly Step[] {
  const { change, swap, replace } = of
  if (change !== undefined) return together<W, H, Seen>(of, change, difference, seen)
  const { missing, changed, extra } = difference
  const swapped = swap === undefined ? 0 : Math.min(missing.length, extra.length)
  // What cannot be replaced in place goes, and comes back as it is wanted once it is gone.
  const stuck = replace === undefined ? changed.map(([, have]) => have) : []
  return [
    ...missing.slice(0, swapped).flatMap((want, place) => swapping(of, want, extra[place], seen)),
    ...missing.slice(swapped).flatMap((want) => addition<W, H, Seen>(of, want, seen)),
    ...changed.flatMap(([want, have]) => replacement(of, want, have, seen)),
    ...[...stuck, ...extra.slice(swapped)].flatMap((have) => removal<W, H, Seen>(of, have, seen)),
  ]
}

/** What the steps of a collection are made of. */
type Plain<W, H, Seen> = Pick<
  Entries<never, Seen, W, H, never, never>,
  | 'key'
  | 'noun'
  | 'label'
  | 'add'
  | 'replace'
  | 'swap'
  | 'remove'
  | 'restore'
  | 'fixed'
  | 'change'
  | 'most'
  | 'size'
  | 'done'
  | 'anew'
  | 'occupies'
  | 'joint'
  | 'displaces'
  | 'fallbacks'
  | 'warning'
>

function swapping<W, H, Seen>(of: Plain<W, H, Seen>, want: W, have: H | undefined, seen: Seen): readonly Step[] {
  if (of.swap === undefined || have === undefined) return []
  const say = `put ${called(of, want)} in the place of ${of.key(have)}`
  return [{ ...made(of.swap, want, have, seen), effect: 'replace', say }]
}

function addition<W, H, Seen>(of: Plain<W, H, Seen>, want: W, seen: Seen): readonly Step[] {
  const { add, done, anew, occupies } = of
  const displaces = of.displaces?.(want, seen)
  return add === undefined
    ? []
    : [{ ...made(add, want, seen), effect: 'add', say: `add ${called(of, want)}`, done, anew, occupies, displaces }]
}

function replacement<W, H, Seen>(of: Plain<W, H, Seen>, want: W, have: H, seen: Seen): readonly Step[] {
  const { replace, occupies } = of
  return replace === undefined
    ? []
    : [{ ...made(replace, want, have, seen), effect: 'replace', say: `change ${called(of, want)}`, occupies }]
}

function removal<W, H, Seen>(of: Plain<W, H, Seen>, have: H, seen: Seen): readonly Step[] {
  const { remove, restore, occupies } = of
  if (restore !== undefined && of.fixed?.(have) === true)
    return [{ ...made(restore, have, seen), effect: 'replace', say: `restore ${called(of, have)}`, occupies }]
  if (remove === undefined) return []
  const say = `remove ${called(of, have)}`
  const tries = [have, ...(of.fallbacks?.(have) ?? [])].map(
    (one): Step => ({ ...made(remove, one, seen), effect: 'remove', say, occupies, warning: of.warning?.(one) }),
  )
  return tries.length === 0 ? [] : [tries.reduceRight((otherwise, step) => ({ ...step, otherwise }))]
}

/** One call for the whole difference, or for as much of it as one takes, so that there is never a gap. */
function together<W, H, Seen>(
  of: Plain<W, H, Seen>,
  change: NonNullable<Plain<W, H, Seen>['change']>,
  { missing, changed, extra, count }: Difference<W, H>,
  seen: Seen,
): readonly Step[] {
  const { occupies, joint, most = Number.POSITIVE_INFINITY } = of
  const one = (add: readonly W[], remove: readonly H[], say: string): Step => ({
    ...made(change, some(add), some(remove), seen),
    effect: 'replace',
    say,
    occupies,
    joint,
  })
  const room = (of.size?.(seen) ?? Number.POSITIVE_INFINITY) - count
  const anew = portions(changed, [], { most, room: Number.POSITIVE_INFINITY }).map(({ add }): Step => {
    const [want, have] = [add.map(([wanted]) => wanted), add.map(([, now]) => now)]
    return { ...one(want, [], words(of, 'change', want)), parts: [one([], have, words(of, 'remove', have))] }
  })
  return [
    ...portions(missing, extra, { most, room }).map(({ add, remove }) =>
      one(add, remove, [words(of, 'add', add), words(of, 'remove', remove)].filter(Boolean).join(' and ')),
    ),
    ...anew,
  ]
}

const some = <T>(all: readonly T[]) => (all.length === 0 ? undefined : [...all])

/** A few entries for people: `add the route a, b`; nothing for none. */
function words<T>(
  { noun, key }: { readonly noun?: string; key(entry: T): string },
  verb: string,
  all: readonly T[],
): string {
  if (all.length === 0) return ''
  const shown = all.slice(0, 5).map((one) => key(one))
  const more = all.length > shown.length ? ` and ${all.length - shown.length} more` : ''
  return [verb, ...(noun === undefined ? [] : [noun]), `${shown.join(', ')}${more}`].join(' ')
}
