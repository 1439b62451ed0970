import type {
  CreateMountTargetRequest,
  DeleteMountTargetRequest,
  DescribeMountTargetSecurityGroupsRequest,
  DescribeMountTargetSecurityGroupsResponse,
  DescribeMountTargetsRequest,
  DescribeMountTargetsResponse,
  ModifyMountTargetSecurityGroupsRequest,
  MountTargetDescription,
} from '@aws-sdk/client-efs'
import { IpAddressType } from '@aws-sdk/client-efs'
import { removeInterface } from '../ec2/interface/interface.ts'
import { NetworkInterfaces } from '../ec2/interface/row.ts'
import { SecurityGroups } from '../ec2/securitygroup/row.ts'
import { type SubnetRow, Subnets } from '../ec2/subnet/row.ts'
import { type Module, operation } from '../engine/operation.ts'
import { reference } from '../engine/reference.ts'
import type { Region } from '../engine/region.ts'
import { transition } from '../engine/transition.ts'
import {
  availableFileSystem,
  badRequest,
  efsFault,
  efsId,
  efsPage,
  efsRow,
  efsSeen,
  oneOf,
  seen,
  within,
} from './efs.ts'
import { createMountInterface } from './interface.ts'
import { AccessPoints, type FileSystemRow, FileSystems, type MountTargetRow, MountTargets } from './row.ts'
import { efs } from './service.ts'

function subnetOf(region: Region, id: string | undefined): SubnetRow {
  if (!Subnets.ids.fits(id ?? '')) throw badRequest(`Invalid subnet ID: ${id}`)
  const there = seen(region, Subnets, 'references').some((cell) => cell.row.id === id)
  const row = there ? region.table(Subnets).get(id) : undefined
  if (!row) throw efsFault('SubnetNotFound', `The subnet ID '${id}' does not exist`)
  return row
}

/** The security groups of a mount target: those given, which are of its VPC, or the VPC's default group. */
function groupsOf(region: Region, vpcId: string, given: readonly string[] | undefined): string[] {
  const ids = [...new Set(given)]
  const inVpc = region.table(SecurityGroups).where('vpc', vpcId)
  if (ids.length === 0) return inVpc.filter((row) => row.GroupName === 'default').map((row) => row.id)
  for (const id of ids) {
    if (!SecurityGroups.ids.fits(id)) throw badRequest(`Invalid security group ID: ${id}`)
    if (!inVpc.some((row) => row.id === id))
      throw efsFault('SecurityGroupNotFound', `The security group '${id}' does not exist in VPC '${vpcId}'`)
  }
  const limit = region.quota('SecurityGroupsPerInterfaceLimitExceeded')
  if (ids.length > limit)
    throw efsFault('SecurityGroupLimitExceeded', `A mount target can have at most ${limit} security groups`)
  return ids
}

function checkPlace(region: Region, fileSystem: FileSystemRow, subnet: SubnetRow): void {
  const others = region.table(MountTargets).where('fileSystem', fileSystem.id)
  if (others.some((one) => one.VpcId !== subnet.VpcId))
    throw efsFault(
      'MountTargetConflict',
      'requested subnet for new mount target is not in the same VPC as existing mount targets',
    )
  if (others.some((one) => one.AvailabilityZoneName === subnet.AvailabilityZone))
    throw efsFault('MountTargetConflict', 'mount target already exists in this AZ')
  const zone = fileSystem.AvailabilityZoneName
  if (zone !== undefined && zone !== subnet.AvailabilityZone)
    throw efsFault(
      'AvailabilityZonesMismatch',
      `The subnet '${subnet.id}' is in ${subnet.AvailabilityZone}, but the file system '${fileSystem.id}' is in ${zone}`,
    )
}

function create(input: CreateMountTargetRequest, region: Region): MountTargetDescription {
  const fileSystem = availableFileSystem(region, input.FileSystemId)
  const type = oneOf('IpAddressType', input.IpAddressType, IpAddressType) ?? 'IPV4_ONLY'
  const subnet = subnetOf(region, input.SubnetId)
  checkPlace(region, fileSystem, subnet)
  const securityGroups = groupsOf(region, subnet.VpcId, input.SecurityGroups)
  const MountTargetId = region.newId('fsmt')
  const eni = createMountInterface(
    region,
    subnet,
    securityGroups,
    `EFS mount target for ${fileSystem.id} (${MountTargetId})`,
    { type, ipv4: input.IpAddress, ipv6: input.Ipv6Address },
  )
  const row = region.table(MountTargets).put({
    id: MountTargetId,
    MountTargetId,
    OwnerId: region.account,
    FileSystemId: fileSystem.id,
    SubnetId: subnet.id,
    VpcId: subnet.VpcId,
    AvailabilityZoneName: subnet.AvailabilityZone,
    AvailabilityZoneId: subnet.AvailabilityZoneId,
    LifeCycleState: 'creating',
    IpAddress: eni.PrivateIpAddress,
    Ipv6Address: eni.Ipv6Addresses?.[0]?.Ipv6Address,
    NetworkInterfaceId: eni.id,
    securityGroups,
  })
  region.begin('mounttarget.available', MountTargetId)
  return row
}

