import {
  attempt,
  cells,
  isolated,
  type Neighbour,
  nameOf,
  neighbours,
  type Plan,
  pairsOf,
  parsePlan,
  planOf,
  planText,
  play,
  type RunResult,
  relayed,
  restOf,
  run,
  type Script,
  shrink,
  type Tried,
  walkName,
} from '@windlass/simulation'
import type { Options } from './options.ts'

/** What one run came to, as plain data, so that it can cross threads. */
export interface Outcome {
  /** Virtual milliseconds. */
  readonly ms: number
  /** How often each fault struck, by id. */
  readonly fired: readonly (readonly [id: string, times: number])[]
  /** How often what `sometimes` names was seen. */
  readonly seen: readonly (readonly [what: string, times: number])[]
  /** What to tell of every promise that it broke; none when all held. */
  readonly failures: readonly string[]
}

/** One thing to try. It stands for itself: nothing in it depends on the runs before it. */
export type Run = () => Promise<Outcome>

/** Everything that the command line asks to try, in order. Endless when a time is given instead of a number. */
export function runs(options: Options, scripts: readonly Script[]): AsyncIterable<Run> {
  switch (options.job) {
    case 'matrix':
      return matrix(scripts)
    case 'walks':
      return planned(scripts, ({ subject: { kind } }) =>
        Array.from({ length: options.walks }, (_, n) => ({ kind: kind.name, act: walkName(n + 1), faults: [] })),
      )
    case 'pairs':
      return planned(scripts, pairsOf)
    case 'rest':
      return days(scripts)
    case 'seeds':
    case 'replay':
    case 'mutants':
      return seeds(options, scripts)
  }
}

/** What the runs of a job leave out, in words. */
export function untried({ job }: Options, scripts: readonly Script[]): readonly string[] {
  if (job !== 'matrix') return []
  const fields = scripts.flatMap(({ subject, untried: left }) =>
    left.map((field) => `an edit of ${subject.kind.name} ${field}`),
  )
  return [
    ...fields,
    'hand-overs at the calls for the lease itself: without them it is lost anyway',
    'a poisoned neighbour that does come about, beside a create: it may take the place of the other',
  ]
}

async function* matrix(scripts: readonly Script[]): AsyncIterable<Run> {
  for (const each of scripts) {
    for (const cell of [...cells(each, 'crash'), ...cells(await relayed(each), 'handover')])
      yield async () => {
        const result = await play(cell)
        return outcome(result, [[cell.blow, 1]], failuresOf(result, nameOf(cell)))
      }
    for (const neighbour of neighbours(each))
      yield async () => {
        const result = await run(isolated(neighbour))
        return outcome(result, [['neighbour', 1]], failuresOf(result, besides(neighbour)))
      }
  }
}

/** The name of a run beside a poisoned object, for people. */
export const besides = ({ script, act, poison }: Neighbour): string =>
  `${act.scenario.name} of ${script.subject.kind.name} beside one that ${poison === 'refused' ? 'is refused' : poison}`

async function* days(scripts: readonly Script[]): AsyncIterable<Run> {
  for (const each of scripts)
    yield async () => {
      const result = await run(restOf(each, 24))
      const calls = result.lines.filter(({ who, what }) => who.startsWith('controller') && /^\d+\. /.test(what)).length
      return outcome(result, [['calls', calls]], failuresOf(result, `a day of ${each.subject.kind.name} at rest`))
    }
}

async function* planned(scripts: readonly Script[], plans: (script: Script) => readonly Plan[]): AsyncIterable<Run> {
  for (const each of scripts)
    for (const plan of plans(each))
      yield async () => {
        const tried = await attempt(1, plan, [each])
        return outcome(tried, [...tried.fired, ...refusals(tried)], told(tried))
      }
}

/** Whether the API server or AWS refused a spec on the way, each counted once for a run. */
function refusals({ lines, seen }: Tried): Outcome['fired'] {
  const server = lines.some(({ who, what }) => who === 'Kubernetes' && what.startsWith('refuses: '))
  const aws = [...seen].some(([what]) => what.endsWith('class terminal'))
  return [...(server ? [['server', 1] as const] : []), ...(aws ? [['terminal', 1] as const] : [])]
}

async function* seeds({ seed: first, seeds: count, plan }: Options, scripts: readonly Script[]): AsyncIterable<Run> {
  const end = count === undefined ? Number.POSITIVE_INFINITY : first + count
  for (let seed = first; seed < end; seed++)
    yield async () => {
      const chosen = plan === undefined ? planOf(seed, scripts) : parsePlan(plan)
      const tried = await attempt(seed, chosen, scripts)
      const failures = tried.breaches.length > 0 ? told(await shrink(tried, scripts)) : []
      return outcome(tried, [...tried.fired], failures)
    }
}

const outcome = ({ ms, seen }: RunResult, fired: Outcome['fired'], failures: readonly string[]): Outcome => ({
  ms,
  fired,
  seen: [...seen],
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
