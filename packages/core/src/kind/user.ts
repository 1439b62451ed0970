import { type Item, isItem, text } from '../schema/json.ts'
import { type Input, type Operation, trusting } from '../schema/shape.ts'
import type { Blocker } from './blocker.ts'
import { byFilter, byListing, byParent, type ItemOf, type ListOf, type Read } from './reply/read.ts'

/** Where an object holds the id of another: a filter, if AWS has one, and the path of the member. */
type Holding = readonly [filter: string, path: string] | readonly [path: string]

/** One sort of AWS object that may use others, and by what it is found. */
export interface User<C extends Operation, At extends ListOf<C>> {
  readonly read: C
  readonly items: At
  /** What one is called, where that is not how the table calls it. */
  readonly noun?: string
  /** The member that names one. */
  readonly id: keyof ItemOf<C, At> & string
  /** What to add to the name, in brackets. */
  readonly about?: keyof ItemOf<C, At> & string
  /**
   * Where one holds the id of what it uses, by what is used: the filter and the path of the member, lists on the way gone
   * through: `{ vpc: ['attachment.vpc-id', 'Attachments.VpcId'] }`. The path alone where AWS has no such filter: then all are
   * listed. Or the request member that asks for those of one object.
   */
  readonly by: Readonly<Record<string, Holding | (keyof Input<C> & string)>>
  /** Codes that mean that nothing uses the object, where it is asked for in a request member. */
  readonly absent?: readonly string[]
  /** Whether one does not count, for the object with this id: it is dead, or AWS's own. */
  unless?(item: ItemOf<C, At>, id: string): boolean
  /** How one is named, where that is not its id; undefined for one that does not stand in the way. */
  name?(item: ItemOf<C, At>): string | undefined
}

/** `User` with its types erased. */
export interface ErasedUser {
  readonly read: Operation
  readonly items: string
  readonly noun?: string
  readonly id: string
  readonly about?: string
  readonly by: Readonly<Record<string, Holding | string>>
  readonly absent?: readonly string[]
  unless?(item: Item, id: string): boolean
  name?(item: Item): string | undefined
}

/** Declares one sort of user. */
export function user<C extends Operation, At extends ListOf<C>>(of: User<C, At>): ErasedUser {
  const { unless, name } = of
  return {
    read: of.read,
    items: of.items,
    id: of.id,
    by: of.by,
    ...(of.about === undefined ? {} : { about: of.about }),
    ...(of.absent === undefined ? {} : { absent: of.absent }),
    ...(of.noun === undefined ? {} : { noun: of.noun }),
    ...(unless === undefined ? {} : { unless: trusting((item: ItemOf<C, At>, id: string) => unless(item, id)) }),
    ...(name === undefined ? {} : { name: trusting((item: ItemOf<C, At>) => name(item)) }),
  }
}

/**
 * Who may use whom in a service, once, by what a user is called. The answer says for one sort of used object which users
 * stand in the way of its delete: `users('vpc', ['subnet', 'NAT gateway'])`. They are read by its id, or by another `key`.
 */
export function usersOf<const T extends Readonly<Record<string, ErasedUser>>>(table: T) {
  return (used: string, nouns: readonly (keyof T & string)[], key?: Blocker['key']): readonly Blocker[] =>
    nouns.map((noun) => ({ ...blocker(noun, used, table[noun]), ...(key === undefined ? {} : { key }) }))
}

/** A table of users that names no such use: a mistake of the kind's author, found when it is loaded. */
export class UnknownUse extends Error {
  override readonly name = 'UnknownUse'
  readonly code = 'UnknownUse'
  constructor(noun: string, used: string) {
    super(`The table of users does not say by what a ${noun} that uses a ${used} is found.`)
  }
}

function blocker(noun: string, used: string, of: ErasedUser | undefined): Blocker {
  const by = of?.by[used]
  if (of === undefined || by === undefined) throw new UnknownUse(noun, used)
  return {
    noun: of.noun ?? noun,
    read: readBy(of, by),
    name: (item, id) => {
      if (of.unless?.(item, id)) return undefined
      if (of.name !== undefined) return of.name(item)
      const name = text(item[of.id])
      const about = of.about === undefined ? undefined : text(item[of.about])
      return name !== undefined && about ? `${name} (${about})` : name
    },
  }
}

/** How those that use an object are read. */
function readBy({ read: operation, items, absent = [] }: ErasedUser, by: ErasedUser['by'][string]): Read {
  if (typeof by === 'string') return byParent({ operation, items, by, absent })
  const [filter, path] = by.length === 1 ? [undefined, ...by] : by
  const source = { operation, items, keys: (item: Item) => texts(item, path.split('.')) }
  return filter === undefined ? byListing(source) : byFilter({ ...source, filter })
}

/** Every text at a path of member names; lists on the way are gone through. */
function texts(value: unknown, [step, ...rest]: readonly string[]): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => texts(each, step === undefined ? [] : [step, ...rest]))
  if (step === undefined) return typeof value === 'string' && value !== '' ? [value] : []
  return isItem(value) ? texts(value[step], rest) : []
}
