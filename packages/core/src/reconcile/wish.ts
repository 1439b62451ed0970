import type { Kind } from '../kind/kind.ts'
import type { KubeObject } from '../kube/transport.ts'
import { type Item, isItem, text } from '../schema/json.ts'
import { looksOnly } from './gate.ts'
import { ack } from './names.ts'

/** What the adoption annotations of an object ask for. `unnamed`: no annotation says which AWS object is meant. */
export type Wish =
  | { readonly is: 'none' }
  | { readonly is: 'named'; readonly id: string; readonly policy: Policy }
  | { readonly is: 'unnamed'; readonly policy: Policy }
  | { readonly is: 'invalid'; readonly why: string }

export type Policy = 'adopt' | 'adopt-or-create' | 'read-only'

/** Reads the adoption annotations. An object that only looks takes nothing over, whatever its policy says. */
export function wishOf(kind: Kind, object: KubeObject): Wish {
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
