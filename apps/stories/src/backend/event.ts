import type { KubeObject, Resource } from '@windlass/core/kube'

/** Events as the cluster keeps them. */
export const events: Resource = {
  group: 'events.k8s.io',
  version: 'v1',
  plural: 'events',
  kind: 'Event',
  namespaced: true,
}

/** The notes of the Events that have this reason. */
export function notes(list: readonly KubeObject[], reason: string): readonly string[] {
  return list.filter((event) => saying(event)[0] === reason).map((event) => saying(event)[1] ?? '')
}

/** The reason and the note of an Event; nothing of any other object. */
export function saying(object: KubeObject): readonly string[] {
  return 'reason' in object && 'note' in object ? [String(object.reason), String(object.note)] : []
}
