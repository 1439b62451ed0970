import { groupVersion, type Resource, subject, type Target } from '../resource/resource.ts'
import { admit } from '../schema/admit.ts'
import type { Identity } from '../storage/identity.ts'
import { keyOf, type Store } from '../storage/store.ts'
import { equal, freeze, isObject, type Json, type JsonObject, list, object, put, text, texts } from '../value/json.ts'
import { ApiError, alreadyExists, badRequest, notFound } from '../value/status.ts'
import { checkNamed, checkPatched, checkTypes, configuration, decode, sameName } from './decode.ts'
import type { Guard, WriteOptions } from './guard.ts'
import { FieldManager, type Writer } from './managed.ts'
import { metadataWarnings } from './metadata.ts'

/** What a write left behind. */
export interface Written {
  readonly object: JsonObject
  readonly created: boolean
  /** Whether anything was stored. */
  readonly changed: boolean
}

/** Creates and changes objects as the API server does: defaults, pruning, validation, ownership, versions. */
export class Objects {
  private readonly fields = new FieldManager()

  constructor(
    private readonly store: Store,
    private readonly identity: Identity,
    private readonly guard: Guard,
  ) {}

  create(target: Target, body: Json | undefined, options: WriteOptions): Written {
    const { resource } = target
    const sent = decode(target, body)
    const given = object(sent, 'metadata')
    if (text(given, 'resourceVersion') !== '')
      throw new ApiError(500, '', 'resourceVersion should not be set on objects to be created')
    const prefix = text(given, 'generateName')
    const name = text(given, 'name') || (prefix === '' ? '' : prefix + this.identity.suffix())
    const placed = this.place(target, sent, name, options)
    const admitted = this.admit(
      resource,
      resource.custom && resource.status ? put(placed, 'status', undefined) : placed,
      options,
    )
    const next = resource.prepare(admitted, undefined)
    const owned = this.fields.update(undefined, next, resource.schema, this.writer(target, options))
    return this.insert(target, name, owned, options)
  }

  /** Replaces an object. A resourceVersion in the body must be the current one. */
  replace(target: Target, body: Json | undefined, options: WriteOptions): Written {
    const live = this.live(target)
    const sent = decode(target, body)
    checkNamed(target, sent)
    sameName(target, sent)
    return this.change(target, live, sent, { ...options, replaces: true })
  }

  /** Changes an object by a function of its current value. */
  patch(target: Target, edit: (live: JsonObject) => Json, options: WriteOptions): Written {
    const live = this.live(target)
    const next = edit(live)
    if (!isObject(next)) throw badRequest('the patched object is no JSON object')
    checkPatched(target, live, next)
    return this.change(target, live, next, { ...options, patched: next })
  }

  /** Server-side apply; creates the object when it is absent. */
  apply(target: Target, body: Json | undefined, force: boolean, options: WriteOptions): Written {
    const { resource } = target
    const config = configuration(target, body)
    checkTypes(target, config)
    const stored = this.find(target)
    const writer = this.writer(target, options)
    if (stored === undefined) {
      if (target.subresource !== '') throw notFound(subject(resource, target.name))
      checkNamed(target, config)
      const placed = this.place(target, config, target.name, options)
      const bare = {
        apiVersion: groupVersion(resource),
        kind: resource.kind,
        metadata: put(object(placed, 'metadata'), 'managedFields', undefined),
      }
      const seed = { ...bare, metadata: { ...bare.metadata, labels: {}, annotations: {}, finalizers: [] } }
      const empty = { ...seed, metadata: this.onlyServer(seed.metadata) }
      const applied = this.fields.apply(empty, config, resource.schema, writer, force)
      const next = resource.prepare(this.admit(resource, applied, options), undefined)
      return this.insert(target, target.name, next, options)
    }
    const live = resource.view(stored)
    this.guard.preconditions(target, live, config)
    const merged = this.fields.apply(live, config, resource.schema, writer, force)
    this.guard.emptied(target, merged, live)
    const { managedFields } = object(merged, 'metadata')
    const kept = this.keepServer(live, merged)
    // Who applies nothing any more leaves no entry: an empty list is not taken for one that a client left out.
    const next = { ...kept, metadata: put(object(kept, 'metadata'), 'managedFields', managedFields) }
    return this.finish(target, live, next, options)
  }

