import { AwsError } from '../../aws/error.ts'
import { plainTags } from '../../aws/tag.ts'
import { requestHash, tokenFor } from '../../aws/token.ts'
import { createRequest } from '../../kind/request.ts'
import { declaredTags } from '../../kind/service.ts'
import { type Item, text } from '../../schema/json.ts'
import { failures, lastWord } from '../absence/recreate.ts'
import { unasked } from '../change/initial.ts'
import { sealed } from '../change/unlike.ts'
import { saying } from '../change/written.ts'
import { failure, refusalOf } from '../error.ts'
import { begun, historyOf } from '../history.ts'
import type { Outcome, Refusal } from '../outcome.ts'
import type { Pass } from '../pass.ts'
import type { Resolution } from '../reference/resolve.ts'
import { logChange, recordChange } from '../status/event.ts'
import { accepted } from '../status/generation.ts'
import { annotation } from '../wish/names.ts'
import { annotate, Stale } from '../write/write.ts'
import { doubt } from './answer.ts'
import { allRefused, openAttempts, searchLeft, serverNow } from './attempts.ts'
import { attempt, blank, encode, type Intent, madeAt, opened } from './intent.ts'
import { explained, keepId, kept, unkept } from './record.ts'

/** A create request, decided: what goes out, and under which token. */
export interface Order {
  readonly input: Item
  readonly intent: Intent
  /** The id of the object in whose place it makes another one. */
  readonly before: string | undefined
}

/**
 * Prepares a create. With `replay`, under the token of the intent that stands; so is a request that AWS has refused and
 * that has not changed since, lest the network had doubled it and AWS refused one of the two. Otherwise under a new one.
 */
export async function order(pass: Pass, refs: Resolution, replay: Intent | undefined): Promise<Order> {
  const { kind, settings } = pass.tools
  const { spec } = refs
  const uid = pass.object.metadata.uid
  const request = createRequest(kind, spec)
  const hash = requestHash(request)
  const epoch = replay?.epoch ?? epochOf(pass, hash)
  const name = tokenFor({ cluster: settings.clusterUID, uid, kind: kind.name, epoch })
  const declared = declaredTags(spec)
  const before = text(pass.object.status?.[kind.id.field])
  const now = await serverNow(pass)
  const written = { at: now, by: settings.process }
  const last = pass.wish.intent
  const intent: Intent = {
    uid,
    epoch,
    token: name,
    hash,
    generation: pass.object.metadata.generation ?? 0,
    ...madeAt(pass.scope),
    ...written,
    open: opened(replay === undefined ? [] : openAttempts(pass.memory.attempts, replay), attempt(written)),
    ...(before === undefined || before === '' || kind.stable ? {} : { replaces: before }),
    // Of what has the id of the one before, the record of that says nothing.
    ids: kind.stable ? (last?.ids ?? []).filter((id) => id !== before) : (last?.ids ?? []),
    deaths: replay?.deaths ?? failures(pass.memory.attempts, last, hash, now),
    tags: [...new Set([...declared.map((tag) => tag.Key), ...earlierTags(pass, epoch)])],
    initial: unasked(pass, spec),
    ...saying(pass, refs),
    ...(kind.writeOnly.length === 0 ? {} : { sealed: sealed(kind, spec) }),
    condemned: last?.condemned ?? [],
    ...(last?.displaced === undefined ? {} : { displaced: last.displaced }),
  }
  const tags = plainTags(settings.tags(kind, pass.object, declared))
  return {
    intent,
    before: before === '' ? undefined : before,
    input: {
      ...request,
      ...(kind.token === undefined ? {} : { [kind.token]: name }),
      ...(kind.tagged === undefined ? {} : kind.service.tagging.atCreate?.(kind.tagged, tags)),
    },
  }
}

/** The keys of tags that went out in earlier requests under the same token: one of those may have made the object. */
function earlierTags(pass: Pass, epoch: number): readonly string[] {
  const last = pass.wish.intent
  return last?.epoch === epoch ? last.tags : []
}

