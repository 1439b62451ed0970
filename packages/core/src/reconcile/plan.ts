import { met } from '../kind/erase.ts'
import type { Kind, Sight } from '../kind/kind.ts'
import type { State } from '../kind/state.ts'
import type { Step } from '../kind/step.ts'
import { canonical } from '../schema/json.ts'
import { verdict } from './breaker.ts'
import type { Absence } from './evidence.ts'
import { takenOut } from './initial.ts'
import type { Write } from './memory.ts'
import type { Outcome, Reason } from './outcome.ts'
import type { Ownership } from './owner.ts'
import type { Unresolved } from './resolve.ts'
import type { Twin } from './twin.ts'
import { listed, type Unlike } from './unlike.ts'
import type { Warrant } from './warrant.ts'

/** One field that differs, and the calls that bring it in line. */
export interface Change {
  readonly field: string
  /** Canonical texts of what the spec wants and what AWS has. */
  readonly want: string
  readonly have: string
  readonly steps: readonly Step[]
}

/** What one pass will do. `act` carries it out, plan mode prints it. */
export type Plan =
  | { readonly do: 'create'; readonly because: string; readonly warrant: Warrant }
  | { readonly do: 'wait'; readonly until: Outcome }
  | { readonly do: 'change'; readonly changes: readonly Change[] }
  | { readonly do: 'prepare'; readonly steps: readonly Step[] }
  | { readonly do: 'delete' }
  /** Deletes an AWS object that was made too many; `outcome` is what the object itself ends the pass as. */
  | { readonly do: 'dismiss'; readonly twin: Twin; readonly outcome: Outcome }
  | { readonly do: 'release'; readonly because: string }
  | { readonly do: 'nothing'; readonly outcome: Outcome }

/** Everything a plan depends on. */
export interface Situation {
  readonly kind: Kind
  readonly deleting: boolean
  /** The object as AWS shows it; undefined when it shows none, or when there is no id to ask for. */
  readonly sight: Sight | undefined
  /** When AWS shows nothing: what that means. */
  readonly absence: Absence
  /** AWS has stated that it does not know the object, which a read had shown before. */
  readonly stated: boolean
  /** The right to create; without it nothing takes the place of what is gone. */
  readonly warrant: Warrant | undefined
  /** What keeps the object from being replaced: too many have vanished at once. */
  readonly vanished: Outcome | undefined
  readonly ownership: Ownership
  /** Undefined for an object that was not adopted. */
  readonly adoption: Adoption | undefined
  /** Differences of the tags that are ours to keep, as one change. */
  readonly tags: Change | undefined
  readonly unresolved: ReadonlyMap<string, Unresolved>
  /** Fields out of which what AWS put into the new object by itself is still to be taken. */
  readonly initial: readonly string[]
  /** A reason why nothing can be created yet. */
  readonly obstacle: Outcome | undefined
  readonly readOnly: boolean
  /** Kubernetes objects that hold this one, by label. */
  readonly holders: readonly string[]
  readonly writes: ReadonlyMap<string, Write>
  /** Milliseconds until an object that is gone may be made anew. */
  readonly pause: number
  /** Monotonic milliseconds since our delete was accepted; undefined when none was. */
  readonly sinceDelete: number | undefined
  /**
   * An AWS object that was made too many: removed as soon as all is well with the other one, or at once where a person has
   * named it, because it may have what the other one needs.
   */
  readonly duplicate: { readonly twin: Twin; readonly named: boolean } | undefined
  /** There is one whose removal is under way. */
  readonly leaving: boolean
  /** Until when (monotonic ms) a delete waits that AWS did not know the object of. */
  readonly unknownUntil: number | undefined
  readonly now: number
}

/** How an object that was adopted is held to its spec. */
export interface Adoption {
  /** The fields in which AWS is left as it is; undefined once the spec holds in all of them. */
  readonly kept: readonly string[] | undefined
  /** What differs and is not to be written: what nothing can change, and declared tags that are left. */
  readonly unlike: readonly Unlike[]
}

/** How long (ms) AWS may go on showing an object after it accepted the delete, before the delete is sent again. */
const deletePatience = 30_000

/** How long (ms) a delete waits for objects in Kubernetes before it looks again by itself: the last of them wakes it. */
const wakened = 30_000

