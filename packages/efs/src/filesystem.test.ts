import { type Crash, condition } from '@windlass/testing'
import { describe, expect, test } from 'vitest'
import { manifest, message, story, writes } from '../test/story.ts'

const policy = (action: string, layout = 0) =>
  JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: `elasticfilesystem:${action}` }],
    },
    null,
    layout,
  )
const full = {
  encrypted: true,
  throughputMode: 'elastic',
  policy: policy('ClientMount'),
  backupPolicy: { status: 'ENABLED' },
  lifecyclePolicies: [{ transitionToArchive: 'AFTER_90_DAYS', transitionToIA: 'AFTER_30_DAYS' }],
  fileSystemProtection: { replicationOverwriteProtection: 'DISABLED' },
  tags: [{ key: 'team', value: 'a' }],
}

async function open(spec: object, options: Parameters<typeof story>[0] = {}) {
  const world = await story(options)
  await world.stage.apply(manifest('FileSystem', 'shared', spec))
  const row = () => world.tables.fileSystems.all()[0]
  const edit = (patch: object) => world.stage.edit('FileSystem', 'shared', { spec: patch })
  const synced = (limit?: number) => world.stage.synced('FileSystem', 'shared', limit)
  return { ...world, row, edit, synced }
}

test('a file system is made once, followed through creating, gets its policies at once, and then rests', async () => {
  const { stage, tables, row, synced } = await open(full)
  await stage.clock.advance(2000)
  const young = await stage.get('FileSystem', 'shared')
  expect(young?.status).toMatchObject({ fileSystemID: row()?.id, lifeCycleState: 'creating' })
  expect(young && condition(young, 'ACK.ResourceSynced')?.status).toBe('False')
  const { status } = await synced(12_000)
  expect(tables.fileSystems.size).toBe(1)
  expect(row()).toMatchObject({
    LifeCycleState: 'available',
    ThroughputMode: 'elastic',
    backup: 'ENABLING',
    lifecycle: [{ TransitionToIA: 'AFTER_30_DAYS' }, { TransitionToArchive: 'AFTER_90_DAYS' }],
    FileSystemProtection: { ReplicationOverwriteProtection: 'DISABLED' },
  })
  expect(JSON.parse(row()?.policy ?? '')).toMatchObject(JSON.parse(full.policy))
  expect(status).toMatchObject({
    fileSystemID: row()?.id,
    lifeCycleState: 'available',
    numberOfMountTargets: 0,
    ownerID: row()?.OwnerId,
    ackResourceMetadata: { arn: row()?.FileSystemArn },
  })
  expect(status).not.toHaveProperty('creationToken')
  await stage.clock.advance(120_000)
  const before = writes(stage)
  await stage.clock.advance(1_200_000)
  expect(writes(stage)).toEqual(before)
})

test('while AWS is making it, its policies are not asked for', async () => {
  const { stage, tell } = await story()
  await tell({ do: 'hold', transition: 'filesystem.available' })
  await stage.apply(manifest('FileSystem', 'shared', full))
  await stage.clock.advance(120_000)
  expect(stage.aws.journal.counts()).not.toHaveProperty('DescribeFileSystemPolicy')
  await tell({ do: 'release', transition: 'filesystem.available' })
  await stage.synced('FileSystem', 'shared', 10_000)
})

describe('an edit reaches AWS', () => {
  test.each([
    {
      because: 'policy',
      patch: { policy: policy('ClientWrite', 2) },
      leads: { policy: expect.stringContaining('Write') },
    },
    { because: 'policy removed', patch: { policy: '' }, leads: { policy: undefined } },
    { because: 'backups', patch: { backupPolicy: { status: 'DISABLED' } }, leads: { backup: 'DISABLED' } },
    {
      because: 'lifecycle',
      patch: { lifecyclePolicies: [{ transitionToIA: 'AFTER_7_DAYS' }] },
      leads: { lifecycle: [{ TransitionToIA: 'AFTER_7_DAYS' }] },
    },
    { because: 'lifecycle removed', patch: { lifecyclePolicies: [] }, leads: { lifecycle: [] } },
    {
      because: 'protection',
      patch: { fileSystemProtection: { replicationOverwriteProtection: 'ENABLED' } },
      leads: { FileSystemProtection: { ReplicationOverwriteProtection: 'ENABLED' } },
    },
    {
      because: 'throughput',
      patch: { throughputMode: 'provisioned', provisionedThroughputInMiBps: 10, lifecyclePolicies: null },
      leads: { ThroughputMode: 'provisioned', ProvisionedThroughputInMibps: 10 },
    },
  ])('$because', async ({ patch, leads }) => {
    const { stage, row, edit, synced } = await open(full)
    await synced()
    await edit(patch)
    await synced(30_000)
    await stage.clock.advance(20_000)
    expect(row()).toMatchObject(leads)
    const before = writes(stage)
    await stage.clock.advance(700_000)
    expect(writes(stage)).toEqual(before)
  })
})

