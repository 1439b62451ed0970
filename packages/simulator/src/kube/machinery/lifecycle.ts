import { crdStorage } from '../resource/builtin.ts'
import { cleanup } from '../resource/definition.ts'
import type { Registry } from '../resource/registry.ts'
import { type Resource, subject, type Target } from '../resource/resource.ts'
import type { Store } from '../storage/store.ts'
import { type Json, type JsonObject, object, text, texts } from '../value/json.ts'
import type { Guard, WriteOptions } from './guard.ts'
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
  delete(target: Target, body: Json | undefined, options: WriteOptions): JsonObject {
    const { resource } = target
    const live = this.objects.live(target)
    this.guard.deletable(target, live, body)
    if (options.dryRun) return live
    const marked = this.end(resource, live, options.now)
    this.settle(options.now)
    return marked ?? removed(target, live)
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
    const container = resource.builtin && (resource.storage === 'namespaces' || resource.storage === crdStorage)
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

function mark(resource: Resource, live: JsonObject, now: string): JsonObject {
  const metadata = object(live, 'metadata')
  const next: Record<string, Json> = { ...metadata, deletionTimestamp: now }
  if (resource.storage === 'namespaces' && resource.builtin)
    return { ...live, metadata: next, status: { ...object(live, 'status'), phase: 'Terminating' } }
  next.deletionGracePeriodSeconds = 0
  if (typeof metadata.generation === 'number') next.generation = metadata.generation + 1
  return { ...live, metadata: next }
}

function removed(target: Target, live: JsonObject): JsonObject {
  const { group, resource, name } = subject(target.resource, target.name)
  const details: Record<string, Json> = { name: name ?? '', kind: resource, uid: text(live, 'metadata', 'uid') }
  if (group !== '') details.group = group
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details }
}
