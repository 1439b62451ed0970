import {
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2'
import { replied } from '@windlass/core'
import { ec2 } from '../service/service.ts'
import { target } from '../service/target.ts'
import { users } from '../service/users.ts'
import { ManagedPrefixList } from '../vpc/managedprefixlist.ts'
import { VPC } from '../vpc/vpc.ts'
import { closed } from './defaultgroup.ts'
import { neighbours, permissions, rules, traffic } from './rulechange.ts'

const pair = { target: () => target('SecurityGroup', 'id') }

/** The rules as AWS has them, each with its id. */
const listed = replied(DescribeSecurityGroupRulesCommand, 'SecurityGroupRules', [
  'GroupId',
  'GroupOwnerId',
  'SecurityGroupRuleArn',
  'ReferencedGroupInfo.PeeringStatus',
  'ReferencedGroupInfo.VpcId',
  'ReferencedGroupInfo.VpcPeeringConnectionId',
])

const sameName = (want: unknown, have: unknown) => typeof want === 'string' && want.trimEnd() === have

/** Ingress first; then by id, because AWS promises no order. */
function order(a: SecurityGroupRule, b: SecurityGroupRule): number {
  const [x, y] = [a, b].map((one) => `${one.IsEgress ? 1 : 0} ${one.SecurityGroupRuleId}`)
  return (x ?? '') < (y ?? '') ? -1 : 1
}

export const SecurityGroup = ec2.kind('SecurityGroup', {
  id: 'GroupId',
  idField: 'id',
  create: CreateSecurityGroupCommand,
  read: DescribeSecurityGroupsCommand,
  items: 'SecurityGroups',
  notFound: ['InvalidGroup.NotFound', 'InvalidSecurityGroupID.NotFound'],
  delete: DeleteSecurityGroupCommand,
  // AWS refuses to delete the default group: it goes with its VPC. Source: VPC user guide, default security groups.
  inseparable: ({ GroupName }) => GroupName === 'default',
  filter: 'group-id',
  taken: 'refused',
  // AWS keeps the name of a group unique in its VPC.
  natural: {
    read: neighbours.read,
    key: ({ vpcID }) => vpcID,
    match: ({ GroupName }, { name }) => sameName(name, GroupName),
  },
  rename: { GroupName: 'name' },
  fields: {
    ingressRules: permissions.doc(
      'The traffic that may come in. When set it is the whole truth, also as an empty list.',
    ),
    egressRules: permissions.doc(
      'The traffic that may go out. When set it is the whole truth. The rules that let everything out, which AWS gives ' +
        'every new group, are removed from a group that is made by this object unless they are listed.',
    ),
  },
  refs: {
    vpcID: () => VPC.target,
    'ingressRules[].userIDGroupPairs[].groupID': pair,
    'ingressRules[].userIDGroupPairs[].vpcID': () => VPC.target,
    'ingressRules[].prefixListIDs[].prefixListID': () => ManagedPrefixList.target,
    'egressRules[].userIDGroupPairs[].groupID': pair,
    'egressRules[].userIDGroupPairs[].vpcID': () => VPC.target,
    'egressRules[].prefixListIDs[].prefixListID': () => ManagedPrefixList.target,
  },
  facets: (of) => ({
    ...of.batches('ingressRules', { from: rules, beside: neighbours, ...traffic('ingress') }),
    ...of.batches('egressRules', {
      from: rules,
      beside: neighbours,
      ...traffic('egress'),
      initial: ({ item }) => closed(item, 'the rule that AWS gives every new group: everything may go out'),
    }),
  }),
  // AWS drops the blanks at the end of a name. Source: VPC user guide, security groups.
  createOnly: { name: { same: sameName } },
  blockers: users('group', ['network interface', 'ingress rules of security group', 'egress rules of security group']),
  statusOmit: ['IpPermissions', 'IpPermissionsEgress'],
  status: (show) => ({
    rules: show({
      field: listed.doc('The rules as AWS has them, each with its id.'),
      from: rules,
      value: (_seen, found) => listed.toKubernetes([...found].sort(order)),
    }),
  }),
  columns: [
    { name: 'ID', jsonPath: '.status.id' },
    { name: 'NAME', jsonPath: '.spec.name', priority: 1 },
  ],
})
