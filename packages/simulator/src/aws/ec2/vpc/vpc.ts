import type {
  CreateVpcRequest,
  CreateVpcResult,
  DeleteVpcRequest,
  DescribeVpcAttributeRequest,
  DescribeVpcAttributeResult,
  ModifyVpcAttributeRequest,
  ModifyVpcTenancyRequest,
  ModifyVpcTenancyResult,
} from '@aws-sdk/client-ec2'
import { describe } from '../../engine/describe.ts'
import { AwsFault, invalidValue } from '../../engine/fault.ts'
import { type Module, operation } from '../../engine/operation.ts'
import { reference } from '../../engine/reference.ts'
import type { Region } from '../../engine/region.ts'
import { transition } from '../../engine/transition.ts'
import { DhcpOptionSets } from '../dhcpoptions/row.ts'
import { VpcEndpoints } from '../endpoint/row.ts'
import { NetworkInterfaces } from '../interface/row.ts'
import { InternetGateways } from '../internetgateway/row.ts'
import { NatGateways } from '../natgateway/row.ts'
import { RouteTableAssociations, RouteTables } from '../routetable/row.ts'
import { SecurityGroups } from '../securitygroup/row.ts'
import { ec2 } from '../service.ts'
import { Subnets } from '../subnet/row.ts'
import { ipv4Association, ipv6Association, vpcBlock } from './block.ts'
import { createDefaults, deleteDefaults } from './default.ts'
import { freshOperations, prepareDefaultVpc } from './fresh.ts'
import { vpcRange } from './ipam.ts'
import { NetworkAcls, type VpcRow, Vpcs } from './row.ts'

const attributes = ['enableDnsSupport', 'enableDnsHostnames', 'enableNetworkAddressUsageMetrics'] as const

function createVpc(input: CreateVpcRequest, region: Region, Tags: VpcRow['Tags']): VpcRow {
  const tenancy = input.InstanceTenancy ?? 'default'
  if (!['default', 'dedicated', 'host'].includes(tenancy)) throw invalidValue('instanceTenancy', tenancy)
  const CidrBlock = vpcBlock(vpcRange(input, region))
  region.refuseOverQuota('VpcLimitExceeded', region.table(Vpcs).size)
  const VpcId = region.newId('vpc')
  const options = region
    .table(DhcpOptionSets)
    .all()
    .find((row) => row.isDefault)
  const association = ipv6Association(region, { id: VpcId }, input)
  const row = region.table(Vpcs).put({
    id: VpcId,
    VpcId,
    CidrBlock,
    OwnerId: region.account,
    State: 'pending',
    IsDefault: false,
    InstanceTenancy: tenancy,
    DhcpOptionsId: options?.id,
    CidrBlockAssociationSet: [ipv4Association(region, CidrBlock, 'associated')],
    Ipv6CidrBlockAssociationSet: association === undefined ? [] : [association],
    Tags,
    enableDnsSupport: true,
    enableDnsHostnames: false,
    enableNetworkAddressUsageMetrics: false,
  })
  createDefaults(region, row)
  region.begin('vpc.available', VpcId)
  if (association !== undefined) region.begin('vpc.cidr.associated', VpcId, association.AssociationId)
  return row
}

function modifyAttribute(input: ModifyVpcAttributeRequest, region: Region): void {
  const given = [
    ['enableDnsHostnames', input.EnableDnsHostnames?.Value],
    ['enableDnsSupport', input.EnableDnsSupport?.Value],
    ['enableNetworkAddressUsageMetrics', input.EnableNetworkAddressUsageMetrics?.Value],
  ] as const
  const set = given.filter(([, value]) => value !== undefined)
  const names = set.map(([name]) => name).join(', ')
  if (set.length > 1)
    throw new AwsFault('InvalidParameterCombination', `Fields for multiple attribute types specified: ${names}`)
  const [name, value] = set[0] ?? []
  if (name === undefined) throw new AwsFault('InvalidParameterCombination', 'No attributes specified.')
  if (name === 'enableDnsHostnames' && value === true && !region.require(Vpcs, input.VpcId).enableDnsSupport)
    throw new AwsFault('InvalidParameterCombination', 'DNS host names need DNS support, which the VPC has not enabled.')
  region.table(Vpcs).update(input.VpcId, { [name]: value })
}

