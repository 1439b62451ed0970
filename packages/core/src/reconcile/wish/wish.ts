import type { Kind } from '../../kind/kind.ts'
import type { KubeObject } from '../../kube/transport.ts'
import { type Item, isItem, text } from '../../schema/json.ts'
import type { Retention } from '../deletion/retention.ts'
import { type Intent, intentOf } from '../identity/intent.ts'
import type { Outcome } from '../outcome.ts'
import { gate } from './gate.ts'
import { ack, annotation } from './names.ts'

/**
 * What a Kubernetes object asks for beside its spec, and what is on record for it: the one place where its annotations, its
 * finalizer and its deletion are read. A pass reads it at its beginning, and again after each write to the object.
 */
export interface Wish {
  /** What keeps a pass from beginning: the object is paused, or an annotation is not understood. */
  readonly stopped: Outcome | undefined
  readonly uid: string
  readonly generation: number
  readonly deleting: boolean
  /** It carries our finalizer. */
  readonly claimed: boolean
  /** It only looks: AWS is never changed for it, and it owns nothing there. */
  readonly readOnly: boolean
  /** What would be done is said, and not done. */
  readonly planOnly: boolean
  /** Its AWS object was there before it. */
  readonly adopted: boolean
  readonly adoption: Adoption
  /** The adoption policy as it is given. */
  readonly policy: string | undefined
  /** The region that its own annotation names. */
  readonly region: string | undefined
  /** The id of the AWS object that a person wants deleted as a duplicate. */
  readonly removeDuplicate: string | undefined
  /** What becomes of the AWS object when this one is deleted. */
  readonly retention: Retention
  /** The id that status holds. */
  readonly id: string | undefined
  /** The record that was written for this very object. */
  readonly intent: Intent | undefined
}

/** What the adoption annotations of an object ask for. `unnamed`: no annotation says which AWS object is meant. */
export type Adoption =
  | { readonly is: 'none' }
  | { readonly is: 'named'; readonly id: string; readonly policy: Policy }
  | { readonly is: 'unnamed'; readonly policy: Policy }
  | { readonly is: 'invalid'; readonly why: string }

export type Policy = 'adopt' | 'adopt-or-create' | 'read-only'

/** What a wish is read by. */
export interface Reading {
  readonly kind: Kind
  readonly settings: { readonly clusterUID: string; retain(kind: Kind, object: KubeObject): Retention }
}

/** Reads what an object wishes. */
export function wishOf({ kind, settings }: Reading, object: KubeObject): Wish {
  const { metadata, status } = object
  const annotations = metadata.annotations ?? {}
  const id = text(status?.[kind.id.field])
  return {
    stopped: gate(object),
    uid: metadata.uid,
    generation: metadata.generation ?? 0,
    deleting: metadata.deletionTimestamp !== undefined,
    claimed: metadata.finalizers?.includes(kind.finalizer) ?? false,
    readOnly: looksOnly(object),
    planOnly: annotations[annotation.mode] === 'plan',
    adopted: wasAdopted(object),
    adoption: adoptionOf(kind, object),
    policy: annotations[ack.adoptionPolicy],
    region: annotations[ack.region],
    removeDuplicate: annotations[annotation.removeDuplicate]?.trim(),
    retention: settings.retain(kind, object),
    id: id === '' ? undefined : id,
    intent: intentOf({ kind, clusterUID: settings.clusterUID }, object),
  }
}

/** Whether an object only looks: AWS is never changed for it, and it owns nothing there. */
export function looksOnly({ metadata }: KubeObject): boolean {
  return metadata.annotations?.[ack.readOnly]?.toLowerCase() === 'true'
}

/** Whether the AWS object of this one was there before it. */
export function wasAdopted({ metadata }: KubeObject): boolean {
  return metadata.annotations?.[ack.adopted]?.toLowerCase() === 'true'
}

/** Until when, by a person's word (RFC 3339), what has vanished together with an object may be made anew. */
export const replaceMissing = ({ metadata }: KubeObject): string | undefined =>
  metadata.annotations?.[annotation.replaceMissing]

/** An object that only looks takes nothing over, whatever its policy says. */
function adoptionOf(kind: Kind, object: KubeObject): Adoption {
  const annotations = object.metadata.annotations ?? {}
  const given = annotations[ack.adoptionPolicy]
  const looks = looksOnly(object)
  if (given === undefined && !looks) return { is: 'none' }
  if (given !== undefined && given !== 'adopt' && given !== 'adopt-or-create')
    return { is: 'invalid', why: `${ack.adoptionPolicy} must be adopt or adopt-or-create, not ${given}` }
  const policy = looks || given === undefined ? 'read-only' : given
  const fields = annotations[ack.adoptionFields]
  if (fields === undefined) return { is: 'unnamed', policy }
  const id = text(parse(fields)?.[kind.id.field])
  if (id === undefined) return { is: 'invalid', why: `${ack.adoptionFields} ${demand(kind)}` }
  if (id.trim() === '') return { is: 'invalid', why: `${kind.id.field} in ${ack.adoptionFields} is empty` }
  return { is: 'named', id, policy }
}

/** What the annotation with the identifiers must be. */
export const demand = (kind: Kind) => `must be a JSON object that names ${kind.id.field}`

function parse(value: string): Item | undefined {
  try {
    const parsed: unknown = JSON.parse(value)
    return isItem(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}
