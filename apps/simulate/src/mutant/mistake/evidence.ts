import { type Mutant, plan, promise, swap, tests } from '../mutant.ts'

const evidence = 'packages/core/src/reconcile/evidence.ts'
const observe = 'packages/core/src/reconcile/observe.ts'
const reader = 'packages/core/src/aws/reader.ts'

/** Mistakes about what proves that an AWS object is gone. */
export const evidences: readonly Mutant[] = [
  {
    id: 'not-found-believed',
    mistake: 'NotFound right after our own create is believed.',
    file: evidence,
    edits: swap("  if (!shown && age !== undefined && age < visibility) return 'early'\n", ''),
    check: tests('packages/core/src/reconcile/evidence.test.ts'),
    simulation: plan('VPC/recreate/E1', 2),
  },
  {
    id: 'no-doubt',
    mistake: 'One NotFound is enough to believe that an object is gone.',
    file: evidence,
    edits: swap('stated.last - stated.first >= apart', 'stated.last - stated.first >= 0'),
    check: promise('evidence'),
    simulation: plan('VPC/update of tags/E8+A17', 20),
  },
  {
    id: 'absence-believed',
    mistake: 'A reply that shows no object is taken for a statement that there is none.',
    file: reader,
    edits: swap(
      "if (found === undefined) return { is: 'absent', at }",
      "if (found === undefined) return { is: 'stated', at }",
    ),
    check: promise('evidence'),
    simulation: plan('VPC/update of tags/A17', 5),
  },
  {
    id: 'listless',
    mistake: 'A reply without its list counts as an empty one.',
    file: 'packages/core/src/schema/json.ts',
    edits: swap(
      'if (value === undefined || value === null) throw',
      'if (value === undefined || value === null) return []\n  if (value === reply) throw',
    ),
    check: promise('evidence'),
  },
  {
    id: 'any-account',
    mistake: 'What AWS says to a key of any account counts.',
    file: reader,
    edits: swap('return error.account === scope.account ?', 'return error.account !== scope.region ?'),
    check: promise('evidence'),
  },
  {
    id: 'no-last-word',
    mistake: 'A replacement leaves without a last look at what it replaces.',
    file: 'packages/core/src/reconcile/create.ts',
    edits: swap('  if (replaces === undefined) return undefined\n', '  if (replaces !== "") return undefined\n'),
    check: promise('evidence'),
  },
  {
    id: 'restart-forgets',
    mistake: 'After a restart, an object that status shows was seen is taken for one that AWS does not show yet.',
    file: observe,
    edits: swap(
      'return { shown: seenAt !== undefined || witnessed(pass, known.id), age',
      'return { shown: seenAt !== undefined, age',
    ),
    check: promise('restart'),
  },
  {
    id: 'delete-forgotten',
    mistake: 'A delete that was accepted before a restart is waited for instead of being asked for again.',
    file: 'packages/core/src/reconcile/plan.ts',
    edits: swap(
      's.sinceDelete === undefined && s.stated && (s.unknownUntil ?? 0) <= s.now) return',
      's.sinceDelete === 0 && s.stated) return',
    ),
    check: promise('restart'),
  },
  {
    id: 'copies-believed',
    mistake: 'An intent is believed whatever object it was written for.',
    file: 'packages/core/src/reconcile/intent.ts',
    edits: swap(
      'return intent !== undefined && belongs(intent, holder) ? intent : undefined',
      'return intent !== undefined && holder ? intent : undefined',
    ),
    check: promise('record'),
  },
  {
    id: 'record-ignored',
    mistake: 'A status that lost its id is not mended from the record.',
    file: 'packages/core/src/reconcile/identify.ts',
    edits: swap('intent?.condemned.includes(last) === false)', 'intent === undefined)'),
    check: promise('record'),
  },
  {
    id: 'lost-record-believed',
    mistake: 'A finalizer without a record is taken for an object that was never made.',
    file: 'packages/core/src/reconcile/identify.ts',
    edits: swap('  if (intent === undefined && (ours(pass) || pass.memory.sent.length > 0)) return lost(pass)\n', ''),
    check: promise('record'),
  },
  {
    id: 'adopted-made-anew',
    mistake: 'What was only adopted is made anew once it is gone.',
    file: 'packages/core/src/reconcile/warrant.ts',
    edits: swap("if (policy === 'adopt' || shared(pass)) return undefined", 'if (shared(pass)) return undefined'),
    check: promise('record'),
  },
  {
    id: 'hasty-adopt-or-create',
    mistake: 'adopt-or-create makes an object as soon as one reply does not show the one it names.',
    file: 'packages/core/src/reconcile/takeover.ts',
    edits: swap(
      "if (policy === 'adopt-or-create' && absence !== 'gone')",
      "if (policy === 'adopt-or-create' && absence === 'early')",
    ),
    check: promise('record'),
  },
  {
    id: 'no-mass',
    mistake: 'What vanishes in a mass is made anew as if it were one.',
    file: 'packages/core/src/reconcile/vanish.ts',
    edits: swap('return missing >= mass.many ||', 'return missing < 0 &&'),
    check: promise('vanish'),
  },
  {
    id: 'mass-by-parts',
    mistake: 'Objects that were replaced no longer count to the mass that vanishes with them.',
    file: 'packages/core/src/reconcile/vanish.ts',
    edits: swap('if (before.id !== id) place.replaced =', 'if (before.id === undefined) place.replaced ='),
    check: promise('vanish'),
  },
  {
    id: 'rollback-unseen',
    mistake: 'A list that is older than our own writes is taken for one that was asked for before them.',
    file: 'packages/core/src/kube/store.ts',
    edits: swap(
      'const rewound = older(resourceVersion, asked)',
      'const rewound = older(resourceVersion, this.#horizon)',
    ),
    check: tests('packages/core/src/kube/store.test.ts'),
    simulation: plan('VPC/update of enableNetworkAddressUsageMetrics/K3+K24', 20),
  },
  {
    id: 'unexplained-id',
    mistake: 'An id is written into a status whose record was rolled back to before its create.',
    file: 'packages/core/src/reconcile/record.ts',
    edits: swap("if (how === 'made' && !explained(", "if (how === 'adopted' && !explained("),
    check: promise('rollback'),
  },
  {
    id: 'spent-token',
    mistake: 'A dead object that AWS names under a token of before is taken for a new one.',
    file: 'packages/core/src/reconcile/create.ts',
    edits: swap('if (id === placed.intent.replaces) return', "if (id === '') return"),
    check: promise('rollback'),
    simulation: plan('NATGateway/recreate/K25', 3),
  },
  {
    id: 'old-search',
    mistake: 'A create of two days ago is sent again when one reply does not show what it made.',
    file: 'packages/core/src/reconcile/identify.ts',
    edits: swap('const anew = 120_000', 'const anew = 0'),
    check: promise('restart'),
  },
]
