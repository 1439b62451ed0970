import type { Kind } from '@windlass/core'
import type { KubeObject } from '@windlass/core/kube'
import { reads } from './resource.ts'

/** What a invariants keeps of one custom resource. */
export interface Known {
  readonly kind: Kind
  readonly namespace: string
  readonly name: string
  object: KubeObject
  /** When AWS last matched the spec as it stands, in virtual milliseconds. */
  accordAt: number | undefined
  /** Every AWS id that ever carried its tag, and those that are alive. */
  readonly made: Set<string>
  /** Those of them that a controller has deleted. */
  readonly deleted: Set<string>
  /** Finalizer or status were changed by somebody else on purpose: what follows from that is not the controller's. */
  tampered: boolean
  /** Whether it was made to read only: it never owns anything. */
  readonly reader: boolean
  /** When the network brought one of its creates once more: AWS may have as many objects too many, for a while. */
  readonly doubled: number[]
}

/** A custom resource that was not known before. */
export function acquainted(kind: Kind, object: KubeObject): Known {
  return {
    kind,
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
    object,
    accordAt: undefined,
    made: new Set(),
    deleted: new Set(),
    tampered: false,
    reader: reads(object),
    doubled: [],
  }
}
