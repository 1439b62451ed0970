import { DescribeMountTargetsCommand, DescribeReplicationConfigurationsCommand } from '@aws-sdk/client-efs'
import { user, usersOf } from '@windlass/core'

/** What uses whom in EFS. Source: `FileSystemInUse` and the request members of each Describe action in the EFS API reference. */
export const users = usersOf({
  'mount target': user({
    read: DescribeMountTargetsCommand,
    items: 'MountTargets',
    id: 'MountTargetId',
    about: 'SubnetId',
    by: { 'file system': 'FileSystemId' },
    absent: ['FileSystemNotFound'],
  }),
  /** The replication that a file system is in, as its source or its destination. */
  replication: user({
    read: DescribeReplicationConfigurationsCommand,
    items: 'Replications',
    id: 'SourceFileSystemId',
    by: { 'file system': 'FileSystemId' },
    absent: ['ReplicationNotFound', 'FileSystemNotFound'],
    name: ({ SourceFileSystemId }) => `of ${SourceFileSystemId}`,
  }),
})
