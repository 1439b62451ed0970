import type { Command } from '@windlass/simulator'
import type { Stage } from '@windlass/testing'
import { describe, expect, test } from 'vitest'
import { manifest, story } from './story.ts'

const intent = 'windlass.dev/intent'
const resource = {
  group: 'efs.services.k8s.aws',
  version: 'v1alpha1',
  plural: 'filesystems',
  kind: 'FileSystem',
  namespaced: true,
}

/** A person strips our record off the file system. */
const strip = (stage: Stage) => stage.edit('FileSystem', 'shared', { metadata: { annotations: { [intent]: null } } })

/** Status loses what it says of the AWS object, as to a definition that does not know the fields. */
const wipe = (stage: Stage) =>
  stage.kube.mergePatch(
    resource,
    { name: 'shared', namespace: 'default', subresource: 'status' },
    { status: { fileSystemID: null, ackResourceMetadata: null, lifeCycleState: null } },
    new AbortController().signal,
  )

const idOf = async (stage: Stage) => (await stage.get('FileSystem', 'shared'))?.status?.fileSystemID

/** Reads do not show what was made in the last so many milliseconds. */
const lagging = (ms: number): Command => ({ do: 'stale', byId: ms, byFilter: ms })

/** The second file system of an object, right after its create, while reads do not show it for a minute. */
async function secondOne() {
  const { stage, actor, tables, call, tell } = await story()
  await stage.apply(manifest('FileSystem', 'shared', {}))
  const first = (await stage.synced('FileSystem', 'shared', 90_000)).status?.fileSystemID
  await stage.clock.advance(600_000)
  await call('DeleteFileSystem', { FileSystemId: first })
  tell(lagging(60_000))
  await stage.until(async () => ![first, undefined].includes(await idOf(stage)), 120_000)
  await stage.clock.advance(5000)
  const living = () =>
    tables.fileSystems
      .all()
      .filter(({ LifeCycleState }) => LifeCycleState === 'available')
      .map(({ id }) => id)
  return { stage, actor, living }
}

describe('a file system that was made anew stays the only one when its record is stripped and status loses its id', () => {
  test('while the process that made it goes on', async () => {
    const { stage, living } = await secondOne()
    const second = await idOf(stage)
    await wipe(stage)
    await strip(stage)
    await stage.clock.advance(1_200_000)
    await stage.synced('FileSystem', 'shared')
    expect(living()).toEqual([second])
    expect(await idOf(stage)).toBe(second)
  })

  test('when the process that made it has ended: the next cannot know under which token that was', async () => {
    const { stage, actor, living } = await secondOne()
    const second = await idOf(stage)
    actor.kill()
    await wipe(stage)
    await strip(stage)
    stage.start()
    await stage.clock.advance(1_200_000)
    await stage.synced('FileSystem', 'shared')
    expect(living()).toEqual([second])
    expect(await idOf(stage)).toBe(second)
  })
})

/** A file system that AWS has just made and does not show for so long; its record is stripped, and a new process begins. */
async function unseen(ms: number) {
  const { stage, actor, tables, tell } = await story()
  tell(lagging(ms))
  await stage.apply(manifest('FileSystem', 'shared', {}))
  await stage.until(async () => (await idOf(stage)) !== undefined)
  actor.kill()
  await strip(stage)
  stage.start()
  const calls = () => stage.aws.journal.counts().CreateFileSystem?.calls
  return { stage, tables, calls, id: await idOf(stage) }
}

test('an object of which nothing is on record may be new: that AWS does not know it for a while is no reason to make another', async () => {
  const { stage, tables, calls, id } = await unseen(120_000)
  await stage.synced('FileSystem', 'shared', 180_000)
  await stage.clock.advance(1_200_000)
  expect(tables.fileSystems.all().map((row) => row.id)).toEqual([id])
  expect(calls()).toBe(1)
})

test('what AWS names in answer to the create that was to replace it lives, and stays the one of its object', async () => {
  const { stage, tables, calls, id } = await unseen(500_000)
  const before = stage.cluster.revision
  await stage.clock.advance(480_000)
  expect(calls()).toBe(2)
  // Nothing takes turns over it.
  expect(stage.cluster.revision - before).toBeLessThan(60)
  await stage.synced('FileSystem', 'shared')
  await stage.clock.advance(600_000)
  expect(tables.fileSystems.all().map((row) => row.id)).toEqual([id])
  expect(await idOf(stage)).toBe(id)
})
