import { type Item, text } from '../../schema/json.ts'
import { type Element, type Input, type Operation, type Output, signature, trusting } from '../../schema/shape.ts'
import { membersOf } from '../member.ts'
import { objectAt, rowsAt } from './row.ts'

/**
 * How objects of a kind, or facts about them, are read: many keys in one call. A key is the id of the object for the
 * kind's own read, and whatever `keys` answers for others.
 */
export interface Read<T = unknown> {
  /** Never read: it carries the type of the items. */
  readonly $item?: T
  readonly operation: Operation
  /** The most keys one call takes; Infinity when the call lists everything and needs no key. */
  readonly most: number
  /** The request for these keys, without paging members; the reader follows `NextToken`, `NextMarker` and `Marker`. */
  input(keys: readonly string[]): Item
  /**
   * The items in one page of the reply to these keys. Throws `Unreadable` for a page that is not understood: it never counts
   * as empty.
   */
  items(output: Item, keys: readonly string[]): readonly Item[]
  /** The keys that an item answers. Absent where one call takes one key: every item answers that one. */
  keys?(item: Item): readonly string[]
  /** Codes that mean that AWS does not know the key, rather than a failure. Only where one call takes one key. */
  readonly absent?: readonly string[] | undefined
  /** Codes that mean that AWS knows the key and has nothing by it. Only where one call takes one key. */
  readonly none?: readonly string[] | undefined
}

/**
 * How AWS is asked about one object by its id. Only this question can be answered with a statement that the object does not
 * exist: what a filter or a listing leaves out is an absence, which proves nothing.
 */
export interface IdRead {
  readonly operation: Operation
  input(id: string): Item
  /** The items in the reply for an id. Throws `Unreadable` for a reply that is not understood. */
  items(output: Item, id: string): readonly Item[]
  /** AWS's codes for an id that it does not know. */
  readonly notFound: readonly string[]
}

/** The list members of a reply. */
export type ListOf<C extends Operation> = {
  [K in keyof Output<C>]-?: NonNullable<Output<C>[K]> extends readonly unknown[] ? K : never
}[keyof Output<C>] &
  string

/** The item type of a reply's list. */
export type ItemOf<C extends Operation, At extends ListOf<C>> = Element<Output<C>[At]>

type Keys = readonly (string | undefined)[] | string | undefined

interface Source<C extends Operation, At extends ListOf<C>> {
  readonly operation: C
  /** The reply member that holds the items. */
  readonly items: At
  /** The key or keys that an item answers. */
  keys(item: ItemOf<C, At>): Keys
}

/** The request member that takes filters: `Filters`, or `Filter` as in `DescribeNatGateways`. */
function filters(operation: Operation): string {
  return membersOf(signature(operation).input).find((member) => /^Filters?$/.test(member)) ?? 'Filters'
}

/** AWS takes at most 200 filter values in one call. Source: EC2 API reference, `FilterLimitExceeded`. */
const filterValues = 200

/** A read by an EC2 filter: an absent id is an absence and never fails its neighbours. */
export function filtered<C extends Operation, At extends ListOf<C>>(
  source: Source<C, At> & {
    readonly filter: string
    /** Further filters that hold for every key. */
    readonly with?: readonly { readonly Name: string; readonly Values: readonly string[] }[]
  },
): Read<ItemOf<C, At>> {
  const fixed = source.with ?? []
  return {
    operation: source.operation,
    most: filterValues - fixed.reduce((sum, filter) => sum + filter.Values.length, 0),
    input: (keys) => ({ [filters(source.operation)]: [{ Name: source.filter, Values: keys }, ...fixed] }),
    items: (output) => rowsAt(output, source.items),
    keys: trusting((item: ItemOf<C, At>) => list(source.keys(item))),
  }
}

/** `filtered` for a reply whose list is known by name only. */
export function byFilter(source: {
  readonly operation: Operation
  readonly items: string
  readonly filter: string
  keys(item: Item): readonly string[]
}): Read<Item> {
  return {
    operation: source.operation,
    most: filterValues,
    input: (keys) => ({ [filters(source.operation)]: [{ Name: source.filter, Values: keys }] }),
    items: (output) => rowsAt(output, source.items),
    keys: source.keys,
  }
}

