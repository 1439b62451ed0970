import { requestHash } from '../aws/token.ts'
import { createRequest } from '../kind/request.ts'
import type { KubeObject } from '../kube/transport.ts'
import { type Item, isItem, text } from '../schema/json.ts'
import { iso } from '../time/iso.ts'
import { keepId } from './create.ts'
import { doubted, outstanding, turnedAway, unsettled } from './doubt.ts'
import { encode, type Intent, intentOf } from './intent.ts'
import { acquainted } from './memory.ts'
import { ack, annotation } from './names.ts'
import type { Outcome } from './outcome.ts'
import type { Pass } from './pass.ts'
import { annotate } from './write.ts'

/** What is known of an object's identity in AWS. */
export type Identity =
  | { readonly is: 'known'; readonly id: string }
  /** Nothing of ours exists. With `replay`, a create is sent again under its own token. */
  | { readonly is: 'none'; readonly replay: Intent | undefined }
  /** Named by the user for adoption, not taken over yet. */
  | { readonly is: 'named'; readonly id: string; readonly policy: Adoption }
  | { readonly is: 'unsettled'; readonly outcome: Outcome }

export type Adoption = 'adopt' | 'adopt-or-create' | 'read-only'

/**
 * Says which AWS object, if any, this Kubernetes object stands for. The id in status decides; without one, a create
 * intent means that something may exist, and nothing may be created before a search has shown that it does not.
 */
export async function identify(pass: Pass, spec: Item): Promise<Identity> {
  const id = text(pass.object.status?.[pass.tools.kind.id.field])
  const intent = intentOf(pass)
  if (id !== undefined && id !== '' && !replacing(pass, intent, id)) return { is: 'known', id }
  if (intent !== undefined && intent.open.length > 0 && intent.epoch > 0) return recover(pass, spec, intent)
  const named = adoption(pass)
  if (named !== undefined) return named
  if (intent === undefined && ours(pass)) return searched(pass, spec)
  return { is: 'none', replay: undefined }
}

/** Whether a create was sent to replace the object in status: what status says is of the past then. */
function replacing(pass: Pass, intent: Intent | undefined, id: string): boolean {
  return intent?.replaces === id && !turnedAway(pass.memory, intent)
}

const ours = (pass: Pass) => pass.object.metadata.finalizers?.includes(pass.tools.kind.finalizer) ?? false

/** A finalizer but neither id nor intent: the record was lost, so search before anything else. */
async function searched(pass: Pass, spec: Item): Promise<Identity> {
  const [found] = await search(pass, spec)
  return found === undefined ? { is: 'none', replay: undefined } : recall(pass, found)
}

async function recover(pass: Pass, spec: Item, intent: Intent): Promise<Identity> {
  const { kind, clock, settings } = pass.tools
  if (turnedAway(pass.memory, intent)) return { is: 'none', replay: undefined }
  const [found] = await search(pass, spec)
  if (found !== undefined) return recall(pass, found)
  const { rival, mismatched, made } = pass.memory
  const left = unsettled(pass, intent)
  const met = rival !== undefined && intent.open.includes(rival.attempt)
  const alone = outstanding(pass.memory, intent).length === 1
  // What refuses a repeated request may be what an earlier one has made, and reads do not show it yet.
  if (met && (alone || kind.token !== undefined || left <= 0)) return taken(pass, intent, rival.message, alone)
  // To a request under a token that it knows from another one, AWS gives no other answer however often it is asked.
  const same = intent.hash === requestHash(createRequest(kind, spec)) && mismatched !== intent.epoch
  // AWS has answered this process already: status does not keep what it said.
  const answered = made?.epoch === intent.epoch && !intent.condemned.includes(made.id)
  if (answered && pass.object.metadata.deletionTimestamp === undefined) return { is: 'known', id: made.id }
  const repeatable = kind.token !== undefined || (kind.exclusive(spec) && !met)
  if (repeatable && same) return { is: 'none', replay: intent }
  if (left <= 0) return { is: 'none', replay: undefined }
  const until = iso(doubted(pass.memory, intent, clock).began + settings.quarantine)
  const why = `A create was sent to ${intent.region} at ${iso(intent.at)} and its outcome is not known: searching until ${until}`
  return {
    is: 'unsettled',
    outcome: { is: 'again', after: Math.min(5000, left), reason: 'CreateOutcomeUnknown', why },
  }
}

/** Something with the same key exists and is not ours. */
async function taken(pass: Pass, intent: Intent, message: string, alone: boolean): Promise<Identity> {
  if (alone || pass.tools.kind.token === undefined)
    await annotate(pass, { [annotation.intent]: encode({ ...intent, open: [] }) })
  pass.memory.rival = undefined
  const whose =
    pass.tools.kind.tagged === undefined
      ? 'It is not the one that this object asks for'
      : "It does not carry this object's tags"
  return { is: 'unsettled', outcome: alreadyExists(`${message}. ${whose}`) }
}

