import { toKubernetes } from '../schema/convert.ts'
import { at, type Item, isItem } from '../schema/json.ts'
import type { Shape } from '../schema/shape.ts'
import { membersShape } from './member.ts'
import type { Path } from './reply/path.ts'

/**
 * How a spec field that a create gives and nothing changes later is read back, or the part of a field of which that is true.
 * What an item shows under the member of the same name needs no such facts, unless it is spelled in another way there.
 */
export interface CreateOnly<Want, Item> {
  /** Path of the item member that shows it. */
  readonly at?: Path<Item>
  /** What AWS shows, as the request would say it, where no single member does; undefined while it shows nothing. */
  have?(item: Item): unknown
  /** The part of the field that cannot change; undefined where the spec says nothing of it. The whole field when absent. */
  want?(want: Want): unknown
  /** Whether AWS has what is wanted, where the texts of both do not say so; `want` and `have` as the functions above answer. */
  same?(want: unknown, have: unknown): boolean
  /**
   * What it means that AWS shows nothing: this value, or with `open` nothing at all. Without it the field is empty in AWS:
   * whatever the spec says is a difference.
   */
  readonly absent?: 'open' | { readonly value: unknown }
}

/** `CreateOnly` of one field, with its types erased and its defaults filled in. */
export interface ErasedCreateOnly {
  readonly field: string
  /** A facet changes the rest of the field. */
  readonly partly: boolean
  /** The members of the field's structure that cannot change, where the rest can. */
  readonly members?: readonly string[]
  want(want: unknown): unknown
  have(item: Item): unknown
  same(want: unknown, have: unknown): boolean
  readonly absent?: 'open' | { readonly value: unknown }
}

/** What a declaration says of the fields that nothing can change. */
interface Declared {
  /** Every spec field, and the request member of the same value, where there is one. */
  readonly fields: Readonly<Record<string, string | undefined>>
  readonly changeable: readonly string[]
  /** Members of a changeable field's structure that nothing can change. */
  readonly parts: Readonly<Record<string, readonly string[]>>
  readonly createOnly: Readonly<Record<string, CreateOnly<unknown, Item>>>
  readonly writeOnly: readonly string[]
  readonly item: Shape
}

/** How each field that nothing can change is read back, and the paths of those that AWS shows nowhere. */
export interface ReadBack {
  readonly createOnly: readonly ErasedCreateOnly[]
  readonly writeOnly: readonly string[]
}

/** What the item shows nowhere and no fact speaks of counts as never shown. */
export function readBack(of: Declared): ReadBack {
  const fixed = Object.keys(of.fields).filter(
    (field) => !of.changeable.includes(field) && !of.writeOnly.includes(field),
  )
  const fields = [...new Set([...fixed, ...Object.keys(of.parts), ...Object.keys(of.createOnly)])]
  const shown = fields.filter((field) => {
    const { at: path, have } = of.createOnly[field] ?? {}
    return path !== undefined || have !== undefined || membersShape(of.item, of.fields[field] ?? '') !== undefined
  })
  return {
    createOnly: shown.map((field) => erased(of, field)),
    writeOnly: [...of.writeOnly, ...fields.filter((field) => !shown.includes(field))],
  }
}

function erased(of: Declared, field: string): ErasedCreateOnly {
  const facts = of.createOnly[field] ?? {}
  const members = of.parts[field]
  const path = (facts.at ?? of.fields[field] ?? '').split('.')
  const shape = path.reduce<Shape | undefined>((here, step) => here && membersShape(here, step), of.item)
  return {
    field,
    partly: of.changeable.includes(field),
    ...(members === undefined ? {} : { members }),
    want: (want) => (facts.want === undefined ? only(members, want) : facts.want(want)),
    have: (item) =>
      facts.have === undefined ? shape && toKubernetes(shape, at(item, ...path)) : (facts.have(item) ?? undefined),
    same: facts.same ?? alike,
    ...(facts.absent === undefined ? {} : { absent: facts.absent }),
  }
}

/** Some members of a structure; undefined where it sets none of them. */
function only(members: readonly string[] | undefined, want: unknown): unknown {
  if (members === undefined || !isItem(want)) return want
  const found = Object.entries(want).filter(([key]) => members.includes(key))
  return found.length === 0 ? undefined : Object.fromEntries(found)
}

/**
 * Whether AWS has all that is wanted: members that the spec leaves open are AWS's to choose, lists say the same in any order
 * and with an element twice, and the ARN of an object stands for its id.
 */
export function alike(want: unknown, have: unknown): boolean {
  if (empty(want) && (have === undefined || empty(have))) return true
  if (isItem(want))
    return Object.entries(want).every(
      ([key, one]) => one === undefined || alike(one, isItem(have) ? have[key] : undefined),
    )
  if (Array.isArray(want)) return Array.isArray(have) && within(want, have) && within(have, want)
  if (typeof want === 'string' && typeof have === 'string')
    return want === have || names(want, have) || names(have, want)
  return want === have
}

const within = (some: readonly unknown[], all: readonly unknown[]) =>
  some.every((one) => all.some((other) => alike(one, other)))

/** Whether an ARN is that of the object with an id. */
const names = (arn: string, id: string) => arn.startsWith('arn:') && !id.startsWith('arn:') && arn.endsWith(`/${id}`)

/** Whether a value asks for nothing. */
export function empty(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  return isItem(value) && Object.values(value).every(empty)
}
