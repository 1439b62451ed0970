import { annotation } from '@windlass/core'
import type { Ident } from './facts.ts'
import type { Word } from './reason.ts'

/** The next steps a person can take about one object, as sentences and commands. Empty when there is nothing to do. */
export function stepsOf(word: Word, who: Ident): readonly string[] {
  const edit = command('edit', who)
  const again = `When it was mended outside the spec, have it looked at now: ${touch(who)}`
  switch (word) {
    case 'InSync':
    case 'Creating':
    case 'Updating':
    case 'Deleting':
    case 'Begun':
      return []
    case 'Throttled':
      return ['Nothing, unless it lasts: then find what else calls AWS in this account and region, by CloudTrail.']
    case 'Waiting':
      return [
        `Nothing, unless it lasts much longer than AWS usually takes; then see its events: ${command('describe', who)}`,
      ]
    case 'DefinitionUnknown':
      return [
        `Let the controller get customresourcedefinitions. To keep the AWS object whatever comes: ${command('annotate', who)} services.k8s.aws/deletion-policy=retain`,
      ]
    case 'NamespaceUnknown':
      return [
        'If a permission is missing, grant it to the controller, or start it with --namespace-annotations off if namespaces say nothing to it.',
      ]
    case 'CreateOutcomeUnknown':
      return ['Nothing: it settles by itself. Do not create the object by hand meanwhile.']
    case 'ReferenceNotReady':
      return ['Nothing here: it goes on when the object it refers to is ready.']
    case 'ReferenceNotFound':
      return [`Create the object that is missing, or correct the reference: ${edit}`]
    case 'ReferenceInvalid':
      return [`Correct the reference that the message names: ${edit}`]
    case 'ReferenceCycle':
      return [`Break the circle: give one of the objects an AWS identifier in place of its reference: ${edit}`]
    case 'BlockedByDependents':
      return [`Remove what the message names: objects in AWS are removed there. Then, to not wait: ${touch(who)}`]
    case 'MassDeletion':
      return [
        `If it was meant: kubectl annotate namespace ${who.namespace} ${annotation.massDeletion}=allow`,
        `If not, stop whoever deletes, and keep in AWS what is to stay: ${command('annotate', who)} services.k8s.aws/deletion-policy=retain`,
      ]
    case 'Paused':
      return [`Resume it: ${command('annotate', who)} ${annotation.paused}-`]
    case 'Planned':
      return [`Have the plan carried out: ${command('annotate', who)} ${annotation.mode}-`]
    case 'ReadOnly':
      return [`To have it managed: ${command('annotate', who)} services.k8s.aws/read-only-`]
    default:
      return mend(word, who, edit, again)
  }
}

type Trouble =
  | 'AdoptionNotFound'
  | 'AdoptionInvalid'
  | 'AdoptedGone'
  | 'MassDisappearance'
  | 'AdoptedDiffers'
  | 'AnnotationInvalid'
  | 'AlreadyExists'
  | 'NotOwned'
  | 'PlacementChanged'
  | 'EndpointRefused'
  | 'QuotaExceeded'
  | 'NoCapacity'
  | 'AccessDenied'
  | 'RoleUnavailable'
  | 'InvalidSpec'
  | 'FailedState'
  | 'Conflict'
  | 'Oscillating'
  | 'Unreachable'
  | 'AWSUnavailable'
  | 'AWSError'
  | 'WriteRefused'
  | 'InternalError'
  | 'Unseen'
  | 'Edited'
  | 'Unlisted'

