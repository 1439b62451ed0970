import type { Scope } from '../../aws/scope.ts'
import { tokenFor } from '../../aws/token.ts'
import type { Kind } from '../../kind/kind.ts'
import type { KubeObject } from '../../kube/transport.ts'
import { type Item, isItem, text } from '../../schema/json.ts'
import { annotation } from '../wish/names.ts'

/**
 * The record of a create, written before the create is sent: it survives a crash at any point, so that the next pass
 * searches for the object instead of making a second one. It stays after success, because its epoch and its list of
 * tag keys are needed later.
 */
export interface Intent {
  /** UID of the Kubernetes object it was written for; empty where an earlier version wrote it. */
  readonly uid: string
  /** Counts the AWS objects made for this Kubernetes object. A token is never used in two epochs. */
  readonly epoch: number
  readonly token: string
  /** Hash of the request that goes out under this token. */
  readonly hash: string
  readonly generation: number
  readonly account: string
  readonly region: string
  /** The URL that the namespace named as the address of AWS; absent where the controller's own was used. */
  readonly endpoint?: string
  /**
   * When it was written, right before the last request under the token left: milliseconds since the Unix epoch, by the API
   * server's clock, which every process shares.
   */
  readonly at: number
  /** The process that wrote it: two may write at the same moment. Absent where no create was sent. */
  readonly by?: string
  /**
   * The attempts whose outcome is not on record, this one included: each may have made the object, or may yet. A refusal of
   * one says nothing of the others. Empty when AWS refused them all, so that nothing was made and the next needs no search.
   */
  readonly open: readonly string[]
  /** The id of the dead object that this create replaces. While status still has it, the outcome is not known. */
  readonly replaces?: string
  /** The id of what the create under this token made, once that is on record. */
  readonly made?: string
  /** The ids that status has held, as we wrote them, the newest last; at most twenty. */
  readonly ids: readonly string[]
  /** How many creates of the same request before this one made an object that soon died. */
  readonly deaths: number
  /** Keys of tags that were written for the spec; only these may be removed again. */
  readonly tags: readonly string[]
  /**
   * Spec fields that AWS gives a value of its own in a new object, which the spec did not ask for, and which is not taken out
   * yet. Absent in the record of an object that was not made by it.
   */
  readonly initial?: readonly string[]
  /**
   * Spec fields that the user has written and that AWS was given: one that the spec no longer sets is brought to nothing once.
   * Absent until the object is first in sync, so that nothing is taken out that was there before.
   */
  readonly written?: readonly string[]
  /** Hashes of what was filled into spec from AWS, by field: for as long as it stands there, the user has not written it. */
  readonly filled?: Readonly<Record<string, string>>
  /** Hashes of what the create was sent with in the fields that AWS never shows, by field; absent where they are not known. */
  readonly sealed?: Readonly<Record<string, string>>
  /** Ids of AWS objects that were made too many and are deleted: never taken for the object again. */
  readonly condemned: readonly string[]
  /** What of others the object has displaced, by what from; see `Step.displaces`. Absent where it has displaced nothing. */
  readonly displaced?: Readonly<Record<string, string>>
  /** The AWS object that has ended as the spec asks; AWS forgets what has ended, and its absence is no drift then. */
  readonly ended?: Ended
  /** How the present AWS object was adopted; absent when it was not, or by an earlier version. */
  readonly adopted?: Adopted
}

/** An adoption: by `adopt` alone AWS stays as it was found. */
export interface Adopted {
  /** The generation of the spec as the adoption left it. */
  readonly generation: number
  /** The spec fields in which AWS was found to differ, or could not be compared: left alone up to that generation. */
  readonly kept: readonly string[]
}

/** The end of an AWS object that its spec asks for. */
export interface Ended {
  readonly id: string
  /** The generation of the spec by which it was to end. */
  readonly generation: number
  /** In which state it ended, for people. */
  readonly why: string
}

/** Names the attempt that an intent was written for: no two have the same. */
export function attempt({ at, by = '' }: Pick<Intent, 'at' | 'by'>): string {
  return `${by} ${at}`
}

/** When an attempt was made, as its name says. */
export function attemptedAt(name: string): number {
  return Number(name.slice(name.lastIndexOf(' ') + 1))
}

/** So many open attempts are told apart; what was before them counts as one. */
const most = 20

/** The open attempts with one more. */
export function opened(open: readonly string[], name: string): readonly string[] {
  const all = [...open, name]
  const [oldest, ...rest] = all.slice(-most)
  return all.length <= most || oldest === undefined ? all : [`up to ${oldest.replace(/^up to /, '')}`, ...rest]
}

/** Where something is made, as an intent has it. */
export function madeAt({ account, region, endpoint, lent }: Scope): Pick<Intent, 'account' | 'region' | 'endpoint'> {
  return { account, region, ...(lent === true && endpoint !== undefined ? { endpoint } : {}) }
}

/** The annotation's value. */
export function encode(intent: Intent): string {
  return JSON.stringify(intent)
}

