import { scopeKey } from '../../aws/scope.ts'
import { isItem, text } from '../../schema/json.ts'
import { serverNow } from '../identity/attempts.ts'
import type { Observation } from '../observation.ts'
import type { Outcome } from '../outcome.ts'
import type { Pass, Vanishing } from '../pass.ts'
import { recordMassDisappearance } from '../status/event.ts'
import { annotation } from '../wish/names.ts'
import { replaceMissing } from '../wish/wish.ts'

/** So many objects of a kind that vanish from one place within `window` ms are a mass: some, if they are a share of all; or many. */
const mass = { some: 4, share: 0.1, many: 25, window: 600_000 }
/** A mass is believed by itself after so long (ms), once AWS has stated of each so often that it does not exist … */
const belief = { after: 1_800_000, statements: 3 }
/** … and then one is replaced in so many ms. */
const pace = 6_000
/** While nothing is replaced, AWS is asked again after so long (ms). */
const again = 30_000
/** A person's clock may be ahead of the API server's by so much (ms). */
const ahead = 300_000

/** An object whose status names an id that AWS does not show. Monotonic milliseconds. */
interface Missing {
  readonly id: string
  readonly since: number
  readonly statements: number
}

/** The objects of one kind that are missing from one account and region. */
interface Place {
  readonly missing: Map<string, Missing>
  /** Since when those were missing that have been replaced, within `window`: they belong to the mass that others make. */
  replaced: readonly number[]
  /** Replacing has stopped: since when, by this process's monotonic clock and by the API server's time. */
  trip?: { readonly at: number; readonly time: number }
  /** When (monotonic ms) the last one was allowed to be replaced while they are believed one by one. */
  last: number
  /** What the store said of the objects of this place, and when it was last looked through. */
  known?: { readonly at: number; readonly total: number; readonly said: readonly number[] }
}

/** The store is looked through at most once in so many ms. */
const glance = 1000

/** Whether as many as are missing are a mass. Pure. */
export function massive(missing: number, all: number): boolean {
  return missing >= mass.many || (missing >= mass.some && missing >= all * mass.share)
}

/** What may be done about a trip. Pure; `said` are the times that people have set on the missing objects. */
export function verdictOn(
  trip: { readonly at: number; readonly time: number },
  missing: readonly Missing[],
  said: readonly number[],
  now: { readonly monotonic: number; readonly time: number },
): 'hold' | 'pace' | 'free' {
  // One that was set while the mass was vanishing is about it; one of another time, or of a time to come, is not.
  if (said.some((time) => time >= trip.time - mass.window && time <= now.time + ahead)) return 'free'
  const stated = missing.every(({ statements }) => statements >= belief.statements)
  return stated && now.monotonic - trip.at >= belief.after ? 'pace' : 'hold'
}

/**
 * Stops replacing when much of a kind vanishes from one place at once: that is rarely what it looks like. It is counted from
 * the objects whose status names an id that AWS does not show, so that a restart forgets nothing.
 */
export class VanishingByPlace implements Vanishing {
  readonly #places = new Map<string, Place>()

  /** Takes down what a pass has seen of its object: `observed` or not. */
  note(pass: Pass, observation: Observation | undefined): void {
    const { uid } = pass.object.metadata
    const id = text(pass.object.status?.[pass.tools.kind.id.field])
    const place = this.#place(pass)
    const before = place.missing.get(uid)
    const missed = observation !== undefined && observation.observed === undefined && observation.known.id === id
    const early = observation?.absence === 'early'
    if (missed && id !== undefined && !early && !pass.wish.deleting) {
      const { missedAt, stated } = observation.known
      const since = before?.since ?? missedAt ?? pass.tools.clock.monotonic()
      place.missing.set(uid, { id, since, statements: stated?.times ?? 0 })
    } else if (before !== undefined) {
      place.missing.delete(uid)
      // What has the id of the one before is another one, if it was made since.
      const anew = pass.tools.kind.stable && (observation?.known.createdAt ?? Number.NEGATIVE_INFINITY) > before.since
      if (before.id !== id || anew) place.replaced = [...place.replaced, before.since]
      this.#report(pass)
    }
  }

