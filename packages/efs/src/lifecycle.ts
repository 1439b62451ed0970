import type { LifecyclePolicy } from '@aws-sdk/client-efs'

const transitions = ['TransitionToIA', 'TransitionToArchive', 'TransitionToPrimaryStorageClass'] as const

/**
 * Lifecycle policies as AWS keeps them: one transition each, in a fixed order. Users may write several into one entry,
 * and entries in any order.
 */
export const separated = (policies: readonly LifecyclePolicy[]): LifecyclePolicy[] =>
  transitions.flatMap((to) => [...new Set(policies.flatMap((one) => one[to] || []))].map((rule) => ({ [to]: rule })))
