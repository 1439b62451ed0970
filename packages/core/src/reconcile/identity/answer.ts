import type { Item } from '../../schema/json.ts'
import type { Outcome } from '../outcome.ts'
import { claimants, label } from '../ownership/claimants.ts'
import type { Pass } from '../pass.ts'
import { alreadyExists } from './identify.ts'
import type { Intent } from './intent.ts'
import { searchAll } from './search.ts'

/** Why what AWS answers to a create may not be ours: the next passes find out, or it is certainly that of another object. */
export type Doubt =
  | { readonly is: 'open'; readonly outcome: Outcome }
  | { readonly is: 'certain'; readonly outcome: Outcome }

/**
 * Whether what a create was answered with may be what somebody else has made; undefined when it is ours. Where the create carries
 * tags it is ours once they are read back. Where it carries none, the look right before has shown nothing, and no other object
 * stands for it.
 */
export async function doubt(pass: Pass, { epoch }: Intent, id: string, spec: Item): Promise<Doubt | undefined> {
  const { kind } = pass.tools
  if (!kind.answered) return undefined
  if (!kind.readBack) {
    const [other] = claimants(pass, id)
    return other && { is: 'certain', outcome: alreadyExists(`${id} is that of ${label(pass, other)}`) }
  }
  // Known before the search, which may fail: what was answered is not asked for again.
  pass.memory.attempts.made = { epoch, id }
  const ours = await searchAll(pass, spec)
  if (ours.some((match) => match.id === id)) return undefined
  const why = `AWS answered with ${id}: it is this object's once its tags say so`
  return { is: 'open', outcome: { is: 'again', after: 1000, reason: 'CreateOutcomeUnknown', why } }
}
