import { condition } from '../definition/accepted.ts'
import type { DeleteOptions } from '../http/options.ts'
import { crdStorage } from '../resource/builtin.ts'
import { cleanup } from '../resource/definition.ts'
import type { Registry } from '../resource/registry.ts'
import { type Resource, subject, type Target } from '../resource/resource.ts'
import type { Store } from '../storage/store.ts'
import { type Json, type JsonObject, list, object, put, text, texts } from '../value/json.ts'
import type { Guard } from './guard.ts'
import type { Objects } from './objects.ts'

/** Ends the life of objects: finalizers, namespaces with all they hold, definitions with all their objects. */
export class Lifecycle {
  private readonly ending = new Set<string>()

  constructor(
    private readonly store: Store,
    private readonly registry: Registry,
    private readonly objects: Objects,
    private readonly guard: Guard,
  ) {}

  /** Deletes one object. Returns the object while finalizers keep it, else the Status of its removal. */
  delete(target: Target, options: DeleteOptions, now: string): JsonObject {
    const { resource } = target
    const live = this.objects.live(target)
    this.guard.deletable(target, live, options)
    const ending = text(live, 'metadata', 'deletionTimestamp') !== ''
    const finalizer = ending ? undefined : collectors[options.policy]
    if (options.dryRun) return dry(resource, live, finalizer, now) ?? removed(target, live)
    const marked = finalizer === undefined ? this.end(resource, live, now) : this.collect(target, live, finalizer, now)
    this.settle(now)
    return marked ?? removed(target, live)
  }

  /** The garbage collector is done at once, for there are no dependents: whoever watches sees its finalizer come and go. */
  private collect(target: Target, live: JsonObject, finalizer: string, now: string): JsonObject {
    const { resource } = target
    const marked = this.end(resource, withFinalizer(live, finalizer), now) ?? live
    const rest = texts(marked, 'metadata', 'finalizers').filter((each) => each !== finalizer)
    const container = isContainer(resource)
    const metadata = put(object(marked, 'metadata'), 'finalizers', rest.length === 0 ? undefined : rest)
    this.objects.commit(
      resource,
      marked,
      rest.length === 0 && !container ? marked : { ...marked, metadata },
      rest.length === 0 && !container,
    )
    return marked
  }

  /** Goes on with what is being deleted: call it after every write. */
  settle(now: string): void {
    for (let before = -1; before !== this.store.revision && this.ending.size > 0; ) {
      before = this.store.revision
      for (const name of this.ending) this.step(name, now)
    }
  }

  /** Takes up again the deletions a snapshot was in the middle of. */
  resume(now: string): void {
    for (const storage of ['namespaces', crdStorage])
      for (const value of this.store.collection(storage).values())
        if (text(value, 'metadata', 'deletionTimestamp') !== '')
          this.ending.add(`${storage} ${text(value, 'metadata', 'name')}`)
    this.settle(now)
  }

  /** Marks or removes an object. Returns it while it stays. */
  private end(resource: Resource, live: JsonObject, now: string): JsonObject | undefined {
    const metadata = object(live, 'metadata')
    const container = isContainer(resource)
    const kept = container || texts(metadata, 'finalizers').length > 0
    if (!kept) {
      this.objects.commit(resource, live, live, true)
      return undefined
    }
    if (text(metadata, 'deletionTimestamp') !== '') return live
    const marked = this.objects.commit(resource, live, mark(resource, live, now), false)
    if (container) this.ending.add(`${resource.storage} ${text(metadata, 'name')}`)
    return marked
  }

  private step(entry: string, now: string): void {
    const [storage = '', name = ''] = entry.split(' ')
    const resource = this.registry.byStorage(storage)
    const live = this.store.collection(storage).get(name)
    if (resource === undefined || live === undefined) {
      this.ending.delete(entry)
      return
    }
    const left = storage === 'namespaces' ? this.empty(name, now) : this.emptyDefinition(live, now)
    const finalizers = texts(live, 'metadata', 'finalizers').filter((each) => each !== cleanup)
    if (left > 0 || finalizers.length > 0) return
    this.ending.delete(entry)
    this.objects.commit(resource, live, live, true)
    if (storage === crdStorage) this.registry.define(name, undefined)
  }

