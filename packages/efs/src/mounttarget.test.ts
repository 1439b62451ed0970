import { kinds as ec2 } from '@windlass/ec2'
import { type Crash, condition } from '@windlass/testing'
import { describe, expect, test } from 'vitest'
import { manifest, message, network, story, writes } from '../test/story.ts'
import { kinds } from './kinds.ts'

const shared = manifest('FileSystem', 'shared', {})
const fileSystemRef = { from: { name: 'shared' } }

async function open(options: Parameters<typeof story>[0] = {}, crash?: Crash) {
  const world = await story(options, crash)
  const ground = await network(world.stage)
  const rows = () => world.tables.mountTargets.all()
  const target = (name: string, spec: object) =>
    world.stage.apply(manifest('MountTarget', name, { fileSystemRef, ...spec }))
  const synced = (name: string, limit?: number) => world.stage.synced('MountTarget', name, limit)
  return { ...world, ...ground, rows, target, synced }
}

test('mount targets wait for their file system, are made once each, and then rest', async () => {
  const { stage, a, b, nfs, rows, target, synced } = await open()
  await target('a', { subnetID: a, securityGroups: [nfs] })
  await target('b', { subnetID: b })
  await stage.clock.advance(1000)
  expect(await message(stage, 'MountTarget', 'a', 'Ready')).toBe('FileSystem shared does not exist')
  await stage.apply(shared)
  const [first] = [await synced('a', 90_000), await synced('b', 10_000)]
  expect(rows()).toMatchObject([
    { SubnetId: a, securityGroups: [nfs], LifeCycleState: 'available' },
    { SubnetId: b, LifeCycleState: 'available' },
  ])
  const [row] = rows()
  expect(first.status).toMatchObject({
    mountTargetID: row?.id,
    lifeCycleState: 'available',
    vpcID: row?.VpcId,
    availabilityZoneName: 'us-west-2a',
    networkInterfaceID: row?.NetworkInterfaceId,
  })
  expect(first.spec).toMatchObject({ ipAddress: row?.IpAddress, fileSystemRef })
  expect(first.spec).not.toHaveProperty('fileSystemID')
  await stage.clock.advance(120_000)
  const before = writes(stage)
  await stage.clock.advance(1_200_000)
  expect(writes(stage)).toEqual(before)
  expect((await stage.get('FileSystem', 'shared'))?.status?.numberOfMountTargets).toBe(2)
})

test('mount targets of one file system are looked at in one call a sweep', async () => {
  const { stage, a, b, target, synced } = await open()
  await stage.apply(shared)
  await target('a', { subnetID: a })
  await target('b', { subnetID: b })
  await synced('a')
  await synced('b')
  await stage.clock.advance(60_000)
  const calls = () => stage.aws.journal.counts().DescribeMountTargets?.calls ?? 0
  const before = calls()
  await stage.clock.advance(600_000)
  expect(calls() - before).toBe(10)
})

test('security groups are changed at once, set back when others change them, and order does not count', async () => {
  const { stage, a, nfs, more, rows, call, target, synced } = await open()
  await stage.apply(shared)
  await target('a', { subnetID: a, securityGroups: [nfs] })
  await synced('a')
  await stage.edit('MountTarget', 'a', { spec: { securityGroups: [more, nfs] } })
  await synced('a', 5000)
  expect(rows()[0]?.securityGroups).toEqual([more, nfs])
  await call('ModifyMountTargetSecurityGroups', { MountTargetId: rows()[0]?.id, SecurityGroups: [nfs, more] })
  // The file system's status counts its mount targets as of the last sweep.
  await stage.clock.advance(60_000)
  const before = writes(stage)
  await stage.clock.advance(700_000)
  expect(writes(stage)).toEqual(before)
  await call('ModifyMountTargetSecurityGroups', { MountTargetId: rows()[0]?.id, SecurityGroups: [nfs] })
  await stage.until(async () => rows()[0]?.securityGroups.length === 2, 620_000)
})

test('a mount target deleted by hand is replaced by exactly one, at the same address', async () => {
  const { stage, a, rows, call, target, synced } = await open()
  await stage.apply(shared)
  await target('a', { subnetID: a })
  const before = await synced('a')
  const first = rows()[0]?.id
  await call('DeleteMountTarget', { MountTargetId: first })
  await stage.until(async () => rows()[0] !== undefined && rows()[0]?.id !== first, 700_000)
  const after = await synced('a')
  expect(after.spec?.ipAddress).toBe(before.spec?.ipAddress)
  expect(rows()).toMatchObject([{ id: after.status?.mountTargetID, IpAddress: before.spec?.ipAddress }])
  await stage.clock.advance(700_000)
  expect(rows()).toHaveLength(1)
})

