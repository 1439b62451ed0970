import { seeded } from '@windlass/core/time'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../time/virtual.ts'
import { obey } from '../control/control.ts'
import { AwsWorld, type Defaults } from '../world/world.ts'

async function make(defaults: Defaults = {}) {
  const clock = new VirtualClock()
  const world = new AwsWorld({ clock, random: seeded(9), defaults })
  const efs = async (operation: string, input: object) => Object(await world.invoke('efs', operation, input))
  const fileSystem = async (): Promise<string> => {
    const { FileSystemId } = await efs('CreateFileSystem', {})
    await clock.advance(10_000)
    return FileSystemId
  }
  const FileSystemId = await fileSystem()
  return { clock, world, efs, fileSystem, tables: world.at().tables, FileSystemId }
}

const user = { Uid: 1000, Gid: 1000, SecondaryGids: [5] }
const root = { Path: '/data/a', CreationInfo: { OwnerUid: 1000, OwnerGid: 1000, Permissions: '0755' } }

test('an access point is creating, available, deleting and gone', async () => {
  const { clock, efs, tables, FileSystemId } = await make()
  const made = await efs('CreateAccessPoint', {
    ClientToken: 'a',
    FileSystemId,
    PosixUser: user,
    RootDirectory: root,
    Tags: [{ Key: 'Name', Value: 'home' }],
  })
  expect(made).toMatchObject({ LifeCycleState: 'creating', Name: 'home', PosixUser: user, RootDirectory: root })
  const { AccessPointId } = made
  await clock.advance(3000)
  expect(tables.accessPoints.get(AccessPointId)?.LifeCycleState).toBe('available')
  await efs('DeleteAccessPoint', { AccessPointId })
  expect(await efs('DescribeAccessPoints', { AccessPointId })).toMatchObject({
    AccessPoints: [{ LifeCycleState: 'deleting' }],
  })
  await clock.advance(3000)
  for (const operation of ['DescribeAccessPoints', 'DeleteAccessPoint'])
    await expect(efs(operation, { AccessPointId })).rejects.toMatchObject({
      name: 'AccessPointNotFound',
      $metadata: { httpStatusCode: 404 },
    })
})

test('a client token is a key over all file systems: even the same request again is refused with the id', async () => {
  const { efs, fileSystem, tables, FileSystemId } = await make()
  const { AccessPointId } = await efs('CreateAccessPoint', { ClientToken: 'a', FileSystemId })
  for (const id of [FileSystemId, await fileSystem()])
    await expect(efs('CreateAccessPoint', { ClientToken: 'a', FileSystemId: id })).rejects.toMatchObject({
      name: 'AccessPointAlreadyExists',
      AccessPointId,
      $metadata: { httpStatusCode: 409 },
    })
  expect(tables.accessPoints.size).toBe(1)
})

test.each([
  { input: { FileSystemId: 'fs-00000000000000000' }, code: 'FileSystemNotFound', because: 'no such file system' },
  { input: { RootDirectory: { Path: 'home' } }, code: 'BadRequest', because: 'the path is relative' },
  { input: { RootDirectory: { Path: '/a/b/c/d/e' } }, code: 'BadRequest', because: 'the path is too deep' },
  {
    input: { RootDirectory: { ...root, CreationInfo: { ...root.CreationInfo, Permissions: '999' } } },
    code: 'BadRequest',
    because: 'permissions are octal',
  },
  { input: { PosixUser: { Uid: -1, Gid: 0 } }, code: 'ValidationException', because: 'no such user' },
  { input: { PosixUser: { Uid: 1 } }, code: 'ValidationException', because: 'the group is missing' },
  {
    input: { PosixUser: { Uid: 1, Gid: 1, SecondaryGids: Array.from({ length: 17 }, (_, i) => i) } },
    code: 'BadRequest',
    because: 'too many groups',
  },
])('CreateAccessPoint answers $code and creates nothing: $because', async ({ input, code }) => {
  const { efs, tables, FileSystemId } = await make()
  await expect(efs('CreateAccessPoint', { FileSystemId, ...input })).rejects.toMatchObject({ name: code })
  expect(tables.accessPoints.size).toBe(0)
})

test('access points are listed all together, by file system and in pages; a limit refuses more', async () => {
  const { efs, fileSystem, FileSystemId } = await make({ quotas: { AccessPointLimitExceeded: 3 } })
  for (let i = 0; i < 3; i++) await efs('CreateAccessPoint', { FileSystemId })
  const other = await fileSystem()
  await efs('CreateAccessPoint', { FileSystemId: other })
  await expect(efs('CreateAccessPoint', { FileSystemId })).rejects.toMatchObject({
    name: 'AccessPointLimitExceeded',
    $metadata: { httpStatusCode: 403 },
  })
  const list = async (input: object) => (await efs('DescribeAccessPoints', input)).AccessPoints.length
  expect([await list({}), await list({ FileSystemId }), await list({ FileSystemId: other })]).toEqual([4, 3, 1])
  const first = await efs('DescribeAccessPoints', { FileSystemId, MaxResults: 2 })
  const second = await efs('DescribeAccessPoints', { FileSystemId, MaxResults: 2, NextToken: first.NextToken })
  expect([first.AccessPoints.length, second.AccessPoints.length, second.NextToken]).toEqual([2, 1, undefined])
})

