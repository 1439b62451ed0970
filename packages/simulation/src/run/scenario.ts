import type { Item, Kind } from '@windlass/core'
import { ackAnnotation, ownerTags } from '@windlass/core/object'
import { control } from '@windlass/simulator'
import type { Subject } from '../campaign/kit.ts'
import { discord, idOf, observedOf, rowOf, scopeOf } from '../invariant/model.ts'
import { saysSynced } from '../invariant/resource.ts'
import type { Saved, Scene } from './scene.ts'

/** What is done to an object, from which start, and when it is finished. */
export interface Scenario {
  /** `create`, `update of tags`. */
  readonly name: string
  readonly start: 'ground' | 'settled' | 'strange'
  /** What the user, or the administrator of AWS, does. */
  act(scene: Scene, subject: Subject, before: Facts, note: Note): Promise<void>
  /** Whether it has come about, by the truth of both worlds. */
  done(scene: Scene, subject: Subject, before: Facts): boolean
  /** The edit that it is, if it is one of one field. */
  readonly edit?: { readonly field: string; readonly value: unknown }
  /** Whether it turned out on the way that the worlds need not end as those of the reference. */
  free?(): boolean
}

/** Puts a line into the trace: who, what. */
export type Note = (who: string, what: string) => void

/** What is known of the object before anything is done to it. */
export interface Facts {
  readonly id: string | undefined
}

/** Where scenarios start. */
export interface Fixtures {
  /** Everything the object needs is there and settled; it is not. */
  readonly ground: Saved
  /** The object is there and settled. */
  readonly settled: Saved
  /** AWS has such an object, which belongs to nobody, and Kubernetes does not. */
  readonly strange: Saved
  readonly strangeId: string
}

const synced = (scene: Scene, { kind, manifest }: Subject): boolean => {
  const object = scene.get(kind, manifest.metadata.name)
  return object !== undefined && saysSynced(object) && discord(scene, kind, object) === undefined
}

export const create: Scenario = {
  name: 'create',
  start: 'ground',
  act: async (scene, { manifest }) => await scene.apply(manifest),
  done: synced,
}

export const remove: Scenario = {
  name: 'delete',
  start: 'settled',
  act: async (scene, { kind, manifest }) => await scene.delete(kind, manifest.metadata.name),
  done: (scene, { kind, manifest }) => scene.get(kind, manifest.metadata.name) === undefined,
}

export const recreate: Scenario = {
  name: 'recreate',
  start: 'settled',
  act: async (scene, { kind }, { id }) => {
    if (id !== undefined) await destroy(scene, kind, id)
  },
  done: (scene, subject, { id }) =>
    synced(scene, subject) &&
    // What has a name for an id has the same one again: AWS having it at all is the proof.
    (subject.kind.stable || idOf(subject.kind, scene.get(subject.kind, subject.manifest.metadata.name)) !== id),
}

/** Deletes an AWS object as its administrator does, whatever it takes first. */
export async function destroy(scene: Scene, kind: Kind, id: string): Promise<void> {
  const observed = observedOf(scene, kind, id, {})
  if (observed === undefined) return
  const byHand = ({ operation, input }: ReturnType<Kind['erase']>) =>
    scene.aws.invoke(kind.service.name, operation.name.replace(/Command$/, ''), input, scopeOf(scene, id))
  const steps = kind.teardown(observed)
  for (const call of steps) await byHand(call)
  // AWS may take some time to notice what was taken out, which is none here.
  if (steps.length > 0) await control(scene.aws, { do: 'force', id })
  await byHand(kind.erase(observed))
}

/** Takes over an AWS object that is there already, named by its id. */
export function adoption(strangeId: string): Scenario {
  return {
    name: 'adopt',
    start: 'strange',
    act: async (scene, { kind, manifest }) => {
      const annotations = {
        ...manifest.metadata.annotations,
        [ackAnnotation.adoptionPolicy]: 'adopt',
        [ackAnnotation.adoptionFields]: JSON.stringify({ [kind.id.field]: strangeId }),
      }
      await scene.apply({ ...manifest, metadata: { ...manifest.metadata, annotations } })
    },
    done: synced,
  }
}

/** An edit of one field. */
export function update(field: string, value: unknown): Scenario {
  return {
    name: `update of ${field}`,
    start: 'settled',
    edit: { field, value },
    act: async (scene, { kind, manifest }) =>
      await scene.edit(kind, manifest.metadata.name, { spec: { [field]: value } }),
    done: synced,
  }
}

/** The AWS object of a custom resource as one that no controller ever knew. */
export function estrange(scene: Scene, id: string): void {
  const row = rowOf(scene, id)
  if (row?.Tags === undefined) return
  const owners: readonly string[] = Object.values(ownerTags)
  const set: Item = { Tags: row.Tags.filter(({ Key }) => !owners.includes(Key ?? '')) }
  control(scene.aws, { do: 'alter', id, set })
}
