import { seeded } from '@windlass/core/time'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../time/virtual.ts'
import { obey } from '../control/control.ts'
import { restore, snapshot } from '../control/snapshot.ts'
import { AwsWorld, type Defaults } from '../world/world.ts'

function make(defaults: Defaults = {}) {
  const clock = new VirtualClock()
  const world = new AwsWorld({ clock, random: seeded(5), defaults })
  const efs = (operation: string, input: object) => world.invoke('efs', operation, input)
  const { tables } = world.at()
  const available = async (input: object = {}) => {
    await efs('CreateFileSystem', { CreationToken: `t${tables.fileSystems.size}`, ...input })
    await clock.advance(10_000)
    return tables.fileSystems.all().at(-1)!.id
  }
  return { clock, world, efs, tables, available }
}

const day = 86_400_000

test('a file system is creating, then available with its metered size, then deleting, then gone', async () => {
  const { clock, efs, tables } = make()
  const made = await efs('CreateFileSystem', { CreationToken: 'a', Tags: [{ Key: 'Name', Value: 'home' }] })
  expect(made).toMatchObject({
    LifeCycleState: 'creating',
    Name: 'home',
    NumberOfMountTargets: 0,
    PerformanceMode: 'generalPurpose',
    ThroughputMode: 'bursting',
    Encrypted: false,
    FileSystemProtection: { ReplicationOverwriteProtection: 'ENABLED' },
    SizeInBytes: { Value: 0 },
  })
  expect(made).not.toHaveProperty('KmsKeyId')
  const { id } = tables.fileSystems.all()[0]!
  await clock.advance(5000)
  expect(tables.fileSystems.get(id)?.LifeCycleState).toBe('creating')
  await clock.advance(5000)
  expect(tables.fileSystems.get(id)).toMatchObject({ LifeCycleState: 'available', SizeInBytes: { Value: 6144 } })
  await efs('DeleteFileSystem', { FileSystemId: id })
  expect(await efs('DescribeFileSystems', { FileSystemId: id })).toMatchObject({
    FileSystems: [{ LifeCycleState: 'deleting' }],
  })
  await clock.advance(5000)
  await expect(efs('DescribeFileSystems', { FileSystemId: id })).rejects.toMatchObject({
    name: 'FileSystemNotFound',
    ErrorCode: 'FileSystemNotFound',
    $metadata: { httpStatusCode: 404 },
  })
  expect(await efs('DescribeFileSystems', { CreationToken: 'a' })).toMatchObject({ FileSystems: [] })
})

test('a creation token belongs to one file system until that is gone, and the refusal names it', async () => {
  const { clock, efs, tables, available } = make()
  const id = await available({ CreationToken: 'a' })
  await expect(efs('CreateFileSystem', { CreationToken: 'a' })).rejects.toMatchObject({
    name: 'FileSystemAlreadyExists',
    FileSystemId: id,
    ErrorCode: 'FileSystemAlreadyExists',
    $metadata: { httpStatusCode: 409 },
  })
  expect(await efs('DescribeFileSystems', { CreationToken: 'a' })).toMatchObject({
    FileSystems: [{ FileSystemId: id }],
  })
  await efs('DeleteFileSystem', { FileSystemId: id })
  await clock.advance(5000)
  await efs('CreateFileSystem', { CreationToken: 'a' })
  expect(tables.fileSystems.size).toBe(1)
})

test('creation that fails leaves a file system in error, which can be deleted', async () => {
  const { clock, world, efs, tables } = make()
  await obey(world, { do: 'fail', transition: 'filesystem.available', code: 'InternalError' })
  await efs('CreateFileSystem', {})
  await clock.advance(10_000)
  const { id } = tables.fileSystems.all()[0]!
  expect(tables.fileSystems.get(id)?.LifeCycleState).toBe('error')
  await efs('DeleteFileSystem', { FileSystemId: id })
  await clock.advance(5000)
  expect(tables.fileSystems.size).toBe(0)
})

