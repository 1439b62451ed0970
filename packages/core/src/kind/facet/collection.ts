import { canonical } from '../../schema/json.ts'
import type { Loose } from '../reply/path.ts'
import type { Step } from '../step.ts'
import type { Facet, Held, Reading } from './facet.ts'

/**
 * What all collections have in common: how they are read and compared. `W` is an entry as it is wanted, `H` one that AWS has.
 */
export interface Collection<Want, Seen, W, H, X, Y> extends Reading<X, Y> {
  /** The entries that AWS has, without those that nobody manages. */
  have(seen: Seen, found: readonly X[], beside: readonly Y[]): readonly H[]
  /** The entries that the spec wants; undefined where whatever is there is as wanted. */
  want(spec: Want, seen: Seen, beside: readonly Y[]): readonly W[] | undefined
  /** Whether AWS takes entries as the object is now; while it does not, the object is not in sync, and nothing is sent. */
  when?(seen: Seen): boolean
  /** AWS's set is never empty: an empty list asks for nothing. */
  readonly filled?: true
  /** What the spec would say of entries that AWS has; nothing can be said of them when absent. */
  spell?(have: readonly NoInfer<H>[]): Loose<Want> | undefined
  /** What makes an entry this one, and what it is called. */
  key(entry: NoInfer<W> | NoInfer<H>): string
  /** What the entries are called before their keys: `the range`. */
  readonly noun?: string
  /** What an entry is called where its key is no word for people. */
  label?(entry: NoInfer<W> | NoInfer<H>): string
  /** Whether AWS has an entry of this key as it is wanted; the key says all when absent. */
  same?(want: NoInfer<W>, have: NoInfer<H>): boolean
  /** Whether an entry stays although the spec does not ask for it: one that is there by AWS's own doing. */
  stays?(have: NoInfer<H>): boolean
  /**
   * Who holds what an entry would take, where only one can have it: whoever holds it keeps it, and nothing is done about
   * the entry meanwhile. Undefined where it is free, or the object's own.
   */
  held?(want: NoInfer<W>, seen: Seen, found: readonly X[]): Held | undefined
  /** Whether an entry is on its way out: it holds its place, and is neither changed nor removed again. */
  leaving?(have: NoInfer<H>): boolean
  /** What is still to happen to an entry, for people; undefined once it is in force. */
  busy?(have: NoInfer<H>): string | undefined
}

/** How wanted entries differ from those that AWS has. */
export interface Difference<W, H> {
  readonly missing: readonly W[]
  readonly changed: readonly (readonly [want: W, have: H])[]
  readonly extra: readonly H[]
  /** How many AWS has. */
  readonly count: number
}

/** The part of a facet that says how a collection is read and compared; `plan` makes steps of a difference. */
export function collection<Want, Seen, W, H, X, Y>(
  of: Collection<Want, Seen, W, H, X, Y>,
  plan: (difference: Difference<W, H>, seen: Seen) => readonly Step[],
) {
  const { held } = of
  const planned: Facet<Want, Seen, X, Y>['steps'] = (want, seen, found, others) => {
    const wanted = of.want(want, seen, others)?.filter((one) => held?.(one, seen, found) === undefined)
    return wanted === undefined || (of.filled && wanted.length === 0)
      ? []
      : plan(differing(of, wanted, of.have(seen, found, others)), seen)
  }
  const holders: NonNullable<Facet<Want, Seen, X, Y>['held']> = (want, seen, found, others) => {
    const all = of.want(want, seen, others)?.flatMap((one) => held?.(one, seen, found) ?? []) ?? []
    return all.find(({ by }) => by === 'another') ?? all[0]
  }
  const none = (seen: Seen, found: readonly X[], others: readonly Y[]) =>
    plan(differing(of, [], of.have(seen, found, others)), seen)
  const mine = (one: H) => of.leaving?.(one) !== true && of.stays?.(one) !== true
  return {
    ...(of.from === undefined ? {} : { from: of.from }),
    ...(of.beside === undefined ? {} : { beside: of.beside }),
    ...(held === undefined ? {} : { held: holders }),
    have: (seen: Seen, found: readonly X[], others: readonly Y[]) =>
      of.spell?.(of.have(seen, found, others).filter(mine)),
    met: (want: Want, seen: Seen, found: readonly X[], others: readonly Y[]) =>
      planned(want, seen, found, others).length === 0 && (held === undefined || !holders(want, seen, found, others)),
    steps: (want: Want, seen: Seen, found: readonly X[], others: readonly Y[]) =>
      of.when?.(seen) === false ? [] : planned(want, seen, found, others),
    ...(of.busy === undefined
      ? {}
      : {
          busy: (seen: Seen, found: readonly X[], others: readonly Y[]) =>
            of
              .have(seen, found, others)
              .map((one) => of.busy?.(one))
              .find((why) => why !== undefined),
        }),
    ...(of.filled
      ? {}
      : { none: { met: (...look: Parameters<typeof none>) => none(...look).length === 0, steps: none } }),
  }
}

/** How what is wanted differs from what AWS has. */
export function differing<Want, Seen, W, H, X, Y>(
  of: Collection<Want, Seen, W, H, X, Y>,
  wanted: readonly W[],
  have: readonly H[],
): Difference<W, H> {
  const there = new Map<string, H>()
  for (const one of have) if (!there.has(of.key(one))) there.set(of.key(one), one)
  const asked = new Map<string, W>()
  const missing: W[] = []
  const changed: (readonly [W, H])[] = []
  for (const one of wanted) {
    const key = of.key(one)
    const [twice, now] = [asked.get(key), there.get(key)]
    if (twice === undefined) asked.set(key, one)
    // Two that differ under one key: the second is sent all the same, and AWS says what is wrong with it.
    if (twice !== undefined && canonical(twice) !== canonical(one)) missing.push(one)
    if (twice !== undefined) continue
    if (now === undefined) missing.push(one)
    else if (of.leaving?.(now) !== true && of.same?.(one, now) === false) changed.push([one, now])
  }
  const kept = (one: H) => asked.has(of.key(one)) && there.get(of.key(one)) === one
  const extra = have.filter((one) => of.leaving?.(one) !== true && of.stays?.(one) !== true && !kept(one))
  return { missing, changed, extra, count: have.length }
}

/** An entry for people: `the range 10.0.0.0/16`. */
export function called<T>(
  of: Pick<Collection<never, never, T, T, never, never>, 'noun' | 'key' | 'label'>,
  entry: T,
): string {
  const name = of.label?.(entry) ?? of.key(entry)
  return of.noun === undefined ? name : `${of.noun} ${name}`
}
