import type { Health } from '../../kind/definition.ts'
import type { KubeObject } from '../../kube/transport.ts'
import { at, type Item, items, text } from '../../schema/json.ts'
import { iso } from '../../time/iso.ts'
import type { Outcome } from '../outcome.ts'
import { advised, unadvised } from './advice.ts'

/** A condition as it stands in status. */
export interface Condition {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason: string
  readonly message: string
  readonly observedGeneration: number
  readonly lastTransitionTime: string
}

/** The condition that tells of AWS objects that were made too many. */
export const advisory = { type: 'ACK.Advisory', reason: 'Duplicate' } as const

type Draft = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>

/** One condition of an object as read, its message without advice; undefined when it has none of this type. */
export function conditionOf(
  object: KubeObject,
  type: string,
): { status: string; reason: string; message: string } | undefined {
  const found = items(at(object.status, 'conditions')).find((condition) => condition.type === type)
  if (found === undefined) return undefined
  const message = unadvised(text(found.message) ?? '')
  return { status: text(found.status) ?? 'Unknown', reason: text(found.reason) ?? '', message }
}

/** Whether the object was in sync for its present generation when its status was last written. */
export function inSync(object: KubeObject): boolean {
  const found = items(at(object.status, 'conditions')).find((condition) => condition.type === 'ACK.ResourceSynced')
  return found?.status === 'True' && found.observedGeneration === object.metadata.generation
}

/**
 * The conditions that say how a pass ended. `references` is whether the spec uses any. The time of a condition moves
 * only with its status; everything else of the conditions before is dropped.
 */
export function conditions(
  outcome: Outcome,
  facts: {
    readonly before: unknown
    readonly generation: number
    readonly now: number
    readonly references: boolean
    /** Why one of them does not resolve, whatever else the outcome is about. */
    readonly unresolved?: Outcome | undefined
    /** What is to be said of AWS objects that were made too many. */
    readonly advice?: string | undefined
    /** How the object fares; what was said of that before, while it was not read. */
    readonly health?: Health | 'before' | undefined
  },
): readonly Condition[] {
  const before = new Map(items(at(facts.before, 'conditions')).map((old) => [text(old.type), old]))
  const { references: used, unresolved, advice } = facts
  const referring = used ? references(outcome, unresolved) : []
  const fares = health(facts.health, before.get('Healthy'))
  return [...synced(outcome), ...failures(outcome), ...referring, ...duplicates(advice), ...fares]
    .sort((a, b) => (a.type < b.type ? -1 : 1))
    .map((draft) => stamped(draft, before.get(draft.type), facts))
}

function stamped(
  draft: Draft,
  old: Item | undefined,
  facts: { readonly generation: number; readonly now: number },
): Condition {
  const since = old?.status === draft.status ? text(old.lastTransitionTime) : undefined
  return {
    ...draft,
    observedGeneration: facts.generation,
    lastTransitionTime: since ?? iso(facts.now),
  }
}

/** `ACK.ResourceSynced` and `Ready`: a signed statement, so everything but `settled` is False or Unknown. */
function synced(outcome: Outcome): readonly Draft[] {
  const both = (status: Draft['status'], reason: string, message: string): readonly Draft[] => [
    { type: 'ACK.ResourceSynced', status, reason, message },
    { type: 'Ready', status, reason, message },
  ]
  switch (outcome.is) {
    case 'settled':
      return both('True', 'InSync', successful(outcome.unknown))
    case 'again':
      return both(outcome.reason === 'CreateOutcomeUnknown' ? 'Unknown' : 'False', outcome.reason, advised(outcome))
    case 'blocked':
      return both('False', outcome.reason, advised(outcome))
    case 'failed':
      return both(ambiguous(outcome) ? 'Unknown' : 'False', outcome.reason, advised(outcome))
    case 'suspended':
      return both('Unknown', outcome.reason, advised(outcome))
    case 'gone':
      return []
  }
}

/** ACK's words; and which fields nobody vouches for. */
function successful(unknown: readonly string[] = []): string {
  const words = 'Resource synced successfully'
  return unknown.length === 0 ? words : `${words}. Not compared, because AWS never shows it: ${unknown.join(', ')}`
}

/** When AWS could not be asked, we do not know. */
function ambiguous(outcome: Extract<Outcome, { is: 'failed' }>): boolean {
  return outcome.errorClass === 'transient' || outcome.errorClass === 'throttle' || outcome.errorClass === 'auth'
}

function failures(outcome: Outcome): readonly Draft[] {
  if (outcome.is !== 'failed') return []
  const type = outcome.errorClass === 'terminal' ? 'ACK.Terminal' : 'ACK.Recoverable'
  return [{ type, status: 'True', reason: outcome.reason, message: advised(outcome) }]
}

function duplicates(advice: string | undefined): readonly Draft[] {
  return advice === undefined ? [] : [{ ...advisory, status: 'True', message: advice }]
}

const statuses = { healthy: 'True', unhealthy: 'False', unknown: 'Unknown' } as const

/** How the object fares beside whether it is in sync. */
function health(now: Health | 'before' | undefined, old: Item | undefined): readonly Draft[] {
  const type = 'Healthy'
  if (now === undefined) return []
  if (now !== 'before') return [{ type, status: statuses[now.is], reason: now.reason, message: now.says }]
  const status = (['True', 'False', 'Unknown'] as const).find((one) => one === old?.status)
  return status === undefined
    ? []
    : [{ type, status, reason: text(old?.reason) ?? '', message: text(old?.message) ?? '' }]
}

function references(outcome: Outcome, unresolved: Outcome | undefined): readonly Draft[] {
  const type = 'ACK.ReferencesResolved'
  const told = [outcome, unresolved].find(aboutReference)
  if (told === undefined) return [{ type, status: 'True', reason: 'Resolved', message: 'All references are resolved' }]
  return [{ type, status: told.is === 'failed' ? 'False' : 'Unknown', reason: told.reason, message: advised(told) }]
}

function aboutReference(outcome: Outcome | undefined): outcome is Extract<Outcome, { is: 'blocked' | 'failed' }> {
  return (outcome?.is === 'blocked' || outcome?.is === 'failed') && outcome.reason.startsWith('Reference')
}
