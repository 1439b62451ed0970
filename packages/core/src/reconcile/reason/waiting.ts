import { ack, annotation } from '../wish/names.ts'
import { again, type Rows } from './row.ts'

/** Reasons under the heading "Waiting for others" of docs/reasons.md. */
export const waiting = {
  ReferenceNotReady: {
    state: 'blocked',
    says: 'An object it refers to is not ready, so AWS cannot be asked yet.',
    meaning:
      'A create needs an object that is not in sync yet, or a field leads to one that has no id yet, is on its way in AWS, has failed there, or is being deleted.',
    controller:
      'Goes on when that object is ready. What can be changed later waits for the id alone, and so does a create that the other object waits for.',
    you: 'Look at that object: `windlass why` follows the references to the one that holds up the rest.',
    next: 'see why that object is not in sync. This one then continues by itself.',
    fault: 'Cause: the object it refers to.',
    cause: 'reference',
    steps: ['Nothing here: it goes on when the object it refers to is ready.'],
  },
  ReferenceNotFound: {
    state: 'blocked',
    says: 'An object it refers to does not exist.',
    meaning: 'An object it refers to does not exist, or its kind is not installed.',
    controller: 'Goes on when the object appears.',
    you: 'Create it, or correct the name or namespace in the reference.',
    next: 'create that object, or correct the reference.',
    fault: 'Cause: this manifest, or one that was not applied.',
    cause: 'reference',
    steps: [`Create the object that is missing, or correct the reference: {edit}`],
  },
  ReferenceCycle: {
    state: 'blocked',
    says: 'Objects refer to each other in a circle, so none of them can be first.',
    meaning: 'Objects refer to each other in a circle, so each waits for the other.',
    controller: 'Waits; a circle does not resolve by waiting.',
    you: 'Give one of them an AWS identifier in place of its reference, or take the reference away.',
    next: 'give one of these objects an AWS identifier in place of its reference.',
    fault: 'Cause: this manifest.',
    cause: 'reference',
    steps: [`Break the circle: give one of the objects an AWS identifier in place of its reference: {edit}`],
  },
  HeldByAnother: {
    state: 'blocked',
    says: 'It asks for what only one can have, and another one has it.',
    meaning:
      'It asks for something in AWS that one object alone can have, such as the place of the DHCP options of a VPC, and another object holds it. Whoever holds it keeps it: two that take it from each other would never rest.',
    controller: 'Leaves it to its holder, manages everything else, and takes it once it is given back.',
    you: 'Take it out of one of the two objects.',
    next: 'take it out of one of the two objects. This one goes on by itself once the other has given it back.',
    fault: 'the manifest’s, or that of the object which holds it',
    cause: 'conflict',
    steps: [`Take what the message names out of this object: {edit}`, 'Or take it out of the object that holds it.'],
  },
  AwaitingAcceptance: {
    state: 'blocked',
    says: 'Somebody else must accept it before AWS goes on.',
    meaning: 'It is in a state that somebody else must end: whoever is to accept it, as the message says.',
    controller: 'Looks every 1 to 2 s for ten minutes, then every 15 s, and goes on the moment it is accepted.',
    you: 'Have it accepted by the party that the message names, or delete the object.',
    next: 'have it accepted by the party named; this then continues by itself.',
    fault: 'Waiting: somebody must accept it.',
    cause: undefined,
    steps: [`Have it accepted by the party that the message names, or delete it: {delete}`],
  },
  BlockedByDependents: {
    state: 'blocked',
    says: 'It is to be deleted, and something still uses it.',
    meaning:
      'It is to be deleted, and something still uses it: objects in Kubernetes, which the message names, or something in AWS.',
    controller: 'Does not ask AWS while objects in Kubernetes use it; deletes it when the last user is gone.',
    you: 'Delete the users that are named. What only AWS has must be removed there.',
    next: 'delete what uses it, or remove its reference; this then continues by itself.',
    fault: 'Waiting: it is still in use.',
    cause: 'dependency',
    steps: [`Remove what the message names: objects in AWS are removed there. Then, to not wait: {touch}`],
  },
  MassDeletion: {
    state: 'progressing',
    says: 'It is one of so many that were deleted at once that their AWS objects are deleted slowly.',
    meaning:
      'More than 500 objects of the controller were deleted within ten minutes, and more than half of all it has. That is how a mistake looks.',
    controller:
      'Deletes their AWS objects at 10 a minute, each in its turn, also after a restart. Fewer deletions are never slowed.',
    you: 'If it was meant, annotate the namespace with `windlass.dev/mass-deletion: allow`, or start the controller with `--mass-deletion allow`. If not, stop whoever deletes, and annotate what is to stay in AWS with `services.k8s.aws/deletion-policy: retain`.',
    next: `if it was meant, annotate the namespace with ${annotation.massDeletion}=allow. If not, stop whoever deletes, and annotate what is to stay with ${ack.deletionPolicy}=retain.`,
    fault: 'Cause: very many objects were deleted at once.',
    cause: undefined,
    steps: [
      `If it was meant: kubectl annotate namespace {namespace} ${annotation.massDeletion}=allow`,
      `If not, stop whoever deletes, and keep in AWS what is to stay: {annotate} services.k8s.aws/deletion-policy=retain`,
    ],
  },
  AdoptionNotFound: {
    state: 'blocked',
    says: 'The AWS object that it should take over or observe does not exist.',
    meaning: 'The AWS object that is to be adopted or observed does not exist.',
    controller: 'Looks for it once a minute.',
    you: 'Correct the id in `services.k8s.aws/adoption-fields`, and account and region.',
    next: `correct the id in the annotation ${ack.adoptionFields}, or the region. It is looked for every minute.`,
    fault: 'Cause: this manifest.',
    cause: 'reference',
    steps: [`Correct the id in the annotation services.k8s.aws/adoption-fields: {edit}`, again],
  },
  AdoptedDiffers: {
    state: 'blocked',
    says: 'It was adopted as AWS has it, and its spec says something else: both are left as they are.',
    meaning:
      'The object was adopted as AWS has it, and its spec says something else in the fields that the message lists, with both values.',
    controller:
      'Leaves those fields as they are in spec and AWS, manages the others, and looks again with every sweep.',
    you: 'Edit the spec: to what AWS has, to keep that, or to anything else, to have it written. Or set `services.k8s.aws/adoption-policy: adopt-or-create`, and the spec is written as it is.',
    next: `edit the spec: say there what AWS has, to keep that, or anything else, to have it written to AWS. With the annotation ${ack.adoptionPolicy}=adopt-or-create the spec is written as it is.`,
    fault: 'Cause: this manifest.',
    cause: undefined,
    steps: [
      `Edit these fields, to what AWS has or to what it should have: {edit}`,
      `Or have the whole spec written: {annotate} --overwrite services.k8s.aws/adoption-policy=adopt-or-create`,
    ],
  },
} as const satisfies Rows
