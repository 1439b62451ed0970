import { seeded } from '@windlass/core/time'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../time/virtual.ts'
import { obey } from '../control/control.ts'
import { AwsWorld } from '../world/world.ts'

function make() {
  const clock = new VirtualClock()
  const world = new AwsWorld({ clock, random: seeded(7) })
  const efs = (operation: string, input: object, region = 'us-west-2') =>
    world.invoke('efs', operation, input, { region })
  const available = async (input: object = {}, region = 'us-west-2') => {
    const made = await efs('CreateFileSystem', input, region)
    await clock.advance(10_000)
    return String(Object(made).FileSystemId)
  }
  const replicate = (SourceFileSystemId: string, ...Destinations: object[]) =>
    efs('CreateReplicationConfiguration', { SourceFileSystemId, Destinations })
  const status = async (FileSystemId: string, region = 'us-west-2') =>
    Object(await efs('DescribeReplicationConfigurations', { FileSystemId }, region)).Replications[0].Destinations[0]
      .Status
  return { clock, world, efs, available, replicate, status }
}

test('replication to another region makes a file system there and is enabling, then enabled', async () => {
  const { clock, world, efs, available, replicate, status } = make()
  const source = await available()
  await expect(status(source)).rejects.toMatchObject({
    name: 'ReplicationNotFound',
    $metadata: { httpStatusCode: 404 },
  })
  expect(await replicate(source, { Region: 'eu-west-1' })).toMatchObject({
    SourceFileSystemId: source,
    SourceFileSystemRegion: 'us-west-2',
    Destinations: [{ Status: 'ENABLING', Region: 'eu-west-1' }],
  })
  const { fileSystems } = world.at(undefined, 'eu-west-1').tables
  const copy = fileSystems.all()[0]!
  expect(copy).toMatchObject({
    LifeCycleState: 'creating',
    Encrypted: true,
    FileSystemProtection: { ReplicationOverwriteProtection: 'REPLICATING' },
  })
  await clock.advance(60_000)
  expect(fileSystems.get(copy.id)?.LifeCycleState).toBe('available')
  expect([await status(source), await status(copy.id, 'eu-west-1')]).toEqual(['ENABLED', 'ENABLED'])
  expect(await efs('DescribeReplicationConfigurations', {})).toMatchObject({ Replications: [{}] })
  expect(await efs('DescribeReplicationConfigurations', {}, 'eu-west-1')).toMatchObject({ Replications: [{}] })
})

test('neither side of a replication can be deleted before it is; then both can', async () => {
  const { clock, world, efs, available, replicate, status } = make()
  const source = await available()
  await replicate(source, { Region: 'us-west-2' })
  await clock.advance(60_000)
  const { fileSystems } = world.at().tables
  const copy = fileSystems.all()[1]!.id
  expect(Object(await efs('DescribeReplicationConfigurations', {})).Replications).toHaveLength(1)
  for (const FileSystemId of [source, copy])
    await expect(efs('DeleteFileSystem', { FileSystemId })).rejects.toMatchObject({ name: 'FileSystemInUse' })
  await efs('DeleteReplicationConfiguration', { SourceFileSystemId: source })
  expect(await status(source)).toBe('DELETING')
  await clock.advance(30_000)
  await expect(status(source)).rejects.toMatchObject({ name: 'ReplicationNotFound' })
  await expect(efs('DeleteReplicationConfiguration', { SourceFileSystemId: source })).rejects.toMatchObject({
    name: 'ReplicationNotFound',
  })
  expect(fileSystems.get(copy)?.FileSystemProtection).toEqual({ ReplicationOverwriteProtection: 'ENABLED' })
  for (const FileSystemId of [source, copy]) await efs('DeleteFileSystem', { FileSystemId })
  await clock.advance(10_000)
  expect(fileSystems.size).toBe(0)
})

test('an existing destination must have its protection disabled, and gets it back', async () => {
  const { clock, world, efs, available, replicate } = make()
  const source = await available()
  const copy = await available({ CreationToken: 'copy' })
  await expect(replicate(source, { FileSystemId: copy })).rejects.toMatchObject({ name: 'BadRequest' })
  await efs('UpdateFileSystemProtection', { FileSystemId: copy, ReplicationOverwriteProtection: 'DISABLED' })
  await replicate(source, { FileSystemId: copy })
  await expect(
    efs('UpdateFileSystemProtection', { FileSystemId: copy, ReplicationOverwriteProtection: 'DISABLED' }),
  ).rejects.toMatchObject({ name: 'ReplicationAlreadyExists', $metadata: { httpStatusCode: 409 } })
  await efs('DeleteReplicationConfiguration', { SourceFileSystemId: source })
  await clock.advance(30_000)
  expect(world.at().tables.fileSystems.get(copy)?.FileSystemProtection?.ReplicationOverwriteProtection).toBe('ENABLED')
})

test('an encrypted source does not replicate to a destination that is not', async () => {
  const { efs, available, replicate } = make()
  const source = await available({ Encrypted: true })
  const copy = await available()
  await efs('UpdateFileSystemProtection', { FileSystemId: copy, ReplicationOverwriteProtection: 'DISABLED' })
  await expect(replicate(source, { FileSystemId: copy })).rejects.toMatchObject({ name: 'ConflictException' })
})

test('one file system is part of one replication with one destination', async () => {
  const { world, available, replicate } = make()
  const source = await available()
  await expect(replicate(source)).rejects.toMatchObject({ name: 'ValidationException' })
  await expect(replicate(source, {}, {})).rejects.toMatchObject({ name: 'ValidationException' })
  await expect(replicate(source, { Region: 'the moon' })).rejects.toMatchObject({ name: 'BadRequest' })
  expect(world.at().tables.fileSystems.size).toBe(1)
  await replicate(source, { Region: 'us-east-1' })
  await expect(replicate(source, { Region: 'us-east-1' })).rejects.toMatchObject({ name: 'ReplicationAlreadyExists' })
})

test('a replication that fails says why and can be deleted', async () => {
  const { clock, world, efs, available, replicate } = make()
  const source = await available()
  await obey(world, { do: 'fail', transition: 'replication.enabled', code: 'InternalError', message: 'no role' })
  await replicate(source, { Region: 'us-east-1' })
  await clock.advance(60_000)
  expect(await efs('DescribeReplicationConfigurations', { FileSystemId: source })).toMatchObject({
    Replications: [{ Destinations: [{ Status: 'ERROR', StatusMessage: 'no role' }] }],
  })
  await efs('DeleteReplicationConfiguration', { SourceFileSystemId: source })
  await clock.advance(30_000)
  expect(world.at().tables.fileSystems.get(source)?.replication).toBeUndefined()
})

test('all replications are listed in pages', async () => {
  const { efs, available, replicate } = make()
  for (let i = 0; i < 3; i++) await replicate(await available(), { Region: 'us-east-1' })
  const first = Object(await efs('DescribeReplicationConfigurations', { MaxResults: 2 }))
  const second = Object(await efs('DescribeReplicationConfigurations', { MaxResults: 2, NextToken: first.NextToken }))
  expect([first.Replications.length, second.Replications.length, second.NextToken]).toEqual([2, 1, undefined])
})
