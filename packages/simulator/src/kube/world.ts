import { type KubeTransport, KubeUnreachable } from '@windlass/core/kube'
import { type Clock, type Random, seeded, wallClock } from '@windlass/core/time'
import { Accounts } from './http/account.ts'
import type { Answer } from './http/answer.ts'
import { discover, rootPaths, serverVersion } from './http/discovery.ts'
import { KubeFaults } from './http/fault.ts'
import { Journal } from './http/journal.ts'
import { checkMethod } from './http/method.ts'
import { checkWriteOptions, deleteOptions } from './http/options.ts'
import { type ApiRequest, listOptions, Routes } from './http/request.ts'
import { answerReview, reviewAt } from './http/review.ts'
import { transportOf } from './http/transport.ts'
import { Guard, type WriteOptions } from './machinery/guard.ts'
import { Lifecycle } from './machinery/lifecycle.ts'
import { Objects, type Written } from './machinery/objects.ts'
import { jsonPatch, mergePatch } from './machinery/patch.ts'
import { strategicPatch } from './machinery/strategic.ts'
import { crdStorage } from './resource/builtin.ts'
import { Compilation } from './resource/compilation.ts'
import { OpenApi } from './resource/openapi.ts'
import { Registry } from './resource/registry.ts'
import type { Target } from './resource/resource.ts'
import { Identity, timestamp } from './storage/identity.ts'
import { formOf, get, list, listForm, objectForm } from './storage/reads.ts'
import { loadSnapshot, takeSnapshot } from './storage/snapshot.ts'
import { Store } from './storage/store.ts'
import { Watches } from './storage/watch.ts'
import { isObject, type Json, type JsonObject, text, toJson } from './value/json.ts'
import { ApiError, absent, badRequest, unsupportedMedia } from './value/status.ts'

/** What a request says of its writing. */
type Sent = Pick<ApiRequest, 'query' | 'userAgent' | 'duplicates'>

export interface ClusterWorldOptions {
  /** The machine's time when absent. */
  readonly clock?: Clock
  /** Source of uids and of generated names; a fixed seed when absent. */
  readonly random?: Random
  /** How many changes of each resource watches and old lists can go back; 10,000 when absent. */
  readonly historyWindow?: number
  /** What is compiled of schemas and rules, to be shared with other worlds; the world's own when absent. */
  readonly compilation?: Compilation
  /** How long a watch lasts whose client names no timeout, in milliseconds; 30 minutes when absent. */
  readonly watchTimeout?: number
}

/**
 * A Kubernetes API server and its storage in one object. It does nothing by itself: requests change it, the clock ends
 * its watches. With a virtual clock and a seeded random source every run is the same, down to uids and versions.
 */
export class ClusterWorld {
  readonly faults: KubeFaults
  readonly journal = new Journal()
  readonly accounts = new Accounts()
  /** What is compiled of schemas and rules. */
  readonly compilation: Compilation
  private readonly clock: Clock
  private readonly store: Store
  private readonly identity: Identity
  private readonly registry: Registry
  private readonly routes: Routes
  private readonly objects: Objects
  private readonly lifecycle: Lifecycle
  private readonly watches: Watches
  private readonly openapi: OpenApi
  private readonly watchTimeout: number

