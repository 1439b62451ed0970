import { requestHash, tokenFor } from '../aws/token.ts'
import { createRequest } from '../kind/request.ts'
import { type Item, text } from '../schema/json.ts'
import { iso } from '../time/iso.ts'
import { claimants } from './claimants.ts'
import { doubtedSince, outstanding, serverNow, turnedAway, unsettled } from './doubt.ts'
import { attempt, blank, type Intent } from './intent.ts'
import { ack } from './names.ts'
import type { Outcome } from './outcome.ts'
import type { Pass } from './pass.ts'
import { nowhere } from './pin.ts'
import { lastWord } from './replace.ts'
import { demand, type Policy } from './wish.ts'

/** What is known of an object's identity in AWS. */
export type Identity =
  | { readonly is: 'known'; readonly id: string }
  /** Nothing of ours exists. With `replay`, a create is sent again under its own token. */
  | { readonly is: 'none'; readonly replay: Intent | undefined }
  /** Named by the user for adoption, not taken over yet. */
  | { readonly is: 'named'; readonly id: string; readonly policy: Policy }
  /** One of ours that status does not have. */
  | { readonly is: 'found'; readonly id: string; readonly how: Found }
  /** What must be put on record before anything else is done, and how the pass ends then. */
  | { readonly is: 'unrecorded'; readonly intent: Intent; readonly outcome: Outcome }
  | { readonly is: 'unsettled'; readonly outcome: Outcome }

/** How an object of ours was found: on our own record, by its owner tags, or by its natural key. */
export type Found = 'record' | 'tag' | 'naturalkey'

/**
 * Says which AWS object, if any, this Kubernetes object stands for. The id in status decides; where status has lost it, the
 * one on record. Without either a create intent means that something may exist, and nothing may be created before a search
 * has shown that it does not.
 */
export async function identify(pass: Pass, spec: Item): Promise<Identity> {
  const { id, intent, claimed } = pass.wish
  if (id !== undefined && !replacing(pass, intent, id)) return { is: 'known', id }
  if (intent !== undefined && intent.open.length > 0 && intent.epoch > 0)
    return (
      (await undated(pass, intent)) ??
      (await recover(pass, spec, intent).catch((error: unknown) => nowhere(pass, intent, error)))
    )
  const last = intent?.ids.at(-1)
  if (last !== undefined && intent?.condemned.includes(last) === false) return { is: 'found', id: last, how: 'record' }
  const named = adoption(pass)
  if (named !== undefined) return named
  if (intent === undefined && (claimed || pass.memory.sent.length > 0)) return lost(pass)
  return { is: 'none', replay: undefined }
}

/** Whether a create was sent to replace the object in status: what status says is of the past then. */
function replacing(pass: Pass, intent: Intent | undefined, id: string): boolean {
  return intent?.replaces === id && !turnedAway(pass.memory, intent)
}

/**
 * A finalizer but neither id nor intent, or no intent where this process has sent a create: the record was lost, a person has
 * stripped it or the API server was set back. A create may have been sent, so from now on one of unknown outcome is on record.
 */
async function lost(pass: Pass): Promise<Identity> {
  const { settings, kind } = pass.tools
  const at = await serverNow(pass)
  const { uid } = pass.object.metadata
  const token = tokenFor({ cluster: settings.clusterUID, uid, kind: kind.name, epoch: 1 })
  const intent: Intent = { ...blank(pass), epoch: 1, token, at, open: [attempt({ at, by: 'lost' })] }
  const why = 'The record of its create was lost, so a create may have been sent: searching for what it may have made'
  return { is: 'unrecorded', intent, outcome: { is: 'again', after: 0, reason: 'CreateOutcomeUnknown', why } }
}

/** The API servers of one cluster may differ by so much (ms). */
const skew = 60_000

/**
 * An intent whose time cannot be counted from: an earlier version wrote the time of day of its process, or the API server's
 * clock was set back. The search begins now.
 */
