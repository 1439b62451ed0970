import { createHash } from 'node:crypto'
import type { DnsEntry, SubnetConfiguration } from '@aws-sdk/client-ec2'
import { AwsFault } from '../../engine/fault.ts'
import type { Region } from '../../engine/region.ts'
import { createInterface } from '../interface/interface.ts'
import { SecurityGroups } from '../securitygroup/row.ts'
import { Subnets } from '../subnet/row.ts'
import { Vpcs } from '../vpc/row.ts'
import type { EndpointService } from './catalog.ts'
import { type VpcEndpointRow, VpcEndpoints } from './row.ts'

/** `InvalidParameter`, the code of VPC endpoints where others answer `InvalidParameterValue`. */
export const invalid = (message: string) => new AwsFault('InvalidParameter', message)

/** The security groups of an interface endpoint: those asked for, or the VPC's default group. */
export function endpointGroups(region: Region, vpcId: string, wanted: readonly string[]): VpcEndpointRow['Groups'] {
  const securityGroups = region.table(SecurityGroups)
  const chosen =
    wanted.length > 0
      ? [...new Set(wanted)].map((id) => region.require(SecurityGroups, id))
      : securityGroups.where('vpc', vpcId).filter((row) => row.GroupName === 'default')
  const foreign = chosen.find((row) => row.VpcId !== vpcId)
  if (foreign) throw invalid(`The security group ${foreign.id} does not belong to the VPC ${vpcId}`)
  region.refuseOverQuota('SecurityGroupsPerInterfaceLimitExceeded', chosen.length - 1)
  return chosen.map(({ GroupId, GroupName }) => ({ GroupId, GroupName }))
}

/** Throws what AWS answers for subnets an endpoint cannot have: of another VPC, or two in one zone. */
export function checkSubnets(region: Region, vpcId: string, subnetIds: readonly string[], ipType: string): void {
  const zones = new Set<string>()
  for (const subnet of subnetIds.map((id) => region.require(Subnets, id))) {
    if (subnet.VpcId !== vpcId) throw invalid(`The subnet ${subnet.id} does not belong to the VPC ${vpcId}`)
    if (zones.has(subnet.AvailabilityZone))
      throw new AwsFault(
        'DuplicateSubnetsInSameZone',
        `Found another VPC endpoint subnet in the availability zone of ${subnet.id}`,
      )
    if (ipType !== 'ipv4' && !subnet.Ipv6CidrBlockAssociationSet?.length)
      throw invalid(`The IP address type ${ipType} needs an IPv6 CIDR block, which the subnet ${subnet.id} has not`)
    zones.add(subnet.AvailabilityZone)
  }
}

/** Puts the network interface of an endpoint into a subnet and returns its id. */
export function endpointInterface(
  region: Region,
  row: Pick<VpcEndpointRow, 'id' | 'Groups' | 'VpcEndpointType'>,
  subnetId: string,
  configurations: readonly SubnetConfiguration[] = [],
): string {
  const balancer = row.VpcEndpointType === 'GatewayLoadBalancer'
  return createInterface(region, {
    subnetId,
    description: `VPC Endpoint Interface ${row.id}`,
    type: balancer ? 'gateway_load_balancer_endpoint' : 'vpc_endpoint',
    requester: 'amazon-aws',
    groups: (row.Groups ?? []).map((one) => one.GroupId ?? ''),
    addresses: [configurations.find((one) => one.SubnetId === subnetId)?.Ipv4],
  }).id
}

/** The host names of an interface endpoint: regional, one for each zone, and the service's own when private DNS is on. */
export function dnsEntries(region: Region, row: VpcEndpointRow, service: EndpointService): DnsEntry[] {
  if (row.VpcEndpointType !== 'Interface') return []
  const suffix = createHash('sha256').update(row.id).digest('hex').slice(0, 8)
  const zones = (row.SubnetIds ?? []).map((id) => region.require(Subnets, id).AvailabilityZone)
  const own = ['', ...zones.map((zone) => `-${zone}`)].map((zone) => ({
    DnsName: `${row.id}-${suffix}${zone}.${service.baseDns}`,
    HostedZoneId: 'Z1YSA3EXCYUU9Z',
  }))
  const privately = { DnsName: service.privateDns, HostedZoneId: `Z${suffix.toUpperCase()}` }
  return row.PrivateDnsEnabled && service.privateDns !== undefined ? [...own, privately] : own
}

/** Throws what AWS answers when an endpoint cannot have private DNS: no name, VPC attributes, another endpoint with the name. */
export function checkPrivateDns(region: Region, vpcId: string, service: EndpointService, self?: string): void {
  if (service.privateDns === undefined)
    throw invalid(
      `Private DNS can't be enabled because the service ${service.name} does not provide a private DNS name.`,
    )
  const vpc = region.require(Vpcs, vpcId)
  if (!vpc.enableDnsHostnames || !vpc.enableDnsSupport)
    throw invalid(
      `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${vpcId}`,
    )
  const twin = region
    .table(VpcEndpoints)
    .where('vpc', vpcId)
    .find(
      (row) =>
        row.id !== self &&
        row.PrivateDnsEnabled &&
        row.State !== 'deleted' &&
        row.DnsEntries?.some((one) => one.DnsName === service.privateDns),
    )
  if (twin)
    throw invalid(
      `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${service.privateDns} in the VPC ${vpcId}`,
    )
}
