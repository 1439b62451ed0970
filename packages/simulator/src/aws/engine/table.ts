import type { AwsFault } from './fault.ts'

/** What every row has: its id, and tags when its kind takes them. Rows are values: a change puts a new one. */
export interface Row {
  readonly id: string
  readonly Tags?: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined
}

/** An SDK model as a row. Members a row adds are the simulator's own: answers are cut to the SDK's schema. */
export type Stored<Model, Own = object> = Omit<Model, 'Tags'> & Row & Own

/** What a service says about the ids of one table. */
export interface Ids {
  /** What ids begin with, before a dash; absent where an id is a name. */
  readonly prefix?: string
  /** The resource type in EC2's tag specifications and in DescribeTags; absent when the rows take no tags through EC2. */
  readonly resourceType?: string
  /** The type in ARNs; the resource type unless given. */
  readonly arn?: string
  /** Whether text has the shape of an id. */
  fits(id: string): boolean
  /** The fault for an id that no row has. */
  notFound(id: string): AwsFault
  /** The fault for text that cannot be an id. */
  malformed(id: string): AwsFault
}

/** A test for ids of a prefix, a dash, and 8 or 17 hexadecimal digits. */
export function hexadecimal(prefix: string): (id: string) => boolean {
  const shape = new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`)
  return (id) => shape.test(id)
}

/**
 * Told of every change before it is applied; `before` is undefined when the row is new. Answers with the present time and how
 * long the past is to be kept for stale reads, both in milliseconds.
 */
export interface Recorder {
  changed(table: AnyTable, id: string, before: Cell<Row> | undefined): { now: number; keep: number }
}

/** A row with its place in the order of creation. */
export interface Cell<R> {
  readonly order: number
  readonly row: R
}

/** A table's definition whose rows are not known by type. */
export interface AnyDefinition {
  readonly name: string
  readonly ids: Ids
  open(recorder: Recorder): AnyTable
}

/** A table whose rows are not known by type: what tags, faults and snapshots work on. */
export interface AnyTable {
  readonly name: string
  readonly definition: AnyDefinition
  get(id: string): Row | undefined
  all(): Row[]
  alter(id: string, patch: object): void
  delete(id: string): boolean
  cells(): Cell<Row>[]
  asOf(time: number): Cell<Row>[]
  restore(id: string, cell: Cell<Row> | undefined): void
  load(cells: readonly Cell<Row>[]): void
}

/** A secondary index: the values under which a row is found. */
export type Index<R> = (row: R) => readonly (string | undefined)[]

/** What a table is defined with. `indexes` are the names that `where` takes. */
export interface TableOptions<R, I extends Ids> {
  readonly indexes?: Readonly<Record<string, Index<R>>>
  readonly ids: I
}

/** One table as every region has it: what its rows are, how they are found, and what its service says about their ids. */
export class TableDefinition<R extends Row, I extends Ids = Ids> implements AnyDefinition {
  readonly name: string
  readonly ids: I
  readonly #indexes: Readonly<Record<string, Index<R>>>

  constructor(name: string, { indexes = {}, ids }: TableOptions<R, I>) {
    this.name = name
    this.ids = ids
    this.#indexes = indexes
  }

  /** The empty table of one region. */
  open(recorder: Recorder): Table<R> {
    return new Table(this, recorder, this.#indexes)
  }

  /** Whether a table is one of this definition. */
  made(table: AnyTable): table is Table<R> {
    return table.definition === this
  }
}

/** Defines a table. Its name is unique over all modules of a world; snapshots know it by that. */
export function table<R extends Row, I extends Ids = Ids>(
  name: string,
  options: TableOptions<R, I>,
): TableDefinition<R, I> {
  return new TableDefinition(name, options)
}

/** The members of a row that change; undefined takes one out. */
export type Patch<R> = { readonly [K in keyof R]?: R[K] | undefined }

/** Rows of one kind by id, in order of creation, with secondary indexes. */
export class Table<R extends Row> implements AnyTable {
  readonly definition: AnyDefinition
  readonly #recorder: Recorder
  readonly #rows = new Map<string, Cell<R>>()
  readonly #indexes = new Map<string, { of: Index<R>; ids: Map<string, Set<string>> }>()
  #past: { id: string; before: Cell<R> | undefined; at: number }[] = []
  #order = 0

  constructor(definition: AnyDefinition, recorder: Recorder, indexes: Readonly<Record<string, Index<R>>>) {
    this.definition = definition
    this.#recorder = recorder
    for (const [index, of] of Object.entries(indexes)) this.#indexes.set(index, { of, ids: new Map() })
  }

  get name(): string {
    return this.definition.name
  }

  get size(): number {
    return this.#rows.size
  }

  get(id: string | undefined): R | undefined {
    return id === undefined ? undefined : this.#rows.get(id)?.row
  }

  /** All rows in order of creation. */
  all(): R[] {
    return [...this.#rows.values()].map((cell) => cell.row)
  }

  /** The rows under one value of a declared index, in order of creation. */
  where(index: string, value: string | undefined): R[] {
    const found = this.#indexes.get(index)
    if (!found) throw new Error(`table ${this.name} has no index ${index}`)
    const cells = [...(found.ids.get(value ?? '') ?? [])]
      .map((id) => this.#rows.get(id))
      .filter((cell) => cell !== undefined)
    return cells.sort((a, b) => a.order - b.order).map((cell) => cell.row)
  }

  /** Inserts or replaces a row and returns it. */
  put(row: R): R {
    const before = this.#rows.get(row.id)
    this.#record(row.id, before)
    this.#set(row.id, { order: before?.order ?? ++this.#order, row })
    return row
  }

  /** Replaces some members of a row; undefined when there is no such row. */
  update(id: string | undefined, patch: Patch<R>): R | undefined {
    const row = this.get(id)
    return row && this.put({ ...row, ...patch })
  }

  alter(id: string, patch: object): void {
    const row = this.get(id)
    if (row) this.put({ ...row, ...patch })
  }

  delete(id: string | undefined): boolean {
    const before = id === undefined ? undefined : this.#rows.get(id)
    if (!before) return false
    this.#record(before.row.id, before)
    this.#set(before.row.id, undefined)
    return true
  }

  cells(): Cell<R>[] {
    return [...this.#rows.values()]
  }

  /** Puts back what the recorder saw before a change. */
  restore(id: string, cell: Cell<R> | undefined): void {
    const last = this.#past.findLastIndex((one) => one.id === id)
    if (last >= 0) this.#past.splice(last, 1)
    const displaced = cell && !this.#rows.has(id)
    this.#set(id, cell)
    if (!displaced) return
    const sorted = [...this.#rows.entries()].sort(([, a], [, b]) => a.order - b.order)
    this.#rows.clear()
    for (const [key, one] of sorted) this.#rows.set(key, one)
  }

  /** The rows as they were at a time, as far back as the past is kept, in order of creation. */
  asOf(time: number): Cell<R>[] {
    const seen = new Map<string, Cell<R> | undefined>()
    for (const { id, before, at } of [...this.#past].reverse()) if (at > time) seen.set(id, before)
    if (seen.size === 0) return this.cells()
    const before = [...seen.values()].filter((cell) => cell !== undefined)
    return [...this.cells().filter((cell) => !seen.has(cell.row.id)), ...before].sort((a, b) => a.order - b.order)
  }

  load(cells: readonly Cell<R>[]): void {
    for (const id of [...this.#rows.keys()]) this.#set(id, undefined)
    this.#past = []
    for (const cell of cells) {
      this.#set(cell.row.id, cell)
      this.#order = Math.max(this.#order, cell.order)
    }
  }

  #record(id: string, before: Cell<R> | undefined): void {
    const { now, keep } = this.#recorder.changed(this, id, before)
    if (this.#past.length > 0) this.#past = this.#past.filter((one) => one.at > now - keep)
    if (keep > 0) this.#past.push({ id, before, at: now })
  }

  #set(id: string, cell: Cell<R> | undefined): void {
    const before = this.#rows.get(id)
    for (const { of, ids } of this.#indexes.values()) {
      if (before) for (const value of of(before.row)) ids.get(value ?? '')?.delete(id)
      if (cell)
        for (const value of of(cell.row)) {
          const set = ids.get(value ?? '') ?? new Set()
          ids.set(value ?? '', set.add(id))
        }
    }
    if (cell) this.#rows.set(id, cell)
    else this.#rows.delete(id)
  }
}
