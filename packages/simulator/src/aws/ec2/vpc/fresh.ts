import type { Route } from '@aws-sdk/client-ec2'
import type { Region } from '../../engine/region.ts'
import { InternetGateways } from '../internetgateway/row.ts'
import { RouteTables } from '../routetable/row.ts'
import { Subnets } from '../subnet/row.ts'
import { initial } from '../subnet/subnet.ts'
import { DhcpOptionSets } from '../zone/row.ts'
import { zonesOf } from '../zone/zone.ts'
import { ipv4Association } from './block.ts'
import { createDefaults, joinDefaultAcl } from './default.ts'
import { type VpcRow, Vpcs } from './row.ts'

/**
 * Creates the default VPC of a region as AWS documents it (Amazon VPC User Guide, "Default VPCs"): 172.31.0.0/16 with DNS
 * hostnames, a /20 in each zone whose instances get public addresses, and an internet gateway that the main route table leads to.
 */
export function prepareDefaultVpc(region: Region): void {
  const { id } = createVpc(region)
  createGateway(region, id)
  for (const [place, zone] of zonesOf(region).entries()) createSubnet(region, id, zone, `172.31.${place * 16}.0/20`)
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

function createSubnet(region: Region, VpcId: string, zone: Zone, CidrBlock: string): void {
  const SubnetId = region.newId('subnet')
  region.table(Subnets).put({
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
}
