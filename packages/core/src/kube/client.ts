import type { Clock } from '../time/clock.ts'
import { bounded } from './bounded.ts'
import { ServerTime } from './date.ts'
import { disowned } from './managed.ts'
import { isKubeObject, isRecord, refusal, trim } from './object.ts'
import type { JsonPatch, MergePatch } from './patch.ts'
import { apiVersion, collectionPath, type ObjectPath, objectPath, type Resource } from './resource.ts'
import {
  KubeError,
  type KubeObject,
  type KubeRequest,
  type KubeTransport,
  KubeUnreachable,
  type ObjectMeta,
  type WatchEvent,
} from './transport.ts'

export type KubeVerb = 'get' | 'list' | 'watch' | 'create' | 'patch' | 'apply' | 'delete'

/** Told once about every call, about a watch when it ends. `code` is the HTTP status, 0 when no answer came; `ms` is measured by the clock. */
export type KubeReply = (verb: KubeVerb, resource: Resource, code: number, ms: number) => void

export interface KubeClientOptions {
  readonly transport: KubeTransport
  readonly clock: Clock
  /** Milliseconds one request may take; 30,000 when absent. Watches have no deadline. */
  readonly deadline?: number
  readonly reply?: KubeReply
  /** Told what time the server's replies say it is; one of its own when absent. */
  readonly time?: ServerTime
}

export interface Selection {
  readonly namespace?: string | undefined
  readonly labelSelector?: string | undefined
  readonly fieldSelector?: string
}

export interface KubeList {
  readonly items: KubeObject[]
  /** Where a watch that misses nothing starts. */
  readonly resourceVersion: string
}

export interface Preconditions {
  readonly uid?: string
  readonly resourceVersion?: string
}

/** What `create` and `apply` send: an object without the metadata only the server can give. */
export type Draft = (object | Readonly<Record<string, unknown>>) & {
  readonly metadata: Readonly<Partial<ObjectMeta> & { generateName?: string }>
}

/**
 * Kubernetes calls over a transport.
 *
 * Every call rejects with `KubeError` when the server refuses and with `KubeUnreachable` when no answer came: broken
 * connection, deadline, or the caller's signal. After `KubeUnreachable` the effect of a write is unknown. Nothing is
 * retried here. All objects returned are trimmed: see `trim`.
 */
export class KubeClient {
  readonly #transport: KubeTransport
  readonly #clock: Clock
  readonly #deadline: number
  readonly #reply: KubeReply
  /** The API server's clock. */
  readonly time: ServerTime

  constructor(options: KubeClientOptions) {
    this.#transport = options.transport
    this.#clock = options.clock
    this.#deadline = options.deadline ?? 30_000
    this.#reply = options.reply ?? (() => {})
    this.time = options.time ?? new ServerTime(options.clock)
  }

  /** The same client with another deadline in milliseconds. */
  within(deadline: number): KubeClient {
    const { time } = this
    return new KubeClient({ transport: this.#transport, clock: this.#clock, reply: this.#reply, deadline, time })
  }

  get(resource: Resource, at: ObjectPath, signal: AbortSignal): Promise<KubeObject> {
    return this.#object('get', resource, { method: 'GET', path: objectPath(resource, at) }, signal)
  }

  /**
   * All objects of the selection as of one moment, read in pages of `pageSize` (500 when absent). When the server
   * forgets that moment between two pages, the list is read once more in one piece.
   */
  async list(
    resource: Resource,
    selection: Selection & { readonly pageSize?: number },
    signal: AbortSignal,
  ): Promise<KubeList> {
    const items: KubeObject[] = []
    const { pageSize = 500, ...which } = selection
    for (let next: string | undefined; ; ) {
      const paging: string | undefined = next
      const page = await this.#page(resource, which, { limit: pageSize, continue: paging }, signal).catch((error) => {
        if (paging !== undefined && error instanceof KubeError && error.status === 410) return undefined
        throw error
      })
      if (!page) return this.#page(resource, which, {}, signal)
      for (const item of page.items) items.push(item)
      if (page.continue === '') return { items, resourceVersion: page.resourceVersion }
      next = page.continue
    }
  }

