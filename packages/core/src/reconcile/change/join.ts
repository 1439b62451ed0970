import type { Step } from '../../kind/step.ts'
import { type Item, isItem } from '../../schema/json.ts'
import type { Change } from '../plan.ts'

/** A step and the change it belongs to. */
export interface Due {
  readonly change: Change
  readonly step: Step
}

/** The steps with this sort of effect in their order, those that may go out in one call together where the first of them stands. */
export function grouped(changes: readonly Change[], removing: boolean): readonly (readonly [Due, ...Due[]])[] {
  const groups: [Due, ...Due[]][] = []
  for (const change of changes)
    for (const step of change.steps) {
      if ((step.effect === 'remove') !== removing) continue
      const due = { change, step }
      const place = groups.find(([first]) => step.joint && first.step.joint && first.step.operation === step.operation)
      if (place === undefined) groups.push([due])
      else place.push(due)
    }
  return groups
}

/** The steps of a group as one, which has them as its parts. */
export function together([first, ...more]: readonly [Due, ...Due[]]): Step {
  if (more.length === 0) return first.step
  const parts = [first, ...more].map(({ step }) => step)
  return {
    operation: first.step.operation,
    input: parts.map(({ input }) => input).reduce(merged),
    effect: first.step.effect,
    say: parts.map(({ say }) => say).join('; '),
    occupies: first.step.occupies,
    joint: true,
    parts,
  }
}

/** Steps of which AWS takes several in one call as such calls, with the steps as their parts; others as they are. */
export function merging(steps: readonly Step[]): readonly Step[] {
  const [first, ...more] = steps
  if (first === undefined || more.length === 0 || !steps.every(({ many }) => many)) return steps
  const input = steps.map((step) => step.input).reduce(merged)
  return [{ ...first, input, say: `${first.say} and ${more.length} more`, parts: steps }]
}

/** Lists go one after the other, and objects member by member. */
function merged(into: Item, input: Item): Item {
  const both = Object.entries(input).map(([member, value]) => {
    const before = into[member]
    if (Array.isArray(before) && Array.isArray(value)) return [member, [...before, ...value]] as const
    return [member, isItem(before) && isItem(value) ? merged(before, value) : value] as const
  })
  return { ...into, ...Object.fromEntries(both) }
}