  /** Deletes what a namespace holds; returns how much stays for its finalizers. */
  private empty(namespace: string, now: string): number {
    let left = 0
    for (const [storage, collection] of this.store.entries()) {
      const resource = collection.count(namespace) > 0 ? this.registry.byStorage(storage) : undefined
      if (resource?.namespaced !== true) continue
      for (const value of [...collection.values()])
        if (text(value, 'metadata', 'namespace') === namespace) this.end(resource, resource.view(value), now)
      left += collection.count(namespace)
    }
    return left
  }

  private emptyDefinition(definition: JsonObject, now: string): number {
    const storage = `${text(definition, 'spec', 'group')}/${text(definition, 'spec', 'names', 'plural')}`
    const resource = this.registry.byStorage(storage)
    const collection = this.store.collection(storage)
    if (resource === undefined) return 0
    for (const value of [...collection.values()]) this.end(resource, resource.view(value), now)
    return collection.size
  }
}

/** The finalizers by which the garbage collector holds an object. */
const collectors: Readonly<Record<DeleteOptions['policy'], string | undefined>> = {
  '': undefined,
  Background: undefined,
  Foreground: 'foregroundDeletion',
  Orphan: 'orphan',
}

const isContainer = (resource: Resource) =>
  resource.builtin && (resource.storage === 'namespaces' || resource.storage === crdStorage)

function withFinalizer(live: JsonObject, finalizer: string): JsonObject {
  const metadata = object(live, 'metadata')
  return { ...live, metadata: { ...metadata, finalizers: [...texts(metadata, 'finalizers'), finalizer] } }
}

/** What a dry run answers for an object that would stay. */
function dry(resource: Resource, live: JsonObject, finalizer: string | undefined, now: string): JsonObject | undefined {
  const held = finalizer === undefined ? live : withFinalizer(live, finalizer)
  const stays = isContainer(resource) || texts(held, 'metadata', 'finalizers').length > 0
  if (!stays) return undefined
  return text(live, 'metadata', 'deletionTimestamp') === '' ? mark(resource, held, now) : live
}

function mark(resource: Resource, live: JsonObject, now: string): JsonObject {
  const metadata = object(live, 'metadata')
  const next: Record<string, Json> = { ...metadata, deletionTimestamp: now }
  if (resource.storage === crdStorage) return terminating(live, next, now)
  if (resource.storage === 'namespaces' && resource.builtin)
    return { ...live, metadata: next, status: { ...object(live, 'status'), phase: 'Terminating' } }
  next.deletionGracePeriodSeconds = 0
  if (typeof metadata.generation === 'number') next.generation = metadata.generation + 1
  return { ...live, metadata: next }
}

/** A definition says that it is on its way out; its cleanup finalizer comes with the mark. */
function terminating(live: JsonObject, metadata: JsonObject, now: string): JsonObject {
  const finalizers = [...new Set([...texts(metadata, 'finalizers'), cleanup])]
  const message = 'CustomResource deletion is pending'
  const conditions = list(live, 'status', 'conditions').filter((each) => text(each, 'type') !== 'Terminating')
  const status = {
    ...object(live, 'status'),
    conditions: [...conditions, condition('Terminating', 'True', 'InstanceDeletionPending', message, now)],
  }
  return { ...live, metadata: { ...metadata, finalizers }, status }
}

function removed(target: Target, live: JsonObject): JsonObject {
  const { group, resource, name } = subject(target.resource, target.name)
  const details: Record<string, Json> = { name: name ?? '', kind: resource, uid: text(live, 'metadata', 'uid') }
  if (group !== '') details.group = group
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details }
}
