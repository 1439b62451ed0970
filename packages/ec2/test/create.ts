import type { Kind } from '@windlass/core'
import { control } from '@windlass/simulator'
import { expect } from 'vitest'
import { awaiting } from './example.ts'

type Awaiting = Awaited<ReturnType<typeof awaiting>>

/** The API server answers so many writes of the object's status with a conflict, and `first` hears of the first of them. */
function conflicts({ stage, kind, subject }: Awaiting, times: number, first: () => void = () => undefined): void {
  const path = `/${kind.target.plural}/${subject.metadata.name}/status`
  const pending = [first]
  const match = (request: { readonly path: string; readonly method: string }) => {
    const meant = request.path.endsWith(path) && request.method !== 'GET'
    if (meant) pending.pop()?.()
    return meant
  }
  stage.cluster.faults.refuse({ status: 409, times, match })
}

/** In the end there is one AWS object, there never were two, and status says which it is. */
async function isOne({ stage, kind, subject, id, made, most, processes }: Awaiting): Promise<void> {
  await stage.until(async () => {
    processes.revive()
    return (await id()) !== undefined
  }, 900_000)
  await stage.synced(kind.name, subject.metadata.name, 900_000)
  await stage.clock.advance(120_000)
  expect({ made: made(), most: most() }).toEqual({ made: [await id()], most: 1 })
}

/** Everything is deleted at once, and goes: nothing is left behind that would keep what it stands in. */
async function goes({ stage, kind, subject, company, made }: Awaiting): Promise<void> {
  await control(stage.aws, { do: 'clear' })
  const all = [{ ...subject, kind: kind.name }, ...company]
  for (const each of all) await stage.delete(each.kind, each.metadata.name)
  const left = async () => {
    const lists = await Promise.all(all.map((each) => stage.list(each.kind)))
    return lists.flat().length
  }
  await stage.until(async () => (await left()) === 0, 1_800_000, 5000)
  expect(made()).toEqual([])
}

/** The create of a kind, while the API server answers the write of the id with conflicts and AWS answers nothing more. */
export async function createInConflict(all: readonly Kind[], name: string): Promise<void> {
  const play = await awaiting(all, name)
  await control(play.stage.aws, { do: 'stale', byFilter: 200_000 })
  play.onCreate(() => {
    conflicts(play, 3)
    void control(play.stage.aws, { do: 'fault', fault: 'throttle', forMs: 30_000 })
  })
  await play.apply()
  await play.stage.until(async () => play.made().length === 1, 60_000)
  await play.stage.clock.advance(20_000)
  expect([await play.id()]).toEqual(play.made())
  await isOne(play)
  await goes(play)
}

/** The create of a kind whose process is killed as the API server answers the write of the id with a conflict. */
export async function createAndCrash(all: readonly Kind[], name: string): Promise<void> {
  const play = await awaiting(all, name)
  await control(play.stage.aws, { do: 'stale', byFilter: 60_000 })
  play.onCreate(() => conflicts(play, 1, play.processes.kill))
  await play.apply()
  await isOne(play)
}

/** The create of a kind whose reply is lost, while no search shows what it made. */
export async function createUnheard(all: readonly Kind[], name: string): Promise<void> {
  const play = await awaiting(all, name)
  const operation = play.kind.create.name.replace(/Command$/, '')
  await control(play.stage.aws, { do: 'stale', byFilter: 120_000 })
  await control(play.stage.aws, { do: 'fault', fault: 'drop', operation, times: 1 })
  await play.apply()
  await isOne(play)
}
