import type { KubeObject } from '../../kube/transport.ts'
import { text } from '../../schema/json.ts'
import type { Wish } from '../wish/wish.ts'

/** Where an object was created, or may have been; it can never move. */
export interface Origin {
  readonly account: string
  readonly region: string
  /** The URL its namespace named then, empty for the controller's own; undefined without a record of that. */
  readonly endpoint: string | undefined
  /** False while it is not known whether the create that was sent there made anything. */
  readonly sure: boolean
}

/** What says where an object was created. */
interface Recorded {
  readonly wish: Pick<Wish, 'intent'>
  readonly object: KubeObject
}

/** Where the object was created, or may have been, as status and intent have it: a refused create binds nobody. */
export function originOf({ wish: { intent }, object }: Recorded): Origin | undefined {
  const metadata = object.status?.ackResourceMetadata
  const endpoint = intent && (intent.endpoint ?? '')
  if (typeof metadata === 'object' && metadata !== null && 'ownerAccountID' in metadata && 'region' in metadata) {
    const account = text(metadata.ownerAccountID)
    const region = text(metadata.region)
    if (account !== undefined && region !== undefined) return { account, region, endpoint, sure: true }
  }
  if (intent === undefined || intent.epoch === 0) return undefined
  const { account, region, made, open } = intent
  if (made === undefined && open.length === 0) return undefined
  return { account, region, endpoint, sure: made !== undefined }
}
