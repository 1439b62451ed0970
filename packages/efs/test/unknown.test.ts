import { expect, test } from 'vitest'
import { manifest, network, story } from './story.ts'

/** A file system, and a mount target of it whose first create meets this trouble; the controller may be killed then. */
async function mounted(fault: 'reset' | 'drop', killed: boolean) {
  const { stage, actor, tables, tell } = await story()
  const { a, nfs } = await network(stage)
  await stage.apply(manifest('FileSystem', 'shared', {}))
  await stage.synced('FileSystem', 'shared', 90_000)
  tell({ do: 'fault', fault, operation: 'CreateMountTarget', times: 1 })
  const spec = { fileSystemRef: { from: { name: 'shared' } }, subnetID: a, securityGroups: [nfs] }
  const calls = () => stage.aws.journal.counts().CreateMountTarget?.calls ?? 0
  await stage.apply(manifest('MountTarget', 'one', spec))
  await stage.until(async () => calls() > 0)
  if (killed) {
    actor.kill()
    await stage.clock.advance(20_000)
    stage.start()
  }
  const object = await stage.synced('MountTarget', 'one', 100_000)
  return { made: tables.mountTargets.all(), id: object.status?.mountTargetID }
}

test.each([
  { fault: 'reset' as const, killed: false, so: 'a create that never reached AWS' },
  { fault: 'reset' as const, killed: true, so: 'a create that never left a process that was killed' },
  { fault: 'drop' as const, killed: false, so: 'a create whose reply is lost' },
  { fault: 'drop' as const, killed: true, so: 'a create whose reply a killed process never saw' },
])('$so makes one mount target, within minutes: AWS refuses a second one in its place', async ({ fault, killed }) => {
  const { made, id } = await mounted(fault, killed)
  expect(made).toMatchObject([{ id }])
})

test.each(['reset', 'drop'] as const)(
  'a file system whose record is stripped after a %s is asked for again under its token: one is made, at once',
  async (fault) => {
    const { stage, tables, tell } = await story()
    tell({ do: 'fault', fault, operation: 'CreateFileSystem', times: 1 })
    await stage.apply(manifest('FileSystem', 'shared', {}))
    await stage.until(async () => (stage.aws.journal.counts().CreateFileSystem?.calls ?? 0) > 0)
    await stage.edit('FileSystem', 'shared', { metadata: { annotations: { 'windlass.dev/intent': null } } })
    const object = await stage.synced('FileSystem', 'shared', 60_000)
    await stage.clock.advance(1_200_000)
    expect(tables.fileSystems.all()).toMatchObject([{ id: object.status?.fileSystemID }])
  },
)
