import { createHash } from 'node:crypto'
import type { Cancel, Clock } from '@windlass/core/time'
import { AwsFault } from './fault.ts'
import { History } from './history.ts'
import type { Quotas } from './quota.ts'
import type { AnyDefinition, AnyTable, Row, Table, TableDefinition } from './table.ts'

/** Why a transition fails instead of happening: what the control API gives and what AWS shows as failure code and text. */
export interface Failure {
  readonly code: string
  readonly message: string
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

/** A step of a life cycle as a region carries it out. */
export interface Transition {
  /** How long (ms) it takes from its beginning, divided by the world's speed. */
  readonly after: number
  /** The step that begins when this one is done. */
  readonly next: string | undefined
  /** Carries the step out; a row that is gone is left alone. Returns whether there was a row. */
  run(region: Region, id: string, key: string, failure: Failure | undefined): boolean
}

/** Every step by its name, such as `vpc.available`. */
export interface Transitions {
  get(name: string): Transition | undefined
}

/** Who refers to an id, in the sense of AWS's dependency checks. */
export interface References {
  to(region: Region, id: string): { table: string; id: string }[]
}

/** What a region gets from its world. */
export interface Setting {
  readonly clock: Clock
  readonly seed: string
  readonly speed: () => number
  readonly quotas: Quotas
  /** The tables of all modules. */
  readonly tables: readonly AnyDefinition[]
  readonly transitions: Transitions
  readonly references: References
  /** The next public address of the whole world, so that no two regions hand out the same one. */
  nextPublicIp(): string
  /** Another account's or region's state in the same world. */
  peer(account: string, region: string): Region
  /** Asked whenever a transition begins or falls due. */
  verdict(region: Region, pending: Pending): 'hold' | Failure | undefined
}

/** A recorded answer to an idempotency token. */
export interface Remembered {
  readonly request: string
  readonly output: unknown
  readonly at: number
}

/** One account in one region: tables, life cycles, ids. Everything here is synchronous. */
export class Region {
  readonly account: string
  readonly name: string
  readonly history: History
  readonly tokens = new Map<string, Remembered>()
  readonly #setting: Setting
  readonly #tables: ReadonlyMap<AnyDefinition, AnyTable>
  readonly #pending = new Map<number, { entry: Pending; cancel: Cancel }>()
  #starting: Pending[] | undefined
  #counter = 0
  #seq = 0

  constructor(account: string, name: string, setting: Setting) {
    this.account = account
    this.name = name
    this.#setting = setting
    this.history = new History(() => setting.clock.monotonic())
    this.#tables = new Map(setting.tables.map((definition) => [definition, definition.open(this.history)]))
  }

  /** Milliseconds since the epoch on the world's clock. */
  now(): number {
    return this.#setting.clock.now()
  }

  /** A fresh id such as `vpc-` and 17 hexadecimal digits; the same seed gives the same ids in the same order. */
  newId(prefix: string): string {
    const text = `${this.#setting.seed}/${this.account}/${this.name}/${++this.#counter}`
    return `${prefix}-${createHash('sha256').update(text).digest('hex').slice(0, 17)}`
  }

  /** A public IPv4 address nobody else in the world has. */
  newPublicIp(): string {
    return this.#setting.nextPublicIp()
  }

  /**
   * Another region of the same world, this account's unless given. Changes made there are not taken back when the call fails:
   * make them last.
   */
  peer(region: string, account = this.account): Region {
    return this.#setting.peer(account, region)
  }

  /** How long something that takes AWS `ms` milliseconds takes in this world. */
  scaled(ms: number): number {
    return ms / this.#setting.speed()
  }

  /** The rows of a definition in this region. */
  table<R extends Row>(definition: TableDefinition<R>): Table<R> {
    const found = this.#tables.get(definition)
    if (found === undefined || !definition.made(found))
      throw new Error(`no module of this world has the table ${definition.name}`)
    return found
  }

