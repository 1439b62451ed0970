import {
  CreateVpcEndpointCommand,
  DeleteVpcEndpointsCommand,
  DescribeVpcEndpointsCommand,
  ModifyVpcEndpointCommand,
} from '@aws-sdk/client-ec2'
import { samePolicy } from '@windlass/core'
import { ec2 } from '../service/service.ts'
import { target } from '../service/target.ts'
import { Subnet } from '../vpc/subnet.ts'
import { VPC } from '../vpc/vpc.ts'

/** States that somebody else ends, or has ended, in words. */
const others: Readonly<Record<string, (service: string) => string>> = {
  pendingacceptance: (service) => `the owner of ${service} has yet to accept the connection`,
  rejected: (service) => `the owner of ${service} has rejected the connection`,
  expired: (service) =>
    `the owner of ${service} did not accept the connection in time: delete the object and create it anew`,
}

/** The policy that AWS gives an endpoint of which nobody says anything. Source: VPC user guide, endpoint policies. */
const everything =
  '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}'

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
    vpcID: () => VPC.target,
    subnetIDs: () => Subnet.target,
    routeTableIDs: () => target('RouteTable', 'routeTableID'),
    securityGroupIDs: () => target('SecurityGroup', 'id'),
    serviceName: { target: () => target('VPCEndpointServiceConfiguration', 'serviceName'), anywhere: true },
  },
  state: {
    State: {
      ready: ['available'],
      wait: ['pending', 'partial'],
      awaits: ['pendingAcceptance'],
      leaving: ['deleting'],
      failed: ['rejected', 'failed', 'expired'],
      gone: ['deleted'],
    },
  },
  why: ({ State = '', ServiceName = '', LastError }) =>
    [LastError?.Code, LastError?.Message].filter(Boolean).join(': ') || others[State.toLowerCase()]?.(ServiceName),
  facets: (of) => ({
    ...of.members(ModifyVpcEndpointCommand, {
      subnetIDs: 'SubnetIds',
      routeTableIDs: 'RouteTableIds',
      securityGroupIDs: { of: 'SecurityGroupIds', at: 'Groups[].GroupId', filled: true },
    }),
    ...of.modify(ModifyVpcEndpointCommand, {
      policyDocument: {
        to: 'PolicyDocument',
        same: (want, have) => samePolicy(want, have),
        say: () => 'set the policy',
        none: everything,
      },
      privateDNSEnabled: 'PrivateDnsEnabled',
      dnsOptions: 'DnsOptions',
      ipAddressType: 'IpAddressType',
    }),
  }),
  createOnly: {
    vpcEndpointType: { absent: { value: 'Gateway' } },
    // AWS shows it for services of other regions, and for those of its own where it was asked for.
    serviceRegion: { absent: 'open' },
  },
  late: ['policyDocument'],
})
