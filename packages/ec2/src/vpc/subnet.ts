import {
  AssociateRouteTableCommand,
  AssociateSubnetCidrBlockCommand,
  CreateSubnetCommand,
  DeleteSubnetCommand,
  DescribeSubnetsCommand,
  DisassociateSubnetCidrBlockCommand,
  ModifySubnetAttributeCommand,
  type Subnet as Shown,
} from '@aws-sdk/client-ec2'
import { atMost, call, filtered, flag, list, live, text } from '@windlass/core'
import type { Step } from '@windlass/core/kind'
import { tablesOf } from '../routetable/association.ts'
import { canonicalRange, netmask, sameRange } from '../service/cidr.ts'
import { ec2 } from '../service/service.ts'
import { target } from '../service/target.ts'
import { users } from '../service/users.ts'
import { VPC } from './vpc.ts'

const tables = tablesOf('SubnetId')

/** What a subnet is, and is to be, as far as its IPv6 range matters. */
interface Seen {
  readonly id: string
  readonly item: Shown
  readonly spec: {
    readonly ipv6CIDRBlock?: string | undefined
    readonly assignIPv6AddressOnCreation?: boolean | undefined
  }
}

/** What needs an IPv6 range comes on once AWS has the one that the spec asks for. */
const ranged = (on: boolean, { item, spec }: Seen) =>
  !on ||
  spec.ipv6CIDRBlock === undefined ||
  (item.Ipv6CidrBlockAssociationSet ?? []).some((one) => one.Ipv6CidrBlockState?.State === 'associated')

/** AWS keeps a range whose addresses it assigns: that is put aside, and comes back with the next range as the spec says. */
function putAside({ id, item, spec }: Seen): readonly Step[] {
  if (!item.AssignIpv6AddressOnCreation || !spec.assignIPv6AddressOnCreation) return []
  const off = call(ModifySubnetAttributeCommand, { SubnetId: id, AssignIpv6AddressOnCreation: { Value: false } })
  return [{ ...off, effect: 'replace', say: 'stop assigning IPv6 addresses while the range changes' }]
}

