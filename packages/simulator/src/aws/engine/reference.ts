import type { References, Region } from './region.ts'
import type { Row, TableDefinition } from './table.ts'

/** The ids a row refers to in the sense of AWS's dependency checks: while the row exists, those cannot be deleted. */
export type Refers<R extends Row> = (row: R, region: Region) => readonly (string | undefined)[]

/** A declared reference with its table closed over. */
export interface Reference {
  readonly table: string
  find(region: Region, id: string): string[]
}

/** Declares which ids the rows of a table hold on to. Rows that go along with their owner (a default group) give none. */
export function reference<R extends Row>(table: TableDefinition<R>, refers: Refers<NoInfer<R>>): Reference {
  return {
    table: table.name,
    find: (region, id) =>
      region
        .table(table)
        .all()
        .filter((row) => row.id !== id && refers(row, region).includes(id))
        .map((row) => row.id),
  }
}

/** What a region asks who refers to an id: the references of all modules. */
export function references(all: readonly Reference[]): References {
  return { to: (region, id) => all.flatMap(({ table, find }) => find(region, id).map((from) => ({ table, id: from }))) }
}
