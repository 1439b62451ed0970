import { seeded } from '@windlass/core/time'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../time/virtual.ts'
import { AwsWorld } from '../world/world.ts'

async function make(input: object = {}) {
  const clock = new VirtualClock()
  const world = new AwsWorld({ clock, random: seeded(6) })
  const efs = (operation: string, request: object) => world.invoke('efs', operation, request)
  await efs('CreateFileSystem', { CreationToken: 'a', ...input })
  const FileSystemId = world.at().tables.fileSystems.all()[0]!.id
  await clock.advance(20_000)
  return { clock, world, efs, FileSystemId }
}

const allow = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'elasticfilesystem:ClientMount' }],
}
const lockout = { Statement: [{ Effect: 'Deny', Principal: '*', Action: 'elasticfilesystem:*' }] }

test('a policy is put, read back as the same JSON laid out differently, and deleted', async () => {
  const { world, efs, FileSystemId } = await make()
  const read = () => efs('DescribeFileSystemPolicy', { FileSystemId })
  await expect(read()).rejects.toMatchObject({ name: 'PolicyNotFound', $metadata: { httpStatusCode: 404 } })
  await efs('PutFileSystemPolicy', { FileSystemId, Policy: JSON.stringify(allow) })
  const { Policy } = Object(await read())
  expect(Policy).not.toBe(JSON.stringify(allow))
  // What the EFS console makes names no resource, and policies as they are deployed do.
  const Resource = world.at().tables.fileSystems.get(FileSystemId)?.FileSystemArn
  expect(JSON.parse(Policy)).toEqual({ ...allow, Statement: [{ ...allow.Statement[0], Resource }] })
  await efs('DeleteFileSystemPolicy', { FileSystemId })
  await expect(read()).rejects.toMatchObject({ name: 'PolicyNotFound' })
})

test.each([
  { policy: '{ not JSON', because: 'it cannot be parsed' },
  { policy: '[]', because: 'it is no object' },
  { policy: '{}', because: 'it has no statement' },
  { policy: '{"Version":"2020-01-01","Statement":[]}', because: 'there is no such version' },
  { policy: '{"Statement":[{"Effect":"Perhaps","Principal":"*","Action":"*"}]}', because: 'there is no such effect' },
  { policy: '{"Statement":[{"Effect":"Allow","Action":"*"}]}', because: 'nobody is named' },
  {
    policy: '{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject"}}',
    because: 'that is S3’s action',
  },
  { policy: JSON.stringify(lockout), because: 'nobody could ever change it again' },
])('a policy is refused as invalid: $because', async ({ policy, because }) => {
  const { world, efs, FileSystemId } = await make()
  await expect(efs('PutFileSystemPolicy', { FileSystemId, Policy: policy }), because).rejects.toMatchObject({
    name: 'InvalidPolicyException',
    $metadata: { httpStatusCode: 400 },
  })
  expect(world.at().tables.fileSystems.get(FileSystemId)?.policy).toBeUndefined()
})

test('a policy that locks everybody out is taken when the safety check is bypassed', async () => {
  const { efs, FileSystemId } = await make()
  const Policy = JSON.stringify(lockout)
  await efs('PutFileSystemPolicy', { FileSystemId, Policy, BypassPolicyLockoutSafetyCheck: true })
  expect(await efs('DescribeFileSystemPolicy', { FileSystemId })).toMatchObject({ FileSystemId })
})

test('backup is never set, then enabling and enabled, then disabling and disabled', async () => {
  const { clock, efs, FileSystemId } = await make()
  const put = (Status: string) => efs('PutBackupPolicy', { FileSystemId, BackupPolicy: { Status } })
  const status = async () => Object(await efs('DescribeBackupPolicy', { FileSystemId })).BackupPolicy.Status
  await expect(status()).rejects.toMatchObject({ name: 'PolicyNotFound' })
  expect(await put('ENABLED')).toMatchObject({ BackupPolicy: { Status: 'ENABLING' } })
  const seen = [await status()]
  await clock.advance(10_000)
  seen.push(await status())
  await put('DISABLED')
  seen.push(await status())
  await clock.advance(10_000)
  expect([...seen, await status()]).toEqual(['ENABLING', 'ENABLED', 'DISABLING', 'DISABLED'])
  await expect(put('DISABLING')).rejects.toMatchObject({ name: 'BadRequest' })
})

