import type { LifecyclePolicy } from '@aws-sdk/client-efs'

const transitions = ['TransitionToIA', 'TransitionToArchive', 'TransitionToPrimaryStorageClass'] as const

/**
 * Lifecycle policies as AWS keeps them: one transition each, in a fixed order. Users may write several into one entry,
 * and entries in any order.
 */
export function separated(policies: readonly LifecyclePolicy[]): LifecyclePolicy[] {
  return transitions.flatMap((transition) => {
    const rules = new Set(policies.flatMap((policy) => policy[transition] || []))
    return [...rules].map((rule) => ({ [transition]: rule }))
  })
}
