import { type Lane, lanes, type Observer } from '../telemetry/observer.ts'
import { type Backoff, delay } from '../time/backoff.ts'
import type { Cancel, Clock } from '../time/clock.ts'
import { type Due, Heap } from '../time/heap.ts'
import type { Random } from '../time/random.ts'
import { Rota } from '../time/rota.ts'
import { Turn } from '../time/turn.ts'

export interface QueueOptions {
  /** The kind whose objects wait here; the word in metrics. */
  readonly name: string
  readonly clock: Clock
  readonly random: Random
  readonly observer: Observer
  /** For `retry` without one; 1 s to 5 min when absent. */
  readonly backoff?: Backoff
}

/** A key handed to one worker, which must say `done` when it is through with it. */
export interface Taken {
  readonly key: string
  readonly lane: Lane
  /** Milliseconds since the key became due. */
  readonly waited: number
}

interface Entry extends Due {
  readonly key: string
  lane: Lane
  /** Due and in its lane's heap, rather than in the heap of what comes later. */
  ripe: boolean
}

/** The longest wait that every timer implementation can hold. */
const longest = 3_600_000

/**
 * Keys that wait for a worker. A key is in the queue once, however often it is added, and with one worker at a time.
 * Of the keys that are due, the higher lane goes first, then the earlier due time, then the earlier insertion; a lane
 * passed over ten times goes before higher ones. Nothing polls: a worker wakes at the moment a key becomes due.
 *
 * Keys of one namespace (what stands before the first slash) do not starve others. Inside a lane namespaces take turns; one that
 * has half of the workers gets no more while a key of another waits; and it never gets the last tenth, so that a
 * newcomer need not wait until somebody is through.
 */
export class Queue {
  readonly #options: QueueOptions
  readonly #waiting = new Map<string, Entry>()
  /** Keys with a worker, and when and how they are wanted again, if they are. */
  readonly #busy = new Map<string, { due: number; lane: Lane } | undefined>()
  readonly #failures = new Map<string, number>()
  readonly #later = new Heap<Entry>()
  readonly #ripe: Readonly<Record<Lane, Rota<Heap<Entry>>>> = { user: rota(), transition: rota(), verify: rota() }
  readonly #depths: Record<Lane, number> = { user: 0, transition: 0, verify: 0 }
  /** How many workers each namespace has. */
  readonly #held = new Map<string, number>()
  readonly #turn = new Turn<Lane>(lanes, 10)
  readonly #workers = new Set<(taken: Taken) => void>()
  #sequence = 0
  #wake: Cancel | undefined

  constructor(options: QueueOptions) {
    this.#options = options
  }

