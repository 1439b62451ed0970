import { expect, test } from 'vitest'
import { manifest, story, writes } from './story.ts'

test('a backup policy that is switched off is written where AWS has none, and once', async () => {
  const { stage, tables } = await story()
  await stage.apply(manifest('FileSystem', 'shared', { backupPolicy: { status: 'DISABLED' } }))
  await stage.synced('FileSystem', 'shared')
  await stage.clock.advance(70_000)
  expect(tables.fileSystems.all()).toMatchObject([{ backup: 'DISABLED' }])
  const before = writes(stage)
  await stage.clock.advance(130_000)
  expect(writes(stage)).toEqual(before)
})