test.each([
  { input: { PerformanceMode: 'fast' }, code: 'ValidationException', because: 'no such performance mode' },
  { input: { ThroughputMode: 'fast' }, code: 'ValidationException', because: 'no such throughput mode' },
  { input: { ThroughputMode: 'provisioned' }, code: 'BadRequest', because: 'the amount is missing' },
  { input: { ProvisionedThroughputInMibps: 5 }, code: 'BadRequest', because: 'bursting has no amount' },
  {
    input: { ThroughputMode: 'provisioned', ProvisionedThroughputInMibps: 0.5 },
    code: 'BadRequest',
    because: 'the least is 1',
  },
  {
    input: { ThroughputMode: 'provisioned', ProvisionedThroughputInMibps: 9000 },
    code: 'ThroughputLimitExceeded',
    because: 'the region gives less',
  },
  {
    input: { ThroughputMode: 'elastic', PerformanceMode: 'maxIO' },
    code: 'BadRequest',
    because: 'maxIO is not elastic',
  },
  {
    input: { AvailabilityZoneName: 'us-west-2a', PerformanceMode: 'maxIO' },
    code: 'BadRequest',
    because: 'One Zone has no maxIO',
  },
  { input: { AvailabilityZoneName: 'us-west-2z' }, code: 'UnsupportedAvailabilityZone', because: 'no such zone' },
  { input: { KmsKeyId: 'alias/mine' }, code: 'BadRequest', because: 'a key needs encryption' },
  { input: { Encrypted: true, KmsKeyId: 'my key' }, code: 'BadRequest', because: 'that is no key' },
  { input: { CreationToken: 'x'.repeat(65) }, code: 'ValidationException', because: 'the token is too long' },
  { input: { Tags: [{ Key: 'aws:a', Value: '' }] }, code: 'BadRequest', because: 'the prefix is reserved' },
  {
    input: {
      Tags: [
        { Key: 'a', Value: '' },
        { Key: 'a', Value: '' },
      ],
    },
    code: 'BadRequest',
    because: 'a key twice',
  },
])('CreateFileSystem answers $code and creates nothing: $because', async ({ input, code }) => {
  const { efs, tables } = make()
  await expect(efs('CreateFileSystem', input)).rejects.toMatchObject({ name: code, ErrorCode: code })
  expect(tables.fileSystems.size).toBe(0)
})