/** Operations on VPCs themselves; their CIDR associations are in vpccidr.ts. */
export const vpcOperations = {
  CreateVpc: operation<CreateVpcRequest, CreateVpcResult>({
    creates: Vpcs,
    handle: (input, { region, tags }) => ({ Vpc: { ...createVpc(input, region, tags), Tags: tags } }),
  }),
  DeleteVpc: operation<DeleteVpcRequest, object>({
    ids: { VpcId: Vpcs },
    handle({ VpcId = '' }, { region }) {
      region.refuseWhileReferenced('vpc', VpcId)
      deleteDefaults(region, VpcId)
      region.table(Vpcs).delete(VpcId)
      return undefined
    },
  }),
  DescribeVpcs: describe({
    table: Vpcs,
    items: 'Vpcs',
    ids: 'VpcIds',
    page: { min: 5, max: 1000 },
    filters: {
      cidr: 'CidrBlock',
      'cidr-block-association.cidr-block': 'CidrBlockAssociationSet.CidrBlock',
      'cidr-block-association.association-id': 'CidrBlockAssociationSet.AssociationId',
      'cidr-block-association.state': 'CidrBlockAssociationSet.CidrBlockState.State',
      'dhcp-options-id': 'DhcpOptionsId',
      'ipv6-cidr-block-association.ipv6-cidr-block': 'Ipv6CidrBlockAssociationSet.Ipv6CidrBlock',
      'ipv6-cidr-block-association.ipv6-pool': 'Ipv6CidrBlockAssociationSet.Ipv6Pool',
      'ipv6-cidr-block-association.association-id': 'Ipv6CidrBlockAssociationSet.AssociationId',
      'ipv6-cidr-block-association.state': 'Ipv6CidrBlockAssociationSet.Ipv6CidrBlockState.State',
      'is-default': 'IsDefault',
      isDefault: 'IsDefault',
      'owner-id': 'OwnerId',
      state: 'State',
      'vpc-id': 'VpcId',
    },
    view: (row) => row,
  }),
  DescribeVpcAttribute: operation<DescribeVpcAttributeRequest, DescribeVpcAttributeResult>({
    mutates: false,
    ids: { VpcId: Vpcs },
    handle(input, { region }) {
      const row = region.require(Vpcs, input.VpcId)
      const name = attributes.find((one) => one === input.Attribute)
      if (!name) throw invalidValue('attribute', input.Attribute)
      return { VpcId: row.id, [`E${name.slice(1)}`]: { Value: row[name] } }
    },
  }),
  ModifyVpcTenancy: operation<ModifyVpcTenancyRequest, ModifyVpcTenancyResult>({
    ids: { VpcId: Vpcs },
    handle({ VpcId, InstanceTenancy: tenancy }, { region }) {
      if (tenancy !== 'default') throw invalidValue('instanceTenancy', tenancy)
      region.table(Vpcs).update(VpcId, { InstanceTenancy: tenancy })
      return { ReturnValue: true }
    },
  }),
  ModifyVpcAttribute: operation<ModifyVpcAttributeRequest, object>({
    ids: { VpcId: Vpcs },
    handle(input, { region }) {
      modifyAttribute(input, region)
      return undefined
    },
  }),
}

const vpcTransitions = {
  'vpc.available': transition(Vpcs, { after: 1000, apply: () => ({ State: 'available' as const }) }),
}

/** What keeps a VPC from being deleted. Its default group, main route table and default ACL go along with it. */
const vpcReferences = [
  reference(Subnets, (row) => [row.VpcId]),
  reference(SecurityGroups, (row) => (row.GroupName === 'default' ? [] : [row.VpcId])),
  reference(RouteTables, (row, region) =>
    region
      .table(RouteTableAssociations)
      .where('table', row.id)
      .some((one) => one.Main)
      ? []
      : [row.VpcId],
  ),
  reference(NetworkAcls, (row) => (row.IsDefault ? [] : [row.VpcId])),
  reference(NetworkInterfaces, (row) => [row.VpcId]),
  reference(InternetGateways, (row) => (row.Attachments ?? []).map((one) => one.VpcId)),
  reference(NatGateways, (row) => (row.State === 'deleted' || row.State === 'failed' ? [] : [row.VpcId])),
  reference(VpcEndpoints, (row) => (row.State?.toLowerCase() === 'deleted' ? [] : [row.VpcId])),
]

export const vpc: Module = {
  service: ec2,
  tables: [Vpcs, NetworkAcls],
  quotas: {
    VpcLimitExceeded: { limit: 5, of: 'VPCs' },
  },
  prepare(region, { defaultVpc }) {
    if (defaultVpc) prepareDefaultVpc(region)
  },
  operations: { ...vpcOperations, ...freshOperations },
  transitions: vpcTransitions,
  references: vpcReferences,
}
