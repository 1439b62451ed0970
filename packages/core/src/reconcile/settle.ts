import type { Sight } from '../kind/kind.ts'
import { unedited } from './mention.ts'
import type { Outcome } from './outcome.ts'
import type { Pass } from './pass.ts'
import { merge } from './write.ts'

/**
 * In sync, if status keeps the id: without it nobody could find the object by its status. Fields that users of this API
 * group expect to be filled in from AWS are filled in now.
 */
export async function settle(pass: Pass, sight: Sight | undefined): Promise<Outcome> {
  const { kind } = pass.tools
  if (sight === undefined) return { is: 'settled' }
  // Of an object that is only looked at, the id is written by the report of this very pass.
  if (!pass.wish.readOnly && !keeps(pass, sight.id)) return unkept(pass)
  const spec = pass.object.spec ?? {}
  const late = Object.entries(kind.late(sight)).filter(
    ([field, found]) => spec[field] === undefined && found !== undefined,
  )
  if (late.length === 0) return { is: 'settled' }
  await merge(pass, { spec: Object.fromEntries(late), metadata: { annotations: unedited(pass.wish) } })
  return { is: 'again', after: 0, reason: 'Updating', why: 'Fields were filled in from AWS' }
}

/** Whether status has this id, by the last answer of the API server. */
export function keeps({ wish }: Pass, id: string): boolean {
  return wish.id === id
}

/** The id was written, and the API server does not keep it. */
export function unkept({ tools: { kind }, memory }: Pass): Outcome {
  memory.unkept = true
  const why = `Kubernetes API: status does not keep ${kind.id.field}. Install the definition of ${kind.name} that this release has`
  return { is: 'failed', reason: 'InternalError', why, errorClass: 'blocked' }
}