function describe(input: DescribeMountTargetsRequest, region: Region): DescribeMountTargetsResponse {
  within('maxItems', input.MaxItems, 1, Number.MAX_SAFE_INTEGER)
  const { FileSystemId, MountTargetId, AccessPointId, Marker } = input
  if ([FileSystemId, MountTargetId, AccessPointId].filter((one) => one !== undefined).length !== 1)
    throw badRequest('Exactly one of FileSystemId, MountTargetId and AccessPointId must be given')
  if (MountTargetId !== undefined) return { Marker, MountTargets: [efsSeen(region, MountTargets, MountTargetId)] }
  const owner =
    FileSystemId === undefined
      ? efsSeen(region, AccessPoints, AccessPointId).FileSystemId
      : efsSeen(region, FileSystems, FileSystemId).id
  const found = seen(region, MountTargets, 'byFilter').filter(({ row }) => row.FileSystemId === owner)
  const { rows, next } = efsPage(found, 100, Marker)
  return { Marker, MountTargets: rows, NextMarker: next }
}

function remove(input: DeleteMountTargetRequest, region: Region): undefined {
  const row = efsRow(region, MountTargets, input.MountTargetId)
  if (row.LifeCycleState === 'deleting') return
  region.cancel(row.id)
  region.table(MountTargets).update(row.id, { LifeCycleState: 'deleting' })
  region.begin('mounttarget.deleted', row.id)
}

function modifyGroups(input: ModifyMountTargetSecurityGroupsRequest, region: Region): undefined {
  const row = efsRow(region, MountTargets, input.MountTargetId)
  if (row.LifeCycleState !== 'available')
    throw efsFault('IncorrectMountTargetState', `Mount target '${row.id}' is ${row.LifeCycleState}, not available`)
  const securityGroups = groupsOf(region, row.VpcId ?? '', input.SecurityGroups)
  region.table(MountTargets).update(row.id, { securityGroups })
  region.table(NetworkInterfaces).update(row.NetworkInterfaceId, {
    Groups: securityGroups.map((GroupId) => ({
      GroupId,
      GroupName: region.table(SecurityGroups).get(GroupId)?.GroupName,
    })),
  })
}

function endedWith(row: MountTargetRow, region: Region): 'remove' {
  if (row.NetworkInterfaceId !== undefined) region.begin('mounttarget.interface', row.NetworkInterfaceId)
  return 'remove'
}

const ec2Arn = ({ name, account }: Region, type: string, id = '*') => `arn:aws:ec2:${name}:${account}:${type}/${id}`

/** What EFS does in EC2 for a mount target, its caller must be allowed to. Source: the EFS API reference, of each operation. */
const onInterface = (action: string, region: Region) => [
  { action: `ec2:${action}`, resource: ec2Arn(region, 'network-interface') },
]

/** Mount targets, each with its network interface, which outlives it a little. */
export const mounttarget: Module = {
  service: efs,
  tables: [MountTargets],
  /** What keeps a security group from being deleted. */
  references: [reference(MountTargets, (row) => (row.LifeCycleState === 'deleted' ? [] : row.securityGroups))],
  operations: {
    CreateMountTarget: operation<CreateMountTargetRequest, MountTargetDescription>({
      also: ({ SubnetId }: CreateMountTargetRequest, region) => [
        { action: 'ec2:DescribeSubnets', resource: '*' },
        { action: 'ec2:DescribeNetworkInterfaces', resource: '*' },
        { action: 'ec2:CreateNetworkInterface', resource: ec2Arn(region, 'subnet', SubnetId) },
        ...onInterface('CreateNetworkInterface', region),
      ],
      handle: (input, { region }) => create(input, region),
    }),
    DescribeMountTargets: operation<DescribeMountTargetsRequest, DescribeMountTargetsResponse>({
      mutates: false,
      handle: (input, { region }) => describe(input, region),
    }),
    DeleteMountTarget: operation<DeleteMountTargetRequest, object>({
      also: (_input, region) => onInterface('DeleteNetworkInterface', region),
      handle: (input, { region }) => remove(input, region),
    }),
    DescribeMountTargetSecurityGroups: operation<
      DescribeMountTargetSecurityGroupsRequest,
      DescribeMountTargetSecurityGroupsResponse
    >({
      mutates: false,
      also: (_input, region) => onInterface('DescribeNetworkInterfaceAttribute', region),
      handle: (input, { region }) => ({
        SecurityGroups: [...efsSeen(region, MountTargets, efsId(MountTargets, input.MountTargetId)).securityGroups],
      }),
    }),
    ModifyMountTargetSecurityGroups: operation<ModifyMountTargetSecurityGroupsRequest, object>({
      also: (_input, region) => onInterface('ModifyNetworkInterfaceAttribute', region),
      handle: (input, { region }) => modifyGroups(input, region),
    }),
  },
  transitions: {
    'mounttarget.available': transition(MountTargets, {
      after: 45_000,
      apply: () => ({ LifeCycleState: 'available' as const }),
      fail: () => ({ LifeCycleState: 'error' as const }),
    }),
    'mounttarget.deleted': transition(MountTargets, {
      after: 15_000,
      apply: endedWith,
      fail: () => ({ LifeCycleState: 'error' as const }),
    }),
    'mounttarget.interface': transition(NetworkInterfaces, {
      after: 10_000,
      apply(row, region) {
        removeInterface(region, row.id)
        return undefined
      },
    }),
  },
}
