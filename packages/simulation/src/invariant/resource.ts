import type { KubeObject } from '@windlass/core/kube'
import { annotation } from '@windlass/core/object'

/** Whether the object says that it is in sync, for the generation it has. */
export function saysSynced(object: KubeObject): boolean {
  const { conditions } = object.status ?? {}
  if (!Array.isArray(conditions)) return false
  return conditions.some(
    (one) =>
      one.type === 'ACK.ResourceSynced' &&
      one.status === 'True' &&
      one.observedGeneration === object.metadata.generation,
  )
}

/** Whether a person has said that nothing is to be done for it. */
export const held = ({ metadata: { annotations = {} } }: KubeObject) =>
  annotations[annotation.paused] !== undefined || annotations['services.k8s.aws/read-only'] !== undefined

/** Whether a person has said that it only reads. */
export const reads = ({ metadata: { annotations = {} } }: KubeObject) =>
  annotations['services.k8s.aws/read-only'] === 'true'

/** Whether a person has said that what it has in AWS is to stay. */
export const retained = (object: KubeObject) =>
  object.metadata.annotations?.['services.k8s.aws/deletion-policy'] === 'retain' || reads(object)

/** Where the object says that it lives, as a text. */
export const placeOf = ({ status }: KubeObject) =>
  JSON.stringify(status?.ackResourceMetadata ?? {}, ['ownerAccountID', 'region', 'partition'])
