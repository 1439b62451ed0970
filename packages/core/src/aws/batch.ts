import type { Read } from '../kind/read.ts'
import { canonical, type Item } from '../schema/json.ts'
import type { Lane } from '../telemetry/observer.ts'

/** What a read found for one key. */
export interface Sighting {
  /** Empty when AWS has nothing by that key. */
  readonly items: readonly Item[]
  /** Present when AWS said that it does not know the key at all. */
  readonly unknown?: true
  /** Monotonic milliseconds, not later than the moment the call left: what happened before it, the items show. */
  readonly at: number
}

export type Sightings = ReadonlyMap<string, Sighting>

/** Keys that one call will answer, and how many are waiting for it. */
export class Batch {
  readonly keys = new Set<string>()
  readonly opened: number
  /** Aborts once nobody waits any more. */
  readonly abandoned = new AbortController()
  readonly answer: Promise<Sightings>
  lane: Lane
  /** When the last key joined. */
  joined: number
  /** Nothing may join: the call has left, or is about to without room. */
  closed = false
  /** The call waits for its bucket in `lane`, which can no longer change. */
  queued = false
  #resolve: (found: Sightings) => void = () => undefined
  #reject: (error: unknown) => void = () => undefined
  #waiting = 0

  constructor(lane: Lane, now: number) {
    this.lane = lane
    this.opened = now
    this.joined = now
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    this.answer.catch(() => undefined)
  }

  get waiting(): number {
    return this.#waiting
  }

  enter(): void {
    this.#waiting++
  }

  /** Gives up for one waiter. The call goes on for the others. */
  leave(): void {
    this.#waiting--
    if (this.#waiting > 0) return
    this.closed = true
    this.abandoned.abort()
  }

  settle(found: Promise<Sightings>): void {
    found.then(this.#resolve, this.#reject)
  }
}

/**
 * Hands out the items of all pages to the keys asked for. Every key gets an answer. A page that shows an item again,
 * because the list moved while it was read, adds nothing.
 */
export function distribute(read: Read, keys: readonly string[], outputs: readonly Item[], at: number): Sightings {
  const found = new Map<string, Item[]>(keys.map((key) => [key, []]))
  outputs.forEach((output, page) => {
    for (const item of read.items(output)) {
      for (const key of new Set(read.keys?.(item) ?? keys)) {
        const known = found.get(key)
        if (known === undefined || (page > 0 && repeated(known, item))) continue
        known.push(item)
      }
    }
  })
  return new Map([...found].map(([key, items]) => [key, { items, at }]))
}

function repeated(known: readonly Item[], item: Item): boolean {
  if (known.length === 0) return false
  const words = canonical(item)
  return known.some((each) => canonical(each) === words)
}
