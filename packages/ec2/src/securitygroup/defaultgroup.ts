import {
  DescribeSecurityGroupsCommand,
  type IpPermission,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroup,
} from '@aws-sdk/client-ec2'
import { call, filtered } from '@windlass/core'
import type { Facet, Step } from '@windlass/core/kind'

/** The rules AWS puts into the default group of a new VPC: everything from its own members in, everything out. */
function defaultRules(group: SecurityGroup | undefined): { ingress: IpPermission[]; egress: IpPermission[] } {
  const all = ({ IpProtocol }: IpPermission) => IpProtocol === '-1'
  const ingress = (group?.IpPermissions ?? []).filter(all).flatMap(({ UserIdGroupPairs = [] }) =>
    UserIdGroupPairs.filter(({ GroupId }) => GroupId === group?.GroupId).map(({ GroupId, UserId }) => ({
      IpProtocol: '-1',
      UserIdGroupPairs: [{ GroupId, UserId }],
    })),
  )
  const egress = (group?.IpPermissionsEgress ?? []).filter(all).flatMap(({ IpRanges = [], Ipv6Ranges = [] }) => [
    ...IpRanges.filter(({ CidrIp }) => CidrIp === '0.0.0.0/0').map(({ CidrIp }) => ({
      IpProtocol: '-1',
      IpRanges: [{ CidrIp }],
    })),
    ...Ipv6Ranges.filter(({ CidrIpv6 }) => CidrIpv6 === '::/0').map(({ CidrIpv6 }) => ({
      IpProtocol: '-1',
      Ipv6Ranges: [{ CidrIpv6 }],
    })),
  ])
  return { ingress, egress }
}

const step = { effect: 'remove' as const, done: ['InvalidPermission.NotFound'] }

/** What removes the default rules of a default group; nothing when it has none of them. */
export function withoutDefaultRules(group: SecurityGroup | undefined): readonly Step[] {
  const GroupId = group?.GroupId
  const { ingress } = defaultRules(group)
  return [
    ...(ingress.length === 0
      ? []
      : [
          {
            ...step,
            ...call(RevokeSecurityGroupIngressCommand, { GroupId, IpPermissions: ingress }),
            say: `remove the default ingress rule of the default security group ${GroupId}`,
          },
        ]),
    ...closed(group, `the default egress rule of the default security group ${GroupId}`),
  ]
}

/** The default groups of VPCs. */
export const defaultGroup = filtered({
  operation: DescribeSecurityGroupsCommand,
  items: 'SecurityGroups',
  filter: 'vpc-id',
  with: [{ Name: 'group-name', Values: ['default'] }],
  keys: ({ VpcId }) => VpcId,
})

/** True keeps the default rules out of the default group; false leaves them as they are. */
export const defaultRulesKeptOut: Facet<boolean, unknown, SecurityGroup> = {
  from: defaultGroup,
  operations: [RevokeSecurityGroupIngressCommand, RevokeSecurityGroupEgressCommand],
  have: (_seen, [group]) => withoutDefaultRules(group).length === 0,
  met: (out, _seen, [group]) => !out || withoutDefaultRules(group).length === 0,
  steps: (_out, _seen, [group]) => withoutDefaultRules(group),
}

/** What removes the egress rules that let everything out, as AWS puts them into every new group; nothing when it has none. */
export function closed(group: SecurityGroup | undefined, noun: string): readonly Step[] {
  const { egress } = defaultRules(group)
  if (egress.length === 0) return []
  const input = { GroupId: group?.GroupId, IpPermissions: egress }
  return [{ ...step, ...call(RevokeSecurityGroupEgressCommand, input), say: `remove ${noun}` }]
}