test('encryption without a key takes the account’s own key, always the same', async () => {
  const { efs } = make()
  const key = async (input: object) => Object(await efs('CreateFileSystem', { Encrypted: true, ...input })).KmsKeyId
  const own = await key({})
  expect(own).toMatch(/^arn:aws:kms:us-west-2:123456789012:key\/[0-9a-f-]{36}$/)
  expect(await key({})).toBe(own)
  expect(await key({ KmsKeyId: 'alias/mine' })).not.toBe(own)
  expect(await key({ KmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab' })).toBe(
    'arn:aws:kms:us-west-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  )
})

test('One Zone storage shows its zone and is backed up unless the request says otherwise', async () => {
  const { efs, tables, available } = make()
  const id = await available({ AvailabilityZoneName: 'us-west-2b' })
  expect(tables.fileSystems.get(id)).toMatchObject({ AvailabilityZoneId: 'usw2-az2', backup: 'ENABLED' })
  const other = await available({ AvailabilityZoneName: 'us-west-2b', Backup: false })
  await expect(efs('DescribeBackupPolicy', { FileSystemId: other })).rejects.toMatchObject({ name: 'PolicyNotFound' })
})

test('throughput is updating, then available; a second decrease within a day is refused', async () => {
  const { clock, efs, tables, available } = make()
  const id = await available({ ThroughputMode: 'provisioned', ProvisionedThroughputInMibps: 100 })
  const update = (ProvisionedThroughputInMibps: number) =>
    efs('UpdateFileSystem', { FileSystemId: id, ProvisionedThroughputInMibps })
  expect(await update(80)).toMatchObject({ LifeCycleState: 'updating', ProvisionedThroughputInMibps: 80 })
  await expect(update(90)).rejects.toMatchObject({
    name: 'IncorrectFileSystemLifeCycleState',
    $metadata: { httpStatusCode: 409 },
  })
  await clock.advance(10_000)
  await update(120)
  await clock.advance(10_000)
  await expect(update(60)).rejects.toMatchObject({ name: 'TooManyRequests', $metadata: { httpStatusCode: 429 } })
  await expect(efs('UpdateFileSystem', { FileSystemId: id, ThroughputMode: 'elastic' })).rejects.toMatchObject({
    name: 'TooManyRequests',
  })
  await clock.advance(day)
  await efs('UpdateFileSystem', { FileSystemId: id, ThroughputMode: 'elastic' })
  await clock.advance(10_000)
  expect(tables.fileSystems.get(id)).toMatchObject({ LifeCycleState: 'available', ThroughputMode: 'elastic' })
  expect(tables.fileSystems.get(id)?.ProvisionedThroughputInMibps).toBeUndefined()
})

test('in a faster world the day between two decreases is shorter', async () => {
  const { clock, efs, available } = make({ speed: 10 })
  const id = await available({ ThroughputMode: 'provisioned', ProvisionedThroughputInMibps: 100 })
  await efs('UpdateFileSystem', { FileSystemId: id, ProvisionedThroughputInMibps: 80 })
  await clock.advance(day / 10)
  expect(await efs('UpdateFileSystem', { FileSystemId: id, ProvisionedThroughputInMibps: 60 })).toMatchObject({
    ProvisionedThroughputInMibps: 60,
  })
})

test('overwrite protection is set while available, and never to REPLICATING', async () => {
  const { efs, available } = make()
  const FileSystemId = await available()
  const protect = (ReplicationOverwriteProtection: string) =>
    efs('UpdateFileSystemProtection', { FileSystemId, ReplicationOverwriteProtection })
  expect(await protect('DISABLED')).toMatchObject({ ReplicationOverwriteProtection: 'DISABLED' })
  await expect(protect('REPLICATING')).rejects.toMatchObject({ name: 'BadRequest' })
  await expect(protect('maybe')).rejects.toMatchObject({ name: 'ValidationException' })
  expect(await efs('DescribeFileSystems', { FileSystemId })).toMatchObject({
    FileSystems: [{ FileSystemProtection: { ReplicationOverwriteProtection: 'DISABLED' } }],
  })
})

test('file systems come in pages of 100 whatever is asked for, and a limit refuses more', async () => {
  const { efs } = make({ quotas: { FileSystemLimitExceeded: 205 } })
  for (let i = 0; i < 205; i++) await efs('CreateFileSystem', { CreationToken: `t${i}` })
  await expect(efs('CreateFileSystem', {})).rejects.toMatchObject({
    name: 'FileSystemLimitExceeded',
    $metadata: { httpStatusCode: 403 },
  })
  const sizes: number[] = []
  let Marker: string | undefined
  do {
    const page: { FileSystems?: object[]; NextMarker?: string } = await efs('DescribeFileSystems', {
      Marker,
      MaxItems: 3,
    })
    sizes.push(page.FileSystems?.length ?? 0)
    Marker = page.NextMarker
  } while (Marker !== undefined)
  expect(sizes).toEqual([100, 100, 5])
  await expect(efs('DescribeFileSystems', { Marker: 'foreign' })).rejects.toMatchObject({ name: 'BadRequest' })
})

test.each([
  { FileSystemId: 'fs-00000000000000000', code: 'FileSystemNotFound', because: 'the shape is right' },
  { FileSystemId: 'vol-00000000000000000', code: 'BadRequest', because: 'that is no file system id' },
])('an id is refused with $code: $because', async ({ FileSystemId, code }) => {
  const { efs } = make()
  for (const operation of [
    'DescribeFileSystems',
    'DeleteFileSystem',
    'DescribeBackupPolicy',
    'DescribeFileSystemPolicy',
  ])
    await expect(efs(operation, { FileSystemId }), operation).rejects.toMatchObject({ name: code })
})

test('a file system is named by its ARN too, and a snapshot keeps it and its timers', async () => {
  const { clock, world, efs, tables } = make()
  await efs('CreateFileSystem', { CreationToken: 'a' })
  const { FileSystemArn, id } = tables.fileSystems.all()[0]!
  expect(await efs('DescribeFileSystems', { FileSystemId: FileSystemArn })).toMatchObject({
    FileSystems: [{ FileSystemId: id, LifeCycleState: 'creating' }],
  })
  const saved = structuredClone(snapshot(world))
  world.reset()
  restore(world, saved)
  await clock.advance(10_000)
  expect(world.at().tables.fileSystems.get(id)).toMatchObject({ LifeCycleState: 'available' })
})

test('reads answer from the past while staleness is set', async () => {
  const { clock, world, efs, available } = make()
  await obey(world, { do: 'stale', byId: 3000, references: 3000 })
  const made = await efs('CreateFileSystem', { CreationToken: 'new' })
  const FileSystemId = Object(made).FileSystemId
  await expect(efs('DescribeFileSystems', { FileSystemId })).rejects.toMatchObject({ name: 'FileSystemNotFound' })
  await expect(efs('DeleteFileSystem', { FileSystemId })).rejects.toMatchObject({ name: 'FileSystemNotFound' })
  await clock.advance(4000)
  expect(await efs('DescribeFileSystems', { FileSystemId })).toMatchObject({ FileSystems: [{ FileSystemId }] })
  expect(await available()).not.toBe(FileSystemId)
})