function mend(word: Trouble, who: Ident, edit: string, again: string): readonly string[] {
  switch (word) {
    case 'AdoptionNotFound':
      return [`Correct the id in the annotation services.k8s.aws/adoption-fields: ${edit}`, again]
    case 'AdoptionInvalid':
      return [`Correct the annotations services.k8s.aws/adoption-policy and adoption-fields: ${edit}`]
    case 'AdoptedGone':
      return [
        `Have one made in its place: ${command('annotate', who)} --overwrite services.k8s.aws/adoption-policy=adopt-or-create`,
        `Or let the object go: ${command('delete', who)}`,
      ]
    case 'MassDisappearance':
      return [
        "Find out why they are gone: deleted by somebody (CloudTrail), or the controller's credentials, region or endpoint, or a failure of AWS. What AWS shows again goes on by itself.",
        `If they really are gone: ${command('annotate', who)} --overwrite ${annotation.replaceMissing}="$(date -u +%Y-%m-%dT%H:%M:%SZ)"`,
      ]
    case 'AdoptedDiffers':
      return [
        `Edit these fields, to what AWS has or to what it should have: ${edit}`,
        `Or have the whole spec written: ${command('annotate', who)} --overwrite services.k8s.aws/adoption-policy=adopt-or-create`,
      ]
    case 'AnnotationInvalid':
      return [`Correct the annotation that the message names: ${edit}`]
    case 'AlreadyExists':
      return [
        `Take over the AWS object with services.k8s.aws/adoption-policy and adoption-fields, or choose another name: ${edit}`,
        again,
      ]
    case 'NotOwned':
      return ['Leave it to its owner and delete this object, which leaves AWS as it is; or do what the message says.']
    case 'PlacementChanged':
      return [
        `Put account, region or endpoint back as the message says, or make a new object for the new place: ${edit}`,
      ]
    case 'EndpointRefused':
      return [
        `Remove the annotation of the namespace: kubectl annotate namespace ${who.namespace} services.k8s.aws/endpoint-url-`,
      ]
    case 'QuotaExceeded':
      return ['Ask AWS for a higher quota (Service Quotas), or remove what is not needed.', again]
    case 'NoCapacity':
      return [`Wait, or choose another zone or size: ${edit}`]
    case 'AccessDenied':
      return [
        "If AWS names an action, allow it to the controller's role; otherwise renew the controller's credentials.",
        again,
      ]
    case 'RoleUnavailable':
      return [
        'Narrow the IAMRoleSelector that the message names so that it does not cover this object, or leave the object to a controller that assumes the role.',
      ]
    case 'InvalidSpec':
      return [`Correct what AWS's message names: ${edit}`, again]
    case 'FailedState':
      return [`Mend what AWS's message names, in the spec or in the objects around it: ${edit}`, again]
    case 'Unreachable':
      return [
        `Correct the region: the annotation services.k8s.aws/region of the object, services.k8s.aws/default-region of its namespace, or the region of the controller: ${edit}`,
        'If the region is right, see whether the pod of the controller resolves and reaches the address that the message names.',
      ]
    case 'WriteRefused':
      return [`Correct the admission policy, the permission or the object that the message names: ${edit}`, again]
    case 'Conflict':
      return [`Nothing, unless it lasts: then find what else changes the object in AWS. ${again}`]
    default:
      return inquire(word, who, edit, again)
  }
}

type Mystery = 'Oscillating' | 'AWSUnavailable' | 'AWSError' | 'InternalError' | 'Unseen' | 'Edited' | 'Unlisted'

function inquire(word: Mystery, who: Ident, edit: string, again: string): readonly string[] {
  switch (word) {
    case 'Oscillating':
      return [
        'Find who else sets the field that the message names (CloudTrail, another cluster or tool), or leave the field out of the spec.',
      ]
    case 'AWSUnavailable':
      return ['Nothing, unless it lasts: then see the AWS Health Dashboard and the network of the controller.']
    case 'AWSError':
      return [`Read AWS's message; if the spec is at fault: ${edit}`, again]
    case 'InternalError':
      return ["See the controller's log for this object; when it is not the Kubernetes API, report it as a defect."]
    case 'Unseen':
    case 'Edited':
      return [
        'If this lasts longer than a minute, see whether a controller for this kind runs (kubectl get pods --all-namespaces), and whether its --watch-namespace, --watch-selectors and --reconcile-resources leave this object to it.',
      ]
    case 'Unlisted':
      return [`See what that controller says: ${command('describe', who)}`]
  }
}

/** What a person does when no controller runs. */
export const stepsForNobody: readonly string[] = [
  'Start the controller: see its pod (kubectl get pods --all-namespaces) and the last line of its log (kubectl logs --previous).',
]

/** What to do about a second AWS object of one object. */
export const stepsForTwin: readonly string[] = [
  'Decide about the second AWS object, unless it is being removed: delete it in AWS, or take its tag services.k8s.aws/uid off it.',
]

/** What a person does about an object in sync that could not be compared with AWS lately. */
export const stepsForDoubt: readonly string[] = [
  'Mend what keeps the controller from asking AWS: its credentials, its permissions, or the network. Nothing else is needed: the next look is at most one interval away.',
]

/** What a person does about an object that is referred to and does not exist. */
export function stepsForMissing(to: Ident, from: Ident, via: string): readonly string[] {
  return [`Create ${label(to)}, or correct ${via} of ${label(from)}: ${command('edit', from)}`]
}

/** What a person does about an object that is referred to while it is being deleted. */
export function stepsForLeaving(to: Ident, from: Ident): readonly string[] {
  return [
    `${label(to)} is being deleted: delete ${label(from)} too (${command('delete', from)}), or let it refer to another (${command('edit', from)})`,
  ]
}

/** The commands that delete some objects, one for each kind and namespace. */
export function deleting(objects: readonly Ident[]): readonly string[] {
  const groups = new Map<string, Ident>()
  for (const one of objects) {
    const key = `${one.singular}.${one.group} ${one.namespace}`
    const before = groups.get(key)
    groups.set(key, before === undefined ? one : { ...before, name: `${before.name} ${one.name}` })
  }
  return [...groups.values()].map((some) => command('delete', some))
}

/** `VPC default/main` */
export function label({ kind, namespace, name }: Ident): string {
  return `${kind === '' ? 'an object named' : kind} ${namespace === '' ? '' : `${namespace}/`}${name}`
}

/** A kubectl command on one object. */
export function command(verb: string, { singular, group, namespace, name }: Ident): string {
  return `kubectl ${verb} ${singular}.${group} ${name}${namespace === '' ? '' : ` -n ${namespace}`}`
}

const touch = (who: Ident) => `${command('annotate', who)} --overwrite ${annotation.requested}="$(date +%s)"`
