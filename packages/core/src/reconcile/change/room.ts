import type { Step } from '../../kind/step.ts'
import type { Change } from '../plan.ts'
import { type Due, merging } from './join.ts'
import type { Progress, Refusal, Refused } from './progress.ts'

/** So many of what goes are taken out at a time: a quarter, so that most of a full set is always there. */
const portions = 4

/**
 * Makes room in a set that is full: a few of what goes are taken out, as many of what comes are put in, and so on. The set
 * is never empty on the way. AWS refuses no more than one further call, and then there is no room for the rest.
 */
export async function makeRoom(
  change: Change,
  refused: Refused,
  progress: Progress,
  take: (group: readonly [Due, ...Due[]]) => Promise<readonly Refusal[]>,
): Promise<void> {
  const { refusals, later, done } = progress
  const hurt = refusals.some((refusal) => refusal.change === change)
  const goes = singles(change.steps.filter(({ effect }) => effect === 'remove'))
  const had = new Set(done.flatMap(({ step }) => singles([step])))
  const comes = singles(change.steps.filter(({ effect }) => effect === 'add')).filter((step) => !had.has(step))
  if (hurt || goes.length === 0 || comes.length === 0) {
    refusals.push({ change, ...refused })
    return
  }
  later.add(change)
  const portion = Math.max(1, Math.floor(goes.length / portions))
  const some = async (from: Step[], count: number): Promise<boolean> => {
    for (const step of merging(from.splice(0, count))) {
      const [first] = await take([{ change, step }])
      if (first === undefined) continue
      refusals.push(first)
      return false
    }
    return true
  }
  while (goes.length > 0 && comes.length > 0) {
    if (!(await some(goes, portion))) return
    if (!(await some(comes, portion))) return
  }
  if (await some(comes, comes.length)) await some(goes, goes.length)
}

/** The smallest steps that some consist of. */
function singles(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) => (step.parts === undefined || step.parts.length === 0 ? step : singles(step.parts)))
}
