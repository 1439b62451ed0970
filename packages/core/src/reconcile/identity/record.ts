import { type MergePatch, statusPatch } from '../../kube/patch.ts'
import type { KubeObject } from '../../kube/transport.ts'
import { text } from '../../schema/json.ts'
import { unasked } from '../change/initial.ts'
import { begun } from '../history.ts'
import type { Outcome } from '../outcome.ts'
import { provenance } from '../ownership/provenance.ts'
import type { Pass } from '../pass.ts'
import type { How } from '../plan.ts'
import { conditions } from '../status/condition.ts'
import { recordChange } from '../status/event.ts'
import { metadataStatus } from '../status/report.ts'
import { annotation } from '../wish/names.ts'
import type { Wish } from '../wish/wish.ts'
import { annotate, persistStatus, Stale, untaken } from '../write/write.ts'
import { blank, encode, type Intent, recorded } from './intent.ts'

/**
 * Writes the id on its own, at once; what status says of an object that this one replaces goes. An id that another process
 * has written meanwhile stands: of two AWS objects the one in status is ours. One that the record does not explain, because
 * the API server was set back meanwhile, is not written: in status it would belong to nobody, and the next pass looks for
 * it. An adoption explains its id for as long as it is on record as it is now: an object set back to before that has not been
 * filled in. False when the object is gone from Kubernetes.
 */
export async function keepId(pass: Pass, id: string, how: 'made' | 'adopted'): Promise<boolean> {
  const was = kept(pass.object, pass)
  const adoption = adoptionOf(pass)
  const there = await persistStatus(pass, (object) => {
    if (how === 'made' ? !explained(pass.wish, id) : adoptionOf(pass) !== adoption) return undefined
    const stands = kept(object, pass)
    return stands === undefined || stands === was || stands === id ? idPatch(pass, object, id) : undefined
  })
  if (there && kept(pass.object, pass) === id) {
    delete pass.memory.unkept
    await keepRecord(pass, id)
  }
  return there
}

/** Which adoption is on record: the generation that its spec had. */
export const adoptionOf = ({ wish }: Pass) => wish.intent?.adopted?.generation

/** Whether our record of an object lets status name this id. */
export const explained = (wish: Wish, id: string) => ['named', 'silent'].includes(provenance(wish, id))

/**
 * Puts an id that status has on record. Status has it already, and a record that cannot be written now is written by the
 * next pass, once AWS shows whose the object is.
 */
async function keepRecord(pass: Pass, id: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    const record = missing(pass, id)
    if (record === undefined) return
    try {
      return await annotate(pass, record)
    } catch (error) {
      if (!untaken(error)) throw error
      // Somebody else's write came in between: until the record is there, AWS's tags alone say whose the object is.
      if (!(error instanceof Stale) || error.replaced || tries === insistence) return
    }
  }
}

/** How often the record of an id is written again when somebody else has changed the object meanwhile. */
const insistence = 5

/** The annotation that puts the id in status on record, and closes the attempts that led to it; undefined when it is there. */
export function missing(pass: Pass, id: string): Readonly<Record<string, string>> | undefined {
  const { intent, uid } = pass.wish
  if (intent?.uid === uid && intent.open.length === 0 && intent.ids.at(-1) === id) return undefined
  return { [annotation.intent]: encode(recorded(intent ?? stripped(pass, id) ?? blank(pass), uid, id)) }
}

/** What this process knows of the record of an AWS object, which somebody has taken off. */
function stripped({ memory: { record } }: Pass, id: string): Intent | undefined {
  return record?.ids.includes(id) ? record : undefined
}

/** The id in status. */
export const kept = ({ status }: KubeObject, { tools }: Pass) => text(status?.[tools.kind.id.field])

/** What makes the status of an object hold an id. */
function idPatch(pass: Pass, { status: before, metadata }: KubeObject, id: string): MergePatch | undefined {
  const { kind, clock } = pass.tools
  const outcome: Outcome = {
    is: 'again',
    after: 'tick',
    reason: 'Creating',
    why: `Created ${id}; waiting for AWS to list it`,
  }
  const known = text(before?.[kind.id.field])
  return statusPatch(before, {
    ...(known === undefined || known === id ? before : {}),
    [kind.id.field]: id,
    ackResourceMetadata: metadataStatus(pass.scope),
    // What status does not keep changes nothing then, and the conditions say why it does not.
    conditions:
      pass.memory.unkept === true
        ? before?.conditions
        : conditions(outcome, {
            before,
            generation: metadata.generation ?? 0,
            now: clock.now(),
            references: kind.references.length > 0,
            unresolved: pass.unresolved,
          }),
  })
}

/**
 * An AWS object of ours that status does not have is taken up, unless another process has taken up another one meanwhile.
 * The next pass goes by the id in status.
 */
export async function recall(pass: Pass, id: string, how: How): Promise<Outcome> {
  const { kind, observer, clock } = pass.tools
  if (how !== 'record') {
    begun(pass, id).createdAt = clock.monotonic()
    // On record before it is in status: an id in status that the record does not name would belong to nobody.
    if (missing(pass, id) !== undefined) await annotate(pass, { [annotation.intent]: encode(recalled(pass, id)) })
  }
  observer.happened({ is: 'recalled', kind: kind.name, how })
  if (kind.readBack && pass.memory.attempts.made?.id === id)
    recordChange(pass, 'Created', `${kind.name} ${id}`, 'Create')
  await keepId(pass, id, 'made')
  if (kept(pass.object, pass) === undefined) return unkept(pass)
  const words = { record: 'is on record as the one', tag: 'carries the owner tags', naturalkey: 'has the natural key' }
  return { is: 'again', after: 0, reason: 'Creating', why: `${id} ${words[how]} of this object` }
}

/** The record of what is taken up. What AWS put into it is still to be taken out where this very process has made it. */
function recalled(pass: Pass, id: string): Intent {
  const { intent, uid } = pass.wish
  const record = recorded(intent ?? blank(pass), uid, id)
  return pass.memory.attempts.made?.id === id ? { ...record, initial: unasked(pass, pass.object.spec ?? {}) } : record
}

/** The id was written, and the API server does not keep it. */
export function unkept({ tools: { kind }, memory }: Pass): Outcome {
  memory.unkept = true
  const why = `Kubernetes API: status does not keep ${kind.id.field}. Install the definition of ${kind.name} that this release has`
  return { is: 'failed', reason: 'InternalError', why, errorClass: 'blocked' }
}
