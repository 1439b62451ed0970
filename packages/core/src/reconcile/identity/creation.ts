import { iso } from '../../time/iso.ts'
import { tagsBeyond } from '../change/difference.ts'
import type { Outcome } from '../outcome.ts'
import { failed, type Looked, nothing, type Plan, type Situation } from '../plan.ts'
import { allRefused, searchLeft } from './attempts.ts'
import { alreadyExists, type Identity } from './identify.ts'
import { chosen } from './search.ts'

/** Nothing of ours exists in AWS. */
export function absent(s: Situation, { replay, left }: Extract<Identity, { is: 'none' }>): Plan {
  if (s.wish.deleting) {
    if (left <= 0) return { do: 'release', because: 'AWS has nothing of it', unmade: true }
    const why = 'A create was sent and its outcome is not known: searching before letting go'
    return { do: 'wait', until: { is: 'again', after: Math.min(5000, left), reason: 'CreateOutcomeUnknown', why } }
  }
  const elsewhere = relocating(s)
  if (elsewhere !== undefined) return elsewhere
  if (s.refs.blocked !== undefined) return nothing(s.circle ?? s.refs.blocked)
  if (replay !== undefined) return create(s, replay)
  const crowded = tagsBeyond(s)
  return crowded === undefined ? firstOrNone(s) : nothing(crowded)
}

/**
 * What holds back the create of an object whose own annotation asks for another region by now than the one its last create
 * went to. Once the search there is over, the object is free to be made where it belongs. What its namespace asks for
 * does not move it: a create that arrives after all would be out of sight.
 */
function relocating(s: Situation): Plan | undefined {
  const { origin, attempts, quarantine, found } = s
  const { region, intent } = s.wish
  if (intent === undefined || origin?.sure !== false || region === undefined || region === origin.region)
    return undefined
  const left = allRefused(attempts, intent) ? 0 : searchLeft(attempts, intent, quarantine, found.time ?? intent.at)
  const until = iso(s.date + left)
  const why = `A create was sent to ${origin.region} and its outcome is not known: searching there until ${until}`
  const after = Math.max(0, Math.min(5000, left))
  const outcome: Outcome = { is: 'again', after, reason: 'CreateOutcomeUnknown', why }
  return left <= 0 ? { do: 'record', intent: { ...intent, open: [] }, outcome } : { do: 'wait', until: outcome }
}

/** The first create of an object, unless AWS has something in its place already. */
export function firstOrNone(s: Situation): Plan {
  const plan = create(s)
  // A create that AWS refused was sent because nothing was there: what is there now may be what its double has made.
  const { intent } = s.wish
  const refused = intent !== undefined && intent.epoch > 0 && intent.open.length === 0 && intent.made === undefined
  const certain = refused && s.kind.tagged === undefined && !s.kind.answered
  return plan.do !== 'create' || s.wish.planOnly || certain ? plan : unlessOccupied(s, plan)
}

/** A create, unless a look right before it shows something in its place. */
function unlessOccupied(s: Situation, plan: Plan): Plan {
  const { there: shown, occupant } = s.found
  if (shown === undefined) return { do: 'look', for: 'occupant' }
  const there = chosen(s.attempts, shown)
  if (there === undefined) return occupant === undefined ? plan : nothing(alreadyExists(made(occupant.id)))
  // By its owner tags it is ours, and its record was lost. Of a kind that takes no tags it is somebody else's, because once a
  // create is on record nothing else says whose it is.
  return s.kind.tagged === undefined ? nothing(alreadyExists(made(there))) : { do: 'recall', id: there, how: 'tag' }
}

const made = (id: string) => `${id} was made by somebody else`

function create({ warrant }: Situation, replay?: NonNullable<Situation['wish']['intent']>): Plan {
  if (warrant !== undefined) return { do: 'create', because: 'it does not exist', warrant, replay }
  const why = 'AWS has nothing of it, and by adoption or as a reader it is never created'
  return nothing({ is: 'blocked', reason: 'AdoptionNotFound', why, patient: false })
}

/**
 * What this process has made in the place of the object already: the record of that was rolled back since, and reads may not
 * show it yet.
 */
function alreadyReplaced({ attempts: { made }, wish: { intent }, seen }: Looked): string | undefined {
  if (made === undefined || made.id === seen.id || intent?.condemned.includes(made.id)) return undefined
  return made.epoch > (intent?.epoch ?? 0) ? made.id : undefined
}

/** The AWS object is gone, or as good as gone: another one takes its place, if it may. */
export function replace(s: Looked, because: string): Plan {
  const { warrant } = s
  const { backoff } = s.seen
  if (warrant === undefined)
    return nothing(failed('AdoptedGone', `${because}, and an object that was adopted or is shared is not made anew`))
  const before = alreadyReplaced(s)
  if (before !== undefined) return { do: 'recall', id: before, how: 'tag' }
  if (s.refs.blocked !== undefined) return nothing(s.refs.blocked)
  const plan: Plan = { do: 'create', because, warrant }
  // What answers to a create may have been made since by somebody else.
  if (backoff <= 0) return s.kind.answered && !s.wish.planOnly ? unlessOccupied(s, plan) : plan
  const why = `${because}. The same happened to those before it, so the next one is made after a pause`
  return nothing({ is: 'failed', reason: 'FailedState', why, errorClass: 'unknown', after: backoff })
}