  /** The current object, as its version shows it. Throws 404. */
  live(target: Target): JsonObject {
    const stored = this.find(target)
    if (stored === undefined) throw notFound(subject(target.resource, target.name))
    return target.resource.view(stored)
  }

  /** Stores a new state of an object, or its removal, under the next revision, and returns it as stored. */
  commit(resource: Resource, before: JsonObject | undefined, next: JsonObject, removed: boolean): JsonObject {
    const revision = this.store.next()
    const metadata = object(next, 'metadata')
    const stamped = { ...next, metadata: { ...metadata, resourceVersion: String(revision) } }
    const stored = freeze(resource.unview(stamped))
    const key = keyOf(text(metadata, 'namespace'), text(metadata, 'name'))
    const collection = this.store.collection(resource.storage)
    const previous = before === undefined ? undefined : collection.get(key)
    collection.commit({ revision, key, before: previous, after: removed ? undefined : stored, last: stored })
    return freeze(resource.view(stored))
  }

  private find(target: Target): JsonObject | undefined {
    return this.store.collection(target.resource.storage).get(keyOf(target.namespace, target.name))
  }

  private writer(target: Target, options: WriteOptions): Writer {
    const { resource, subresource } = target
    const hidden = [...(resource.status ? ['f:status'] : []), ...(resource.storage === 'namespaces' ? ['f:spec'] : [])]
    const owns = (field: string) => (subresource === 'status' ? field === 'f:status' : !hidden.includes(field))
    return { manager: options.manager, apiVersion: groupVersion(resource), subresource, time: options.now, owns }
  }

  private onlyServer(metadata: JsonObject): JsonObject {
    const names = ['name', 'namespace', 'uid', 'creationTimestamp', 'generation']
    return Object.fromEntries(Object.entries(metadata).filter(([name]) => names.includes(name)))
  }

  private place(target: Target, sent: JsonObject, name: string, options: WriteOptions): JsonObject {
    const { resource, namespace } = target
    const {
      deletionTimestamp: _a,
      deletionGracePeriodSeconds: _b,
      resourceVersion: _c,
      selfLink: _d,
      managedFields: _e,
      ...kept
    } = object(sent, 'metadata')
    const server: Record<string, Json> = { uid: this.identity.uid(), creationTimestamp: options.now }
    if (name !== '') server.name = name
    if (resource.namespaced) server.namespace = namespace
    if (resource.generation) server.generation = 1
    return { ...sent, metadata: { ...kept, ...server } }
  }

  private insert(target: Target, name: string, next: JsonObject, options: WriteOptions): Written {
    const { resource } = target
    this.guard.namespaceOpen(target, name)
    this.guard.check(resource, name, next, undefined)
    this.warn(resource, next, options)
    const existing = this.find({ ...target, name })
    if (existing !== undefined) throw alreadyExists(subject(resource, name), isEnding(existing))
    if (options.dryRun) return { object: freeze(next), created: true, changed: false }
    this.guard.storable(next)
    return { object: this.commit(resource, undefined, next, false), created: true, changed: true }
  }

  private admit(resource: Resource, value: JsonObject, options: WriteOptions): JsonObject {
    const unknown: string[] = []
    const admitted = admit(tidy(value), resource.schema, (field) => unknown.push(field))
    this.guard.unknown(resource, value, unknown, options)
    return isObject(admitted) ? admitted : value
  }

  private change(target: Target, live: JsonObject, sent: JsonObject, options: WriteOptions): Written {
    const next = this.keepServer(live, this.throughDoor(target, live, sent))
    const admitted = this.admit(target.resource, next, options)
    if (options.replaces === true) this.guard.versioned(target, sent)
    this.guard.preconditions(target, live, sent)
    const owned = this.fields.update(
      live,
      target.resource.prepare(admitted, live),
      target.resource.schema,
      this.writer(target, options),
    )
    return this.finish(target, live, owned, options)
  }

