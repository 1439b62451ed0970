import {
  AssociateRouteTableCommand,
  AssociateSubnetCidrBlockCommand,
  CreateSubnetCommand,
  DeleteSubnetCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DisassociateRouteTableCommand,
  DisassociateSubnetCidrBlockCommand,
  ModifySubnetAttributeCommand,
  ReplaceRouteTableAssociationCommand,
  type RouteTable,
  type Subnet as Shape,
} from '@aws-sdk/client-ec2'
import { call, filtered, flag, list, type Step, text } from '@windlass/core'
import { user } from './blocker.ts'
import { canonicalRange } from './cidr.ts'
import { ec2 } from './service.ts'
import { target } from './target.ts'
import { VPC } from './vpc.ts'

const range6 = ({ Ipv6CidrBlockAssociationSet = [] }: Shape) =>
  Ipv6CidrBlockAssociationSet.find(({ Ipv6CidrBlockState }) =>
    ['associating', 'associated'].includes(Ipv6CidrBlockState?.State ?? ''),
  )

/** A range on its way out holds the only place for one. */
const leaving = ({ Ipv6CidrBlockAssociationSet = [] }: Shape) =>
  Ipv6CidrBlockAssociationSet.find(({ Ipv6CidrBlockState }) => Ipv6CidrBlockState?.State === 'disassociating')

const options = ({ PrivateDnsNameOptionsOnLaunch }: Shape) => PrivateDnsNameOptionsOnLaunch

/** The association of a subnet with a table of its own; without one it follows the main table of its VPC. */
function associated(tables: readonly RouteTable[], subnet: string) {
  return tables
    .flatMap(({ Associations = [] }) => Associations)
    .find((one) => one.SubnetId === subnet && !one.AssociationState?.State?.startsWith('disassociat'))
}

/** The steps that put a subnet on a table, in one call where it is on another: it is never without its routes. */
function route(id: string, table: string | undefined, now: ReturnType<typeof associated>): readonly Step[] {
  if (table === undefined)
    return now === undefined
      ? []
      : [
          {
            ...call(DisassociateRouteTableCommand, { AssociationId: now.RouteTableAssociationId }),
            effect: 'remove',
            say: `dissociate route table ${now.RouteTableId}`,
            done: ['InvalidAssociationID.NotFound'],
          },
        ]
  if (now === undefined)
    return [
      {
        ...call(AssociateRouteTableCommand, { RouteTableId: table, SubnetId: id }),
        effect: 'add',
        say: `associate route table ${table}`,
      },
    ]
  return [
    {
      ...call(ReplaceRouteTableAssociationCommand, {
        AssociationId: now.RouteTableAssociationId,
        RouteTableId: table,
      }),
      effect: 'replace',
      say: `replace route table ${now.RouteTableId} by ${table}`,
    },
  ]
}

