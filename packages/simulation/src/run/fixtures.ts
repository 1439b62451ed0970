import type { WatchEvent } from '@windlass/core/kube'
import { ackAnnotation } from '@windlass/core/object'
import type { Subject } from '../campaign/kit.ts'
import { idOf } from '../invariant/model.ts'
import { saysSynced } from '../invariant/resource.ts'
import type { Director } from './network.ts'
import { Processes } from './processes.ts'
import { estrange, type Fixtures } from './scenario.ts'
import { type Saved, Scene } from './scene.ts'
import { Trace } from './trace.ts'

/** The example of a kind does not even come about when nothing goes wrong. */
export class NeverSettles extends Error {
  override readonly name = 'NeverSettles'
  readonly code = 'NeverSettles'
}

/** A subject, and the scenes it starts from. */
export interface Prepared {
  readonly subject: Subject
  readonly fixtures: Fixtures
}

const undisturbed: Director = {
  meets: () => [],
  latency: () => 0,
  lag: () => 0,
  arrives: () => undefined,
  effect: () => undefined,
  watched: (_process: number, _path: string, event: WatchEvent) => [event],
}

/** Plays an example through without trouble and keeps the scenes in between. Rejects with `NeverSettles`. */
export async function prepare(subject: Subject, seed = 1): Promise<Prepared> {
  const { kind, manifest, company } = subject
  const { name } = manifest.metadata
  const ground = await played(subject, seed, undefined, async (scene) => {
    for (const manifest of company) await scene.apply(manifest)
    await until(scene, kind.name, () => allSynced(scene))
  })
  const settled = await played(subject, seed, ground, async (scene) => {
    await scene.apply(manifest)
    await until(scene, kind.name, () => scene.get(kind, name) !== undefined && allSynced(scene))
  })
  let strangeId = ''
  const strange = await played(subject, seed, settled, async (scene) => {
    strangeId = idOf(kind, scene.get(kind, name)) ?? ''
    const annotations = { [ackAnnotation.deletionPolicy]: 'retain' }
    await scene.edit(kind, name, { metadata: { annotations } })
    await scene.delete(kind, name)
    await until(scene, kind.name, () => scene.get(kind, name) === undefined)
    estrange(scene, strangeId)
  })
  return { subject, fixtures: { ground, settled, strange, strangeId } }
}

/** The scene after something was done in it with a controller running. */
async function played(
  subject: Subject,
  seed: number,
  from: Saved | undefined,
  deed: (scene: Scene) => Promise<void>,
): Promise<Saved> {
  const scene = new Scene(subject, seed, from)
  const trace = new Trace(() => scene.clock.monotonic())
  const processes = new Processes({
    scene,
    trace,
    seed,
    size: 1,
    config: {},
    director: undisturbed,
    said: () => undefined,
  })
  processes.open()
  await deed(scene)
  await scene.clock.advance(5000)
  await processes.close()
  const saved = scene.save()
  scene.aws.stop()
  return saved
}

async function until(scene: Scene, kindName: string, goal: () => boolean): Promise<void> {
  if (await scene.clock.runUntil(goal, 1_800_000)) return
  const states = scene.kinds.flatMap((kind) =>
    scene.list(kind).map((object) => `${kind.name} ${object.metadata.name}: ${JSON.stringify(object.status)}`),
  )
  throw new NeverSettles(`The example of ${kindName} does not settle:\n${states.join('\n')}`)
}

const allSynced = (scene: Scene) => scene.kinds.every((kind) => scene.list(kind).every(saysSynced))