test('when the answer to the create is lost, the mount target is found by its subnet', async () => {
  const { stage, a, rows, tell, target, synced } = await open()
  await stage.apply(shared)
  await stage.synced('FileSystem', 'shared')
  await tell({ do: 'fault', fault: 'drop', operation: 'CreateMountTarget', times: 1 })
  await target('a', { subnetID: a })
  const { status } = await synced('a')
  expect(rows().map((row) => row.id)).toEqual([status?.mountTargetID])
})

test('of two objects for one subnet the first has the mount target; the second says so and never touches it', async () => {
  const { stage, a, rows, target, synced } = await open()
  await stage.apply(shared)
  await stage.synced('FileSystem', 'shared')
  await target('a', { subnetID: a })
  await target('twin', { subnetID: a })
  await synced('a')
  await stage.clock.advance(120_000)
  const held = await Promise.all(['a', 'twin'].map((name) => stage.get('MountTarget', name)))
  expect(held.filter((one) => one && condition(one, 'Ready')?.status === 'True')).toHaveLength(1)
  const loser = held.find((one) => one && condition(one, 'Ready')?.status !== 'True')?.metadata.name ?? ''
  expect(await message(stage, 'MountTarget', loser, 'Ready')).toMatch(/already exists|belongs to/)
  await stage.delete('MountTarget', loser)
  await stage.gone('MountTarget', loser, 60_000)
  await stage.clock.advance(60_000)
  expect(rows()).toMatchObject([{ LifeCycleState: 'available' }])
})

test.each([
  {
    because: 'another mount target is in the zone',
    spec: { ipAddress: '10.0.0.200' },
    says: 'MountTargetConflict: mount target already exists in this AZ',
  },
])('what AWS refuses is said in its words: $because', async ({ spec, says }) => {
  const { stage, a, tables, call, target } = await open()
  await stage.apply(shared)
  await stage.synced('FileSystem', 'shared')
  await stage.aws.invoke('ec2', 'CreateSubnet', {
    VpcId: tables.vpcs.all()[0]?.id,
    CidrBlock: '10.0.2.0/24',
    AvailabilityZone: 'us-west-2a',
  })
  await stage.clock.advance(5000)
  await call('CreateMountTarget', {
    FileSystemId: tables.fileSystems.all()[0]?.id,
    SubnetId: tables.subnets.all()[2]?.id,
  })
  await target('a', { subnetID: a, ...spec })
  const object = await stage.untilCondition('MountTarget', 'a', 'ACK.Terminal', 'True', 5000)
  expect(condition(object, 'ACK.Terminal')?.message).toContain(says)
})

describe('a delete', () => {
  test('of everything at once goes in order: the file system waits for its mount targets and says so', async () => {
    const { stage, a, b, rows, tables, target, synced } = await open()
    await stage.apply(shared)
    await target('a', { subnetID: a })
    await target('b', { subnetID: b })
    await synced('a')
    await synced('b')
    await stage.delete('FileSystem', 'shared')
    await stage.clock.advance(1000)
    expect(await message(stage, 'FileSystem', 'shared', 'Ready')).toMatch(
      /^still used by MountTarget \S*a, MountTarget/,
    )
    await stage.delete('MountTarget', 'a')
    await stage.delete('MountTarget', 'b')
    await stage.gone('FileSystem', 'shared', 120_000)
    expect([rows().length, tables.fileSystems.size]).toEqual([0, 0])
  })

  test('names mount targets that nobody manages', async () => {
    const { stage, a, rows, call, tables } = await open()
    await stage.apply(shared)
    await stage.synced('FileSystem', 'shared')
    const FileSystemId = tables.fileSystems.all()[0]?.id
    await call('CreateMountTarget', { FileSystemId, SubnetId: a })
    await stage.clock.advance(60_000)
    await stage.delete('FileSystem', 'shared')
    const held = await stage.untilCondition('FileSystem', 'shared', 'Ready', 'False')
    expect(condition(held, 'Ready')?.message).toBe(
      `AWS will not delete ${FileSystemId} while it is used by mount target ${rows()[0]?.id} (${a})`,
    )
    await call('DeleteMountTarget', { MountTargetId: rows()[0]?.id })
    await stage.gone('FileSystem', 'shared', 120_000)
  })
})

test('a mount target is adopted by its id alone', async () => {
  const { stage, a, rows, call, tables, nfs, synced } = await open()
  await call('CreateFileSystem', { CreationToken: 'by-hand' })
  await stage.clock.advance(10_000)
  await call('CreateMountTarget', {
    FileSystemId: tables.fileSystems.all()[0]?.id,
    SubnetId: a,
    SecurityGroups: [nfs],
  })
  await stage.clock.advance(60_000)
  await stage.apply(
    manifest(
      'MountTarget',
      'a',
      {},
      {
        'services.k8s.aws/adoption-policy': 'adopt',
        'services.k8s.aws/adoption-fields': JSON.stringify({ mountTargetID: rows()[0]?.id }),
      },
    ),
  )
  const { spec } = await synced('a')
  expect(spec).toMatchObject({ fileSystemID: tables.fileSystems.all()[0]?.id, subnetID: a })
})

