import type {
  AccessPointDescription,
  Status as BackupStatus,
  FileSystemDescription,
  LifecyclePolicy,
  MountTargetDescription,
  ReplicationConfigurationDescription,
} from '@aws-sdk/client-efs'
import { type Stored, table } from '../engine/table.ts'
import { type EfsIds, ids } from './ids.ts'

/** The policies of a file system are kept beside it, as AWS keeps them behind calls of their own. */
export type FileSystemRow = Stored<
  FileSystemDescription,
  {
    readonly FileSystemId: string
    readonly policy?: string
    readonly backup?: BackupStatus
    readonly lifecycle?: readonly LifecyclePolicy[]
    /** The replication this file system is the source of. */
    readonly replication?: ReplicationConfigurationDescription
    /** The source this file system is the replica of. */
    readonly replicaOf?: { readonly account: string; readonly region: string; readonly id: string }
    /** Until when throughput can neither be lowered nor change its mode: the clock's `now`. */
    readonly settledAt?: number
  }
>

export const FileSystems = table<FileSystemRow, EfsIds>('fileSystems', {
  indexes: { token: (row) => [row.CreationToken] },
  ids: ids('fs', 'file-system', 'FileSystemNotFound', 'File system'),
})

export type MountTargetRow = Stored<
  MountTargetDescription,
  {
    readonly MountTargetId: string
    readonly FileSystemId: string
    readonly SubnetId: string
    readonly securityGroups: readonly string[]
  }
>

export const MountTargets = table<MountTargetRow, EfsIds>('mountTargets', {
  indexes: { fileSystem: (row) => [row.FileSystemId], subnet: (row) => [row.SubnetId] },
  ids: ids('fsmt', 'mount-target', 'MountTargetNotFound', 'Mount target'),
})

export type AccessPointRow = Stored<
  AccessPointDescription,
  { readonly AccessPointId: string; readonly FileSystemId: string }
>

export const AccessPoints = table<AccessPointRow, EfsIds>('accessPoints', {
  indexes: { fileSystem: (row) => [row.FileSystemId], token: (row) => [row.ClientToken] },
  ids: ids('fsap', 'access-point', 'AccessPointNotFound', 'Access point'),
})
