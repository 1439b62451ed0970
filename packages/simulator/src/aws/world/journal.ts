/** One call as it was answered. `error` is the code; `ConnectionLost` when the caller got no answer. */
export interface Entry {
  readonly time: number
  readonly account: string
  readonly region: string
  readonly service: string
  readonly operation: string
  readonly mutates: boolean
  readonly input: unknown
  readonly error?: string
  readonly userAgent?: string
}

/** The most recent calls, and counts of all. */
export class Journal {
  readonly #limit: number
  readonly #counts = new Map<string, { calls: number; errors: number; mutates: boolean }>()
  #entries: Entry[] = []

  constructor(limit = 10_000) {
    this.#limit = limit
  }

  add(entry: Entry): void {
    this.#entries.push(entry)
    if (this.#entries.length > this.#limit * 2) this.#entries = this.#entries.slice(-this.#limit)
    const count = this.#counts.get(entry.operation) ?? { calls: 0, errors: 0, mutates: entry.mutates }
    count.calls++
    if (entry.error !== undefined) count.errors++
    this.#counts.set(entry.operation, count)
  }

  /** The calls kept, oldest first. */
  entries(): readonly Entry[] {
    return this.#entries.slice(-this.#limit)
  }

  /** Calls and errors of every operation since the start. */
  counts(): Readonly<Record<string, { calls: number; errors: number; mutates: boolean }>> {
    return Object.fromEntries(
      [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, count]) => [key, { ...count }]),
    )
  }

  /** How many calls changed something and how many only read, refused ones included. */
  totals(): { mutating: number; reading: number } {
    const counts = [...this.#counts.values()]
    const sum = (mutates: boolean) =>
      counts.filter((one) => one.mutates === mutates).reduce((all, one) => all + one.calls, 0)
    return { mutating: sum(true), reading: sum(false) }
  }

  clear(): void {
    this.#entries = []
    this.#counts.clear()
  }
}