  create(resource: Resource, object: Draft, signal: AbortSignal): Promise<KubeObject> {
    const path = collectionPath(resource, object.metadata.namespace)
    const body = { apiVersion: apiVersion(resource), kind: resource.kind, ...object }
    return this.#object('create', resource, { method: 'POST', path, body }, signal)
  }

  /** Asks the server a question of one of its review APIs: the `status` of the answer. */
  async review(resource: Resource, spec: object, signal: AbortSignal): Promise<Readonly<Record<string, unknown>>> {
    const body = { apiVersion: apiVersion(resource), kind: resource.kind, metadata: {}, spec }
    const answer = await this.#call(
      'create',
      resource,
      { method: 'POST', path: collectionPath(resource), body },
      signal,
    )
    if (!isRecord(answer) || !isRecord(answer.status))
      throw new KubeUnreachable(`The answer to a ${resource.kind} has no status.`)
    return answer.status
  }

  /** A failing `test` operation is a `KubeError` with status 422 and reason `Invalid`, and changes nothing. */
  jsonPatch(resource: Resource, at: ObjectPath, patch: JsonPatch, signal: AbortSignal): Promise<KubeObject> {
    return this.#patch('patch', resource, at, { body: patch, contentType: 'application/json-patch+json' }, signal)
  }

  /**
   * A `metadata.resourceVersion` in the patch that is not the object's is a `KubeError` with status 409; a foreign
   * `metadata.uid` is one with 409 or 422, as the server's version has it.
   */
  mergePatch(resource: Resource, at: ObjectPath, patch: MergePatch, signal: AbortSignal): Promise<KubeObject> {
    return this.#patch('patch', resource, at, { body: patch, contentType: 'application/merge-patch+json' }, signal)
  }

  /**
   * Gives up the ownership of fields of the spec, so that whoever applies them next meets no conflict. Undefined, with nothing
   * written, when the object is not at this version any more, or nobody owns them by an update.
   */
  async disown(
    resource: Resource,
    at: ObjectPath,
    { fields, version }: { readonly fields: readonly string[]; readonly version: string },
    signal: AbortSignal,
  ): Promise<KubeObject | undefined> {
    const stands = await this.#call('get', resource, { method: 'GET', path: objectPath(resource, at) }, signal)
    if (!isKubeObject(stands) || stands.metadata.resourceVersion !== version) return undefined
    const value = disowned(Object(stands.metadata).managedFields, fields)
    if (value === undefined) return undefined
    const patch: JsonPatch = [
      { op: 'test', path: '/metadata/resourceVersion', value: version },
      { op: 'replace', path: '/metadata/managedFields', value },
    ]
    return await this.jsonPatch(resource, at, patch, signal)
  }

  /** Server-side apply. `force` takes over fields that another manager owns; without it they are a conflict. */
  apply(
    resource: Resource,
    at: ObjectPath,
    object: Draft,
    manager: { readonly fieldManager: string; readonly force: boolean },
    signal: AbortSignal,
  ): Promise<KubeObject> {
    const query = { fieldManager: manager.fieldManager, force: String(manager.force) }
    const body = { apiVersion: apiVersion(resource), kind: resource.kind, ...object }
    return this.#patch('apply', resource, at, { body, query, contentType: 'application/apply-patch+yaml' }, signal)
  }

  /** Asks for deletion. Finalizers may keep the object for as long as they like. A failed precondition is a 409. */
  async delete(resource: Resource, at: ObjectPath, preconditions: Preconditions, signal: AbortSignal): Promise<void> {
    const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions }
    await this.#call('delete', resource, { method: 'DELETE', path: objectPath(resource, at), body }, signal)
  }

  /** One watch from `resourceVersion` on, as the transport gives it. The caller guards it against silence. */
  watch(
    resource: Resource,
    selection: Selection & { readonly resourceVersion: string; readonly timeoutSeconds: number },
    signal: AbortSignal,
  ): AsyncIterable<WatchEvent> {
    const query = {
      ...selectors(selection),
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: selection.resourceVersion,
      timeoutSeconds: String(selection.timeoutSeconds),
    }
    return this.#counted(resource, {
      method: 'GET',
      path: collectionPath(resource, selection.namespace),
      query,
      signal,
    })
  }

  async *#counted(resource: Resource, request: KubeRequest): AsyncGenerator<WatchEvent> {
    const started = this.#clock.monotonic()
    let code = 0
    try {
      for await (const event of this.#transport.watch(request)) {
        code = 200
        yield event
      }
      code = 200
    } catch (error) {
      if (error instanceof KubeError) code = error.status
      throw error
    } finally {
      this.#reply('watch', resource, code, this.#clock.monotonic() - started)
    }
  }

  #patch(
    verb: KubeVerb,
    resource: Resource,
    at: ObjectPath,
    patch: Pick<KubeRequest, 'body' | 'contentType' | 'query'>,
    signal: AbortSignal,
  ): Promise<KubeObject> {
    return this.#object(verb, resource, { method: 'PATCH', path: objectPath(resource, at), ...patch }, signal)
  }

  async #page(
    resource: Resource,
    selection: Selection,
    paging: { readonly limit?: number; readonly continue?: string | undefined },
    signal: AbortSignal,
  ): Promise<KubeList & { readonly continue: string }> {
    const query = {
      ...selectors(selection),
      ...(paging.limit && { limit: String(paging.limit) }),
      ...(paging.continue && { continue: paging.continue }),
    }
    const path = collectionPath(resource, selection.namespace)
    const body = await this.#call('list', resource, { method: 'GET', path, query }, signal)
    if (!isRecord(body) || !isRecord(body.metadata) || typeof body.metadata.resourceVersion !== 'string') {
      throw new KubeUnreachable(`The answer to the list of ${resource.plural} is not a Kubernetes list.`)
    }
    const items = Array.isArray(body.items) ? body.items.map((item) => parse(resource, item)) : []
    const next = body.metadata.continue
    return { items, resourceVersion: body.metadata.resourceVersion, continue: typeof next === 'string' ? next : '' }
  }

  async #object(verb: KubeVerb, resource: Resource, request: KubeRequest, signal: AbortSignal): Promise<KubeObject> {
    return parse(resource, await this.#call(verb, resource, request, signal))
  }

  async #call(verb: KubeVerb, resource: Resource, request: KubeRequest, signal: AbortSignal): Promise<unknown> {
    const started = this.#clock.monotonic()
    let code = 0
    try {
      const response = await bounded(this.#transport, this.#clock, this.#deadline, request, signal)
      code = response.status
      if (response.date !== undefined) this.time.heard(response.date)
      if (code < 200 || code > 299) throw refusal(code, response.body)
      return response.body
    } finally {
      this.#reply(verb, resource, code, this.#clock.monotonic() - started)
    }
  }
}

function selectors(selection: Selection): Record<string, string> {
  return {
    ...(selection.labelSelector && { labelSelector: selection.labelSelector }),
    ...(selection.fieldSelector && { fieldSelector: selection.fieldSelector }),
  }
}

// Items of built-in lists come without apiVersion and kind.
function parse(resource: Resource, body: unknown): KubeObject {
  if (!isKubeObject(body)) throw new KubeUnreachable(`The answer about ${resource.plural} is not a Kubernetes object.`)
  return trim({ ...body, apiVersion: body.apiVersion ?? apiVersion(resource), kind: body.kind ?? resource.kind })
}
