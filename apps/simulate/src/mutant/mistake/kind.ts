import { type Mutant, swap, tests } from '../mutant.ts'

/** The stories of a kind, by its room and its name. */
const told = (kind: string) => tests(`packages/ec2/src/${kind}.test.ts`)

/** Mistakes in the facts of kinds, and in what only some kinds need. */
export const facts: readonly Mutant[] = [
  {
    id: 'undone-taken-for-done',
    promise: 9,
    mistake: 'A reply whose flag says that nothing was done counts as done.',
    file: 'packages/core/src/aws/error.ts',
    edits: swap('reply[flag] === false', 'reply[flag] === undefined && false'),
    check: told('gateway/egressonlyinternetgateway'),
  },
  {
    id: 'displaced-unrecorded',
    promise: 8,
    mistake: 'What a VPC had before it was taken is not written down before it is taken.',
    file: 'packages/core/src/reconcile/carryout.ts',
    edits: swap('  await annotate(pass, displacedRecord(pass, changes) ?? {})\n', ''),
    check: told('vpc/dhcpoptions'),
  },
  {
    id: 'claim-contested',
    promise: 8,
    mistake: 'What another object holds is taken from it.',
    file: 'packages/core/src/kind/facet/collection.ts',
    edits: swap('?.filter((one) => held?.(one, seen, found) === undefined)', ''),
    check: told('vpc/dhcpoptions'),
  },
  {
    id: 'growth-last',
    promise: 8,
    mistake: 'Entries are sent although the list has not grown for them.',
    file: 'packages/ec2/src/vpc/managedprefixlist.ts',
    edits: swap('      when: ({ spec, item }) => spec.maxEntries <= (item.MaxEntries ?? 0),\n', ''),
    check: told('vpc/managedprefixlist'),
  },
  {
    id: 'reverted-hammered',
    promise: 8,
    mistake: 'What AWS could not carry out is asked for again at once, and again.',
    file: 'packages/core/src/reconcile/decide.ts',
    edits: swap('(reverted === undefined || !tried(s, change))', '(reverted === undefined || tried !== undefined)'),
    check: told('vpc/managedprefixlist'),
  },
  {
    id: 'full-set-emptied',
    promise: 8,
    mistake: 'A full list is emptied before it is filled anew.',
    file: 'packages/core/src/kind/facet/portion.ts',
    edits: swap(
      '  return swapped > 0 ? [swapped, swapped] : [0, Math.min(remove, most)]',
      '  return swapped > most ? [swapped, swapped] : [0, Math.min(remove, most)]',
    ),
    check: told('vpc/managedprefixlist'),
  },
  {
    id: 'filled-unread',
    promise: 10,
    mistake: 'What an adoption fills a spec in with was not read.',
    file: 'packages/core/src/reconcile/observe.ts',
    edits: swap('filling || view.needed(', 'view.needed('),
    check: told('vpc/managedprefixlist'),
  },
  {
    id: 'egress-unnamed',
    promise: 9,
    mistake: 'A VPC that an egress-only internet gateway keeps from being deleted does not name it.',
    file: 'packages/ec2/src/vpc/vpc.ts',
    edits: swap("    'egress-only internet gateway',\n", ''),
    check: told('gateway/egressonlyinternetgateway'),
  },
]
