import { BadPlan, Flawed, parsePlan, type Script, script } from '@windlass/simulation'
import { everything } from './kit.ts'
import type { Options } from './options.ts'
import { tell } from './story.ts'

/** What there is to try. */
export interface Playable {
  readonly scripts: readonly Script[]
  /** Whether a kind goes wrong without any trouble. */
  readonly flawed: boolean
}

/**
 * What can be done to each kind that is asked for. A kind that fails without any trouble is told of and left out. Rejects
 * with `BadPlan` when there is no such kind.
 */
export async function playable({ plan, kind }: Options): Promise<Playable> {
  const kit = everything()
  const only = plan === undefined ? kind : parsePlan(plan).kind
  const names = kit.kinds.map(({ name }) => name).filter((name) => only === undefined || name === only)
  if (names.length === 0)
    throw new BadPlan(`There is no kind ${only}: ${kit.kinds.map(({ name }) => name).join(', ')}.`)
  const scripts: Script[] = []
  let flawed = false
  for (const name of names) {
    try {
      scripts.push(await script(kit, name))
    } catch (error) {
      if (error instanceof Flawed) tell(error.result.lines.slice(-40))
      console.error(error instanceof Error ? error.message : String(error))
      flawed = true
    }
  }
  return { scripts, flawed }
}
