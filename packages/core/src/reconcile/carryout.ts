import { change, prepare, remove } from './act.ts'
import { adopt, adoptionRecord } from './adopt.ts'
import { adoptable } from './adoption.ts'
import { shown } from './breaker.ts'
import { create, order, unsent } from './create.ts'
import { recordInitial } from './initial.ts'
import { encode } from './intent.ts'
import { keep, letGo } from './keep.ts'
import { unedited } from './mention.ts'
import { annotation } from './names.ts'
import type { Outcome } from './outcome.ts'
import { dismiss } from './part.ts'
import type { Pass } from './pass.ts'
import { announced, type Deed, type Situation } from './plan.ts'
import { missing, recall, unkept } from './record.ts'
import { slowed } from './slow.ts'
import { recordTags, tagField } from './tags.ts'
import { annotate, claim, merge } from './write.ts'

/**
 * Does what was decided, and says how the pass ends. The only place where a plan becomes calls; beside `report`, the only
 * writer. In plan mode it says what it would do, and does only what keeps the records of an object straight.
 */
export async function carryOut(pass: Pass, deed: Deed, s: Situation): Promise<Outcome> {
  const said = s.wish.planOnly ? announced(deed) : undefined
  if (said !== undefined) return { is: 'held', reason: 'Planned', why: `Would ${said}` }
  await hold(pass, s)
  const sight = s.seen?.sight
  switch (deed.do) {
    case 'create': {
      const placed = await order(pass, s.refs.spec, deed.replay)
      unsent(pass, placed)
      await claim(pass, { [annotation.intent]: encode(placed.intent) })
      return await create(pass, placed, deed.because)
    }
    case 'adopt':
      await claim(pass, adoptionRecord(pass, deed))
      return await adopt(pass, deed)
    case 'recall':
      return await recall(pass, deed.id, deed.how)
    case 'record':
      delete pass.memory.attempts.rival
      if (deed.intent !== undefined) await annotate(pass, { [annotation.intent]: encode(deed.intent) })
      return deed.outcome
    case 'change':
      if (sight !== undefined && deed.changes.some((each) => each.field === tagField)) await recordTags(pass, sight)
      return await change(pass, deed.changes, sight)
    case 'fill':
      shown(pass.memory.writes)
      await merge(pass, { spec: deed.fields, metadata: { annotations: unedited(pass.wish) } })
      return { is: 'again', after: 0, reason: 'Updating', why: 'Fields were filled in from AWS' }
    case 'complain':
      shown(pass.memory.writes)
      return unkept(pass)
    case 'prepare':
      return slowed(pass) ?? (await prepare(pass, deed.steps, sight))
    case 'delete':
      return slowed(pass) ?? (await remove(pass, deed.id, sight))
    case 'dismiss':
      await dismiss(pass, deed.twin, s.refs.spec)
      return deed.outcome
    case 'release':
      return await letGo(pass, deed.because)
    case 'keep':
      return await keep(pass, deed)
    case 'wait':
      return deed.until
    case 'nothing':
      if (deed.outcome.is === 'settled') shown(pass.memory.writes)
      return deed.outcome
  }
}

/**
 * Holds on to the Kubernetes object whose AWS object lives: finalizer and record may be missing, because somebody has removed
 * them or because an earlier version wrote none.
 */
async function hold(pass: Pass, s: Situation): Promise<void> {
  const { wish, seen } = s
  if (seen?.sight === undefined || wish.deleting || wish.readOnly || wish.planOnly) return
  if (seen.ownership.is === 'foreign' || adoptable({ ...s, seen }) !== undefined) return
  await claim(pass, missing(pass, seen.id) ?? {})
  await claim(pass, recordInitial(pass, { ...s, seen }))
}
