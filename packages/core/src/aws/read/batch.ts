import type { Read } from '../../kind/reply/read.ts'
import { canonical, type Item } from '../../schema/json.ts'
import type { Lane } from '../../telemetry/observer.ts'
import { accountOf } from '../error.ts'

/** What a read found for one key. It can show an object; that it shows none is an absence, which proves nothing. */
export interface ReadResult {
  /** Empty when the replies show nothing by that key. */
  readonly items: readonly Item[]
  /** The account that STS has named for the keys that signed the calls; undefined where one of them has none, or another. */
  readonly account?: string
  /** Present when AWS said that it does not know the key at all. */
  readonly unknown?: true
  /** Monotonic milliseconds, not later than the moment the call left: what happened before it, the items show. */
  readonly at: number
}

export type ReadResults = ReadonlyMap<string, ReadResult>

/** AWS's word on one id, asked for by that id. */
export type Word =
  /** AWS shows the object. */
  | { readonly is: 'shown'; readonly item: Item; readonly result: ReadResult }
  /** AWS states that it does not know the id, to a key of the very account that was asked about. */
  | { readonly is: 'stated'; readonly at: number }
  /** The reply shows no such object and says no more, or it came from a key whose account nobody has named. */
  | { readonly is: 'absent'; readonly at: number }

/** Keys that one call will answer, and how many are waiting for it. */
export class Batch {
  readonly keys = new Set<string>()
  readonly opened: number
  /** Aborts once nobody waits any more. */
  readonly abandoned = new AbortController()
  readonly answer: Promise<ReadResults>
  lane: Lane
  /** When the last key joined. */
  joined: number
  /** Nothing may join: the call has left, or is about to without room. */
  closed = false
  /** The call waits for its bucket in `lane`, which can no longer change. */
  queued = false
  #resolve: (found: ReadResults) => void = () => undefined
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

  settle(found: Promise<ReadResults>): void {
    found.then(this.#resolve, this.#reject)
  }
}

/**
 * Hands out the items of all pages to the keys asked for. Every key gets an answer. A page that shows an item again,
 * because the list moved while it was read, adds nothing.
 */
export function distribute(read: Read, keys: readonly string[], outputs: readonly Item[], at: number): ReadResults {
  const found = new Map<string, Item[]>(keys.map((key) => [key, []]))
  outputs.forEach((output, page) => {
    for (const item of read.items(output, keys)) {
      for (const key of new Set(read.keys?.(item) ?? keys)) {
        const known = found.get(key)
        if (known === undefined || (page > 0 && repeated(known, item))) continue
        known.push(item)
      }
    }
  })
  const account = accountOfAll(outputs)
  const signed = account === undefined ? {} : { account }
  return new Map([...found].map(([key, items]) => [key, { items, at, ...signed }]))
}

function accountOfAll([first, ...more]: readonly Item[]): string | undefined {
  const account = accountOf(first)
  return more.every((output) => accountOf(output) === account) ? account : undefined
}

function repeated(known: readonly Item[], item: Item): boolean {
  if (known.length === 0) return false
  const words = canonical(item)
  return known.some((each) => canonical(each) === words)
}
