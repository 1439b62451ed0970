import {
  CreateVpcEndpointCommand,
  DeleteVpcEndpointsCommand,
  DescribeVpcEndpointsCommand,
  ModifyVpcEndpointCommand,
  type VpcEndpoint,
} from '@aws-sdk/client-ec2'
import { samePolicy } from '@windlass/core'
import { ec2 } from './service.ts'
import { Subnet } from './subnet.ts'
import { target } from './target.ts'
import { VPC } from './vpc.ts'

/** What a person needs to know about a state that is not ready. */
function why({ State, ServiceName, LastError }: VpcEndpoint): string | undefined {
  const words = [LastError?.Code, LastError?.Message].filter(Boolean).join(': ')
  if (words !== '') return words
  switch (State?.toLowerCase()) {
    case 'pendingacceptance':
      return `the owner of ${ServiceName} has yet to accept the connection`
    case 'rejected':
      return `the owner of ${ServiceName} has rejected the connection`
    case 'expired':
      return `the owner of ${ServiceName} did not accept the connection in time: delete the object and create it anew`
    default:
      return undefined
  }
}

export const VPCEndpoint = ec2.kind('VPCEndpoint', {
  id: 'VpcEndpointId',
  create: CreateVpcEndpointCommand,
  read: DescribeVpcEndpointsCommand,
  items: 'VpcEndpoints',
  notFound: ['InvalidVpcEndpointId.NotFound', 'InvalidVpcEndpoint.NotFound'],
  delete: DeleteVpcEndpointsCommand,
  tagged: 'vpc-endpoint',
  omit: ['SubnetConfigurations', 'ResourceConfigurationArn'],
  refs: {
    vpcID: { target: () => VPC.target },
    subnetIDs: { target: () => Subnet.target },
    routeTableIDs: { target: () => target('RouteTable', 'routeTableID') },
    securityGroupIDs: { target: () => target('SecurityGroup', 'id') },
    serviceName: { target: () => target('VPCEndpointServiceConfiguration', 'serviceName') },
  },
  state: {
    State: {
      ready: ['available'],
      wait: ['pending', 'pendingAcceptance', 'partial'],
      leaving: ['deleting'],
      failed: ['rejected', 'failed', 'expired'],
      gone: ['deleted'],
    },
  },
  why,
  facets: (of) => ({
    ...of.members(
      ModifyVpcEndpointCommand,
      {
        subnetIDs: { add: 'AddSubnetIds', remove: 'RemoveSubnetIds', have: ({ SubnetIds }) => SubnetIds ?? [] },
        routeTableIDs: {
          add: 'AddRouteTableIds',
          remove: 'RemoveRouteTableIds',
          have: ({ RouteTableIds }) => RouteTableIds ?? [],
        },
        securityGroupIDs: {
          add: 'AddSecurityGroupIds',
          remove: 'RemoveSecurityGroupIds',
          have: ({ Groups = [] }) => Groups.map(({ GroupId }) => GroupId),
        },
      },
      { joint: true },
    ),
    ...of.modify(
      ModifyVpcEndpointCommand,
      {
        policyDocument: { to: 'PolicyDocument', same: samePolicy, say: () => 'set the policy' },
        privateDNSEnabled: 'PrivateDnsEnabled',
        dnsOptions: 'DnsOptions',
        ipAddressType: 'IpAddressType',
      },
      { joint: true },
    ),
  }),
  late: ['policyDocument'],
})
