import { type Mutant, plan, promise, swap } from '../mutant.ts'

const deletion = 'packages/core/src/reconcile/deletion/deletion.ts'
const act = 'packages/core/src/reconcile/change/act.ts'

/** Mistakes about deleting: too early, too much, or never. */
export const removal: readonly Mutant[] = [
  {
    id: 'finalizer-on-error',
    promise: 1,
    mistake: 'The finalizer goes when AWS answers a create with an error.',
    file: 'packages/core/src/reconcile/identity/create.ts',
    edits: [
      {
        find: 'import { annotate, Stale }',
        replace: 'import { annotate, release, Stale }',
      },
      { find: '  switch (error.errorClass) {\n', replace: '  await release(pass)\n  switch (error.errorClass) {\n' },
    ],
    check: plan('VPC/create/A1'),
  },
  {
    id: 'finalizer-on-accept',
    promise: 9,
    mistake: 'The finalizer goes when AWS has accepted the delete, not when the object is gone.',
    file: deletion,
    edits: swap(
      "    return wait('Deleting', reverted ?? 'AWS is deleting it')",
      "    return { do: 'release', because: reverted ?? 'AWS is deleting it' }",
    ),
    check: promise('deletion'),
  },
  {
    id: 'finalizer-on-leaving',
    promise: 9,
    mistake: 'The finalizer goes while AWS still shows the object as deleting.',
    file: deletion,
    edits: swap(
      "if (state.is === 'leaving') return wait('Deleting', state.why)",
      "if (state.is === 'leaving') return { do: 'release', because: state.why }",
    ),
    check: plan('NATGateway/delete/P1', 1),
  },
  {
    id: 'delete-error-ignored',
    promise: 9,
    mistake: 'A delete that AWS refused is taken for one that it accepted.',
    file: act,
    edits: swap("    if (error.errorClass !== 'missing') return failure(error, 'cannot delete it')\n", ''),
    check: promise('refusal'),
  },
  {
    id: 'let-go-unknown',
    promise: 1,
    mistake: 'The finalizer goes while the outcome of a create is not known.',
    file: 'packages/core/src/reconcile/identity/creation.ts',
    edits: swap("if (left <= 0) return { do: 'release',", "if (left <= 1e12) return { do: 'release',"),
    check: promise('token'),
    simulation: plan('NATGateway/create/K12+A1+E2'),
  },
  {
    id: 'delete-foreign',
    promise: 15,
    mistake: 'An AWS object that belongs to somebody else is deleted with the custom resource that names it.',
    file: deletion,
    edits: swap(
      "  if (ownership.is === 'foreign') return { do: 'release', because: `",
      "  if (ownership.is === 'foreign' && s.now < 0) return { do: 'release', because: `",
    ),
    check: promise('stranger'),
    simulation: plan('VPC/update of tags/K15'),
  },
  {
    id: 'holders-ignored',
    promise: 9,
    mistake: 'An object is deleted in AWS while others in the cluster still use it.',
    file: deletion,
    edits: swap('if (s.holders.length > 0)', 'if (s.holders.length > 99)'),
    check: promise('deletion'),
  },
  {
    id: 'delete-before-visible',
    promise: 13,
    mistake: 'The finalizer goes because AWS does not show the new object yet.',
    file: deletion,
    edits: swap(
      "        : wait('Deleting', 'AWS does not show the object, and it cannot be told yet whether it is gone')",
      "        : { do: 'release', because: 'AWS does not show it' }",
    ),
    check: promise('refusal'),
    simulation: plan('VPC/create/E1+K9'),
  },
]