/** Decides what to do. Pure: the same situation always gives the same plan. */
export function plan(s: Situation): Plan {
  if (s.deleting) return planDelete(s)
  if (s.sight === undefined) return planAbsent(s)
  const state = s.kind.state(s.sight.item)
  if (s.readOnly) return nothing({ is: 'settled' })
  if (s.ownership.is === 'foreign') return nothing(failed('NotOwned', s.ownership.why))
  if (state.is === 'gone') return planReplace(s, state.why)
  const { duplicate } = s
  if (duplicate?.named === true && state.is === 'ready') {
    const { twin } = duplicate
    return {
      do: 'dismiss',
      twin,
      outcome: again('Waiting', `${twin.id}, which was made a second time, is deleted first`),
    }
  }
  const { kept, unlike = [] } = s.adoption ?? {}
  if (s.adoption !== undefined && kept === undefined && unlike.length > 0)
    return nothing(
      failed('InvalidSpec', `AWS has it otherwise than the spec says, and cannot change it: ${listed(unlike)}`),
    )
  const all = state.is === 'ready' ? differences(s, s.sight) : tagsOnly(s, state)
  const left = all.filter(({ field }) => field !== s.tags?.field && kept?.includes(field))
  const changes = all.filter((change) => !left.includes(change))
  const due = changes.filter((change) => judge(s, change) === 'write')
  if (due.length > 0) return { do: 'change', changes: due }
  const outcome = asFound(rest(s, s.sight, state, changes), [...unlike, ...left])
  return outcome.is === 'settled' && duplicate !== undefined
    ? { do: 'dismiss', twin: duplicate.twin, outcome }
    : nothing(outcome)
}

const unseen = 'AWS does not show the object: looking again before believing it'

/** How long (ms) an adopted object that differs is left before it is looked at again by itself: the sweep sees what changes. */
const asFoundFor = 600_000

/** What an adopted object ends as that would be in sync, were it not left otherwise than its spec says. */
function asFound(outcome: Outcome, differing: readonly Unlike[]): Outcome {
  if (outcome.is !== 'settled' || differing.length === 0) return outcome
  const why = `It was adopted as AWS has it, and the spec says something else: ${listed(differing)}`
  return { is: 'blocked', reason: 'AdoptedDiffers', why, patient: false, after: asFoundFor }
}

function planAbsent(s: Situation): Plan {
  if (s.absence === 'early') return wait('Creating', 'AWS does not show the new object yet')
  if (s.absence === 'doubtful') return wait('Waiting', unseen)
  if (s.readOnly)
    return nothing({ is: 'blocked', reason: 'AdoptionNotFound', why: 'AWS has no such object', patient: false })
  return s.vanished === undefined ? planReplace(s, 'AWS states that it does not exist') : nothing(s.vanished)
}

function planReplace(s: Situation, because: string): Plan {
  const { warrant } = s
  if (warrant === undefined)
    return nothing(failed('AdoptedGone', `${because}, and an object that was adopted or is shared is not made anew`))
  if (s.obstacle !== undefined) return nothing(s.obstacle)
  if (s.pause <= 0) return { do: 'create', because, warrant }
  const why = `${because}. The same happened to those before it, so the next one is made after a pause`
  return nothing({ is: 'failed', reason: 'FailedState', why, errorClass: 'unknown', after: s.pause })
}

/** What can be changed in an object that is not ready: AWS takes tags for whatever is there. */
function tagsOnly(s: Situation, state: State): readonly Change[] {
  return s.tags === undefined || state.is === 'leaving' ? [] : [s.tags]
}

/** Every field that differs from AWS, tags first. Fields whose references are not resolved yet are left out. */
export function differences(s: Situation, sight: Sight): readonly Change[] {
  const facets = s.kind.facets.flatMap((facet): Change[] => {
    const first = takenOut(s, facet, sight)
    if (first !== undefined) return [first]
    const want = sight.spec[facet.field] ?? facet.unset
    if (want === undefined || s.unresolved.has(facet.field) || met(facet, want, sight)) return []
    const have = facet.have(sight)
    return [{ field: facet.field, want: canonical(want), have: canonical(have), steps: facet.steps(want, have, sight) }]
  })
  return s.tags === undefined ? facets : [s.tags, ...facets]
}

/**
 * Why a field cannot be judged: it refers to something that is not in sync. When every identifier is known and AWS has
 * exactly those, there is nothing to wait for; a field that cannot change has had them since its creation. A value with a
 * gap is never compared with what AWS has.
 */
