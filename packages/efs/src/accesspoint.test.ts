import { condition } from '@windlass/testing'
import { expect, test } from 'vitest'
import { manifest, message, story, writes } from '../test/story.ts'

const shared = manifest('FileSystem', 'shared', {})
const uploads = {
  fileSystemRef: { from: { name: 'shared' } },
  posixUser: { uid: 1000, gid: 1000, secondaryGIDs: [5, 6] },
  rootDirectory: { path: '/uploads', creationInfo: { ownerUID: 1000, ownerGID: 1000, permissions: '0755' } },
}

async function open(spec: object = {}) {
  const world = await story()
  await world.stage.apply(shared + manifest('AccessPoint', 'uploads', { ...uploads, ...spec }))
  const rows = () => world.tables.accessPoints.all()
  const edit = (patch: object) => world.stage.edit('AccessPoint', 'uploads', { spec: patch })
  const synced = (limit?: number) => world.stage.synced('AccessPoint', 'uploads', limit)
  return { ...world, rows, edit, synced }
}

test('an access point waits for its file system, is made once, and then rests', async () => {
  const { stage, rows, synced } = await open()
  const { status, spec } = await synced(30_000)
  expect(rows()).toMatchObject([
    {
      LifeCycleState: 'available',
      PosixUser: { Uid: 1000, Gid: 1000, SecondaryGids: [5, 6] },
      RootDirectory: {
        Path: '/uploads',
        CreationInfo: { OwnerUid: 1000, OwnerGid: 1000, Permissions: '0755' },
      },
    },
  ])
  const [row] = rows()
  expect(status).toMatchObject({
    accessPointID: row?.id,
    lifeCycleState: 'available',
    ownerID: row?.OwnerId,
    ackResourceMetadata: { arn: row?.AccessPointArn },
  })
  expect(status).not.toHaveProperty('clientToken')
  expect(spec).not.toHaveProperty('fileSystemID')
  const before = writes(stage)
  await stage.clock.advance(1_200_000)
  expect(writes(stage)).toEqual(before)
})

test('two access points made in the same moment are two', async () => {
  const { stage, rows, synced } = await open()
  await stage.apply(manifest('AccessPoint', 'other', uploads))
  await synced()
  await stage.synced('AccessPoint', 'other')
  expect(new Set(rows().map((row) => row.id)).size).toBe(2)
})

test('an access point deleted by hand is replaced by exactly one within a sweep', async () => {
  const { stage, rows, call, synced } = await open()
  await synced()
  const first = rows()[0]?.id
  await call('DeleteAccessPoint', { AccessPointId: first })
  await stage.until(async () => rows()[0] !== undefined && rows()[0]?.id !== first, 120_000)
  const { status } = await synced()
  await stage.clock.advance(300_000)
  expect(rows().map((row) => row.id)).toEqual([status?.accessPointID])
})

test('when the answer to the create is lost, AWS takes the token for taken and the access point is found by its tags', async () => {
  const { stage, rows, tell } = await story().then((world) => ({
    ...world,
    rows: () => world.tables.accessPoints.all(),
  }))
  await stage.apply(shared)
  await stage.synced('FileSystem', 'shared')
  await tell({ do: 'fault', fault: 'drop', operation: 'CreateAccessPoint', times: 1 })
  await stage.apply(manifest('AccessPoint', 'uploads', uploads))
  const { status } = await stage.synced('AccessPoint', 'uploads', 60_000)
  expect(rows().map((row) => row.id)).toEqual([status?.accessPointID])
})

test('a path that AWS refuses is terminal in its words, and mended by fixing the spec', async () => {
  const { stage, rows, edit, synced } = await open({ rootDirectory: { path: 'uploads' } })
  const object = await stage.untilCondition('AccessPoint', 'uploads', 'ACK.Terminal', 'True', 20_000)
  expect(condition(object, 'ACK.Terminal')?.message).toContain("BadRequest: The root directory path 'uploads'")
  await edit({ rootDirectory: { path: '/uploads' } })
  await synced(10_000)
  expect(rows()).toHaveLength(1)
})