export const Subnet = ec2.kind('Subnet', {
  id: 'SubnetId',
  create: CreateSubnetCommand,
  read: DescribeSubnetsCommand,
  items: 'Subnets',
  notFound: ['InvalidSubnetID.NotFound', 'InvalidSubnetId.NotFound'],
  delete: DeleteSubnetCommand,
  tagged: 'subnet',
  taken: ({ cidrBlock, ipv6CIDRBlock }) => ((cidrBlock ?? ipv6CIDRBlock) === undefined ? undefined : 'refused'),
  // Ranges of subnets do not overlap in a VPC.
  natural: {
    read: filtered({
      operation: DescribeSubnetsCommand,
      items: 'Subnets',
      filter: 'vpc-id',
      keys: ({ VpcId }) => VpcId,
    }),
    key: ({ vpcID, cidrBlock }) => (cidrBlock === undefined ? undefined : vpcID),
    match: ({ CidrBlock }, { cidrBlock }) => sameRange(cidrBlock, CidrBlock),
  },
  fields: {
    assignIPv6AddressOnCreation: flag.doc('Whether network interfaces made in the subnet get an IPv6 address.'),
    customerOwnedIPv4Pool: text.doc('The customer-owned pool that addresses of network interfaces come from.'),
    enableDNS64: flag.doc('Whether the DNS resolver answers with IPv6 addresses for IPv4-only names.'),
    enableResourceNameDNSAAAARecord: flag.doc('Whether the resource names of instances get DNS AAAA records.'),
    enableResourceNameDNSARecord: flag.doc('Whether the resource names of instances get DNS A records.'),
    hostnameType: text.doc('What host names of instances are made of: ip-name or resource-name.'),
    mapPublicIPOnLaunch: flag.doc('Whether instances launched into the subnet get a public IPv4 address.'),
    routeTables: list(text).doc(
      'The route table of the subnet, at most one. An empty list leaves the subnet to the main table of its VPC.',
    ),
  },
  refs: {
    vpcID: () => VPC.target,
    routeTables: () => target('RouteTable', 'routeTableID'),
  },
  state: {
    State: {
      ready: ['available'],
      wait: ['pending', 'unavailable'],
      failed: ['failed', 'failed-insufficient-capacity'],
    },
  },
  parts: { Ipv6CidrBlockAssociationSet: { name: 'Ipv6CidrBlock', state: 'Ipv6CidrBlockState.State' } },
  facets: (of) => ({
    // A subnet has one IPv6 range at most: the next comes once the last is gone, and until then the subnet is busy.
    ...of.slot('ipv6CIDRBlock', {
      have: ({ item: { Ipv6CidrBlockAssociationSet: all = [] } }) =>
        live(all, 'Ipv6CidrBlockState.State')[0] ??
        all.find(({ Ipv6CidrBlockState }) => Ipv6CidrBlockState?.State === 'disassociating'),
      spell: ({ Ipv6CidrBlock }) => Ipv6CidrBlock,
      same: (want, { Ipv6CidrBlock = '' }) => canonicalRange(want) === canonicalRange(Ipv6CidrBlock),
      state: { 'Ipv6CidrBlockState.State': { ready: ['associated', 'associating'], leaving: ['disassociating'] } },
      put: [AssociateSubnetCidrBlockCommand, (Ipv6CidrBlock) => ({ Ipv6CidrBlock })],
      clear: [DisassociateSubnetCidrBlockCommand, ({ AssociationId }) => ({ AssociationId })],
      later: true,
      before: (_have, seen) => putAside(seen),
      say: {
        put: (want) => `add the IPv6 range ${want}`,
        clear: ({ Ipv6CidrBlock }) => `remove the IPv6 range ${Ipv6CidrBlock}`,
      },
    }),
    ...of.modify(
      ModifySubnetAttributeCommand,
      {
        assignIPv6AddressOnCreation: { to: 'AssignIpv6AddressOnCreation', when: ranged },
        enableDNS64: { to: 'EnableDns64', when: ranged },
        mapPublicIPOnLaunch: 'MapPublicIpOnLaunch',
        customerOwnedIPv4Pool: {
          to: 'CustomerOwnedIpv4Pool',
          have: ({ MapCustomerOwnedIpOnLaunch: on, CustomerOwnedIpv4Pool: pool }) => (on ? pool : undefined),
          with: () => ({ MapCustomerOwnedIpOnLaunch: { Value: true } }),
        },
        hostnameType: { to: 'PrivateDnsHostnameTypeOnLaunch', at: 'PrivateDnsNameOptionsOnLaunch.HostnameType' },
        enableResourceNameDNSARecord: {
          to: 'EnableResourceNameDnsARecordOnLaunch',
          at: 'PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsARecord',
        },
        enableResourceNameDNSAAAARecord: {
          to: 'EnableResourceNameDnsAAAARecordOnLaunch',
          at: 'PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsAAAARecord',
        },
      },
      { alone: true },
    ),
    // Put on another table in one call, a subnet is never without its routes.
    ...of.entries('routeTables', {
      ...tables,
      add: [AssociateRouteTableCommand, ({ RouteTableId }) => ({ RouteTableId })],
    }),
  }),
  createOnly: {
    cidrBlock: { same: sameRange },
    ipv4NetmaskLength: { have: ({ CidrBlock }) => netmask(CidrBlock) },
    // A subnet may lose its IPv6 range and have another one.
    ipv6NetmaskLength: {
      have: ({ Ipv6CidrBlockAssociationSet: all }) => netmask(live(all, 'Ipv6CidrBlockState.State')[0]?.Ipv6CidrBlock),
      absent: 'open',
    },
  },
  writeOnly: ['ipv4IPAMPoolID', 'ipv6IPAMPoolID'],
  rules: [
    atMost('routeTables', 1, 'routeTables takes one route table: AWS associates a subnet with one at most.'),
    atMost(
      'routeTableRefs',
      1,
      'routeTableRefs takes one reference: AWS associates a subnet with one route table at most.',
    ),
  ],
  blockers: users('subnet', ['NAT gateway', 'network interface']),
})
