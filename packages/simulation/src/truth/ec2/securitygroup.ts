import type { Item } from '@windlass/core'
import { ec2 } from '@windlass/simulator'
import { objects, range } from '../spelling.ts'
import { type Look, type Shown, truth } from '../truth.ts'

type Row = ec2.SecurityGroupRow

/** AWS knows four protocols by name, and all by -1. Source: EC2 API, IpPermission. */
const protocols: Readonly<Record<string, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6', all: '-1' }
const ported = ['tcp', 'udp', 'icmp', 'icmpv6']

interface Single {
  readonly protocol: unknown
  readonly from: unknown
  readonly to: unknown
  readonly peer: unknown
  readonly description: unknown
}

function single(protocol: unknown, from: unknown, to: unknown, peer: unknown, description: unknown): Single {
  const lower = String(protocol).toLowerCase()
  const name = protocols[lower] ?? lower
  const ports = ported.includes(name) ? { from: from ?? -1, to: to ?? -1 } : { from: -1, to: -1 }
  return { protocol: name, ...ports, peer: range(peer), description: description ?? '' }
}

/** One rule for each protocol, range of ports and peer. Of one that is given twice, the first counts. */
function asked(permissions: unknown, own: Row, { place }: Look): readonly Single[] {
  const group = (pair: Item) => {
    if (typeof pair.groupID === 'string') return pair.groupID
    if (typeof pair.groupName !== 'string') return own.id
    const all = place.table(ec2.SecurityGroups).where('vpc', own.VpcId)
    return all.find((one) => one.GroupName === pair.groupName)?.id ?? pair.groupName
  }
  const all = objects(permissions).flatMap((one) => {
    const peers = [
      ...objects(one.ipRanges).map((each) => [each.cidrIP, each.description]),
      ...objects(one.ipv6Ranges).map((each) => [each.cidrIPv6, each.description]),
      ...objects(one.prefixListIDs).map((each) => [each.prefixListID, each.description]),
      ...objects(one.userIDGroupPairs).map((each) => [group(each), each.description]),
    ]
    return peers.map(([peer, description]) => single(one.ipProtocol, one.fromPort, one.toPort, peer, description))
  })
  const key = ({ description, ...rule }: Single) => JSON.stringify(rule)
  return all.filter((one, place) => all.findIndex((other) => key(other) === key(one)) === place)
}

const rules = (egress: boolean): Shown<Row> => ({
  want: asked,
  have: ({ id }, { place }) =>
    place
      .table(ec2.SecurityGroupRules)
      .where('group', id)
      .filter((rule) => rule.IsEgress === egress)
      .map(({ CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupInfo: pair, ...rule }) => {
        const peer = CidrIpv4 ?? CidrIpv6 ?? PrefixListId ?? pair?.GroupId
        return single(rule.IpProtocol, rule.FromPort, rule.ToPort, peer, rule.Description)
      }),
})

const pairs = ['ingressRules[].userIDGroupPairs[]', 'egressRules[].userIDGroupPairs[]']
const told = ['peeringStatus', 'userID', 'vpcID', 'vpcPeeringConnectionID']

export const securityGroup = truth(ec2.SecurityGroups, {
  kind: 'SecurityGroup',
  names: {
    vpcID: 'VPC',
    'ingressRules[].prefixListIDs[].prefixListID': 'ManagedPrefixList',
    'egressRules[].prefixListIDs[].prefixListID': 'ManagedPrefixList',
    ...Object.fromEntries(pairs.map((pair) => [`${pair}.groupID`, 'SecurityGroup'])),
    ...Object.fromEntries(pairs.map((pair) => [`${pair}.vpcID`, 'VPC'])),
  },
  fields: {
    vpcID: {},
    description: {},
    // AWS drops the blanks at the end of a name. Source: VPC user guide, security groups.
    name: { have: ({ GroupName }) => GroupName, want: (value) => String(value).trimEnd() },
    ingressRules: rules(false),
    egressRules: rules(true),
  },
  hidden: Object.fromEntries(
    pairs.flatMap((pair) => told.map((member) => [`${pair}.${member}`, 'the id of the group says which group it is'])),
  ),
})
