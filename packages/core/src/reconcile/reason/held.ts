import { ack, annotation } from '../wish/names.ts'
import type { Rows } from './row.ts'

/** Reasons under the heading "Held on purpose" of docs/reasons.md. */
export const held = {
  Paused: {
    state: 'paused',
    says: 'Somebody paused it: nothing is read or written for it.',
    meaning: 'The annotation `windlass.dev/paused` is set. Deletion waits too.',
    controller: 'Neither reads nor writes anything for it.',
    you: 'Remove the annotation to go on.',
    next: `remove the annotation ${annotation.paused}.`,
    fault: 'Nothing is wrong: somebody asked for this.',
    cause: undefined,
    steps: [`Resume it: {annotate} ${annotation.paused}-`],
  },
  Planned: {
    state: 'paused',
    says: 'It is in plan mode: what would be done is shown, and not done.',
    meaning: 'The annotation `windlass.dev/mode` is `plan`, and something would be done; the message says what.',
    controller: 'Does nothing. Plans anew when the object changes.',
    you: 'Remove the annotation, or set it to `enforce`, to have the plan carried out.',
    next: `to have this done, remove the annotation ${annotation.mode}.`,
    fault: 'Nothing is wrong: somebody asked for this.',
    cause: undefined,
    steps: [`Have the plan carried out: {annotate} ${annotation.mode}-`],
  },
  Ended: {
    state: 'paused',
    says: 'Its AWS object has ended as its spec asks, and none takes its place.',
    meaning: 'The AWS object has ended because its spec says so: a reservation has come to its end date.',
    controller: 'Leaves it ended, also when AWS no longer shows it. An edit of the spec may ask for another one.',
    you: 'Delete the object, or edit the spec to have another one made.',
    next: 'delete the object, or edit the spec to have another one made.',
    fault: 'Nothing is wrong: the spec asks for this.',
    cause: undefined,
    steps: [`Delete it: {delete}`, `Or edit the spec to have another one made: {edit}`],
  },
  ReadOnly: {
    state: 'ready',
    says: 'It is only observed: nothing is written to AWS for it.',
    meaning: 'The annotation `services.k8s.aws/read-only` is set: the object is observed.',
    controller: 'Keeps status up to date and writes nothing to AWS.',
    you: 'Remove the annotation to have the object managed.',
    next: `to have it managed, remove the annotation ${ack.readOnly}.`,
    fault: 'Nothing is wrong: somebody asked for this.',
    cause: undefined,
    steps: [`To have it managed: {annotate} services.k8s.aws/read-only-`],
  },
} as const satisfies Rows
