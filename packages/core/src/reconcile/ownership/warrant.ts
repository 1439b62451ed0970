import { text } from '../../schema/json.ts'
import type { Pass } from '../pass.ts'

/** The right to create an AWS object: without one no create can be planned. Made by `warrantOf` and nowhere else. */
export interface Warrant {
  /** Whether an adopted object may be made anew, by the user's word, once it is gone. */
  readonly by: 'management' | 'adopt-or-create'
}

/**
 * Whether an object may be created in AWS at all. A reader makes nothing. What was only adopted is not made, neither first nor
 * in place of one that is gone, unless the policy says `adopt-or-create`; nor is what belongs to another account.
 */
export function warrantOf(pass: Pick<Pass, 'wish' | 'object' | 'scope'>): Warrant | undefined {
  const { readOnly, policy, adopted, id, intent } = pass.wish
  if (readOnly) return undefined
  if (policy === 'adopt' || shared(pass)) return undefined
  if (policy === 'adopt-or-create') return { by: 'adopt-or-create' }
  // The annotation travels with copies of a manifest, status and the record do not.
  return adopted && (id !== undefined || intent?.epoch === 0) ? undefined : { by: 'management' }
}

/** Whether status shows that the AWS object belongs to another account, which shares it with this one. */
function shared({ object, scope }: Pick<Pass, 'object' | 'scope'>): boolean {
  const owner = text(object.status?.ownerID)
  return owner !== undefined && owner !== '' && scope.account !== '' && owner !== scope.account
}
