import { type Clock, wallClock } from '@windlass/core/time'
import { type Notice, perform } from './check.ts'
import { type Check, type Mutant, matrix, Outdated, plan, tests, wordsOf } from './mutant.ts'
import { Tree } from './tree.ts'

/** What became of a mutant. */
export interface Result {
  readonly mutant: Mutant
  /** Who noticed; undefined when nobody did. */
  readonly notice: Notice | undefined
  /** What the simulation said; undefined when it did not notice, or when there is none that has to. */
  readonly simulated: Notice | undefined
  /** Whether it took more than the check that should have been enough. */
  readonly wider: boolean
  /** Checks that count for nothing, because they fail without the mistake too. */
  readonly void: readonly string[]
  /** Why the mistake could not be made. */
  readonly outdated: string | undefined
  /** Milliseconds. */
  readonly ms: number
}

/** Whether everything that has to notice did. */
export const caught = ({ mutant, notice, simulated }: Result): boolean =>
  notice !== undefined && (mutant.simulation === undefined || simulated !== undefined)

/** What is tried when the smallest check lets a mistake pass, cheapest first. */
const wide: readonly Check[] = [
  tests('packages/core/src', 'packages/ec2/test/promise'),
  tests('apps/stories', 'packages/ec2/src', 'packages/efs/src'),
  plan('VPC/create/A1+P2', 20),
  matrix('Subnet'),
]

/** Plants the mutants one at a time in each of so many trees, and tells each as it is done. */
export async function score(
  mutants: readonly Mutant[],
  trees: number,
  tell: (result: Result) => void,
  clock: Clock = wallClock,
): Promise<readonly Result[]> {
  const sound = new Map<string, Promise<boolean>>()
  const results = new Map<Mutant, Result>()
  const waiting = [...mutants]
  const work = async () => {
    const tree = new Tree()
    try {
      for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
        const result = await tried(mutant, tree, sound, clock)
        results.set(mutant, result)
        tell(result)
      }
    } finally {
      tree.remove()
    }
  }
  await Promise.all(Array.from({ length: Math.min(trees, mutants.length) }, work))
  return mutants.flatMap((mutant) => results.get(mutant) ?? [])
}

async function tried(mutant: Mutant, tree: Tree, sound: Map<string, Promise<boolean>>, clock: Clock): Promise<Result> {
  const started = clock.monotonic()
  const unsound: string[] = []
  const lost = (outdated?: string): Result => ({
    mutant,
    notice: undefined,
    simulated: undefined,
    wider: true,
    void: unsound,
    outdated,
    ms: clock.monotonic() - started,
  })
  const noticed = async (check: Check): Promise<Notice | undefined> => {
    const passes = sound.get(wordsOf(check)) ?? perform(check, tree, clock).then((notice) => notice === undefined)
    sound.set(wordsOf(check), passes)
    if (await passes) return await tree.with(mutant, () => perform(check, tree, clock))
    unsound.push(wordsOf(check))
    return undefined
  }
  try {
    for (const check of [mutant.check, ...wide]) {
      const notice = await noticed(check)
      if (notice === undefined) continue
      const simulated = mutant.simulation === undefined ? undefined : await noticed(mutant.simulation)
      return { ...lost(), notice, simulated, wider: check !== mutant.check }
    }
    return lost()
  } catch (error) {
    return lost(outdatedOnly(error))
  }
}

function outdatedOnly(error: unknown): string {
  if (error instanceof Outdated) return error.message
  throw error
}
