import type {
  CreateReplicationConfigurationRequest,
  DeleteReplicationConfigurationRequest,
  DescribeReplicationConfigurationsRequest,
  DescribeReplicationConfigurationsResponse,
  Destination,
  DestinationToCreate,
  ReplicationConfigurationDescription,
} from '@aws-sdk/client-efs'
import { DeletionMode } from '@aws-sdk/client-efs'
import { type Module, operation } from '../engine/operation.ts'
import type { Region } from '../engine/region.ts'
import { transition } from '../engine/transition.ts'
import {
  arnOf,
  availableFileSystem,
  badRequest,
  efsFault,
  efsId,
  efsPage,
  efsRow,
  efsSeen,
  oneOf,
  seen,
} from './efs.ts'
import { addFileSystem } from './filesystem.ts'
import { type FileSystemRow, FileSystems } from './row.ts'
import { efs } from './service.ts'

const ruled = (value: 'ENABLED' | 'REPLICATING') => ({
  FileSystemProtection: { ReplicationOverwriteProtection: value },
})

/** The region a destination is to be in: that of its ARN or zone, the one it names, else the source's. */
function regionOf(wanted: DestinationToCreate, region: Region): Region {
  const [, , , arnRegion, arnAccount] = wanted.FileSystemId?.startsWith('arn:') ? wanted.FileSystemId.split(':') : []
  const name = arnRegion ?? wanted.Region ?? wanted.AvailabilityZoneName?.replace(/[a-z]$/, '') ?? region.name
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(name)) throw badRequest(`'${name}' is not an AWS Region`)
  if (arnAccount !== undefined && arnAccount !== region.account && wanted.RoleArn === undefined)
    throw badRequest('Replication to another account needs a role')
  return region.peer(name, arnAccount ?? region.account)
}

function existing(source: FileSystemRow, wanted: DestinationToCreate, there: Region): FileSystemRow {
  const row = efsRow(there, FileSystems, wanted.FileSystemId)
  if (row.id === source.id) throw badRequest('A file system cannot be replicated to itself')
  if (row.LifeCycleState !== 'available')
    throw efsFault('IncorrectFileSystemLifeCycleState', `File system '${row.id}' is not in the available state`)
  if (row.replication || row.replicaOf)
    throw efsFault('ReplicationAlreadyExists', `File system '${row.id}' is already part of a replication configuration`)
  if (row.FileSystemProtection?.ReplicationOverwriteProtection !== 'DISABLED')
    throw badRequest(`The replication overwrite protection of file system '${row.id}' must be disabled`)
  if (source.Encrypted && !row.Encrypted)
    throw efsFault('ConflictException', `File system '${row.id}' must be encrypted, as its source is`)
  return row
}

function destination(source: FileSystemRow, wanted: DestinationToCreate, region: Region, there: Region): string {
  const replicaOf = { account: region.account, region: region.name, id: source.id }
  if (wanted.FileSystemId !== undefined) {
    const row = existing(source, wanted, there)
    there.table(FileSystems).update(row.id, { replicaOf, ...ruled('REPLICATING') })
    return row.id
  }
  const { KmsKeyId, AvailabilityZoneName } = wanted
  const request = {
    CreationToken: there.newId('destination'),
    Encrypted: true,
    KmsKeyId,
    AvailabilityZoneName,
    ThroughputMode: source.ThroughputMode,
    ProvisionedThroughputInMibps: source.ProvisionedThroughputInMibps,
  }
  return addFileSystem(there, request, { replicaOf, ...ruled('REPLICATING') }).id
}

function create(input: CreateReplicationConfigurationRequest, region: Region): ReplicationConfigurationDescription {
  const source = availableFileSystem(region, input.SourceFileSystemId)
  const [wanted, more] = input.Destinations ?? []
  if (!wanted || more) throw efsFault('ValidationException', 'A replication configuration has exactly one destination')
  if (source.replication || source.replicaOf)
    throw efsFault(
      'ReplicationAlreadyExists',
      `File system '${source.id}' is already part of a replication configuration`,
    )
  const there = regionOf(wanted, region)
  const to: Destination = {
    Status: 'ENABLING',
    FileSystemId: destination(source, wanted, region, there),
    Region: there.name,
    OwnerId: there.account,
    ...(wanted.RoleArn === undefined ? {} : { RoleArn: wanted.RoleArn }),
  }
  const arn = arnOf(region, FileSystems, source.id)
  const replication: ReplicationConfigurationDescription = {
    SourceFileSystemId: source.id,
    SourceFileSystemRegion: region.name,
    SourceFileSystemArn: arn,
    OriginalSourceFileSystemArn: arn,
    CreationTime: new Date(region.now()),
    SourceFileSystemOwnerId: region.account,
    Destinations: [to],
  }
  region.table(FileSystems).update(source.id, { replication })
  region.begin('replication.enabled', source.id)
  return replication
}

