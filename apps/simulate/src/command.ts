import {
  attempt,
  BadPlan,
  cells,
  Flawed,
  type Kit,
  nameOf,
  parsePlan,
  planOf,
  planText,
  play,
  type Script,
  script,
  shrink,
  type Tried,
} from '@windlass/simulator'
import { everything } from './kit.ts'
import { plantMutants } from './mutant/command.ts'
import { type Options, parse, Usage } from './options.ts'
import { publish } from './page.ts'
import { type Figures, figures, tally, tell } from './story.ts'

/** Runs the command line. Answers the exit code: 0, 1 for a broken promise, 2 for a command line nobody understands. */
export async function main(words: readonly string[]): Promise<number> {
  try {
    const options = parse(words, Math.floor(Math.random() * 2 ** 31))
    return options.mutants ? await plantMutants(options.only) : await carryOut(options)
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

async function carryOut(options: Options): Promise<number> {
  const unhandled: unknown[] = []
  process.on('unhandledRejection', (error) => unhandled.push(error))
  const kit = everything()
  const wanted = options.plan === undefined ? options.kind : parsePlan(options.plan).kind
  const { scripts, flawed } = await scriptsOf(kit, wanted)
  const code = options.matrix
    ? await matrix(scripts)
    : options.seeds === undefined && options.minutes === undefined
      ? await replay(options, scripts)
      : await seeds(options, scripts)
  for (const error of unhandled) console.error('O-11: a rejection that nobody handled:', error)
  return unhandled.length > 0 || flawed ? 1 : code
}

interface Playable {
  readonly scripts: readonly Script[]
  /** Whether a kind goes wrong without any trouble. */
  readonly flawed: boolean
}

/** What can be done to each kind. A kind that fails without any trouble is told of and left out. */
async function scriptsOf(kit: Kit, only: string | undefined): Promise<Playable> {
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

async function replay(options: Options, scripts: readonly Script[]): Promise<number> {
  const plan = options.plan === undefined ? planOf(options.seed, scripts) : parsePlan(options.plan)
  console.log(`seed ${options.seed}, plan ${planText(plan)}\n`)
  const tried = await attempt(options.seed, plan, scripts)
  tell(tried.lines)
  console.log(`\ntrace ${tried.hash}`)
  return verdict(tried)
}

function verdict({ breaches, seed, plan }: Tried): number {
  for (const { oracle, says, but } of breaches) {
    console.log(`\nseed ${seed}, plan ${planText(plan)} breaks ${oracle}`)
    console.log(`  promised: ${says}\n  but:      ${but}`)
    console.log(`  replay:   npx bun run simulate -- --seed ${seed} --plan '${planText(plan)}'`)
  }
  return breaches.length > 0 ? 1 : 0
}

async function seeds(options: Options, scripts: readonly Script[]): Promise<number> {
  if (!options.given) console.log(`seeds from ${options.seed}`)
  const sums = figures()
  const started = performance.now()
  const until = options.minutes === undefined ? 0 : started + options.minutes * 60_000
  const count = options.seeds ?? 0
  for (let seed = options.seed; seed < options.seed + count || performance.now() < until; seed++) {
    const plan = options.plan === undefined ? planOf(seed, scripts) : parsePlan(options.plan)
    const tried = await attempt(seed, plan, scripts)
    tally(sums, tried)
    if (tried.breaches.length > 0) verdict(await shrink(tried, scripts))
  }
  if (options.report !== undefined) {
    const seconds = (performance.now() - started) / 1000
    publish(options.report, { sums, first: options.seed, seconds, kinds: scripts.length })
  }
  return closing(sums, started)
}

function closing(sums: Figures, started: number): number {
  const seconds = (performance.now() - started) / 1000
  const hours = (sums.ms / 3_600_000).toFixed(0)
  const struck = [...sums.fired.values()].filter((times) => times > 0).length
  console.log(
    `${sums.runs} runs, ${sums.broken} broken, ${hours} simulated hours, ${struck} sorts of faults struck, ${(sums.runs / seconds).toFixed(1)} runs per second`,
  )
  return sums.broken > 0 ? 1 : 0
}

async function matrix(scripts: readonly Script[]): Promise<number> {
  const sums = figures()
  const started = performance.now()
  for (const each of scripts)
    for (const cell of cells(each)) {
      const result = await play(cell)
      sums.runs++
      sums.ms += result.ms
      if (result.breaches.length === 0) continue
      sums.broken++
      for (const { oracle, says, but } of result.breaches)
        console.log(`${nameOf(cell)} breaks ${oracle}\n  promised: ${says}\n  but:      ${but}`)
    }
  return closing(sums, started)
}
