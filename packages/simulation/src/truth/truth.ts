import type { Item } from '@windlass/core'
import type { Region, Row, TableDefinition } from '@windlass/simulator'

/** Where an AWS object stands, and what its custom resource asks for, with every reference resolved. */
export interface Look {
  readonly place: Region
  readonly spec: Item
}

/**
 * How a spec field is found in the simulated AWS. What is compared, and what counts as the same, is said in `compare.ts` and, for
 * values that AWS spells in another way, by the functions of `spelling.ts`.
 */
export interface Shown<R extends Row> {
  /** What AWS has; the member of the row that has the field's name in other capitals, when absent. */
  have?(row: R, look: Look): unknown
  /** The part of the spec's value that can be compared; undefined where it asks for nothing. The whole value when absent. */
  want?(value: unknown, row: R, look: Look): unknown
  /** Spells what is wanted and what AWS has alike. */
  as?(value: unknown): unknown
  /** Whether AWS shows the field of some objects only, so that nothing shown says nothing. */
  readonly open?: true
}

/** A field that AWS never shows, or in which it has nothing: why. */
export interface Hidden {
  readonly hidden: string
}

/** What is written down of a kind. */
export interface Facts<R extends Row> {
  readonly kind: string
  /** The member of a row that says how it is, and the values at which nothing is under way. */
  readonly state?: (row: R) => string | undefined
  readonly settled?: readonly string[]
  /** What is under way although the object itself is settled. */
  moving?(row: R, look: Look): string | undefined
  /** The kinds of the objects that identifiers in the spec are of, by path: `routes[].natGatewayID`. */
  readonly names?: Readonly<Record<string, string>>
  /** Every field of the spec but the tags. */
  readonly fields: Readonly<Record<string, Shown<R> | Hidden>>
  /** Further paths in the fields above that AWS never shows, each with the reason. */
  readonly hidden?: Readonly<Record<string, string>>
}

/** The true world's word on one AWS object. */
export interface Fact {
  /** What is under way; undefined when all is settled. */
  readonly moving: string | undefined
  readonly tags: Row['Tags']
  /** What AWS has in a field, and what the spec asks for in it, spelled alike; `ask` is undefined where nothing can be compared. */
  compare(field: string, value: unknown): Compared
}

/** `open`: nothing shown says nothing. `unknown`: nothing is written down of such a field. */
export type Compared =
  | { readonly is: 'compared'; readonly ask: unknown; readonly have: unknown; readonly open: boolean }
  | { readonly is: 'hidden' }
  | { readonly is: 'unknown' }

/** What is written down of a kind, whatever its rows are. */
export interface Truth {
  readonly kind: string
  readonly names: Readonly<Record<string, string>>
  readonly fields: readonly string[]
  /** Paths that AWS never shows: fields, or parts of one. */
  readonly hidden: Readonly<Record<string, string>>
  /** Whether the region has an object of the kind with this id. */
  has(place: Region, id: string): boolean
  look(id: string, at: Look): Fact | undefined
}

/** Writes down how a kind is found in a table of the simulated AWS. */
export function truth<R extends Row>(table: TableDefinition<R>, facts: Facts<R>): Truth {
  const { kind, names = {}, fields, hidden = {} } = facts
  const never = Object.entries(fields).flatMap(([field, of]) => ('hidden' in of ? [[field, of.hidden] as const] : []))
  return {
    kind,
    names,
    fields: Object.keys(fields),
    hidden: { ...hidden, ...Object.fromEntries(never) },
    has: (place, id) => place.table(table).get(id) !== undefined,
    look: (id, at) => {
      const row = at.place.table(table).get(id)
      return row && fact(row, facts, at)
    },
  }
}

function fact<R extends Row>(row: R, facts: Facts<R>, look: Look): Fact {
  const { fields, state, settled = [] } = facts
  const now = state?.(row)
  return {
    moving: state === undefined || settled.includes(now ?? '') ? facts.moving?.(row, look) : `it is ${now}`,
    tags: row.Tags,
    compare: (field, value) => {
      const of = fields[field]
      if (of === undefined) return { is: 'unknown' }
      if ('hidden' in of) return { is: 'hidden' }
      const { as = (one: unknown) => one } = of
      const asked = of.want === undefined ? value : of.want(value, row, look)
      const have = of.have === undefined ? named(row, field) : of.have(row, look)
      const [ask, found] = [asked, have].map((one) => (one === undefined ? undefined : as(one)))
      return { is: 'compared', ask, have: found, open: of.open ?? false }
    },
  }
}

/** The member of a name, whatever its capitals: AWS writes `VpcId` where the spec says `vpcID`. */
export function named(of: object, name: string): unknown {
  return Object.entries(of).find(([member]) => member.toLowerCase() === name.toLowerCase())?.[1]
}
