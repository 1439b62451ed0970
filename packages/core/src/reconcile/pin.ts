import { AwsError } from '../aws/error.ts'
import { text } from '../schema/json.ts'
import { iso } from '../time/iso.ts'
import { turnedAway, unsettled } from './doubt.ts'
import type { Identity } from './identify.ts'
import { encode, type Intent } from './intent.ts'
import { annotation } from './names.ts'
import type { Outcome } from './outcome.ts'
import type { Pass, Pinned } from './pass.ts'
import { annotate } from './write.ts'

/** Where the object was created, or may have been, as status and intent have it: a refused create binds nobody. */
export function pinned({ wish: { intent }, object }: Pick<Pass, 'wish' | 'object'>): Pinned | undefined {
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

/** A name server says of these that there is no such address; of anything else that keeps a call here it may pass. */
const nameless: ReadonlySet<string> = new Set(['RegionNotAccepted', 'ENOTFOUND'])

/**
 * How a search for the outcome of a create ends that cannot be sent: rethrows, unless the region is none. What an earlier
 * process sent to no region was not sent at all. A region that the SDK refuses never was one. An address that is unknown
 * may be again when names are looked up as before; so it counts only once the search has lasted for the quarantine, and
 * only where nothing is left to do there: the object is to go, or its own annotation names another region.
 */
export async function nowhere(pass: Pass, intent: Intent, error: unknown): Promise<Unrecorded> {
  if (!(error instanceof AwsError) || !error.unsent || !nameless.has(error.code)) throw error
  const { deleting, region } = pass.wish
  const left = deleting || (region !== undefined && region !== intent.region)
  if (error.code === 'ENOTFOUND' && (!left || (await unsettled(pass, intent)) > 0)) throw error
  const why = `${intent.region} is no region: nothing was made there`
  return {
    is: 'unrecorded',
    intent: { ...intent, open: [] },
    outcome: { is: 'again', after: 0, reason: 'Waiting', why },
  }
}

type Unrecorded = Extract<Identity, { is: 'unrecorded' }>

/**
 * What holds back the create of an object whose own annotation asks for another region by now than the one its last create
 * went to. Once the search there is over, the object is free to be made where it belongs. What its namespace asks for
 * does not move it: a create that arrives after all would be out of sight.
 */
export async function astray(pass: Pass): Promise<Outcome | undefined> {
  const { region, intent } = pass.wish
  const pin = pinned(pass)
  if (intent === undefined || pin?.sure !== false || region === undefined || region === pin.region) return undefined
  const left = turnedAway(pass.memory, intent) ? 0 : await unsettled(pass, intent)
  if (left <= 0) await annotate(pass, { [annotation.intent]: encode({ ...intent, open: [] }) })
  const until = iso(pass.tools.clock.now() + left)
  const why = `A create was sent to ${pin.region} and its outcome is not known: searching there until ${until}`
  return { is: 'again', after: Math.max(0, Math.min(5000, left)), reason: 'CreateOutcomeUnknown', why }
}
