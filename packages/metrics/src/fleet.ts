import type { ObjectSeen, ObjectState } from '@windlass/core/controller'
import { type Cause, reasons } from '@windlass/core/object'
import type { Clock } from '@windlass/core/time'
import type { Book } from './book.ts'
import type { Entry, Tally } from './entry.ts'
import { type Place, Scopes } from './scope.ts'
import { Stuck } from './stuck.ts'
import { resource } from './table/resource.ts'
import { cause, state, usual } from './table/word.ts'

/** The ages of the objects of one kind, filled anew at each scrape. */
interface Ages {
  readonly within: Float64Array
  oldestOut: number
  oldestVerified: number
}

const bounds: readonly number[] = resource.windlass_resource_verified_age_seconds_bucket.buckets
const causeOf: ReadonlyMap<string, Cause | undefined> = new Map(
  Object.entries(reasons).map(([reason, { cause }]) => [reason, cause]),
)

/** The objects of a controller, by uid. What it holds is as large as their number; what it shows is not. */
export class Fleet {
  readonly #clock: Clock
  readonly #entries = new Map<string, Entry>()
  readonly #tallies = new Map<string, Tally>()
  readonly #ages: ReadonlyMap<string, Ages>
  readonly #stuck = new Stuck()
  readonly #scopes = new Scopes()

  constructor(kinds: readonly string[], clock: Clock) {
    this.#clock = clock
    const fresh = () => ({ within: new Float64Array(bounds.length + 1), oldestOut: 0, oldestVerified: 0 })
    this.#ages = new Map(kinds.map((kind) => [kind, fresh()]))
    for (const kind of kinds)
      for (const each of state) this.#tally({ kind, state: each, reason: usual[each], deleting: each === 'deleting' })
  }

  /** Objects known. */
  get size(): number {
    return this.#entries.size
  }

  /** Where objects live by default: shown before there is one. */
  home(place: Place): void {
    this.#scopes.of(place)
  }

  saw(seen: ObjectSeen): void {
    const known = this.#entries.get(seen.uid)
    if (known !== undefined) this.#leave(known)
    if (seen.removed) {
      this.#entries.delete(seen.uid)
      return
    }
    const { kind, namespace, name, outOfSyncSince } = seen
    const tally = this.#tally({ ...seen, deleting: seen.deleting ?? false })
    const verifiedAt = seen.verifiedAt ?? known?.verifiedAt
    const place = seen.place === undefined ? known?.place : this.#scopes.of(seen.place)
    tally.count++
    if (place !== undefined) this.#scopes.add(place, 1)
    this.#entries.set(seen.uid, { kind, namespace, name, tally, outOfSyncSince, verifiedAt, place })
  }

  #leave({ tally, place }: Entry): void {
    tally.count--
    if (place !== undefined) this.#scopes.add(place, -1)
  }

  /** AWS was read for an object. */
  verified(uid: string, at: number): void {
    const entry = this.#entries.get(uid)
    if (entry !== undefined) entry.verifiedAt = at
  }

  /** Writes how things stand. */
  collect(book: Book): void {
    this.#count(book)
    this.#date()
    for (const [kind, ages] of this.#ages) {
      book.set('windlass_oldest_out_of_sync_timestamp_seconds', { kind }, ages.oldestOut / 1000)
      book.set('windlass_oldest_verified_timestamp_seconds', { kind }, ages.oldestVerified / 1000)
      let sum = 0
      ages.within.forEach((objects, place) => {
        sum += objects
        const le = String(bounds[place] ?? '+Inf')
        book.set('windlass_resource_verified_age_seconds_bucket', { kind, le }, sum)
      })
    }
    this.#stuck.show(book)
    this.#scopes.show(book)
  }

  #tally({ kind, state, reason, deleting }: Omit<Tally, 'count'>): Tally {
    const key = `${kind} ${state} ${reason} ${deleting}`
    const known = this.#tallies.get(key)
    if (known !== undefined) return known
    const tally = { kind, state, reason, deleting, count: 0 }
    this.#tallies.set(key, tally)
    return tally
  }

  #count(book: Book): void {
    const resources = new Map<string, { kind: string; state: ObjectState; reason: string; count: number }>()
    const blocked = new Map<string, number>()
    const add = (key: string, count: number) => blocked.set(key, (blocked.get(key) ?? 0) + count)
    for (const { kind, state, reason, deleting, count } of this.#tallies.values()) {
      const key = `${kind} ${state} ${reason}`
      const before = resources.get(key)?.count ?? 0
      resources.set(key, { kind, state, reason, count: before + count })
      const why = state === 'ready' || state === 'paused' ? undefined : causeOf.get(reason)
      if (why !== undefined) add(`${kind} ${why}`, count)
      if (deleting && reason === 'BlockedByDependents') add(`${kind} deletion`, count)
      if (reason === 'Oscillating') add(`${kind} oscillation`, count)
    }
    for (const { kind, state, reason, count } of resources.values())
      if (count > 0 || usual[state] === reason) book.set('windlass_resources', { kind, state, reason }, count)
      else book.drop('windlass_resources', { kind, state, reason })
    for (const kind of this.#ages.keys()) {
      for (const each of cause)
        book.set('windlass_reconcile_blocked', { kind, cause: each }, blocked.get(`${kind} ${each}`) ?? 0)
      book.set('windlass_deletion_blocked', { kind }, blocked.get(`${kind} deletion`) ?? 0)
      book.set('windlass_oscillation_open', { kind }, blocked.get(`${kind} oscillation`) ?? 0)
    }
  }

  #date(): void {
    const now = this.#clock.now()
    for (const ages of this.#ages.values()) {
      ages.within.fill(0)
      ages.oldestOut = 0
      ages.oldestVerified = 0
    }
    for (const entry of this.#entries.values()) {
      const ages = this.#ages.get(entry.kind)
      if (ages === undefined || held(entry.tally)) continue
      const { outOfSyncSince, verifiedAt } = entry
      if (outOfSyncSince !== undefined) ages.oldestOut = earlier(ages.oldestOut, outOfSyncSince)
      this.#stuck.consider(entry, now)
      if (verifiedAt === undefined) continue
      ages.oldestVerified = earlier(ages.oldestVerified, verifiedAt)
      const place = bucketOf((now - verifiedAt) / 1000)
      ages.within[place] = (ages.within[place] ?? 0) + 1
    }
  }
}

/** Whether nobody looks at an object, on purpose; also while its deletion waits for that. */
const held = ({ state, reason }: Tally) => state === 'paused' || reason === 'Paused'

/** The earlier of two times, of which 0 is none. */
const earlier = (a: number, b: number) => (a === 0 ? b : Math.min(a, b))

function bucketOf(age: number): number {
  for (let place = 0; place < bounds.length; place++) if (age <= (bounds[place] ?? 0)) return place
  return bounds.length
}