export const Subnet = ec2.kind('Subnet', {
  id: 'SubnetId',
  create: CreateSubnetCommand,
  read: DescribeSubnetsCommand,
  items: 'Subnets',
  notFound: ['InvalidSubnetID.NotFound', 'InvalidSubnetId.NotFound'],
  delete: DeleteSubnetCommand,
  tagged: 'subnet',
  exclusive: ({ cidrBlock, ipv6CIDRBlock }) => (cidrBlock ?? ipv6CIDRBlock) !== undefined,
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
    vpcID: { target: () => VPC.target },
    routeTables: { target: () => target('RouteTable', 'routeTableID') },
  },
  state: {
    State: {
      ready: ['available'],
      wait: ['pending', 'unavailable'],
      failed: ['failed', 'failed-insufficient-capacity'],
    },
  },
  busy: ({ item }) => {
    const moving = (item.Ipv6CidrBlockAssociationSet ?? []).find((one) =>
      one.Ipv6CidrBlockState?.State?.endsWith('ing'),
    )
    return moving && `${moving.Ipv6CidrBlock} is ${moving.Ipv6CidrBlockState?.State}`
  },
  views: {
    tables: {
      read: filtered({
        operation: DescribeRouteTablesCommand,
        items: 'RouteTables',
        filter: 'association.subnet-id',
        keys: ({ Associations = [] }) => Associations.map(({ SubnetId }) => SubnetId),
      }),
    },
  },
  facets: ({ value }) => ({
    ipv6CIDRBlock: {
      have: ({ item }) => range6(item)?.Ipv6CidrBlock,
      // A subnet has one IPv6 range at most: the next comes once the last is gone, and until then the subnet is busy.
      met: (want, have, { item }) =>
        have === undefined ? leaving(item) !== undefined : canonicalRange(want) === canonicalRange(have),
      steps: (want, have, { id, item }) => [
        have === undefined
          ? {
              ...call(AssociateSubnetCidrBlockCommand, { SubnetId: id, Ipv6CidrBlock: want }),
              effect: 'add',
              say: `add the IPv6 range ${want}`,
            }
          : {
              ...call(DisassociateSubnetCidrBlockCommand, { AssociationId: range6(item)?.AssociationId }),
              effect: 'remove',
              say: `remove the IPv6 range ${have}`,
              done: ['InvalidSubnetCidrBlockAssociationID.NotFound'],
            },
      ],
    },
    assignIPv6AddressOnCreation: value({
      have: ({ item }) => item.AssignIpv6AddressOnCreation,
      set: (Value, { id }) =>
        call(ModifySubnetAttributeCommand, { SubnetId: id, AssignIpv6AddressOnCreation: { Value } }),
      say: (on) => `assignment of IPv6 addresses to ${on}`,
    }),
    enableDNS64: value({
      have: ({ item }) => item.EnableDns64,
      set: (Value, { id }) => call(ModifySubnetAttributeCommand, { SubnetId: id, EnableDns64: { Value } }),
      say: (on) => `DNS64 to ${on}`,
    }),
    mapPublicIPOnLaunch: value({
      have: ({ item }) => item.MapPublicIpOnLaunch,
      set: (Value, { id }) => call(ModifySubnetAttributeCommand, { SubnetId: id, MapPublicIpOnLaunch: { Value } }),
      say: (on) => `public addresses on launch to ${on}`,
    }),
    customerOwnedIPv4Pool: value({
      have: ({ item }) => (item.MapCustomerOwnedIpOnLaunch ? item.CustomerOwnedIpv4Pool : undefined),
      set: (pool, { id }) =>
        call(ModifySubnetAttributeCommand, {
          SubnetId: id,
          CustomerOwnedIpv4Pool: pool,
          MapCustomerOwnedIpOnLaunch: { Value: true },
        }),
      say: (pool) => `the customer-owned address pool to ${pool}`,
    }),
    hostnameType: value({
      have: ({ item }): string | undefined => options(item)?.HostnameType,
      set: (type, { id }) => ({
        operation: ModifySubnetAttributeCommand,
        input: { SubnetId: id, PrivateDnsHostnameTypeOnLaunch: type },
      }),
      say: (type) => `the host name type to ${type}`,
    }),
    enableResourceNameDNSARecord: value({
      have: ({ item }) => options(item)?.EnableResourceNameDnsARecord,
      set: (Value, { id }) =>
        call(ModifySubnetAttributeCommand, { SubnetId: id, EnableResourceNameDnsARecordOnLaunch: { Value } }),
      say: (on) => `DNS A records of resource names to ${on}`,
    }),
    enableResourceNameDNSAAAARecord: value({
      have: ({ item }) => options(item)?.EnableResourceNameDnsAAAARecord,
      set: (Value, { id }) =>
        call(ModifySubnetAttributeCommand, { SubnetId: id, EnableResourceNameDnsAAAARecordOnLaunch: { Value } }),
      say: (on) => `DNS AAAA records of resource names to ${on}`,
    }),
    routeTables: {
      views: ['tables'],
      have: ({ id, views }): readonly string[] => {
        const table = associated(views.tables, id)?.RouteTableId
        return table === undefined ? [] : [table]
      },
      met: (want, have) => want[0] === have?.[0],
      steps: ([table], _have, { id, views }) => route(id, table, associated(views.tables, id)),
    },
  }),
  rules: [
    {
      rule: '!has(self.routeTables) || size(self.routeTables) <= 1',
      message: 'routeTables takes one route table: AWS associates a subnet with one at most.',
    },
    {
      rule: '!has(self.routeTableRefs) || size(self.routeTableRefs) <= 1',
      message: 'routeTableRefs takes one reference: AWS associates a subnet with one route table at most.',
    },
  ],
  calls: [
    AssociateRouteTableCommand,
    AssociateSubnetCidrBlockCommand,
    DisassociateRouteTableCommand,
    DisassociateSubnetCidrBlockCommand,
    ModifySubnetAttributeCommand,
    ReplaceRouteTableAssociationCommand,
  ],
  blockers: [
    user({
      noun: 'NAT gateway',
      operation: DescribeNatGatewaysCommand,
      items: 'NatGateways',
      filter: 'subnet-id',
      member: 'Filter',
      at: 'SubnetId',
      id: 'NatGatewayId',
      counts: ({ State }) => State !== 'deleted' && State !== 'failed',
    }),
    user({
      noun: 'network interface',
      operation: DescribeNetworkInterfacesCommand,
      items: 'NetworkInterfaces',
      filter: 'subnet-id',
      at: 'SubnetId',
      id: 'NetworkInterfaceId',
      about: 'Description',
    }),
  ],
  arn: ({ item }) => item.SubnetArn,
  statusOmit: ['SubnetArn'],
})
