import type { Kind } from '@windlass/core'
import { type KubeClient, type KubeObject, resourceOf } from '@windlass/core/kube'
import { condition } from '../stage.ts'
import type { Manifest } from './manifest.ts'

/** How far an object is on its way. */
export interface Progress {
  readonly kind: string
  readonly name: string
  readonly id: string
  readonly synced: boolean
  /** What it waits for, in the controller's words. */
  readonly why: string
}

/** Reads how far the objects are. Rejects when the cluster does not answer. */
export async function progressOf(
  client: KubeClient,
  kinds: readonly Kind[],
  manifests: readonly Manifest[],
  signal: AbortSignal,
): Promise<readonly Progress[]> {
  const used = kinds.filter((kind) => manifests.some((manifest) => manifest.kind === kind.name))
  const lists = await Promise.all(
    used.map(async (kind) => ({ kind, list: await client.list(resourceOf(kind.target), {}, signal) })),
  )
  return manifests.map(({ kind, name }) => {
    const found = lists.find((each) => each.kind.name === kind)
    const object = found?.list.items.find((item) => item.metadata.name === name)
    return found && object ? progress(found.kind, object) : { kind, name, id: '', synced: false, why: 'it is gone' }
  })
}

function progress(kind: Kind, object: KubeObject): Progress {
  const id = object.status?.[kind.id.field]
  const synced = condition(object, 'ACK.ResourceSynced')
  const current = synced?.observedGeneration === object.metadata.generation
  const ready = condition(object, 'Ready')
  const message = typeof ready?.message === 'string' ? ready.message : 'not looked at yet'
  const { name } = object.metadata
  const done = synced?.status === 'True' && current
  return { kind: kind.name, name, id: typeof id === 'string' ? id : '', synced: done, why: done ? '' : message }
}

/** One line for an object. */
export function line({ kind, name, id, synced, why }: Progress, widths: Widths): string {
  return `${synced ? '✓' : '·'} ${kind.padEnd(widths.kind)}  ${name.padEnd(widths.name)}  ${id.padEnd(widths.id)}  ${why}`.trimEnd()
}

export interface Widths {
  readonly kind: number
  readonly name: number
  readonly id: number
}

export function widthsOf(all: readonly Progress[]): Widths {
  const widest = (text: (each: Progress) => string) => Math.max(0, ...all.map((each) => text(each).length))
  return {
    kind: widest(({ kind }) => kind),
    name: widest(({ name }) => name),
    id: Math.max(
      26,
      widest(({ id }) => id),
    ),
  }
}
