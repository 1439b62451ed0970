import type { IpAddressType } from '@aws-sdk/client-efs'
import { createInterface } from '../ec2/interface/interface.ts'
import { type NetworkInterfaceRow, NetworkInterfaces } from '../ec2/interface/row.ts'
import type { SubnetRow } from '../ec2/subnet/row.ts'
import { formatAddress, parseAddress, parseCidr, size } from '../engine/cidr.ts'
import { AwsFault } from '../engine/fault.ts'
import type { Region } from '../engine/region.ts'
import { badRequest, efsFault } from './efs.ts'

/** The addresses a mount target asks for. */
export interface MountAddresses {
  readonly type: IpAddressType
  readonly ipv4: string | undefined
  readonly ipv6: string | undefined
}

function translated(error: unknown, subnet: SubnetRow, region: Region): unknown {
  if (!(error instanceof AwsFault)) return error
  if (error.code === 'InvalidIPAddress.InUse') return efsFault('IpAddressInUse', error.message)
  if (error.code === 'InsufficientFreeAddressesInSubnet')
    return efsFault('NoFreeAddressesInSubnet', `The subnet '${subnet.id}' has no free addresses`)
  if (error.code === 'NetworkInterfaceLimitExceeded') return efsFault(error.code, region.full(error.code))
  return badRequest(error.message)
}

/** The lowest free IPv6 address of a subnet, or the one wanted when it is free. */
function takeIpv6(region: Region, subnet: SubnetRow, wanted: string | undefined): string {
  const cidr = subnet.Ipv6CidrBlockAssociationSet?.find((one) => one.Ipv6CidrBlockState?.State === 'associated')
  const block = parseCidr(cidr?.Ipv6CidrBlock ?? '')
  if (!block) throw badRequest(`The subnet '${subnet.id}' has no IPv6 CIDR block`)
  const used = new Set(
    region
      .table(NetworkInterfaces)
      .where('subnet', subnet.id)
      .flatMap((row) => (row.Ipv6Addresses ?? []).map((one) => one.Ipv6Address)),
  )
  if (wanted === undefined) {
    let value = block.first + 4n
    while (used.has(formatAddress(value, 128))) value++
    return formatAddress(value, 128)
  }
  const value = parseAddress(wanted)?.value
  if (value === undefined || value < block.first || value >= block.first + size(block))
    throw badRequest(`Address ${wanted} does not fall within the subnet's address range`)
  const text = formatAddress(value, 128)
  if (used.has(text)) throw efsFault('IpAddressInUse', `Address ${wanted} is in use.`)
  return text
}

function checkFamily({ type, ipv4, ipv6 }: MountAddresses, subnet: SubnetRow): void {
  if (ipv4 !== undefined && type === 'IPV6_ONLY') throw badRequest('IpAddress cannot be used with IPV6_ONLY')
  if (ipv6 !== undefined && type === 'IPV4_ONLY') throw badRequest('Ipv6Address cannot be used with IPV4_ONLY')
  if ((type === 'IPV6_ONLY') !== (subnet.Ipv6Native === true))
    throw badRequest(`The subnet '${subnet.id}' does not support the IP address type ${type}`)
}

/**
 * Creates the network interface of a mount target, managed by EFS. Throws `IpAddressInUse`, `NoFreeAddressesInSubnet`,
 * `NetworkInterfaceLimitExceeded`, and `BadRequest` for an address or family the subnet does not have.
 */
export function createMountInterface(
  region: Region,
  subnet: SubnetRow,
  groups: readonly string[],
  description: string,
  addresses: MountAddresses,
): NetworkInterfaceRow {
  checkFamily(addresses, subnet)
  const spec = { subnetId: subnet.id, description, groups, type: 'efs', requester: 'amazon-elasticfilesystem' }
  const Ipv6Address = addresses.type === 'IPV4_ONLY' ? undefined : takeIpv6(region, subnet, addresses.ipv6)
  try {
    const row = createInterface(region, { ...spec, addresses: [addresses.ipv4] })
    const Ipv6Addresses = Ipv6Address === undefined ? [] : [{ Ipv6Address, IsPrimaryIpv6: true }]
    return region.table(NetworkInterfaces).put({ ...row, Ipv6Addresses })
  } catch (error) {
    throw translated(error, subnet, region)
  }
}
