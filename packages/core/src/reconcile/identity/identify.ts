import { requestHash, tokenFor } from '../../aws/token.ts'
import { createRequest } from '../../kind/request.ts'
import { iso } from '../../time/iso.ts'
import { failure } from '../error.ts'
import type { Outcome } from '../outcome.ts'
import { nothing, type Plan, type Situation } from '../plan.ts'
import { ack } from '../wish/names.ts'
import { demand, type Policy } from '../wish/wish.ts'
import { allRefused, openAttempts, renewedSearchLeft, searchLeft, uncertainSince } from './attempts.ts'
import { attempt, blank, type Intent } from './intent.ts'
import { naturally } from './natural.ts'
import { chosen, type Occupant } from './search.ts'

/** What is known of an object's identity in AWS. */
export type Identity =
  | { readonly is: 'known'; readonly id: string }
  /** Named by the user for adoption, not taken over yet. */
  | { readonly is: 'named'; readonly id: string; readonly policy: Policy }
  /** Nothing of ours exists. With `replay`, a create is sent again under its own token; it is searched for `left` ms yet. */
  | { readonly is: 'none'; readonly replay: Intent | undefined; readonly left: number }
  /** Nothing can be said before this is done. */
  | { readonly is: 'open'; readonly plan: Plan }

/**
 * Says which AWS object, if any, this Kubernetes object stands for. Pure. The id in status decides; where status has lost it,
 * the one on record. Without either a create intent means that something may exist, and nothing may be created before a search
 * has shown that it does not.
 */
export function identify(s: Situation): Identity {
  const { id, intent, claimed } = s.wish
  const stripped = intent === undefined ? putBack(s) : undefined
  if (stripped !== undefined) return stripped
  if (id !== undefined && !replacing(s, intent, id)) return { is: 'known', id }
  if (intent !== undefined && intent.open.length > 0 && intent.epoch > 0) return attempted(s, intent)
  const last = intent?.ids.at(-1)
  if (last !== undefined && intent?.condemned.includes(last) === false)
    return open({ do: 'recall', id: last, how: 'record' })
  const named = adoption(s)
  if (named !== undefined) return named
  if (intent === undefined && (claimed || s.attempts.sent.length > 0)) return lost(s)
  return naturally(s) ?? none
}

const none: Identity = { is: 'none', replay: undefined, left: 0 }
const open = (plan: Plan): Identity => ({ is: 'open', plan })

/** What must be put on record before anything else is done. */
const record = (intent: Intent, reason: 'CreateOutcomeUnknown' | 'Waiting', why: string): Identity =>
  open({ do: 'record', intent, outcome: { is: 'again', after: 0, reason, why } })

/**
 * Whether a create was sent to replace the object in status: what status says is of the past then. What has the id of the one
 * before is known by the attempt alone.
 */
function replacing({ kind, attempts }: Situation, intent: Intent | undefined, id: string): boolean {
  if (intent === undefined || allRefused(attempts, intent)) return false
  return intent.replaces === id || (kind.stable && intent.open.length > 0 && intent.epoch > 0)
}

/**
 * Somebody has stripped our record off the object, and this process knows what it said. It is put back before anything is made
 * of the identity, unless status says all that matters: then it is put back in passing, once AWS shows the object. What was
 * adopted is adopted anew, because the API server may have been set back to before its spec was filled in.
 */
function putBack(s: Situation): Identity | undefined {
  const { record: last, wish } = s
  if (last === undefined || last.adopted !== undefined || wish.readOnly) return undefined
  if (wish.id !== undefined && !replacing(s, last, wish.id)) return undefined
  return record(last, 'Waiting', 'Our record was taken off the object, and is put back')
}

/**
 * A finalizer but neither id nor intent, or no intent where this process has sent a create: the record was lost, a person has
 * stripped it or the API server was set back. A create may have been sent, so from now on one of unknown outcome is on record.
 */
function lost(s: Situation): Identity {
  const { time: at } = s.found
  if (at === undefined) return open({ do: 'look', for: 'time' })
  const { uid } = s.wish
  const token = tokenFor({ cluster: s.clusterUID, uid, kind: s.kind.name, epoch: 1 })
  const why = 'The record of its create was lost, so a create may have been sent: searching for what it may have made'
  return record({ ...blank(s), epoch: 1, token, at, open: [attempt({ at, by: 'lost' })] }, 'CreateOutcomeUnknown', why)
}

/** The API servers of one cluster may differ by so much (ms). */
const skew = 60_000

/** Creates were sent whose outcome is not on record. */
function attempted(s: Situation, intent: Intent): Identity {
  const { time, nowhere, word, shown } = s.found
  const { kind } = s
  if (time === undefined) return open({ do: 'look', for: 'time' })
  const { uid } = s.wish
  // An earlier version wrote the time of day of its process, or the API server's clock was set back: the search begins now.
  if (intent.uid !== uid || uncertainSince(s.attempts, intent) > time + skew) {
    const why = 'A create was sent and its outcome is not known: the search for it begins'
    const fresh = { ...intent, uid, at: time, open: [attempt({ at: time, by: 'earlier' })] }
    return record(fresh, 'CreateOutcomeUnknown', why)
  }
  if (allRefused(s.attempts, intent)) return none
  if (nowhere !== undefined) return unreachable(s, intent, nowhere, searchLeft(s.attempts, intent, s.quarantine, time))
  if (intent.replaces !== undefined && word === undefined) return open({ do: 'look', for: 'word', id: intent.replaces })
  if (intent.replaces !== undefined && word === 'alive') return withdrawn(intent, intent.replaces)
  if (shown === undefined) return open({ do: 'look', for: 'search' })
  const found = chosen(s.attempts, shown)
  if (found !== undefined)
    return open({ do: 'recall', id: found, how: kind.tagged === undefined ? 'naturalkey' : 'tag' })
  const { occupant } = s.found
  return kind.readBack && occupant !== undefined ? occupied(s, intent, occupant, time) : unfound(s, intent, time)
}

