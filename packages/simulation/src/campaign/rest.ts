import type { Breach } from '../invariant/invariants.ts'
import { discord, idOf, observedOf, resolved } from '../invariant/model.ts'
import { saysSynced } from '../invariant/resource.ts'
import type { Made, RunOptions } from '../run/contract.ts'
import type { Prepared } from '../run/fixtures.ts'
import { create, type Scenario } from '../run/scenario.ts'
import type { Scene } from '../run/scene.ts'

/** Nobody does anything. */
const nothing: Scenario = { ...create, name: 'rest', start: 'settled', act: async () => undefined }

/** A run in which nobody does anything for so many simulated hours. */
export function restOf({ subject, fixtures }: Prepared, hours: number): RunOptions {
  const calm = { seed: 1, troubles: [], processes: 1, latency: 0, exact: false }
  return { subject, fixtures, scenario: nothing, ...calm, watch: hours * 3_600_000 }
}

/**
 * What is wrong with worlds that should be at rest, given the calls made since they are. `sparing`: a single process leads and
 * has done so for a while, so that no minute has more calls to AWS than one look at everything takes, and one search of each
 * kind for what belongs to nobody.
 */
export function unrest(scene: Scene, calls: readonly Made[], sparing: boolean): readonly Breach[] {
  const writes = calls.filter(({ mutates, what }) => mutates && !/ leases/.test(what)).map(({ what }) => what)
  const most = sweepCalls(scene) + scene.kinds.length
  const busiest = Math.max(0, ...minutes(calls.filter(({ to }) => to === 'aws')))
  const unsettled = scene.kinds.flatMap((kind) =>
    scene.list(kind).flatMap((object) => {
      const but = saysSynced(object) ? discord(scene, kind, object) : 'it does not say that it is in sync'
      const says = `${kind.name} ${object.metadata.name} stays in sync`
      return but === undefined ? [] : [{ oracle: 'O-12', says, but }]
    }),
  )
  const written = { oracle: 'O-8', says: 'at rest nothing is written', but: writes.slice(0, 5).join(', ') }
  const asked = {
    oracle: 'O-8',
    says: `one look at everything, and one search of each kind, take ${most} calls`,
    but: `in one minute ${busiest} were made`,
  }
  return [...(writes.length > 0 ? [written] : []), ...(sparing && busiest > most ? [asked] : []), ...unsettled]
}

/** How many calls each minute has. */
function minutes(calls: readonly Made[]): readonly number[] {
  const counts = new Map<number, number>()
  for (const { at } of calls) counts.set(Math.floor(at / 60_000), (counts.get(Math.floor(at / 60_000)) ?? 0) + 1)
  return [...counts.values()]
}

/** How many calls to AWS one look at everything takes: as many objects in each as AWS allows. */
function sweepCalls(scene: Scene): number {
  return scene.kinds.reduce((sum, kind) => {
    const keys = new Map<string, { readonly most: number; readonly keys: Set<string> }>()
    const asked = (name: string, most: number, key: string) => {
      const read = keys.get(name) ?? { most, keys: new Set() }
      keys.set(name, read)
      read.keys.add(key)
    }
    for (const object of scene.list(kind)) {
      const id = idOf(kind, object)
      const spec = resolved(scene, kind, object)
      const observed = id === undefined ? undefined : observedOf(scene, kind, id, spec)
      if (id === undefined || observed === undefined) continue
      asked('', kind.read.most, kind.readKey(id, spec))
      for (const view of kind.views) {
        const key = view.needed(spec) ? view.key(id, spec, observed.item) : undefined
        if (key !== undefined) asked(view.name, view.read.most, key)
      }
    }
    return (
      sum + [...keys.values()].reduce((calls, read) => calls + Math.max(1, Math.ceil(read.keys.size / read.most)), 0)
    )
  }, 0)
}
