import { type Item, items, type Kind } from '@windlass/core'
import { KubeError, type KubeObject } from '@windlass/core/kube'
import { annotation } from '@windlass/core/object'
import { control } from '@windlass/simulator'
import { idOf, rowOf } from '../invariant/model.ts'
import type { Controls } from '../run/contract.ts'
import { any, type Draw, deed, type Parts } from './fault.ts'

/** The object that the run is about, as the API server has it. */
export const objectOf = ({ scene, subject }: Controls) => scene.get(subject.kind, subject.manifest.metadata.name)

/** The id of the subject in AWS, if it stands there and nobody is deleting it. */
export function standing(controls: Controls): string | undefined {
  const object = objectOf(controls)
  const id = idOf(controls.subject.kind, object)
  return object?.metadata.deletionTimestamp === undefined && id !== undefined && rowOf(controls.scene, id) !== undefined
    ? id
    : undefined
}

/** A deed of the administrator of AWS to the subject. */
export const admin = (what: string, act: (controls: Controls, id: string) => void) => (draw: Draw) =>
  deed(draw, any, (controls) => {
    const id = standing(controls)
    if (id === undefined) return false
    act(controls, id)
    controls.note('admin', `${what} ${id}`)
    return true
  })

/** Gives an AWS object other tags, behind everyone's back. */
export function retag(controls: Controls, id: string, change: (tags: readonly Item[]) => readonly Item[]): void {
  const Tags = change((rowOf(controls.scene, id)?.Tags ?? []).map((tag) => ({ ...tag })))
  control(controls.scene.aws, { do: 'alter', id, set: { Tags } })
}

/** Whether the subject is there and is not being deleted. */
export const present = (controls: Controls) => {
  const object = objectOf(controls)
  return object !== undefined && object.metadata.deletionTimestamp === undefined
}

/**
 * Deletes an object as people do who want it gone from AWS too: while its finalizer has been taken away, they wait for the
 * controller to put it back, because what is deleted without one leaves its AWS object behind, and that is their own doing.
 */
export async function discard(controls: Controls, kind: Kind, name: string): Promise<void> {
  const { scene, subject, facts } = controls
  const made = kind === subject.kind && name === subject.manifest.metadata.name && facts.id !== undefined
  const bare = (object: KubeObject | undefined) =>
    made && object !== undefined && !object.metadata.finalizers?.includes(kind.finalizer)
  for (;;) {
    await once(controls, () => !bare(scene.get(kind, name)))
    const object = scene.get(kind, name)
    if (bare(object)) continue
    try {
      return await scene.delete(kind, name, made ? object?.metadata.resourceVersion : undefined)
    } catch (error) {
      if (!(error instanceof KubeError && error.status === 409)) throw error
    }
  }
}

/** A deed of people that takes its time, at the first moment at which it can be done; the run waits until it is over. */
export function errand(
  draw: Draw,
  what: string,
  ready: (controls: Controls) => boolean,
  act: (controls: Controls) => Promise<void>,
): Parts {
  let running = false
  const parts = deed(draw, any, (controls) => {
    if (!ready(controls)) return false
    running = true
    const end = () => {
      running = false
    }
    told(controls, what, act(controls).finally(end))
    return true
  })
  return (hit) => ({ ...parts(hit), busy: () => running })
}

/** A deed of the user to the subject, once the scenario has begun and while the subject is not being deleted. */
export const user = (what: string, act: (controls: Controls) => Promise<void>) => (draw: Draw) =>
  errand(draw, what, (controls) => controls.begun() && present(controls), act)

/** Notes what a user does, and what came of it. */
export function told(controls: Controls, what: string, done: Promise<void>): void {
  controls.note('user', what)
  void done.then(
    () => controls.note('user', `${what}: done`),
    (error: unknown) => controls.note('user', `${what}: ${String(error)}`),
  )
}

/** Resolves once something is so, looked at every 500 ms; `so` only looks. */
export function once({ scene }: Controls, so: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      const is = so()
      if (is) resolve()
      return is
    }
    if (!look()) scene.clock.watch(500, look)
  })
}

/** Resolves after so many milliseconds. */
export function after({ scene }: Controls, ms: number): Promise<void> {
  return new Promise((resolve) => {
    scene.clock.after(ms, resolve)
  })
}

/** From now on people name every duplicate that an advisory tells them of, so that it is deleted, until it is no longer told of. */
export function heed(controls: Controls): void {
  const { scene, subject } = controls
  let named: string | undefined
  scene.clock.watch(5000, () => {
    const id = present(controls) ? advised(objectOf(controls)) : undefined
    if (id === named) return false
    named = id
    const annotations = { [annotation.removeDuplicate]: id ?? null }
    const what = id === undefined ? 'no longer names a duplicate' : `has ${id} deleted`
    told(controls, what, scene.edit(subject.kind, subject.manifest.metadata.name, { metadata: { annotations } }))
    return false
  })
}

/** The id that an advisory of a duplicate says how to have deleted. */
function advised(object: KubeObject | undefined): string | undefined {
  const messages = items(object?.status?.conditions).map(({ message }) => String(message))
  return messages.map((message) => message.split(`${annotation.removeDuplicate}=`)[1]).find((id) => id !== undefined)
}

export type ActLike = { readonly scenario: { readonly name: string; readonly start: string } }

export const notDeleted = (act: ActLike) => act.scenario.name !== 'delete'
export const settled = (act: ActLike) => notDeleted(act) && act.scenario.start === 'settled'

export const tagged = (
  _act: object,
  { subject }: { readonly subject: { readonly kind: { readonly tagged: string | undefined } } },
) => subject.kind.tagged !== undefined

/** Patches the status of the subject as somebody who is not the controller. */
export const status = async (controls: Controls, patch: Item) => {
  const { scene, subject } = controls
  controls.invariants.tamper(subject.kind, subject.manifest.metadata.name)
  await scene.status(subject.kind, subject.manifest.metadata.name, patch)
}
