import { resourceOf } from '@windlass/core/kube'
import { condition, type Stage } from '@windlass/testing'
import { describe, expect, test } from 'vitest'
import { manifest, network, story, writes } from './story.ts'

const adopting = (fields: object, policy = 'adopt') => ({
  'services.k8s.aws/adoption-policy': policy,
  'services.k8s.aws/adoption-fields': JSON.stringify(fields),
})

const synced = async (stage: Stage, kind: string, name: string) => {
  const object = await stage.get(kind, name)
  return object && condition(object, 'ACK.ResourceSynced')
}

describe('what AWS has otherwise, and nothing can change, is not adopted', () => {
  test('a file system that is not encrypted is not made to look as if it were', async () => {
    const { stage, tables, call } = await story()
    await call('CreateFileSystem', { CreationToken: 'theirs', Encrypted: false, PerformanceMode: 'maxIO' })
    await stage.clock.advance(30_000)
    const [row] = tables.fileSystems.all()
    const spec = { encrypted: true, performanceMode: 'generalPurpose' }
    await stage.apply(manifest('FileSystem', 'data', spec, adopting({ fileSystemID: row?.id })))
    await stage.clock.advance(60_000)
    const said = await synced(stage, 'FileSystem', 'data')
    expect(said).toMatchObject({ status: 'False', reason: 'ImmutableDiffers' })
    expect(said?.message).toContain('encrypted (spec true, AWS false)')
    expect(said?.message).toContain('performanceMode (spec "generalPurpose", AWS "maxIO")')
    await stage
      .edit('FileSystem', 'data', { spec: { encrypted: false, performanceMode: 'maxIO' } })
      .catch(() => undefined)
  })

  test('an access point that opens another folder as another user says so', async () => {
    const { stage, tables, call } = await story()
    await call('CreateFileSystem', { CreationToken: 'theirs' })
    await stage.clock.advance(30_000)
    const [row] = tables.fileSystems.all()
    const made = { FileSystemId: row?.id, PosixUser: { Uid: 0, Gid: 0 }, RootDirectory: { Path: '/' } }
    await call('CreateAccessPoint', { ClientToken: 'theirs', ...made })
    await stage.clock.advance(30_000)
    const [point] = tables.accessPoints.all()
    const spec = {
      fileSystemID: row?.id,
      posixUser: { uid: 1000, gid: 1000 },
      rootDirectory: { path: '/tenants/one' },
    }
    await stage.apply(manifest('AccessPoint', 'one', spec, adopting({ accessPointID: point?.id })))
    await stage.clock.advance(60_000)
    const said = await synced(stage, 'AccessPoint', 'one')
    expect(said).toMatchObject({ status: 'False', reason: 'ImmutableDiffers' })
    expect(said?.message).toMatch(/posixUser .*rootDirectory /)
  })
})

/** A file system of this cluster with a mount target that somebody else has made in subnet `a`. */
async function mounted() {
  const opened = await story()
  const { stage, tables, call } = opened
  const net = await network(stage)
  await stage.apply(manifest('FileSystem', 'shared', {}))
  await stage.synced('FileSystem', 'shared', 90_000)
  const fileSystem = tables.fileSystems.all()[0]?.id
  await call('CreateMountTarget', { FileSystemId: fileSystem, SubnetId: net.a })
  await stage.clock.advance(120_000)
  const id = tables.mountTargets.all()[0]?.id ?? ''
  /** Applies a mount target with the finalizer and the id in status, as ACK leaves it, or whoever may write status. */
  const left = async (spec: object) => {
    const finalizers = ['finalizers.efs.services.k8s.aws/MountTarget']
    const object: Record<string, unknown> = JSON.parse(manifest('MountTarget', 'mine', spec).split('\n')[0] ?? '')
    const metadata = { name: 'mine', namespace: 'default', finalizers, annotations: { 'windlass.dev/paused': 'true' } }
    const of = resourceOf(stage.kind('MountTarget').target)
    const never = new AbortController().signal
    await stage.kube.create(of, { ...object, metadata }, never)
    const at = { name: 'mine', namespace: 'default', subresource: 'status' as const }
    await stage.kube.mergePatch(of, at, { status: { mountTargetID: id } }, never)
    await stage.edit('MountTarget', 'mine', { metadata: { annotations: { 'windlass.dev/paused': null } } })
    await stage.clock.advance(60_000)
  }
  return { ...opened, ...net, id, left, fileSystem }
}

