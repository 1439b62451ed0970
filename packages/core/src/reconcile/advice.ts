import { cut, escaped } from '../words/foreign.ts'
import { ack, annotation } from './names.ts'
import { type Outcome, type Reason, schedule } from './outcome.ts'

/** How a pass ended that is not through. */
export type Unsettled = Extract<Outcome, { readonly why: string }>

const before = '. Next: '

/** Bytes of a condition before its advice: room for what AWS says of several refusals. What users write may be longer. */
const most = 8192

/**
 * What a condition says of an outcome: what is the case, and behind `Next:` what a person can do, `nothing` included, and
 * how long the controller waits before it tries again. The same outcome is always said in the same words.
 */
export function advised(outcome: Unsettled): string {
  return `${cut(escaped(outcome.why), most).replace(/[.\s]+$/, '')}${before}${step(outcome)}${retry(outcome)}`
}

/** The message of a condition without its advice. */
export function unadvised(message: string): string {
  const end = message.lastIndexOf(before)
  return end < 0 ? message : message.slice(0, end)
}

const steps: Readonly<Record<Exclude<Reason, 'InSync' | 'AccessDenied'>, string>> = {
  Creating: 'nothing to do, it is looked at until AWS shows it.',
  Updating: 'nothing to do, it is looked at until AWS shows the change.',
  Deleting: 'nothing to do, it is looked at until AWS no longer has it.',
  Waiting:
    'nothing to do, it goes on when that changes. If it takes far longer than AWS usually does, see the events of the object.',
  NamespaceUnknown:
    'nothing to do, unless a permission is missing: then grant it, or start the controller with --namespace-annotations off if namespaces say nothing to it.',
  DefinitionUnknown: `let the controller get customresourcedefinitions, or start it with --definition-deletion default. To keep the AWS object whatever comes, annotate this one with ${ack.deletionPolicy}=retain.`,
  CreateOutcomeUnknown:
    'nothing to do. AWS is searched, and asked again only if the search finds nothing; do not create it by hand meanwhile.',
  ReferenceNotReady: 'see why that object is not in sync. This one goes on by itself as soon as it is.',
  ReferenceNotFound: 'create that object, or correct the reference.',
  ReferenceInvalid: 'correct that reference in the spec.',
  ReferenceCycle: 'give one of these objects an AWS identifier in place of its reference.',
  BlockedByDependents: 'delete what uses it, or take the use away; this goes on by itself then.',
  MassDeletion: `if it was meant, annotate the namespace with ${annotation.massDeletion}=allow. If not, stop whoever deletes, and annotate what is to stay with ${ack.deletionPolicy}=retain.`,
  Paused: `remove the annotation ${annotation.paused}.`,
  Planned: `to have this done, remove the annotation ${annotation.mode}.`,
  ReadOnly: `to have it managed, remove the annotation ${ack.readOnly}.`,
  AdoptionNotFound: `correct the id in the annotation ${ack.adoptionFields}, or the region. It is looked for every minute.`,
  AdoptionInvalid: 'correct that annotation.',
  AdoptedGone: `to have one made in its place, set the annotation ${ack.adoptionPolicy} to adopt-or-create; to adopt another, make a new object; else delete this one.`,
  MassDisappearance: `find out why they are gone: deleted by somebody, or other credentials, another endpoint, a failure of AWS. If they really are, annotate any one of them with ${annotation.replaceMissing} and the present time.`,
  AdoptedDiffers: `edit the spec: say there what AWS has, to keep that, or anything else, to have it written to AWS. With the annotation ${ack.adoptionPolicy}=adopt-or-create the spec is written as it is.`,
  AnnotationInvalid: 'correct that annotation; until then nothing is done for the object.',
  AlreadyExists: `adopt it with the annotation ${ack.adoptionPolicy}, choose another name, or remove it in AWS.`,
  NotOwned: 'leave it to its owner and delete this object, which leaves AWS as it is; or do what is said there.',
  PlacementChanged: 'put account, region and endpoint back, or make a new object for the new place.',
  EndpointRefused: `remove the annotation ${ack.endpoint} of the namespace, or allow its host by --allow-namespace-endpoints.`,
  Throttled: 'nothing to do. If it lasts, find what else calls AWS in this account and region.',
  QuotaExceeded: 'ask for more in Service Quotas, or delete what is not needed.',
  NoCapacity: 'wait, or choose another zone or size.',
  RoleUnavailable:
    'narrow the IAMRoleSelector so that it does not cover this object, or leave the object to a controller that assumes the role.',
  InvalidSpec: 'correct what AWS names; an edit is tried at once.',
  FailedState: 'mend what AWS names, in the spec or around the object; an edit is tried at once.',
  Conflict: 'nothing to do. If it lasts, find what else changes the object in AWS.',
  Oscillating: 'find who else sets this field, in CloudTrail for instance, or leave it out of the spec.',
  Unreachable: `correct the region, which is that of the annotation ${ack.region}, of ${ack.defaultRegion} on the namespace or of the controller; if it is right, see the names and the network that the controller reaches.`,
  AWSUnavailable:
    'nothing to do. If it lasts, see the AWS Health Dashboard and the network between controller and AWS.',
  AWSError: 'read what AWS says; if the spec is at fault, correct it.',
  WriteRefused:
    'correct what Kubernetes names: an admission policy, a permission of the controller, or the object itself.',
  InternalError: 'see the log of the controller. If the Kubernetes API is not at fault, report it as a defect.',
}

function step(outcome: Unsettled): string {
  if (outcome.reason === 'InSync') return ''
  if (outcome.reason === 'AccessDenied') return access(outcome)
  return steps[outcome.reason]
}

/** Whether a permission is missing or the credentials themselves are bad decides who can mend it. */
function access(outcome: Unsettled): string {
  const by = 'by' in outcome ? outcome.by : undefined
  if (by === undefined)
    return `run a controller with credentials of that account, or remove the annotation ${ack.ownerAccount} of the namespace.`
  if (/^(AccessDenied|UnauthorizedOperation|NotAuthorized)/.test(by.code))
    return `allow the role of the controller the action ${by.action}.`
  return 'renew the credentials of the controller; it need not be restarted if they come from a file or a role.'
}

/** How long the controller waits at most before it tries again, as a sentence behind another; empty where it just waits. */
export function retry(outcome: Unsettled): string {
  if (outcome.is !== 'failed') return ''
  const next = schedule(outcome)
  return next.do === 'retry' ? ` It is tried again within ${span(next.backoff.cap)}.` : ''
}

function span(ms: number): string {
  if (ms < 60_000) return `${ms / 1000} s`
  return ms === 60_000 ? 'a minute' : `${ms / 60_000} minutes`
}
