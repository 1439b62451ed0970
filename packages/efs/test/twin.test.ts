import { condition } from '@windlass/testing'
import { expect, test } from 'vitest'
import { manifest, story } from './story.ts'

test('a file system that a backup restored, owner tags and all, is told of, and deleted on a person’s word alone', async () => {
  const { stage, tables, call } = await story()
  await stage.apply(manifest('FileSystem', 'shared', {}))
  await stage.synced('FileSystem', 'shared', 90_000)
  const [own] = tables.fileSystems.all()
  await call('CreateFileSystem', { CreationToken: 'restored', Encrypted: own?.Encrypted, Tags: own?.Tags })
  await stage.clock.advance(1_800_000)
  expect(tables.fileSystems.all().map(({ id, LifeCycleState }) => [id === own?.id, LifeCycleState])).toEqual([
    [true, 'available'],
    [false, 'available'],
  ])
  const object = await stage.get('FileSystem', 'shared')
  expect(object && condition(object, 'ACK.Advisory')).toMatchObject({
    status: 'True',
    message: expect.stringContaining('a FileSystem is made under a token, so no create of ours made it'),
  })
  const [, restored] = tables.fileSystems.all()
  await stage.edit('FileSystem', 'shared', {
    metadata: { annotations: { 'windlass.dev/remove-duplicate': restored?.id } },
  })
  await stage.clock.advance(180_000)
  expect(tables.fileSystems.get(restored?.id ?? '')?.LifeCycleState ?? 'deleted').toBe('deleted')
  expect(tables.fileSystems.get(own?.id ?? '')).toMatchObject({ LifeCycleState: 'available' })
})
