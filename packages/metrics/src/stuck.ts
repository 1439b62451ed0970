import type { Book } from './book.ts'
import type { Entry } from './entry.ts'

/** Most objects that are named. */
const most = 20

/** Milliseconds out of sync from which an object is named. */
export const patience = 300_000

interface Named {
  readonly kind: string
  readonly namespace: string
  readonly name: string
  readonly reason: string
}

/** The objects out of sync for the longest time, oldest first. Bounded, so that they can be named in labels. */
export class Stuck {
  #found: Entry[] = []
  #shown: Named[] = []

  /** Considers an object of a scrape that runs. */
  consider(entry: Entry, now: number): void {
    const since = entry.outOfSyncSince
    if (since === undefined || now - since < patience) return
    const last = this.#found.at(-1)
    if (this.#found.length === most && last !== undefined && (last.outOfSyncSince ?? 0) <= since) return
    let place = this.#found.length
    while (place > 0 && (this.#found[place - 1]?.outOfSyncSince ?? 0) > since) place--
    this.#found.splice(place, 0, entry)
    if (this.#found.length > most) this.#found.pop()
  }

  /** Ends the scrape: names what was found, and nothing else. */
  show(book: Book): void {
    for (const { reason, ...who } of this.#shown) {
      book.drop('windlass_stuck_resource_info', { ...who, reason })
      book.drop('windlass_stuck_resource_since_timestamp_seconds', who)
    }
    this.#shown = this.#found.map(({ kind, namespace, name, tally }) => ({
      kind,
      namespace,
      name,
      reason: tally.reason,
    }))
    for (const { reason, ...who } of this.#shown) book.set('windlass_stuck_resource_info', { ...who, reason }, 1)
    for (const { kind, namespace, name, outOfSyncSince = 0 } of this.#found)
      book.set('windlass_stuck_resource_since_timestamp_seconds', { kind, namespace, name }, outOfSyncSince / 1000)
    this.#found = []
  }
}
