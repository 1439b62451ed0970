import { ownerOf } from '../../aws/tag.ts'
import type { Kind } from '../../kind/kind.ts'
import { createRequest } from '../../kind/request.ts'
import type { Item } from '../../schema/json.ts'
import type { Intent } from '../identity/intent.ts'
import { annotation } from '../wish/names.ts'

/** An AWS object that was made in this cluster, as a listing by the cluster's tag shows it. */
export interface Row {
  readonly id: string
  /** Its tag names this Kubernetes object. */
  readonly uid: string
  readonly item: Item
}

/** What Kubernetes has for a UID. */
export interface Owner {
  /** The AWS id in its status; undefined while there is none, or none that is sure to stay. */
  readonly id: string | undefined
}

/** A living AWS object that carries the owner tags of a Kubernetes object which has another one. */
export interface Duplicate {
  readonly id: string
  readonly item: Item
  /** The id that status had when it was listed: beside any other it may be no duplicate. */
  readonly beside: string
  /** It was listed often enough, over long enough, beside that same id. */
  readonly sure: boolean
  /** When this process first saw it listed, by the reply; monotonic milliseconds. */
  readonly first: number
  /** Why AWS would not delete it, and when it was asked to; monotonic milliseconds. */
  left?: { readonly why: string; readonly at: number }
  /** When its delete was accepted; monotonic milliseconds. */
  sentAt?: number
}

/** Since when an AWS object has been listed in the same situation; monotonic milliseconds. */
export interface Trail {
  readonly about: string
  readonly since: number
  readonly times: number
}

/** What is known from the listings before. */
export interface History {
  readonly trails: ReadonlyMap<string, Trail>
  /** When this process first and last saw each AWS object listed, by the replies; monotonic milliseconds. */
  readonly seen: ReadonlyMap<string, { readonly first: number; readonly last: number }>
}

/** What a listing says, object by object. */
export interface Census {
  readonly duplicates: readonly (Pick<Duplicate, 'id' | 'item' | 'beside' | 'sure' | 'first'> & {
    readonly uid: string
  })[]
  /** Ids of those that were made for an object which Kubernetes does not have. */
  readonly orphans: readonly { readonly id: string; readonly sure: boolean }[]
  /** To be handed to the next judgement. */
  readonly history: History
}

/** What no listing has shown for so long (ms) counts as listed anew. */
const forgotten = 3_600_000

/** One listing, or two close together, may show what is not so: it takes so long (ms) and two of them. */
export const apart = 45_000

/** When a listing was asked for, and when it was answered: it shows all that was made before the one, and may show what came before the other. */
export interface Listing {
  readonly asked: number
  readonly answered: number
}

/**
 * Which of the AWS objects made in this cluster are duplicates or orphans. Pure. `owner` says what Kubernetes has for a UID:
 * undefined when it has nothing. Rows of dead and dying objects must be left out.
 */
export function judge(
  rows: readonly Row[],
  owner: (uid: string) => Owner | undefined,
  before: History,
  { asked: at, answered }: Listing,
): Census {
  const trails = new Map<string, Trail>()
  const seen = new Map([...before.seen].filter(([, { last }]) => at - last < forgotten))
  const first = (id: string) => seen.get(id)?.first ?? answered
  for (const { id } of rows) seen.set(id, { first: first(id), last: answered })
  const lasted = (id: string, about: string) => {
    const known = before.trails.get(id)
    const trail = known?.about === about ? { ...known, times: known.times + 1 } : { about, since: at, times: 1 }
    trails.set(id, trail)
    return trail.times > 1 && at - trail.since >= apart
  }
  const judged = rows.map(({ id, uid, item }) => {
    const of = owner(uid)
    if (of === undefined) return { is: 'orphan' as const, id, sure: lasted(id, `nobody ${uid}`) }
    if (of.id === undefined || of.id === id) return undefined
    const sure = lasted(id, `beside ${of.id} of ${uid}`)
    return { is: 'duplicate' as const, uid, id, item, beside: of.id, sure, first: first(id) }
  })
  return {
    duplicates: judged.flatMap((one) => (one?.is === 'duplicate' ? [one] : [])),
    orphans: judged.flatMap((one) => (one?.is === 'orphan' ? [one] : [])),
    history: { trails, seen },
  }
}