/**
 * In our place stands what does not bear our tags. What somebody else has made between our look and our create looks like that,
 * and so does for a while what we have made, because reads may not show its tags yet.
 */
function occupied(s: Situation, intent: Intent, { id, bare }: Occupant, time: number): Identity {
  const left = searchLeft(s.attempts, intent, s.quarantine, time)
  if (!bare || left <= 0) return taken(s, intent, `${id} was made by somebody else`, true)
  const until = iso(uncertainSince(s.attempts, intent) + s.quarantine)
  const why = `AWS has ${id}, and does not show yet whose it is: looking at it until ${until}`
  return open({ do: 'wait', until: { is: 'again', after: Math.min(5000, left), reason: 'CreateOutcomeUnknown', why } })
}

/** A search has not shown what a create may have made. `time` is the API server's. */
function unfound(s: Situation, intent: Intent, time: number): Identity {
  const { kind, attempts, refs } = s
  const left = searchLeft(attempts, intent, s.quarantine, time)
  const { rival, mismatched, made } = attempts
  const met = rival !== undefined && intent.open.includes(rival.attempt)
  const alone = openAttempts(attempts, intent).length === 1
  // What refuses a repeated request may be what an earlier one has made, and reads do not show it yet.
  if (met && (alone || kind.token !== undefined || left <= 0)) return taken(s, intent, rival.message, alone)
  // To a request under a token that it knows from another one, AWS gives no other answer however often it is asked.
  // A record that was lost says nothing of the request: under its first token AWS answers with what that has made, or makes it.
  const asked = intent.hash === '' || intent.hash === requestHash(createRequest(kind, refs.spec))
  const same = asked && mismatched !== intent.epoch
  // AWS has answered this process already: status does not keep what it said.
  const answered = made?.epoch === intent.epoch && !intent.condemned.includes(made.id)
  if (answered && !s.wish.deleting && !kind.readBack) return { is: 'known', id: made.id }
  const afresh = renewedSearchLeft(attempts, intent, time, s.now)
  const again = kind.exclusive(refs.spec) && !met && !(answered && kind.readBack)
  // A record that was lost does not say how many tokens were used: under one of the past AWS would make another object.
  const known = intent.hash !== '' || left <= 0
  const repeatable = kind.token === undefined ? again : afresh <= 0 && known
  if (repeatable && same) return { is: 'none', replay: intent, left }
  if (Math.max(left, afresh) <= 0) return none
  const until = iso(Math.max(uncertainSince(attempts, intent) + s.quarantine, time + afresh))
  const why = `A create was sent to ${intent.region} at ${iso(intent.at)} and its outcome is not known: searching until ${until}`
  const after = Math.min(5000, Math.max(left, afresh))
  return open({ do: 'wait', until: { is: 'again', after, reason: 'CreateOutcomeUnknown', why } })
}

/**
 * The object that a create was to replace lives: it stays the one that status names. What that create may have made is told of
 * once it shows.
 */
function withdrawn({ replaces: _, ...intent }: Intent, id: string): Identity {
  return record({ ...intent, open: [] }, 'Waiting', `${id} was to be replaced, and AWS shows it again`)
}

/** Something with the same key exists and is not ours. */
function taken(s: Situation, intent: Intent, message: string, alone: boolean): Identity {
  const { kind } = s
  const whose =
    kind.tagged === undefined ? 'It is not the one that this object asks for' : "It does not carry this object's tags"
  const outcome = refusedFor(s, `${message}. ${whose}`)
  const shut = alone || kind.token === undefined
  return open({ do: 'record', intent: shut ? { ...intent, open: [] } : undefined, outcome })
}

/** What is there already is looked for where it is to be adopted. */
function refusedFor({ kind, wish: { adoption: asked } }: Situation, what: string): Outcome {
  if (kind.natural === undefined || asked.is !== 'unnamed' || asked.policy !== 'adopt-or-create')
    return alreadyExists(what)
  return { is: 'again', after: 5000, reason: 'Waiting', why: `AWS has one already, which is looked for: ${what}` }
}

export const alreadyExists = (what: string): Outcome => ({
  is: 'failed',
  reason: 'AlreadyExists',
  why: `Resource already exists: ${what}`,
  errorClass: 'terminal',
})

/**
 * A search that cannot be sent, because the region is none as far as is known. What an earlier process sent to no region was
 * not sent at all. A region that the SDK refuses never was one. An address that is unknown may be again when names are looked
 * up as before; so it counts only once the search has lasted for the quarantine, and only where nothing is left to do there:
 * the object is to go, or its own annotation names another region.
 */
function unreachable(
  { wish: { deleting, region } }: Situation,
  intent: Intent,
  error: NonNullable<Situation['found']['nowhere']>,
  left: number,
): Identity {
  const leaving = deleting || (region !== undefined && region !== intent.region)
  if (error.code === 'ENOTFOUND' && (!leaving || left > 0)) return open(nothing(failure(error)))
  return record({ ...intent, open: [] }, 'Waiting', `${intent.region} is no region: nothing was made there`)
}

/** What the adoption annotations ask for; undefined when there are none, or when they were carried out already. */
function adoption({ kind, wish: { adoption: asked } }: Situation): Identity | undefined {
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
  return open(nothing({ is: 'failed', reason: 'AdoptionInvalid', why, errorClass: 'terminal' }))
}
