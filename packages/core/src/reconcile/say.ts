import type { KubeObject } from '../kube/transport.ts'
import type { Outcome } from './outcome.ts'
import type { Pass } from './pass.ts'

/** The reasons of the Events this project writes. */
export type EventReason =
  | 'Created'
  | 'Updated'
  | 'Recreated'
  | 'Adopted'
  | 'Deleted'
  | 'DriftCorrected'
  | 'Waiting'
  | 'Blocked'
  | 'Failed'

/** Writes one Event about a change made in AWS, and a line in the log. */
export function say(pass: Pass, reason: EventReason, note: string, action: string): void {
  const { recorder, observer, kind } = pass.tools
  recorder.record({ regarding: pass.object, type: 'Normal', reason, action, note })
  const { name, namespace } = pass.object.metadata
  observer.log({ level: 'info', message: `${reason}: ${note}`, kind: kind.name, namespace, name, action })
}

/** Writes an Event about the end of a pass when it is news: a failure, a blocker or a wait that was not said before. */
export function announce(pass: Pass, outcome: Outcome): void {
  const news = newsOf(outcome)
  const key = news === undefined ? undefined : `${news.reason} ${news.note}`
  if (key === pass.memory.said) return
  pass.memory.said = key
  if (news === undefined || alreadyShown(pass.object, news.note)) return
  const { recorder, observer, kind } = pass.tools
  recorder.record({ regarding: pass.object, ...news, action: 'Reconcile' })
  const { name, namespace } = pass.object.metadata
  const level = news.type === 'Warning' ? 'warn' : 'info'
  observer.log({
    level,
    message: `${news.reason}: ${news.note}`,
    kind: kind.name,
    namespace,
    name,
    action: 'Reconcile',
  })
}

interface News {
  readonly type: 'Normal' | 'Warning'
  readonly reason: EventReason
  readonly note: string
}

function newsOf(outcome: Outcome): News | undefined {
  switch (outcome.is) {
    case 'failed':
      return { type: 'Warning', reason: 'Failed', note: outcome.why }
    case 'blocked': {
      const blocked = outcome.reason === 'BlockedByDependents'
      return { type: blocked ? 'Warning' : 'Normal', reason: blocked ? 'Blocked' : 'Waiting', note: outcome.why }
    }
    case 'again':
      return outcome.reason === 'Waiting' || outcome.reason === 'CreateOutcomeUnknown'
        ? { type: 'Normal', reason: 'Waiting', note: outcome.why }
        : undefined
    case 'held':
    case 'settled':
    case 'gone':
      return undefined
  }
}

/** After a restart, what the conditions say already was said already. */
function alreadyShown(object: KubeObject, note: string): boolean {
  const conditions = object.status?.conditions
  return (
    Array.isArray(conditions) &&
    conditions.some((condition: { readonly message?: unknown }) => condition.message === note)
  )
}
