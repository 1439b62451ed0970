import { toAWS, toKubernetes } from '../../schema/convert.ts'
import { at, canonical, type Item, isItem, item, items } from '../../schema/json.ts'
import { type Operation, type Shape, signature } from '../../schema/shape.ts'
import { unaddressed } from '../flaw/call.ts'
import { membersShape } from '../member.ts'
import { single } from '../reply/read.ts'
import type { Pair } from './act.ts'
import { type Delta, delta, type Sides } from './delta.ts'
import { entries } from './entries.ts'
import type { Facet } from './facet.ts'
import { type Detour, planned } from './planned.ts'
import { value } from './value.ts'

/** What the table builders know of the kind. */
export interface Ground {
  /** The item member, and request member, that identifies the object. */
  readonly id: string
  readonly item: Shape
  /** AWS's codes for an id that it does not know. */
  readonly notFound: readonly string[]
}

/** Where a value goes in the request and where it is read back; the request member alone where both have one name. */
export interface Row {
  /** The request member; the members of the value are those of the request when absent. */
  readonly to?: string
  /** Path of the item member that shows it. */
  readonly at?: string
  /** Whether AWS has what is wanted, where the texts of both do not say so. */
  same?(want: unknown, have: unknown): boolean
  /** Further request members that must go with it. */
  with?(want: unknown, seen: Looked): Item
  /** The value in force, where the member alone does not say so: undefined while it is switched off, say. */
  have?(item: Item): unknown
  /** Whether AWS takes the value as the object is now; see `Value`. */
  when?(want: unknown, seen: Looked): boolean
  /** What AWS has where nobody asks for anything; see `Value`. */
  readonly none?: unknown
  /** What it is set to, for people. */
  say?(want: unknown): string
  /** Only what differs in the structure is sent; the sets of texts in it come and go by members of their own. */
  readonly delta?: Readonly<Record<string, Sides>>
}

export interface How {
  /** AWS takes one field a call. What differs in several goes out in one call when absent; see `joint` of `Step`. */
  readonly alone?: true
  /** AWS is busy with the object after the call; see `Step`. */
  readonly occupies?: true
  /** AWS takes the change in some states alone, and there is a way there. */
  readonly detour?: Detour
}

/** What the steps of a table have in common. */
const jointly = ({ alone, occupies }: How) => ({
  ...(alone === undefined ? { joint: true as const } : {}),
  ...(occupies === undefined ? {} : { occupies }),
})

/** What the functions of erased facets look at. */
export interface Looked {
  readonly id: string
  readonly item: Item
  readonly spec: Item
}

type Table = Readonly<Record<string, string | Row>>
type Plain = Facet<unknown, Looked>

/** Spec fields that are members of one modify request, each with a call of its own. */
export function modify(ground: Ground, operation: Operation, table: Table, how: How): Readonly<Record<string, Plain>> {
  const { input } = signature(operation)
  return rowsOf(table, (field, row) => {
    const { to, at: path = to ?? '' } = row
    const shape = to === undefined ? input : membersShape(input, to)
    const shown = shapeAt(ground.item, path.split('.'))
    const have = (shows: Item) =>
      row.have === undefined ? toKubernetes(shown, at(shows, ...path.split('.'))) : row.have(shows)
    const differing = row.delta === undefined ? undefined : delta(shape, row.delta)
    const sent = (want: unknown, { item: shows }: Looked) =>
      differing === undefined ? wrapped(shape, want) : differing.change(want, have(shows))
    const set: Pair<Operation, [unknown, Looked]> = [
      operation,
      (want, seen) => ({
        ...(to === undefined ? item(toAWS(input, want)) : { [to]: sent(want, seen) }),
        ...row.with?.(want, seen),
      }),
    ]
    return {
      ...value<unknown, Looked, never, never>(field, {
        have: ({ item: shows }) => have(shows),
        same: (want, present) => same(row, differing, want, present),
        ...(row.say === undefined ? {} : { say: row.say }),
        ...(row.when === undefined ? {} : { when: row.when }),
        ...(row.none === undefined ? {} : { none: row.none }),
        set,
        ...jointly(how),
      }),
      ...(differing === undefined ? {} : { changes: differing.members }),
      flaws: [...unaddressed(operation, ground.id), ...planned(field, {}, how.detour)],
    }
  })
}

