import {
  AssociateVpcCidrBlockCommand,
  CreateVpcCommand,
  DeleteVpcCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeTransitGatewayVpcAttachmentsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  DisassociateVpcCidrBlockCommand,
  ModifyVpcAttributeCommand,
  ModifyVpcTenancyCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2'
import { call, filtered, flag, type Item, items, list, single, text } from '@windlass/core'
import { arnOf } from './arn.ts'
import { user } from './blocker.ts'
import { canonicalRange } from './cidr.ts'
import { withoutDefaultRules } from './defaultgroup.ts'
import { ec2 } from './service.ts'
import { amazons, ownRange, ranges, unlessEmpty } from './vpcrange.ts'

const attribute = (Attribute: 'enableDnsSupport' | 'enableDnsHostnames' | 'enableNetworkAddressUsageMetrics') => ({
  read: single({
    operation: DescribeVpcAttributeCommand,
    input: (VpcId) => ({ VpcId, Attribute }),
    absent: ['InvalidVpcID.NotFound'],
  }),
})

/** Gone already, though AWS still lists it. */
const dead = ({ State }: Item) => ['deleted', 'failed'].includes(String(State).toLowerCase())

export const VPC = ec2.kind('VPC', {
  id: 'VpcId',
  create: CreateVpcCommand,
  read: DescribeVpcsCommand,
  items: 'Vpcs',
  notFound: ['InvalidVpcID.NotFound'],
  delete: DeleteVpcCommand,
  tagged: 'vpc',
  omit: ['CidrBlock', 'VpcEncryptionControl'],
  fields: {
    cidrBlocks: list(text).doc(
      'The IPv4 network ranges of the VPC. The first is its primary range. May be left out or empty where ' +
        'ipv4IPAMPoolID names the pool that AWS takes it from.',
    ),
    enableDNSSupport: flag.doc('Whether the VPC resolves names through the Amazon DNS server.'),
    enableDNSHostnames: flag.doc(
      'Whether instances with public addresses get public DNS names. Needs enableDNSSupport.',
    ),
    enableNetworkAddressUsageMetrics: flag.doc('Whether AWS measures how many addresses the VPC uses.'),
    disallowSecurityGroupDefaultRules: flag.doc(
      'True removes the rules that AWS puts into the default security group of a new VPC, and keeps them out.',
    ),
  },
  request: (spec) => ({ CidrBlock: spec.cidrBlocks?.[0] }),
  state: { State: { ready: ['available'], wait: ['pending'] } },
  busy: ({ item }) => {
    const moving = [
      ...(item.CidrBlockAssociationSet ?? []).map((one) => [one.CidrBlock, one.CidrBlockState?.State]),
      ...(item.Ipv6CidrBlockAssociationSet ?? []).map((one) => [one.Ipv6CidrBlock, one.Ipv6CidrBlockState?.State]),
    ].find(([, state]) => state?.endsWith('ing'))
    return moving && `${moving[0] ?? 'a range'} is ${moving[1]}`
  },
  views: {
    dnsSupport: attribute('enableDnsSupport'),
    dnsHostnames: attribute('enableDnsHostnames'),
    usageMetrics: attribute('enableNetworkAddressUsageMetrics'),
    defaultGroup: {
      read: filtered({
        operation: DescribeSecurityGroupsCommand,
        items: 'SecurityGroups',
        filter: 'vpc-id',
        with: [{ Name: 'group-name', Values: ['default'] }],
        keys: (group) => group.VpcId,
      }),
      needed: () => true,
    },
  },
  facets: ({ each, value }) => ({
    cidrBlocks: unlessEmpty(
      each({
        have: ({ item }) => ranges(item).map((one) => one.CidrBlock ?? ''),
        key: canonicalRange,
        add: (block, { id }) => call(AssociateVpcCidrBlockCommand, { VpcId: id, CidrBlock: block }),
        remove: (block, { item }) =>
          call(DisassociateVpcCidrBlockCommand, {
            AssociationId: ranges(item).find((one) => one.CidrBlock === block)?.AssociationId,
          }),
        done: ['InvalidVpcCidrBlockAssociationID.NotFound'],
        say: (block) => `the range ${block}`,
      }),
    ),
    amazonProvidedIPv6CIDRBlock: {
      have: ({ item }) => amazons(item).length > 0,
      met: (want, _have, { item }) => amazons(item).length === (want ? 1 : 0),
      // Asking for a range is not repeatable: after a lost reply, or with two controllers, there may be one too many.
      steps: (want, have, { id, item, spec }) =>
        want && !have
          ? [
              {
                ...call(AssociateVpcCidrBlockCommand, {
                  VpcId: id,
                  AmazonProvidedIpv6CidrBlock: true,
                  Ipv6CidrBlockNetworkBorderGroup: spec.ipv6CIDRBlockNetworkBorderGroup,
                }),
                effect: 'add',
                anew: true,
                say: 'add an IPv6 range of Amazon',
              },
            ]
          : amazons(item)
              .toSorted((a, b) => ((a.AssociationId ?? '') < (b.AssociationId ?? '') ? -1 : 1))
              .slice(want ? 1 : 0)
              .map(({ AssociationId, Ipv6CidrBlock }) => ({
                ...call(DisassociateVpcCidrBlockCommand, { AssociationId }),
                effect: 'remove',
                say: `remove the IPv6 range ${Ipv6CidrBlock}`,
                done: ['InvalidVpcCidrBlockAssociationID.NotFound'],
              })),
    },
    ipv6CIDRBlock: ownRange,
    enableDNSSupport: {
      views: ['dnsSupport'],
      have: ({ views }) => views.dnsSupport[0]?.EnableDnsSupport?.Value,
      // Host names need DNS support: it comes on before they do, and goes off after they have.
      steps: (on, _have, { id }) => [
        {
          ...call(ModifyVpcAttributeCommand, { VpcId: id, EnableDnsSupport: { Value: on } }),
          effect: on ? 'replace' : 'remove',
          say: `set DNS support to ${on}`,
        },
      ],
    },
    enableDNSHostnames: value({
      views: ['dnsHostnames'],
      have: ({ views }) => views.dnsHostnames[0]?.EnableDnsHostnames?.Value,
      set: (on, { id }) => call(ModifyVpcAttributeCommand, { VpcId: id, EnableDnsHostnames: { Value: on } }),
      say: (on) => `DNS host names to ${on}`,
    }),
    enableNetworkAddressUsageMetrics: value({
      views: ['usageMetrics'],
      have: ({ views }) => views.usageMetrics[0]?.EnableNetworkAddressUsageMetrics?.Value,
      set: (on, { id }) =>
        call(ModifyVpcAttributeCommand, { VpcId: id, EnableNetworkAddressUsageMetrics: { Value: on } }),
      say: (on) => `network address usage metrics to ${on}`,
    }),
    instanceTenancy: value({
      have: ({ item }) => item.InstanceTenancy,
      set: (_tenancy, { id }) => call(ModifyVpcTenancyCommand, { VpcId: id, InstanceTenancy: 'default' }),
      say: () => 'instance tenancy to default',
    }),
    disallowSecurityGroupDefaultRules: {
      have: ({ views }) => withoutDefaultRules(views.defaultGroup[0]).length === 0,
      met: (disallow, have) => !disallow || have === true,
      steps: (_disallow, _have, { views }) => withoutDefaultRules(views.defaultGroup[0]),
    },
  }),
  fresh: [
    {
      rule: '(has(self.spec.cidrBlocks) && size(self.spec.cidrBlocks) > 0) || has(self.spec.ipv4IPAMPoolID)',
      message:
        'Give cidrBlocks at least one range, or ipv4IPAMPoolID and ipv4NetmaskLength to have AWS take one out of that pool.',
    },
  ],
  fixed: [
    {
      rule: '!has(oldSelf.spec.cidrBlocks) || size(oldSelf.spec.cidrBlocks) == 0 || (has(self.spec.cidrBlocks) && size(self.spec.cidrBlocks) > 0 && self.spec.cidrBlocks[0] == oldSelf.spec.cidrBlocks[0])',
      message:
        'The first of cidrBlocks is the primary range and is immutable: AWS cannot change it on an existing VPC. Put the old value back in the first place; further ranges may follow it.',
    },
    {
      rule: "has(self.spec.instanceTenancy) == has(oldSelf.spec.instanceTenancy) && (!has(self.spec.instanceTenancy) || self.spec.instanceTenancy == oldSelf.spec.instanceTenancy || self.spec.instanceTenancy == 'default')",
      message:
        'instanceTenancy can only be changed to default: AWS cannot dedicate an existing VPC. Put the old value back, or create another VPC.',
    },
  ],
  calls: [
    AssociateVpcCidrBlockCommand,
    DisassociateVpcCidrBlockCommand,
    ModifyVpcAttributeCommand,
    ModifyVpcTenancyCommand,
    RevokeSecurityGroupEgressCommand,
    RevokeSecurityGroupIngressCommand,
  ],
  blockers: [
    user({
      noun: 'subnet',
      operation: DescribeSubnetsCommand,
      items: 'Subnets',
      filter: 'vpc-id',
      at: 'VpcId',
      id: 'SubnetId',
    }),
    user({
      noun: 'internet gateway',
      operation: DescribeInternetGatewaysCommand,
      items: 'InternetGateways',
      filter: 'attachment.vpc-id',
      at: 'Attachments.VpcId',
      id: 'InternetGatewayId',
    }),
    user({
      noun: 'NAT gateway',
      operation: DescribeNatGatewaysCommand,
      items: 'NatGateways',
      filter: 'vpc-id',
      at: 'VpcId',
      id: 'NatGatewayId',
      member: 'Filter',
      counts: (gateway) => !dead(gateway),
    }),
    user({
      noun: 'VPC endpoint',
      operation: DescribeVpcEndpointsCommand,
      items: 'VpcEndpoints',
      filter: 'vpc-id',
      at: 'VpcId',
      id: 'VpcEndpointId',
      counts: (endpoint) => !dead(endpoint),
    }),
    user({
      noun: 'transit gateway attachment',
      operation: DescribeTransitGatewayVpcAttachmentsCommand,
      items: 'TransitGatewayVpcAttachments',
      filter: 'vpc-id',
      at: 'VpcId',
      id: 'TransitGatewayAttachmentId',
      counts: (attachment) => !dead(attachment),
    }),
    user({
      noun: 'security group',
      operation: DescribeSecurityGroupsCommand,
      items: 'SecurityGroups',
      filter: 'vpc-id',
      at: 'VpcId',
      id: 'GroupId',
      about: 'GroupName',
      counts: (group) => group.GroupName !== 'default',
    }),
    user({
      noun: 'route table',
      operation: DescribeRouteTablesCommand,
      items: 'RouteTables',
      filter: 'vpc-id',
      at: 'VpcId',
      id: 'RouteTableId',
      counts: (table) => !items(table.Associations).some(({ Main }) => Main === true),
    }),
    user({
      noun: 'network ACL',
      operation: DescribeNetworkAclsCommand,
      items: 'NetworkAcls',
      filter: 'vpc-id',
      at: 'VpcId',
      id: 'NetworkAclId',
      counts: (acl) => acl.IsDefault !== true,
    }),
    user({
      noun: 'network interface',
      operation: DescribeNetworkInterfacesCommand,
      items: 'NetworkInterfaces',
      filter: 'vpc-id',
      at: 'VpcId',
      id: 'NetworkInterfaceId',
      about: 'Description',
    }),
  ],
  arn: arnOf('vpc'),
  statusOmit: ['CidrBlock'],
  statusFields: {
    securityGroupDefaultRulesExist: flag.doc('Whether the default security group still has the rules AWS put there.'),
  },
  status: ({ views }) => ({
    securityGroupDefaultRulesExist: withoutDefaultRules(views.defaultGroup[0]).length > 0,
  }),
})