  constructor(options: ClusterWorldOptions = {}) {
    this.clock = options.clock ?? wallClock
    this.watchTimeout = options.watchTimeout ?? 1_800_000
    this.store = new Store(options.historyWindow ?? 10_000)
    this.identity = Identity.from(options.random ?? seeded(1))
    this.compilation = options.compilation ?? new Compilation()
    this.registry = new Registry(this.compilation, () => timestamp(this.clock.now()))
    this.routes = new Routes(this.registry)
    const guard = new Guard(this.store, this.compilation.rules)
    this.objects = new Objects(this.store, this.identity, guard)
    this.lifecycle = new Lifecycle(this.store, this.registry, this.objects, guard)
    this.watches = new Watches(this.store, this.clock)
    this.openapi = new OpenApi(this.registry)
    this.faults = new KubeFaults(this.clock, this.store, this.watches)
    this.install(
      ['default', 'kube-system'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    )
  }

  /** The cluster as core sees it: in process, without sockets. `userAgent` is what the journal shows. */
  transport(userAgent = 'windlass'): KubeTransport {
    return transportOf(this, userAgent, this.clock)
  }

  /**
   * Puts manifests into the cluster at once, as a forced server-side apply by `installer` would; faults and the journal
   * take no notice. Objects without a namespace go to `default`. Throws `ApiError` for what the server refuses.
   */
  install(manifests: readonly unknown[]): void {
    for (const manifest of manifests) {
      const body = toJson(manifest)
      const target = this.registry.locate(body)
      const options = this.options([], { query: {}, userAgent: 'installer' })
      const written = this.objects.apply(target, body, true, options)
      if (written.changed) this.follow(target, written, options.now)
    }
  }

  /** The current resourceVersion. */
  get revision(): number {
    return this.store.revision
  }

  /** Everything the cluster holds, as plain JSON that cannot be changed. Watches and history are not part of it. */
  snapshot(): JsonObject {
    return takeSnapshot(this.store, this.identity)
  }

  /** Replaces everything the cluster holds by what `snapshot` returned. Open watches end. */
  restore(snapshot: unknown): void {
    for (const stream of this.watches.all()) stream.end()
    loadSnapshot(snapshot, this.store, this.identity, this.registry)
    this.lifecycle.resume(timestamp(this.clock.now()))
  }

  /** What a GET of this path answers at this moment; faults and the journal take no notice. Undefined where there is nothing. */
  look(path: string): Json | undefined {
    const request = { method: 'GET', path, query: {}, body: undefined, contentType: '', accept: '', userAgent: '' }
    try {
      const answer = this.answer(request, [])
      return 'body' in answer ? answer.body : undefined
    } catch (error) {
      if (error instanceof ApiError) return undefined
      throw error
    }
  }

  /** Every object of a kind at this moment, in list order; faults and the journal take no notice. Empty where it is not served. */
  every(group: string, version: string, plural: string): readonly JsonObject[] {
    const resource = this.registry.find(group, version, plural)
    return resource === undefined ? [] : this.store.collection(resource.storage).all(resource.view)
  }

  /** Handles one request. Throws `KubeUnreachable` when a fault keeps the answer from the client. */
  handle(request: ApiRequest): Answer {
    const before = this.store.revision
    let status = 0
    const warnings: string[] = []
    try {
      this.faults.before(request)
      const answer = this.answer(request, warnings)
      if (this.faults.loses(request)) throw new KubeUnreachable('The connection was reset before the answer arrived.')
      status = answer.status
      return answer
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      status = error.code
      return { status, body: error.toBody(), warnings }
    } finally {
      const { method, path, userAgent, query } = request
      const changed = this.store.revision > before
      this.journal.add({
        time: this.clock.now(),
        method,
        path,
        userAgent,
        fieldManager: query.fieldManager ?? '',
        status,
        changed,
      })
    }
  }

  private answer(request: ApiRequest, warnings: string[]): Answer {
    const target = this.routes.remembered(request.path)
    if (target !== undefined) return this.served(request, target, warnings)
    const fixed = this.fixed(request)
    if (fixed !== undefined) return { status: 200, body: fixed, warnings: [] }
    const review = reviewAt(request.path)
    if (review !== undefined)
      return { status: 201, body: answerReview(review, request.method, request.body, this.accounts), warnings: [] }
    return this.served(request, this.routes.find(request.path), warnings)
  }

  private served(request: ApiRequest, target: Target, warnings: string[]): Answer {
    checkMethod(request.method, target)
    if (target.resource.warning !== '') warnings.push(target.resource.warning)
    return request.method === 'GET' ? this.read(request, target, warnings) : this.write(request, target, warnings)
  }

  private fixed({ method, path, accept }: ApiRequest): Json | undefined {
    if (['/healthz', '/readyz', '/livez'].some((probe) => path === probe || path.startsWith(`${probe}/`))) return 'ok'
    if (method !== 'GET') return undefined
    if (path === '/') return { paths: rootPaths(this.registry) }
    if (path === '/version' || path === '/version/') return serverVersion
    // An empty text is the protobuf form of an empty document, the only form in which kubectl asks for this one.
    if (path === '/openapi/v2' && accept.includes('protobuf')) return ''
    const found = discover(path, accept, this.registry) ?? this.openapi.answer(path)
    if (found === undefined && !path.startsWith('/api')) throw absent()
    return found
  }

  private read(request: ApiRequest, target: Target, warnings: string[]): Answer {
    const { query, accept } = request
    const now = this.clock.now()
    const includeObject = query.includeObject ?? 'Metadata'
    const form = formOf(accept)
    const options = listOptions(query, target)
    // One object cannot be watched: the option is not looked at.
    if (options.watch && target.name === '') {
      const stream = this.watches.start(target, options, accept, this.watchTimeout, includeObject)
      return { status: 200, stream }
    }
    const body =
      target.name === ''
        ? listForm(form, target, list(this.store, target, options), includeObject, now)
        : objectForm(form, target, get(this.store, target, query.resourceVersion ?? ''), includeObject, now)
    return { status: 200, body, warnings }
  }

  private options(warnings: string[], { query, userAgent, duplicates = [] }: Sent): WriteOptions {
    return {
      manager: query.fieldManager || userAgent.split('/')[0] || 'unknown',
      dryRun: (query.dryRun ?? '') !== '',
      validation: query.fieldValidation || 'Warn',
      duplicates,
      now: timestamp(this.clock.now()),
      warn: (message) => warnings.push(message),
    }
  }

  private write(request: ApiRequest, target: Target, warnings: string[]): Answer {
    if (request.unreadable !== undefined) throw request.unreadable
    const options = this.options(warnings, request)
    if (request.method === 'DELETE') return { status: 200, body: this.remove(request, target, options.now), warnings }
    checkWriteOptions(request)
    const written = this.save(request, target, options)
    if (written.changed) this.follow(target, written, options.now)
    const { accept, query } = request
    const body = objectForm(formOf(accept), target, written.object, query.includeObject ?? 'Metadata', this.clock.now())
    return { status: written.created ? 201 : 200, body, warnings }
  }

  private save(request: ApiRequest, target: Target, options: WriteOptions): Written {
    const { method, body } = request
    if (method === 'POST' && target.name === '') return this.objects.create(target, body, options)
    if (target.name === '') throw badRequest('name must be provided')
    return method === 'PUT' ? this.objects.replace(target, body, options) : this.patch(request, target, options)
  }

  private patch(request: ApiRequest, target: Target, options: WriteOptions): Written {
    const { body = null, contentType, query } = request
    const { resource } = target
    const accepted = ['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml']
    switch (contentType.split(';')[0]?.trim()) {
      case 'application/json-patch+json':
        return this.objects.patch(target, (live) => jsonPatch(live, body), options)
      case 'application/merge-patch+json':
        if (!isObject(body))
          throw badRequest(
            `error decoding patch: json: cannot unmarshal ${Array.isArray(body) ? 'array' : typeof body} into Go value of type map[string]interface {}`,
          )
        return this.objects.patch(target, (live) => mergePatch(live, body), options)
      case 'application/strategic-merge-patch+json':
        if (resource.custom) throw unsupportedMedia(accepted)
        return this.objects.patch(target, (live) => strategicPatch(live, body, resource.schema), options)
      case 'application/apply-patch+yaml':
        return this.objects.apply(target, body, query.force === 'true' || query.force === '1', options)
      default:
        throw unsupportedMedia(accepted)
    }
  }

  /** A definition is served from the write that declares it on. */
  private follow(target: Target, written: Written, now: string): void {
    if (target.resource.storage === crdStorage) {
      const name = text(written.object, 'metadata', 'name')
      const stored = this.store.collection(crdStorage).get(name)
      this.registry.define(name, stored)
    }
    this.lifecycle.settle(now)
  }

  private remove(request: ApiRequest, target: Target, now: string): JsonObject {
    const how = deleteOptions(request)
    if (target.name !== '') return this.lifecycle.delete(target, how, now)
    const page = list(this.store, target, listOptions(request.query, target))
    for (const item of page.items) {
      const [namespace, name] = [text(item, 'metadata', 'namespace'), text(item, 'metadata', 'name')]
      this.lifecycle.delete({ ...target, namespace, name }, how, now)
    }
    return listForm('plain', target, page, '', this.clock.now())
  }
}