const alreadyExists = (what: string): Outcome => ({
  is: 'failed',
  reason: 'AlreadyExists',
  why: `Resource already exists: ${what}`,
  errorClass: 'terminal',
})

/**
 * What keeps a create from being sent: AWS has something in the place of the object already. Asked only of kinds that take no
 * tags, because once the create is on record nothing else says whose it is.
 */
export async function occupied(pass: Pass, spec: Item): Promise<Outcome | undefined> {
  // A create that AWS refused was sent because nothing was there: what is there now may be what its double has made.
  const last = intentOf(pass)
  const refused = last !== undefined && last.epoch > 0 && last.open.length === 0
  if (pass.tools.kind.tagged !== undefined || refused) return undefined
  const [there] = await search(pass, spec)
  return there === undefined ? undefined : alreadyExists(`${there} was made by somebody else`)
}

/**
 * An AWS object of ours that status does not have, because the outcome of its create was not known, is taken up, unless
 * another process has taken up another one meanwhile.
 */
export async function recall(pass: Pass, id: string): Promise<Identity> {
  const { kind, observer } = pass.tools
  acquainted(pass.memory, id).createdAt = pass.tools.clock.monotonic()
  const how = kind.tagged === undefined ? 'naturalkey' : 'tag'
  observer.happened({ is: 'recalled', kind: kind.name, how })
  await keepId(pass, id)
  return { is: 'known', id: text(pass.object.status?.[kind.id.field]) ?? id }
}

/**
 * The ids of the live AWS objects that carry our owner tags, or our natural key. Of several the first, with the lowest
 * id, is ours, so that every process chooses the same. Those that are condemned are not among them.
 */
export async function search(pass: Pass, spec: Item): Promise<readonly string[]> {
  const condemned = intentOf(pass)?.condemned ?? []
  return (await searchAll(pass, spec)).map(({ id }) => id).filter((id) => !condemned.includes(id))
}

/** An AWS object that a search shows. */
export interface Match {
  readonly id: string
  readonly item: Item
}

/** Every live AWS object that carries our owner tags, or our natural key, the lowest id first. */
export async function searchAll(pass: Pass, spec: Item): Promise<readonly Match[]> {
  const { kind, reader, settings } = pass.tools
  const finder = kind.finder
  const uid = pass.object.metadata.uid
  const key = finder?.key(uid, spec)
  if (finder === undefined || key === undefined) return []
  const { items } = await reader.read(kind.service, pass.scope, finder.read, key, pass.lane, pass.signal)
  const foreign = (item: Item) =>
    kind.tagged !== undefined &&
    kind.service.tagging
      .of(item)
      .some((tag) => tag.Key === 'services.k8s.aws/cluster' && tag.Value !== settings.clusterUID)
  return items
    .filter((item) => finder.match(item, spec) && kind.state(item).is !== 'gone' && !foreign(item))
    .map((item) => ({ id: text(item[kind.id.member]) ?? '', item }))
    .filter(({ id }) => id !== '' && id !== intentOf(pass)?.replaces && holder(pass, id) === undefined)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

/**
 * Another Kubernetes object that stands for the AWS object with this id, by its status. Asked only of kinds that take no
 * tags: the others say in AWS whose they are.
 */
export function holder(pass: Pass, id: string): KubeObject | undefined {
  const { kind, store } = pass.tools
  if (kind.tagged !== undefined) return undefined
  for (const other of store.values())
    if (other.metadata.uid !== pass.object.metadata.uid && other.status?.[kind.id.field] === id) return other
  return undefined
}

/** What the adoption annotations ask for; undefined when there are none, or when they were carried out already. */
function adoption(pass: Pass): Identity | undefined {
  const { kind } = pass.tools
  const annotations = pass.object.metadata.annotations ?? {}
  const policy = annotations[ack.adoptionPolicy]
  const readOnly = annotations[ack.readOnly]?.toLowerCase() === 'true'
  if (policy === undefined && !readOnly) return undefined
  if (policy !== undefined && policy !== 'adopt' && policy !== 'adopt-or-create')
    return invalid(`${ack.adoptionPolicy} must be adopt or adopt-or-create, not ${policy}`)
  const fields = parse(annotations[ack.adoptionFields])
  const id = text(fields?.[kind.id.field])
  if (id !== undefined) return { is: 'named', id, policy: policy ?? 'read-only' }
  if (policy === 'adopt-or-create') return undefined
  return invalid(`${ack.adoptionFields} must be a JSON object that names ${kind.id.field}`)
}

function invalid(why: string): Identity {
  return { is: 'unsettled', outcome: { is: 'failed', reason: 'AdoptionInvalid', why, errorClass: 'terminal' } }
}

function parse(value: string | undefined): Item | undefined {
  try {
    const parsed: unknown = JSON.parse(value ?? '')
    return isItem(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}
