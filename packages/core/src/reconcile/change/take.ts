import { AwsError } from '../../aws/error.ts'
import type { Step } from '../../kind/step.ts'
import type { Item } from '../../schema/json.ts'
import type { Pass } from '../pass.ts'
import type { Change } from '../plan.ts'
import { logChange, recordWarning } from '../status/event.ts'
import { type Due, grouped, together } from './join.ts'
import { type Progress, type Refusal, type Refused, reasonOf, wantsRoom } from './progress.ts'
import { makeRoom } from './room.ts'

/** Takes the steps of all changes: whatever adds or replaces, room for what found none, then whatever removes. */
export async function takeEach(
  pass: Pass,
  changes: readonly Change[],
  progress: Progress,
  id: string | undefined,
): Promise<void> {
  const occupied = await takeSort(pass, changes, progress, { removing: false, occupied: false, id })
  for (const [change, refused] of progress.short)
    if (!occupied) await makeRoom(change, refused, progress, (group) => takeGroup(pass, group, progress, id))
  await takeSort(pass, changes, progress, { removing: true, occupied, id })
}

async function takeSort(
  pass: Pass,
  changes: readonly Change[],
  progress: Progress,
  {
    removing,
    id,
    ...rest
  }: { readonly removing: boolean; readonly occupied: boolean; readonly id: string | undefined },
): Promise<boolean> {
  const { refusals, later, short } = progress
  let { occupied } = rest
  for (const group of grouped(changes, removing)) {
    const [{ change: each, step }] = group
    if (occupied) {
      for (const due of group) later.add(due.change)
      continue
    }
    if (short.has(each) && step.effect !== 'replace') continue
    const hurt = refusals.some((refusal) => refusal.change === each)
    if (hurt && (step.follows || removing)) continue
    const before = progress.done.length
    for (const refused of await takeGroup(pass, group, progress, id))
      if (wantsRoom(refused) && !removing) short.set(refused.change, refused)
      else refusals.push(refused)
    const taken = progress.done.length > before
    occupied = step.occupies === true && taken
  }
  return occupied
}

/** Takes the steps of a group, in one call where it has several. Answers what was refused. */
async function takeGroup(
  pass: Pass,
  group: readonly [Due, ...Due[]],
  { done }: Progress,
  id: string | undefined,
): Promise<readonly Refusal[]> {
  const whole = together(group)
  const refused = await takeAll(pass, whole, (part, reply) => {
    done.push(...madeBy(part, whole, group))
    logChange(pass, reasonOf(pass), { did: part.say, operation: part.operation, reply, id })
  })
  const ownerOf = (part: Step) => group.find((due) => due.step === part)?.change ?? group[0].change
  return refused.map((refusal) => ({ change: ownerOf(refusal.step), ...refusal }))
}

/** The changes that a step taken belongs to: a step that several share as a whole counts for each of them. */
function madeBy(step: Step, whole: Step, group: readonly [Due, ...Due[]]): Progress['done'] {
  if (step === whole) return group.map((due) => ({ change: due.change, say: due.step.say, step: due.step }))
  const change = group.find((due) => due.step === step)?.change ?? group[0].change
  return [{ change, say: step.say, step }]
}

/**
 * Takes a step, and when AWS will not have it as a whole, its parts; tells which were taken. Answers what was refused. What
 * there is no room for is not tried in parts: they would find none either.
 */
export async function takeAll(
  pass: Pass,
  step: Step,
  taken: (step: Step, reply: Item) => void,
): Promise<readonly Refused[]> {
  const answer = await take(pass, step)
  if (!(answer instanceof AwsError)) {
    if (step.warning !== undefined) recordWarning(pass, step.warning)
    taken(step, answer)
    return []
  }
  const error = answer
  if (step.otherwise !== undefined && error.errorClass === 'missing') return await takeAll(pass, step.otherwise, taken)
  const full = error.errorClass === 'quota' && step.joint !== true
  if (full || step.parts === undefined || step.parts.length === 0) return [{ step, error }]
  const refused: Refused[] = []
  for (const part of step.parts) refused.push(...(await takeAll(pass, part, taken)))
  return refused
}

/** Errors that speak of one step only; after any other the rest of the plan is left for the next pass. */
const stepwise = ['terminal', 'missing', 'conflict', 'quota', 'blocked', 'unknown']

/** Takes one step. Answers AWS's reply, or the refusal when AWS will not have it; throws when the call failed otherwise. */
export async function take(pass: Pass, step: Step): Promise<Item | AwsError> {
  try {
    return await pass.aws.send(step)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    if (step.otherwise !== undefined && error.errorClass === 'missing') return error
    // What a removal is to take away is gone: the next look shows whether it is.
    if (step.done?.includes(error.code) || (step.effect === 'remove' && error.errorClass === 'missing')) return {}
    if (stepwise.includes(error.errorClass)) return error
    throw error
  }
}
