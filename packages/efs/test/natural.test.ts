import { expect, test } from 'vitest'
import { manifest, message, network, story } from './story.ts'

const annotations = { 'services.k8s.aws/adoption-policy': 'adopt-or-create' }
const fileSystemRef = { from: { name: 'shared' } }

async function shared() {
  const world = await story()
  const zones = await network(world.stage)
  await world.stage.apply(manifest('FileSystem', 'shared', {}))
  await world.stage.synced('FileSystem', 'shared')
  return { ...world, ...zones, FileSystemId: world.tables.fileSystems.all()[0]?.id }
}

test('adopt-or-create of a mount target that names no id takes over the one in its subnet', async () => {
  const { stage, tables, call, a, b, FileSystemId } = await shared()
  for (const SubnetId of [a, b]) await call('CreateMountTarget', { FileSystemId, SubnetId })
  await stage.clock.advance(100_000)
  await stage.apply(manifest('MountTarget', 'one', { fileSystemRef, subnetID: b }, annotations))
  const { status } = await stage.synced('MountTarget', 'one', 60_000)
  expect(tables.mountTargets.get(String(status?.mountTargetID))).toMatchObject({ SubnetId: b })
  expect(tables.mountTargets.size).toBe(2)
})

const directory = (path: string) => ({ fileSystemRef, rootDirectory: { path } })
const point = (FileSystemId: unknown, Path: string, ClientToken: string) => ({
  FileSystemId,
  ClientToken,
  RootDirectory: { Path },
})

test('adopt-or-create of an access point that names no id takes over the one that alone leads to its directory', async () => {
  const { stage, tables, call, FileSystemId } = await shared()
  await call('CreateAccessPoint', point(FileSystemId, '/one', 'a'))
  await call('CreateAccessPoint', point(FileSystemId, '/two', 'b'))
  await stage.clock.advance(10_000)
  await stage.apply(manifest('AccessPoint', 'one', directory('/one'), annotations))
  const { status } = await stage.synced('AccessPoint', 'one', 60_000)
  expect(tables.accessPoints.get(String(status?.accessPointID))).toMatchObject({ RootDirectory: { Path: '/one' } })
  expect(tables.accessPoints.size).toBe(2)
})

test('where several lead there, none is taken, and the object says which there are', async () => {
  const { stage, tables, call, FileSystemId } = await shared()
  for (const token of ['a', 'b']) await call('CreateAccessPoint', point(FileSystemId, '/one', token))
  await stage.clock.advance(10_000)
  await stage.apply(manifest('AccessPoint', 'one', directory('/one'), annotations))
  await stage.clock.advance(60_000)
  expect(await message(stage, 'AccessPoint', 'one', 'ACK.Terminal')).toMatch(
    /describes several AWS objects, fsap-\w+, fsap-/,
  )
  expect(tables.accessPoints.size).toBe(2)
})

test('where none leads there, one is made after two looks; a directory that is not named is nobody’s', async () => {
  const { stage, tables, call, FileSystemId } = await shared()
  await call('CreateAccessPoint', point(FileSystemId, '/', 'a'))
  await stage.clock.advance(10_000)
  await stage.apply(manifest('AccessPoint', 'one', directory('/one'), annotations))
  await stage.clock.advance(10_000)
  expect(tables.accessPoints.size).toBe(1)
  await stage.synced('AccessPoint', 'one', 60_000)
  await stage.apply(manifest('AccessPoint', 'root', { fileSystemRef }, annotations))
  await stage.synced('AccessPoint', 'root', 10_000)
  expect(tables.accessPoints.size).toBe(3)
})
