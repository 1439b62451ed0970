import type { AnyTable, Cell, Recorder, Row } from './table.ts'

/** How long, in milliseconds after a write, reads still answer with what was there before. */
export interface Staleness {
  readonly byId: number
  readonly byFilter: number
  /** Ids named by other calls than describes: the NotFound-after-create window of CreateSubnet after CreateVpc. */
  readonly references: number
}

/** Records the changes of a call, so that those of one that fails are taken back. */
export class History implements Recorder {
  readonly #now: () => number
  #open: { table: AnyTable; id: string; before: Cell<Row> | undefined }[] | undefined
  staleness: Staleness = { byId: 0, byFilter: 0, references: 0 }

  constructor(now: () => number) {
    this.#now = now
  }

  /** The recorder's time: milliseconds that never go back. */
  now(): number {
    return this.#now()
  }

  changed(table: AnyTable, id: string, before: Cell<Row> | undefined): { now: number; keep: number } {
    this.#open?.push({ table, id, before })
    const { byId, byFilter, references } = this.staleness
    return { now: this.#now(), keep: Math.max(byId, byFilter, references) }
  }

  begin(): void {
    this.#open = []
  }

  commit(): void {
    this.#open = undefined
  }

  /** Takes back every change since `begin`. */
  rollback(): void {
    for (const change of [...(this.#open ?? [])].reverse()) change.table.restore(change.id, change.before)
    this.#open = undefined
  }
}
