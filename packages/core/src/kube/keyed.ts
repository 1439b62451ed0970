import { objectKey } from './resource.ts'
import type { KubeObject } from './transport.ts'

/** The objects of a store by a key that they have in common, in the order in which they took it. */
export class Keyed {
  readonly #keyOf: (object: KubeObject) => string | undefined
  readonly #objects = new Map<string, Map<string, KubeObject>>()

  constructor(keyOf: (object: KubeObject) => string | undefined, objects: Iterable<KubeObject>) {
    this.#keyOf = keyOf
    for (const object of objects) this.#add(object)
  }

  /** The objects with this key; none for a key that nobody has. */
  of(key: string): Iterable<KubeObject> {
    return this.#objects.get(key)?.values() ?? []
  }

  /** Follows one change of the store: an object came, was replaced by a newer state of it, or went. */
  change(before: KubeObject | undefined, after: KubeObject | undefined): void {
    const old = before && this.#keyOf(before)
    if (before !== undefined && old !== undefined && (after === undefined || this.#keyOf(after) !== old))
      this.#drop(old, before)
    if (after !== undefined) this.#add(after)
  }

  #add(object: KubeObject): void {
    const key = this.#keyOf(object)
    if (key === undefined) return
    const known = this.#objects.get(key)
    if (known === undefined) this.#objects.set(key, new Map([[objectKey(object.metadata), object]]))
    else known.set(objectKey(object.metadata), object)
  }

  #drop(key: string, { metadata }: KubeObject): void {
    const known = this.#objects.get(key)
    known?.delete(objectKey(metadata))
    if (known?.size === 0) this.#objects.delete(key)
  }
}
