import type { Scope } from '../../aws/scope.ts'
import type { KubeObject } from '../../kube/transport.ts'
import { at, type Item, text } from '../../schema/json.ts'
import { actionOf, type Operation } from '../../schema/shape.ts'
import { logged } from '../error.ts'
import type { Outcome } from '../outcome.ts'
import type { Pass, Tools } from '../pass.ts'
import { advised, retry } from './advice.ts'

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
  | 'Throttled'
  | 'Unverified'
  | 'Duplicate'
  | 'Orphan'
  | 'TwinRemoved'
  | 'LeftBehind'
  | 'MassDisappearance'
  | 'MassDeletion'
  | 'Retained'

/** Writes one Event about a change made in AWS. */
export function recordChange(pass: Pass, reason: EventReason, note: string, action: string): void {
  pass.tools.recorder.record({ regarding: pass.object, type: 'Normal', reason, action, note })
}

/** Warns in one Event of what a change in AWS has left behind. */
export function recordWarning({ tools: { recorder }, object }: Pass, note: string): void {
  recorder.record({
    regarding: object,
    type: 'Warning',
    reason: 'LeftBehind' satisfies EventReason,
    action: 'Update',
    note,
  })
}

/** Tells, on the first of them, that a mass of objects has vanished from AWS. */
export function recordMassDisappearance(pass: Pass, missing: number): void {
  const { recorder, observer, kind } = pass.tools
  const note = `${missing} objects of the kind ${kind.name} vanished from ${pass.scope.account}/${pass.scope.region} together, this one among them: none is made anew until AWS shows them again, or somebody says so`
  const reason = 'MassDisappearance' satisfies EventReason
  recorder.record({ regarding: pass.object, type: 'Warning', reason, action: 'Verify', note })
  observer.log({ level: 'error', message: `MassDisappearance: ${note}`, ...subject(pass) })
}

/** Writes one Event about an AWS object that is kept although its Kubernetes object asked for its end. */
export function recordRetained({ tools: { recorder }, object }: Pass, why: string): void {
  const note = `AWS keeps what this object stood for although it says delete: the namespace ${why}`
  recorder.record({
    regarding: object,
    type: 'Warning',
    reason: 'Retained' satisfies EventReason,
    action: 'Delete',
    note,
  })
}

/** Tells, on the first of them, that a mass of objects is being deleted. */
export function recordMassDeletion(pass: Pass, note: string): void {
  const { recorder, observer } = pass.tools
  const reason = 'MassDeletion' satisfies EventReason
  recorder.record({ regarding: pass.object, type: 'Warning', reason, action: 'Delete', note })
  observer.log({ level: 'warn', message: `MassDeletion: ${note}`, ...subject(pass) })
}

/** Writes one Event, on one object, for all settled objects that could not be verified. */
export function recordUnverified({ recorder, kind }: Tools, regarding: KubeObject, why: string): void {
  const note = `Objects of the kind ${kind.name} could not be compared with AWS, this one among them: ${why}`
  recorder.record({ regarding, type: 'Warning', reason: 'Unverified' satisfies EventReason, action: 'Verify', note })
}

/** A call that changed AWS, or a step that needed none: `operation` and `reply` are absent then. */
interface Done {
  /** What was done, for people. */
  readonly did: string
  readonly operation?: Operation
  readonly reply?: Item
  /** The id of the AWS object. */
  readonly id: string | undefined
}

/** Writes one line in the log about something done, with the id under which AWS keeps the call. */
export function logChange(pass: Pass, reason: EventReason | 'Deleting', { did, operation, reply, id }: Done): void {
  const requestId = text(at(reply, '$metadata', 'requestId'))
  pass.tools.observer.log({
    level: 'info',
    message: `${reason}: ${did}`,
    ...subject(pass),
    ...(operation === undefined ? {} : { action: actionOf(operation) }),
    ...(id === undefined ? {} : { id }),
    ...(requestId === undefined ? {} : { requestId }),
  })
}

/** Whom a line is about. */
function subject({ object, tools }: Pass) {
  const { name, namespace } = object.metadata
  return { kind: tools.kind.name, namespace, name }
}

