import { type Mutant, plan, promise, swap, tests } from '../mutant.ts'

const decide = 'packages/core/src/reconcile/plan.ts'
const condition = 'packages/core/src/reconcile/condition.ts'

/** Mistakes about what is believed of AWS and of Kubernetes, and about what is said of it. */
export const sight: readonly Mutant[] = [
  {
    id: 'last-remembered',
    mistake: 'What was seen of an AWS object is held to be true of the next one that takes its place.',
    file: 'packages/core/src/reconcile/memory.ts',
    edits: swap('if (memory.known?.id === id)', 'if (memory.known !== undefined)'),
    check: promise('successor'),
  },
  {
    id: 'successor-ignored',
    mistake: 'An object of ours that AWS shows in place of one that is gone is not taken up.',
    file: 'packages/core/src/reconcile/reconcile.ts',
    edits: swap(
      'observation.successor !== undefined && !mode.readOnly',
      'observation.successor === "" && !mode.readOnly',
    ),
    check: promise('successor'),
  },
  {
    id: 'dead-alive',
    mistake: 'A record that AWS keeps of a dead object is taken for the object.',
    file: decide,
    edits: swap("  if (state.is === 'gone') return planReplace(s, state.why)\n", ''),
    check: plan('NATGateway/recreate/P1', 1),
  },
  {
    id: 'dead-found',
    mistake: 'The search for an object of ours finds a dead one.',
    file: 'packages/core/src/reconcile/identify.ts',
    edits: swap("kind.state(item).is !== 'gone' && !foreign(item)", '!foreign(item)'),
    check: promise('dead'),
  },
  {
    id: 'page-swallowed',
    mistake: 'A listing ends after its first page.',
    file: 'packages/core/src/aws/page.ts',
    edits: swap('if (next === undefined) return outputs', 'if (outputs.length > 0) return outputs'),
    check: tests('packages/core/src/aws/reader.test.ts'),
  },
  {
    id: 'old-answer',
    mistake: 'A read is answered by a call that had left before it was asked.',
    file: 'packages/core/src/aws/reader.ts',
    edits: swap('if (batch === undefined || batch.closed) return false', 'if (batch === undefined) return false'),
    check: tests('packages/core/src/aws/reader.test.ts'),
  },
  {
    id: 'drift-unseen',
    mistake: 'What a sweep finds changed is not looked at: drift is never repaired.',
    file: 'packages/core/src/controller/controller.ts',
    edits: swap(
      'sighting !== undefined && print(sighting) !== watched.prints[index]',
      'watched.prints[index] === sighting',
    ),
    check: promise('honest'),
  },
  {
    id: 'last-word',
    mistake: 'What others write to status stays as long as AWS does not change.',
    file: 'packages/core/src/reconcile/memory.ts',
    edits: swap('left.version !== metadata.resourceVersion &&', 'left.version === metadata.resourceVersion &&'),
    check: promise('honest'),
  },
  {
    id: 'sweep-gives-up',
    mistake: 'An object whose read failed in one sweep is in no later one.',
    file: 'packages/core/src/aws/sweep.ts',
    edits: swap('    this.#ended(check)\n    if (check.failed) return\n', '    if (check.failed) return\n'),
    check: tests('packages/core/src/aws/sweep.test.ts'),
  },
  {
    id: 'unsuccessful-ignored',
    mistake: 'A reply that lists what was not done in Unsuccessful[] is taken for a success.',
    file: 'packages/core/src/aws/caller.ts',
    edits: swap('if (failure !== undefined) throw failure', 'if (failure?.code === action) throw failure'),
    check: tests('packages/core/src/aws/caller.test.ts'),
  },
  {
    id: 'no-barrier',
    mistake: 'A pass does not wait for the watch to show what the pass before it wrote.',
    file: 'packages/core/src/reconcile/write.ts',
    edits: swap('  pass.tools.store.wrote(object.metadata.uid, object.metadata.resourceVersion, object, asked)\n', ''),
    check: promise('barrier'),
  },
  {
    id: 'ghosts',
    mistake: 'A list after a gap in the watch does not remove what was deleted in the gap.',
    file: 'packages/core/src/kube/store.ts',
    edits: swap(
      'if (!listed.has(key)) this.#remove(key, object)',
      'if (object.metadata.name === undefined) this.#remove(key, object)',
    ),
    check: tests('packages/core/src/kube/store.test.ts'),
  },
  {
    id: 'time-travel',
    mistake: 'An event of the watch that is older than what is known is taken over.',
    file: 'packages/core/src/kube/store.ts',
    edits: swap('      if (!rewound && order !== undefined && order < 0) return\n', ''),
    check: tests('packages/core/src/kube/store.test.ts'),
  },
  {
    id: 'generation-ignored',
    mistake: 'A condition keeps the observedGeneration with which it was first written.',
    file: condition,
    edits: swap(
      'observedGeneration: facts.generation,',
      'observedGeneration: Number(old?.observedGeneration ?? facts.generation),',
    ),
    check: promise('honest'),
  },
  {
    id: 'synced-for-any-generation',
    mistake: 'Synced=True counts for a generation that it was not said of.',
    file: condition,
    edits: swap(
      "return found?.status === 'True' && found.observedGeneration === object.metadata.generation",
      "return found?.status === 'True'",
    ),
    check: promise('barrier'),
  },
  {
    id: 'synced-without-read',
    mistake: 'Synced=True is said right after a write, without a read that follows it.',
    file: 'packages/core/src/reconcile/act.ts',
    edits: swap(
      "return { is: 'again', after: 0, reason: 'Updating', why: 'Changes were made in AWS' }",
      "return { is: 'settled' }",
    ),
    check: plan('VPC/update of cidrBlocks/P1', 1),
  },
  {
    id: 'synced-on-the-way',
    mistake: 'Synced=True is said of an object that AWS is still working on.',
    file: decide,
    edits: swap("  if (state.is === 'wait' || state.is === 'leaving') return again('Waiting', state.why)\n", ''),
    check: promise('honest'),
  },
  {
    id: 'stale-reference',
    mistake: 'A reference stands for the id in status of an object that is not in sync, so perhaps for a dead one.',
    file: 'packages/core/src/reconcile/resolve.ts',
    edits: swap(
      "if (!reference.early && conditionOf(found, 'ACK.ResourceSynced')?.status !== 'True')",
      'if (!reference.early && id === undefined)',
    ),
    check: promise('reference'),
  },
  {
    id: 'foreign-adopted',
    mistake: 'An AWS object that carries the tag of another custom resource is managed as ours.',
    file: decide,
    edits: swap(
      "  if (s.ownership.is === 'foreign') return nothing(",
      "  if (s.ownership.is === 'foreign' && s.now < 0) return nothing(",
    ),
    check: promise('stranger'),
    simulation: plan('VPC/update of tags/K15'),
  },
  {
    id: 'row-left-out',
    mistake: 'A row of a reply that is no object is left out.',
    file: 'packages/core/src/schema/json.ts',
    edits: swap('  return value.map((row: unknown) => {', '  return value.filter(isItem).map((row: unknown) => {'),
    check: promise('unreadable'),
  },
  {
    id: 'adopted-at-sight',
    mistake: 'Adoption takes one reply for all there is.',
    file: 'packages/core/src/reconcile/adopt.ts',
    edits: swap('  return before === now\n', '  return before !== canonical(found) || before === now\n'),
    check: promise('adoption'),
  },
  {
    id: 'rival-adopted',
    mistake: 'Adoption takes an AWS object that another living custom resource stands for.',
    file: 'packages/core/src/reconcile/takeover.ts',
    edits: swap('    if (rival !== undefined) return', '    if (rival === sight.id) return'),
    check: promise('stranger'),
  },
  {
    id: 'time-of-transition',
    mistake: 'Every pass writes the time of the conditions anew.',
    file: condition,
    edits: swap('lastTransitionTime: since ??', 'lastTransitionTime: (since && undefined) ??'),
    check: promise('rest'),
  },
]
