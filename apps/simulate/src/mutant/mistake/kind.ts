import { type Mutant, swap, tests } from '../mutant.ts'

/** The stories of a kind. */
const told = (kind: string) => tests(`packages/ec2/src/${kind}.test.ts`)

/** Mistakes in the facts of kinds, and in what only some kinds need. */
export const facts: readonly Mutant[] = [
  {
    id: 'undone-taken-for-done',
    promise: 9,
    mistake: 'A reply whose flag says that nothing was done counts as done.',
    file: 'packages/core/src/aws/error.ts',
    edits: swap('reply[flag] === false', 'reply[flag] === undefined && false'),
    check: told('egressonlyinternetgateway'),
  },
  {
    id: 'displaced-unrecorded',
    promise: 8,
    mistake: 'What a VPC had before it was taken is not written down before it is taken.',
    file: 'packages/core/src/reconcile/carryout.ts',
    edits: swap('  await annotate(pass, displacedRecord(pass, changes) ?? {})\n', ''),
    check: told('dhcpoptions'),
  },
  {
    id: 'claim-contested',
    promise: 8,
    mistake: 'What another object holds is taken from it.',
    file: 'packages/core/src/kind/facet/collection.ts',
    edits: swap('?.filter((one) => held?.(one, seen, found) === undefined)', ''),
    check: told('dhcpoptions'),
  },
  {
    id: 'egress-unnamed',
    promise: 9,
    mistake: 'A VPC that an egress-only internet gateway keeps from being deleted does not name it.',
    file: 'packages/ec2/src/vpc.ts',
    edits: swap("    'egress-only internet gateway',\n", ''),
    check: told('egressonlyinternetgateway'),
  },
]
