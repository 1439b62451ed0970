import {
  AssociateVpcCidrBlockCommand,
  CreateVpcCommand,
  DeleteVpcCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  DisassociateVpcCidrBlockCommand,
  ModifyVpcAttributeCommand,
  ModifyVpcTenancyCommand,
  type Vpc,
  type VpcIpv6CidrBlockAssociation,
} from '@aws-sdk/client-ec2'
import { firstStays, flag, list, live, onlyTo, text } from '@windlass/core'
import { defaultGroup, defaultRulesKeptOut, withoutDefaultRules } from '../securitygroup/defaultgroup.ts'
import { canonicalRange, netmask, sameRange } from '../service/cidr.ts'
import { ec2 } from '../service/service.ts'
import { users } from '../service/users.ts'

const amazons = ({ Ipv6Pool, IpSource }: VpcIpv6CidrBlockAssociation) => Ipv6Pool === 'Amazon' || IpSource === 'amazon'

/** The live IPv6 ranges of a VPC. */
const ipv6Ranges = ({ Ipv6CidrBlockAssociationSet }: Vpc) =>
  live(Ipv6CidrBlockAssociationSet, 'Ipv6CidrBlockState.State')

/**
 * Those of Amazon, the same one first every time. Asking for a range is not repeatable: after a lost reply, or with two
 * controllers, there may be one too many.
 */
const rangesOfAmazon = (vpc: Vpc) =>
  ipv6Ranges(vpc)
    .filter(amazons)
    .toSorted((a, b) => ((a.AssociationId ?? '') < (b.AssociationId ?? '') ? -1 : 1))

/** The IPv6 range that a VPC has out of a pool of its owner; undefined while it has none. */
const owned = (vpc: Vpc) => ipv6Ranges(vpc).find((one) => !amazons(one))

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
  parts: {
    CidrBlockAssociationSet: { name: 'CidrBlock', state: 'CidrBlockState.State', noun: 'a range' },
    Ipv6CidrBlockAssociationSet: { name: 'Ipv6CidrBlock', state: 'Ipv6CidrBlockState.State', noun: 'a range' },
  },
  facets: (of) => ({
    ...of.entries('cidrBlocks', {
      have: ({ item }) => live(item.CidrBlockAssociationSet, 'CidrBlockState.State'),
      want: (blocks) => blocks.map((CidrBlock) => ({ CidrBlock })),
      filled: true,
      spell: (all) => all.map(({ CidrBlock = '' }) => CidrBlock),
      key: ({ CidrBlock = '' }) => canonicalRange(CidrBlock),
      label: ({ CidrBlock = '' }) => CidrBlock,
      noun: 'the range',
      add: [AssociateVpcCidrBlockCommand, ({ CidrBlock }) => ({ CidrBlock })],
      remove: [DisassociateVpcCidrBlockCommand, ({ AssociationId }) => ({ AssociationId })],
    }),
    ...of.entries('amazonProvidedIPv6CIDRBlock', {
      have: ({ item }) => rangesOfAmazon(item),
      want: (on, { spec }) => (on ? [{ Ipv6CidrBlockNetworkBorderGroup: spec.ipv6CIDRBlockNetworkBorderGroup }] : []),
      spell: (all) => all.length > 0,
      key: () => 'of Amazon',
      noun: 'an IPv6 range',
      add: [AssociateVpcCidrBlockCommand, (one) => ({ AmazonProvidedIpv6CidrBlock: true, ...one })],
      remove: [DisassociateVpcCidrBlockCommand, ({ AssociationId }) => ({ AssociationId })],
      anew: true,
    }),
    // Where the spec names the range out of a pool of the owner, there is no other.
    ...of.entries('ipv6CIDRBlock', {
      have: ({ item }) => ipv6Ranges(item).filter((one) => !amazons(one)),
      want: (Ipv6CidrBlock, { spec }) => [{ Ipv6CidrBlock, Ipv6Pool: spec.ipv6Pool }],
      // Several are nothing that a spec that names one could say.
      spell: ([one, ...more]) => (more.length === 0 ? one?.Ipv6CidrBlock : undefined),
      key: ({ Ipv6CidrBlock = '' }) => canonicalRange(Ipv6CidrBlock),
      noun: 'the IPv6 range',
      add: [AssociateVpcCidrBlockCommand, (one) => one],
      remove: [DisassociateVpcCidrBlockCommand, ({ AssociationId }) => ({ AssociationId })],
    }),
    // Host names need DNS support: it comes on before they do, and goes off after they have.
    ...of.attributes(
      DescribeVpcAttributeCommand,
      ModifyVpcAttributeCommand,
      {
        enableDNSSupport: 'EnableDnsSupport',
        enableDNSHostnames: 'EnableDnsHostnames',
        enableNetworkAddressUsageMetrics: 'EnableNetworkAddressUsageMetrics',
      },
      { offLast: ['enableDNSSupport'] },
    ),
    ...of.modify(ModifyVpcTenancyCommand, { instanceTenancy: 'InstanceTenancy' }),
    disallowSecurityGroupDefaultRules: defaultRulesKeptOut,
  }),
  createOnly: {
    cidrBlocks: { want: ([primary]) => primary, have: ({ CidrBlock }) => CidrBlock, same: sameRange },
    instanceTenancy: { at: 'InstanceTenancy', same: (want, have) => want === have || want === 'default' },
    ipv4NetmaskLength: { have: ({ CidrBlock }) => netmask(CidrBlock) },
    // A VPC may lose its IPv6 range and have another one: without one, nothing tells where it came from.
    ipv6NetmaskLength: { have: (item) => netmask(owned(item)?.Ipv6CidrBlock), absent: 'open' },
    ipv6Pool: { have: (item) => owned(item)?.Ipv6Pool, absent: 'open' },
    ipv6CIDRBlockNetworkBorderGroup: {
      have: ({ Ipv6CidrBlockAssociationSet: all }) => live(all, 'Ipv6CidrBlockState.State')[0]?.NetworkBorderGroup,
      absent: 'open',
    },
  },
  writeOnly: ['ipv4IPAMPoolID', 'ipv6IPAMPoolID'],
  fresh: [
    {
      field: 'cidrBlocks',
      rule: '(has(self.spec.cidrBlocks) && size(self.spec.cidrBlocks) > 0) || has(self.spec.ipv4IPAMPoolID)',
      message:
        'Give cidrBlocks at least one range, or ipv4IPAMPoolID and ipv4NetmaskLength to have AWS take one out of that pool.',
    },
  ],
  fixed: [
    firstStays(
      'cidrBlocks',
      'The first of cidrBlocks is the primary range and is immutable: AWS cannot change it on an existing VPC. Put the old value back in the first place; further ranges may follow it.',
    ),
    onlyTo(
      'instanceTenancy',
      'default',
      'instanceTenancy can only be changed to default: AWS cannot dedicate an existing VPC. Put the old value back, or create another VPC.',
    ),
  ],
  blockers: users('vpc', [
    'subnet',
    'internet gateway',
    'egress-only internet gateway',
    'NAT gateway',
    'VPC endpoint',
    'transit gateway attachment',
    'security group',
    'route table',
    'network ACL',
    'network interface',
  ]),
  statusOmit: ['CidrBlock'],
  status: (show) => ({
    securityGroupDefaultRulesExist: show({
      field: flag.doc('Whether the default security group still has the rules AWS put there.'),
      from: defaultGroup,
      value: (_seen, [group]) => withoutDefaultRules(group).length > 0,
    }),
  }),
})
