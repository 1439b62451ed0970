import type { KubeObject } from '../kube/transport.ts'
import { isItem } from '../schema/json.ts'
import { annotation } from './names.ts'

/**
 * The record of a create, written before the create is sent: it survives a crash at any point, so that the next pass
 * searches for the object instead of making a second one. It stays after success, because its epoch and its list of
 * tag keys are needed later.
 */
export interface Intent {
  /** Counts the AWS objects made for this Kubernetes object. A token is never used in two epochs. */
  readonly epoch: number
  readonly token: string
  /** Hash of the request that goes out under this token. */
  readonly hash: string
  readonly generation: number
  readonly account: string
  readonly region: string
  /** When it was written, right before the last request under the token left; milliseconds since the Unix epoch. */
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
  /** How many creates of the same request before this one made an object that soon died. */
  readonly deaths: number
  /** Keys of tags that were written for the spec; only these may be removed again. */
  readonly tags: readonly string[]
  /** Ids of AWS objects that were made too many and are deleted: never taken for the object again. */
  readonly condemned: readonly string[]
}

/** Names the attempt that an intent was written for: no two have the same. */
export function attempt({ at, by = '' }: Pick<Intent, 'at' | 'by'>): string {
  return `${by} ${at}`
}

/** So many open attempts are told apart; what was before them counts as one. */
const most = 20

/** The open attempts with one more. */
export function opened(open: readonly string[], name: string): readonly string[] {
  const all = [...open, name]
  const [oldest, ...rest] = all.slice(-most)
  return all.length <= most || oldest === undefined ? all : [`up to ${oldest.replace(/^up to /, '')}`, ...rest]
}

/** The annotation's value. */
export function encode(intent: Intent): string {
  return JSON.stringify(intent)
}

/** The intent an object carries. */
export function intentOf({ object }: { readonly object: KubeObject }): Intent | undefined {
  return decode(object.metadata.annotations?.[annotation.intent])
}

/** Reads the annotation. Undefined when it is absent or not ours to understand; a damaged one counts as absent. */
export function decode(text: string | undefined): Intent | undefined {
  const value = parse(text)
  if (!isItem(value)) return undefined
  const { epoch, token, hash, generation, account, region, at, by, open, replaces, deaths, tags, condemned } = value
  if (typeof epoch !== 'number' || typeof token !== 'string' || typeof at !== 'number') return undefined
  if (typeof account !== 'string' || typeof region !== 'string') return undefined
  return {
    epoch,
    token,
    hash: typeof hash === 'string' ? hash : '',
    generation: typeof generation === 'number' ? generation : 0,
    account,
    region,
    at,
    ...(typeof by === 'string' ? { by } : {}),
    // Without a record of its attempts, a create may have made something.
    open: Array.isArray(open) || epoch === 0 ? texts(open) : [attempt(typeof by === 'string' ? { at, by } : { at })],
    ...(typeof replaces === 'string' ? { replaces } : {}),
    deaths: typeof deaths === 'number' ? deaths : 0,
    tags: texts(tags),
    condemned: texts(condemned),
  }
}

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []

function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