  /** Every table, in the order of the modules. */
  every(): readonly AnyTable[] {
    return [...this.#tables.values()]
  }

  /** Whether an id that a call names is there, as far as the fault of stale references lets the call see. */
  knows(definition: AnyDefinition, id: string): boolean {
    const table = this.#tables.get(definition)
    const { references } = this.history.staleness
    if (references === 0) return table?.get(id) !== undefined
    return table?.asOf(this.history.now() - references).some((cell) => cell.row.id === id) === true
  }

  /** The row of an id as other calls see it; throws the table's NotFound. */
  require<R extends Row>(definition: TableDefinition<R>, id: string | undefined): R {
    const row = this.table(definition).get(id)
    if (!row) throw definition.ids.notFound(id ?? '')
    return row
  }

  /** The rows that refer to an id: the names of their tables, and their ids. */
  referrers(id: string): { table: string; id: string }[] {
    return this.#setting.references.to(this, id)
  }

  /** Throws `DependencyViolation` in AWS's words when something refers to the id. `noun` is AWS's word for the kind. */
  refuseWhileReferenced(noun: string, id: string): void {
    if (this.referrers(id).length > 0)
      throw new AwsFault('DependencyViolation', `The ${noun} '${id}' has dependencies and cannot be deleted.`)
  }

  /** Throws the quota's own code when `used` has reached its limit. */
  refuseOverQuota(code: string, used: number): void {
    if (used >= this.quota(code)) throw new AwsFault(code, this.full(code))
  }

  /** The limit in force for a quota code. */
  quota(code: string): number {
    return this.#setting.quotas.limit(this.account, this.name, code)
  }

  /** AWS's sentence for a quota that is used up. */
  full(code: string): string {
    return this.#setting.quotas.message(code, this.quota(code))
  }

  /** Starts a declared transition. Within a call it counts only when the call succeeds. `after` overrides the declared delay. */
  begin(name: string, id: string, key = '', after?: number): void {
    const transition = this.#transition(name)
    const due = this.now() + (after ?? transition.after) / this.#setting.speed()
    const entry: Pending = { seq: ++this.#seq, name, id, key, due, held: false }
    if (this.#starting) this.#starting.push(entry)
    else this.#arm(entry)
  }

  /** Transitions that wait, earliest first. */
  pending(): Pending[] {
    return [...this.#pending.values()].map((one) => one.entry).sort((a, b) => a.due - b.due || a.seq - b.seq)
  }

  /** Forgets transitions of a row, optionally only those of one name or key. */
  cancel(id: string, name?: string, key?: string): void {
    for (const { entry } of [...this.#pending.values()])
      if (entry.id === id && (name === undefined || entry.name === name) && (key === undefined || entry.key === key))
        this.#drop(entry.seq)
  }

  /** Looks again at every held or due transition: called when holds are lifted. */
  review(): void {
    for (const entry of this.pending()) if (entry.held || entry.due <= this.now()) this.#fire(entry.seq)
  }

  /** Runs a waiting transition now, whatever its time; with a failure, its failing variant. */
  force(seq: number, failure?: Failure): void {
    const found = this.#pending.get(seq)
    if (found) this.#carryOut(found.entry, failure)
  }

  /** Runs `body` as one step: when it throws, or `keep` says no, every change it made is taken back. */
  transact<T>(body: () => T, keep: (result: T) => boolean = () => true): T {
    const counter = this.#counter
    const starting: Pending[] = []
    this.#starting = starting
    this.history.begin()
    let kept = false
    try {
      const result = body()
      kept = keep(result)
      return result
    } finally {
      this.#starting = undefined
      if (kept) this.history.commit()
      else {
        this.history.rollback()
        this.#counter = counter
      }
      if (kept) for (const entry of starting) this.#arm(entry)
    }
  }

  counters(): { counter: number; seq: number } {
    return { counter: this.#counter, seq: this.#seq }
  }

  /** Takes over counters and waiting transitions from a snapshot; tables are loaded by the caller. */
  resume(counters: { counter: number; seq: number }, pending: readonly Pending[]): void {
    this.stop()
    this.#counter = counters.counter
    this.#seq = counters.seq
    for (const entry of pending) this.#arm({ ...entry, held: false })
  }

  /** Cancels every timer. */
  stop(): void {
    for (const seq of [...this.#pending.keys()]) this.#drop(seq)
  }

  #transition(name: string): Transition {
    const found = this.#setting.transitions.get(name)
    if (!found) throw new Error(`no transition is declared under the name ${name}`)
    return found
  }

  #arm(entry: Pending): void {
    const cancel = this.#setting.clock.after(Math.max(0, entry.due - this.now()), () => this.#fire(entry.seq))
    this.#pending.set(entry.seq, { entry, cancel })
  }

  #drop(seq: number): void {
    this.#pending.get(seq)?.cancel()
    this.#pending.delete(seq)
  }

  #fire(seq: number): void {
    const found = this.#pending.get(seq)
    if (!found) return
    const verdict = this.#setting.verdict(this, found.entry)
    if (verdict === 'hold') this.#pending.set(seq, { ...found, entry: { ...found.entry, held: true } })
    else this.#carryOut(found.entry, verdict)
  }

  #carryOut(entry: Pending, failure: Failure | undefined): void {
    this.#drop(entry.seq)
    const transition = this.#transition(entry.name)
    const there = transition.run(this, entry.id, entry.key, failure)
    if (there && !failure && transition.next) this.begin(transition.next, entry.id, entry.key)
  }
}