test('an access point that fails is in error; it goes with its file system', async () => {
  const { clock, world, efs, tables, FileSystemId } = await make()
  await obey(world, { do: 'fail', transition: 'accesspoint.available', code: 'InternalError' })
  await efs('CreateAccessPoint', { FileSystemId })
  await clock.advance(3000)
  expect(tables.accessPoints.all()[0]?.LifeCycleState).toBe('error')
  await efs('DeleteFileSystem', { FileSystemId })
  await clock.advance(10_000)
  expect(tables.accessPoints.size).toBe(0)
})

test('file systems and access points are tagged by id and by ARN', async () => {
  const { efs, tables, FileSystemId } = await make()
  const { AccessPointId, AccessPointArn } = await efs('CreateAccessPoint', { FileSystemId })
  const { FileSystemArn } = tables.fileSystems.get(FileSystemId)!
  for (const [id, arn] of [
    [FileSystemId, FileSystemArn],
    [AccessPointId, AccessPointArn],
  ]) {
    await efs('TagResource', { ResourceId: arn, Tags: [{ Key: 'Name', Value: 'one' }] })
    await efs('TagResource', {
      ResourceId: id,
      Tags: [
        { Key: 'Name', Value: 'two' },
        { Key: 'b', Value: '' },
      ],
    })
    const { Tags } = await efs('ListTagsForResource', { ResourceId: arn })
    expect(Tags).toEqual([
      { Key: 'Name', Value: 'two' },
      { Key: 'b', Value: '' },
    ])
    await efs('UntagResource', { ResourceId: arn, TagKeys: ['b', 'c'] })
    expect(await efs('ListTagsForResource', { ResourceId: id })).toMatchObject({
      Tags: [{ Key: 'Name', Value: 'two' }],
    })
  }
  expect(await efs('DescribeFileSystems', { FileSystemId })).toMatchObject({ FileSystems: [{ Name: 'two' }] })
})

test.each([
  { id: 'fs-00000000000000000', code: 'FileSystemNotFound', because: 'no such file system' },
  { id: 'fsap-00000000000000000', code: 'AccessPointNotFound', because: 'no such access point' },
  { id: 'fsmt-00000000000000000', code: 'BadRequest', because: 'mount targets have no tags' },
])('tags of $id answer $code: $because', async ({ id, code }) => {
  const { efs } = await make()
  const calls = [
    efs('TagResource', { ResourceId: id, Tags: [] }),
    efs('UntagResource', { ResourceId: id, TagKeys: [] }),
    efs('ListTagsForResource', { ResourceId: id }),
  ]
  for (const call of calls) await expect(call).rejects.toMatchObject({ name: code })
})

test('a resource has at most 50 tags, none of AWS’s own prefix, listed in pages', async () => {
  const { efs, tables, FileSystemId } = await make()
  const tags = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => ({ Key: `k${from + i}`, Value: '' }))
  const tag = (Tags: object[]) => efs('TagResource', { ResourceId: FileSystemId, Tags })
  await tag(tags(0, 50))
  await expect(tag(tags(50, 51))).rejects.toMatchObject({ name: 'BadRequest' })
  await expect(tag([{ Key: 'aws:a', Value: '' }])).rejects.toMatchObject({ name: 'BadRequest' })
  expect(tables.fileSystems.get(FileSystemId)?.Tags).toHaveLength(50)
  const page = await efs('ListTagsForResource', { ResourceId: FileSystemId, MaxResults: 30 })
  const rest = await efs('ListTagsForResource', { ResourceId: FileSystemId, NextToken: page.NextToken })
  expect([page.Tags.length, rest.Tags.length]).toEqual([30, 20])
})

test('the older tag calls and the account preferences answer too', async () => {
  const { efs, FileSystemId } = await make()
  await efs('CreateTags', { FileSystemId, Tags: [{ Key: 'a', Value: '1' }] })
  expect(await efs('DescribeTags', { FileSystemId })).toMatchObject({ Tags: [{ Key: 'a', Value: '1' }] })
  await efs('DeleteTags', { FileSystemId, TagKeys: ['a'] })
  expect(await efs('DescribeTags', { FileSystemId })).toMatchObject({ Tags: [] })
  expect(await efs('DescribeAccountPreferences', {})).toMatchObject({
    ResourceIdPreference: { ResourceIdType: 'LONG_ID' },
  })
  await efs('PutAccountPreferences', { ResourceIdType: 'LONG_ID' })
  await expect(efs('PutAccountPreferences', { ResourceIdType: 'SHORT_ID' })).rejects.toMatchObject({
    name: 'BadRequest',
  })
})
