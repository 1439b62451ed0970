import { toAWS } from '../../schema/convert.ts'
import { canonical, type Item, isItem } from '../../schema/json.ts'
import type { Shape, Structure } from '../../schema/shape.ts'

/** The request members by which a set of texts comes and goes: `AddTransitGatewayCidrBlocks`. */
export interface Sides {
  readonly add: string
  readonly remove: string
}

/** How a request changes a structure member by member. */
export interface Delta {
  /** The members, in the Kubernetes spelling, that it can change. */
  readonly members: readonly string[]
  /** What the request says to bring what AWS has to what is wanted; empty where nothing it can change differs. */
  change(want: unknown, have: unknown): Item
}

/** A structure of which a request says only what differs. Sets of texts come and go by members of their own. */
export function delta(request: Shape | undefined, sets: Readonly<Record<string, Sides>>): Delta {
  const fields = structure(request)
  const sides = Object.values(sets).flatMap(({ add, remove }) => [add, remove])
  const plain = [...(fields?.values() ?? [])].filter(({ name }) => !sides.includes(name))
  const wanted = (want: unknown): Item => (isItem(want) ? want : {})
  return {
    members: [...plain.map(({ field }) => field), ...Object.keys(sets)],
    change(want, have) {
      const [asked, there] = [wanted(want), wanted(have)]
      const said = plain
        .filter(({ field }) => asked[field] !== undefined && canonical(asked[field]) !== canonical(there[field]))
        .map(({ name, field, shape }): [string, unknown] => [name, toAWS(shape, asked[field])])
      const moved = Object.entries(sets)
        .filter(([field]) => asked[field] !== undefined)
        .flatMap(([field, { add, remove }]): [string, readonly string[]][] => [
          [add, without(asked[field], there[field])],
          [remove, without(there[field], asked[field])],
        ])
      return Object.fromEntries([...said, ...moved.filter(([, some]) => some.length > 0)])
    },
  }
}

const structure = (shape: Shape | undefined): ReturnType<Structure['byField']> | undefined =>
  shape?.is === 'structure' ? shape.byField() : undefined

/** The texts of a list, each once, that another one does not have. */
function without(some: unknown, others: unknown): readonly string[] {
  const there = new Set(texts(others))
  return [...new Set(texts(some))].filter((one) => !there.has(one))
}

const texts = (list: unknown): readonly string[] =>
  Array.isArray(list) ? list.filter((one) => typeof one === 'string') : []
