import { isKubeObject, isRecord, refusal } from '../src/kube/object.ts'
import type { Resource } from '../src/kube/resource.ts'
import {
  type KubeObject,
  type KubeRequest,
  type KubeResponse,
  type KubeTransport,
  KubeUnreachable,
  type WatchEvent,
} from '../src/kube/transport.ts'
import type { Cancel, Clock } from '../src/time/clock.ts'

/** Time for this folder's tests: it moves only in `advance`. */
export class TestClock implements Clock {
  #time = 0
  #timers: { at: number; task: () => void }[] = []

  now = () => Date.UTC(2026, 0, 1) + this.#time
  monotonic = () => this.#time

  after(ms: number, task: () => void): Cancel {
    const timer = { at: this.#time + Math.max(0, ms), task }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  async advance(ms: number): Promise<void> {
    const end = this.#time + ms
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve))
      const due = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0]
      if (!due) break
      this.#timers = this.#timers.filter((timer) => timer !== due)
      this.#time = due.at
      due.task()
    }
    this.#time = end
  }
}

export const things: Resource = { group: 'test.dev', version: 'v1', plural: 'things', kind: 'Thing', namespaced: true }

interface Watcher {
  readonly path: string
  readonly push: (event: WatchEvent | 'end' | Error) => void
}

/** Just enough of an API server, in memory: one version counter, one history, and switches for what goes wrong. */
export class FakeApi implements KubeTransport {
  readonly objects = new Map<string, KubeObject>()
  readonly requests: KubeRequest[] = []
  /** Answers, or errors, that the next requests get instead of a true one. */
  readonly script: (KubeResponse | Error | 'hang')[] = []
  /** What the next watches get instead of events. */
  readonly watchScript: (WatchEvent | Error | 'hang' | 'end')[] = []
  version = 1
  #compacted = 0
  #uids = 0
  #deaf = false
  readonly #history: { version: number; path: string; event: WatchEvent }[] = []
  readonly #watchers = new Set<Watcher>()

  async request(request: KubeRequest): Promise<KubeResponse> {
    this.requests.push(request)
    const scripted = this.script.shift()
    if (scripted === 'hang') return new Promise(() => {})
    if (scripted instanceof Error) throw scripted
    return scripted ?? this.#answer(request)
  }

