import { handovers, type Mutant, neighbours, promise, rest, swap, tests, walks } from '../mutant.ts'

/** Mistakes that only show over a row of edits, beside another object, after a hand-over, or after a day. */
export const campaign: readonly Mutant[] = [
  {
    id: 'one-at-a-time',
    promise: 4,
    mistake: 'While one object waits for AWS, no other of its kind is worked on.',
    file: 'packages/core/src/controller/controller.ts',
    edits: swap('Array.from({ length: this.#options.workers }', 'Array.from({ length: 1 }'),
    check: neighbours('VPC'),
  },
  {
    id: 'long-vacancy',
    promise: 4,
    mistake: 'After the leader has gone, its lease is respected for ten times as long as it lasts.',
    file: 'packages/core/src/kube/lease.ts',
    edits: swap('now < this.#seenAt + this.#durations.lease', 'now < this.#seenAt + 10 * this.#durations.lease'),
    check: handovers('ElasticIPAddress'),
  },
  {
    id: 'late-status',
    promise: 3,
    mistake: 'Status is written whatever has been said since it was read.',
    file: 'packages/core/src/reconcile/write/write.ts',
    edits: swap('{ ...patch, metadata: { uid, resourceVersion } }', '{ ...patch, metadata: { uid } }'),
    check: promise('keep'),
  },
  {
    id: 'edit-unheard',
    promise: 11,
    mistake: 'What AWS refused is tried again in its own time, whatever the spec says by then.',
    file: 'packages/core/src/controller/controller.ts',
    edits: swap('    a.generation !== b.generation ||\n', ''),
    check: walks('Subnet'),
  },
  {
    id: 'tag-left',
    promise: 10,
    mistake: 'A tag that the spec declared once and declares no more is left behind.',
    file: 'packages/core/src/aws/tag.ts',
    edits: swap('ours.has(Key) && !keep.has(Key)', 'ours.has(Key) && ours.size > 9 && !keep.has(Key)'),
    check: walks('ElasticIPAddress'),
  },
  {
    id: 'restless',
    promise: 6,
    mistake: 'Settled objects are looked at three times as often as they are to be.',
    file: 'packages/core/src/aws/read/sweep.ts',
    edits: swap('Math.max(shortest, subject.interval)', 'Math.max(shortest, subject.interval / 3)'),
    check: rest('ElasticIPAddress'),
  },
  {
    id: 'slow-look',
    promise: 4,
    mistake: 'An object on its way in AWS is looked at every fifteen seconds from the start.',
    file: 'packages/core/src/controller/controller.ts',
    edits: swap('{ quick: 1500,', '{ quick: 15_000,'),
    check: promise('honest'),
  },
  {
    id: 'edit-unrefused',
    promise: 11,
    mistake: 'An edit of what cannot change is let in by the API server.',
    file: 'packages/core/src/kind/crd/rules.ts',
    edits: swap('.filter((field) => !mutable.has(field))', '.filter((field) => mutable.has(field) && false)'),
    check: tests('packages/core/src/kind/crd/rules.test.ts'),
  },
]
