import {
  CreateFileSystemCommand,
  DeleteFileSystemCommand,
  DeleteFileSystemPolicyCommand,
  DescribeBackupPolicyCommand,
  DescribeFileSystemPolicyCommand,
  DescribeFileSystemsCommand,
  DescribeLifecycleConfigurationCommand,
  DescribeMountTargetsCommand,
  PutBackupPolicyCommand,
  PutFileSystemPolicyCommand,
  PutLifecycleConfigurationCommand,
  type ReplicationOverwriteProtection,
  UpdateFileSystemCommand,
  UpdateFileSystemProtectionCommand,
} from '@aws-sdk/client-efs'
import {
  alike,
  below,
  canonical,
  flag,
  requested,
  samePolicy,
  shaped,
  single,
  structure,
  text,
  word,
} from '@windlass/core'
import { separated } from './lifecycle.ts'
import {
  destinations,
  destinationsShown,
  replication,
  replicationOf,
  replications,
  sameUnlessMoved,
  target,
} from './replication.ts'
import { efs, lifeCycle } from './service/service.ts'
import { column, fileSystem, key, role } from './service/target.ts'

const backup = shaped(PutBackupPolicyCommand, 'BackupPolicy')
const protection = requested(UpdateFileSystemProtectionCommand, ['FileSystemId'])
const lifecycle = shaped(PutLifecycleConfigurationCommand, 'LifecyclePolicies')

/** Life cycle policies as AWS takes them. */
const transitions = (policies: Parameters<typeof lifecycle.toAWS>[0]) => ({
  LifecyclePolicies: separated(lifecycle.toAWS(policies)),
})

/**
 * AWS tells a backup policy that is being switched from one that is; what it is switched to is what counts. Of a file system
 * that never had one it shows none, which is not the same as one that is off.
 */
const switched = (status: string | undefined) => status?.replace('ENABLING', 'ENABLED').replace('DISABLING', 'DISABLED')

/** AWS shows the ARN of a key, whatever it was named by. Which key an alias stands for, only KMS knows. */
const sameKey = (want: unknown, have: unknown) => alike(want, have) || /(^|:)alias\//.test(String(want))

/** A statement that names no resource is given back with the ARN of the file system. */
const sameStatements = (
  want: string,
  have: string,
  { item }: { readonly item: { FileSystemArn?: string | undefined } },
) => samePolicy(want, have, { resource: item.FileSystemArn })

/** A read of what a file system may have: without it AWS answers an error. */
const input = (FileSystemId: string) => ({ FileSystemId })
const absent = ['FileSystemNotFound']
const none = ['PolicyNotFound']
const policies = single({ operation: DescribeFileSystemPolicyCommand, input, absent, none })
const backups = single({ operation: DescribeBackupPolicyCommand, input, absent, none })
const lifecycles = single({ operation: DescribeLifecycleConfigurationCommand, input, absent })

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
    kmsKeyID: { target: () => key },
    'replicationConfiguration[].fileSystemID': { target: () => fileSystem },
    'replicationConfiguration[].kmsKeyID': { target: () => key },
    'replicationConfiguration[].roleARN': { target: () => role },
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
      { joint: true, occupies: true },
    ),
    ...of.slot('policy', {
      from: policies,
      have: (_seen, [reply]) => reply?.Policy,
      spell: (policy) => policy,
      none: (want) => want === '',
      same: sameStatements,
      put: [PutFileSystemPolicyCommand, (Policy, { id }) => ({ FileSystemId: id, Policy })],
      swap: [PutFileSystemPolicyCommand, (Policy, _have, { id }) => ({ FileSystemId: id, Policy })],
      clear: [DeleteFileSystemPolicyCommand, (_have, { id }) => ({ FileSystemId: id })],
      say: { put: () => 'set the policy', clear: () => 'remove the policy' },
    }),
    ...of.value('backupPolicy', {
      from: backups,
      have: (_seen, [reply]) => reply?.BackupPolicy && backup.toKubernetes(reply.BackupPolicy),
      same: (want, have) => want.status === undefined || want.status === switched(have?.status),
      set: [PutBackupPolicyCommand, (want, { id }) => ({ FileSystemId: id, BackupPolicy: backup.toAWS(want) })],
      say: ({ status }) => `set the backup policy to ${status}`,
    }),
    ...of.value('lifecyclePolicies', {
      from: lifecycles,
      have: (_seen, [reply]) => reply && lifecycle.toKubernetes(reply.LifecyclePolicies ?? []),
      same: (want, have = []) => canonical(transitions(want)) === canonical(transitions(have)),
      set: [PutLifecycleConfigurationCommand, (want, { id }) => ({ FileSystemId: id, ...transitions(want) })],
    }),
    ...of.value('fileSystemProtection', {
      have: ({ item }) => ({
        replicationOverwriteProtection: item.FileSystemProtection?.ReplicationOverwriteProtection,
      }),
      // AWS sets the protection of a destination itself, and takes no other.
      same: ({ replicationOverwriteProtection: want }, have) =>
        want === undefined || [want, 'REPLICATING'].includes(have?.replicationOverwriteProtection ?? ''),
      set: [UpdateFileSystemProtectionCommand, (want, { id }) => ({ FileSystemId: id, ...protection.toAWS(want) })],
      say: (want) => `set replication overwrite protection to ${want.replicationOverwriteProtection}`,
    }),
    ...of.slot('replicationConfiguration', replication),
  }),
  createOnly: { kmsKeyID: { same: sameKey } },
  writeOnly: ['replicationConfiguration[].kmsKeyID', 'replicationConfiguration[].availabilityZoneName'],
  permissions: ['iam:CreateServiceLinkedRole', 'iam:PassRole', 'kms:CreateGrant', 'kms:DescribeKey'],
  blockers: [
    {
      noun: 'mount target',
      read: below({
        operation: DescribeMountTargetsCommand,
        items: 'MountTargets',
        input: (FileSystemId) => ({ FileSystemId }),
        absent: ['FileSystemNotFound'],
      }),
      name: ({ MountTargetId, SubnetId }) => `${MountTargetId} (${SubnetId})`,
    },
    {
      noun: 'replication',
      read: replicationOf,
      name: ({ SourceFileSystemId }) => `of ${SourceFileSystemId}`,
    },
  ],
  rules: [
    {
      rule: '!has(self.backup)',
      message: 'backup has no effect. Set backupPolicy.status to ENABLED or DISABLED instead.',
    },
  ],
  fixed: [
    {
      rule: sameUnlessMoved('kmsKeyID', 'kmsKeyRef', 'availabilityZoneName'),
      message:
        'The key and the availability zone of a replication are immutable: AWS cannot change them, nor tell them afterwards. End the replication with an empty list first, or replicate to another region.',
    },
  ],
  statusOmit: ['CreationToken'],
  status: (show) => ({
    replicationConfigurationStatus: show({
      field: destinationsShown.doc('Where the file system is replicated to, as AWS has it.'),
      from: replications,
      value: ({ id }, found) => {
        const to = target(id, found)
        return to && destinationsShown.toKubernetes([to])
      },
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
