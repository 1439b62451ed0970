import {
  attempt,
  type Breach,
  broken,
  cells,
  Flawed,
  handovers,
  isolated,
  NeverSettles,
  nameOf,
  neighbours,
  parsePlan,
  play,
  type RunResult,
  relayed,
  restOf,
  run,
  type Script,
  script,
  walkName,
} from '@windlass/simulation'
import { everything } from '../kit.ts'
import { besides } from '../runs.ts'
import { isSort, type Sort } from './mutant.ts'

/** The first breach that was found, and where. */
export interface Finding extends Breach {
  readonly where: string
}

type Named = readonly [where: string, play: () => Promise<RunResult>]

/** Every run of a sort. */
async function runs(sort: Sort, script: Script): Promise<readonly Named[]> {
  switch (sort) {
    case 'matrix':
      return cells(script, 'crash').map((cell) => [nameOf(cell), () => play(cell)])
    case 'handovers':
      return handovers(await relayed(script)).map((cell) => [nameOf(cell), () => play(cell)])
    case 'neighbours':
      return neighbours(script).map((one) => [besides(one), () => run(isolated(one))])
    case 'rest':
      return [['a day at rest', () => run(restOf(script, 24))]]
    case 'walks':
      return Array.from({ length: 40 }, (_, n) => walkName(n + 1)).map((act) => [
        `${script.subject.kind.name}, ${act}`,
        () => attempt(1, { kind: script.subject.kind.name, act, faults: [] }, [script]),
      ])
  }
}

/** Plays one sort of runs of a kind, up to the first promise that does not hold. */
async function sorted(sort: Sort, kind: string): Promise<Finding | undefined> {
  for (const [where, play] of await runs(sort, await script(everything(), kind))) {
    const [breach] = (await play()).breaches
    if (breach !== undefined) return { ...breach, where }
  }
  return undefined
}

/** Carries out a plan from seed after seed, up to the first promise that does not hold. */
async function planned(text: string, seeds: number): Promise<Finding | undefined> {
  const plan = parsePlan(text)
  const scripts = [await script(everything(), plan.kind)]
  for (let seed = 1; seed <= seeds; seed++) {
    const [breach] = broken(await attempt(seed, plan, scripts))
    if (breach !== undefined) return { ...breach, where: `${text}, seed ${seed}` }
  }
  return undefined
}

/** What goes wrong before any trouble was made. */
function early(error: unknown): Finding {
  if (error instanceof Flawed) {
    const [breach] = error.result.breaches
    if (breach !== undefined) return { ...breach, where: 'a run without trouble' }
  }
  if (error instanceof NeverSettles)
    return { oracle: 'O-12', says: 'the examples settle', but: error.message, where: 'a run without trouble' }
  throw error
}

const [sort = '', what = '', seeds] = process.argv.slice(2)
const found = await (isSort(sort) ? sorted(sort, what) : planned(what, Number(seeds))).catch(early)
if (found !== undefined) console.log(JSON.stringify(found))
process.exit(found === undefined ? 0 : 1)
