import { canonical } from '../schema/json.ts'
import { differences, judge, rest, tagsBeyond, tagsOnly, tried } from './change/difference.ts'
import { tagField } from './change/tags.ts'
import { listed, stuck, type Unlike } from './change/unlike.ts'
import { asked } from './change/written.ts'
import { deletion, farewell } from './deletion/deletion.ts'
import { adoptable, takeOver } from './identity/adoption.ts'
import { absent, replace } from './identity/creation.ts'
import { identify } from './identity/identify.ts'
import type { Outcome } from './outcome.ts'
import { again, type Change, failed, type Looked, nothing, type Plan, type Seen, type Situation, wait } from './plan.ts'

/**
 * Decides what a pass does, in everything. Pure: the same situation always gives the same plan. Where something is to be known
 * first, the plan is to look for it, and `decide` is asked again with what was found. decide.test.ts says each case.
 */
export function decide(s: Situation): Plan {
  const { deleting } = s.wish
  // What leaves AWS alone comes before anything is asked of AWS.
  const leave = deleting ? farewell(s) : undefined
  if (leave !== undefined) return leave
  if (s.refs.invalid !== undefined && !deleting) return nothing(s.refs.invalid)
  const identity = identify(s)
  switch (identity.is) {
    case 'open':
      return identity.plan
    case 'none':
      return absent(s, identity)
    case 'known':
    case 'named':
      return s.seen?.id === identity.id
        ? present({ ...s, seen: s.seen })
        : { do: 'look', for: 'object', id: identity.id }
  }
}

/** Whether what was seen is the object's own: not so while it gives way to another one, or is not taken over yet. */
export function owns(s: Looked, plan: Plan): boolean {
  return plan.do !== 'recall' && plan.do !== 'create' && adoptable(s) === undefined
}

/** There is an AWS object that this one stands for, or is to. */
function present(s: Looked): Plan {
  const { observed, absence, successor, vanished, ownership } = s.seen
  const named = adoptable(s)
  if (named !== undefined) return takeOver(s, named)
  if (successor !== undefined && !s.wish.readOnly) return { do: 'recall', id: successor, how: 'tag' }
  if (s.wish.deleting) return deletion(s)
  if (observed !== undefined) return shown(s, observed)
  const end = endOf(s)
  if (end !== undefined) return nothing(ended(end))
  if (absence === 'early') return wait('Creating', 'AWS does not show the new object yet')
  if (absence === 'doubtful') return wait('Waiting', 'AWS does not show the object: looking again before believing it')
  if (s.wish.readOnly)
    return nothing({ is: 'blocked', reason: 'AdoptionNotFound', why: 'AWS has no such object', patient: false })
  if (ownership.is === 'foreign') return nothing(failed('NotOwned', ownership.why))
  return vanished === undefined ? replace(s, 'AWS states that it does not exist') : nothing(vanished)
}