function held(s: Situation, field: string, { known, why }: Unresolved, sight: Sight): Outcome | undefined {
  if (!known) return why
  const facet = s.kind.facets.find((one) => one.field === field)
  const want = sight.spec[field]
  return facet === undefined || (want !== undefined && met(facet, want, sight)) ? undefined : why
}

function judge(s: Situation, change: Change): 'write' | 'wait' | 'open' {
  return verdict(s.writes.get(change.field), change, s.now)
}

/** What is left when there is nothing to write. */
function rest(s: Situation, sight: Sight, state: State, changes: readonly Change[]): Outcome {
  const fought = changes.find((change) => judge(s, change) === 'open')
  if (fought !== undefined)
    return failed(
      'Oscillating',
      `${fought.field} was set several times and keeps changing back: another party changes it. It is left alone for ten minutes`,
      'conflict',
    )
  if (changes.length > 0)
    return again('Updating', `AWS does not show the new ${changes.map((change) => change.field).join(', ')} yet`)
  if (state.is === 'failed') return failed('FailedState', state.why)
  if (state.is === 'wait' || state.is === 'leaving') return again('Waiting', state.why)
  const busy = s.kind.busy(sight)
  if (busy !== undefined) return again('Waiting', busy)
  const waiting = [...s.unresolved].map(([field, one]) => held(s, field, one, sight)).find((why) => why !== undefined)
  return waiting ?? { is: 'settled' }
}

function planDelete(s: Situation): Plan {
  if (s.sight === undefined) {
    if (s.ownership.is === 'foreign') return { do: 'release', because: s.ownership.why }
    if (s.absence === 'early')
      return s.sinceDelete === undefined && (s.unknownUntil ?? 0) <= s.now
        ? { do: 'delete' }
        : wait('Deleting', 'AWS does not show the object, and it cannot be told yet whether it is gone')
    if (s.absence === 'doubtful') {
      // A delete that was accepted before this process began cannot be waited for: AWS answers another one with what is so.
      if (s.sinceDelete === undefined && s.stated && (s.unknownUntil ?? 0) <= s.now) return { do: 'delete' }
      return wait('Deleting', s.sinceDelete === undefined ? unseen : 'AWS is deleting it')
    }
    if (s.duplicate !== undefined)
      return { do: 'dismiss', twin: s.duplicate.twin, outcome: again('Deleting', 'AWS is deleting it') }
    return s.leaving ? wait('Deleting', 'AWS is deleting it') : { do: 'release', because: 'AWS no longer has it' }
  }
  const state = s.kind.state(s.sight.item)
  if (state.is === 'gone') return { do: 'release', because: state.why }
  if (s.ownership.is === 'foreign') return { do: 'release', because: `${s.sight.id} is left alone. ${s.ownership.why}` }
  if (state.is === 'leaving') return wait('Deleting', state.why)
  if (s.sinceDelete !== undefined && s.sinceDelete < deletePatience) return wait('Deleting', 'AWS is deleting it')
  if (s.holders.length > 0)
    return nothing({
      is: 'blocked',
      reason: 'BlockedByDependents',
      why: `still used by ${s.holders.join(', ')}`,
      patient: false,
      after: wakened,
    })
  if (s.ownership.is === 'unsigned' && s.tags !== undefined) return { do: 'change', changes: [s.tags] }
  const steps = s.kind.teardown(s.sight)
  return steps.length > 0 ? { do: 'prepare', steps } : { do: 'delete' }
}

const nothing = (outcome: Outcome): Plan => ({ do: 'nothing', outcome })
const wait = (reason: Reason, why: string): Plan => ({ do: 'wait', until: again(reason, why) })
const again = (reason: Reason, why: string): Outcome => ({ is: 'again', after: 'tick', reason, why })
const failed = (reason: Reason, why: string, errorClass: 'terminal' | 'conflict' = 'terminal'): Outcome => ({
  is: 'failed',
  reason,
  why,
  errorClass,
})

/** The plan in a sentence, for plan mode and for the log. */
export function describe(plan: Plan): string {
  switch (plan.do) {
    case 'create':
      return `create it, because ${plan.because}`
    case 'wait':
      return 'wait'
    case 'change':
      return plan.changes.flatMap((change) => change.steps.map((step) => step.say)).join('; ')
    case 'prepare':
      return plan.steps.map((step) => step.say).join('; ')
    case 'delete':
      return 'delete it'
    case 'dismiss':
      return `delete ${plan.twin.id}, which was made a second time for this object`
    case 'release':
      return `let it go, because ${plan.because}`
    case 'nothing':
      return 'nothing'
  }
}
