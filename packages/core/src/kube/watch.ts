import { type Clock, sleep } from '../time/clock.ts'
import type { Random } from '../time/random.ts'
import type { KubeClient } from './client.ts'
import { isKubeObject, isRecord, refusal } from './object.ts'
import type { Resource } from './resource.ts'
import type { Divergence, Store } from './store.ts'
import { KubeError, KubeUnreachable, type WatchEvent } from './transport.ts'

/**
 * Why a watch could not simply go on: there was none, the server forgot its version (`expired`) or keeps refusing it
 * (`refused`), nothing came from it (`silent`), the store was found wrong (`diverged`), or the resource did not exist
 * (`absent`).
 */
export type RelistReason = 'start' | 'expired' | 'refused' | 'silent' | 'diverged' | 'absent'

/** What an informer lives through. All of it is optional, none of it may throw or wait. */
export interface InformerObserver {
  /** The server said something about the resource: a list, an event or a bookmark. */
  heard?(resource: Resource): void
  /** A full list went into the store. */
  relisted?(resource: Resource, why: RelistReason): void
  /** A call failed; the next one comes in `retry` milliseconds. */
  failed?(resource: Resource, error: unknown, retry: number): void
  /** The API server does not know the resource (yet): its CRD is missing. False once it does. */
  missing?(resource: Resource, missing: boolean): void
  /** The periodic comparison found the store wrong: an event was lost. The store is repaired by a relist. */
  diverged?(resource: Resource, divergence: Divergence): void
  /** Nothing came over a watch for longer than a living one can be silent; it was cut. */
  silent?(resource: Resource): void
}

export interface InformerOptions {
  readonly client: KubeClient
  readonly resource: Resource
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly namespace?: string | undefined
  readonly labelSelector?: string | undefined
  readonly observer?: InformerObserver
  /** Milliseconds between two comparisons of the store with a full list, give or take a tenth; one hour when absent. */
  readonly verifyEvery?: number
}

const first = 800
const cap = 30_000
const healthy = 120_000
const absent = 10_000
const slack = 30_000
const bookmarkSilence = 180_000
const settling = 5_000
const refusals = 3

/**
 * Keeps a store equal to the server's state of one resource until the signal aborts, then returns. Never rejects for
 * anything the server or the network does.
 *
 * Flow: list → watch from the list's version, with bookmarks, for 5 to 10 minutes → resume from the last version
 * delivered. An expired version, or one refused as invalid three times in a row, leads to a new list. Failures wait with full
 * jitter, 0.8 s to 30 s, and start over after two minutes without one. A resource that does not exist is asked for every
 * 10 s; the store keeps what it has meanwhile.
 *
 * A watch that stays silent longer than a living one can is cut: after three minutes where bookmarks come, or may be
 * hoped for still; else after its whole time. It is not resumed but replaced by a list, and so is one that ended without
 * an event or a bookmark: an API server that was restored from a backup keeps a watch from a version of its future open,
 * and silent, without an error, and soon reaches that version anew with other objects. About every hour the store is
 * compared with a full list; a difference is reported and repaired.
 */
export async function inform(options: InformerOptions, signal: AbortSignal): Promise<void> {
  const informer = new Informer(options, signal)
  await Promise.all([informer.follow(), informer.verify()])
}

class Informer {
  readonly #options: InformerOptions
  readonly #observer: InformerObserver
  readonly #signal: AbortSignal
  #session = new AbortController()
  #resume: string | undefined
  #why: RelistReason = 'start'
  #failures = 0
  #refused = 0
  #lastFailure = Number.NEGATIVE_INFINITY
  #lastExpiry = Number.NEGATIVE_INFINITY
  #bookmarks: 'hoped for' | 'seen' | 'none' = 'hoped for'
  #missing = false
  #disturbed = 0

  constructor(options: InformerOptions, signal: AbortSignal) {
    this.#options = options
    this.#observer = options.observer ?? {}
    this.#signal = signal
  }