/** The epoch of a create that does not repeat one whose outcome is not known. */
function epochOf(pass: Pass, hash: string): number {
  const last = pass.wish.intent
  if (last === undefined) return 1
  const same = pass.tools.kind.token !== undefined && last.epoch > 0 && last.hash === hash
  return same && allRefused(pass.memory.attempts, last) ? last.epoch : last.epoch + 1
}

/** The record of a create may be written and the answer be lost: then the next pass knows that nothing has left yet. */
export function unsent({ memory }: Pass, { intent }: Order): void {
  memory.attempts.unmade.add(attempt(intent))
}

/** Creates the object in AWS, exactly once: intent, call, id, in this order, each persisted before the next. */
export async function create(pass: Pass, placed: Order, because: string, spec: Item): Promise<Outcome> {
  const { kind, clock, observer } = pass.tools
  const { attempts } = pass.memory
  const name = attempt(placed.intent)
  const held = await heldBack(pass, placed)
  if (held !== undefined) return held
  attempts.unmade.clear()
  attempts.sent = [...attempts.sent, clock.monotonic()].slice(-20)
  let output: Item
  try {
    output = await pass.aws.send({ operation: kind.create, input: placed.input })
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return refused(pass, name, error)
  }
  const id = kind.idOf(output)
  if (id === undefined) return unknownOutcome('AWS answered without an id')
  if (id === placed.intent.replaces) return spent(pass, id)
  const doubted = await doubt(pass, placed.intent, id, spec)
  if (doubted?.is === 'certain') await strikeOff(pass, name)
  if (doubted !== undefined) return doubted.outcome
  begun(pass, id).createdAt = clock.monotonic()
  const again = placed.before !== undefined
  observer.happened({ is: 'mutated', kind: kind.name, verb: 'create', trigger: again ? 'drift' : 'spec' })
  const ms = accepted(pass.memory, clock.now())
  if (ms !== undefined) observer.happened({ is: 'applied', kind: kind.name, ms })
  if (kind.token !== undefined && placed.intent.open.length > 1)
    observer.happened({ is: 'recalled', kind: kind.name, how: 'token' })
  const reason = again ? 'Recreated' : 'Created'
  const did = `${kind.name} ${id}${again ? `, because ${because}` : ''}`
  if (!(await keepId(pass, id, 'made'))) return undoCreate(pass, id)
  recordChange(pass, reason, did, 'Create')
  logChange(pass, reason, { did, operation: kind.create, reply: output, id })
  return made(pass, id, placed.intent.epoch)
}

/**
 * What keeps the create of a replacement from leaving: AWS does not state, at this very moment, that the object which it
 * replaces is gone. Its attempt is closed then, because nothing was sent.
 */
async function heldBack(pass: Pass, { intent, before: replaces }: Order): Promise<Outcome | undefined> {
  if (replaces === undefined) return undefined
  const close = () => strikeOff(pass, attempt(intent))
  const word = await lastWord(pass, replaces).catch(async (error: unknown) => {
    await close()
    throw error
  })
  if (word === 'gone') return undefined
  await close()
  const known = historyOf(pass.memory, replaces)
  known.stated = undefined
  const seen = word === 'alive' ? 'AWS shows it again' : 'AWS no longer states that it is gone'
  return { is: 'again', after: 'tick', reason: 'Waiting', why: `${replaces} was to be replaced, and ${seen}` }
}

/** What follows a create of an epoch: the object is looked at until AWS shows it, unless status does not keep whose it is. */
function made(pass: Pass, id: string, epoch: number): Outcome {
  pass.memory.attempts.made = { epoch, id }
  if (!explained(pass.wish, id)) {
    const why = `${id} was created, and the API server was set back to before its record: looking for it`
    return { is: 'again', after: 0, reason: 'Creating', why }
  }
  if (kept(pass.object, pass) === undefined) return unkept(pass)
  return { is: 'again', after: 'tick', reason: 'Creating', why: `Created ${id}; waiting for AWS to list it` }
}

/** The Kubernetes object went away, finalizer and all, while its AWS object was being made: that one goes too. */
async function undoCreate(pass: Pass, id: string): Promise<Outcome> {
  const { kind } = pass.tools
  const observed = { id, item: { [kind.id.member]: id }, spec: {}, views: {}, ...pass.scope }
  await pass.aws.send(kind.erase(observed))
  pass.tools.observer.log({
    level: 'warn',
    message: `${kind.name} ${id} was deleted again: its object is gone`,
    kind: kind.name,
    id,
  })
  return { is: 'gone' }
}