test('throughput and its amount go out in one call, and a policy that depends on them after it', async () => {
  const { stage, row, edit, synced } = await open({ throughputMode: 'bursting' })
  await synced()
  const before = stage.aws.journal.totals().mutating
  await edit({ throughputMode: 'elastic', lifecyclePolicies: [{ transitionToArchive: 'AFTER_90_DAYS' }] })
  await synced(30_000)
  expect(row()).toMatchObject({
    ThroughputMode: 'elastic',
    lifecycle: [{ TransitionToArchive: 'AFTER_90_DAYS' }],
  })
  expect(stage.aws.journal.totals().mutating).toBe(before + 2)
})

test('a second change of throughput within 24 hours is no throttling: it is said, and retried slowly', async () => {
  const { stage, row, edit, synced } = await open({ throughputMode: 'bursting' }, { aws: { speed: 24 } })
  await synced()
  await edit({ throughputMode: 'elastic' })
  await synced()
  await edit({ throughputMode: 'bursting', policy: policy('ClientMount') })
  const object = await stage.untilCondition('FileSystem', 'shared', 'ACK.Recoverable', 'True', 5000)
  expect(condition(object, 'Ready')).toMatchObject({ reason: 'QuotaExceeded' })
  expect(condition(object, 'Ready')?.message).toContain('TooManyRequests: The throughput mode can change')
  expect(row()?.policy).toContain('ClientMount')
  const calls = stage.aws.journal.totals().mutating
  await stage.clock.advance(600_000)
  expect(stage.aws.journal.totals().mutating - calls).toBeLessThan(8)
  await stage.clock.advance(5_400_000)
  await synced()
  expect(row()?.ThroughputMode).toBe('bursting')
})

test('drift is corrected: what lies in the listing within a sweep, policies within ten', async () => {
  const { stage, row, call, synced } = await open(full)
  await synced()
  await stage.clock.advance(60_000)
  const FileSystemId = row()?.id
  await call('UpdateFileSystemProtection', { FileSystemId, ReplicationOverwriteProtection: 'ENABLED' })
  await stage.until(async () => row()?.FileSystemProtection?.ReplicationOverwriteProtection === 'DISABLED', 61_000)
  await call('DeleteFileSystemPolicy', { FileSystemId })
  await call('PutLifecycleConfiguration', { FileSystemId, LifecyclePolicies: [] })
  await call('PutBackupPolicy', { FileSystemId, BackupPolicy: { Status: 'DISABLED' } })
  await stage.until(async () => row()?.policy !== undefined && row()?.lifecycle?.length === 2, 620_000)
  await stage.until(async () => row()?.backup === 'ENABLED', 20_000)
  await synced()
})

test('unset fields are not managed', async () => {
  const { stage, row, call, synced } = await open({})
  await synced()
  const FileSystemId = row()?.id
  await call('PutFileSystemPolicy', { FileSystemId, Policy: policy('ClientMount') })
  await call('PutBackupPolicy', { FileSystemId, BackupPolicy: { Status: 'ENABLED' } })
  await call('PutLifecycleConfiguration', { FileSystemId, LifecyclePolicies: [{ TransitionToIA: 'AFTER_7_DAYS' }] })
  await stage.clock.advance(700_000)
  expect(row()).toMatchObject({ policy: expect.any(String), backup: 'ENABLED', lifecycle: [expect.anything()] })
  expect(stage.aws.journal.totals().mutating).toBe(4)
})

test('a file system deleted by hand is replaced by exactly one, with all its policies', async () => {
  const { stage, tables, call, row, synced } = await open(full)
  await synced()
  await stage.clock.advance(20_000)
  const first = row()?.id
  await call('DeleteFileSystem', { FileSystemId: first })
  await stage.until(async () => tables.fileSystems.size === 1 && row()?.id !== first, 120_000)
  const { status } = await synced()
  expect(status?.fileSystemID).toBe(row()?.id)
  await stage.clock.advance(300_000)
  expect(tables.fileSystems.size).toBe(1)
  expect(row()).toMatchObject({ backup: 'ENABLED', policy: expect.any(String) })
})

test('when the answer to the create is lost, the file system is found by its tags and no second one is made', async () => {
  const { stage, tables, tell } = await story()
  await tell({ do: 'fault', fault: 'drop', operation: 'CreateFileSystem', times: 1 })
  await stage.apply(manifest('FileSystem', 'shared', {}))
  const { status } = await stage.synced('FileSystem', 'shared', 60_000)
  expect(tables.fileSystems.all().map((row) => row.id)).toEqual([status?.fileSystemID])
})

test('an invalid policy is terminal in the words of AWS, the others are set, and fixing it is enough', async () => {
  const { stage, row, edit, synced } = await open({ ...full, policy: '{"Statement": []}' })
  const object = await stage.untilCondition('FileSystem', 'shared', 'ACK.Terminal', 'True', 12_000)
  expect(condition(object, 'ACK.Terminal')?.message).toContain('InvalidPolicyException: The policy has no statement')
  expect(row()).toMatchObject({ backup: 'ENABLING', lifecycle: [expect.anything(), expect.anything()] })
  await edit({ policy: full.policy })
  await synced(5000)
  expect(row()?.policy).toContain('ClientMount')
})

