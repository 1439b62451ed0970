import type { Intent } from '../identity/intent.ts'
import type { Wish } from '../wish/wish.ts'

/**
 * What our record says of an AWS object. `silent`: there is a record, and it names no id yet, or not the one of a create
 * whose outcome is open; so do records of earlier versions. `other`: it names other ids, and nothing explains this one.
 */
export type Provenance = 'none' | 'silent' | 'named' | 'other'

/** What the record of an object says of an AWS id. */
export function provenance({ intent }: Pick<Wish, 'intent'>, id: string): Provenance {
  if (intent === undefined) return 'none'
  if (intent.ids.includes(id)) return 'named'
  return intent.ids.length === 0 || intent.open.length > 0 ? 'silent' : 'other'
}

/**
 * The fields in which an adopted object is left as AWS has it: until the spec is edited, or the policy says that the spec
 * holds. Undefined for an object that is held to its spec.
 */
export function keptFields({ intent, policy, generation }: Wish): readonly string[] | undefined {
  const adopted = intent?.adopted
  if (adopted === undefined || policy === 'adopt-or-create' || generation > adopted.generation) return undefined
  return adopted.kept
}

/** The record after a write of ours to the spec: that is no edit of the user's. Undefined where nothing in it changes. */
export function unedited({ intent, generation }: Wish): Intent | undefined {
  if (intent?.adopted === undefined || generation > intent.adopted.generation) return undefined
  return { ...intent, adopted: { ...intent.adopted, generation: generation + 1 } }
}
