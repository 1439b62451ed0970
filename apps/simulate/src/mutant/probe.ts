import {
  attempt,
  type Breach,
  broken,
  distinct,
  Flawed,
  NeverSettles,
  nameOf,
  parsePlan,
  play,
  script,
} from '@windlass/simulator'
import { everything } from '../kit.ts'

/** The first breach that was found, and where. */
export interface Finding extends Breach {
  readonly where: string
}

/** Plays the crash matrix of a kind, up to the first promise that does not hold. */
async function matrixOf(kind: string): Promise<Finding | undefined> {
  const tried = await script(everything(), kind)
  for (const cell of distinct(tried, 'crash')) {
    const [breach] = (await play(cell)).breaches
    if (breach !== undefined) return { ...breach, where: nameOf(cell) }
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

const [what = '', seeds] = process.argv.slice(2)
const found = await (seeds === undefined ? matrixOf(what) : planned(what, Number(seeds))).catch(early)
if (found !== undefined) console.log(JSON.stringify(found))
process.exit(found === undefined ? 0 : 1)