test('a change of mind while backup is enabling ends disabled', async () => {
  const { clock, world, efs, FileSystemId } = await make({ Backup: true })
  const backup = () => world.at().tables.fileSystems.get(FileSystemId)?.backup
  expect(backup()).toBe('ENABLED')
  await efs('PutBackupPolicy', { FileSystemId, BackupPolicy: { Status: 'DISABLED' } })
  await clock.advance(5000)
  await efs('PutBackupPolicy', { FileSystemId, BackupPolicy: { Status: 'ENABLED' } })
  await clock.advance(5000)
  expect(backup()).toBe('ENABLING')
  await clock.advance(5000)
  expect(backup()).toBe('ENABLED')
})

const ia = { TransitionToIA: 'AFTER_30_DAYS' }
const primary = { TransitionToPrimaryStorageClass: 'AFTER_1_ACCESS' }
const archive = { TransitionToArchive: 'AFTER_90_DAYS' }

test('lifecycle policies are replaced as a whole; an empty list clears them', async () => {
  const { efs, FileSystemId } = await make({ ThroughputMode: 'elastic' })
  const read = async () => Object(await efs('DescribeLifecycleConfiguration', { FileSystemId })).LifecyclePolicies
  expect(await read()).toEqual([])
  await efs('PutLifecycleConfiguration', { FileSystemId, LifecyclePolicies: [ia, archive, primary] })
  expect(await read()).toEqual([ia, archive, primary])
  await efs('PutLifecycleConfiguration', { FileSystemId, LifecyclePolicies: [] })
  expect(await read()).toEqual([])
})

test.each([
  { mode: 'elastic', policies: [{ ...ia, ...primary }], code: 'BadRequest', because: 'two transitions in one' },
  { mode: 'elastic', policies: [{}], code: 'BadRequest', because: 'no transition' },
  { mode: 'elastic', policies: [ia, ia], code: 'BadRequest', because: 'one transition twice' },
  { mode: 'bursting', policies: [archive], code: 'BadRequest', because: 'archive needs elastic throughput' },
  {
    mode: 'elastic',
    policies: [archive, { TransitionToIA: 'AFTER_365_DAYS' }],
    code: 'BadRequest',
    because: 'archive before infrequent access',
  },
  { mode: 'elastic', policies: [{ TransitionToIA: 'SOON' }], code: 'ValidationException', because: 'no such rule' },
])('a lifecycle configuration answers $code: $because', async ({ mode, policies, code }) => {
  const { world, efs, FileSystemId } = await make({ ThroughputMode: mode })
  const request = { FileSystemId, LifecyclePolicies: policies }
  await expect(efs('PutLifecycleConfiguration', request)).rejects.toMatchObject({ name: code })
  expect(world.at().tables.fileSystems.get(FileSystemId)?.lifecycle).toBeUndefined()
})

test.each([
  { operation: 'PutFileSystemPolicy', input: { Policy: JSON.stringify(allow) } },
  { operation: 'DeleteFileSystemPolicy', input: {} },
  { operation: 'PutBackupPolicy', input: { BackupPolicy: { Status: 'ENABLED' } } },
  { operation: 'PutLifecycleConfiguration', input: { LifecyclePolicies: [] } },
  { operation: 'UpdateFileSystemProtection', input: { ReplicationOverwriteProtection: 'DISABLED' } },
  { operation: 'CreateAccessPoint', input: {} },
])('$operation waits for the file system to be available', async ({ operation, input }) => {
  const { efs } = await make()
  const { FileSystemId } = Object(await efs('CreateFileSystem', { CreationToken: 'second' }))
  await expect(efs(operation, { FileSystemId, ...input })).rejects.toMatchObject({
    name: 'IncorrectFileSystemLifeCycleState',
    ErrorCode: 'IncorrectFileSystemLifeCycleState',
    $metadata: { httpStatusCode: 409 },
  })
})