/** What a refused create means: nothing was made, something of ours is there already, or nobody knows. */
async function refused(pass: Pass, name: string, error: AwsError): Promise<Outcome> {
  if (error.unsent) return await fruitless(pass, name, error)
  switch (error.errorClass) {
    case 'mismatch':
      pass.memory.attempts.mismatched = pass.wish.intent?.epoch
      return unknownOutcome(error.message, refusalOf(error))
    case 'transient':
      return unknownOutcome(error.message, refusalOf(error))
    case 'conflict': {
      const own = pass.tools.kind.token === undefined ? undefined : text(error.fields[pass.tools.kind.id.member])
      if (own !== undefined && own !== '') return await recalled(pass, own)
      pass.memory.attempts.rival = { attempt: name, message: error.message }
      return { is: 'again', after: 0, reason: 'Waiting', why: error.message }
    }
    case 'throttle':
      pass.memory.attempts.unmade.add(name)
      return failure(error)
    case 'notyet':
    case 'blocked':
    case 'quota':
    case 'capacity':
    case 'auth':
    case 'missing':
    case 'terminal':
    case 'unknown': {
      if (error.errorClass === 'unknown' && (error.status < 400 || error.status >= 500))
        return unknownOutcome(error.message, refusalOf(error))
      return await fruitless(pass, name, error)
    }
  }
}

/** Nothing was made, so nothing of the attempt stays on record: neither its region nor the object is held by it. */
async function fruitless(pass: Pass, name: string, error: AwsError): Promise<Outcome> {
  pass.memory.attempts.unmade.add(name)
  await strikeOff(pass, name)
  return failure(error)
}

/** How often the record of a refusal is written again when somebody else has changed the object meanwhile. */
const insistence = 5

/**
 * AWS answers with the very object that is to be replaced: the token of this epoch was used for it, and the record of that
 * was lost. It goes on record as what this token made, so that the next create goes out under the next token.
 */
async function spent(pass: Pass, id: string): Promise<Outcome> {
  const { replaces: _, ...intent } = pass.wish.intent ?? blank(pass)
  await annotate(pass, { [annotation.intent]: encode({ ...intent, open: [], made: id }) })
  const why = `${id} is gone, and AWS names it again, because the record of its create was lost: made under another token`
  return { is: 'again', after: 0, reason: 'Creating', why }
}

/**
 * Takes an attempt that AWS has refused off the record of what is open, and with it the others, when the last of them has
 * been searched for long enough. Another process cannot know what became of it: two that both lead would wait for each other.
 */
async function strikeOff(pass: Pass, name: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    const { intent } = pass.wish
    if (intent === undefined || !intent.open.includes(name)) return
    const { attempts } = pass.memory
    const left = searchLeft(attempts, intent, pass.tools.settings.quarantine, await serverNow(pass))
    const open = left <= 0 ? [] : openAttempts(attempts, intent)
    try {
      return await annotate(pass, { [annotation.intent]: encode({ ...intent, open }) })
    } catch (error) {
      if (!(error instanceof Stale) || error.replaced || tries === insistence) throw error
    }
  }
}

/** AWS names the object that exists under our own token: it is ours, whether or not a search shows it yet. */
async function recalled(pass: Pass, id: string): Promise<Outcome> {
  const { kind, clock, observer } = pass.tools
  historyOf(pass.memory, id).createdAt = clock.monotonic()
  observer.happened({ is: 'recalled', kind: kind.name, how: 'token' })
  const epoch = pass.wish.intent?.epoch ?? 1
  if (!(await keepId(pass, id, 'made'))) return undoCreate(pass, id)
  return made(pass, id, epoch)
}

/** The intent stands; the next pass searches before it sends anything. */
function unknownOutcome(why: string, by?: Refusal): Outcome {
  return {
    is: 'again',
    after: 1000,
    reason: 'CreateOutcomeUnknown',
    why: `It is not known whether AWS created the object: ${why}`,
    ...(by === undefined ? {} : { by }),
  }
}
