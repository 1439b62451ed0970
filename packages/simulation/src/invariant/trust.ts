import { type Item, isItem, type Kind } from '@windlass/core'
import type { KubeObject } from '@windlass/core/kube'
import { annotation, decodeIntent, ownerTags } from '@windlass/core/object'
import type { Call } from '../run/network.ts'
import type { Scene } from '../run/scene.ts'
import { age, idOf, kept, rowOf, standing } from './model.ts'

type Breach = (oracle: string, says: string, but: string) => void

interface Named {
  readonly kind: Kind
  readonly uid: string
  readonly name: string
  /** The object as it was last, and whether it is there still. */
  object: KubeObject
  there: boolean
  /** Every id that status or the record of a create ever named as its own. */
  readonly ids: Set<string>
}

/**
 * O-18: what a custom resource ever named as its own in AWS is never deleted, released or abandoned, unless it is dead in AWS
 * or its custom resource is deleted and nobody said that AWS objects stay. Whatever else was done to either on purpose.
 */
export class Trust {
  readonly #scene: Scene
  readonly #breach: Breach
  readonly #named = new Map<string, Named>()

  constructor(scene: Scene, breach: Breach) {
    this.#scene = scene
    this.#breach = breach
  }

  /** A custom resource as it is now; `ours`: a controller wrote it. What a user writes into status names nothing. */
  sees(kind: Kind, object: KubeObject, ours: boolean): void {
    const { uid, name } = object.metadata
    const named = this.#named.get(uid) ?? { kind, uid, name, object, there: true, ids: new Set<string>() }
    this.#named.set(uid, named)
    named.object = object
    named.there = true
    if (!ours) return
    for (const id of [idOf(kind, object), ...recorded(object)])
      if (id !== undefined && this.#owner(id, uid) && !this.#copied(kind, object, id)) named.ids.add(id)
  }

  /** A custom resource is no longer there. */
  gone(uid: string): void {
    const named = this.#named.get(uid)
    if (named !== undefined) named.there = false
  }

  /** Before a delete takes effect. */
  deletes(kind: Kind, id: string, call: Call): void {
    this.#proved(kind, id, call)
    if (!standing(kind, rowOf(this.#scene, id))) return
    for (const { uid, name, object, there, ids } of this.#named.values()) {
      if (!ids.has(id) || !this.#owner(id, uid)) continue
      if (there && object.metadata.deletionTimestamp === undefined)
        this.#breach('O-18', `${id} is that of ${kind.name} ${name}, which stays`, `${call.what} deletes it`)
      else if (kept(this.#scene, kind, object))
        this.#breach('O-18', `${id} of ${kind.name} ${name} is to stay in AWS`, `${call.what} deletes it`)
    }
  }

  /** O-2: a delete goes to an object of ours whose custom resource is being deleted or gone, and to no other. */
  #proved(kind: Kind, id: string, call: Call): void {
    const uid = rowOf(this.#scene, id)?.Tags?.find(({ Key }) => Key === ownerTags.uid)?.Value
    const stray = kind.tagged !== undefined && (uid === undefined || !this.#named.has(uid))
    if (stray) this.#breach('O-2', `${call.what} ${id}`, `its owner tag is ${uid ?? 'absent'}, nobody of this cluster`)
    const objects = this.#scene.list(kind)
    const holding = objects.filter((each) => idOf(kind, each) === id).sort((a, b) => (age(a) < age(b) ? -1 : 1))
    const current = objects.find((each) => each.metadata.uid === uid) ?? holding[0]
    if (current !== undefined && current.metadata.deletionTimestamp === undefined && idOf(kind, current) === id)
      this.#breach('O-2', `${call.what} ${id}`, `${kind.name} ${current.metadata.name} is not being deleted`)
  }

  /** At rest: no living object has lost sight of what it named, and none that is gone has left it behind. */
  atRest(): void {
    for (const { kind, uid, name, object, there, ids } of this.#named.values()) {
      const left = [...ids].filter((id) => standing(kind, rowOf(this.#scene, id)) && this.#owner(id, uid))
      for (const id of left)
        if (there && object.metadata.deletionTimestamp === undefined && idOf(kind, object) !== id)
          this.#breach(
            'O-18',
            `${kind.name} ${name} keeps ${id}`,
            `its status names ${idOf(kind, object) ?? 'nothing'}`,
          )
      // What carries no tag may have been taken over by another custom resource.
      if (!there && left.length > 0 && kind.tagged !== undefined && !kept(this.#scene, kind, object))
        this.#breach('O-18', `${kind.name} ${name} is gone with all it had`, `AWS still has ${left.join(', ')}`)
    }
  }

  /** Whether a custom resource names what an older one has in status: without tags in AWS the older one comes first. */
  #copied(kind: Kind, object: KubeObject, id: string): boolean {
    if (kind.tagged !== undefined) return false
    return this.#scene.list(kind).some((other) => idOf(kind, other) === id && age(other) < age(object))
  }

  /** Whether AWS's tag, where there is one, says that it is that object's. */
  #owner(id: string, uid: string): boolean {
    const owner = rowOf(this.#scene, id)?.Tags?.find(({ Key }) => Key === ownerTags.uid)?.Value
    return owner === undefined || owner === uid
  }
}

/** The ids that the record of creates names as the object's own: what it replaces, and those it was known by. */
function recorded({ metadata }: KubeObject): readonly string[] {
  const text = metadata.annotations?.[annotation.intent]
  const intent = decodeIntent(text)
  if (intent === undefined || text === undefined) return []
  const record: Item = parsed(text)
  const ids = Array.isArray(record.ids) ? record.ids.filter((id) => typeof id === 'string') : []
  return [...ids, ...(intent.replaces === undefined ? [] : [intent.replaces])].filter(
    (id) => !intent.condemned.includes(id),
  )
}

function parsed(text: string): Item {
  const value: unknown = JSON.parse(text)
  return isItem(value) ? value : {}
}