/** A read that lists everything there is, in one call for all keys; a key that comes alone is asked for as `one` says. */
export function listed<C extends Operation, At extends ListOf<C>>(
  source: Source<C, At> & { readonly input?: Input<C>; one?(key: string): Input<C> },
): Read<ItemOf<C, At>> {
  return {
    operation: source.operation,
    most: Number.POSITIVE_INFINITY,
    input: (keys) => alone(keys, source.one) ?? source.input ?? {},
    items: (output) => rowsAt(output, source.items),
    keys: trusting((item: ItemOf<C, At>) => list(source.keys(item))),
  }
}

/** `listed` for a reply whose list is known by name only. */
export function byListing(source: {
  readonly operation: Operation
  readonly items: string
  one?(key: string): Item
  keys(item: Item): readonly string[]
}): Read<Item> {
  return {
    operation: source.operation,
    most: Number.POSITIVE_INFINITY,
    input: (keys) => alone(keys, source.one) ?? {},
    items: (output) => rowsAt(output, source.items),
    keys: source.keys,
  }
}

/** So many ids go into one call. AWS takes more of most; what is asked for together is refused together when one is unknown. */
const idsAtOnce = 100

/** A read by a request member that takes ids. One that AWS does not know fails its neighbours, which are asked for alone then. */
export function byIds(source: {
  readonly operation: Operation
  readonly items: string
  readonly id: string
  /** The request member. */
  readonly ids: string
}): Read<Item> {
  return {
    operation: source.operation,
    most: idsAtOnce,
    input: (keys) => ({ [source.ids]: keys }),
    items: (output) => rowsAt(output, source.items),
    keys: (item) => list(text(item[source.id])),
  }
}

/** A read of one object a call, whose reply need not say which one it is: it is the one that was asked for. */
export function byName(source: {
  readonly operation: Operation
  readonly items: string
  readonly id: string
  /** The request member that names the object. */
  readonly by: string
  /** What is asked for besides. */
  readonly ask?: Item | undefined
  readonly absent: readonly string[]
}): Read<Item> {
  return {
    operation: source.operation,
    most: 1,
    input: ([key = '']) => ({ ...source.ask, [source.by]: key }),
    items: (output, [key = '']) => [{ [source.id]: key, ...objectAt(output, source.items) }],
    absent: source.absent,
  }
}

function alone([first, ...more]: readonly string[], one: ((key: string) => Item) | undefined): Item | undefined {
  return first === undefined || more.length > 0 ? undefined : one?.(first)
}

/** How a read of one key asks for it: in one request member, or in a request of its own making. */
type Asked<C extends Operation> = { readonly by: keyof Input<C> & string } | { input(key: string): Input<C> }

const asked = (source: { readonly by: string } | { input(key: string): Item }, key: string): Item =>
  'by' in source ? { [source.by]: key } : source.input(key)

/**
 * A read of one key a call: the dear kind, for what AWS offers no better way to. The item is the reply itself, without
 * what the SDK adds to it, which differs from call to call.
 */
export function single<C extends Operation>(
  source: {
    readonly operation: C
    readonly absent?: readonly string[]
    readonly none?: readonly string[] | undefined
  } & Asked<C>,
): Read<Output<C>> {
  return {
    operation: source.operation,
    most: 1,
    input: ([key = '']) => asked(source, key),
    items: ({ $metadata, ...reply }) => [reply],
    absent: source.absent,
    none: source.none,
  }
}

/** A read of one key a call that answers a list: everything below one parent. */
export function below<C extends Operation, At extends ListOf<C>>(
  source: { readonly operation: C; readonly items: At; readonly absent?: readonly string[] } & Asked<C>,
): Read<ItemOf<C, At>> {
  return {
    operation: source.operation,
    most: 1,
    input: ([key = '']) => asked(source, key),
    items: (output) => rowsAt(output, source.items),
    absent: source.absent,
  }
}

/** `below` for a reply whose list is known by name only. */
export function byParent(source: {
  readonly operation: Operation
  readonly items: string
  /** The request member that names the parent. */
  readonly by: string
  readonly absent: readonly string[]
}): Read<Item> {
  return {
    operation: source.operation,
    most: 1,
    input: ([key = '']) => ({ [source.by]: key }),
    items: (output) => rowsAt(output, source.items),
    absent: source.absent,
  }
}

function list(keys: Keys): readonly string[] {
  if (keys === undefined) return []
  return typeof keys === 'string' ? [keys] : keys.filter((key) => key !== undefined)
}