/** Tells that AWS has more than one object for this one. */
export function recordDuplicates(
  { recorder, observer, kind }: Tools,
  object: KubeObject,
  duplicates: readonly { readonly id: string }[],
): void {
  const note = `AWS has more than one object for this one: ${duplicates.map(({ id }) => id).join(', ')} beside the one in status`
  recorder.record({ regarding: object, type: 'Warning', reason: 'Duplicate', action: 'Verify', note })
  const { name, namespace } = object.metadata
  observer.log({ level: 'warn', message: `Duplicate: ${note}`, kind: kind.name, namespace, name, action: 'Verify' })
}

/**
 * Tells of AWS objects that were made in this cluster, for objects that Kubernetes does not have: in an Event on the namespace
 * whose UID they carry in a tag, and in the log when it is `news`.
 */
export function recordOrphans(tools: Tools, { account, region }: Scope, ids: readonly string[], news: boolean): void {
  const { recorder, observer, kind, settings } = tools
  const shown = ids.slice(0, 5).join(', ')
  const more = ids.length > 5 ? ` and ${ids.length - 5} more` : ''
  const message = `Orphans: no ${kind.name} in this cluster stands for ${shown}${more}, which carry its tag in AWS`
  if (news) observer.log({ level: 'warn', message, kind: kind.name, action: 'Verify' })
  const metadata = { name: 'kube-system', uid: settings.clusterUID, resourceVersion: '' }
  const them = ids.length === 1 ? 'it' : 'them'
  const note = `${kind.name} in ${account}/${region}: AWS has ${shown}${more} with this cluster’s tag, and no object stands for ${them}`
  const reason = 'Orphan' satisfies EventReason
  const regarding = { apiVersion: 'v1', kind: 'Namespace', metadata }
  recorder.record({ regarding, type: 'Warning', reason, action: 'Verify', note })
}

/** Writes an Event about the end of a pass when it is news: a failure, a blocker or a wait that was not said before. */
export function recordOutcome(pass: Pass, outcome: Outcome): void {
  const news = newsOf(outcome)
  const key = news === undefined ? undefined : `${news.reason} ${news.note}`
  if (key === pass.memory.said.event) return
  pass.memory.said.event = key
  if (news === undefined || alreadyShown(pass.object, outcome)) return
  publish(pass, news, outcome)
}

/** Tells, once for each of its words, why status could not be written: no condition can say it. */
export function recordUnwritten(pass: Pass, outcome: Outcome): void {
  const news = newsOf(outcome)
  if (news === undefined || news.note === pass.memory.said.unwritten) return
  pass.memory.said.unwritten = news.note
  if (!('why' in outcome) || !pass.memory.said.event?.endsWith(outcome.why)) publish(pass, news, outcome)
}

function publish(pass: Pass, news: News, outcome: Outcome): void {
  const { recorder, observer, kind } = pass.tools
  recorder.record({ regarding: pass.object, ...news, action: 'Reconcile' })
  const id = text(pass.object.status?.[kind.id.field])
  const stack = outcome.is === 'failed' ? outcome.stack : undefined
  observer.log({
    level: stack !== undefined ? 'error' : news.type === 'Warning' ? 'warn' : 'info',
    message: `${news.reason}: ${news.note}`,
    ...subject(pass),
    ...(id === undefined ? {} : { id }),
    ...('by' in outcome ? logged(outcome.by) : {}),
    ...(stack === undefined ? {} : { stack }),
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
      return outcome.errorClass === 'throttle'
        ? { type: 'Warning', reason: 'Throttled', note: `${outcome.why.replace(/\.$/, '')}.${retry(outcome)}` }
        : { type: 'Warning', reason: 'Failed', note: outcome.why }
    case 'blocked': {
      const blocked = outcome.reason === 'BlockedByDependents'
      return { type: blocked ? 'Warning' : 'Normal', reason: blocked ? 'Blocked' : 'Waiting', note: outcome.why }
    }
    case 'again':
      return outcome.reason === 'Waiting' || outcome.reason === 'CreateOutcomeUnknown'
        ? { type: 'Normal', reason: 'Waiting', note: outcome.why }
        : undefined
    case 'suspended':
    case 'settled':
    case 'gone':
      return undefined
  }
}

/** After a restart, what the conditions say already was said already. */
function alreadyShown(object: KubeObject, outcome: Outcome): boolean {
  if (!('why' in outcome)) return false
  const note = advised(outcome)
  const conditions = object.status?.conditions
  return (
    Array.isArray(conditions) &&
    conditions.some((condition: { readonly message?: unknown }) => condition.message === note)
  )
}
