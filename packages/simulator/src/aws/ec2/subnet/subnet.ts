import type {
  AssociateSubnetCidrBlockRequest,
  AssociateSubnetCidrBlockResult,
  CreateSubnetRequest,
  CreateSubnetResult,
  DeleteSubnetRequest,
  DisassociateSubnetCidrBlockRequest,
  DisassociateSubnetCidrBlockResult,
  ModifySubnetAttributeRequest,
  SubnetIpv6CidrBlockAssociation,
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

function ipv6Block(text: string, vpc: VpcRow, region: Region): SubnetIpv6CidrBlockAssociation {
  const block = parseCidr(text)
  if (block?.bits !== 128) throw invalidValue('ipv6CidrBlock', text, 'This is not a valid IPv6 CIDR block.')
  const outer = (vpc.Ipv6CidrBlockAssociationSet ?? [])
    .filter((one) => one.Ipv6CidrBlockState?.State === 'associated')
    .map((one) => parseCidr(one.Ipv6CidrBlock ?? ''))
  if (
    block.prefix < 44 ||
    block.prefix > 64 ||
    block.prefix % 4 !== 0 ||
    !outer.some((one) => one && contains(one, block))
  )
    throw new AwsFault('InvalidSubnet.Range', `The IPv6 CIDR '${text}' is invalid.`)
  for (const other of region.table(Subnets).where('vpc', vpc.id))
    for (const { Ipv6CidrBlock: used, Ipv6CidrBlockState: state } of other.Ipv6CidrBlockAssociationSet ?? []) {
      const taken = parseCidr(used ?? '')
      if (taken && state?.State !== 'disassociated' && overlaps(taken, block))
        throw new AwsFault('InvalidSubnet.Conflict', `The IPv6 CIDR '${text}' conflicts with another subnet`)
    }
  return {
    AssociationId: region.newId('subnet-cidr-assoc'),
    Ipv6CidrBlock: formatCidr(block),
    Ipv6CidrBlockState: { State: 'associating' },
  }
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
  if (native && input.CidrBlock !== undefined)
    throw new AwsFault(
      'InvalidParameterCombination',
      'The parameter cidrBlock cannot be used with the parameter ipv6Native',
    )
  if (native && input.Ipv6CidrBlock === undefined) throw missing('ipv6CidrBlock')
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
      Subnet: { ...view(createSubnet(input, region, tags), region), Tags: tags },
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
  AssociateSubnetCidrBlock: operation<AssociateSubnetCidrBlockRequest, AssociateSubnetCidrBlockResult>({
    ids: { SubnetId: Subnets },
    handle(input, { region }) {
      const row = region.require(Subnets, input.SubnetId)
      if (input.Ipv6CidrBlock === undefined) throw missing('ipv6CidrBlock')
      const present = row.Ipv6CidrBlockAssociationSet ?? []
      if (present.some((one) => one.Ipv6CidrBlockState?.State !== 'disassociated'))
        throw new AwsFault('InvalidSubnet.Conflict', `The subnet '${row.id}' already has an IPv6 CIDR block`)
      const association = ipv6Block(input.Ipv6CidrBlock, region.require(Vpcs, row.VpcId), region)
      region.table(Subnets).update(row.id, { Ipv6CidrBlockAssociationSet: [...present, association] })
      region.begin('subnet.cidr.associated', row.id, association.AssociationId)
      return { SubnetId: row.id, Ipv6CidrBlockAssociation: association }
    },
  }),
  DisassociateSubnetCidrBlock: operation<DisassociateSubnetCidrBlockRequest, DisassociateSubnetCidrBlockResult>({
    handle({ AssociationId: id = '' }, { region }) {
      const has = (row: SubnetRow) => row.Ipv6CidrBlockAssociationSet?.find((one) => one.AssociationId === id)
      const row = region.table(Subnets).all().find(has)
      if (!row || has(row)?.Ipv6CidrBlockState?.State === 'disassociated')
        throw new AwsFault(
          'InvalidSubnetCidrBlockAssociationID.NotFound',
          `The subnet CIDR block association ID '${id}' does not exist`,
        )
      if (row.AssignIpv6AddressOnCreation)
        throw new AwsFault(
          'InvalidCidrBlock.InUse',
          `Cannot disassociate ${id}: the subnet ${row.id} has assign-ipv6-address-on-creation set`,
        )
      region.cancel(row.id, undefined, id)
      const changed = region.table(Subnets).update(row.id, withState(row, id, 'disassociating'))
      region.begin('subnet.cidr.disassociated', row.id, id)
      return { SubnetId: row.id, Ipv6CidrBlockAssociation: changed && has(changed) }
    },
  }),
}

function withState(
  row: SubnetRow,
  id: string,
  State: 'associated' | 'disassociating' | 'disassociated' | 'failed',
  StatusMessage?: string,
): Partial<SubnetRow> {
  return {
    Ipv6CidrBlockAssociationSet: row.Ipv6CidrBlockAssociationSet?.map((one) =>
      one.AssociationId === id ? { ...one, Ipv6CidrBlockState: { State, StatusMessage } } : one,
    ),
  }
}

const subnetTransitions = {
  'subnet.available': transition(Subnets, {
    after: 1000,
    apply: () => ({ State: 'available' as const }),
    fail: () => ({ State: 'failed' as const }),
  }),
  'subnet.cidr.associated': transition(Subnets, {
    after: 2000,
    apply: (row, _region, key) => withState(row, key, 'associated'),
    fail: (row, failure, _region, key) => withState(row, key, 'failed', failure.message),
  }),
  'subnet.cidr.disassociated': transition(Subnets, {
    after: 2000,
    apply: (row, _region, key) => withState(row, key, 'disassociated'),
    next: 'subnet.cidr.gone',
  }),
  'subnet.cidr.gone': transition(Subnets, {
    after: 60_000,
    apply: (row, _region, key) => ({
      Ipv6CidrBlockAssociationSet: row.Ipv6CidrBlockAssociationSet?.filter((one) => one.AssociationId !== key),
    }),
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
  operations: subnetOperations,
  transitions: subnetTransitions,
  references: subnetReferences,
}