test('what AWS cannot change is refused with a sentence', async () => {
  const { edit, synced, stage } = await open(full)
  await synced()
  await expect(edit({ encrypted: false })).rejects.toThrow(/encrypted is immutable: AWS cannot change it/)
  await expect(edit({ kmsKeyID: 'alias/other' })).rejects.toThrow(/kmsKeyID \(or kmsKeyRef\) is immutable/)
  await expect(edit({ performanceMode: 'maxIO' })).rejects.toThrow(/performanceMode is immutable/)
  await expect(stage.apply(manifest('FileSystem', 'other', { backup: true }))).rejects.toThrow(
    /Set backupPolicy.status to ENABLED or DISABLED instead/,
  )
})

test('tags are added, changed and removed; tags of others are left alone', async () => {
  const { row, call, edit, synced } = await open(full)
  await synced()
  await call('TagResource', { ResourceId: row()?.id, Tags: [{ Key: 'cost', Value: '7' }] })
  await edit({
    tags: [
      { key: 'Name', value: 'b' },
      { key: 'owner', value: 'c' },
    ],
  })
  const { status } = await synced()
  const tags = (row()?.Tags ?? []).filter(({ Key }) => !Key?.startsWith('services.k8s.aws/'))
  expect(Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]))).toEqual({ Name: 'b', owner: 'c', cost: '7' })
  expect(status?.name).toBe('b')
})

test('a file system that AWS could not bring up says so, and can be deleted', async () => {
  const { stage, tables, tell } = await story()
  await tell({ do: 'fail', transition: 'filesystem.available', code: 'InternalError' })
  await stage.apply(manifest('FileSystem', 'shared', full))
  const object = await stage.untilCondition('FileSystem', 'shared', 'Ready', 'False')
  await stage.clock.advance(10_000)
  expect(await message(stage, 'FileSystem', 'shared', 'Ready')).toBe('LifeCycleState is error')
  expect(object.status?.fileSystemID).toBe(tables.fileSystems.all()[0]?.id)
  await stage.delete('FileSystem', 'shared')
  await stage.gone('FileSystem', 'shared', 60_000)
  expect(tables.fileSystems.size).toBe(0)
})

test('an adopted file system brings its values into the spec, and its policies stay as they are', async () => {
  const { stage, tables, call } = await story()
  await call('CreateFileSystem', { CreationToken: 'by-hand', Encrypted: true, ThroughputMode: 'elastic' })
  await stage.clock.advance(10_000)
  const FileSystemId = tables.fileSystems.all()[0]?.id
  await call('PutFileSystemPolicy', { FileSystemId, Policy: policy('ClientMount') })
  await stage.apply(
    manifest(
      'FileSystem',
      'shared',
      {},
      {
        'services.k8s.aws/adoption-policy': 'adopt',
        'services.k8s.aws/adoption-fields': JSON.stringify({ fileSystemID: FileSystemId }),
      },
    ),
  )
  const { spec } = await stage.synced('FileSystem', 'shared')
  expect(spec).toMatchObject({ encrypted: true, throughputMode: 'elastic' })
  expect(tables.fileSystems.all()).toMatchObject([{ id: FileSystemId, policy: expect.any(String) }])
})

test('in plan mode the status says what would be done, and nothing is done', async () => {
  const { stage, row, synced } = await open(full)
  await synced()
  await stage.edit('FileSystem', 'shared', {
    metadata: { annotations: { 'windlass.dev/mode': 'plan' } },
    spec: { throughputMode: 'bursting', policy: '', replicationConfiguration: [{ region: 'us-east-1' }] },
  })
  const object = await stage.untilCondition('FileSystem', 'shared', 'Ready', 'Unknown')
  expect(condition(object, 'Ready')?.message).toBe(
    'Would set throughputMode to bursting; remove the policy; replicate it to us-east-1',
  )
  expect(row()).toMatchObject({ ThroughputMode: 'elastic', policy: expect.any(String) })
})

test('killing the process at any call never makes a second file system, and all its policies are set in the end', async () => {
  const run = async (crash?: Crash) => {
    const { stage, actor, tables } = await story({ aws: { speed: 40 } }, crash)
    await stage.apply(manifest('FileSystem', 'shared', full))
    let last = actor
    await stage.until(async () => {
      if (last.over) last = stage.start()
      const object = await stage.get('FileSystem', 'shared')
      return object !== undefined && condition(object, 'Ready')?.status === 'True'
    }, 900_000)
    const rows = tables.fileSystems.all()
    const whole = rows.every(({ policy, backup, lifecycle }) => policy && backup && lifecycle?.length === 2)
    return { calls: actor.calls, made: rows.length, whole }
  }
  const { calls } = await run()
  for (let call = 1; call <= calls; call++)
    for (const when of ['before', 'after'] as const) {
      const { made, whole } = await run({ call, when })
      expect({ call, when, made, whole }).toEqual({ call, when, made: 1, whole: true })
    }
})