/** AWS shows the object, and it is to stay. */
function shown(s: Looked, observed: NonNullable<Seen['observed']>): Plan {
  const { ownership, removable, adoption, tags } = s.seen
  const state = s.kind.state(observed.item)
  if (s.wish.readOnly) return settled(s, observed)
  if (ownership.is === 'foreign') return nothing(failed('NotOwned', ownership.why))
  if (state.is === 'gone')
    return s.kind.ended(observed.item, observed.spec) ? atEnd(s, state.why) : replace(s, state.why)
  if (removable?.named === true && state.is === 'ready') {
    const { duplicate } = removable
    const outcome = again('Waiting', `${duplicate.id}, which was made a second time, is deleted first`)
    return { do: 'delete-duplicate', duplicate, outcome }
  }
  const { kept, unlike: tagsLeft = [] } = adoption ?? {}
  const crowded = kept?.includes(tagField) ? undefined : tagsBeyond(s)
  const fixed = ({ field }: Change) =>
    (crowded !== undefined && field === tagField) || s.seen.unlike.some((one) => one.field === field)
  const all = (state.is === 'ready' ? differences(s, observed) : tagsOnly(s, state)).filter((change) => !fixed(change))
  const left = all.filter(({ field }) => field !== tags?.field && kept?.includes(field))
  const changes = all.filter((change) => !left.includes(change))
  const reverted = state.is === 'ready' ? state.reverted : undefined
  const due = changes.filter(
    (change) =>
      change.steps.length > 0 && judge(s, change) === 'write' && (reverted === undefined || !tried(s, change)),
  )
  if (due.length > 0) return { do: 'change', changes: due }
  if (reverted !== undefined && changes.length > 0) return nothing(failed('FailedState', reverted))
  const outcome = immutable(asFound(rest(s, observed, state, changes), [...tagsLeft, ...left]), s.seen.unlike)
  if (outcome.is !== 'settled') return nothing(outcome)
  if (crowded !== undefined) return nothing(crowded)
  return removable === undefined
    ? settled(s, observed)
    : { do: 'delete-duplicate', duplicate: removable.duplicate, outcome }
}

/** It has ended because its spec asks for that. That goes on record, so that it stays ended once AWS no longer shows it. */
function atEnd(s: Looked, why: string): Plan {
  const { intent, generation } = s.wish
  if (intent === undefined || endOf(s) !== undefined) return nothing(ended(why))
  return { do: 'record', intent: { ...intent, ended: { id: s.seen.id, generation, why } }, outcome: ended(why) }
}

/** In which state the object ended, where it is on record that this spec asks for that. */
function endOf({ seen, wish: { intent, generation } }: Looked): string | undefined {
  const end = intent?.ended
  return end?.id === seen.id && end.generation === generation ? end.why : undefined
}

const ended = (why: string): Outcome => ({ is: 'blocked', reason: 'Ended', why, patient: false, after: asFoundFor })

/** How long (ms) an adopted object that differs is left before it is looked at again by itself: the sweep sees what changes. */
const asFoundFor = 600_000

/** What an adopted object ends as that would be in sync, were it not left otherwise than its spec says. */
function asFound(outcome: Outcome, differing: readonly Unlike[]): Outcome {
  if (outcome.is !== 'settled' || differing.length === 0) return outcome
  const why = `It was adopted as AWS has it, and the spec says something else: ${listed(differing)}`
  return { is: 'blocked', reason: 'AdoptedDiffers', why, patient: false, after: asFoundFor }
}

/** What nothing can change is said before what may pass by itself: it stands until the spec is edited. */
function immutable(outcome: Outcome, differing: readonly Unlike[]): Outcome {
  if (differing.length === 0 || (outcome.is !== 'settled' && outcome.is !== 'blocked')) return outcome
  return failed('ImmutableDiffers', stuck(differing))
}

/**
 * In sync, if status keeps the id: without it nobody could find the object by its status. Of an object that is only looked at,
 * the id is written by the report of this very pass. Fields that users expect to be filled in from AWS are filled in now.
 */
function settled({ kind, wish, spec, seen }: Looked, observed: NonNullable<Seen['observed']>): Plan {
  if (!wish.readOnly && wish.id !== observed.id) return { do: 'complain' }
  const unknown = wish.readOnly ? [] : seen.unknown
  const late = Object.entries(kind.late(observed)).flatMap(
    ([field, found]): readonly (readonly [string, unknown])[] => {
      if (found === undefined) return []
      if (spec[field] === undefined) return [[field, found]]
      // What was filled in for another object goes first: the API server takes no other value for it.
      const old = asked(kind, wish.intent, spec)[field] === undefined && canonical(spec[field]) !== canonical(found)
      return old ? [[field, null]] : []
    },
  )
  if (late.length === 0) return nothing(unknown.length === 0 ? { is: 'settled' } : { is: 'settled', unknown })
  return { do: 'fill', fields: Object.fromEntries(late) }
}
