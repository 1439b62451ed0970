import { attempt, BadPlan, parsePlan, planOf, planText } from '@windlass/simulation'
import { plantMutants } from './mutant/command.ts'
import { type Options, parse, Usage } from './options.ts'
import { publish } from './page.ts'
import { pool, type Tally } from './pool.ts'
import { told } from './runs.ts'
import { playable } from './scripts.ts'
import { tell } from './story.ts'

/** Runs the command line. Answers the exit code: 0, 1 for a broken promise, 2 for a command line nobody understands. */
export async function main(words: readonly string[]): Promise<number> {
  try {
    const options = parse(words, Math.floor(Math.random() * 2 ** 31))
    if (options.job === 'mutants') return await plantMutants(options.only)
    return options.job === 'replay' ? await replay(options) : await many(options)
  } catch (error) {
    if (error instanceof Usage) {
      console.log(error.message)
      return error.exit
    }
    if (error instanceof BadPlan) {
      console.error(error.message)
      return 2
    }
    throw error
  }
}

async function replay(options: Options): Promise<number> {
  const { scripts, flawed } = await playable(options)
  const plan = options.plan === undefined ? planOf(options.seed, scripts) : parsePlan(options.plan)
  console.log(`seed ${options.seed}, plan ${planText(plan)}\n`)
  const tried = await attempt(options.seed, plan, scripts)
  tell(tried.lines)
  console.log(`\ntrace ${tried.hash}`)
  for (const failure of told(tried)) console.log(`\n${failure}`)
  return tried.breaches.length > 0 || flawed ? 1 : 0
}

async function many(options: Options): Promise<number> {
  if (!options.given && options.job === 'seeds') console.log(`seeds from ${options.seed}`)
  const tally = await pool(options)
  if (options.report !== undefined) publish(options.report, tally, options)
  for (const left of tally.untried) console.log(`not tried: ${left}`)
  console.log(closing(tally))
  return tally.sums.broken > 0 || tally.flawed ? 1 : 0
}

function closing({ sums, seconds }: Tally): string {
  const hours = (sums.ms / 3_600_000).toFixed(0)
  const struck = [...sums.fired.values()].filter((times) => times > 0).length
  const speed = (sums.runs / seconds).toFixed(1)
  const missed = [...sums.missed.values()].reduce((sum, runs) => sum + runs, 0)
  return `${sums.runs} runs, ${sums.broken} broken, ${hours} simulated hours, ${struck} sorts of faults struck, ${missed} times one found nothing to strike, ${speed} runs per second`
}
