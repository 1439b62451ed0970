import { condition } from '@windlass/testing'
import { expect, test } from 'vitest'
import { manifest, message, story, writes } from '../test/story.ts'

async function open(spec: object) {
  const world = await story()
  await world.stage.apply(manifest('FileSystem', 'shared', spec))
  const row = () => world.tables.fileSystems.all()[0]
  const edit = (patch: object) => world.stage.edit('FileSystem', 'shared', { spec: patch })
  const synced = () => world.stage.synced('FileSystem', 'shared')
  return { ...world, row, edit, synced }
}

const to = (spec: object) => ({ replicationConfiguration: [spec] })
const place = (stage: Awaited<ReturnType<typeof story>>['stage']) =>
  stage.aws.at().tables.fileSystems.all()[0]?.replication?.Destinations?.[0]

test('a replication is made, waited for, shown, moved by ending it first, and ended by an empty list', async () => {
  const { stage, edit, synced } = await open(to({ region: 'us-east-1', kmsKeyID: 'alias/far' }))
  await stage.clock.advance(20_000)
  expect(await message(stage, 'FileSystem', 'shared', 'Ready')).toMatch(
    /^the replication to fs-\w+ in us-east-1 is ENABLING$/,
  )
  const { status } = await synced()
  expect(status?.replicationConfigurationStatus).toMatchObject([
    { fileSystemID: place(stage)?.FileSystemId, region: 'us-east-1', status: 'ENABLED' },
  ])
  const before = writes(stage)
  await stage.clock.advance(700_000)
  expect(writes(stage)).toEqual(before)
  await expect(edit(to({ region: 'us-east-1', kmsKeyID: 'alias/other' }))).rejects.toThrow(/End the replication/)
  await edit(to({ region: 'eu-west-1' }))
  await synced()
  expect(place(stage)).toMatchObject({ Region: 'eu-west-1', Status: 'ENABLED' })
  expect(stage.aws.journal.totals().mutating).toBe(before.mutating + 2)
  await edit({ replicationConfiguration: [] })
  await synced()
  expect(place(stage)).toBeUndefined()
})

test('a replication ends before its file system is deleted', async () => {
  const { stage, tables, synced } = await open(to({ region: 'us-east-1' }))
  await synced()
  await stage.delete('FileSystem', 'shared')
  await stage.gone('FileSystem', 'shared', 180_000)
  expect(tables.fileSystems.size).toBe(0)
})

test('a replication of another file system is named when its destination is deleted', async () => {
  const { stage, tables, call, row, synced } = await open({
    encrypted: true,
    fileSystemProtection: { replicationOverwriteProtection: 'DISABLED' },
  })
  await synced()
  await call('CreateFileSystem', { CreationToken: 'source', Encrypted: true })
  await stage.clock.advance(10_000)
  const source = tables.fileSystems.all()[1]?.id
  await call('CreateReplicationConfiguration', {
    SourceFileSystemId: source,
    Destinations: [{ FileSystemId: row()?.id }],
  })
  await stage.clock.advance(130_000)
  expect(await message(stage, 'FileSystem', 'shared', 'ACK.ResourceSynced')).toBe('Resource synced successfully')
  await stage.delete('FileSystem', 'shared')
  const held = await stage.untilCondition('FileSystem', 'shared', 'Ready', 'False')
  expect(condition(held, 'Ready')?.message).toBe(
    `AWS will not delete ${row()?.id} while it is used by replication of ${source}`,
  )
  await call('DeleteReplicationConfiguration', { SourceFileSystemId: source })
  await stage.gone('FileSystem', 'shared', 180_000)
})

test('a replication may take its destination from another object, and does not flap', async () => {
  const { stage, tables, synced } = await open({
    replicationConfiguration: [{ fileSystemRef: { from: { name: 'copy' } } }],
  })
  await stage.apply(
    manifest('FileSystem', 'copy', { fileSystemProtection: { replicationOverwriteProtection: 'DISABLED' } }),
  )
  const { spec } = await synced()
  const copy = await stage.synced('FileSystem', 'copy')
  const [source] = tables.fileSystems.all().filter((row) => row.replication !== undefined)
  expect(source?.replication?.Destinations).toMatchObject([{ FileSystemId: copy.status?.fileSystemID }])
  expect(spec?.replicationConfiguration).toEqual([{ fileSystemRef: { from: { name: 'copy' } } }])
  await stage.clock.advance(120_000)
  const before = writes(stage)
  await stage.clock.advance(700_000)
  expect(writes(stage)).toEqual(before)
})