async function undated(pass: Pass, intent: Intent): Promise<Identity | undefined> {
  const { uid } = pass.object.metadata
  const at = await serverNow(pass)
  if (intent.uid === uid && doubtedSince(pass.memory, intent) <= at + skew) return undefined
  const fresh: Intent = { ...intent, uid, at, open: [attempt({ at, by: 'earlier' })] }
  const why = 'A create was sent and its outcome is not known: the search for it begins'
  return { is: 'unrecorded', intent: fresh, outcome: { is: 'again', after: 0, reason: 'CreateOutcomeUnknown', why } }
}

async function recover(pass: Pass, spec: Item, intent: Intent): Promise<Identity> {
  const { kind, settings } = pass.tools
  if (turnedAway(pass.memory, intent)) return { is: 'none', replay: undefined }
  const before = intent.replaces
  if (before !== undefined && (await lastWord(pass, before)) === 'alive') return withdrawn(intent, before)
  const found = chosen(pass, await search(pass, spec))
  if (found !== undefined) return { is: 'found', id: found, how: kind.tagged === undefined ? 'naturalkey' : 'tag' }
  const { rival, mismatched, made } = pass.memory
  const left = await unsettled(pass, intent)
  const met = rival !== undefined && intent.open.includes(rival.attempt)
  const alone = outstanding(pass.memory, intent).length === 1
  // What refuses a repeated request may be what an earlier one has made, and reads do not show it yet.
  if (met && (alone || kind.token !== undefined || left <= 0)) return taken(pass, intent, rival.message, alone)
  // To a request under a token that it knows from another one, AWS gives no other answer however often it is asked.
  // A record that was lost says nothing of the request: under its first token AWS answers with what that has made, or makes it.
  const asked = intent.hash === '' || intent.hash === requestHash(createRequest(kind, spec))
  const same = asked && mismatched !== intent.epoch
  // AWS has answered this process already: status does not keep what it said.
  const answered = made?.epoch === intent.epoch && !intent.condemned.includes(made.id)
  if (answered && !pass.wish.deleting) return { is: 'known', id: made.id }
  const afresh = await unsearched(pass, intent)
  const repeatable = kind.token === undefined ? kind.exclusive(spec) && !met : afresh <= 0
  if (repeatable && same) return { is: 'none', replay: intent }
  if (Math.max(left, afresh) <= 0) return { is: 'none', replay: undefined }
  const until = iso(Math.max(doubtedSince(pass.memory, intent) + settings.quarantine, (await serverNow(pass)) + afresh))
  const why = `A create was sent to ${intent.region} at ${iso(intent.at)} and its outcome is not known: searching until ${until}`
  return {
    is: 'unsettled',
    outcome: { is: 'again', after: Math.min(5000, Math.max(left, afresh)), reason: 'CreateOutcomeUnknown', why },
  }
}

/** An attempt that is older (ms) may have a token that AWS no longer knows, and was searched for by a process long gone. */
const old = 3_600_000
/** So long (ms) such an attempt is searched for anew: one reply that leaves something out proves nothing. */
const anew = 120_000

/** How long (ms) this process must still search for what an old attempt may have made; 0 for one that is not old. */
async function unsearched(pass: Pass, intent: Intent): Promise<number> {
  if ((await serverNow(pass)) - doubtedSince(pass.memory, intent) < old) return 0
  const now = pass.tools.clock.monotonic()
  pass.memory.searchingSince ??= now
  return Math.max(0, pass.memory.searchingSince + anew - now)
}

/**
 * The object that a create was to replace lives: it stays the one that status names. What that create may have made is told of
 * once it shows.
 */
function withdrawn({ replaces: _, ...intent }: Intent, id: string): Identity {
  const why = `${id} was to be replaced, and AWS shows it again`
  return {
    is: 'unrecorded',
    intent: { ...intent, open: [] },
    outcome: { is: 'again', after: 0, reason: 'Waiting', why },
  }
}

/** Something with the same key exists and is not ours. */
function taken(pass: Pass, intent: Intent, message: string, alone: boolean): Identity {
  pass.memory.rival = undefined
  const whose =
    pass.tools.kind.tagged === undefined
      ? 'It is not the one that this object asks for'
      : "It does not carry this object's tags"
  const outcome = alreadyExists(`${message}. ${whose}`)
  if (!alone && pass.tools.kind.token !== undefined) return { is: 'unsettled', outcome }
  return { is: 'unrecorded', intent: { ...intent, open: [] }, outcome }
}

