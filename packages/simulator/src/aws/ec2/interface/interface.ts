import { createHash } from 'node:crypto'
import type { NetworkInterfaceAssociation, Tag } from '@aws-sdk/client-ec2'
import { AwsFault } from '../../engine/fault.ts'
import type { Region } from '../../engine/region.ts'
import { Addresses, type AddressRow } from '../address/row.ts'
import { SecurityGroups } from '../securitygroup/row.ts'
import { takePrivateIp } from '../subnet/free.ts'
import { Subnets } from '../subnet/row.ts'
import { type NetworkInterfaceRow, NetworkInterfaces } from './row.ts'

/** What a network interface is made of. */
export interface InterfaceSpec {
  readonly subnetId: string
  readonly description?: string
  /** Ids of its security groups, which exist; none unless given. */
  readonly groups?: readonly string[]
  /** The private addresses it asks for; undefined elements, and none at all, mean the lowest free one. */
  readonly addresses?: readonly (string | undefined)[]
  /** What AWS calls its type: `interface` unless given. */
  readonly type?: string
  /** The account or service that manages it. Such an interface is attached, in use, and not the caller's to delete. */
  readonly requester?: string
  readonly tags?: readonly Tag[]
}

const dns = (region: Region, ip: string) =>
  `ip-${ip.replaceAll('.', '-')}.${region.name === 'us-east-1' ? 'ec2.internal' : `${region.name}.compute.internal`}`

const publicDns = (region: Region, ip: string) =>
  `ec2-${ip.replaceAll('.', '-')}.${region.name === 'us-east-1' ? 'compute-1' : `${region.name}.compute`}.amazonaws.com`

function mac(id: string): string {
  const hex = createHash('sha256').update(id).digest('hex')
  return ['02', ...[0, 2, 4, 6, 8].map((at) => hex.slice(at, at + 2))].join(':')
}

function managed(region: Region, spec: InterfaceSpec): Partial<NetworkInterfaceRow> {
  if (spec.requester === undefined) return { RequesterManaged: false, Status: 'available' }
  return {
    RequesterManaged: true,
    RequesterId: spec.requester,
    Status: 'in-use',
    Attachment: {
      AttachmentId: region.newId('ela-attach'),
      InstanceOwnerId: 'amazon-aws',
      DeviceIndex: 1,
      DeleteOnTermination: false,
      Status: 'attached',
      AttachTime: new Date(region.now()),
    },
  }
}

/**
 * Puts a network interface into a subnet, where it takes private addresses and keeps subnet and groups from being deleted. The
 * subnet exists. Throws what `takePrivateIp` throws, and `NetworkInterfaceLimitExceeded`.
 */
export function createInterface(region: Region, spec: InterfaceSpec): NetworkInterfaceRow {
  const networkInterfaces = region.table(NetworkInterfaces)
  const securityGroups = region.table(SecurityGroups)
  const subnet = region.require(Subnets, spec.subnetId)
  region.refuseOverQuota('NetworkInterfaceLimitExceeded', networkInterfaces.size)
  const NetworkInterfaceId = region.newId('eni')
  const row = networkInterfaces.put({
    id: NetworkInterfaceId,
    NetworkInterfaceId,
    SubnetId: subnet.id,
    VpcId: subnet.VpcId,
    AvailabilityZone: subnet.AvailabilityZone,
    AvailabilityZoneId: subnet.AvailabilityZoneId,
    OwnerId: region.account,
    Description: spec.description ?? '',
    InterfaceType: spec.type ?? 'interface',
    MacAddress: mac(NetworkInterfaceId),
    SourceDestCheck: spec.requester === undefined,
    Groups: (spec.groups ?? []).map((GroupId) => ({ GroupId, GroupName: securityGroups.get(GroupId)?.GroupName })),
    Ipv6Addresses: [],
    PrivateIpAddresses: [],
    Tags: spec.tags ?? [],
    ...managed(region, spec),
  })
  const asked = spec.addresses?.length ? spec.addresses : [undefined]
  for (const wanted of asked) addAddress(region, row.id, wanted, asked)
  return region.require(NetworkInterfaces, row.id)
}

/**
 * Gives an interface one more private address and returns it; the first is its primary one. An address that nobody asked for is
 * none of those in `asked`.
 */
export function addAddress(
  region: Region,
  id: string,
  wanted?: string,
  asked: readonly (string | undefined)[] = [],
): string {
  const row = region.require(NetworkInterfaces, id)
  const ip = takePrivateIp(region, row.SubnetId, wanted, asked)
  const Primary = row.PrivateIpAddresses?.length === 0
  const PrivateDnsName = dns(region, ip)
  region.table(NetworkInterfaces).update(id, {
    ...(Primary ? { PrivateIpAddress: ip, PrivateDnsName } : {}),
    PrivateIpAddresses: [...(row.PrivateIpAddresses ?? []), { PrivateIpAddress: ip, Primary, PrivateDnsName }],
  })
  return ip
}

/** Removes an interface, if it is there; public addresses mapped to it become free. */
export function removeInterface(region: Region, id: string | undefined): void {
  if (region.table(NetworkInterfaces).delete(id))
    for (const address of region.table(Addresses).all())
      if (address.NetworkInterfaceId === id) region.table(Addresses).put(unmapped(address))
}

function unmapped(row: AddressRow): AddressRow {
  const { AssociationId, NetworkInterfaceId, NetworkInterfaceOwnerId, PrivateIpAddress, InstanceId, ...rest } = row
  return rest
}

function showOn(region: Region, id: string, ip: string, association: NetworkInterfaceAssociation | undefined): void {
  const row = region.table(NetworkInterfaces).get(id)
  region.table(NetworkInterfaces).update(id, {
    ...(row?.PrivateIpAddress === ip ? { Association: association } : {}),
    PrivateIpAddresses: row?.PrivateIpAddresses?.map((one) =>
      one.PrivateIpAddress === ip ? { ...one, Association: association } : one,
    ),
  })
}

/** Maps an elastic address to a private address of an interface and returns the association's id. Nothing is mapped there yet. */
export function mapAddress(region: Region, allocationId: string, interfaceId: string, privateIp: string): string {
  const address = region.require(Addresses, allocationId)
  if (address.AssociationId !== undefined)
    throw new AwsFault(
      'Resource.AlreadyAssociated',
      `resource ${allocationId} is already associated with associate-id ${address.AssociationId}`,
    )
  const AssociationId = region.newId('eipassoc')
  region.table(Addresses).update(allocationId, {
    AssociationId,
    NetworkInterfaceId: interfaceId,
    NetworkInterfaceOwnerId: region.account,
    PrivateIpAddress: privateIp,
  })
  showOn(region, interfaceId, privateIp, {
    AllocationId: allocationId,
    AssociationId,
    IpOwnerId: region.account,
    PublicIp: address.PublicIp,
    PublicDnsName: publicDns(region, address.PublicIp),
  })
  return AssociationId
}

/** Frees an elastic address from what it is associated with, if anything. */
export function unmapAddress(region: Region, allocationId: string | undefined): void {
  const address = region.table(Addresses).get(allocationId)
  if (address?.AssociationId === undefined) return
  if (address.NetworkInterfaceId !== undefined)
    showOn(region, address.NetworkInterfaceId, address.PrivateIpAddress ?? '', undefined)
  region.table(Addresses).put(unmapped(address))
}
