import { condition } from '@windlass/testing'
import { expect, test } from 'vitest'
import { manifest, message, network, story } from './story.ts'

test('a mount target that somebody else has made in the same place is left alone, and ours is made once it is gone', async () => {
  const { stage, tables, call } = await story()
  const { a, nfs } = await network(stage)
  await stage.apply(manifest('FileSystem', 'shared', {}))
  await stage.synced('FileSystem', 'shared', 90_000)
  const [fileSystem] = tables.fileSystems.all()
  await call('CreateMountTarget', { FileSystemId: fileSystem?.id, SubnetId: a })
  await stage.clock.advance(120_000)
  const [theirs] = tables.mountTargets.all()
  const before = structuredClone(theirs)

  const spec = { fileSystemRef: { from: { name: 'shared' } }, subnetID: a, securityGroups: [nfs] }
  await stage.apply(manifest('MountTarget', 'mine', spec))
  await stage.clock.advance(60_000)
  const object = await stage.get('MountTarget', 'mine')
  expect(object && condition(object, 'ACK.Terminal')).toMatchObject({ status: 'True', reason: 'AlreadyExists' })
  expect(await message(stage, 'MountTarget', 'mine', 'Ready')).toContain(`${theirs?.id} was made by somebody else`)
  expect(object?.status?.mountTargetID).toBeUndefined()

  await call('DeleteMountTarget', { MountTargetId: theirs?.id })
  await stage.synced('MountTarget', 'mine', 1_200_000)
  expect(tables.mountTargets.all()).toMatchObject([{ SubnetId: a, securityGroups: [nfs] }])
  expect(tables.mountTargets.all()[0]?.id).not.toBe(before?.id)
})

test('deleting an object whose place is taken by somebody else leaves what is there', async () => {
  const { stage, tables, call } = await story()
  const { a } = await network(stage)
  await stage.apply(manifest('FileSystem', 'shared', {}))
  await stage.synced('FileSystem', 'shared', 90_000)
  const [fileSystem] = tables.fileSystems.all()
  await call('CreateMountTarget', { FileSystemId: fileSystem?.id, SubnetId: a })
  await stage.clock.advance(120_000)
  const spec = { fileSystemRef: { from: { name: 'shared' } }, subnetID: a }
  await stage.apply(manifest('MountTarget', 'mine', spec))
  await stage.clock.advance(60_000)
  await stage.delete('MountTarget', 'mine')
  await stage.gone('MountTarget', 'mine')
  expect(tables.mountTargets.all()).toMatchObject([{ SubnetId: a, LifeCycleState: 'available' }])
})