const alreadyExists = (what: string): Outcome => ({
  is: 'failed',
  reason: 'AlreadyExists',
  why: `Resource already exists: ${what}`,
  errorClass: 'terminal',
})

/**
 * Looks, right before a first create, for what AWS has already. By its owner tags it is ours, and its record was lost; of a
 * kind that takes no tags it is somebody else's, because once a create is on record nothing else says whose it is. Undefined
 * when there is nothing.
 */
export async function occupied(pass: Pass, spec: Item): Promise<Identity | undefined> {
  const tagged = pass.tools.kind.tagged !== undefined
  // A create that AWS refused was sent because nothing was there: what is there now may be what its double has made.
  const last = pass.wish.intent
  const refused = last !== undefined && last.epoch > 0 && last.open.length === 0 && last.made === undefined
  if (refused && !tagged) return undefined
  const there = chosen(pass, await search(pass, spec))
  if (there === undefined) return undefined
  if (tagged) return { is: 'found', id: there, how: 'tag' }
  return { is: 'unsettled', outcome: alreadyExists(`${there} was made by somebody else`) }
}

/**
 * The ids of the live AWS objects that carry our owner tags, or our natural key. Of several the first, with the lowest
 * id, is ours, so that every process chooses the same. Those that are condemned are not among them.
 */
export async function search(pass: Pass, spec: Item): Promise<readonly string[]> {
  return eligible(pass, await searchAll(pass, spec))
}

/** The ids of what a search has shown, without those that are condemned. */
export function eligible(pass: Pass, found: readonly Match[]): readonly string[] {
  const condemned = pass.wish.intent?.condemned ?? []
  return found.map(({ id }) => id).filter((id) => !condemned.includes(id))
}

/** Of several the one that AWS named to this process, because status may have had it before its record was lost; else the first. */
export function chosen({ memory: { made } }: Pass, ids: readonly string[]): string | undefined {
  return ids.find((id) => id === made?.id) ?? ids[0]
}

/** An AWS object that a search shows. */
export interface Match {
  readonly id: string
  readonly item: Item
}

/** Every live AWS object that carries our owner tags, or our natural key, the lowest id first. */
export async function searchAll(pass: Pass, spec: Item): Promise<readonly Match[]> {
  const { kind, settings } = pass.tools
  const finder = kind.finder
  const uid = pass.object.metadata.uid
  const key = finder?.key(uid, spec)
  if (finder === undefined || key === undefined) return []
  const { items } = await pass.aws.read(finder.read, key)
  const foreign = (item: Item) =>
    kind.tagged !== undefined &&
    kind.service.tagging
      .of(item)
      .some((tag) => tag.Key === 'services.k8s.aws/cluster' && tag.Value !== settings.clusterUID)
  // Of a kind that takes no tags, what another object stands for is not ours: the others say in AWS whose they are.
  const others = (id: string) => kind.tagged === undefined && claimants(pass, id).length > 0
  return items
    .filter((item) => finder.match(item, spec) && kind.state(item).is !== 'gone' && !foreign(item))
    .map((item) => ({ id: text(item[kind.id.member]) ?? '', item }))
    .filter(({ id }) => id !== '' && id !== pass.wish.intent?.replaces && !others(id))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** What the adoption annotations ask for; undefined when there are none, or when they were carried out already. */
function adoption(pass: Pass): Identity | undefined {
  const { kind } = pass.tools
  const asked = pass.wish.adoption
  switch (asked.is) {
    case 'none':
      return undefined
    case 'named':
      return asked
    case 'invalid':
      return invalid(asked.why)
    case 'unnamed':
      return asked.policy === 'adopt-or-create' ? undefined : invalid(`${ack.adoptionFields} ${demand(kind)}`)
  }
}

function invalid(why: string): Identity {
  return { is: 'unsettled', outcome: { is: 'failed', reason: 'AdoptionInvalid', why, errorClass: 'terminal' } }
}
