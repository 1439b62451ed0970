import {
  attempt,
  cells,
  nameOf,
  parsePlan,
  planOf,
  planText,
  play,
  type RunResult,
  type Script,
  shrink,
  type Tried,
} from '@windlass/simulator'
import type { Options } from './options.ts'

/** What one trial came to, as plain data, so that it can cross threads. */
export interface Outcome {
  /** Virtual milliseconds. */
  readonly ms: number
  /** How often each fault struck, by id. */
  readonly fired: readonly (readonly [id: string, times: number])[]
  /** What to tell of every promise that it broke; none when all held. */
  readonly failures: readonly string[]
}

/** One thing to try. It stands for itself: nothing in it depends on the trials before it. */
export type Trial = () => Promise<Outcome>

/** Everything that the command line asks to try, in order. Endless when a time is given instead of a number. */
export function trials(options: Options, scripts: readonly Script[]): Iterable<Trial> {
  return options.matrix ? matrix(scripts) : seeds(options, scripts)
}

function* matrix(scripts: readonly Script[]): Iterable<Trial> {
  for (const each of scripts)
    for (const cell of cells(each))
      yield async () => {
        const result = await play(cell)
        return outcome(result, [], failuresOf(result, nameOf(cell)))
      }
}

function* seeds({ seed: first, seeds: count, plan }: Options, scripts: readonly Script[]): Iterable<Trial> {
  const end = count === undefined ? Number.POSITIVE_INFINITY : first + count
  for (let seed = first; seed < end; seed++)
    yield async () => {
      const chosen = plan === undefined ? planOf(seed, scripts) : parsePlan(plan)
      const tried = await attempt(seed, chosen, scripts)
      const failures = tried.breaches.length > 0 ? told(await shrink(tried, scripts)) : []
      return outcome(tried, [...tried.fired], failures)
    }
}

const outcome = ({ ms }: RunResult, fired: Outcome['fired'], failures: readonly string[]): Outcome => ({
  ms,
  fired,
  failures,
})

/** The broken promises of a run from a seed, each with the two facts that disagree and the command that repeats it. */
export function told(tried: Tried): readonly string[] {
  const { seed, plan } = tried
  const replay = `\n  replay:   npx bun run simulate -- --seed ${seed} --plan '${planText(plan)}'`
  return failuresOf(tried, `seed ${seed}, plan ${planText(plan)}`).map((failure) => failure + replay)
}

const failuresOf = ({ breaches }: RunResult, name: string): readonly string[] =>
  breaches.map(({ oracle, says, but }) => `${name} breaks ${oracle}\n  promised: ${says}\n  but:      ${but}`)
