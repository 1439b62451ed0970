import { type Mutant, plan, swap } from '../mutant.ts'

/** Ways to say "in sync" of what is not, which nothing that asks the kind itself can notice. */
export const sync: readonly Mutant[] = [
  {
    id: 'list-counted',
    promise: 3,
    mistake: 'A list is compared by its length only.',
    file: 'packages/core/src/kind/facet/value.ts',
    edits: swap('? one : sorted(one))', '? one : sorted(one).length)'),
    check: plan('MountTarget/update of securityGroupRefs/', 1),
  },
  {
    id: 'member-uncompared',
    promise: 3,
    mistake: 'The description of a rule is not compared.',
    file: 'packages/ec2/src/securitygroup/rulechange.ts',
    edits: swap('    same: (wanted, have) => wanted.description === have.description,\n', ''),
    check: plan('SecurityGroup/update of egressRules/', 1),
  },
  {
    id: 'association-blind',
    promise: 3,
    mistake: 'That a subnet follows some route table is enough, whichever its reference names by now.',
    file: 'packages/ec2/src/routetable/association.ts',
    edits: swap(
      'readonly RouteTableId?: string | undefined }) => RouteTableId,',
      "readonly RouteTableId?: string | undefined }) => (RouteTableId === '' ? '' : 'a table'),",
    ),
    check: plan('Subnet/update of routeTableRefs/', 1),
  },
]
