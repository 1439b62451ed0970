import { type Mutant, promise, swap, tests } from '../mutant.ts'

const gate = 'packages/core/src/reconcile/wish/gate.ts'
const owner = 'packages/core/src/reconcile/ownership/owner.ts'
const provenance = 'packages/core/src/reconcile/ownership/provenance.ts'
const twin = 'packages/core/src/reconcile/duplicate/judge.ts'
const wish = 'packages/core/src/reconcile/wish/wish.ts'

/** Mistakes about whose an AWS object is, and about what adoption may change. */
export const ownership: readonly Mutant[] = [
  {
    id: 'adoption-writes',
    promise: 10,
    mistake: 'Adoption makes AWS what the manifest says, in fields that differ, too.',
    file: 'packages/core/src/reconcile/identity/adoption.ts',
    edits: swap('fills ? differing(s.kind, observed, s.refs.unresolved) : []', '[]'),
    check: promise('asfound'),
  },
  {
    id: 'adoption-forgets',
    promise: 10,
    mistake: 'What the controller fills in at an adoption counts as an edit of the user.',
    file: 'packages/core/src/reconcile/identity/adopt.ts',
    edits: swap('pass.wish.generation + (filled ? 1 : 0)', 'pass.wish.generation'),
    check: promise('asfound'),
  },
  {
    id: 'adoption-tags',
    promise: 10,
    mistake: 'Adoption writes the declared tags and the default ones beside those of the owner.',
    file: 'packages/core/src/reconcile/change/tags.ts',
    edits: swap(
      '  if (keptFields(pass.wish) === undefined) return all\n',
      '  if (keptFields(pass.wish) !== null) return all\n',
    ),
    check: promise('asfound'),
  },
  {
    id: 'fixed-not-compared',
    promise: 3,
    mistake: 'Members that nothing can change are not compared with what AWS shows.',
    file: 'packages/core/src/reconcile/change/unlike.ts',
    edits: swap('if (have !== undefined) return of.same(want, have)', 'if (have !== undefined) return true'),
    check: promise('immutable'),
  },
  {
    id: 'unlike-adopted',
    promise: 3,
    mistake: 'What is to be adopted is taken over though AWS has it otherwise where nothing can change it.',
    file: 'packages/core/src/reconcile/identity/adoption.ts',
    edits: swap(
      "  if (unlike.length > 0) return nothing(failed('ImmutableDiffers'",
      "  if (unlike.length > 99) return nothing(failed('ImmutableDiffers'",
    ),
    check: promise('immutable'),
  },
  {
    id: 'hidden-vouched-for',
    promise: 3,
    mistake: 'What AWS never shows is vouched for in an object that this controller has not made.',
    file: 'packages/core/src/reconcile/change/unlike.ts',
    edits: swap('(sent === undefined || !(path in now))', '(sent !== undefined && !(path in now))'),
    check: promise('immutable'),
  },
  {
    id: 'word-ignored',
    promise: 11,
    mistake: 'A value of an annotation that is not understood is passed over.',
    file: gate,
    edits: swap("    if (given !== '' && !values", "    if (given === 'never' && !values"),
    check: promise('annotation'),
  },
  {
    id: 'empty-id',
    promise: 11,
    mistake: 'An adoption that names an empty id is begun.',
    file: wish,
    edits: swap("if (id.trim() === '') return", "if (id === 'none') return"),
    check: promise('annotation'),
  },
  {
    id: 'cluster-overlooked',
    promise: 15,
    mistake: 'What carries the tag of another cluster is adopted as if it were free.',
    file: owner,
    edits: swap(
      'const elsewhere = cluster !== undefined && cluster',
      "const elsewhere = cluster === 'never' && cluster",
    ),
    check: promise('owner'),
  },
  {
    id: 'death-inferred',
    promise: 15,
    mistake: 'A controller that sees a part of the cluster takes an owner that it does not see for dead.',
    file: owner,
    edits: swap('settings.complete && store.synced', 'store.synced'),
    check: promise('owner'),
  },
  {
    id: 'status-proves',
    promise: 15,
    mistake: 'The id in status is proof enough that an untagged AWS object is ours.',
    file: owner,
    edits: swap('!pass.wish.claimed || !(marked || settings.takeOverUntagged)', '!pass.wish.claimed'),
    check: promise('owner'),
  },
  {
    id: 'record-other',
    promise: 15,
    mistake: 'That our record names another id than status does not matter.',
    file: provenance,
    edits: swap(
      "intent.ids.length === 0 || intent.open.length > 0 ? 'silent' : 'other'",
      "intent.epoch < 0 ? 'other' : 'silent'",
    ),
    check: promise('owner'),
  },
  {
    id: 'ack-anywhere',
    promise: 15,
    mistake: 'Tags of ACK for any namespace show that an AWS object is the one of this object.',
    file: 'packages/core/src/aws/tag.ts',
    edits: swap("value('namespace') === namespace", "value('namespace') !== namespace.concat('-')"),
    check: promise('owner'),
  },
  {
    id: 'reader-owns',
    promise: 15,
    mistake: 'An object that only looks counts as the owner of what it looks at.',
    file: owner,
    edits: swap('return looksOnly(other)\n', 'return other.metadata.uid === undefined\n'),
    check: promise('reader'),
  },
  {
    id: 'restored-taken',
    promise: 15,
    mistake: 'What status names and an owner that is gone had is taken over without the word of the user.',
    file: owner,
    edits: swap("said === 'named' && asked ?", "said !== 'other' || asked ?"),
    check: promise('takeover'),
  },
  {
    id: 'copied-tags',
    promise: 15,
    mistake: 'Whatever carries the owner tags beside the id in status is deleted, whether or not a create explains it.',
    file: twin,
    edits: swap('  return explained ? undefined', '  return explained || p.now > 0 ? undefined'),
    check: promise('copy'),
  },
  {
    id: 'held-deleted',
    promise: 15,
    mistake: 'What status has named as the object itself is deleted as a second one.',
    file: twin,
    edits: swap(
      'p.intent.ids.includes(p.duplicate.id) || p.intent.replaces === p.duplicate.id',
      "p.duplicate.id === ''",
    ),
    check: promise('copy'),
  },
  {
    id: 'place-of-another',
    promise: 15,
    mistake: 'A mount target in another place than the spec names is taken for ours.',
    file: owner,
    edits: swap('if (parent !== undefined)', "if (parent?.field === 'none')"),
    check: tests('packages/efs/test/owner.test.ts'),
  },
]
