import type { KubeObject, Resource } from '@windlass/core'

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
  return list
    .filter((event) => 'reason' in event && event.reason === reason)
    .map((event) => ('note' in event ? String(event.note) : ''))
}
