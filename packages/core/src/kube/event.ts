import { createHash } from 'node:crypto'
import type { Clock } from '../time/clock.ts'
import { foreign } from '../words/foreign.ts'
import type { KubeClient } from './client.ts'
import { microtime } from './microtime.ts'
import type { Resource } from './resource.ts'
import { KubeError, type KubeObject } from './transport.ts'

export const events: Resource = {
  group: 'events.k8s.io',
  version: 'v1',
  plural: 'events',
  kind: 'Event',
  namespaced: true,
}

/** Something an on-call engineer should find under `kubectl describe`. */
export interface Occurrence {
  readonly regarding: KubeObject
  readonly type: 'Normal' | 'Warning'
  /** Why, as one CamelCase word. */
  readonly reason: string
  /** What was being done, as one CamelCase word. */
  readonly action: string
  /** A sentence; written escaped, and cut to 1 KiB. */
  readonly note: string
}

export interface RecorderOptions {
  readonly client: KubeClient
  readonly clock: Clock
  /** The name of the controller: `services.k8s.aws/ec2-controller`. */
  readonly controller: string
  /** This process, the pod's name: at most 128 characters are used. */
  readonly instance: string
  /** Told about every event that was not written, and why. */
  readonly lost?: (occurrence: Occurrence, why: 'limited' | 'overflow' | 'failed', error?: unknown) => void
}

interface Series {
  occurrence: Occurrence
  name: string
  count: number
  written: number
  firstAt: number
  lastAt: number
  lastSeen: number
}

interface Bucket {
  tokens: number
  at: number
}

const window = 600_000
const burst = 25
const refill = 300_000
const remembered = 4096
const queued = 1000

/**
 * Writes Kubernetes events without ever getting in the way of who reports them.
 *
 * Guarantees: `record` neither waits nor throws; the same reason and note about the same object within 10 minutes of
 * its last occurrence become one event with a count; an object gets at most 25 occurrences at once and one more every
 * 5 minutes; memory is bounded whatever happens. What is not written is told to `lost`, and is not tried again: when
 * it happens again, it is reported again.
 */
export class Recorder {
  readonly #options: RecorderOptions
  readonly #series = new Map<string, Series>()
  readonly #buckets = new Map<string, Bucket>()
  readonly #pending = new Set<Series>()
  #writing: Promise<void> | undefined
  #wake = () => {}

  constructor(options: RecorderOptions) {
    this.#options = options
  }

  /** Takes note of the occurrence; `run` or `flush` writes it. */
  record(occurrence: Occurrence): void {
    const { uid } = occurrence.regarding.metadata
    if (!this.#allowed(uid)) {
      this.#options.lost?.(occurrence, 'limited')
      return
    }
    const series = this.#seriesOf({ ...occurrence, note: foreign(occurrence.note) })
    if (!this.#pending.has(series) && this.#pending.size >= queued) {
      series.count--
      this.#options.lost?.(occurrence, 'overflow')
      return
    }
    this.#pending.add(series)
    this.#wake()
  }

  /** Writes events as they come until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const stop = () => this.#wake()
    signal.addEventListener('abort', stop, { once: true })
    while (!signal.aborted) {
      await this.flush(signal)
      if (signal.aborted || this.#pending.size > 0) continue
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    signal.removeEventListener('abort', stop)
    this.#wake = () => {}
  }

  /**
   * Resolves when all that was recorded is written or lost; once the signal aborts, after the call under way at the
   * latest. Never rejects.
   */
  async flush(signal: AbortSignal): Promise<void> {
    while (this.#pending.size > 0 && !signal.aborted) {
      this.#writing ??= this.#writeNext(signal).finally(() => {
        this.#writing = undefined
      })
      await this.#writing
    }
  }

  async #writeNext(signal: AbortSignal): Promise<void> {
    const [series] = this.#pending
    if (!series) return
    this.#pending.delete(series)
    try {
      await this.#write(series, signal)
    } catch (error) {
      this.#options.lost?.(series.occurrence, 'failed', error)
    }
  }

  async #write(series: Series, signal: AbortSignal): Promise<void> {
    const { count } = series
    const created = series.written > 0 && (await this.#extend(series, signal))
    if (!created) await this.#create(series, signal)
    series.written = count
  }

  /** False when the event is gone: the API server keeps events for an hour only. */
  async #extend(series: Series, signal: AbortSignal): Promise<boolean> {
    const at = { namespace: namespaceOf(series.occurrence.regarding), name: series.name }
    const patch = { series: { count: series.count, lastObservedTime: microtime(series.lastAt) } }
    try {
      await this.#options.client.mergePatch(events, at, patch, signal)
      return true
    } catch (error) {
      if (error instanceof KubeError && error.status === 404) return false
      throw error
    }
  }

  async #create(series: Series, signal: AbortSignal): Promise<void> {
    const { regarding, type, reason, action, note } = series.occurrence
    const { name, uid, resourceVersion } = regarding.metadata
    const namespace = namespaceOf(regarding)
    const event = {
      metadata: { name: series.name, namespace },
      eventTime: microtime(series.firstAt),
      ...(series.count > 1 && { series: { count: series.count, lastObservedTime: microtime(series.lastAt) } }),
      reportingController: this.#options.controller,
      reportingInstance: this.#options.instance.slice(0, 128),
      regarding: {
        apiVersion: regarding.apiVersion,
        kind: regarding.kind,
        namespace: regarding.metadata.namespace,
        name,
        uid,
        resourceVersion,
      },
      type,
      reason: reason.slice(0, 128),
      action: action.slice(0, 128),
      note,
    }
    try {
      await this.#options.client.create(events, event, signal)
    } catch (error) {
      // The name is a hash of what happened and when: it exists because an earlier answer was lost.
      if (!(error instanceof KubeError && error.reason === 'AlreadyExists')) throw error
    }
  }

  #seriesOf(occurrence: Occurrence): Series {
    const { clock } = this.#options
    const { regarding, reason, note, type } = occurrence
    const now = clock.monotonic()
    const at = clock.now()
    const key = hash([regarding.metadata.uid, type, reason, note])
    const known = this.#series.get(key)
    this.#series.delete(key)
    const live = known && now - known.lastSeen < window
    const series: Series = live
      ? known
      : { occurrence, name: nameOf(occurrence, at), count: 0, written: 0, firstAt: at, lastAt: at, lastSeen: now }
    series.count++
    series.lastAt = at
    series.lastSeen = now
    this.#series.set(key, series)
    forgetOldest(this.#series)
    return series
  }

  #allowed(uid: string): boolean {
    const now = this.#options.clock.monotonic()
    const bucket = this.#buckets.get(uid) ?? { tokens: burst, at: now }
    bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.at) / refill)
    bucket.at = now
    this.#buckets.delete(uid)
    this.#buckets.set(uid, bucket)
    forgetOldest(this.#buckets)
    if (bucket.tokens < 1) return false
    bucket.tokens--
    return true
  }
}

function forgetOldest(map: Map<string, unknown>): void {
  if (map.size <= remembered) return
  const [oldest] = map.keys()
  if (oldest !== undefined) map.delete(oldest)
}

function namespaceOf(regarding: KubeObject): string {
  return regarding.metadata.namespace || 'default'
}

function nameOf({ regarding, reason, note }: Occurrence, at: number): string {
  const { name, uid } = regarding.metadata
  const suffix = hash([uid, reason, note, String(at)]).slice(0, 16)
  return `${name.slice(0, 236).replace(/[^a-z0-9]+$/, '')}.${suffix}`
}

function hash(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