  async follow(): Promise<void> {
    while (!this.#signal.aborted) {
      try {
        if (this.#resume === undefined) await this.#relist()
        else await this.#watch(this.#resume)
      } catch (error) {
        if (!this.#signal.aborted) await this.#recover(error)
      }
    }
  }

  async verify(): Promise<void> {
    const { client, resource, store, clock, random, verifyEvery = 3_600_000 } = this.#options
    while (!this.#signal.aborted) {
      // Informers start together, their full lists should not come together.
      await sleep(clock, verifyEvery * (0.9 + random() * 0.2), this.#signal)
      if (this.#signal.aborted) return
      const disturbed = this.#disturbed
      const deleted = new Set<string>()
      const stop = store.onChange((before, after) => before && !after && deleted.add(before.metadata.uid))
      const asked = store.latest
      try {
        const list = await client.list(resource, this.#selection(), this.#signal)
        await sleep(clock, settling, this.#signal)
        // A failed watch or another list in between makes the store lawfully different.
        if (disturbed === this.#disturbed && !this.#signal.aborted) {
          this.#judge(store.compare(list, asked, deleted))
        }
      } catch (error) {
        if (!this.#signal.aborted) this.#observer.failed?.(resource, error, verifyEvery)
      } finally {
        stop()
      }
    }
  }

  #judge(divergence: Divergence): void {
    if (divergence.missing.length + divergence.stale.length + divergence.ghosts.length === 0) return
    this.#observer.diverged?.(this.#options.resource, divergence)
    this.#relistNext('diverged')
    this.#session.abort()
  }

  async #relist(): Promise<void> {
    const { client, resource, store } = this.#options
    const asked = store.latest
    const list = await client.list(resource, this.#selection(), this.#signal)
    this.#found()
    this.#disturbed++
    store.replace(list.items, list.resourceVersion, asked)
    this.#resume = list.resourceVersion
    this.#observer.heard?.(resource)
    this.#observer.relisted?.(resource, this.#why)
  }

  async #watch(resourceVersion: string): Promise<void> {
    const { client, resource, clock, random } = this.#options
    const timeoutSeconds = Math.round(300 + random() * 300)
    const session = new AbortController()
    this.#session = session
    const end = () => session.abort()
    this.#signal.addEventListener('abort', end, { once: true })
    const started = clock.monotonic()
    const watch = { ...this.#selection(), resourceVersion, timeoutSeconds }
    const events = client.watch(resource, watch, session.signal)[Symbol.asyncIterator]()
    try {
      const count = await this.#consume(events, session.signal, timeoutSeconds)
      if (count > 0 || session.signal.aborted) return
      if (clock.monotonic() - started >= 1000) return this.#relistNext('silent')
      throw new KubeUnreachable(`The watch of ${resource.plural} ended at once, without an event.`)
    } finally {
      this.#signal.removeEventListener('abort', end)
      session.abort()
      // Not awaited: a stream that hangs would hang its reader. Its signal has been aborted, that is all it needs.
      void Promise.resolve(events.return?.()).catch(() => {})
    }
  }

  async #consume(events: AsyncIterator<WatchEvent>, signal: AbortSignal, timeoutSeconds: number): Promise<number> {
    for (let count = 0; ; count++) {
      const patience = this.#bookmarks === 'none' ? timeoutSeconds * 1000 + slack : bookmarkSilence
      const event = await this.#next(events, signal, patience)
      // After the cut nothing may move the resume point: a relist may have been asked for.
      if (!event || signal.aborted) return count
      this.#take(event)
    }
  }

  // Neither the transport's abort nor Promise.race is relied on: the one may hang, the other would keep a reaction on
  // the session's signal for every event.
  #next(events: AsyncIterator<WatchEvent>, signal: AbortSignal, patience: number): Promise<WatchEvent | undefined> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        cancel()
        signal.removeEventListener('abort', cut)
      }
      const cut = () => {
        settle()
        resolve(undefined)
      }
      const cancel = this.#options.clock.after(patience, () => {
        if (this.#bookmarks === 'hoped for') this.#bookmarks = 'none'
        this.#observer.silent?.(this.#options.resource)
        this.#relistNext('silent')
        cut()
      })
      if (signal.aborted) return cut()
      signal.addEventListener('abort', cut, { once: true })
      events
        .next()
        .finally(settle)
        .then((step) => resolve(step.done ? undefined : step.value), reject)
    })
  }

  #take({ type, object }: WatchEvent): void {
    if (type === 'ERROR') {
      throw refusal(isRecord(object) && typeof object.code === 'number' ? object.code : 500, object)
    }
    const version = versionOf(object)
    if (version === undefined) throw new KubeUnreachable('The watch sent an event without a resourceVersion.')
    if (type === 'BOOKMARK') {
      this.#bookmarks = 'seen'
      this.#options.store.progress(version)
    } else if (isKubeObject(object)) {
      const { resource, store } = this.#options
      store.apply(type, object.kind ? object : { ...object, kind: resource.kind })
    }
    this.#resume = version
    this.#refused = 0
    this.#observer.heard?.(this.#options.resource)
  }

  async #recover(error: unknown): Promise<void> {
    const { resource, clock, random } = this.#options
    const expired = error instanceof KubeError && error.status === 410
    if (expired) this.#relistNext('expired')
    else if (error instanceof KubeError && error.status === 404) return this.#absent()
    else if (this.#badVersion(error) && ++this.#refused >= refusals) this.#relistNext('refused')
    this.#disturbed++
    const now = clock.monotonic()
    if (now - this.#lastFailure >= healthy) this.#failures = 0
    this.#lastFailure = now
    this.#failures++
    // A first expiry is what follows an outage: it costs no wait. A server that keeps expiring must not be hammered.
    const ordinary = expired && now - this.#lastExpiry >= healthy
    if (expired) this.#lastExpiry = now
    const wait = ordinary ? 0 : random() * Math.min(cap, first * 2 ** (this.#failures - 1))
    this.#observer.failed?.(resource, error, wait)
    if (wait > 0) await sleep(clock, wait, this.#signal)
  }

  async #absent(): Promise<void> {
    if (!this.#missing) this.#observer.missing?.(this.#options.resource, true)
    this.#missing = true
    this.#relistNext('absent')
    await sleep(this.#options.clock, absent, this.#signal)
  }

  // Versions the server cannot know, of a future it was restored from, say: some servers refuse them again and again.
  #badVersion(error: unknown): boolean {
    return this.#resume !== undefined && error instanceof KubeError && [400, 422, 504].includes(error.status)
  }

  #found(): void {
    if (this.#missing) this.#observer.missing?.(this.#options.resource, false)
    this.#missing = false
  }

  #relistNext(why: RelistReason): void {
    this.#resume = undefined
    this.#why = why
    this.#refused = 0
  }

  #selection() {
    const { namespace, labelSelector } = this.#options
    return { namespace, labelSelector }
  }
}

function versionOf(object: unknown): string | undefined {
  if (!isRecord(object) || !isRecord(object.metadata)) return undefined
  const version = object.metadata.resourceVersion
  return typeof version === 'string' && version !== '' ? version : undefined
}
