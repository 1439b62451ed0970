import { tagsTooMany } from '../../aws/tag.ts'
import { met } from '../../kind/erase.ts'
import type { Held } from '../../kind/facet/facet.ts'
import type { ErasedFacet, Observed } from '../../kind/kind.ts'
import type { State } from '../../kind/reply/state.ts'
import { declaredTags } from '../../kind/service.ts'
import { canonical } from '../../schema/json.ts'
import type { Outcome } from '../outcome.ts'
import { again, type Change, failed, type Looked, type Situation } from '../plan.ts'
import type { Unresolved } from '../reference/resolve.ts'
import { verdict } from './breaker.ts'
import { takenOut } from './initial.ts'
import { given } from './written.ts'

/** What can be changed in an object that is not ready: AWS takes tags for whatever is there. */
export function tagsOnly({ seen: { tags } }: Looked, state: State): readonly Change[] {
  return tags === undefined || state.is === 'leaving' ? [] : [tags]
}

/** The failure of an object that declares more tags than AWS takes. */
export function tagsBeyond({ kind, spec }: Situation): Outcome | undefined {
  const declared = declaredTags(spec)
  const over = kind.tagged === undefined ? 0 : tagsTooMany(declared)
  if (over === 0) return undefined
  const count = new Set(declared.map(({ Key }) => Key)).size
  return failed(
    'InvalidSpec',
    `tags: ${count} are declared, and AWS takes 48 beside the two that name the owner of an object: remove ${over}`,
  )
}

/** Every field that differs from AWS, tags first. Fields whose references are not resolved yet are left out. */
export function differences(s: Looked, observed: Observed): readonly Change[] {
  const facets = s.kind.facets.flatMap((facet): readonly Change[] => {
    const first = takenOut(s, facet, observed)
    if (first !== undefined) return [first]
    if (given(s, facet)) return removal(facet, observed)
    const want = observed.spec[facet.field] ?? facet.unset
    if (want === undefined || s.refs.unresolved.has(facet.field) || met(facet, want, observed)) return []
    const have = facet.have(observed)
    return [
      { field: facet.field, want: canonical(want), have: canonical(have), steps: facet.steps(want, have, observed) },
    ]
  })
  return s.seen.tags === undefined ? facets : [s.seen.tags, ...facets]
}

/** What brings a field to nothing that the user has written and taken out again. */
function removal({ field, none, have }: ErasedFacet, observed: Observed): readonly Change[] {
  if (none === undefined || none.met(observed)) return []
  return [{ field, want: 'nothing', have: canonical(have(observed)), steps: none.steps(observed) }]
}

/**
 * Why a field cannot be judged: it refers to something that is not in sync. When every identifier is known and AWS has
 * exactly those, there is nothing to wait for; a field that cannot change has had them since its creation. A value with a
 * gap is never compared with what AWS has.
 */
function waitingOn(s: Looked, field: string, { known, why }: Unresolved, observed: Observed): Outcome | undefined {
  if (!known) return why
  const facet = s.kind.facets.find((one) => one.field === field)
  const want = observed.spec[field]
  return facet === undefined || (want !== undefined && met(facet, want, observed)) ? undefined : why
}

/** What the spec asks for and is not to be had for now. */
function heldBy(s: Looked, observed: Observed): Held | undefined {
  const said = s.kind.facets.map((facet) => {
    const want = observed.spec[facet.field]
    return want === undefined || s.refs.unresolved.has(facet.field) ? undefined : facet.held?.(want, observed)
  })
  return said.find((one) => one?.by === 'another') ?? said.find((one) => one !== undefined)
}

/** Whether a difference may be written now. */
export function judge(s: Looked, change: Change): 'write' | 'wait' | 'open' {
  return verdict(s.writes.get(change.field), change, s.now)
}

/** What AWS could not carry out is asked for again after so long (ms), because what stood in its way may be mended. */
const patience = 600_000

/** Whether the same was asked for a short while ago. */
export function tried(s: Looked, { field, want }: Change): boolean {
  const last = s.writes.get(field)
  return last !== undefined && last.want === want && s.now - last.at < patience
}

/** What is left when there is nothing to write. */
export function rest(s: Looked, observed: Observed, state: State, changes: readonly Change[]): Outcome {
  const fought = changes.find((change) => judge(s, change) === 'open')
  if (fought !== undefined) {
    const why = `${fought.field} was set several times and keeps changing back: another party changes it. It is left alone for ten minutes`
    return failed('Oscillating', why, 'conflict')
  }
  const rival = heldBy(s, observed)
  if (rival?.by === 'another') return { is: 'blocked', reason: 'HeldByAnother', why: rival.why, patient: false }
  if (rival !== undefined) return again('Waiting', rival.why)
  const held = changes.filter(({ steps }) => steps.length === 0)
  if (held.length > 0 && held.length === changes.length)
    return again('Updating', `${held.map(({ field }) => field).join(', ')} can be set once AWS shows the other changes`)
  if (changes.length > 0)
    return again('Updating', `AWS does not show the new ${changes.map((change) => change.field).join(', ')} yet`)
  if (state.is === 'failed') return failed('FailedState', state.why)
  if (state.is === 'awaits') return again('AwaitingAcceptance', state.why)
  if (state.is === 'wait' || state.is === 'leaving') return again('Waiting', state.why)
  const busy = s.kind.busy(observed)
  if (busy !== undefined) return again('Waiting', busy)
  const waiting = [...s.refs.unresolved]
    .map(([field, one]) => waitingOn(s, field, one, observed))
    .find((why) => why !== undefined)
  return waiting ?? { is: 'settled' }
}
