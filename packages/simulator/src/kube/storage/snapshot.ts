import { crdStorage } from '../resource/builtin.ts'
import type { Registry } from '../resource/registry.ts'
import { freeze, isObject, type Json, type JsonObject, list, object, text, toJson } from '../value/json.ts'
import type { Identity } from './identity.ts'
import { keyOf, type Store } from './store.ts'

/** The value is no snapshot of a simulated cluster, or one of another format. */
export class BadSnapshot extends Error {
  override readonly name = 'BadSnapshot'
  readonly code = 'BadSnapshot'
}

const format = 'windlass.dev/cluster-snapshot/v1'

export function takeSnapshot(store: Store, identity: Identity): JsonObject {
  const objects: Record<string, Json> = {}
  for (const [storage, collection] of store.entries())
    objects[storage] = collection.keys().map((key) => collection.get(key) ?? null)
  return freeze({ format, revision: store.revision, identity: identity.save(), objects })
}

/**
 * Puts a snapshot into the store, in place of what is there. One that is frozen is taken as it is, so that what was compiled of
 * its definitions is found again. Throws `BadSnapshot` and then changes nothing.
 */
export function loadSnapshot(source: unknown, store: Store, identity: Identity, registry: Registry): void {
  const snapshot = settled(source) ? source : toJson(source)
  const revision = isObject(snapshot) ? snapshot.revision : undefined
  if (text(snapshot, 'format') !== format || typeof revision !== 'number')
    throw new BadSnapshot(`This is no snapshot of a simulated cluster: its format is not ${format}.`)
  for (const name of store.collection(crdStorage).keys()) registry.define(name, undefined)
  store.clear()
  const { salt, counter } = object(snapshot, 'identity')
  identity.restore(typeof salt === 'string' ? salt : '', typeof counter === 'number' ? counter : 0)
  for (const storage of Object.keys(object(snapshot, 'objects'))) {
    const collection = store.collection(storage)
    for (const value of list(snapshot, 'objects', storage).filter(isObject))
      collection.load(keyOf(text(value, 'metadata', 'namespace'), text(value, 'metadata', 'name')), freeze(value))
  }
  for (const definition of store.collection(crdStorage).values())
    registry.define(text(definition, 'metadata', 'name'), definition)
  store.resume(revision)
}

/** Whether it is a snapshot as `takeSnapshot` made it, which nobody can have changed. */
const settled = (source: unknown): source is JsonObject =>
  typeof source === 'object' && source !== null && Object.isFrozen(source)
