import type { Observed } from '../kind/kind.ts'
import type { Item } from '../schema/json.ts'
import { change, prepare, remove } from './change/act.ts'
import { shown } from './change/breaker.ts'
import { displacedRecord } from './change/displaced.ts'
import { recordInitial } from './change/initial.ts'
import { tagField, tagRecord } from './change/tags.ts'
import { recordWritten, withFilled } from './change/written.ts'
import { keep, letGo } from './deletion/keep.ts'
import { deleteDuplicate } from './duplicate/remove.ts'
import { adopt, adoptionRecord } from './identity/adopt.ts'
import { adoptable } from './identity/adoption.ts'
import { create, order, unsent } from './identity/create.ts'
import { blank, encode } from './identity/intent.ts'
import { missing, recall, unkept } from './identity/record.ts'
import type { Outcome } from './outcome.ts'
import { unedited } from './ownership/provenance.ts'
import type { Pass } from './pass.ts'
import { type Action, announced, type Change, type Situation } from './plan.ts'
import { recordMassDeletion } from './status/event.ts'
import { annotation } from './wish/names.ts'
import { annotate, claim, fillIn } from './write/write.ts'

/**
 * Does what was decided, and says how the pass ends. The only place where a plan becomes calls; beside `report`, the only
 * writer. In plan mode it says what it would do, and does only what keeps the records of an object straight.
 */
export async function carryOut(pass: Pass, action: Action, s: Situation): Promise<Outcome> {
  const said = s.wish.planOnly ? announced(action) : undefined
  if (said !== undefined) return { is: 'suspended', reason: 'Planned', why: `Would ${said}` }
  await hold(pass, s, action)
  const observed = s.seen?.observed
  switch (action.do) {
    case 'create':
      return await createOne(pass, action, s)
    case 'adopt':
      await claim(pass, adoptionRecord(pass, action))
      return await adopt(pass, action)
    case 'recall':
      return await recall(pass, action.id, action.how)
    case 'record':
      delete pass.memory.attempts.rival
      if (action.intent !== undefined) await annotate(pass, { [annotation.intent]: encode(action.intent) })
      return action.outcome
    case 'change':
      return await changeAll(pass, action.changes, observed)
    case 'fill':
      return await fill(pass, action.fields)
    case 'complain':
      shown(pass.memory.writes)
      return unkept(pass)
    case 'prepare':
      return await prepare(pass, action.steps, observed)
    case 'delete':
      return await remove(pass, action.id, observed)
    case 'delete-duplicate':
      await deleteDuplicate(pass, action.duplicate, s.refs.spec)
      return action.outcome
    case 'release':
      return await letGo(pass, action.because)
    case 'keep':
      return await keep(pass, action)
    case 'wait':
      if (action.news !== undefined) recordMassDeletion(pass, action.news)
      return action.until
    case 'nothing':
      if (action.outcome.is === 'settled') shown(pass.memory.writes)
      return action.outcome
  }
}

/** Finalizer and record of the create in one patch, then the create. */
async function createOne(pass: Pass, action: Extract<Action, { do: 'create' }>, { refs }: Situation): Promise<Outcome> {
  const placed = await order(pass, refs, action.replay)
  unsent(pass, placed)
  await claim(pass, { [annotation.intent]: encode(placed.intent) })
  return await create(pass, placed, action.because, refs.spec)
}

async function changeAll(pass: Pass, changes: readonly Change[], observed: Observed | undefined): Promise<Outcome> {
  if (observed !== undefined && changes.some(({ field }) => field === tagField))
    await annotate(pass, tagRecord(pass, observed) ?? {})
  await annotate(pass, displacedRecord(pass, changes) ?? {})
  return await change(pass, changes, observed)
}

async function fill(pass: Pass, spec: Item): Promise<Outcome> {
  shown(pass.memory.writes)
  const { wish, tools } = pass
  const record = withFilled(tools.kind, unedited(wish) ?? wish.intent ?? blank(pass), spec)
  const annotations: Readonly<Record<string, string>> =
    record === wish.intent ? {} : { [annotation.intent]: encode(record) }
  await fillIn(pass, spec, annotations)
  return { is: 'again', after: 0, reason: 'Updating', why: 'Fields were filled in from AWS' }
}

/**
 * Holds on to the Kubernetes object whose AWS object lives: finalizer and record may be missing, because somebody has removed
 * them or because an earlier version wrote none.
 */
async function hold(pass: Pass, s: Situation, action: Action): Promise<void> {
  const { wish, seen } = s
  if (seen?.observed === undefined || wish.deleting || wish.readOnly || wish.planOnly) return
  if (seen.ownership.is === 'foreign' || adoptable({ ...s, seen }) !== undefined) return
  await claim(pass, missing(pass, seen.id) ?? {})
  await claim(pass, recordInitial(pass, { ...s, seen }))
  await claim(pass, recordWritten(pass, { ...s, seen }, action))
}
