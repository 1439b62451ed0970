import { adopt } from './adopt.ts'
import { label, managers } from './claimants.ts'
import type { Identity } from './identify.ts'
import { mention } from './mention.ts'
import type { Observation } from './observe.ts'
import type { Outcome } from './outcome.ts'
import { ownership, standing } from './owner.ts'
import type { Pass } from './pass.ts'
import type { Resolution } from './resolve.ts'

/** An AWS object that the user named. */
export interface Named {
  readonly id: string
  readonly policy: 'adopt' | 'adopt-or-create'
}

/** The AWS object that is to be adopted and is not ours yet. */
export function toAdopt(pass: Pass, identity: Identity, observation: Observation): Named | undefined {
  if (identity.is !== 'named') return restored(pass, observation)
  return identity.policy === 'read-only' ? undefined : { id: identity.id, policy: identity.policy }
}

/**
 * The object that status names and no record of ours does, when the user says to adopt it: it was restored with its status, or
 * its record is lost.
 */
function restored(pass: Pass, { sight }: Observation): Named | undefined {
  if (sight === undefined || mention(pass.wish, sight.id) === 'named') return undefined
  const { adoption: asked } = pass.wish
  if (asked.is !== 'named' && asked.is !== 'unnamed') return undefined
  if (asked.policy === 'read-only' || (asked.is === 'named' && asked.id !== sight.id)) return undefined
  return ownership(pass, sight).is === 'foreign' ? { id: sight.id, policy: asked.policy } : undefined
}

/** Takes over the AWS object that the user named, unless it is somebody else's. `create`: there is none, and one is wanted. */
export async function takeOver(
  pass: Pass,
  { sight, absence }: Observation,
  { id, policy }: Named,
  resolution: Resolution,
): Promise<Outcome | 'create'> {
  if (sight !== undefined) {
    const rival = rivalOf(pass, sight)
    if (rival !== undefined) return { is: 'failed', reason: 'NotOwned', why: rival, errorClass: 'terminal' }
    if (pass.wish.planOnly) return { is: 'held', reason: 'Planned', why: `Would adopt ${id}` }
    return await adopt(pass, sight, policy, resolution)
  }
  if (policy === 'adopt-or-create' && absence !== 'gone')
    return {
      is: 'again',
      after: 'tick',
      reason: 'Waiting',
      why: `AWS does not show ${id}: it is asked about it by its id`,
    }
  if (policy === 'adopt-or-create' && resolution.blocked === undefined) return 'create'
  return { is: 'blocked', reason: 'AdoptionNotFound', why: `AWS has no ${id} to adopt`, patient: false }
}

/** Why the AWS object is not to be had: who owns it, or may. */
function rivalOf(pass: Pass, { id, item }: NonNullable<Observation['sight']>): string | undefined {
  const { kind } = pass.tools
  const claim = kind.tagged === undefined ? undefined : standing(pass, id, kind.service.tagging.of(item))
  if (claim?.is === 'held') return claim.why
  const other = managers(pass, id)[0]
  return other === undefined ? undefined : `${id} belongs to ${label(pass, other)}, whose status names it`
}
