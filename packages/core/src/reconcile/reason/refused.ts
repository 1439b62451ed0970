import { ack, annotation } from '../wish/names.ts'
import { again, type Rows } from './row.ts'

/** Reasons under the heading "Refused for good" of docs/reasons.md. */
export const refused = {
  InvalidSpec: {
    state: 'failed',
    says: 'AWS refuses what the spec asks for.',
    meaning: "AWS refuses what the spec asks for; the message has AWS's code and words.",
    controller: 'Tries again within 10 minutes, and at once after an edit.',
    you: 'Correct the field that AWS names.',
    next: 'correct what AWS names; an edit is tried at once.',
    fault: 'Cause: this manifest.',
    cause: undefined,
    steps: [`Correct what AWS's message names: {edit}`, again],
  },
  ImmutableDiffers: {
    state: 'failed',
    says: 'AWS has it otherwise than the spec says, in fields that nothing can change.',
    meaning:
      'AWS has something else than the spec says in fields that a create gives and nothing can change later; the message lists them with both values. A reference that stands for another object by now is such a difference. An object that was to be adopted was not, and nothing was written.',
    controller:
      'Leaves those fields as they are, manages the others of an object that is its own, and lets others refer to it. Looks again within 10 minutes, and at once after an edit.',
    you: 'Put back in the spec what AWS has, or delete the object and create it anew, or make another one beside it.',
    next: 'put back in the spec what AWS has, or delete the object and create it anew, or make another one beside it.',
    fault: 'Cause: this manifest, or the replacement of what it refers to.',
    cause: undefined,
    steps: [
      `Put back what AWS has in the fields that the message lists: {edit}`,
      `Or delete it and create it anew: {delete}`,
    ],
  },
  ReferenceInvalid: {
    state: 'failed',
    says: 'A reference in the spec is wrong as it is written.',
    meaning:
      'A reference is wrong as written: it names no object, stands beside the identifier it replaces, or crosses namespaces where that is forbidden.',
    controller: 'Looks again within 10 minutes, and at once after an edit.',
    you: 'Correct the reference that the message names.',
    next: 'correct that reference in the spec.',
    fault: 'Cause: this manifest.',
    cause: 'reference',
    steps: [`Correct the reference that the message names: {edit}`],
  },
  AdoptionInvalid: {
    state: 'failed',
    says: 'The adoption annotations cannot be understood.',
    meaning: 'The adoption annotations cannot be understood.',
    controller: 'Looks again within 10 minutes, and at once after an edit.',
    you: 'Set `services.k8s.aws/adoption-policy` to `adopt` or `adopt-or-create`, and `adoption-fields` to a JSON object with the id, which must not be empty.',
    next: 'correct that annotation.',
    fault: 'Cause: this manifest.',
    cause: undefined,
    steps: [`Correct the annotations services.k8s.aws/adoption-policy and adoption-fields: {edit}`],
  },
  AnnotationInvalid: {
    state: 'failed',
    says: 'An annotation has a value that is not understood, so nothing is done.',
    meaning:
      'An annotation that decides whether anything is done has a value that is not understood; the message says which values there are.',
    controller:
      'Does nothing for the object, its deletion included. Looks again within 10 minutes, and at once after an edit.',
    you: 'Correct the annotation, or remove it.',
    next: 'correct that annotation; until then nothing is done for the object.',
    fault: 'Cause: this manifest.',
    cause: undefined,
    steps: [`Correct the annotation that the message names: {edit}`],
  },
  AdoptedGone: {
    state: 'failed',
    says: 'The AWS object that was adopted no longer exists, and adoption makes none.',
    meaning:
      'AWS states that the object which was adopted no longer exists. By the policy `adopt` nothing is ever created, so none is made in its place. The same is said of an object that another account shares with this one.',
    controller: 'Looks again within 10 minutes, and at once after an edit.',
    you: 'Set `services.k8s.aws/adoption-policy` to `adopt-or-create` to have one made, or delete the object.',
    next: `to have one made in its place, set the annotation ${ack.adoptionPolicy} to adopt-or-create; to adopt another, make a new object; else delete this one.`,
    fault: 'Cause: somebody deleted it in AWS.',
    cause: undefined,
    steps: [
      `Have one made in its place: {annotate} --overwrite services.k8s.aws/adoption-policy=adopt-or-create`,
      `Or let the object go: {delete}`,
    ],
  },
  MassDisappearance: {
    state: 'blocked',
    says: 'Many objects vanished from AWS at once: none is made anew until a person or AWS says what is so.',
    meaning:
      'Many objects of this kind vanished from one account and region within ten minutes. That is rarely what it looks like: credentials of another account, a wrong endpoint, a failure of AWS, or a script. Until it is clear, none of them is made anew.',
    controller:
      'Goes on asking AWS. It ends when AWS shows them again, when a person says so, or after 30 minutes in which AWS has stated of each of them three times that it does not exist; then at most ten a minute are made anew.',
    you: 'Find out why. If they really are gone, set the annotation `windlass.dev/replace-missing` of any one of them to the present time (RFC 3339).',
    next: `find out why they are gone: deleted by somebody, or other credentials, another endpoint, a failure of AWS. If they really are, annotate any one of them with ${annotation.replaceMissing} and the present time.`,
    fault: 'Cause: not known; somebody deleted them, or AWS does not show them.',
    cause: undefined,
    steps: [
      "Find out why they are gone: deleted by somebody (CloudTrail), or the controller's credentials, region or endpoint, or a failure of AWS. What AWS shows again goes on by itself.",
      `If they really are gone: {annotate} --overwrite ${annotation.replaceMissing}="$(date -u +%Y-%m-%dT%H:%M:%SZ)"`,
    ],
  },
  AlreadyExists: {
    state: 'failed',
    says: 'AWS has an object of this name already, and it was not made for this one.',
    meaning:
      "AWS has an object with the same key, and it does not carry this object's tags; of a mount target, that AWS had one there before.",
    controller: 'Leaves that object alone. Looks again within 10 minutes.',
    you: 'Adopt it by annotation, choose another name, or remove it in AWS.',
    next: `adopt it with the annotation ${ack.adoptionPolicy}, choose another name, or remove it in AWS.`,
    fault: 'Cause: this manifest, or whoever made the other object.',
    cause: 'conflict',
    steps: [
      `Take over the AWS object with services.k8s.aws/adoption-policy and adoption-fields, or choose another name: {edit}`,
      again,
    ],
  },
  NotOwned: {
    state: 'failed',
    says: 'The AWS object is not shown to be this object’s: it belongs to another one, or nothing proves whose it is.',
    meaning:
      "The AWS object belongs to another Kubernetes object or cluster, or nothing but the id in status says that it is this object's. The message names the owner.",
    controller:
      'Leaves it alone, also when the object is deleted. Looks again within 10 minutes, and at once after an edit.',
    you: 'Leave it to its owner and delete this object. If the owner is no more, do what the message says: mostly the annotation `services.k8s.aws/adoption-policy: adopt`.',
    next: 'leave it to its owner and delete this object, which leaves AWS as it is; or do what is said there.',
    fault: 'Cause: this manifest names what it does not own in AWS.',
    cause: 'conflict',
    steps: ['Leave it to its owner and delete this object, which leaves AWS as it is; or do what the message says.'],
  },
  PlacementChanged: {
    state: 'failed',
    says: 'Its account, region or endpoint was changed, and an AWS object cannot move.',
    meaning:
      'The account, region or endpoint that now applies is not the one in which the object exists. AWS objects cannot move.',
    controller: 'Leaves it where it is, and looks for it nowhere else. Looks again within 10 minutes.',
    you: 'Put account, region and endpoint back, or make a new object for the new place.',
    next: 'put account, region and endpoint back, or make a new object for the new place.',
    fault: 'Cause: this manifest, or the flags of the controller.',
    cause: undefined,
    steps: [`Put account, region or endpoint back as the message says, or make a new object for the new place: {edit}`],
  },
  EndpointRefused: {
    state: 'failed',
    says: 'Its namespace names an address of AWS that the controller is not allowed to call.',
    meaning:
      'The namespace names an address of AWS (`services.k8s.aws/endpoint-url`) that the controller may not call: no flag allows it, or it is not https, an IP address, or outside the hosts that are allowed.',
    controller: 'Sends nothing for the object. Goes on when the annotation changes; looks again within 5 minutes.',
    you: 'Remove the annotation of the namespace, or allow the host with `--allow-namespace-endpoints`.',
    next: `remove the annotation ${ack.endpoint} of the namespace, or allow its host by --allow-namespace-endpoints.`,
    fault: 'Cause: the namespace, or the flags of the controller.',
    cause: 'auth',
    steps: [
      `Remove the annotation of the namespace: kubectl annotate namespace {namespace} services.k8s.aws/endpoint-url-`,
    ],
  },
  FailedState: {
    state: 'failed',
    says: 'AWS accepted the object and then failed to bring it up.',
    meaning:
      "AWS accepted the object and then could not bring it up; the message has AWS's explanation where it gives one.",
    controller: 'Looks again within 10 minutes. A dead object is made anew, at growing intervals of up to 15 minutes.',
    you: 'Mend what AWS names, often something around the object such as a missing internet gateway.',
    next: 'mend what AWS names, in the spec or around the object; an edit is tried at once.',
    fault: 'Cause: this manifest, or something around the object in AWS.',
    cause: undefined,
    steps: [`Mend what AWS's message names, in the spec or in the objects around it: {edit}`, again],
  },
  Oscillating: {
    state: 'failed',
    says: 'Somebody else keeps undoing what is written: the controller has stopped fighting.',
    meaning: 'The same field was written five times and was changed back each time.',
    controller: 'Leaves the field alone for ten minutes, then tries again.',
    you: 'Find who else sets it, with CloudTrail for instance, or leave the field out of the spec.',
    next: 'find who else sets this field, in CloudTrail for instance, or leave it out of the spec.',
    fault: 'Cause: somebody else sets the same field.',
    cause: 'conflict',
    steps: [
      'Find who else sets the field that the message names (CloudTrail, another cluster or tool), or leave the field out of the spec.',
    ],
  },
} as const satisfies Rows