  /** Keys that are due and wait for a worker. */
  get depth(): number {
    this.#ripen()
    return lanes.reduce((sum, lane) => sum + this.#depths[lane], 0)
  }

  /** Keys that a worker is busy with. */
  get busy(): number {
    return this.#busy.size
  }

  /**
   * Wants a key worked on, `after` milliseconds from now (at once when absent). Where the key waits already, the
   * earlier time and the higher lane win; where a worker has it, it is due again once that worker is done.
   */
  add(key: string, lane: Lane, options?: { readonly after?: number }): void {
    const due = this.#options.clock.monotonic() + Math.max(0, options?.after ?? 0)
    if (this.#busy.has(key)) {
      const again = this.#busy.get(key)
      this.#busy.set(key, again === undefined ? { due, lane } : sooner(again, { due, lane }))
      return
    }
    this.#place(key, { due, lane })
    this.#serve()
  }

  /** Counts a failure and wants the key again after the backoff its failures in a row ask for. */
  retry(key: string, lane: Lane, backoff: Backoff = this.#options.backoff ?? { first: 1000, cap: 300_000 }): void {
    const failures = this.failures(key) + 1
    this.#failures.set(key, failures)
    this.#report(lane, 'retried')
    this.add(key, lane, { after: delay(backoff, failures, this.#options.random) })
  }

  /** Forgets the failures of a key. */
  succeeded(key: string): void {
    this.#failures.delete(key)
  }

  /** Failures of a key since it last succeeded. */
  failures(key: string): number {
    return this.#failures.get(key) ?? 0
  }

  /** Waits for a key that is due. Resolves to undefined, without a key, when the signal aborts first. */
  take(signal: AbortSignal): Promise<Taken | undefined> {
    if (signal.aborted) return Promise.resolve(undefined)
    return new Promise((resolve) => {
      const stop = () => {
        this.#workers.delete(hand)
        this.#serve()
        resolve(undefined)
      }
      const hand = (taken: Taken) => {
        signal.removeEventListener('abort', stop)
        resolve(taken)
      }
      signal.addEventListener('abort', stop, { once: true })
      this.#workers.add(hand)
      this.#serve()
    })
  }

  /** The worker is through with a key it took. */
  done(key: string): void {
    if (!this.#busy.has(key)) return
    const again = this.#busy.get(key)
    this.#busy.delete(key)
    this.#hold(key, -1)
    if (again !== undefined) this.#place(key, again)
    this.#options.observer.freed({ kind: this.#options.name, key })
    this.#serve()
    this.#report(again?.lane ?? 'user')
  }

  /** Drops a key and its failures. A worker that has it keeps it until it is done. */
  forget(key: string): void {
    this.#failures.delete(key)
    if (this.#busy.has(key)) this.#busy.set(key, undefined)
    const entry = this.#waiting.get(key)
    if (entry === undefined) return
    this.#waiting.delete(key)
    this.#pull(entry)
    this.#report(entry.lane)
  }

  #place(key: string, want: { due: number; lane: Lane }): void {
    const known = this.#waiting.get(key)
    const { due, lane } = known === undefined ? want : sooner(known, want)
    if (known !== undefined && known.due === due && known.lane === lane) return
    if (known !== undefined) this.#pull(known)
    const entry = known ?? { key, due, lane, sequence: this.#sequence++, slot: -1, ripe: false }
    const left = entry.lane
    entry.due = due
    entry.lane = lane
    entry.ripe = due <= this.#options.clock.monotonic()
    this.#waiting.set(key, entry)
    this.#push(entry)
    this.#report(lane, known === undefined ? 'added' : undefined)
    if (left !== lane) this.#report(left)
  }

  #push(entry: Entry): void {
    if (entry.ripe) this.#depths[entry.lane]++
    this.#heap(entry).push(entry)
  }

  #pull(entry: Entry): void {
    if (entry.ripe) this.#depths[entry.lane]--
    this.#heap(entry).remove(entry)
  }

  #heap(entry: Entry): Heap<Entry> {
    return entry.ripe ? this.#ripe[entry.lane].line(party(entry.key)) : this.#later
  }

  #ripen(): void {
    const now = this.#options.clock.monotonic()
    for (let entry = this.#later.peek(); entry !== undefined && entry.due <= now; entry = this.#later.peek()) {
      this.#later.remove(entry)
      entry.ripe = true
      this.#push(entry)
      this.#report(entry.lane)
    }
  }

  /** Hands out what is due and sets the one timer for what is due next. */
  #serve(): void {
    this.#wake?.()
    this.#wake = undefined
    this.#ripen()
    for (const hand of this.#workers) {
      const entry = this.#pick()
      if (entry === undefined) break
      this.#workers.delete(hand)
      this.#hand(entry, hand)
    }
    const next = this.#later.peek()
    if (next === undefined || this.#workers.size === 0) return
    const ms = Math.min(longest, Math.max(0, next.due - this.#options.clock.monotonic()))
    this.#wake = this.#options.clock.after(ms, () => this.#serve())
  }

  /** What is to be worked on next, within what its namespace may have of all workers. */
  #pick(): Entry | undefined {
    const all = this.#busy.size + this.#workers.size
    const below = (limit: number) => (namespace: string) => (this.#held.get(namespace) ?? 0) < limit
    const alone = all - Math.floor(all / 10)
    return this.#first(below(Math.max(1, Math.floor(all / 2)))) ?? this.#first(below(alone))
  }

  #first(may: (namespace: string) => boolean): Entry | undefined {
    const lane = this.#turn.next((each) => this.#ripe[each].waits(may))
    const entry = lane && this.#ripe[lane].next(may)?.pop()
    if (entry !== undefined) this.#depths[entry.lane]--
    return entry
  }

  #hold(key: string, change: 1 | -1): void {
    const held = (this.#held.get(party(key)) ?? 0) + change
    if (held > 0) this.#held.set(party(key), held)
    else this.#held.delete(party(key))
  }

  #hand(entry: Entry, hand: (taken: Taken) => void): void {
    const { key, lane } = entry
    this.#waiting.delete(key)
    this.#busy.set(key, undefined)
    this.#hold(key, 1)
    const waited = this.#options.clock.monotonic() - entry.due
    this.#options.observer.scheduled({ kind: this.#options.name, lane, key, ms: waited })
    this.#report(lane)
    hand({ key, lane, waited })
  }

  #report(lane: Lane, why?: 'added' | 'retried'): void {
    const { observer, name } = this.#options
    const depth = this.#depths[lane]
    const busy = this.#busy.size
    observer.queued({ kind: name, lane, depth, busy, ...(why === undefined ? {} : { why }) })
  }
}

const rota = () => new Rota<Heap<Entry>>(() => new Heap())

/** The namespace of a key. */
const party = (key: string) => key.slice(0, Math.max(0, key.indexOf('/')))

/** Of two wishes for a key: the earlier time and the higher lane. */
function sooner(a: { due: number; lane: Lane }, b: { due: number; lane: Lane }): { due: number; lane: Lane } {
  return { due: Math.min(a.due, b.due), lane: lanes.indexOf(a.lane) <= lanes.indexOf(b.lane) ? a.lane : b.lane }
}

/**
 * Milliseconds until the next tick of a grid that all callers share, from just above 0 to `every`: objects that are
 * polled on the same grid are read in one call.
 */
export function grid(clock: Clock, every: number): number {
  return every - (clock.monotonic() % every)
}