  private throughDoor(target: Target, live: JsonObject, sent: JsonObject): JsonObject {
    const { resource, subresource } = target
    if (subresource === 'status') return put({ ...live, metadata: object(live, 'metadata') }, 'status', sent.status)
    return resource.status ? put(sent, 'status', live.status) : sent
  }

  /** Metadata that only the server sets is taken from the live object. */
  private keepServer(live: JsonObject, next: JsonObject): JsonObject {
    const before = object(live, 'metadata')
    let metadata = object(next, 'metadata')
    const names = [
      'name',
      'namespace',
      'uid',
      'creationTimestamp',
      'generation',
      'deletionTimestamp',
      'deletionGracePeriodSeconds',
      'resourceVersion',
      'selfLink',
      'generateName',
    ]
    for (const name of names) metadata = put(metadata, name, before[name])
    if (list(metadata, 'managedFields').length === 0) metadata = put(metadata, 'managedFields', before.managedFields)
    return { ...next, apiVersion: live.apiVersion ?? '', kind: live.kind ?? '', metadata }
  }

  private finish(target: Target, live: JsonObject, owned: JsonObject, options: WriteOptions): Written {
    const { resource } = target
    const through = this.admit(resource, this.throughDoor(target, live, owned), { ...options, validation: 'Ignore' })
    const door =
      target.subresource === 'status'
        ? {
            ...through,
            metadata: put(object(live, 'metadata'), 'managedFields', object(owned, 'metadata').managedFields),
          }
        : through
    const next = this.counted(resource, live, resource.prepare(door, live))
    this.guard.check(resource, target.name, next, live)
    this.warn(resource, next, options)
    if (equal(next, live)) return { object: live, created: false, changed: false }
    if (options.dryRun) return { object: freeze(next), created: false, changed: false }
    const metadata = object(next, 'metadata')
    const gone = text(metadata, 'deletionTimestamp') !== '' && texts(metadata, 'finalizers').length === 0
    const held = resource.builtin && resource.plural === 'namespaces'
    if (gone && !held) {
      // What is removed is what was stored: watchers see the last finalizer on it.
      this.commit(resource, live, live, true)
      return { object: freeze(next), created: false, changed: true }
    }
    this.guard.storable(next)
    return { object: this.commit(resource, live, next, false), created: false, changed: true }
  }

  private warn(resource: Resource, next: JsonObject, options: WriteOptions): void {
    if (resource.custom) for (const warning of metadataWarnings(next)) options.warn(warning)
  }

  private counted(resource: Resource, live: JsonObject, next: JsonObject): JsonObject {
    if (!resource.generation || wanted(resource, live, next)) return next
    const metadata = object(next, 'metadata')
    return { ...next, metadata: { ...metadata, generation: Number(metadata.generation ?? 0) + 1 } }
  }
}

const omitted = ['labels', 'annotations', 'finalizers', 'ownerReferences', 'managedFields']

/** Empty maps and lists of metadata are not kept. */
function tidy(value: JsonObject): JsonObject {
  let metadata = object(value, 'metadata')
  for (const name of omitted) {
    const member = metadata[name]
    if (typeof member === 'object' && member !== null && Object.keys(member).length === 0)
      metadata = put(metadata, name, undefined)
  }
  return put(value, 'metadata', metadata)
}

const isEnding = (value: JsonObject) => text(value, 'metadata', 'deletionTimestamp') !== ''

/** Whether the wanted state is the same: everything but metadata and, where it has its own door, status. */
function wanted(resource: Resource, live: JsonObject, next: JsonObject): boolean {
  const skipped = ['metadata', 'apiVersion', 'kind', ...(resource.status ? ['status'] : [])]
  const names = new Set([...Object.keys(live), ...Object.keys(next)])
  return [...names].every((name) => skipped.includes(name) || equal(live[name], next[name]))
}
