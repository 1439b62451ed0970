/** One request, as the journal keeps it. */
export interface JournalEntry {
  /** Milliseconds since the epoch, by the world's clock. */
  readonly time: number
  readonly method: string
  readonly path: string
  readonly userAgent: string
  /** The `fieldManager` of a write; empty when the client named none. */
  readonly fieldManager: string
  /** The HTTP status; 0 when no answer reached the client. */
  readonly status: number
  /** Whether the request changed the store. */
  readonly changed: boolean
}

/** The requests the cluster has seen, oldest first, the last 100,000 of them. */
export class Journal {
  private kept: JournalEntry[] = []
  private readonly most = 100_000
  private readonly listeners: ((entry: JournalEntry) => void)[] = []

  /** From now on `hear` is told of every request, right after it was carried out and before anything else happens. */
  follow(hear: (entry: JournalEntry) => void): void {
    this.listeners.push(hear)
  }

  add(entry: JournalEntry): void {
    this.kept.push(entry)
    if (this.kept.length > this.most * 1.5) this.kept = this.kept.slice(-this.most)
    for (const hear of this.listeners) hear(entry)
  }

  entries(match: (entry: JournalEntry) => boolean = () => true): readonly JournalEntry[] {
    return this.kept.filter(match)
  }

  /** The writes that changed something. */
  writes(match: (entry: JournalEntry) => boolean = () => true): readonly JournalEntry[] {
    return this.kept.filter((entry) => entry.changed && match(entry))
  }

  clear(): void {
    this.kept = []
  }
}