const noReplication = (id: string) =>
  efsFault('ReplicationNotFound', `File system '${id}' has no replication configuration.`)

function of(row: FileSystemRow, region: Region): ReplicationConfigurationDescription | undefined {
  const { replicaOf } = row
  if (!replicaOf) return row.replication
  return region.peer(replicaOf.region, replicaOf.account).table(FileSystems).get(replicaOf.id)?.replication
}

function describe(
  input: DescribeReplicationConfigurationsRequest,
  region: Region,
): DescribeReplicationConfigurationsResponse {
  if (input.FileSystemId !== undefined) {
    const row = efsSeen(region, FileSystems, input.FileSystemId)
    const found = of(row, region)
    if (!found) throw noReplication(row.id)
    return { Replications: [found] }
  }
  const all = seen(region, FileSystems, 'byFilter').flatMap(({ order, row }) => {
    const found = of(row, region)
    const twice = row.replicaOf?.region === region.name && row.replicaOf.account === region.account
    return found && !twice ? [{ order, row: found }] : []
  })
  const { rows, next } = efsPage(all, input.MaxResults ?? 100, input.NextToken)
  return { Replications: rows, NextToken: next }
}

/** A replication with another state of its destination. */
function altered(row: FileSystemRow, patch: Partial<Destination>): Partial<FileSystemRow> {
  const { replication } = row
  if (!replication) return {}
  const Destinations = (replication.Destinations ?? []).map((one) => ({ ...one, ...patch }))
  return { replication: { ...replication, Destinations } }
}

function remove(input: DeleteReplicationConfigurationRequest, region: Region): undefined {
  const row = efsRow(region, FileSystems, efsId(FileSystems, input.SourceFileSystemId))
  oneOf('DeletionMode', input.DeletionMode, DeletionMode)
  if (!row.replication) throw noReplication(row.id)
  if (row.replication.Destinations?.[0]?.Status === 'DELETING') return
  region.cancel(row.id, 'replication.enabled')
  region.table(FileSystems).update(row.id, altered(row, { Status: 'DELETING' }))
  region.begin('replication.deleted', row.id)
}

function release(row: FileSystemRow, region: Region): void {
  for (const one of row.replication?.Destinations ?? []) {
    const there = region.peer(one.Region ?? region.name, one.OwnerId ?? region.account)
    there.table(FileSystems).update(one.FileSystemId, { replicaOf: undefined, ...ruled('ENABLED') })
  }
}

const passed = { 'iam:PassedToService': ['elasticfilesystem.amazonaws.com'] }

/** Replication between file systems, in one region or across two. */
export const replication: Module = {
  service: efs,
  operations: {
    CreateReplicationConfiguration: operation<
      CreateReplicationConfigurationRequest,
      ReplicationConfigurationDescription
    >({
      // Source: "Replicating EFS file systems across AWS accounts" in the EFS User Guide; iam:PassRole in the IAM User Guide.
      also: ({ Destinations = [] }: CreateReplicationConfigurationRequest) =>
        Destinations.flatMap(({ RoleArn }) =>
          RoleArn === undefined ? [] : [{ action: 'iam:PassRole', resource: RoleArn, context: passed }],
        ),
      handle: (input, { region }) => create(input, region),
    }),
    DescribeReplicationConfigurations: operation<
      DescribeReplicationConfigurationsRequest,
      DescribeReplicationConfigurationsResponse
    >({ mutates: false, handle: (input, { region }) => describe(input, region) }),
    DeleteReplicationConfiguration: operation<DeleteReplicationConfigurationRequest, object>({
      handle: (input, { region }) => remove(input, region),
    }),
  },
  transitions: {
    'replication.enabled': transition(FileSystems, {
      after: 60_000,
      apply: (row, region) => altered(row, { Status: 'ENABLED', LastReplicatedTimestamp: new Date(region.now()) }),
      fail: (row, failure) => altered(row, { Status: 'ERROR', StatusMessage: failure.message }),
    }),
    'replication.deleted': transition(FileSystems, {
      after: 30_000,
      apply(row, region) {
        release(row, region)
        return { replication: undefined }
      },
      fail: (row, failure) => altered(row, { Status: 'ERROR', StatusMessage: failure.message }),
    }),
  },
}
