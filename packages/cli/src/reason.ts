import type { Reason } from '@windlass/core'

/**
 * A reason, or what can be said without one: `Unseen`, no controller has touched it; `Begun`, one has, and has not
 * written a status; `Edited`, the status is of an older generation of the spec; `Unlisted`, another controller wrote a
 * reason that is not of the list.
 */
export type Word = Reason | 'Unseen' | 'Begun' | 'Edited' | 'Unlisted'

/** What each reason of a condition means, in one sentence. `docs/reasons.md` says more about each. */
const meanings: Readonly<Record<Reason, string>> = {
  InSync: 'AWS, read after the last write, matches the spec.',
  Creating: 'AWS has accepted the create and is making the object.',
  Updating: 'Fields were changed in AWS; it is read again until it shows them.',
  Deleting: 'AWS has been asked to delete the object and still shows it.',
  Waiting: 'The object is on its way to a state in which work can go on.',
  NamespaceUnknown: 'The controller does not know its namespace, which may say where it goes and whether it is kept.',
  DefinitionUnknown:
    'It is to be deleted, and the controller cannot see whether its whole definition is being deleted.',
  CreateOutcomeUnknown:
    'A create was sent, and nobody knows yet whether AWS made the object: a second one is not risked.',
  ReferenceNotReady: 'An object it refers to is not ready, so AWS cannot be asked yet.',
  ReferenceNotFound: 'An object it refers to does not exist.',
  ReferenceInvalid: 'A reference in the spec is wrong as it is written.',
  ReferenceCycle: 'Objects refer to each other in a circle, so none of them can be first.',
  BlockedByDependents: 'It is to be deleted, and something still uses it.',
  MassDeletion: 'It is one of so many that were deleted at once that their AWS objects are deleted slowly.',
  Paused: 'Somebody paused it: nothing is read or written for it.',
  Planned: 'It is in plan mode: what would be done is shown, and not done.',
  ReadOnly: 'It is only observed: nothing is written to AWS for it.',
  AdoptionNotFound: 'The AWS object that it should take over or observe does not exist.',
  AdoptionInvalid: 'The adoption annotations cannot be understood.',
  AdoptedGone: 'The AWS object that was adopted no longer exists, and adoption makes none.',
  MassDisappearance: 'Many objects vanished from AWS at once: none is made anew until a person or AWS says what is so.',
  AdoptedDiffers: 'It was adopted as AWS has it, and its spec says something else: both are left as they are.',
  AnnotationInvalid: 'An annotation has a value that is not understood, so nothing is done.',
  AlreadyExists: 'AWS has an object of this name already, and it was not made for this one.',
  NotOwned:
    'The AWS object is not shown to be this object’s: it belongs to another one, or nothing proves whose it is.',
  PlacementChanged: 'Its account, region or endpoint was changed, and an AWS object cannot move.',
  EndpointRefused: 'Its namespace names an address of AWS that the controller is not allowed to call.',
  Throttled: 'AWS refuses calls because there were too many in a short time.',
  QuotaExceeded: 'A quota of the AWS account is used up.',
  NoCapacity: 'AWS has no capacity for it at the moment.',
  AccessDenied: 'The credentials of the controller do not allow what is needed.',
  RoleUnavailable: 'An IAMRoleSelector gives the object a role, and this controller assumes none.',
  InvalidSpec: 'AWS refuses what the spec asks for.',
  FailedState: 'AWS accepted the object and then failed to bring it up.',
  Conflict: 'AWS is busy with another change that excludes this one.',
  Oscillating: 'Somebody else keeps undoing what is written: the controller has stopped fighting.',
  Unreachable: 'Nothing was sent to AWS: its address in that region is not known here, or cannot be reached.',
  AWSUnavailable: 'AWS did not answer, or answered with a failure of its own.',
  AWSError: 'AWS refused with an error that is not classified.',
  WriteRefused:
    'Kubernetes refuses what the controller writes to it: an admission policy or a permission is in the way.',
  InternalError: 'The controller could not finish its work: the Kubernetes API failed it, or it has a defect.',
}

