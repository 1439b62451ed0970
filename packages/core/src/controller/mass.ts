import type { Store } from '../kube/store.ts'
import type { KubeObject } from '../kube/transport.ts'
import type { Turn } from '../reconcile/deletion/turn.ts'
import { conditionOf } from '../reconcile/status/condition.ts'
import type { Observer } from '../telemetry/observer.ts'
import type { Clock } from '../time/clock.ts'

/** What counts as a mass: more deletions than `many` that were asked for within `window` seconds, and more than half of all objects. */
const mass = { many: 500, window: 600 }
/** Milliseconds between two deletions of a mass. */
const pace = 6000

export interface MassOptions {
  readonly clock: Clock
  readonly observer: Observer
  /** Whether the user wants objects of this namespace looked after. */
  chosen(namespace: string): boolean
}

/**
 * Slows the deletion of masses: a mistake that deletes half of what there is leaves time to be seen. It is counted from
 * the objects: when the deletion of each was asked for, and what their status says by now. So a process that starts
 * in the middle goes on where the last one was.
 */
export class Masses {
  readonly #options: MassOptions
  /** Objects that are being deleted, by UID, and the second in which that was asked for. */
  readonly #marked = new Map<string, number>()
  /** The same of objects that are gone, and when that was seen; the oldest first. */
  readonly #gone: { readonly second: number; readonly at: number }[] = []
  /** How many deletions were asked for in a second. */
  readonly #asked = new Map<number, number>()
  /** When (monotonic ms) each object that has asked may be deleted. */
  readonly #turns = new Map<string, number>()
  readonly #waiting = new Set<string>()
  #objects = 0
  #last = Number.NEGATIVE_INFINITY

  constructor(options: MassOptions) {
    this.#options = options
  }

  /** Counts the objects of a kind. */
  follow(store: Store, finalizer: string): void {
    store.onChange((before, after) => {
      if (!this.#options.chosen((after ?? before)?.metadata.namespace ?? '')) return
      if (before === undefined) this.#objects++
      if (after === undefined) {
        this.#objects--
        if (before !== undefined) this.#over(before.metadata.uid)
      } else if (after.metadata.finalizers?.includes(finalizer)) this.#mark(after)
    })
  }

  /** When the AWS object of one that is being deleted may be deleted. Whoever has had a turn keeps it. */
  turn(object: KubeObject): Turn {
    const { uid } = object.metadata
    const known = this.#turns.get(uid)
    if (known !== undefined) return this.#until(uid, known, false)
    const now = this.#options.clock.monotonic()
    const said = conditionOf(object, 'Ready')?.reason === 'MassDeletion'
    const slow = said || this.#massive(this.#marked.get(uid))
    const turn = slow ? Math.max(now, this.#last) + pace : now
    if (slow) this.#last = turn
    this.#turns.set(uid, turn)
    return this.#until(uid, turn, this.#waiting.size === 0)
  }

  #until(uid: string, turn: number, first: boolean): Turn {
    const ms = turn - this.#options.clock.monotonic()
    if (ms > 0) this.#waiting.add(uid)
    else this.#waiting.delete(uid)
    this.#report()
    return ms > 0 ? { is: 'wait', ms, first } : { is: 'free' }
  }

  #report(): void {
    this.#options.observer.happened({ is: 'slowed', waiting: this.#waiting.size })
  }

  #mark({ metadata: { uid, deletionTimestamp } }: KubeObject): void {
    const second = Math.floor(Date.parse(deletionTimestamp ?? '') / 1000)
    if (Number.isNaN(second) || this.#marked.has(uid)) return
    this.#marked.set(uid, second)
    this.#count(second, 1)
  }

  #over(uid: string): void {
    const second = this.#marked.get(uid)
    this.#marked.delete(uid)
    this.#turns.delete(uid)
    if (this.#waiting.delete(uid)) this.#report()
    if (second !== undefined) this.#gone.push({ second, at: this.#options.clock.monotonic() })
  }

  #count(second: number, change: 1 | -1): void {
    const count = (this.#asked.get(second) ?? 0) + change
    if (count > 0) this.#asked.set(second, count)
    else this.#asked.delete(second)
  }

  /** Whether a deletion asked for in this second is one of a mass. */
  #massive(second: number | undefined): boolean {
    if (second === undefined) return false
    this.#forget()
    const count = this.#most(second)
    return count > mass.many && count * 2 > this.#objects + this.#gone.length
  }

  /** The most deletions within one window that this second is in. */
  #most(second: number): number {
    let sum = 0
    let most = 0
    for (let end = second - mass.window + 1; end < second + mass.window; end++) {
      sum += this.#asked.get(end) ?? 0
      sum -= this.#asked.get(end - mass.window) ?? 0
      if (end >= second) most = Math.max(most, sum)
    }
    return most
  }

  #forget(): void {
    const limit = this.#options.clock.monotonic() - mass.window * 1000
    for (let [oldest] = this.#gone; oldest !== undefined && oldest.at < limit; [oldest] = this.#gone) {
      this.#gone.shift()
      this.#count(oldest.second, -1)
    }
  }
}
