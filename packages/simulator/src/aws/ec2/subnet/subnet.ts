import type {
  CreateSubnetRequest,
  CreateSubnetResult,
  DeleteSubnetRequest,
  ModifySubnetAttributeRequest,
} from '@aws-sdk/client-ec2'
import { contains, formatCidr, overlaps, parseCidr } from '../../engine/cidr.ts'
import { describe } from '../../engine/describe.ts'
import { AwsFault, invalidValue, missing } from '../../engine/fault.ts'
import { type Module, operation } from '../../engine/operation.ts'
import { reference } from '../../engine/reference.ts'
import type { Region } from '../../engine/region.ts'
import { transition } from '../../engine/transition.ts'
import { NetworkInterfaces } from '../interface/row.ts'
import { NatGateways } from '../natgateway/row.ts'
import { ec2 } from '../service.ts'
import { joinDefaultAcl, leaveAssociations } from '../vpc/default.ts'
import { subnetRange } from '../vpc/ipam.ts'
import { type VpcRow, Vpcs } from '../vpc/row.ts'
import { zonesOf } from '../zone/zone.ts'
import { changesOf } from './attribute.ts'
import { freeCount } from './free.ts'
import { ipv6Block, ipv6Operations, ipv6Transitions } from './ipv6.ts'
import { type SubnetRow, Subnets } from './row.ts'

function subnetBlock(text: string, vpc: VpcRow, region: Region): string {
  const block = parseCidr(text)
  if (block?.bits !== 32) throw invalidValue('cidrBlock', text, 'This is not a valid CIDR block.')
  const outer = (vpc.CidrBlockAssociationSet ?? [])
    .filter((one) => one.CidrBlockState?.State === 'associated')
    .map((one) => parseCidr(one.CidrBlock ?? ''))
  const inside = outer.some((one) => one && contains(one, block))
  if (block.prefix < 16 || block.prefix > 28 || !inside)
    throw new AwsFault('InvalidSubnet.Range', `The CIDR '${text}' is invalid.`)
  for (const other of region.table(Subnets).where('vpc', vpc.id)) {
    const taken = parseCidr(other.CidrBlock ?? '')
    if (taken && overlaps(taken, block))
      throw new AwsFault('InvalidSubnet.Conflict', `The CIDR '${text}' conflicts with another subnet`)
  }
  return formatCidr(block)
}

function zoneFor(input: CreateSubnetRequest, region: Region): ReturnType<typeof zonesOf>[number] {
  const zones = zonesOf(region)
  const names = zones.map((one) => one.AvailabilityZone).join(', ')
  const wanted = input.AvailabilityZone ?? input.AvailabilityZoneId
  const chosen =
    wanted === undefined
      ? zones[0]
      : zones.find((one) => one.AvailabilityZone === wanted || one.AvailabilityZoneId === wanted)
  if (!chosen)
    throw invalidValue(
      'availabilityZone',
      wanted,
      `Subnets can currently only be created in the following availability zones: ${names}.`,
    )
  return chosen
}

function checkFamilies(input: CreateSubnetRequest): void {
  const native = input.Ipv6Native === true
  if (input.CidrBlock === undefined && !native) throw missing('cidrBlock')
  if (native && input.Ipv6CidrBlock === undefined)
    throw new AwsFault('MissingParameter', "Either 'ipv6CidrBlock' or 'ipv6IpamPoolId' should be provided.")
  if (native && input.CidrBlock !== undefined)
    throw new AwsFault(
      'InvalidParameterCombination',
      'When specifying ipv4 parameters, cidrBlock or ipv4IpamPoolId, you cannot set ipv6Native to true.',
    )
}

/** The members every new subnet starts with. */
export function initial(native: boolean): Partial<SubnetRow> {
  return {
    State: 'pending',
    DefaultForAz: false,
    MapPublicIpOnLaunch: false,
    MapCustomerOwnedIpOnLaunch: false,
    AssignIpv6AddressOnCreation: native,
    EnableDns64: false,
    Ipv6Native: native,
    PrivateDnsNameOptionsOnLaunch: {
      HostnameType: native ? 'resource-name' : 'ip-name',
      EnableResourceNameDnsARecord: false,
      EnableResourceNameDnsAAAARecord: false,
    },
  }
}

function createSubnet(input: CreateSubnetRequest, region: Region, Tags: SubnetRow['Tags']): SubnetRow {
  const vpc = region.require(Vpcs, input.VpcId)
  const range = subnetRange(input, vpc, region)
  checkFamilies({ ...input, CidrBlock: range })
  const zone = zoneFor(input, region)
  const cidr = range === undefined ? undefined : subnetBlock(range, vpc, region)
  const v6 = input.Ipv6CidrBlock === undefined ? [] : [ipv6Block(input.Ipv6CidrBlock, vpc, region)]
  region.refuseOverQuota('SubnetLimitExceeded', region.table(Subnets).where('vpc', vpc.id).length)
  const SubnetId = region.newId('subnet')
  const row = region.table(Subnets).put({
    ...initial(input.Ipv6Native === true),
    id: SubnetId,
    SubnetId,
    SubnetArn: `arn:aws:ec2:${region.name}:${region.account}:subnet/${SubnetId}`,
    VpcId: vpc.id,
    OwnerId: region.account,
    ...zone,
    CidrBlock: cidr,
    Ipv6CidrBlockAssociationSet: v6,
    OutpostArn: input.OutpostArn,
    Tags,
  })
  joinDefaultAcl(region, vpc.id, SubnetId)
  region.begin('subnet.available', SubnetId)
  for (const one of v6) region.begin('subnet.cidr.associated', SubnetId, one.AssociationId)
  return row
}

