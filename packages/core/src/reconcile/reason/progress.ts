import { ack } from '../wish/names.ts'
import type { Rows } from './row.ts'

/** Reasons under the heading "On its way" of docs/reasons.md. */
export const progress = {
  Creating: {
    state: 'progressing',
    says: 'AWS has accepted the create and is making the object.',
    meaning: 'AWS accepted the create; the id is in status, or AWS does not show the new object yet.',
    controller: 'Polls until AWS shows the object, then brings everything else in line.',
    you: 'Nothing.',
    next: 'nothing to do; it is checked until AWS lists it.',
    fault: 'Nothing is wrong; AWS is still working.',
    cause: undefined,
    steps: [],
  },
  Updating: {
    state: 'progressing',
    says: 'Fields were changed in AWS; it is read again until it shows them.',
    meaning: 'Fields were changed in AWS, and AWS has to show them before the object counts as in sync.',
    controller: 'Polls until the values are there.',
    you: 'Nothing.',
    next: 'nothing to do; it is checked until AWS shows the change.',
    fault: 'Nothing is wrong; AWS is still working.',
    cause: undefined,
    steps: [],
  },
  Deleting: {
    state: 'progressing',
    says: 'AWS has been asked to delete the object and still shows it.',
    meaning: 'AWS was asked to delete the object and still shows it.',
    controller: 'Polls; the finalizer goes when AWS no longer has the object.',
    you: 'Nothing.',
    next: 'nothing to do; it is checked until AWS no longer has it.',
    fault: 'Nothing is wrong; AWS is still working.',
    cause: undefined,
    steps: [],
  },
  Waiting: {
    state: 'progressing',
    says: 'The object is on its way to a state in which work can go on.',
    meaning:
      'The object, or a part of it, is in a state in which AWS allows nothing else; the message names the state.',
    controller: 'Polls, and goes on the moment the state changes.',
    you: 'Nothing, unless it lasts much longer than AWS usually takes for this kind.',
    next: 'nothing to do; it continues when that changes. If it takes much longer than usual, see the events of the object.',
    fault: 'Nothing is wrong; AWS is still working.',
    cause: undefined,
    steps: [`Nothing, unless it lasts much longer than AWS usually takes; then see its events: {describe}`],
  },
  CreateOutcomeUnknown: {
    state: 'progressing',
    says: 'A create was sent, and nobody knows yet whether AWS made the object: a second one is not risked.',
    meaning: 'A create was sent and its answer was lost, so AWS may or may not have made the object.',
    controller:
      'Searches by tag or natural key every 5 s, in the region that the create was sent to; repeats the same request where a second one can make nothing more: under its token, or where AWS refuses a second object of it. Other kinds are searched for five minutes; only then is another create sent.',
    you: 'Nothing. Do not create the object by hand meanwhile.',
    next: 'nothing to do. AWS is searched, and asked again only if the search finds nothing; do not create it by hand meanwhile.',
    fault: 'Cause: AWS or the network lost an answer.',
    cause: undefined,
    steps: ['Nothing: it settles by itself. Do not create the object by hand meanwhile.'],
  },
  NamespaceUnknown: {
    state: 'progressing',
    says: 'The controller does not know its namespace, which may say where it goes and whether it is kept.',
    meaning:
      "The controller does not know the annotations of the object's namespace: it has not been shown them yet, or the API server refuses; then the message has its words, with the permission that is missing and the account that lacks it. The namespace may say where the object goes and whether it is kept.",
    controller: 'Does nothing for the object, neither creates nor deletes. Goes on the moment the namespace is known.',
    you: 'Nothing, unless a permission is missing: grant it ([operating.md](operating.md#permissions-in-the-cluster)), or start the controller with `--namespace-annotations off` if namespaces say nothing to it.',
    next: 'nothing to do, unless a permission is missing: then grant it, or start the controller with --namespace-annotations off if namespaces say nothing to it.',
    fault: 'Cause: the installation, if this lasts.',
    cause: undefined,
    steps: [
      'If a permission is missing, grant it to the controller, or start it with --namespace-annotations off if namespaces say nothing to it.',
    ],
  },
  DefinitionUnknown: {
    state: 'progressing',
    says: 'It is to be deleted, and the controller cannot see whether its whole definition is being deleted.',
    meaning:
      'The object is being deleted, and the controller cannot read the definition of its kind: if that is being deleted too, the AWS object is to be kept. The message has the words of the API server.',
    controller:
      'Asks again every 5 s. Deletes all the same a minute after the deletion was asked for where a permission is missing, ten minutes after where the API server does not answer: an ordinary deletion is not held up for ever.',
    you: 'Let the controller get `customresourcedefinitions`, or start it with `--definition-deletion default`. To keep the AWS object, annotate the object with `services.k8s.aws/deletion-policy: retain`.',
    next: `let the controller get customresourcedefinitions, or start it with --definition-deletion default. To keep the AWS object whatever comes, annotate this one with ${ack.deletionPolicy}=retain.`,
    fault: 'Cause: the installation, if this lasts.',
    cause: undefined,
    steps: [
      `Let the controller get customresourcedefinitions. To keep the AWS object whatever comes: {annotate} services.k8s.aws/deletion-policy=retain`,
    ],
  },
} as const satisfies Rows
