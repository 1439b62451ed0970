import { createHash } from 'node:crypto'
import type {
  CreateFileSystemRequest,
  DeleteFileSystemRequest,
  DescribeFileSystemsRequest,
  DescribeFileSystemsResponse,
  FileSystemDescription,
  FileSystemProtectionDescription,
  UpdateFileSystemProtectionRequest,
  UpdateFileSystemRequest,
} from '@aws-sdk/client-efs'
import { PerformanceMode, ReplicationOverwriteProtection } from '@aws-sdk/client-efs'
import { zonesOf } from '../ec2/zone/zone.ts'
import { type Module, operation } from '../engine/operation.ts'
import type { Region } from '../engine/region.ts'
import { transition } from '../engine/transition.ts'
import {
  arnOf,
  availableFileSystem,
  badRequest,
  checkToken,
  efsFault,
  efsPage,
  efsRow,
  efsSeen,
  oneOf,
  seen,
  within,
} from './efs.ts'
import { AccessPoints, type FileSystemRow, FileSystems, MountTargets } from './row.ts'
import { efs } from './service.ts'
import { efsTags, nameOf } from './tag.ts'
import { changedThroughput, throughputOf } from './throughput.ts'

function keyArn(region: Region, key: string | undefined): string {
  if (key?.startsWith('arn:') && !key.includes(':alias/')) return key
  if (key !== undefined && /^(mrk-)?[0-9a-f][0-9a-f-]+$/.test(key))
    return `arn:aws:kms:${region.name}:${region.account}:key/${key}`
  if (key !== undefined && !/^(arn:aws[-a-z]*:kms:[^:]*:\d{12}:)?alias\/.+$/.test(key))
    throw badRequest(`The KMS key '${key}' is neither an ID, an ARN nor an alias`)
  const name = key?.replace(/^.*alias\//, '') ?? 'aws/elasticfilesystem'
  const hex = createHash('sha256').update(`${region.account}/${region.name}/${name}`).digest('hex')
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  return `arn:aws:kms:${region.name}:${region.account}:key/${id}`
}

function zoneOf(region: Region, name: string | undefined): Partial<FileSystemRow> {
  if (name === undefined) return {}
  const zone = zonesOf(region).find((one) => one.AvailabilityZone === name)
  if (!zone)
    throw efsFault(
      'UnsupportedAvailabilityZone',
      `One Zone storage is not available in the Availability Zone '${name}'`,
    )
  return { AvailabilityZoneName: zone.AvailabilityZone, AvailabilityZoneId: zone.AvailabilityZoneId }
}

function refuseOverLimit(region: Region): void {
  const limit = region.quota('FileSystemLimitExceeded')
  if (region.table(FileSystems).size >= limit)
    throw efsFault('FileSystemLimitExceeded', region.full('FileSystemLimitExceeded'))
}

/**
 * Puts a new file system in `creating` and starts its life. Throws `FileSystemLimitExceeded`, `UnsupportedAvailabilityZone` and
 * what its members are refused with. Whether the creation token is free is the caller's to check.
 */
export function addFileSystem(
  region: Region,
  input: CreateFileSystemRequest,
  own: Partial<FileSystemRow> = {},
): FileSystemRow {
  const performance = oneOf('PerformanceMode', input.PerformanceMode, PerformanceMode) ?? 'generalPurpose'
  const zone = zoneOf(region, input.AvailabilityZoneName)
  if (performance === 'maxIO' && zone.AvailabilityZoneName !== undefined)
    throw badRequest('The maxIO performance mode is not supported with One Zone storage')
  if (input.KmsKeyId !== undefined && input.Encrypted !== true)
    throw badRequest('Encrypted must be true when a KMS key is given')
  const throughput = throughputOf(input, performance, region)
  const Tags = efsTags(input.Tags)
  refuseOverLimit(region)
  const FileSystemId = region.newId('fs')
  const backup = input.Backup ?? zone.AvailabilityZoneName !== undefined
  const row = region.table(FileSystems).put({
    id: FileSystemId,
    FileSystemId,
    FileSystemArn: arnOf(region, FileSystems, FileSystemId),
    OwnerId: region.account,
    CreationToken: input.CreationToken ?? region.newId('token'),
    CreationTime: new Date(region.now()),
    LifeCycleState: 'creating',
    NumberOfMountTargets: 0,
    SizeInBytes: { Value: 0, ValueInIA: 0, ValueInStandard: 0, ValueInArchive: 0 },
    PerformanceMode: performance,
    Encrypted: input.Encrypted === true,
    ...(input.Encrypted === true ? { KmsKeyId: keyArn(region, input.KmsKeyId) } : {}),
    ...throughput,
    ...zone,
    FileSystemProtection: { ReplicationOverwriteProtection: 'ENABLED' },
    Tags,
    ...(backup ? { backup: 'ENABLING' as const } : {}),
    ...own,
  })
  region.begin('filesystem.available', FileSystemId)
  if (backup) region.begin('filesystem.backup', FileSystemId)
  return row
}

function view(row: FileSystemRow, region: Region): FileSystemDescription {
  const NumberOfMountTargets = region.table(MountTargets).where('fileSystem', row.id).length
  const Tags = (row.Tags ?? []).map(({ Key, Value }) => ({ Key, Value }))
  const Name = nameOf(Tags)
  return { ...row, NumberOfMountTargets, Tags, ...(Name === undefined ? {} : { Name }) }
}

function createFileSystem(input: CreateFileSystemRequest, region: Region): FileSystemDescription {
  checkToken('creationToken', input.CreationToken)
  const taken =
    input.CreationToken === undefined ? undefined : region.table(FileSystems).where('token', input.CreationToken)[0]
  if (taken)
    throw efsFault(
      'FileSystemAlreadyExists',
      `File system '${taken.id}' already exists with creation token '${taken.CreationToken}'`,
      { FileSystemId: taken.id },
    )
  return view(addFileSystem(region, input), region)
}

function describeFileSystems(input: DescribeFileSystemsRequest, region: Region): DescribeFileSystemsResponse {
  within('maxItems', input.MaxItems, 1, Number.MAX_SAFE_INTEGER)
  checkToken('creationToken', input.CreationToken)
  const cells =
    input.FileSystemId === undefined
      ? seen(region, FileSystems, 'byFilter')
      : [{ order: 1, row: efsSeen(region, FileSystems, input.FileSystemId) }]
  const wanted = cells.filter(
    ({ row }) => input.CreationToken === undefined || row.CreationToken === input.CreationToken,
  )
  const { rows, next } = efsPage(wanted, 100, input.Marker)
  return { Marker: input.Marker, FileSystems: rows.map((row) => view(row, region)), NextMarker: next }
}

function updateFileSystem(input: UpdateFileSystemRequest, region: Region): FileSystemDescription {
  const row = availableFileSystem(region, input.FileSystemId)
  if (input.ThroughputMode === undefined && input.ProvisionedThroughputInMibps === undefined)
    throw badRequest('An update must give ThroughputMode or ProvisionedThroughputInMibps')
  const throughput = throughputOf(input, row.PerformanceMode, region, row)
  const changed: FileSystemRow = { ...row, ...changedThroughput(row, throughput, region), LifeCycleState: 'updating' }
  region.table(FileSystems).put(changed)
  region.begin('filesystem.updated', row.id)
  return view(changed, region)
}

function deleteFileSystem(input: DeleteFileSystemRequest, region: Region): undefined {
  const row = efsRow(region, FileSystems, input.FileSystemId)
  if (region.table(MountTargets).where('fileSystem', row.id).length > 0)
    throw efsFault(
      'FileSystemInUse',
      `The file system '${row.id}' cannot be deleted because it has mount targets. You must delete the mount targets, and then try again.`,
    )
  if (row.replication || row.replicaOf)
    throw efsFault(
      'FileSystemInUse',
      `The file system '${row.id}' cannot be deleted because it is part of a replication configuration. You must delete the replication configuration, and then try again.`,
    )
  if (row.LifeCycleState === 'deleting') return
  region.cancel(row.id)
  region.table(FileSystems).update(row.id, { LifeCycleState: 'deleting' })
  region.begin('filesystem.deleted', row.id)
}

function updateProtection(input: UpdateFileSystemProtectionRequest, region: Region): FileSystemProtectionDescription {
  const row = availableFileSystem(region, input.FileSystemId)
  const { ReplicationOverwriteProtection: asked } = input
  const wanted = oneOf('ReplicationOverwriteProtection', asked, ReplicationOverwriteProtection)
  if (wanted === undefined) throw badRequest('ReplicationOverwriteProtection is missing')
  if (wanted === 'REPLICATING') throw badRequest('REPLICATING is set by replication and cannot be asked for')
  if (row.replicaOf)
    throw efsFault(
      'ReplicationAlreadyExists',
      `The protection of '${row.id}' cannot change while it is the destination of a replication configuration`,
    )
  const FileSystemProtection = { ReplicationOverwriteProtection: wanted }
  region.table(FileSystems).update(row.id, { FileSystemProtection })
  return FileSystemProtection
}

/** File systems: life, throughput, protection. Their policies and replication are in files of their own. */
export const filesystem: Module = {
  service: efs,
  tables: [FileSystems],
  quotas: {
    FileSystemLimitExceeded: { limit: 1000, of: 'file systems' },
    ThroughputLimitExceeded: { limit: 3414 },
  },
  operations: {
    CreateFileSystem: operation<CreateFileSystemRequest, FileSystemDescription>({
      creates: FileSystems,
      // Source: CreateFileSystem in the EFS API reference; "Amazon EFS and AWS KMS" in the EFS User Guide.
      also: ({ KmsKeyId }: CreateFileSystemRequest, region) =>
        KmsKeyId === undefined
          ? []
          : ['kms:DescribeKey', 'kms:CreateGrant'].map((action) => ({
              action,
              resource: `arn:aws:kms:${region.name}:${region.account}:key/*`,
              context: { 'kms:ViaService': [`elasticfilesystem.${region.name}.amazonaws.com`] },
            })),
      handle: (input, { region }) => createFileSystem(input, region),
    }),
    DescribeFileSystems: operation<DescribeFileSystemsRequest, DescribeFileSystemsResponse>({
      mutates: false,
      handle: (input, { region }) => describeFileSystems(input, region),
    }),
    UpdateFileSystem: operation<UpdateFileSystemRequest, FileSystemDescription>({
      handle: (input, { region }) => updateFileSystem(input, region),
    }),
    DeleteFileSystem: operation<DeleteFileSystemRequest, object>({
      handle: (input, { region }) => deleteFileSystem(input, region),
    }),
    UpdateFileSystemProtection: operation<UpdateFileSystemProtectionRequest, FileSystemProtectionDescription>({
      handle: (input, { region }) => updateProtection(input, region),
    }),
  },
  transitions: {
    'filesystem.available': transition(FileSystems, {
      after: 6000,
      apply: (_, region) => ({
        LifeCycleState: 'available' as const,
        SizeInBytes: {
          Value: 6144,
          Timestamp: new Date(region.now()),
          ValueInIA: 0,
          ValueInStandard: 6144,
          ValueInArchive: 0,
        },
      }),
      fail: () => ({ LifeCycleState: 'error' as const }),
    }),
    'filesystem.updated': transition(FileSystems, {
      after: 10_000,
      apply: () => ({ LifeCycleState: 'available' as const }),
    }),
    'filesystem.deleted': transition(FileSystems, {
      after: 5000,
      apply(row, region) {
        for (const point of region.table(AccessPoints).where('fileSystem', row.id)) {
          region.cancel(point.id)
          region.table(AccessPoints).delete(point.id)
        }
        return 'remove'
      },
      fail: () => ({ LifeCycleState: 'error' as const }),
    }),
  },
}