test('what AWS cannot change is refused with a sentence', async () => {
  const { stage, a, b, target, synced } = await open()
  await stage.apply(shared)
  await target('a', { subnetID: a })
  await synced('a')
  const edit = (spec: object) => stage.edit('MountTarget', 'a', { spec })
  await expect(edit({ subnetID: b })).rejects.toThrow(/subnetID \(or subnetRef\) is immutable/)
  await expect(edit({ ipAddress: '10.0.0.9' })).rejects.toThrow(/ipAddress is immutable/)
})

test('a mount target finds its subnet and its security groups among the objects of the EC2 controller', async () => {
  const { stage, tables } = await story({ kinds: [...kinds, ...ec2] })
  const object = (kind: string, name: string, spec: object) =>
    `${JSON.stringify({ apiVersion: 'ec2.services.k8s.aws/v1alpha1', kind, metadata: { name }, spec })}\n---\n`
  const from = (name: string) => ({ from: { name } })
  await stage.apply(
    [
      manifest('MountTarget', 'a', {
        fileSystemRef,
        subnetRef: from('one'),
        securityGroupRefs: [from('nfs')],
      }),
      shared,
      object('SecurityGroup', 'nfs', { name: 'nfs', description: 'nfs', vpcRef: from('main') }),
      object('Subnet', 'one', { cidrBlock: '10.0.0.0/24', vpcRef: from('main') }),
      object('VPC', 'main', { cidrBlocks: ['10.0.0.0/16'] }),
    ].join(''),
  )
  await stage.synced('MountTarget', 'a', 120_000)
  const group = tables.securityGroups.all().find((row) => row.GroupName === 'nfs')
  expect(tables.mountTargets.all()).toMatchObject([
    { SubnetId: tables.subnets.all()[0]?.id, securityGroups: [group?.id] },
  ])
})

test('killing the process at any call never makes a second mount target', async () => {
  const run = async (crash?: Crash) => {
    const { stage, actor, a, rows, target } = await open({ aws: { speed: 40 } }, crash)
    await stage.apply(shared)
    await target('a', { subnetID: a })
    let last = actor
    await stage.until(async () => {
      if (last.over) last = stage.start()
      const object = await stage.get('MountTarget', 'a')
      return object !== undefined && condition(object, 'Ready')?.status === 'True'
    }, 900_000)
    return { calls: actor.calls, made: rows().length }
  }
  const { calls } = await run()
  for (let call = 1; call <= calls; call++)
    for (const when of ['before', 'after'] as const)
      expect({ call, when, made: (await run({ call, when })).made }).toEqual({ call, when, made: 1 })
})

test('a mount target that is deleted before AWS shows it keeps its finalizer until it is gone', async () => {
  const { stage, a, rows, target, tell } = await open()
  await stage.apply(shared)
  await stage.synced('FileSystem', 'shared')
  tell({ do: 'stale', byId: 60_000, byFilter: 60_000 })
  await target('a', { subnetID: a })
  await stage.until(async () => typeof (await stage.get('MountTarget', 'a'))?.status?.mountTargetID === 'string')
  await stage.delete('MountTarget', 'a')
  await stage.until(async () => rows()[0]?.LifeCycleState === 'deleting')
  while (rows().length > 0) {
    expect(await stage.get('MountTarget', 'a')).toBeDefined()
    await stage.clock.advance(500)
  }
  await stage.gone('MountTarget', 'a', 400_000)
})

test('a new mount target on its way out that reads miss for some seconds keeps its finalizer', async () => {
  const { stage, a, rows, target, synced } = await open()
  await stage.apply(shared)
  await target('a', { subnetID: a })
  await synced('a', 90_000)
  const invoke = stage.aws.invoke.bind(stage.aws)
  let since: number | undefined
  stage.aws.invoke = async (service, operation, ...call) => {
    const going = rows()[0]?.LifeCycleState === 'deleting'
    if (operation !== 'DescribeMountTargets' || !going) return await invoke(service, operation, ...call)
    since ??= stage.clock.monotonic()
    return stage.clock.monotonic() - since < 6000 ? { MountTargets: [] } : await invoke(service, operation, ...call)
  }
  await stage.delete('MountTarget', 'a')
  while (rows().length > 0) {
    expect(await stage.get('MountTarget', 'a')).toBeDefined()
    await stage.clock.advance(500)
  }
  expect(since).toBeDefined()
  await stage.gone('MountTarget', 'a', 60_000)
})