function view(row: SubnetRow, region: Region) {
  return { ...row, AvailableIpAddressCount: freeCount(region, row.id) }
}

/** Operations on subnets. */
export const subnetOperations = {
  CreateSubnet: operation<CreateSubnetRequest, CreateSubnetResult>({
    creates: Subnets,
    ids: { VpcId: Vpcs },
    handle: (input, { region, tags }) => ({
      // AWS answers so, and shows it so in the next moment.
      Subnet: { ...view(createSubnet(input, region, tags), region), State: 'available' as const, Tags: tags },
    }),
  }),
  DeleteSubnet: operation<DeleteSubnetRequest, object>({
    ids: { SubnetId: Subnets },
    handle(input, { region }) {
      const row = region.require(Subnets, input.SubnetId)
      region.refuseWhileReferenced('subnet', row.id)
      leaveAssociations(region, row.VpcId, row.id)
      region.table(Subnets).delete(row.id)
      return undefined
    },
  }),
  DescribeSubnets: describe({
    table: Subnets,
    items: 'Subnets',
    ids: 'SubnetIds',
    page: { min: 5, max: 1000 },
    filters: {
      'availability-zone': 'AvailabilityZone',
      availabilityZone: 'AvailabilityZone',
      'availability-zone-id': 'AvailabilityZoneId',
      availabilityZoneId: 'AvailabilityZoneId',
      'available-ip-address-count': 'AvailableIpAddressCount',
      cidr: 'CidrBlock',
      cidrBlock: 'CidrBlock',
      'cidr-block': 'CidrBlock',
      'customer-owned-ipv4-pool': 'CustomerOwnedIpv4Pool',
      'default-for-az': 'DefaultForAz',
      defaultForAz: 'DefaultForAz',
      'enable-dns64': 'EnableDns64',
      'enable-lni-at-device-index': 'EnableLniAtDeviceIndex',
      'ipv6-cidr-block-association.ipv6-cidr-block': 'Ipv6CidrBlockAssociationSet.Ipv6CidrBlock',
      'ipv6-cidr-block-association.association-id': 'Ipv6CidrBlockAssociationSet.AssociationId',
      'ipv6-cidr-block-association.state': 'Ipv6CidrBlockAssociationSet.Ipv6CidrBlockState.State',
      'ipv6-native': 'Ipv6Native',
      'map-customer-owned-ip-on-launch': 'MapCustomerOwnedIpOnLaunch',
      'map-public-ip-on-launch': 'MapPublicIpOnLaunch',
      'outpost-arn': 'OutpostArn',
      'owner-id': 'OwnerId',
      'private-dns-name-options-on-launch.hostname-type': 'PrivateDnsNameOptionsOnLaunch.HostnameType',
      'private-dns-name-options-on-launch.enable-resource-name-dns-a-record':
        'PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsARecord',
      'private-dns-name-options-on-launch.enable-resource-name-dns-aaaa-record':
        'PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsAAAARecord',
      state: 'State',
      'subnet-arn': 'SubnetArn',
      'subnet-id': 'SubnetId',
      'vpc-id': 'VpcId',
    },
    view,
  }),
  ModifySubnetAttribute: operation<ModifySubnetAttributeRequest, object>({
    ids: { SubnetId: Subnets },
    handle(input, { region }) {
      const row = region.require(Subnets, input.SubnetId)
      region.table(Subnets).update(row.id, changesOf(input, row))
      return undefined
    },
  }),
}

const subnetTransitions = {
  'subnet.available': transition(Subnets, {
    after: 0,
    apply: () => ({ State: 'available' as const }),
    fail: () => ({ State: 'failed' as const }),
  }),
}

/** What keeps a subnet from being deleted. Route-table and ACL associations go along with it. */
const subnetReferences = [
  reference(NetworkInterfaces, (row) => [row.SubnetId]),
  reference(NatGateways, (row) => (row.State === 'deleted' || row.State === 'failed' ? [] : [row.SubnetId])),
]

export const subnet: Module = {
  service: ec2,
  tables: [Subnets],
  quotas: {
    SubnetLimitExceeded: { limit: 200, of: 'subnets' },
  },
  operations: { ...subnetOperations, ...ipv6Operations },
  transitions: { ...subnetTransitions, ...ipv6Transitions },
  references: subnetReferences,
}
