import {
  DescribeEgressOnlyInternetGatewaysCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeTransitGatewayAttachmentsCommand,
  DescribeTransitGatewayVpcAttachmentsCommand,
  DescribeVpcEndpointConnectionsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  type NetworkInterface,
} from '@aws-sdk/client-ec2'
import { user, usersOf } from '@windlass/core'

/** Gone already, though AWS still lists it. */
const dead = ({ State }: { readonly State?: string | undefined }) =>
  ['deleted', 'failed'].includes(State?.toLowerCase() ?? '')

/** A network interface that a public address is mapped to; undefined for any other. */
function mapped(one: NetworkInterface): string | undefined {
  const address = [one, ...(one.PrivateIpAddresses ?? [])].map(({ Association }) => Association?.PublicIp).find(Boolean)
  const use = one.Description || one.InterfaceType
  return address === undefined
    ? undefined
    : `${one.NetworkInterfaceId}${use ? ` (${use})` : ''} with the address ${address}`
}

const groups = {
  read: DescribeSecurityGroupsCommand,
  items: 'SecurityGroups',
  id: 'GroupId',
  about: 'GroupName',
} as const

const interfaces = {
  read: DescribeNetworkInterfacesCommand,
  items: 'NetworkInterfaces',
  id: 'NetworkInterfaceId',
  about: 'Description',
} as const

/** What uses whom in EC2, by what AWS finds it. Source: the filters of each Describe action in the EC2 API reference. */
export const users = usersOf({
  VPC: user({
    read: DescribeVpcsCommand,
    items: 'Vpcs',
    id: 'VpcId',
    by: { 'DHCP options': ['dhcp-options-id', 'DhcpOptionsId'] },
  }),
  subnet: user({ read: DescribeSubnetsCommand, items: 'Subnets', id: 'SubnetId', by: { vpc: ['vpc-id', 'VpcId'] } }),
  'internet gateway': user({
    read: DescribeInternetGatewaysCommand,
    items: 'InternetGateways',
    id: 'InternetGatewayId',
    by: { vpc: ['attachment.vpc-id', 'Attachments.VpcId'] },
  }),
  // AWS has no filter of them by their VPC.
  'egress-only internet gateway': user({
    read: DescribeEgressOnlyInternetGatewaysCommand,
    items: 'EgressOnlyInternetGateways',
    id: 'EgressOnlyInternetGatewayId',
    by: { vpc: ['Attachments.VpcId'] },
  }),
  'NAT gateway': user({
    read: DescribeNatGatewaysCommand,
    items: 'NatGateways',
    id: 'NatGatewayId',
    by: { vpc: ['vpc-id', 'VpcId'], subnet: ['subnet-id', 'SubnetId'] },
    unless: dead,
  }),
  'VPC endpoint': user({
    read: DescribeVpcEndpointsCommand,
    items: 'VpcEndpoints',
    id: 'VpcEndpointId',
    by: { vpc: ['vpc-id', 'VpcId'] },
    unless: dead,
  }),
  /** Of an endpoint service: only these keep it from being deleted. Source: DeleteVpcEndpointServiceConfigurations. */
  'endpoint connection': user({
    read: DescribeVpcEndpointConnectionsCommand,
    items: 'VpcEndpointConnections',
    id: 'VpcEndpointId',
    about: 'VpcEndpointOwner',
    by: { 'endpoint service': ['service-id', 'ServiceId'] },
    unless: ({ VpcEndpointState: state = '' }) =>
      !['available', 'pending', 'pendingacceptance'].includes(state.toLowerCase()),
  }),
  'transit gateway attachment': user({
    read: DescribeTransitGatewayVpcAttachmentsCommand,
    items: 'TransitGatewayVpcAttachments',
    id: 'TransitGatewayAttachmentId',
    by: { vpc: ['vpc-id', 'VpcId'] },
    unless: dead,
  }),
  /** Of a transit gateway, whatever is attached to it, in this account or another. */
  attachment: user({
    read: DescribeTransitGatewayAttachmentsCommand,
    items: 'TransitGatewayAttachments',
    id: 'TransitGatewayAttachmentId',
    about: 'ResourceId',
    by: { 'transit gateway': ['transit-gateway-id', 'TransitGatewayId'] },
    unless: dead,
  }),
  'security group': user({
    ...groups,
    by: { vpc: ['vpc-id', 'VpcId'] },
    unless: ({ GroupName }) => GroupName === 'default',
  }),
  'ingress rules of security group': user({
    ...groups,
    by: { group: ['ip-permission.group-id', 'IpPermissions.UserIdGroupPairs.GroupId'] },
    unless: ({ GroupId }, id) => GroupId === id,
  }),
  'egress rules of security group': user({
    ...groups,
    by: { group: ['egress.ip-permission.group-id', 'IpPermissionsEgress.UserIdGroupPairs.GroupId'] },
    unless: ({ GroupId }, id) => GroupId === id,
  }),
  'route table': user({
    read: DescribeRouteTablesCommand,
    items: 'RouteTables',
    id: 'RouteTableId',
    by: { vpc: ['vpc-id', 'VpcId'], gateway: ['association.gateway-id', 'Associations.GatewayId'] },
    unless: ({ Associations = [] }) => Associations.some(({ Main }) => Main === true),
  }),
  'network ACL': user({
    read: DescribeNetworkAclsCommand,
    items: 'NetworkAcls',
    id: 'NetworkAclId',
    by: { vpc: ['vpc-id', 'VpcId'] },
    unless: ({ IsDefault }) => IsDefault === true,
  }),
  'network interface': user({
    ...interfaces,
    by: {
      vpc: ['vpc-id', 'VpcId'],
      subnet: ['subnet-id', 'SubnetId'],
      group: ['group-id', 'Groups.GroupId'],
      address: ['addresses.association.allocation-id', 'PrivateIpAddresses.Association.AllocationId'],
    },
  }),
  /** Of a VPC, those that reach the internet: they hold its gateway. */
  'mapped network interface': user({
    ...interfaces,
    noun: 'network interface',
    by: { vpc: ['vpc-id', 'VpcId'] },
    name: mapped,
  }),
})
