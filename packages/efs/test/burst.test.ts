import { control } from '@windlass/simulator'
import { condition, type Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { manifest, story } from './story.ts'

const count = 100
const names = Array.from({ length: count }, (_, index) => `point-${index}`)
const spec = { fileSystemRef: { from: { name: 'shared' } }, posixUser: { uid: 1000, gid: 1000 } }

/** A file system that is in sync, and the access points that AWS has of it. */
async function open(options: Parameters<typeof story>[0] = {}) {
  const world = await story(options)
  const { stage, tables } = world
  await stage.apply(manifest('FileSystem', 'shared', {}))
  await stage.synced('FileSystem', 'shared')
  const apply = () => stage.apply(names.map((name) => manifest('AccessPoint', name, spec)).join(''))
  return { ...world, apply, ids: () => tables.accessPoints.all().map(({ id }) => id) }
}

/** Plays until every access point is in sync, and answers the ids that they say are theirs. */
async function allSynced(stage: Stage, limit: number): Promise<readonly unknown[]> {
  let objects = await stage.list('AccessPoint')
  const goal = async () => {
    objects = await stage.list('AccessPoint')
    return objects.every((object) => condition(object, 'ACK.ResourceSynced')?.status === 'True')
  }
  await stage.until(goal, limit, 2000)
  return objects.map(({ status }) => status?.accessPointID)
}

test('a hundred access points of one file system that are applied in the same second are a hundred in AWS, one each', async () => {
  const { stage, apply, ids } = await open()
  await apply()
  const seconds = (await stage.list('AccessPoint')).map(({ metadata }) => metadata.creationTimestamp)
  expect(new Set(seconds).size).toBe(1)
  const told = await allSynced(stage, 60_000)
  expect(new Set(told).size).toBe(count)
  expect([...told].sort()).toEqual(ids().sort())
})

test.each([1, 60])(
  'a hundred access points are one AWS object each, also when the process is killed as create %i has taken effect',
  async (fatal) => {
    const { stage, actor, apply, ids } = await open()
    await control(stage.aws, { do: 'stale', byFilter: 30_000 })
    const invoke = stage.aws.invoke.bind(stage.aws)
    let creates = 0
    stage.aws.invoke = async (...call) => {
      const answer = await invoke(...call)
      if (call[1] === 'CreateAccessPoint' && ++creates === fatal) actor.kill()
      return answer
    }
    await apply()
    await stage.until(async () => actor.over, 60_000)
    stage.start()
    const told = await allSynced(stage, 600_000)
    await stage.clock.advance(60_000)
    expect(new Set(told).size).toBe(count)
    expect([...told].sort()).toEqual(ids().sort())
  },
)

test('a burst of access points under lost replies and throttling comes about, and all of it goes when it is deleted', async () => {
  const { stage, apply, ids, tables, tell } = await open()
  const minutes = 60_000
  const trouble = async (operation: string) => {
    await tell({ do: 'fault', fault: 'drop', operation, times: 60 })
    await tell({ do: 'fault', fault: 'fail', operation, code: 'ThrottlingException', skip: 60, forMs: 8 * minutes })
  }
  await trouble('CreateAccessPoint')
  await apply()
  await stage.clock.advance(8 * minutes)
  const told = await allSynced(stage, 5 * minutes)
  expect([...told].sort()).toEqual(ids().sort())
  expect(told).toHaveLength(count)

  await trouble('DeleteAccessPoint')
  for (const name of names) await stage.delete('AccessPoint', name)
  await stage.delete('FileSystem', 'shared')
  await stage.clock.advance(8 * minutes)
  const left = async () => [...(await stage.list('AccessPoint')), ...(await stage.list('FileSystem'))].length
  await stage.until(async () => (await left()) === 0, 5 * minutes, 2000)
  expect([ids(), tables.fileSystems.size]).toEqual([[], 0])
})
