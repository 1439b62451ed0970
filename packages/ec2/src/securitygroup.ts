import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroupRule,
  type SecurityGroup as Shape,
  UpdateSecurityGroupRuleDescriptionsEgressCommand,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
} from '@aws-sdk/client-ec2'
import { filtered, flag, type Item, list, type Step, shaped, structure, text, whole } from '@windlass/core'
import { user } from './blocker.ts'
import { closed } from './defaultgroup.ts'
import { ruleOf, rulesOf } from './rule.ts'
import { align, type Direction, egress, granted, ingress, together } from './rulechange.ts'
import { ec2 } from './service.ts'
import { target } from './target.ts'
import { VPC } from './vpc.ts'

const permissions = shaped(AuthorizeSecurityGroupIngressCommand, 'IpPermissions')

interface Sight {
  readonly id: string
  readonly views: { readonly rules: readonly SecurityGroupRule[]; readonly neighbours: readonly Shape[] }
}

type Permissions = Parameters<typeof permissions.toAWS>[0]

function facet(of: Direction) {
  const kept = ({ views }: Sight) => views.rules.filter(({ IsEgress }) => (IsEgress ?? false) === of.egress).map(ruleOf)
  const steps = (want: Permissions, seen: Sight) => {
    const named = (name: string) => seen.views.neighbours.find(({ GroupName }) => GroupName === name)?.GroupId
    return align(seen.id, of, rulesOf(permissions.toAWS(want), named), kept(seen))
  }
  return {
    views: ['rules', 'neighbours'],
    have: (seen: Sight): Permissions => permissions.toKubernetes(granted(kept(seen))),
    met: (want: Permissions, _have: unknown, seen: Sight) => steps(want, seen).length === 0,
    steps: (want: Permissions, _have: unknown, seen: Sight) => steps(want, seen),
  }
}

interface Wanted {
  readonly ingressRules?: Permissions
  readonly egressRules?: Permissions
}

/** Whether any rule names a group by its name, so that the groups of the VPC must be known. */
const byName = (rules: Permissions | undefined) =>
  (rules ?? []).some(({ userIDGroupPairs = [] }) =>
    userIDGroupPairs.some(({ groupID, groupName }) => groupID === undefined && groupName !== undefined),
  )

/** The rules that stand against another group's delete, while nothing is behind this group that they could serve. */
function given(id: string, rules: readonly SecurityGroupRule[], to: readonly unknown[]): readonly Step[] {
  const naming = rules.filter(({ ReferencedGroupInfo }) => to.includes(ReferencedGroupInfo?.GroupId))
  return [ingress, egress].flatMap((of) =>
    together(
      naming.filter(({ IsEgress }) => (IsEgress ?? false) === of.egress).map(ruleOf),
      (some) => of.remove(id, some),
      { effect: 'remove', done: ['InvalidSecurityGroupRuleId.NotFound'], say: (label) => `remove the rule ${label}` },
    ),
  )
}

const pair = { target: () => target('SecurityGroup', 'id'), early: true }