test('what AWS cannot change is refused with a sentence', async () => {
  const { edit, synced } = await open()
  await synced()
  await expect(edit({ posixUser: { uid: 1 } })).rejects.toThrow(/posixUser is immutable/)
  await expect(edit({ rootDirectory: null })).rejects.toThrow(/rootDirectory is immutable/)
  await expect(edit({ fileSystemRef: { from: { name: 'other' } } })).rejects.toThrow(
    /fileSystemID \(or fileSystemRef\) is immutable/,
  )
})

test('tags follow the spec and are set back within a sweep; tags of others are left alone', async () => {
  const { stage, rows, call, edit, synced } = await open({ tags: [{ key: 'team', value: 'a' }] })
  await synced()
  await call('TagResource', { ResourceId: rows()[0]?.id, Tags: [{ Key: 'cost', Value: '7' }] })
  await edit({ tags: [{ key: 'owner', value: 'c' }] })
  await synced()
  const tags = () =>
    Object.fromEntries(
      (rows()[0]?.Tags ?? [])
        .filter(({ Key }) => !Key?.startsWith('services.k8s.aws/'))
        .map(({ Key, Value }) => [Key, Value]),
    )
  expect(tags()).toEqual({ owner: 'c', cost: '7' })
  await call('UntagResource', { ResourceId: rows()[0]?.id, TagKeys: ['owner'] })
  await stage.until(async () => tags().owner === 'c', 61_000)
})

test('a file system waits for its access points before it goes', async () => {
  const { stage, rows, tables, synced } = await open()
  await synced()
  await stage.delete('FileSystem', 'shared')
  await stage.clock.advance(1000)
  expect(await message(stage, 'FileSystem', 'shared', 'Ready')).toMatch(/^still used by AccessPoint/)
  await stage.delete('AccessPoint', 'uploads')
  await stage.gone('FileSystem', 'shared', 120_000)
  expect([rows().length, tables.fileSystems.size]).toEqual([0, 0])
})

test.each([
  { because: 'it is only looked at', annotations: { 'services.k8s.aws/read-only': 'true' } },
  { because: 'its policy is to keep it', annotations: { 'services.k8s.aws/deletion-policy': 'retain' } },
])('an access point stays in AWS when its object goes: $because', async ({ annotations }) => {
  const { stage, rows, synced } = await open()
  await synced()
  await stage.edit('AccessPoint', 'uploads', { metadata: { annotations } })
  await stage.delete('AccessPoint', 'uploads')
  await stage.gone('AccessPoint', 'uploads', 10_000)
  await stage.clock.advance(60_000)
  expect(rows()).toMatchObject([{ LifeCycleState: 'available' }])
})

test('a paused access point is left alone', async () => {
  const { stage, rows, synced } = await open({ tags: [{ key: 'team', value: 'a' }] })
  await synced()
  await stage.edit('AccessPoint', 'uploads', {
    metadata: { annotations: { 'windlass.dev/paused': 'true' } },
    spec: { tags: [{ key: 'team', value: 'b' }] },
  })
  await stage.clock.advance(130_000)
  expect(rows()[0]?.Tags).toContainEqual({ Key: 'team', Value: 'a' })
})

test('many access points are looked at by listing them, not one by one', async () => {
  const { stage, synced } = await open()
  const names = Array.from({ length: 30 }, (_, index) => `more-${index}`)
  await stage.apply(names.map((name) => manifest('AccessPoint', name, uploads)).join(''))
  await synced()
  for (const name of names) await stage.synced('AccessPoint', name)
  await stage.clock.advance(60_000)
  const reading = () => stage.aws.journal.totals().reading
  const before = reading()
  await stage.clock.advance(600_000)
  // Of both kinds, everything made in this cluster is listed every five minutes besides.
  const census = 2 * 3
  expect(reading() - before).toBeLessThanOrEqual(3 * 11 + census)
})