describe('a mount target, which takes no tags', () => {
  test('is what ACK left when it is in the place that the spec names, on a file system of this cluster', async () => {
    const { stage, a, left } = await mounted()
    await left({ fileSystemRef: { from: { name: 'shared' } }, subnetID: a })
    await stage.synced('MountTarget', 'mine')
  })

  test('in another place than the spec names is not ours, whatever status says', async () => {
    const { stage, b, left, tables, id } = await mounted()
    await left({ fileSystemRef: { from: { name: 'shared' } }, subnetID: b })
    expect(await synced(stage, 'MountTarget', 'mine')).toMatchObject({ status: 'False', reason: 'NotOwned' })
    await stage.delete('MountTarget', 'mine')
    await stage.gone('MountTarget', 'mine')
    expect(tables.mountTargets.get(id)).toMatchObject({ LifeCycleState: 'available' })
  })

  test('on a file system that no object here is named for is not ours by status alone', async () => {
    const { stage, a, left, tables, id, fileSystem } = await mounted()
    await left({ fileSystemID: fileSystem, subnetID: a })
    expect(await synced(stage, 'MountTarget', 'mine')).toMatchObject({ status: 'False', reason: 'NotOwned' })
    await stage.delete('MountTarget', 'mine')
    await stage.gone('MountTarget', 'mine')
    expect(tables.mountTargets.get(id)).toMatchObject({ LifeCycleState: 'available' })
  })

  test('is taken over there under --take-over-untagged', async () => {
    const { stage, actor, a, left, fileSystem } = await mounted()
    actor.kill()
    stage.start({ takeOverUntagged: true })
    await left({ fileSystemID: fileSystem, subnetID: a })
    await stage.synced('MountTarget', 'mine')
  })

  test('of ours stays in sync beside a reader, in any order', async () => {
    const { stage, a, id, tables } = await mounted()
    const spec = { fileSystemRef: { from: { name: 'shared' } }, subnetID: a }
    const reading = { ...adopting({ mountTargetID: id }), 'services.k8s.aws/read-only': 'true' }
    await stage.apply(manifest('MountTarget', 'reader', spec, reading))
    await stage.synced('MountTarget', 'reader')
    await stage.apply(manifest('MountTarget', 'mine', spec, adopting({ mountTargetID: id })))
    await stage.synced('MountTarget', 'mine')
    const before = writes(stage)
    await stage.clock.advance(180_000)
    expect(writes(stage)).toEqual(before)
    await stage.delete('MountTarget', 'reader')
    await stage.gone('MountTarget', 'reader')
    expect(tables.mountTargets.get(id)).toMatchObject({ LifeCycleState: 'available' })
  })

  test('cannot be adopted from a living object that manages it', async () => {
    const { stage, b, tables } = await mounted()
    const spec = { fileSystemRef: { from: { name: 'shared' } }, subnetID: b }
    await stage.apply(manifest('MountTarget', 'first', spec))
    const id = String((await stage.synced('MountTarget', 'first', 300_000)).status?.mountTargetID)
    await stage.apply(manifest('MountTarget', 'second', spec, adopting({ mountTargetID: id })))
    await stage.clock.advance(60_000)
    const said = await synced(stage, 'MountTarget', 'second')
    expect(said).toMatchObject({ status: 'False', reason: 'NotOwned' })
    expect(said?.message).toContain('belongs to MountTarget default/first')
    await stage.delete('MountTarget', 'second')
    await stage.gone('MountTarget', 'second')
    expect(tables.mountTargets.get(id)).toMatchObject({ LifeCycleState: 'available' })
  })
})
