import { ownerOf } from '../aws/tag.ts'
import type { KubeObject } from '../kube/transport.ts'
import { type Item, text } from '../schema/json.ts'
import type { Pass } from './pass.ts'
import type { Ownership } from './plan.ts'

/**
 * Whose the object is. One whose tags name no living owner belongs to the oldest of the Kubernetes objects that stand for
 * it: the others are copies, whatever their annotations say.
 */
export function ownership(pass: Pass, item: Item, adopted: boolean): Ownership {
  const { kind, store } = pass.tools
  const owner = kind.tagged === undefined ? undefined : ownerOf(kind.service.tagging.of(item))
  if (owner?.uid === pass.object.metadata.uid) return 'ours'
  if (owner !== undefined && (!adopted || store.byUid(owner.uid) !== undefined)) return 'foreign'
  if (elders(pass, text(item[kind.id.member]) ?? '')) return 'foreign'
  return kind.tagged === undefined ? 'untaggable' : 'untagged'
}

/** Whether an older Kubernetes object manages the AWS object with this id. */
export function elders({ object, tools: { kind, store } }: Pass, id: string): boolean {
  for (const other of store.values())
    if (other.status?.[kind.id.field] === id && other.metadata.finalizers?.includes(kind.finalizer))
      if (age(other) < age(object)) return true
  return false
}

const age = ({ metadata }: KubeObject) => `${metadata.creationTimestamp}/${metadata.uid}`
