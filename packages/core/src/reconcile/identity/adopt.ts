import { withFilled } from '../change/written.ts'
import type { Outcome } from '../outcome.ts'
import type { Pass } from '../pass.ts'
import type { Adopt } from '../plan.ts'
import { logChange, recordChange } from '../status/event.ts'
import { ack, annotation } from '../wish/names.ts'
import { fillIn } from '../write/write.ts'
import type { Adopted } from './intent.ts'
import { blank, encode, recorded } from './intent.ts'
import { adoptionOf, keepId, unkept } from './record.ts'

/** The marks and the record that an object carries before anything else is done about an adoption. */
export function adoptionRecord(pass: Pass, action: Adopt): Readonly<Record<string, string>> {
  return { [ack.adopted]: 'true', ...record(pass, action, pass.wish.generation) }
}

/** The record of an adoption whose spec is that of a generation; with the id once that is sure. */
function record(pass: Pass, { kept, fill }: Adopt, generation: number, id?: string): Readonly<Record<string, string>> {
  const adopted: Adopted = { generation, kept }
  // What an earlier create of this object left to be done is not to be done to one that somebody else has made, and what the user
  // wrote before was not for this one.
  const { written: _earlier, ...last } = pass.wish.intent ?? blank(pass)
  const intent = withFilled(pass.tools.kind, { ...last, initial: [], adopted }, fill)
  return { [annotation.intent]: encode(id === undefined ? intent : recorded(intent, pass.wish.uid, id)) }
}

/** Takes over an AWS object that the user named: finalizer, marks and record were first, spec and id come now. */
export async function adopt(pass: Pass, action: Adopt): Promise<Outcome> {
  const { id, fill, sure, print } = action
  pass.memory.adopting = print
  if (!sure) return { is: 'again', after: 'tick', reason: 'Creating', why: `${id} is looked at again` }
  const filled = Object.keys(fill).length > 0
  const annotations = record(pass, action, pass.wish.generation + (filled ? 1 : 0), id)
  // On record before it is in status: an id in status that the record does not name would be adopted again and again.
  await fillIn(pass, filled ? fill : undefined, annotations)
  const adoption = adoptionOf(pass)
  await keepId(pass, id, 'adopted')
  if (adoptionOf(pass) !== adoption)
    return { is: 'again', after: 0, reason: 'Creating', why: `The adoption of ${id} is no longer on record` }
  const { kind } = pass.tools
  const fate = pass.wish.retention.is === 'keep' ? 'is kept' : 'is deleted too'
  const did = `${kind.name} ${id}. When this object is deleted, it ${fate}`
  recordChange(pass, 'Adopted', did, 'Adopt')
  logChange(pass, 'Adopted', { did, id })
  if (pass.wish.id !== id) return unkept(pass)
  return { is: 'again', after: 0, reason: 'Creating', why: `${id} was adopted` }
}