function same(row: Row, differing: Delta | undefined, want: unknown, have: unknown): boolean {
  if (row.same !== undefined) return row.same(want, have)
  return differing === undefined ? within(want, have) : Object.keys(differing.change(want, have)).length === 0
}

/** Spec fields that AWS reads and writes one attribute at a time. */
export function attributes(
  ground: Ground,
  read: Operation,
  write: Operation,
  table: Readonly<Record<string, string>>,
  { offLast = [] }: { readonly offLast?: readonly string[] },
): Readonly<Record<string, Facet<unknown, Looked, Item>>> {
  return rowsOf(table, (field, { to = '' }) => {
    const attribute = `${to.slice(0, 1).toLowerCase()}${to.slice(1)}`
    const facet = value<unknown, Looked, Item, never>(field, {
      from: single({
        operation: read,
        input: (id: string) => ({ [ground.id]: id, Attribute: attribute }),
        absent: ground.notFound,
      }),
      have: (_seen, [reply]) => at(reply, to, 'Value'),
      set: [write, (want) => ({ [to]: { Value: want } })],
      // What others need comes on before they do, and goes off after they have.
      last: (want) => want === false && offLast.includes(field),
    })
    return { ...facet, flaws: unaddressed(write, ground.id) }
  })
}

/** `SubnetIds` stands for `AddSubnetIds` and `RemoveSubnetIds`, shown as `SubnetIds`. */
type MembersRow = string | { readonly of: string; readonly at?: string; readonly filled?: true }

/** Sets of texts inside one modify request: AWS takes what comes and what goes in one call, so there is never a gap. */
export function members(
  ground: Ground,
  operation: Operation,
  table: Readonly<Record<string, MembersRow>>,
  how: How,
): Readonly<Record<string, Plain>> {
  return Object.fromEntries(
    Object.entries(table).map(([field, row]) => {
      const { of, at: path = of, filled } = typeof row === 'string' ? { of: row } : row
      const facet = entries<unknown, Looked, string, string, never, never>({
        have: ({ item }) => listedAt(item, path),
        want: (want) => [...new Set(texts(want))],
        spell: (all) => all,
        key: (one) => one,
        noun: words(of),
        ...(filled === undefined ? {} : { filled }),
        change: [operation, (come, go) => ({ [`Add${of}`]: come, [`Remove${of}`]: go })],
        ...jointly(how),
      })
      return [field, { ...facet, flaws: unaddressed(operation, ground.id) }]
    }),
  )
}

const texts = (want: unknown): readonly string[] =>
  Array.isArray(want) ? want.filter((one) => typeof one === 'string') : []

/** The texts of a list, or of a member of its elements: `SubnetIds`, `Groups[].GroupId`. */
function listedAt(item: Item, path: string): readonly string[] {
  const [list = '', member] = path.split('[].')
  const all = at(item, list)
  return member === undefined ? texts(all) : items(all).flatMap((one) => texts([one[member]]))
}

/** `SubnetIds` is `subnets`, `RouteTableIds` is `route tables`. */
function words(members: string): string {
  return members
    .replace(/Ids$/, 's')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()
}

function rowsOf<T>(table: Table, make: (field: string, row: Row) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(
    Object.entries(table).map(([field, row]) => [field, make(field, typeof row === 'string' ? { to: row } : row)]),
  )
}

/** AWS wraps what may be left as it is: `{ Value: true }`. */
function wrapped(shape: Shape | undefined, want: unknown): unknown {
  if (shape?.is !== 'structure') return want
  const [only, ...more] = shape.members()
  return only?.name === 'Value' && more.length === 0 ? { Value: want } : toAWS(shape, want)
}

/** Whether AWS has every member that is wanted. What the spec leaves open is AWS's to choose. */
function within(want: unknown, have: unknown): boolean {
  if (!isItem(want)) return canonical(want) === canonical(have)
  const all = isItem(have) ? have : {}
  return canonical({ ...all, ...want }) === canonical(all)
}

function shapeAt(shape: Shape | undefined, [step, ...rest]: readonly string[]): Shape {
  if (step === undefined) return shape ?? { is: 'document' }
  return shapeAt(shape === undefined ? undefined : membersShape(shape, step), rest)
}