/** The reasons of the closed list, in the order in which they are documented. */
export const reasons: readonly string[] = Object.keys(meanings)

/** Whether a word is a reason of the closed list. */
export function isReason(word: string): word is Reason {
  return Object.hasOwn(meanings, word)
}

/** Whose fault it is, or whose turn, as the end of a sentence. */
export type Fault = (typeof faults)[Word]

const faults = {
  InSync: undefined,
  Creating: 'nobody’s: AWS is at work',
  Updating: 'nobody’s: AWS is at work',
  Deleting: 'nobody’s: AWS is at work',
  Waiting: 'nobody’s: AWS is at work',
  NamespaceUnknown: 'that of the installation, if it lasts',
  DefinitionUnknown: 'that of the installation, if it lasts',
  CreateOutcomeUnknown: 'that of AWS or of the network: an answer was lost',
  ReferenceNotReady: 'that of the object it refers to',
  ReferenceNotFound: 'the manifest’s: that of this object, or one that was not applied',
  ReferenceInvalid: 'the manifest’s',
  ReferenceCycle: 'the manifest’s',
  BlockedByDependents: 'nobody’s: whoever uses it must let go first',
  MassDeletion: 'that of whoever deleted so many, unless it was meant',
  Paused: 'nobody’s: somebody asked for it',
  Planned: 'nobody’s: somebody asked for it',
  ReadOnly: 'nobody’s: somebody asked for it',
  AdoptionNotFound: 'the manifest’s',
  AdoptionInvalid: 'the manifest’s',
  AdoptedGone: 'that of whoever deleted it in AWS',
  MassDisappearance: 'not known: somebody deleted them, or AWS does not show them',
  AdoptedDiffers: 'the manifest’s',
  AnnotationInvalid: 'the manifest’s',
  AlreadyExists: 'the manifest’s, or that of whoever made the other object',
  NotOwned: 'the manifest’s: it names what it does not own in AWS',
  PlacementChanged: 'the manifest’s, or that of the controller’s flags',
  EndpointRefused: 'that of the namespace, or of the controller’s flags',
  Throttled: 'that of whoever spends the account’s request budget',
  QuotaExceeded: 'the AWS account’s: its quota',
  NoCapacity: 'AWS’s',
  AccessDenied: 'the AWS account’s: the credentials or permissions of the controller',
  RoleUnavailable: 'that of whoever wrote the IAMRoleSelector, or chose this controller',
  InvalidSpec: 'the manifest’s',
  FailedState: 'the manifest’s, or that of something around the object in AWS',
  Conflict: 'nobody’s: AWS is busy',
  Oscillating: 'that of another party that sets the same field',
  Unreachable: 'that of whoever chose the region, or of the network of the controller',
  AWSUnavailable: 'that of AWS or of the network',
  AWSError: 'not known: read what AWS says',
  WriteRefused: 'that of the admission policy or permission that Kubernetes names',
  InternalError: 'that of the Kubernetes API or of the controller',
  Unseen: 'that of the installation, if it lasts',
  Begun: 'nobody’s yet',
  Edited: 'that of the installation, if it lasts',
  Unlisted: 'not known',
} as const satisfies Readonly<Record<Word, string | undefined>>

/** Whose fault a word is; undefined when there is none. */
export function faultOf(word: Word): Fault {
  return faults[word]
}

/** What a word means, in one sentence. */
export function meaningOf(word: Word): string {
  switch (word) {
    case 'Unseen':
      return 'No controller has reported on it: none runs for this kind or namespace, or it has only just been applied.'
    case 'Begun':
      return 'A controller works on it. What it waits for shows in its Events at once, and in its status when it lasts for 15 s.'
    case 'Edited':
      return 'What its conditions say is about an older version of the spec.'
    case 'Unlisted':
      return 'Its conditions were written by another controller, in words that are not known here.'
    default:
      return meanings[word]
  }
}
