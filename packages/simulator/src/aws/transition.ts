import type { Region } from './region.ts'
import type { Rows, TableName } from './rows.ts'

/** Why a transition fails instead of happening: what the control API gives and what AWS shows as failure code and text. */
export interface Failure {
  readonly code: string
  readonly message: string
}

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

/** A step whose table is closed over. */
export interface Transition {
  readonly table: TableName
  readonly after: number
  readonly next: string | undefined
  /** Carries the step out; a row that is gone is left alone. Returns whether there was a row. */
  run(region: Region, id: string, key: string, failure: Failure | undefined): boolean
}

/** The transitions of a module by name, such as `vpc.available`. Names are unique over all modules. */
export type Transitions = Readonly<Record<string, Transition>>

/** A step of the life cycle of one table's rows. */
export function transition<N extends TableName>(table: N, step: Step<NoInfer<N>>): Transition {
  return {
    table,
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

/** A transition that waits for its time: plain data, so a snapshot can hold it. Times are the clock's `now`. */
export interface Pending {
  readonly seq: number
  readonly name: string
  readonly id: string
  readonly key: string
  readonly due: number
  readonly held: boolean
}
