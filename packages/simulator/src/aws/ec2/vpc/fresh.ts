import type { Region } from '../../engine/region.ts'
import { InternetGateways } from '../internetgateway/row.ts'
import { RouteTables } from '../routetable/row.ts'
import { Subnets } from '../subnet/row.ts'
import { initial } from '../subnet/subnet.ts'
import { DhcpOptionSets } from '../zone/row.ts'
import { zonesOf } from '../zone/zone.ts'
import { ipv4Association } from './block.ts'
import { createDefaults, joinDefaultAcl } from './default.ts'
import { Vpcs } from './row.ts'

/**
 * Creates the default VPC of a region as AWS documents it (Amazon VPC User Guide, "Default VPCs"): 172.31.0.0/16 with DNS
 * hostnames, a /20 in each zone whose instances get public addresses, and an internet gateway that the main route table leads to.
 */
export function prepareDefaultVpc(region: Region): void {
  const vpcs = region.table(Vpcs)
  const dhcpOptions = region.table(DhcpOptionSets)
  const internetGateways = region.table(InternetGateways)
  const routeTables = region.table(RouteTables)
  const subnets = region.table(Subnets)
  const CidrBlock = '172.31.0.0/16'
  const VpcId = region.newId('vpc')
  const vpc = vpcs.put({
    id: VpcId,
    VpcId,
    CidrBlock,
    OwnerId: region.account,
    State: 'available',
    IsDefault: true,
    InstanceTenancy: 'default',
    DhcpOptionsId: dhcpOptions.all().find((row) => row.isDefault)?.id,
    CidrBlockAssociationSet: [ipv4Association(region, CidrBlock, 'associated')],
    Ipv6CidrBlockAssociationSet: [],
    Tags: [],
    enableDnsSupport: true,
    enableDnsHostnames: true,
    enableNetworkAddressUsageMetrics: false,
  })
  createDefaults(region, vpc)
  const InternetGatewayId = region.newId('igw')
  const Attachments = [{ VpcId, State: 'available' as const }]
  internetGateways.put({ id: InternetGatewayId, InternetGatewayId, OwnerId: region.account, Attachments, Tags: [] })
  for (const table of routeTables.where('vpc', VpcId)) {
    const out = {
      DestinationCidrBlock: '0.0.0.0/0',
      GatewayId: InternetGatewayId,
      Origin: 'CreateRoute' as const,
      State: 'active' as const,
    }
    routeTables.update(table.id, { Routes: [...(table.Routes ?? []), out] })
  }
  zonesOf(region).forEach((zone, place) => {
    const SubnetId = region.newId('subnet')
    subnets.put({
      ...initial(false),
      ...zone,
      id: SubnetId,
      SubnetId,
      SubnetArn: `arn:aws:ec2:${region.name}:${region.account}:subnet/${SubnetId}`,
      VpcId,
      OwnerId: region.account,
      CidrBlock: `172.31.${place * 16}.0/20`,
      Ipv6CidrBlockAssociationSet: [],
      Tags: [],
      State: 'available',
      DefaultForAz: true,
      MapPublicIpOnLaunch: true,
    })
    joinDefaultAcl(region, VpcId, SubnetId)
  })
}
