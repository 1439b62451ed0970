import { formatAddress, parseAddress, parseCidr, size } from '../../engine/cidr.ts'
import { AwsFault } from '../../engine/fault.ts'
import type { Region } from '../../engine/region.ts'
import { NetworkInterfaces } from '../interface/row.ts'
import { Subnets } from './row.ts'

function usedIn(region: Region, subnetId: string): string[] {
  return region
    .table(NetworkInterfaces)
    .where('subnet', subnetId)
    .flatMap((eni) => (eni.PrivateIpAddresses ?? []).flatMap((one) => one.PrivateIpAddress ?? []))
}

/** How many private IPv4 addresses of a subnet are free: AWS keeps the first four and the last. */
export function freeCount(region: Region, subnetId: string): number {
  const block = parseCidr(region.table(Subnets).get(subnetId)?.CidrBlock ?? '')
  return block ? Math.max(0, Number(size(block)) - 5 - usedIn(region, subnetId).length) : 0
}

/**
 * The lowest free private IPv4 address of a subnet that is none of `others`, or `wanted` when it is free. It is taken once a network interface row
 * lists it under `PrivateIpAddresses`. Throws `InsufficientFreeAddressesInSubnet`, `InvalidIPAddress.InUse`,
 * `InvalidParameterValue` (not in the subnet).
 */
export function takePrivateIp(
  region: Region,
  subnetId: string,
  wanted?: string,
  others: readonly (string | undefined)[] = [],
): string {
  const block = parseCidr(region.table(Subnets).get(subnetId)?.CidrBlock ?? '')
  if (!block) throw new AwsFault('InvalidParameterValue', `The subnet '${subnetId}' has no IPv4 CIDR block`)
  const used = new Set(usedIn(region, subnetId))
  const last = block.first + size(block) - 2n
  if (wanted !== undefined) {
    const value = parseAddress(wanted)?.value
    if (value === undefined || value < block.first + 4n || value > last)
      throw new AwsFault('InvalidParameterValue', `Address ${wanted} does not fall within the subnet's address range`)
    if (used.has(wanted)) throw new AwsFault('InvalidIPAddress.InUse', `Address ${wanted} is in use.`)
    return wanted
  }
  for (let value = block.first + 4n; value <= last; value++) {
    const text = formatAddress(value, 32)
    if (!used.has(text) && !others.includes(text)) return text
  }
  throw new AwsFault(
    'InsufficientFreeAddressesInSubnet',
    `The subnet '${subnetId}' has insufficient free addresses to satisfy the request.`,
  )
}
