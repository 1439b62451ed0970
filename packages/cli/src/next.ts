import { annotation, decodeIntent, type KubeObject, schedule } from '@windlass/core'
import type { Finding } from './finding.ts'

/** What the controller does next without anybody's help. Durations and points in time are in milliseconds. */
export type Next =
  /** AWS is compared with the spec again and again. */
  | { readonly is: 'verified'; readonly every: number }
  /** It is polled until it gets there. */
  | { readonly is: 'polled'; readonly every: number; readonly later: number }
  /** It goes on the moment what it waits for changes; `within` is for the case that nobody tells. */
  | { readonly is: 'woken'; readonly by: 'reference' | 'dependents' | 'AWS'; readonly within: number }
  /** AWS is asked again: of what goes on there nobody tells. */
  | { readonly is: 'asked'; readonly within: number }
  /** It is tried again. */
  | { readonly is: 'retried'; readonly within: number; readonly terminal: boolean }
  /** AWS is searched, until `until` at the longest; a create follows only when nothing is found. */
  | { readonly is: 'searched'; readonly until: number | undefined }
  /** It waits for its turn among many. */
  | { readonly is: 'queued' }
  | { readonly is: 'replaced'; readonly within: number; readonly pause: number }
  /** Nothing, until a person says so. */
  | { readonly is: 'held'; readonly by: 'paused' | 'plan' | 'readonly' }
  /** A controller answers as soon as it sees the object, if there is one. */
  | { readonly is: 'unanswered' }
  /** A controller is at it; an ordinary wait comes into status when it lasts. */
  | { readonly is: 'begun' }
  | { readonly is: 'unknown' }

const sweep = 60_000
const quarantine = 300_000

/** What happens next, by the rule of the engine for the reason. Pure. */
export function nextOf({ word, message }: Finding, object: KubeObject): Next {
  switch (word) {
    case 'InSync':
      return { is: 'verified', every: intervalOf(object) }
    case 'Creating':
    case 'Updating':
    case 'Deleting':
    case 'Waiting':
      return { is: 'polled', every: 2000, later: 15_000 }
    case 'MassDeletion':
      return { is: 'queued' }
    case 'DefinitionUnknown':
      return { is: 'retried', within: 5000, terminal: false }
    case 'NamespaceUnknown':
      return { is: 'retried', within: capOf('auth'), terminal: false }
    case 'CreateOutcomeUnknown':
      return { is: 'searched', until: searchedUntil(message, object) }
    case 'ReferenceNotReady':
    case 'ReferenceNotFound':
    case 'ReferenceCycle':
      return { is: 'woken', by: 'reference', within: capOf('blocked') }
    case 'BlockedByDependents':
      return /^still used by /.test(message)
        ? { is: 'woken', by: 'dependents', within: capOf('blocked') }
        : { is: 'asked', within: capOf('blocked') }
    case 'AdoptionNotFound':
    case 'MassDisappearance':
      return { is: 'woken', by: 'AWS', within: capOf('blocked') }
    case 'AdoptedDiffers':
      return { is: 'woken', by: 'AWS', within: 600_000 }
    case 'Paused':
      return { is: 'held', by: 'paused' }
    case 'Planned':
      return { is: 'held', by: 'plan' }
    case 'ReadOnly':
      return { is: 'held', by: 'readonly' }
    case 'FailedState':
      return { is: 'replaced', within: capOf('terminal'), pause: 900_000 }
    case 'Begun':
      return { is: 'begun' }
    case 'Unseen':
    case 'Edited':
      return { is: 'unanswered' }
    case 'Unlisted':
      return { is: 'unknown' }
    default:
      return retriedAs(word)
  }
}

type Failure =
  | 'ReferenceInvalid'
  | 'AdoptionInvalid'
  | 'AdoptedGone'
  | 'AnnotationInvalid'
  | 'AlreadyExists'
  | 'NotOwned'
  | 'PlacementChanged'
  | 'InvalidSpec'
  | 'Throttled'
  | 'QuotaExceeded'
  | 'NoCapacity'
  | 'AccessDenied'
  | 'EndpointRefused'
  | 'RoleUnavailable'
  | 'Conflict'
  | 'Oscillating'
  | 'Unreachable'
  | 'AWSUnavailable'
  | 'AWSError'
  | 'WriteRefused'
  | 'InternalError'

function retriedAs(word: Failure): Next {
  const retried = (like: ErrorClass): Next => ({ is: 'retried', within: capOf(like), terminal: like === 'terminal' })
  switch (word) {
    case 'ReferenceInvalid':
    case 'AdoptionInvalid':
    case 'AdoptedGone':
    case 'AnnotationInvalid':
    case 'AlreadyExists':
    case 'NotOwned':
    case 'PlacementChanged':
    case 'InvalidSpec':
      return retried('terminal')
    case 'Throttled':
      return retried('throttle')
    case 'QuotaExceeded':
      return retried('quota')
    case 'NoCapacity':
      return retried('capacity')
    case 'AccessDenied':
    case 'EndpointRefused':
    case 'RoleUnavailable':
      return retried('auth')
    case 'Conflict':
      return retried('conflict')
    case 'Oscillating':
      return { is: 'retried', within: 600_000, terminal: false }
    case 'Unreachable':
    case 'AWSUnavailable':
      return retried('transient')
    case 'WriteRefused':
      return retried('refused')
    case 'AWSError':
    case 'InternalError':
      return retried('unknown')
  }
}

type ErrorClass = Extract<Parameters<typeof schedule>[0], { is: 'failed' }>['errorClass']

/** The longest time the engine lets pass before it tries again after an error of this class. */
function capOf(errorClass: ErrorClass): number {
  const next = schedule({ is: 'failed', reason: 'AWSError', why: '', errorClass })
  return next.do === 'retry' ? next.backoff.cap : 0
}

function intervalOf(object: KubeObject): number {
  const seconds = Number(object.metadata.annotations?.[annotation.interval])
  return seconds > 0 ? Math.max(5, seconds) * 1000 : sweep
}

/** The engine says when its search ends where it ends by the clock; else the intent says when it began. */
function searchedUntil(message: string, object: KubeObject): number | undefined {
  const told = Date.parse(/until (\d{4}-\d\d-\d\dT[\d:.]+Z)/.exec(message)?.[1] ?? '')
  if (!Number.isNaN(told)) return told
  const intent = decodeIntent(object.metadata.annotations?.[annotation.intent])
  return intent === undefined ? undefined : intent.at + quarantine
}
