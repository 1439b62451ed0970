import {
  CreateFileSystemCommand,
  DeleteFileSystemCommand,
  DeleteFileSystemPolicyCommand,
  DescribeBackupPolicyCommand,
  DescribeFileSystemPolicyCommand,
  DescribeFileSystemsCommand,
  DescribeLifecycleConfigurationCommand,
  PutBackupPolicyCommand,
  PutFileSystemPolicyCommand,
  PutLifecycleConfigurationCommand,
  type ReplicationOverwriteProtection,
  UpdateFileSystemCommand,
  UpdateFileSystemProtectionCommand,
} from '@aws-sdk/client-efs'
import { alike, flag, samePolicy, shaped, structure, text, word } from '@windlass/core'
import { stayWith, unset } from '@windlass/core/kind'
import { separated } from './lifecycle.ts'
import { destinations, destinationsShown, replication, replications } from './replication.ts'
import { efs, lifeCycle } from './service/service.ts'
import { column, fileSystem, key, role } from './service/target.ts'
import { users } from './service/users.ts'

const backup = shaped(PutBackupPolicyCommand, 'BackupPolicy')
const lifecycle = shaped(PutLifecycleConfigurationCommand, 'LifecyclePolicies')

/**
 * AWS tells a backup policy that is being switched from one that is; what it is switched to is what counts. Of a file system
 * that never had one it shows none, which is not the same as one that is off.
 */
const switched = (status: string | undefined) => status?.replace('ENABLING', 'ENABLED').replace('DISABLING', 'DISABLED')

/** AWS shows the ARN of a key, whatever it was named by. Which key an alias stands for, only KMS knows. */
const sameKey = (want: unknown, have: unknown) => alike(want, have) || /(^|:)alias\//.test(String(want))

const unseen =
  'The key and the availability zone of a replication are immutable: AWS cannot change them, nor tell them afterwards. End the replication with an empty list first, or replicate to another region.'

export const FileSystem = efs.kind('FileSystem', {
  id: 'FileSystemId',
  create: CreateFileSystemCommand,
  read: DescribeFileSystemsCommand,
  items: 'FileSystems',
  notFound: ['FileSystemNotFound'],
  delete: DeleteFileSystemCommand,
  fields: {
    backup: flag.doc('Has no effect: backupPolicy.status says whether the file system is backed up.'),
    policy: text.doc('The resource policy of the file system, in JSON. An empty text removes it.'),
    backupPolicy: backup.doc('Whether AWS Backup backs the file system up every day.'),
    lifecyclePolicies: lifecycle.doc('When files move to another storage class. An empty list removes all policies.'),
    fileSystemProtection: structure({
      replicationOverwriteProtection: word<ReplicationOverwriteProtection>().doc(
        'ENABLED keeps the file system from becoming the destination of a replication.',
      ),
    }),
    replicationConfiguration: destinations
      .most(1)
      .doc('Where the file system is replicated to: one place. An empty list ends the replication.'),
  },
  refs: {
    kmsKeyID: () => key,
    'replicationConfiguration[].fileSystemID': { target: () => fileSystem, anywhere: true },
    'replicationConfiguration[].kmsKeyID': () => key,
    'replicationConfiguration[].roleARN': () => role,
  },
  state: { LifeCycleState: lifeCycle },
  facets: (of) => ({
    // Objects of other controllers may have it, and must be able to drop it.
    ...of.inert('backup'),
    ...of.modify(
      UpdateFileSystemCommand,
      {
        throughputMode: {
          to: 'ThroughputMode',
          with: (mode, { spec }) =>
            mode === 'provisioned' ? { ProvisionedThroughputInMibps: spec.provisionedThroughputInMiBps } : {},
        },
        provisionedThroughputInMiBps: 'ProvisionedThroughputInMibps',
      },
      { occupies: true },
    ),
    ...of.subresource('policy', {
      read: DescribeFileSystemPolicyCommand,
      put: PutFileSystemPolicyCommand,
      clear: DeleteFileSystemPolicyCommand,
      none: ['PolicyNotFound'],
      // A statement that names no resource is given back with the ARN of the file system.
      same: (want, have = '', { item }) => samePolicy(want, have, { resource: item.FileSystemArn }),
      noun: 'the policy',
    }),
    ...of.subresource('backupPolicy', {
      read: DescribeBackupPolicyCommand,
      put: PutBackupPolicyCommand,
      none: ['PolicyNotFound'],
      same: (want, have) => want.status === undefined || want.status === switched(have?.status),
      say: ({ status }) => `set the backup policy to ${status}`,
    }),
    ...of.subresource('lifecyclePolicies', {
      read: DescribeLifecycleConfigurationCommand,
      put: PutLifecycleConfigurationCommand,
      sent: separated,
    }),
    ...of.modify(UpdateFileSystemProtectionCommand, {
      fileSystemProtection: {
        at: 'FileSystemProtection',
        // AWS sets the protection of a destination itself, and takes no other.
        same: ({ replicationOverwriteProtection: want }, have) =>
          want === undefined || [want, 'REPLICATING'].includes(have?.replicationOverwriteProtection ?? ''),
        say: (want) => `set replication overwrite protection to ${want.replicationOverwriteProtection}`,
      },
    }),
    ...of.slot('replicationConfiguration', replication),
  }),
  createOnly: { kmsKeyID: { same: sameKey } },
  writeOnly: ['replicationConfiguration[].kmsKeyID', 'replicationConfiguration[].availabilityZoneName'],
  blockers: users('file system', ['mount target', 'replication']),
  rules: [unset('backup', 'backup has no effect. Set backupPolicy.status to ENABLED or DISABLED instead.')],
  fixed: [stayWith('replicationConfiguration', 'region', ['kmsKeyID', 'kmsKeyRef', 'availabilityZoneName'], unseen)],
  statusOmit: ['CreationToken'],
  status: (show) => ({
    replicationConfigurationStatus: show({
      field: destinationsShown.doc('Where the file system is replicated to, as AWS has it.'),
      from: replications,
      value: (_seen, [one]) => one?.Destinations && destinationsShown.toKubernetes(one.Destinations),
    }),
  }),
  columns: [
    column('ID', '.status.fileSystemID'),
    column('ENCRYPTED', '.spec.encrypted', 'boolean'),
    column('PERFORMANCEMODE', '.spec.performanceMode', 'string', true),
    column('THROUGHPUTMODE', '.spec.throughputMode', 'string', true),
    column('PROVISIONEDTHROUGHPUT', '.spec.provisionedThroughputInMiBps', 'string', true),
    column('SIZE', '.status.sizeInBytes.value', 'integer'),
    column('MOUNTTARGETS', '.status.numberOfMountTargets', 'integer'),
    column('STATE', '.status.lifeCycleState'),
  ],
})