/** What says, beside the object, whose an intent is. */
export interface Holder {
  readonly kind: Pick<Kind, 'name' | 'id'>
  readonly clusterUID: string
}

/**
 * The intent that was written for this very object. Annotations travel with every copy of a manifest: one that names
 * another UID, or whose token is not that of this object in this cluster, is a copy and counts as absent.
 */
export function intentOf(holder: Holder, object: KubeObject): Intent | undefined {
  const intent = decode(object.metadata.annotations?.[annotation.intent])
  return intent !== undefined && belongs(intent, holder, object) ? intent : undefined
}

function belongs(intent: Intent, { kind, clusterUID }: Holder, object: KubeObject): boolean {
  const { uid } = object.metadata
  if (intent.uid !== '' && intent.uid !== uid) return false
  if (intent.epoch > 0)
    return intent.token === tokenFor({ cluster: clusterUID, uid, kind: kind.name, epoch: intent.epoch })
  // Nothing in it says whose it is where an earlier version wrote it and nothing was made: status does not travel with a copy.
  return intent.uid !== '' || text(object.status?.[kind.id.field]) !== undefined
}

/** An object for which nothing was made, and where it would be. */
interface Unmade {
  readonly wish: { readonly uid: string; readonly generation: number }
  readonly scope: Scope
}

/** The intent of an object for which nothing was made: it keeps what else is on record. */
export function blank({ wish: { uid, generation }, scope }: Unmade): Intent {
  const made = { epoch: 0, token: '', hash: '', generation, ...madeAt(scope), at: 0 }
  return { uid, ...made, open: [], ids: [], deaths: 0, tags: [], condemned: [] }
}

/** So many ids that status has held are kept. */
const kept = 20

/** The intent once status holds an id: its attempts are closed, and what they made is on record. */
export function recorded(intent: Intent, uid: string, id: string): Intent {
  const news = !intent.ids.includes(id) && intent.epoch > 0
  // What AWS names again in answer to the create that was to replace it lives: it is not replaced.
  const { replaces, ...rest } = intent
  return {
    ...rest,
    ...(replaces === undefined || replaces === id ? {} : { replaces }),
    uid,
    open: [],
    ids: [...intent.ids.filter((other) => other !== id), id].slice(-kept),
    ...(news ? { made: id } : {}),
  }
}

/** Reads the annotation. Undefined when it is absent or not ours to understand; a damaged one counts as absent. */
export function decode(text: string | undefined): Intent | undefined {
  const value = parse(text)
  if (!isItem(value)) return undefined
  const { epoch, token, hash, generation, account, region, endpoint, at, by, open, deaths } = value
  const { uid, ids, replaces, made, tags, initial, condemned } = value
  const [adopted, ended] = [adoptedOf(value.adopted), endedOf(value.ended)]
  const [sealed, filled, displaced] = [value.sealed, value.filled, value.displaced].map((one) =>
    isItem(one) ? textsOf(one) : undefined,
  )
  if (typeof epoch !== 'number' || typeof token !== 'string' || typeof at !== 'number') return undefined
  if (typeof account !== 'string' || typeof region !== 'string') return undefined
  return {
    uid: typeof uid === 'string' ? uid : '',
    epoch,
    token,
    hash: typeof hash === 'string' ? hash : '',
    generation: typeof generation === 'number' ? generation : 0,
    account,
    region,
    ...(typeof endpoint === 'string' ? { endpoint } : {}),
    at,
    ...(typeof by === 'string' ? { by } : {}),
    // Without a record of its attempts, a create may have made something.
    open: Array.isArray(open) || epoch === 0 ? texts(open) : [attempt(typeof by === 'string' ? { at, by } : { at })],
    ...(typeof replaces === 'string' ? { replaces } : {}),
    ...(typeof made === 'string' ? { made } : {}),
    ids: texts(ids),
    deaths: typeof deaths === 'number' ? deaths : 0,
    tags: texts(tags),
    ...(Array.isArray(initial) ? { initial: texts(initial) } : {}),
    ...(Array.isArray(value.written) ? { written: texts(value.written) } : {}),
    ...(filled === undefined ? {} : { filled }),
    ...(sealed === undefined ? {} : { sealed }),
    ...(displaced === undefined ? {} : { displaced }),
    condemned: texts(condemned),
    ...(ended === undefined ? {} : { ended }),
    ...(adopted === undefined ? {} : { adopted }),
  }
}

function adoptedOf(value: unknown): Adopted | undefined {
  if (!isItem(value) || typeof value.generation !== 'number') return undefined
  return { generation: value.generation, kept: texts(value.kept) }
}

function endedOf(value: unknown): Ended | undefined {
  if (!isItem(value) || typeof value.id !== 'string' || typeof value.generation !== 'number') return undefined
  return { id: value.id, generation: value.generation, why: text(value.why) ?? '' }
}

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []

const textsOf = (value: Item): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(value).filter((one): one is [string, string] => typeof one[1] === 'string'))

function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
