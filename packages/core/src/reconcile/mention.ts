import { encode, type Holder, intentOf } from './intent.ts'
import { ack, annotation } from './names.ts'

/**
 * What our record says of an AWS object. `silent`: there is a record, and it names no id yet, or not the one of a create
 * whose outcome is open; so do records of earlier versions. `other`: it names other ids, and nothing explains this one.
 */
export type Mention = 'none' | 'silent' | 'named' | 'other'

/** What the record of the object of this pass says of an AWS id. */
export function mention(pass: Holder, id: string): Mention {
  const intent = intentOf(pass)
  if (intent === undefined) return 'none'
  if (intent.ids.includes(id)) return 'named'
  return intent.ids.length === 0 || intent.open.length > 0 ? 'silent' : 'other'
}

/**
 * The fields in which an adopted object is left as AWS has it: until the spec is edited, or the policy says that the spec
 * holds. Undefined for an object that is held to its spec.
 */
export function keptFields(pass: Holder): readonly string[] | undefined {
  const { object } = pass
  const adopted = intentOf(pass)?.adopted
  const wins = object.metadata.annotations?.[ack.adoptionPolicy] === 'adopt-or-create'
  if (adopted === undefined || wins || (object.metadata.generation ?? 0) > adopted.generation) return undefined
  return adopted.kept
}

/** The record after a write of ours to the spec: that is no edit of the user's. */
export function unedited(pass: Holder): Readonly<Record<string, string>> {
  const intent = intentOf(pass)
  const generation = pass.object.metadata.generation ?? 0
  if (intent?.adopted === undefined || generation > intent.adopted.generation) return {}
  return { [annotation.intent]: encode({ ...intent, adopted: { ...intent.adopted, generation: generation + 1 } }) }
}
