import type { Sight } from '../kind/kind.ts'
import { adopt } from './adopt.ts'
import type { Observation } from './observe.ts'
import type { Outcome } from './outcome.ts'
import { ownership } from './owner.ts'
import type { Pass } from './pass.ts'
import type { Resolution } from './resolve.ts'

/** An AWS object that the user named. */
export interface Named {
  readonly id: string
  readonly policy: 'adopt' | 'adopt-or-create'
}

/** Takes over the AWS object that the user named, unless it is somebody else's. `create`: there is none, and one is wanted. */
export async function takeOver(
  pass: Pass,
  { sight, absence }: Observation,
  { id, policy }: Named,
  resolution: Resolution,
): Promise<Outcome | 'create'> {
  if (sight !== undefined) {
    const owner = pass.tools.kind.tagged === undefined ? undefined : ownership(pass, sight.item, false)
    const rival = owner === 'foreign' ? rivalOf(pass, sight) : undefined
    if (rival !== undefined)
      return { is: 'failed', reason: 'NotOwned', why: `${sight.id} belongs to ${rival}`, errorClass: 'terminal' }
    return await adopt(pass, sight, policy)
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

/** The living Kubernetes object that an AWS object belongs to already. */
function rivalOf(pass: Pass, sight: Sight): string | undefined {
  const { kind, store } = pass.tools
  const uid = kind.service.tagging.of(sight.item).find((tag) => tag.Key === 'services.k8s.aws/uid')?.Value
  const other = uid === undefined ? undefined : store.byUid(uid)
  return other === undefined ? undefined : `${kind.name} ${other.metadata.namespace}/${other.metadata.name}`
}