export const SecurityGroup = ec2.kind('SecurityGroup', {
  id: 'GroupId',
  idField: 'id',
  create: CreateSecurityGroupCommand,
  read: DescribeSecurityGroupsCommand,
  items: 'SecurityGroups',
  notFound: ['InvalidGroup.NotFound', 'InvalidSecurityGroupID.NotFound'],
  delete: DeleteSecurityGroupCommand,
  filter: 'group-id',
  tagged: 'security-group',
  exclusive: () => true,
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
    vpcID: { target: () => VPC.target },
    'ingressRules[].userIDGroupPairs[].groupID': pair,
    'ingressRules[].userIDGroupPairs[].vpcID': { target: () => VPC.target },
    'egressRules[].userIDGroupPairs[].groupID': pair,
    'egressRules[].userIDGroupPairs[].vpcID': { target: () => VPC.target },
  },
  views: {
    rules: {
      read: filtered({
        operation: DescribeSecurityGroupRulesCommand,
        items: 'SecurityGroupRules',
        filter: 'group-id',
        keys: ({ GroupId }) => GroupId,
      }),
      needed: () => true,
    },
    neighbours: {
      read: filtered({
        operation: DescribeSecurityGroupsCommand,
        items: 'SecurityGroups',
        filter: 'vpc-id',
        keys: ({ VpcId }) => VpcId,
      }),
      key: (_id: string, _spec: unknown, { VpcId }: Item) => (typeof VpcId === 'string' ? VpcId : undefined),
      needed: (spec: Wanted) => byName(spec.ingressRules) || byName(spec.egressRules),
    },
  },
  facets: {
    ingressRules: facet(ingress),
    egressRules: {
      ...facet(egress),
      initial: ({ item }) => closed(item, 'the rule that AWS gives every new group: everything may go out'),
    },
  },
  yields: ({ id, views }, found) => {
    const groups = found.filter(({ noun }) => noun.endsWith('security group'))
    return groups.length < found.length
      ? []
      : given(
          id,
          views.rules,
          groups.map(({ item }) => item.GroupId),
        )
  },
  calls: [
    AuthorizeSecurityGroupEgressCommand,
    AuthorizeSecurityGroupIngressCommand,
    RevokeSecurityGroupEgressCommand,
    RevokeSecurityGroupIngressCommand,
    UpdateSecurityGroupRuleDescriptionsEgressCommand,
    UpdateSecurityGroupRuleDescriptionsIngressCommand,
  ],
  blockers: [
    user({
      noun: 'network interface',
      operation: DescribeNetworkInterfacesCommand,
      items: 'NetworkInterfaces',
      filter: 'group-id',
      at: 'Groups.GroupId',
      id: 'NetworkInterfaceId',
      about: 'Description',
    }),
    user({
      noun: 'ingress rules of security group',
      operation: DescribeSecurityGroupsCommand,
      items: 'SecurityGroups',
      filter: 'ip-permission.group-id',
      at: 'IpPermissions.UserIdGroupPairs.GroupId',
      id: 'GroupId',
      about: 'GroupName',
      counts: ({ GroupId }, id) => GroupId !== id,
    }),
    user({
      noun: 'egress rules of security group',
      operation: DescribeSecurityGroupsCommand,
      items: 'SecurityGroups',
      filter: 'egress.ip-permission.group-id',
      at: 'IpPermissionsEgress.UserIdGroupPairs.GroupId',
      id: 'GroupId',
      about: 'GroupName',
      counts: ({ GroupId }, id) => GroupId !== id,
    }),
  ],
  arn: ({ item }) => item.SecurityGroupArn,
  statusOmit: ['IpPermissions', 'IpPermissionsEgress', 'SecurityGroupArn'],
  statusFields: {
    rules: list(
      structure({
        cidrIPv4: text,
        cidrIPv6: text,
        description: text,
        fromPort: whole,
        ipProtocol: text,
        isEgress: flag,
        prefixListID: text,
        referencedGroupInfo: structure({ groupID: text, userID: text }),
        securityGroupRuleID: text,
        tags: list(structure({ key: text, value: text })),
        toPort: whole,
      }),
    ).doc('The rules as AWS has them, each with its id.'),
  },
  status: ({ views }) => ({ rules: [...views.rules].sort(order).map(shown) }),
  columns: [
    { name: 'ID', jsonPath: '.status.id' },
    { name: 'NAME', jsonPath: '.spec.name', priority: 1 },
  ],
})

/** Ingress first; then by id, because AWS promises no order. */
function order(a: SecurityGroupRule, b: SecurityGroupRule): number {
  const [x, y] = [a, b].map((one) => `${one.IsEgress ? 1 : 0} ${one.SecurityGroupRuleId}`)
  return (x ?? '') < (y ?? '') ? -1 : 1
}

function shown(rule: SecurityGroupRule) {
  const peer = rule.ReferencedGroupInfo
  return {
    cidrIPv4: rule.CidrIpv4,
    cidrIPv6: rule.CidrIpv6,
    description: rule.Description,
    fromPort: rule.FromPort,
    ipProtocol: rule.IpProtocol,
    isEgress: rule.IsEgress,
    prefixListID: rule.PrefixListId,
    referencedGroupInfo: peer && { groupID: peer.GroupId, userID: peer.UserId },
    securityGroupRuleID: rule.SecurityGroupRuleId,
    tags: rule.Tags?.length ? rule.Tags.map(({ Key, Value }) => ({ key: Key, value: Value })) : undefined,
    toPort: rule.ToPort,
  }
}
