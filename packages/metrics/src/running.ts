import type { Clock } from '@windlass/core/time'
import type { Book } from './book.ts'

/** The objects that workers are busy with, and since when. */
export class Running {
  readonly #clock: Clock
  readonly #kinds: ReadonlyMap<string, Map<string, number>>

  constructor(kinds: readonly string[], clock: Clock) {
    this.#clock = clock
    this.#kinds = new Map(kinds.map((kind) => [kind, new Map()]))
  }

  began(kind: string, key: string): void {
    this.#kinds.get(kind)?.set(key, this.#clock.monotonic())
  }

  /** Milliseconds since the worker took the key; undefined when it is not known to have. */
  ended(kind: string, key: string): number | undefined {
    const since = this.#kinds.get(kind)?.get(key)
    this.#kinds.get(kind)?.delete(key)
    return since === undefined ? undefined : this.#clock.monotonic() - since
  }

  /** Writes the ages of what is under way. */
  collect(book: Book): void {
    const now = this.#clock.monotonic()
    for (const [kind, running] of this.#kinds) {
      let sum = 0
      let longest = 0
      for (const since of running.values()) {
        sum += now - since
        longest = Math.max(longest, now - since)
      }
      const queue = queueOf(kind)
      book.set('workqueue_unfinished_work_seconds', queue, sum / 1000)
      book.set('workqueue_longest_running_processor_seconds', queue, longest / 1000)
    }
  }
}

/** The labels of a kind's queue. */
export function queueOf(kind: string): { readonly name: string; readonly controller: string } {
  const controller = kind.toLowerCase()
  return { name: controller, controller }
}
