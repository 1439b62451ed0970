import type { Failure, Region, Transition } from './region.ts'
import type { Rows, TableName } from './rows.ts'

/**
 * One step of a life cycle, declared as data: it happens `after` milliseconds (divided by the world's speed) once a
 * handler says `call.begin(name, id, key)`. `apply` gives the members that change, `'remove'` to delete the row, or
 * undefined to leave it. `fail` is what happens instead when a fault asks for it. `next` begins the next step.
 */
export interface Step<N extends TableName> {
  readonly after: number
  apply(row: Rows[N], region: Region, key: string): Partial<Rows[N]> | 'remove' | undefined
  fail?(row: Rows[N], failure: Failure, region: Region, key: string): Partial<Rows[N]> | 'remove' | undefined
  readonly next?: string
}

/** A step of the life cycle of one table's rows. */
export function transition<N extends TableName>(table: N, step: Step<NoInfer<N>>): Transition {
  return {
    after: step.after,
    next: step.next,
    run(region, id, key, failure) {
      const rows = region.tables[table]
      const row = rows.get(id)
      if (!row) return false
      const change = failure && step.fail ? step.fail(row, failure, region, key) : step.apply(row, region, key)
      if (change === 'remove') rows.delete(id)
      else if (change) rows.update(id, change)
      return true
    },
  }
}
