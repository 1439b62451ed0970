import type { References, Region } from './region.ts'
import type { Rows, TableName } from './rows.ts'

/** The ids a row refers to in the sense of AWS's dependency checks: while the row exists, those cannot be deleted. */
export type Refers<N extends TableName> = (row: Rows[N], region: Region) => readonly (string | undefined)[]

/** A declared reference with its table closed over. */
export interface Reference {
  readonly table: TableName
  find(region: Region, id: string): string[]
}

/** Declares which ids the rows of a table hold on to. Rows that go along with their owner (a default group) give none. */
export function reference<N extends TableName>(table: N, refers: Refers<N>): Reference {
  return {
    table,
    find: (region, id) =>
      region.tables[table]
        .all()
        .filter((row) => row.id !== id && refers(row, region).includes(id))
        .map((row) => row.id),
  }
}

/** What a region asks who refers to an id: the references of all modules. */
export function references(all: readonly Reference[]): References {
  return { to: (region, id) => all.flatMap(({ table, find }) => find(region, id).map((from) => ({ table, id: from }))) }
}