/** What becomes of a duplicate: `wait` while it is not time yet, `leave` where it is a person's to decide. */
export type Disposition =
  | { readonly is: 'remove' }
  | { readonly is: 'wait' }
  | { readonly is: 'leave'; readonly why: string }

/** Everything the disposition of a duplicate depends on. */
export interface Grounds {
  readonly kind: Kind
  readonly duplicate: Duplicate
  readonly uid: string
  /** The id in status. */
  readonly own: string | undefined
  readonly cluster: string
  /** The spec with its references resolved. */
  readonly spec: Item
  readonly intent: Intent | undefined
  /** When the creates of this very object left, as far as is known; monotonic milliseconds. */
  readonly sent: readonly number[]
  /** A person has named the duplicate's id, to have it deleted. */
  readonly named: boolean
  readonly account: string
  readonly region: string
  readonly adopted: boolean
  readonly readOnly: boolean
  readonly retain: boolean
  /** Another Kubernetes object that has the duplicate's id in its status, by label. */
  readonly holder: string | undefined
  /** Monotonic milliseconds. */
  readonly now: number
}

/** AWS may go on showing an object for so long (ms) after it accepted the delete. */
const patience = 120_000
/** What AWS would not delete because it is used is tried again after so long (ms). */
const used = 1_800_000

/**
 * A network may deliver a create late: what is listed for the first time within so long (ms) after one was sent may be what
 * that made. Whatever else carries our tags got them from somebody else.
 */
export const window = 1_200_000

/**
 * Decides about a duplicate. Pure. Removed is only what a create of this very object explains: of a kind whose create request has no
 * idempotency token, first listed within 20 minutes after it was sent, in that place, and just as the spec asks for it. All
 * else is left, until a person names its id.
 */
export function dispositionOf(p: Grounds): Disposition {
  const owner = ownerOf(p.kind.service.tagging.of(p.duplicate.item))
  if (p.duplicate.id === p.own || p.duplicate.beside !== p.own) return { is: 'wait' }
  if (!p.duplicate.sure || p.kind.state(p.duplicate.item).is === 'leaving') return { is: 'wait' }
  if (p.duplicate.sentAt !== undefined && p.now - p.duplicate.sentAt < patience) return { is: 'wait' }
  const why = whyLeft(p, owner?.uid === p.uid && owner.cluster === p.cluster)
  return why === undefined ? { is: 'remove' } : { is: 'leave', why }
}

function whyLeft(p: Grounds, ours: boolean): string | undefined {
  if (!ours) return 'its owner tags name another object'
  if (p.readOnly) return 'the object only looks'
  if (p.holder !== undefined) return `${p.holder} stands for it`
  const why = p.named ? undefined : unexplained(p)
  if (why !== undefined)
    return `${why}; to have it deleted, annotate the object with ${annotation.removeDuplicate}=${p.duplicate.id}`
  const { left } = p.duplicate
  return left === undefined || p.now - left.at >= used ? undefined : left.why
}

/** Why no create of ours explains a duplicate; undefined when one does. */
function unexplained(p: Grounds): string | undefined {
  if (p.kind.token !== undefined) return `a ${p.kind.name} is made under a token, so no create of ours made it`
  if (p.adopted) return 'the object is not one that this controller made'
  if (p.intent === undefined || p.intent.epoch === 0) return 'no create of this controller is on record'
  if (p.intent.account !== p.account || p.intent.region !== p.region) return 'the create was sent to another place'
  if (p.retain) return 'the deletion policy is to keep what is in AWS'
  if (p.intent.ids.includes(p.duplicate.id) || p.intent.replaces === p.duplicate.id)
    return 'status has named it as the object itself'
  const member = differing(p)
  if (member !== undefined) return `its ${member} is not what the spec asks for`
  const explained = p.sent.some((at) => at <= p.duplicate.first && p.duplicate.first - at <= window)
  return explained ? undefined : 'no create of the last 20 minutes before it appeared explains it'
}

/** A member of the create request that the object has with another value. */
function differing({ kind, spec, duplicate }: Grounds): string | undefined {
  return Object.entries(createRequest(kind, spec)).find(([member, wanted]) => {
    const has = duplicate.item[member]
    return has !== undefined && typeof wanted !== 'object' && typeof has !== 'object' && has !== wanted
  })?.[0]
}