  async *watch(request: KubeRequest): AsyncGenerator<WatchEvent> {
    this.requests.push(request)
    const queue: (WatchEvent | 'end' | Error)[] = []
    let wake = () => {}
    const from = Number(request.query?.resourceVersion)
    const scripted = this.watchScript.shift()
    if (scripted instanceof Error) throw scripted
    if (scripted === 'end') return
    if (from < this.#compacted) throw refusal(410, { reason: 'Expired', message: 'too old resource version' })
    if (scripted !== undefined && scripted !== 'hang') yield scripted
    const push = (event: WatchEvent | 'end' | Error) => {
      queue.push(event)
      wake()
    }
    const watcher = { path: request.path, push }
    if (scripted !== 'hang') {
      for (const past of this.#history) if (past.version > from && past.path.startsWith(request.path)) push(past.event)
      this.#watchers.add(watcher)
    }
    request.signal?.addEventListener('abort', () => push('end'), { once: true })
    try {
      for (;;) {
        const event = queue.shift()
        if (event === undefined) await new Promise<void>((resolve) => (wake = resolve))
        else if (event === 'end') return
        else if (event instanceof Error) throw event
        else yield event
      }
    } finally {
      this.#watchers.delete(watcher)
    }
  }

  /** Everything a list would show, sorted, for comparing with a store. */
  truth(): KubeObject[] {
    return [...this.objects.values()].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
  }

  put(name: string, change: Partial<KubeObject> = {}, resource = things): KubeObject {
    const path = `/apis/${resource.group}/${resource.version}/namespaces/ns/${resource.plural}/${name}`
    const known = this.objects.get(path)
    const object = {
      apiVersion: `${resource.group}/${resource.version}`,
      kind: resource.kind,
      ...known,
      ...change,
      metadata: {
        namespace: 'ns',
        ...known?.metadata,
        ...change.metadata,
        name,
        uid: known?.metadata.uid ?? `u${++this.#uids}`,
        resourceVersion: '',
      },
    }
    return this.#store(path, object, known ? 'MODIFIED' : 'ADDED')
  }

  remove(name: string): void {
    const path = `/apis/test.dev/v1/namespaces/ns/things/${name}`
    const known = this.objects.get(path)
    if (known) this.#store(path, known, 'DELETED')
  }

  bookmark(): void {
    const object = { metadata: { resourceVersion: String(this.version) } }
    for (const { push } of this.#watchers) push({ type: 'BOOKMARK', object })
  }

  /** Ends every watch, with an error if one is given. */
  cut(how: Error | 'end' | WatchEvent = 'end'): void {
    for (const { push } of this.#watchers) push(how)
  }

  /** Forgets all history up to now. */
  compact(): void {
    this.#compacted = this.version
  }

  /** Runs `change` and tells no watch about it, neither now nor later. */
  unseen(change: () => void): void {
    this.#deaf = true
    change()
    this.#deaf = false
  }

  get watching(): number {
    return this.#watchers.size
  }

  #store(path: string, object: KubeObject, type: 'ADDED' | 'MODIFIED' | 'DELETED'): KubeObject {
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(++this.version) } }
    if (type === 'DELETED') this.objects.delete(path)
    else this.objects.set(path, stored)
    if (this.#deaf) return stored
    const plural = path.replace(/\/namespaces\/[^/]+/, '').replace(/\/[^/]+$/, '')
    const event = { type, object: stored }
    this.#history.push({ version: this.version, path: plural, event })
    for (const watcher of this.#watchers) if (plural.startsWith(watcher.path)) watcher.push(event)
    return stored
  }

  #answer({ method, path, query, body }: KubeRequest): KubeResponse {
    const known = this.objects.get(path)
    if (method === 'POST') return this.#create(path, body)
    if (method === 'GET' && !/\/namespaces\/[^/]+\/[^/]+\/./.test(path)) return this.#list(path, query ?? {})
    if (!known) return { status: 404, body: { reason: 'NotFound', message: 'not found' } }
    if (method === 'DELETE') this.#store(path, known, 'DELETED')
    if (method !== 'PATCH' || !isRecord(body)) return { status: 200, body: known }
    const wanted = isRecord(body.metadata) ? body.metadata.resourceVersion : undefined
    if (wanted !== undefined && wanted !== known.metadata.resourceVersion) {
      return { status: 409, body: { reason: 'Conflict', message: 'modified' } }
    }
    const merged = merge(known, body)
    return { status: 200, body: isKubeObject(merged) ? this.#store(path, merged, 'MODIFIED') : known }
  }

  #create(path: string, body: unknown): KubeResponse {
    if (!isRecord(body) || !isRecord(body.metadata)) return { status: 400, body: undefined }
    const full = `${path}/${body.metadata.name}`
    if (this.objects.has(full)) return { status: 409, body: { reason: 'AlreadyExists', message: 'exists' } }
    const object = { ...body, metadata: { ...body.metadata, uid: `u${++this.#uids}`, resourceVersion: '' } }
    return { status: 201, body: isKubeObject(object) ? this.#store(full, object, 'ADDED') : undefined }
  }

  #list(path: string, query: Readonly<Record<string, string>>): KubeResponse {
    const [version, offset] = query.continue?.split(':').map(Number) ?? [this.version, 0]
    if ((version ?? 0) < this.#compacted) return { status: 410, body: { reason: 'Expired', message: 'expired' } }
    const plural = path.slice(path.lastIndexOf('/'))
    const all = this.truth().filter((object) => `/${object.kind.toLowerCase()}s` === plural)
    const end = query.limit ? (offset ?? 0) + Number(query.limit) : all.length
    const metadata = { resourceVersion: String(version), continue: end < all.length ? `${version}:${end}` : '' }
    return { status: 200, body: { metadata, items: all.slice(offset, end) } }
  }
}

/** An answer that never comes. */
export const unreachable = new KubeUnreachable('cut off')

function merge(target: unknown, patch: Record<string, unknown>): Record<string, unknown> {
  const merged: Record<string, unknown> = isRecord(target) ? { ...target } : {}
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name]
    else merged[name] = isRecord(value) ? merge(merged[name], value) : value
  }
  return merged
}
