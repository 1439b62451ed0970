import type { CreateNetworkInterfaceRequest, DeleteNetworkInterfaceRequest, Tag } from '@aws-sdk/client-ec2'
import { describe } from '../../engine/describe.ts'
import { AwsFault, invalidValue } from '../../engine/fault.ts'
import { type Module, operation } from '../../engine/operation.ts'
import { reference } from '../../engine/reference.ts'
import type { Region } from '../../engine/region.ts'
import { SecurityGroups } from '../securitygroup/row.ts'
import { ec2 } from '../service.ts'
import { Subnets } from '../subnet/row.ts'
import { createInterface, removeInterface } from './interface.ts'
import { type NetworkInterfaceRow, NetworkInterfaces } from './row.ts'

function view(row: NetworkInterfaceRow) {
  return { ...row, TagSet: row.Tags }
}

function groupsFor(input: CreateNetworkInterfaceRequest, region: Region, vpcId: string): string[] {
  const wanted = [...new Set(input.Groups)]
  if (wanted.length === 0)
    return region
      .table(SecurityGroups)
      .where('vpc', vpcId)
      .filter((row) => row.GroupName === 'default')
      .map((row) => row.id)
  if (wanted.length > region.quota('SecurityGroupsPerInterfaceLimitExceeded'))
    throw new AwsFault(
      'SecurityGroupsPerInterfaceLimitExceeded',
      'The maximum number of security groups per interface has been reached.',
    )
  const foreign = wanted.find((id) => region.require(SecurityGroups, id).VpcId !== vpcId)
  if (foreign !== undefined)
    throw new AwsFault(
      'InvalidParameterValue',
      `You have specified two resources that belong to different networks: ${foreign} and ${input.SubnetId}.`,
    )
  return wanted
}

function create(input: CreateNetworkInterfaceRequest, region: Region, tags: readonly Tag[]): NetworkInterfaceRow {
  const subnet = region.require(Subnets, input.SubnetId)
  const type = input.InterfaceType ?? 'interface'
  if (!['interface', 'efa', 'efa-only', 'branch', 'trunk'].includes(type)) throw invalidValue('interfaceType', type)
  const listed = [...(input.PrivateIpAddresses ?? [])].sort((a, b) => Number(b.Primary ?? 0) - Number(a.Primary ?? 0))
  if (input.PrivateIpAddress !== undefined && listed.some((one) => one.Primary))
    throw new AwsFault(
      'InvalidParameterCombination',
      'The parameters privateIpAddress and a primary address in privateIpAddresses cannot be used together',
    )
  const extra = input.SecondaryPrivateIpAddressCount ?? 0
  if (extra < 0 || extra > 49) throw invalidValue('secondaryPrivateIpAddressCount', extra)
  const first = listed[0]?.Primary ? [] : [input.PrivateIpAddress]
  return createInterface(region, {
    subnetId: subnet.id,
    description: input.Description ?? '',
    groups: groupsFor(input, region, subnet.VpcId),
    addresses: [...first, ...listed.map((one) => one.PrivateIpAddress), ...Array<undefined>(extra).fill(undefined)],
    type,
    tags,
  })
}

function remove(id: string | undefined, region: Region): undefined {
  const row = region.require(NetworkInterfaces, id)
  if (row.RequesterManaged)
    throw new AwsFault('OperationNotPermitted', 'You are not allowed to manage interfaces of other services.')
  if (row.Status === 'in-use')
    throw new AwsFault(
      'InvalidParameterValue',
      `Network interface '${row.id}' is currently in use by ${row.Attachment?.InstanceId ?? 'an attachment'}.`,
    )
  removeInterface(region, row.id)
}

const filters = {
  'addresses.association.allocation-id': 'PrivateIpAddresses.Association.AllocationId',
  'addresses.association.association-id': 'PrivateIpAddresses.Association.AssociationId',
  'addresses.association.owner-id': 'PrivateIpAddresses.Association.IpOwnerId',
  'addresses.association.public-ip': 'PrivateIpAddresses.Association.PublicIp',
  'addresses.primary': 'PrivateIpAddresses.Primary',
  'addresses.private-ip-address': 'PrivateIpAddresses.PrivateIpAddress',
  'association.allocation-id': 'Association.AllocationId',
  'association.association-id': 'Association.AssociationId',
  'association.ip-owner-id': 'Association.IpOwnerId',
  'association.public-dns-name': 'Association.PublicDnsName',
  'association.public-ip': 'Association.PublicIp',
  'attachment.attachment-id': 'Attachment.AttachmentId',
  'attachment.delete-on-termination': 'Attachment.DeleteOnTermination',
  'attachment.device-index': 'Attachment.DeviceIndex',
  'attachment.instance-id': 'Attachment.InstanceId',
  'attachment.instance-owner-id': 'Attachment.InstanceOwnerId',
  'attachment.status': 'Attachment.Status',
  'availability-zone': 'AvailabilityZone',
  'availability-zone-id': 'AvailabilityZoneId',
  description: 'Description',
  'group-id': 'Groups.GroupId',
  'group-name': 'Groups.GroupName',
  'interface-type': 'InterfaceType',
  'ipv6-addresses.ipv6-address': 'Ipv6Addresses.Ipv6Address',
  'mac-address': 'MacAddress',
  'network-interface-id': 'NetworkInterfaceId',
  'owner-id': 'OwnerId',
  'private-dns-name': 'PrivateDnsName',
  'private-ip-address': 'PrivateIpAddress',
  'requester-id': 'RequesterId',
  'requester-managed': 'RequesterManaged',
  'source-dest-check': 'SourceDestCheck',
  status: 'Status',
  'subnet-id': 'SubnetId',
  'vpc-id': 'VpcId',
}

/** Network interfaces: those of callers, and to read, those AWS services made. */
export const networkinterface: Module = {
  service: ec2,
  tables: [NetworkInterfaces],
  quotas: {
    NetworkInterfaceLimitExceeded: { limit: 5000, of: 'network interfaces' },
  },
  buckets: {
    CreateNetworkInterface: { capacity: 100, refill: 5 },
    DeleteNetworkInterface: { capacity: 100, refill: 5 },
    DescribeNetworkInterfaces: { capacity: 100, refill: 20, whole: { capacity: 50, refill: 10 } },
  },
  operations: {
    CreateNetworkInterface: operation<CreateNetworkInterfaceRequest, object>({
      creates: NetworkInterfaces,
      ids: { SubnetId: Subnets, Groups: SecurityGroups },
      handle: (input, { region, tags }) => ({
        NetworkInterface: { ...view(create(input, region, tags)), Status: 'pending' },
        ClientToken: input.ClientToken,
      }),
    }),
    DeleteNetworkInterface: operation<DeleteNetworkInterfaceRequest, object>({
      ids: { NetworkInterfaceId: NetworkInterfaces },
      handle: (input, { region }) => remove(input.NetworkInterfaceId, region),
    }),
    DescribeNetworkInterfaces: describe({
      table: NetworkInterfaces,
      items: 'NetworkInterfaces',
      ids: 'NetworkInterfaceIds',
      page: { min: 5, max: 1000, idsForbidden: true },
      filters,
      view,
    }),
  },
  references: [reference(NetworkInterfaces, (row) => (row.Groups ?? []).map((group) => group.GroupId))],
}
