import type {
  CreateDefaultSubnetRequest,
  CreateDefaultSubnetResult,
  CreateDefaultVpcRequest,
  CreateDefaultVpcResult,
  Route,
} from '@aws-sdk/client-ec2'
import { overlaps, parseCidr } from '../../engine/cidr.ts'
import { AwsFault, invalidValue, missing } from '../../engine/fault.ts'
import { operation } from '../../engine/operation.ts'
import type { Region } from '../../engine/region.ts'
import { DhcpOptionSets } from '../dhcpoptions/row.ts'
import { InternetGateways } from '../internetgateway/row.ts'
import { RouteTables } from '../routetable/row.ts'
import { freeCount } from '../subnet/free.ts'
import { type SubnetRow, Subnets } from '../subnet/row.ts'
import { initial } from '../subnet/subnet.ts'
import { zonesOf } from '../zone/zone.ts'
import { ipv4Association } from './block.ts'
import { createDefaults, joinDefaultAcl } from './default.ts'
import { type VpcRow, Vpcs } from './row.ts'

/**
 * Creates the default VPC of a region as AWS documents it (Amazon VPC User Guide, "Default VPCs"): 172.31.0.0/16 with DNS
 * hostnames, a /20 in each zone whose instances get public addresses, and an internet gateway that the main route table leads to.
 */
export function prepareDefaultVpc(region: Region): VpcRow {
  const vpc = createVpc(region)
  createGateway(region, vpc.id)
  for (const zone of zonesOf(region)) createSubnet(region, vpc.id, zone)
  return vpc
}

function defaultVpc(region: Region): VpcRow | undefined {
  return region
    .table(Vpcs)
    .all()
    .find((row) => row.IsDefault)
}

function makeVpc(region: Region): CreateDefaultVpcResult {
  const there = defaultVpc(region)
  if (there !== undefined)
    throw new AwsFault(
      'DefaultVpcAlreadyExists',
      `A Default VPC already exists for this account in this region: ${there.id}`,
    )
  return { Vpc: { ...prepareDefaultVpc(region), Tags: [] } }
}

function makeSubnet(input: CreateDefaultSubnetRequest, region: Region): CreateDefaultSubnetResult {
  const wanted = input.AvailabilityZone ?? input.AvailabilityZoneId
  if (wanted === undefined) throw missing('availabilityZone')
  const zone = zonesOf(region).find((one) => one.AvailabilityZone === wanted || one.AvailabilityZoneId === wanted)
  if (zone === undefined) throw invalidValue('availabilityZone', wanted)
  const vpc = defaultVpc(region)
  if (vpc === undefined) throw new AwsFault('DefaultVpcDoesNotExist', 'No default VPC exists for this account.')
  const present = region.table(Subnets).where('vpc', vpc.id)
  const there = present.find((row) => row.DefaultForAz && row.AvailabilityZone === zone.AvailabilityZone)
  if (there !== undefined)
    throw new AwsFault(
      'DefaultSubnetAlreadyExistsInAvailabilityZone',
      `'${there.id}' is already the default subnet in ${zone.AvailabilityZone}.`,
    )
  const row = createSubnet(region, vpc.id, zone)
  return { Subnet: { ...row, Tags: [], AvailableIpAddressCount: freeCount(region, row.id) } }
}

/** The operations that make again what a fresh account has. */
export const freshOperations = {
  CreateDefaultVpc: operation<CreateDefaultVpcRequest, CreateDefaultVpcResult>({
    handle: (_, { region }) => makeVpc(region),
  }),
  CreateDefaultSubnet: operation<CreateDefaultSubnetRequest, CreateDefaultSubnetResult>({
    handle: (input, { region }) => makeSubnet(input, region),
  }),
}

function createVpc(region: Region): VpcRow {
  const CidrBlock = '172.31.0.0/16'
  const VpcId = region.newId('vpc')
  const options = region.table(DhcpOptionSets).all()
  const vpc = region.table(Vpcs).put({
    id: VpcId,
    VpcId,
    CidrBlock,
    OwnerId: region.account,
    State: 'available',
    IsDefault: true,
    InstanceTenancy: 'default',
    DhcpOptionsId: options.find((row) => row.isDefault)?.id,
    CidrBlockAssociationSet: [ipv4Association(region, CidrBlock, 'associated')],
    Ipv6CidrBlockAssociationSet: [],
    Tags: [],
    enableDnsSupport: true,
    enableDnsHostnames: true,
    enableNetworkAddressUsageMetrics: false,
  })
  createDefaults(region, vpc)
  return vpc
}

function createGateway(region: Region, VpcId: string): void {
  const id = region.newId('igw')
  const Attachments = [{ VpcId, State: 'available' as const }]
  region.table(InternetGateways).put({ id, InternetGatewayId: id, OwnerId: region.account, Attachments, Tags: [] })
  for (const table of region.table(RouteTables).where('vpc', VpcId)) {
    const out: Route = { DestinationCidrBlock: '0.0.0.0/0', GatewayId: id, Origin: 'CreateRoute', State: 'active' }
    region.table(RouteTables).update(table.id, { Routes: [...(table.Routes ?? []), out] })
  }
}

type Zone = ReturnType<typeof zonesOf>[number]

/** The lowest /20 of the default VPC that no subnet of it touches. */
function freeBlock(region: Region, VpcId: string): string {
  const taken = region
    .table(Subnets)
    .where('vpc', VpcId)
    .flatMap(({ CidrBlock = '' }) => parseCidr(CidrBlock) ?? [])
  const free = Array.from({ length: 16 }, (_, place) => `172.31.${place * 16}.0/20`).find((text) => {
    const block = parseCidr(text)
    return block !== undefined && !taken.some((one) => overlaps(one, block))
  })
  if (free === undefined)
    throw new AwsFault('InsufficientCidrBlocks', 'The default VPC has no room for another subnet.')
  return free
}

function createSubnet(region: Region, VpcId: string, zone: Zone): SubnetRow {
  const SubnetId = region.newId('subnet')
  const CidrBlock = freeBlock(region, VpcId)
  const row = region.table(Subnets).put({
    ...initial(false),
    ...zone,
    id: SubnetId,
    SubnetId,
    SubnetArn: `arn:aws:ec2:${region.name}:${region.account}:subnet/${SubnetId}`,
    VpcId,
    OwnerId: region.account,
    CidrBlock,
    Ipv6CidrBlockAssociationSet: [],
    Tags: [],
    State: 'available',
    DefaultForAz: true,
    MapPublicIpOnLaunch: true,
  })
  joinDefaultAcl(region, VpcId, SubnetId)
  return row
}
