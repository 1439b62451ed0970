import {
  CreateFileSystemCommand,
  CreateReplicationConfigurationCommand,
  DeleteFileSystemCommand,
  DeleteFileSystemPolicyCommand,
  DeleteReplicationConfigurationCommand,
  DescribeBackupPolicyCommand,
  DescribeFileSystemPolicyCommand,
  DescribeFileSystemsCommand,
  DescribeLifecycleConfigurationCommand,
  DescribeMountTargetsCommand,
  PutBackupPolicyCommand,
  PutFileSystemPolicyCommand,
  PutLifecycleConfigurationCommand,
  UpdateFileSystemCommand,
  UpdateFileSystemProtectionCommand,
} from '@aws-sdk/client-efs'
import { below, call, canonical, flag, iso, list, samePolicy, shaped, single, structure, text } from '@windlass/core'
import { separated } from './lifecycle.ts'
import {
  begun,
  destinations,
  ended,
  leads,
  moving,
  replicationOf,
  replications,
  sameUnlessMoved,
  target,
} from './replication.ts'
import { efs } from './service.ts'
import { arnOf, column, fileSystem, key, role } from './target.ts'

const backup = shaped(PutBackupPolicyCommand, 'BackupPolicy')
const lifecycle = shaped(PutLifecycleConfigurationCommand, 'LifecyclePolicies')

