import {
  CreateVpcEndpointCommand,
  DeleteVpcEndpointsCommand,
  DescribeVpcEndpointsCommand,
  ModifyVpcEndpointCommand,
  type ModifyVpcEndpointCommandInput,
  type VpcEndpoint,
} from '@aws-sdk/client-ec2'
import { call, canonical, type Facet, samePolicy, shaped } from '@windlass/core'
import { arnOf } from './arn.ts'
import { ec2 } from './service.ts'
import { Subnet } from './subnet.ts'
import { target } from './target.ts'
import { VPC } from './vpc.ts'

const dnsOptions = shaped(ModifyVpcEndpointCommand, 'DnsOptions')

interface Seen {
  readonly id: string
  readonly item: VpcEndpoint
}

type Change = Omit<ModifyVpcEndpointCommandInput, 'VpcEndpointId'>

const modify = (id: string, change: Change) => call(ModifyVpcEndpointCommand, { VpcEndpointId: id, ...change })

/** A set of ids: AWS takes what comes and what goes in one call, so there is never a gap. */
function members(of: {
  readonly noun: string
  have(endpoint: VpcEndpoint): readonly string[]
  change(add: string[] | undefined, remove: string[] | undefined): Change
}): Facet<string[], Seen> {
  const without = (some: readonly string[], others: readonly string[]) => {
    const left = [...new Set(some)].filter((one) => !others.includes(one))
    return left.length === 0 ? undefined : left
  }
  return {
    have: ({ item }) => [...of.have(item)],
    met: (want, have = []) => (without(want, have) ?? without(have, want)) === undefined,
    steps: (want, have = [], { id }) => {
      const add = without(want, have)
      const remove = without(have, want)
      const words = [add && `add ${of.noun} ${add.join(', ')}`, remove && `remove ${of.noun} ${remove.join(', ')}`]
      return [
        {
          ...modify(id, of.change(add, remove)),
          effect: 'replace',
          joint: true,
          say: words.filter((one) => one !== undefined).join(' and '),
        },
      ]
    },
  }
}

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
  erase: ({ id }) => call(DeleteVpcEndpointsCommand, { VpcEndpointIds: [id] }),
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
  facets: ({ value }) => ({
    subnetIDs: members({
      noun: 'subnets',
      have: ({ SubnetIds }) => SubnetIds ?? [],
      change: (AddSubnetIds, RemoveSubnetIds) => ({ AddSubnetIds, RemoveSubnetIds }),
    }),
    routeTableIDs: members({
      noun: 'route tables',
      have: ({ RouteTableIds }) => RouteTableIds ?? [],
      change: (AddRouteTableIds, RemoveRouteTableIds) => ({ AddRouteTableIds, RemoveRouteTableIds }),
    }),
    securityGroupIDs: members({
      noun: 'security groups',
      have: ({ Groups }) => Groups?.flatMap(({ GroupId }) => GroupId ?? []) ?? [],
      change: (AddSecurityGroupIds, RemoveSecurityGroupIds) => ({ AddSecurityGroupIds, RemoveSecurityGroupIds }),
    }),
    policyDocument: value({
      have: ({ item }) => item.PolicyDocument,
      met: (want: string, have) => samePolicy(want, have),
      set: (PolicyDocument, { id }) => modify(id, { PolicyDocument }),
      say: () => 'the policy',
      joint: true,
    }),
    privateDNSEnabled: value({
      have: ({ item }) => item.PrivateDnsEnabled,
      set: (PrivateDnsEnabled, { id }) => modify(id, { PrivateDnsEnabled }),
      say: (on) => `private DNS to ${on}`,
      joint: true,
    }),
    dnsOptions: value({
      have: ({ item }) => item.DnsOptions && dnsOptions.toKubernetes(item.DnsOptions),
      met: (want, have = {}) => canonical({ ...have, ...want }) === canonical(have),
      set: (want, { id }) => modify(id, { DnsOptions: dnsOptions.toAWS(want) }),
      say: () => 'the DNS options',
      joint: true,
    }),
    ipAddressType: value({
      have: ({ item }) => item.IpAddressType,
      set: (IpAddressType, { id }) => modify(id, { IpAddressType }),
      say: (type) => `the IP address type to ${type}`,
      joint: true,
    }),
  }),
  calls: [ModifyVpcEndpointCommand],
  late: { policyDocument: ({ item }) => item.PolicyDocument },
  arn: arnOf('vpc-endpoint'),
})
