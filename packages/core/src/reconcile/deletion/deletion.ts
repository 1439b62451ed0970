import { again, type Looked, nothing, type Plan, type Situation, wait } from '../plan.ts'
import type { Definition } from './retention.ts'
import { crowd, queued } from './turn.ts'

/**
 * How the deletion of an object ends that leaves AWS alone; undefined when AWS is to be asked to delete. A policy to keep
 * makes the AWS object nobody's. One whose definition goes stays what it was, owner tags included: it can be
 * adopted when the definition is back, and is reported as an orphan until then.
 */
export function farewell(s: Situation): Plan | undefined {
  const { retention, readOnly } = s.wish
  if (readOnly) return { do: 'keep', by: 'reader' }
  if (retention.is === 'keep') {
    const { against } = retention
    return against === undefined ? { do: 'keep', by: 'policy' } : { do: 'keep', by: 'namespace', against }
  }
  if (retention.own) return undefined
  if (s.definition === undefined) return { do: 'look', for: 'definition' }
  switch (s.definition.is) {
    case 'standing':
      return undefined
    case 'leaving':
      return { do: 'keep', by: 'definition' }
    case 'unknown':
      return undecided(s, s.definition)
  }
}

/**
 * For so long (ms) after its deletion was asked for an object waits to hear of its definition: a missing permission does
 * not pass by itself, so there is only time for somebody to see it.
 */
const patience = { forbidden: 60_000, unanswered: 600_000 }

function undecided(
  { deletionAsked, date }: Situation,
  { why, forbidden }: Extract<Definition, { is: 'unknown' }>,
): Plan | undefined {
  const limit = forbidden ? patience.forbidden : patience.unanswered
  const left = deletionAsked + limit - date
  if (!(left > 0)) return undefined
  const anyway = `It is deleted all the same ${limit / 60_000} min after that was asked for`
  return nothing({
    is: 'failed',
    reason: 'DefinitionUnknown',
    why: `It cannot be told whether the whole definition is being deleted: ${why.replace(/\.$/, '')}. ${anyway}`,
    errorClass: forbidden ? 'auth' : 'transient',
    after: Math.min(5000, left),
  })
}

/** How long (ms) AWS may go on showing an object after it accepted the delete, before the delete is sent again. */
const deletePatience = 30_000

/** How long (ms) a delete waits for objects in Kubernetes before it looks again by itself: the last of them wakes it. */
const wakened = 30_000

/** The Kubernetes object is to go, and its AWS object with it. */
export function deletion(s: Looked): Plan {
  const { id, observed, ownership, sinceDelete, tags } = s.seen
  if (observed === undefined) return hidden(s)
  const state = s.kind.state(observed.item)
  if (state.is === 'gone') return { do: 'release', because: state.why }
  if (ownership.is === 'foreign') return { do: 'release', because: `${observed.id} is left alone. ${ownership.why}` }
  if (s.kind.inseparable(observed.item)) return { do: 'keep', by: 'aws' }
  if (state.is === 'leaving') return wait('Deleting', state.why)
  const reverted = state.is === 'ready' ? state.reverted : undefined
  if (sinceDelete !== undefined && sinceDelete < deletePatience)
    return wait('Deleting', reverted ?? 'AWS is deleting it')
  if (s.holders.length > 0) {
    const why = `still used by ${s.holders.join(', ')}`
    return nothing({ is: 'blocked', reason: 'BlockedByDependents', why, patient: false, after: wakened })
  }
  if (ownership.is === 'unsigned' && tags !== undefined) return { do: 'change', changes: [tags] }
  const steps = s.kind.teardown(observed)
  return inTurn(s, steps.length > 0 ? { do: 'prepare', steps } : { do: 'delete', id })
}

/** Of a mass of deletions each waits for its turn: a mistake that deletes half of what there is leaves time to be seen. */
function inTurn({ wish, turn }: Situation, plan: Plan): Plan {
  if (wish.planOnly) return plan
  if (turn === undefined) return { do: 'look', for: 'turn' }
  if (turn.is === 'free' || turn.ms <= 0) return plan
  return { do: 'wait', until: queued(turn.ms), ...(turn.first ? { news: crowd } : {}) }
}

/** AWS does not show the object that is to go. */
function hidden(s: Looked): Plan {
  const { id, absence, ownership, stated, sinceDelete, unknownUntil = 0, removable, leaving } = s.seen
  const due = sinceDelete === undefined && unknownUntil <= s.now
  if (ownership.is === 'foreign') return { do: 'release', because: ownership.why }
  switch (absence) {
    case 'early':
      return due
        ? inTurn(s, { do: 'delete', id })
        : wait('Deleting', 'AWS does not show the object, and it cannot be told yet whether it is gone')
    case 'doubtful':
      // A delete that was accepted before this process began cannot be waited for: AWS answers another one with what is so.
      if (due && stated) return inTurn(s, { do: 'delete', id })
      return wait('Deleting', sinceDelete === undefined ? doubtful : 'AWS is deleting it')
    case 'gone':
      if (removable !== undefined)
        return {
          do: 'delete-duplicate',
          duplicate: removable.duplicate,
          outcome: again('Deleting', 'AWS is deleting it'),
        }
      return leaving ? wait('Deleting', 'AWS is deleting it') : { do: 'release', because: 'AWS no longer has it' }
  }
}

const doubtful = 'AWS does not show the object: looking again before believing it'
