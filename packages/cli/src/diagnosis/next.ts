import type { KubeObject } from '@windlass/core/kube'
import { annotation, decodeIntent, schedule } from '@windlass/core/object'
import type { Finding } from './finding.ts'
import type { Word } from './reason.ts'

/** What the controller does next without anybody's help. Durations and points in time are in milliseconds. */
export type Next =
  /** AWS is compared with the spec again and again; how often, only the annotation of an object tells. */
  | { readonly is: 'verified'; readonly every: number | undefined }
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

const quarantine = 300_000

/** What happens next, by the rule of the engine for the reason. Pure. */
export function nextOf(finding: Finding, object: KubeObject): Next {
  const rule = rules[finding.word]
  return typeof rule === 'function' ? rule(finding, object) : rule
}

const retried = (like: ErrorClass): Next => ({ is: 'retried', within: capOf(like), terminal: like === 'terminal' })

const rules: Readonly<Record<Word, Next | ((finding: Finding, object: KubeObject) => Next)>> = {
  InSync: (_, object) => ({ is: 'verified', every: intervalOf(object) }),
  Creating: { is: 'polled', every: 2000, later: 15_000 },
  Updating: { is: 'polled', every: 2000, later: 15_000 },
  Deleting: { is: 'polled', every: 2000, later: 15_000 },
  Waiting: { is: 'polled', every: 2000, later: 15_000 },
  MassDeletion: { is: 'queued' },
  DefinitionUnknown: { is: 'retried', within: 5000, terminal: false },
  NamespaceUnknown: { is: 'retried', within: capOf('auth'), terminal: false },
  CreateOutcomeUnknown: ({ message }, object) => ({ is: 'searched', until: searchedUntil(message, object) }),
  ReferenceNotReady: { is: 'woken', by: 'reference', within: capOf('blocked') },
  ReferenceNotFound: { is: 'woken', by: 'reference', within: capOf('blocked') },
  ReferenceCycle: { is: 'woken', by: 'reference', within: capOf('blocked') },
  AwaitingAcceptance: { is: 'polled', every: 2000, later: 15_000 },
  HeldByAnother: { is: 'asked', within: capOf('blocked') },
  Ended: { is: 'woken', by: 'AWS', within: 600_000 },
  BlockedByDependents: ({ message }) =>
    /^still used by /.test(message)
      ? { is: 'woken', by: 'dependents', within: capOf('blocked') }
      : { is: 'asked', within: capOf('blocked') },
  AdoptionNotFound: { is: 'woken', by: 'AWS', within: capOf('blocked') },
  MassDisappearance: { is: 'woken', by: 'AWS', within: capOf('blocked') },
  AdoptedDiffers: { is: 'woken', by: 'AWS', within: 600_000 },
  Paused: { is: 'held', by: 'paused' },
  Planned: { is: 'held', by: 'plan' },
  ReadOnly: { is: 'held', by: 'readonly' },
  FailedState: { is: 'replaced', within: capOf('terminal'), pause: 900_000 },
  Begun: { is: 'begun' },
  Unseen: { is: 'unanswered' },
  Edited: { is: 'unanswered' },
  Unlisted: { is: 'unknown' },
  ImmutableDiffers: retried('terminal'),
  ReferenceInvalid: retried('terminal'),
  AdoptionInvalid: retried('terminal'),
  AdoptedGone: retried('terminal'),
  AnnotationInvalid: retried('terminal'),
  AlreadyExists: retried('terminal'),
  NotOwned: retried('terminal'),
  PlacementChanged: retried('terminal'),
  InvalidSpec: retried('terminal'),
  Throttled: retried('throttle'),
  QuotaExceeded: retried('quota'),
  NoCapacity: retried('capacity'),
  AccessDenied: retried('auth'),
  EndpointRefused: retried('auth'),
  RoleUnavailable: retried('auth'),
  Conflict: retried('conflict'),
  Oscillating: { is: 'retried', within: 600_000, terminal: false },
  Unreachable: retried('transient'),
  AWSUnavailable: retried('transient'),
  WriteRefused: retried('refused'),
  AWSError: retried('unknown'),
  InternalError: retried('unknown'),
}

type ErrorClass = Extract<Parameters<typeof schedule>[0], { is: 'failed' }>['errorClass']

/** The longest time the engine lets pass before it tries again after an error of this class. */
function capOf(errorClass: ErrorClass): number {
  const next = schedule({ is: 'failed', reason: 'AWSError', why: '', errorClass })
  return next.do === 'retry' ? next.backoff.cap : 0
}

function intervalOf(object: KubeObject): number | undefined {
  const seconds = Number(object.metadata.annotations?.[annotation.interval])
  return seconds > 0 ? Math.max(5, seconds) * 1000 : undefined
}

/** The engine says when its search ends where it ends by the clock; else the intent says when it began. */
function searchedUntil(message: string, object: KubeObject): number | undefined {
  const told = Date.parse(/until (\d{4}-\d\d-\d\dT[\d:.]+Z)/.exec(message)?.[1] ?? '')
  if (!Number.isNaN(told)) return told
  const intent = decodeIntent(object.metadata.annotations?.[annotation.intent])
  return intent === undefined ? undefined : intent.at + quarantine
}
