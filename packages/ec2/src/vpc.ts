import {
  AssociateVpcCidrBlockCommand,
  CreateVpcCommand,
  DeleteVpcCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  DisassociateVpcCidrBlockCommand,
  ModifyVpcAttributeCommand,
  type SecurityGroup,
  type Vpc,
} from '@aws-sdk/client-ec2'
import { call, each, filtered, flag, list, single, text, value } from '@windlass/core'
import { ec2 } from './service.ts'

/** The ranges AWS counts as part of the VPC: a range on its way out is no longer one. */
const ranges = (vpc: Vpc) =>
  (vpc.CidrBlockAssociationSet ?? []).filter(({ CidrBlockState }) =>
    ['associating', 'associated'].includes(CidrBlockState?.State ?? ''),
  )

export const VPC = ec2.kind('VPC', {
  id: 'VpcId',
  create: CreateVpcCommand,
  read: DescribeVpcsCommand,
  items: 'Vpcs',
  delete: DeleteVpcCommand,
  tagged: 'vpc',
  omit: ['CidrBlock', 'VpcEncryptionControl'],
  fields: {
    cidrBlocks: list(text).need().doc('The IPv4 network ranges of the VPC. The first is its primary range.'),
    enableDNSSupport: flag.doc('Whether the VPC resolves names through the Amazon DNS server.'),
    enableDNSHostnames: flag.doc('Whether instances with public addresses get public DNS names.'),
  },
  request: (spec) => ({ CidrBlock: spec.cidrBlocks[0] }),
  state: { State: { ready: ['available'], wait: ['pending'] } },
  busy: ({ item }) => {
    const moving = (item.CidrBlockAssociationSet ?? []).find((a) => a.CidrBlockState?.State?.endsWith('ing'))
    return moving && `${moving.CidrBlock} is ${moving.CidrBlockState?.State}`
  },
  views: {
    dnsSupport: {
      read: single({
        operation: DescribeVpcAttributeCommand,
        input: (VpcId) => ({ VpcId, Attribute: 'enableDnsSupport' as const }),
      }),
    },
    defaultGroup: {
      read: filtered({
        operation: DescribeSecurityGroupsCommand,
        items: 'SecurityGroups',
        filter: 'vpc-id',
        with: [{ Name: 'group-name', Values: ['default'] }],
        keys: (group: SecurityGroup) => group.VpcId,
      }),
      needed: () => true,
    },
  },
  facets: {
    cidrBlocks: each({
      have: ({ item }) => ranges(item).map((a) => a.CidrBlock ?? ''),
      add: (block, { id }) => call(AssociateVpcCidrBlockCommand, { VpcId: id, CidrBlock: block }),
      remove: (block, { item }) =>
        call(DisassociateVpcCidrBlockCommand, {
          AssociationId: ranges(item).find((a) => a.CidrBlock === block)?.AssociationId,
        }),
      say: (block) => `the range ${block}`,
    }),
    enableDNSSupport: value({
      views: ['dnsSupport'],
      have: ({ views }) => views.dnsSupport[0]?.EnableDnsSupport?.Value,
      set: (on, { id }) => call(ModifyVpcAttributeCommand, { VpcId: id, EnableDnsSupport: { Value: on } }),
      say: (on) => `DNS support to ${on}`,
    }),
  },
  calls: [AssociateVpcCidrBlockCommand, DisassociateVpcCidrBlockCommand, ModifyVpcAttributeCommand],
  statusFields: { securityGroupDefaultRulesExist: flag },
  status: ({ views }) => ({
    securityGroupDefaultRulesExist: (views.defaultGroup[0]?.IpPermissions ?? []).length > 0,
  }),
})
