import type { Failure, Region, Transition } from './region.ts'
import type { Patch, Row, TableDefinition } from './table.ts'

/**
 * One step of a life cycle, declared as data: it happens `after` milliseconds (divided by the world's speed) once a
 * handler says `call.begin(name, id, key)`. `apply` gives the members that change, `'remove'` to delete the row, or
 * undefined to leave it. `fail` is what happens instead when a fault asks for it. `next` begins the next step.
 */
export interface Step<R extends Row> {
  readonly after: number
  apply(row: R, region: Region, key: string): Patch<R> | 'remove' | undefined
  fail?(row: R, failure: Failure, region: Region, key: string): Patch<R> | 'remove' | undefined
  readonly next?: string
}

/** A step of the life cycle of one table's rows. */
export function transition<R extends Row>(table: TableDefinition<R>, step: Step<NoInfer<R>>): Transition {
  return {
    after: step.after,
    next: step.next,
    run(region, id, key, failure) {
      const rows = region.table(table)
      const row = rows.get(id)
      if (!row) return false
      const change = failure && step.fail ? step.fail(row, failure, region, key) : step.apply(row, region, key)
      if (change === 'remove') rows.delete(id)
      else if (change) rows.update(id, change)
      return true
    },
  }
}