  /** The Kubernetes object is gone. */
  forget(uid: string): void {
    for (const place of this.#places.values()) place.missing.delete(uid)
  }

  /** What keeps the missing object of a pass from being replaced; undefined when it may be. */
  async verdict(pass: Pass): Promise<Outcome | undefined> {
    const place = this.#place(pass)
    const monotonic = pass.tools.clock.monotonic()
    const recent = (since: number) => since >= monotonic - mass.window
    place.replaced = place.replaced.filter(recent)
    const fresh = [...place.missing.values()].filter(({ since }) => recent(since)).length + place.replaced.length
    const all = place.missing.size + place.replaced.length
    const { total } = survey(pass, place)
    if (place.trip === undefined && !massive(fresh, total)) return undefined
    if (place.trip !== undefined && !massive(all, total)) {
      delete place.trip
      this.#report(pass)
      return undefined
    }
    const time = await serverNow(pass)
    if (place.trip === undefined) {
      place.trip = { at: monotonic, time }
      recordMassDisappearance(pass, all)
    }
    this.#report(pass)
    return this.#decide(pass, place, place.trip, { monotonic, time })
  }

  #decide(
    pass: Pass,
    place: Place,
    trip: NonNullable<Place['trip']>,
    now: { readonly monotonic: number; readonly time: number },
  ): Outcome | undefined {
    const { said } = survey(pass, place)
    switch (verdictOn(trip, [...place.missing.values()], said, now)) {
      case 'free':
        return undefined
      case 'pace': {
        if (now.monotonic - place.last < pace) return suspended(pass, place.missing.size + place.replaced.length, pace)
        place.last = now.monotonic
        return undefined
      }
      case 'hold':
        return suspended(pass, place.missing.size + place.replaced.length, again)
    }
  }

  /** How many objects are held in all places. */
  #report({ tools: { observer, kind } }: Pass): void {
    const places = [...this.#places.values()]
    const missing = places.reduce((sum, { trip, missing: { size } }) => sum + (trip === undefined ? 0 : size), 0)
    observer.happened({ is: 'vanished', kind: kind.name, missing })
  }

  #place({ scope }: Pass): Place {
    const key = scopeKey(scope)
    const known = this.#places.get(key)
    if (known !== undefined) return known
    const fresh: Place = { missing: new Map(), replaced: [], last: Number.NEGATIVE_INFINITY }
    this.#places.set(key, fresh)
    return fresh
  }
}

/** How many objects of the kind have an AWS object in the place of a pass, by their status, and the times people have set on them. */
function survey({ tools: { store, kind, clock }, scope }: Pass, place: Place): NonNullable<Place['known']> {
  const at = clock.monotonic()
  if (place.known !== undefined && at - place.known.at < glance) return place.known
  const said: number[] = []
  let total = 0
  for (const object of store.values()) {
    const { status } = object
    const where = status?.ackResourceMetadata
    if (text(status?.[kind.id.field]) === undefined || !isItem(where) || where.region !== scope.region) continue
    total++
    const time = Date.parse(replaceMissing(object) ?? '')
    if (!Number.isNaN(time)) said.push(time)
  }
  place.known = { at, total, said }
  return place.known
}

function suspended({ tools: { kind }, scope, object }: Pass, missing: number, after: number): Outcome {
  const wrong = replaceMissing(object)
  const unread = wrong !== undefined && Number.isNaN(Date.parse(wrong))
  const note = unread ? `. The annotation ${annotation.replaceMissing} is not a time: 2030-01-31T12:00:00Z is one` : ''
  const why = `${missing} objects of the kind ${kind.name} vanished from ${scope.account}/${scope.region} together, this one among them: none is made anew${note}`
  return { is: 'blocked', reason: 'MassDisappearance', why, patient: false, after }
}