/** AWS tells a backup policy that is being switched from one that is; what it is switched to is what counts. */
const switched = (status: string | undefined) => status?.replace('ENABLING', 'ENABLED').replace('DISABLING', 'DISABLED')

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
      replicationOverwriteProtection: text.doc(
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
  state: {
    LifeCycleState: {
      ready: ['available'],
      wait: ['creating', 'updating'],
      leaving: ['deleting'],
      failed: ['error'],
      gone: ['deleted'],
    },
  },
  busy: ({ id, spec, views }) => {
    const to = spec.replicationConfiguration && target(id, views.replications)
    if (to === undefined || to.Status === 'ENABLED') return undefined
    const words = to.StatusMessage === undefined ? '' : `: ${to.StatusMessage}`
    return `the replication to ${to.FileSystemId} in ${to.Region} is ${to.Status}${words}`
  },
  views: {
    policy: {
      read: single({
        operation: DescribeFileSystemPolicyCommand,
        input: (FileSystemId) => ({ FileSystemId }),
        absent: ['FileSystemNotFound'],
        none: ['PolicyNotFound'],
      }),
    },
    backup: {
      read: single({
        operation: DescribeBackupPolicyCommand,
        input: (FileSystemId) => ({ FileSystemId }),
        absent: ['FileSystemNotFound'],
        none: ['PolicyNotFound'],
      }),
    },
    lifecycle: {
      read: single({
        operation: DescribeLifecycleConfigurationCommand,
        input: (FileSystemId) => ({ FileSystemId }),
        absent: ['FileSystemNotFound'],
      }),
    },
    replications: { read: replications, needed: () => true },
  },
  facets: ({ value }) => ({
    // Objects of other controllers may have it, and must be able to drop it.
    backup: { have: () => undefined, met: () => true, steps: () => [] },
    throughputMode: value({
      have: ({ item }) => item.ThroughputMode,
      set: (mode, { id, spec }) =>
        call(UpdateFileSystemCommand, {
          FileSystemId: id,
          ThroughputMode: mode,
          ...(mode === 'provisioned' ? { ProvisionedThroughputInMibps: spec.provisionedThroughputInMiBps } : {}),
        }),
      say: (mode) => `throughput to ${mode}`,
      joint: true,
      occupies: true,
    }),
    provisionedThroughputInMiBps: value({
      have: ({ item }) => item.ProvisionedThroughputInMibps,
      set: (amount, { id }) =>
        call(UpdateFileSystemCommand, { FileSystemId: id, ProvisionedThroughputInMibps: amount }),
      say: (amount) => `provisioned throughput to ${amount} MiB/s`,
      joint: true,
      occupies: true,
    }),
    policy: {
      views: ['policy'],
      have: ({ views }) => views.policy[0]?.Policy,
      met: (want, have) => (want === '' ? have === undefined : samePolicy(want, have)),
      steps: (want, _have, { id }) => [
        want === ''
          ? { ...call(DeleteFileSystemPolicyCommand, { FileSystemId: id }), effect: 'remove', say: 'remove the policy' }
          : {
              ...call(PutFileSystemPolicyCommand, { FileSystemId: id, Policy: want }),
              effect: 'replace',
              say: 'set the policy',
            },
      ],
    },
    backupPolicy: value({
      views: ['backup'],
      have: ({ views }) => views.backup[0]?.BackupPolicy && backup.toKubernetes(views.backup[0].BackupPolicy),
      met: (want, have) => (want.status ?? 'DISABLED') === (switched(have?.status) ?? 'DISABLED'),
      set: (want, { id }) => call(PutBackupPolicyCommand, { FileSystemId: id, BackupPolicy: backup.toAWS(want) }),
      say: ({ status }) => `the backup policy to ${status}`,
    }),
    lifecyclePolicies: value({
      views: ['lifecycle'],
      have: ({ views }) => views.lifecycle[0] && lifecycle.toKubernetes(views.lifecycle[0].LifecyclePolicies ?? []),
      met: (want, have = []) =>
        canonical(separated(lifecycle.toAWS(want))) === canonical(separated(lifecycle.toAWS(have))),
      set: (want, { id }) =>
        call(PutLifecycleConfigurationCommand, {
          FileSystemId: id,
          LifecyclePolicies: separated(lifecycle.toAWS(want)),
        }),
      say: (want) => (want.length === 0 ? 'no lifecycle policies' : 'the lifecycle policies'),
    }),
    fileSystemProtection: value({
      have: ({ item }) => ({
        replicationOverwriteProtection: item.FileSystemProtection?.ReplicationOverwriteProtection,
      }),
      // AWS sets the protection of a destination itself, and takes no other.
      met: ({ replicationOverwriteProtection: want }, have) =>
        want === undefined || [want, 'REPLICATING'].includes(have?.replicationOverwriteProtection ?? ''),
      set: (want, { id }) =>
        call(UpdateFileSystemProtectionCommand, {
          FileSystemId: id,
          ReplicationOverwriteProtection: want.replicationOverwriteProtection,
        }),
      say: (want) => `replication overwrite protection to ${want.replicationOverwriteProtection}`,
    }),
    replicationConfiguration: {
      have: ({ id, views }) => {
        const to = target(id, views.replications)
        return to && destinations.toKubernetes([to])
      },
      met: (want, _have, { id, views, region }) => {
        const to = target(id, views.replications)
        return moving(to) || leads(to, destinations.toAWS(want), region)
      },
      steps: (want, _have, { id, views }) => {
        const to = target(id, views.replications)
        return to === undefined ? [begun(id, destinations.toAWS(want))] : [ended(id, to)]
      },
    },
  }),
  calls: [
    UpdateFileSystemCommand,
    PutFileSystemPolicyCommand,
    DeleteFileSystemPolicyCommand,
    PutBackupPolicyCommand,
    PutLifecycleConfigurationCommand,
    UpdateFileSystemProtectionCommand,
    CreateReplicationConfigurationCommand,
    DeleteReplicationConfigurationCommand,
  ],
  permissions: ['iam:CreateServiceLinkedRole', 'iam:PassRole', 'kms:CreateGrant', 'kms:DescribeKey'],
  teardown: ({ id, views }) => {
    const to = target(id, views.replications)
    return to === undefined || to.Status === 'DELETING' ? [] : [ended(id, to)]
  },
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
  arn: arnOf('file-system'),
  statusOmit: ['CreationToken', 'FileSystemArn'],
  statusFields: {
    replicationConfigurationStatus: list(
      structure({
        fileSystemID: text,
        lastReplicatedTimestamp: text,
        ownerID: text,
        region: text,
        roleARN: text,
        status: text,
        statusMessage: text,
      }),
    ).doc('Where the file system is replicated to, as AWS has it.'),
  },
  status: ({ id, views }) => {
    const to = target(id, views.replications)
    if (to === undefined) return {}
    return {
      replicationConfigurationStatus: [
        {
          fileSystemID: to.FileSystemId,
          lastReplicatedTimestamp: to.LastReplicatedTimestamp && iso(to.LastReplicatedTimestamp.getTime()),
          ownerID: to.OwnerId,
          region: to.Region,
          roleARN: to.RoleArn,
          status: to.Status,
          statusMessage: to.StatusMessage,
        },
      ],
    }
  },
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
