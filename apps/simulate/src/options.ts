import { availableParallelism } from 'node:os'
import { Command, CommanderError } from 'commander'

/** `replay` tells the story of one run; `mutants` plants known mistakes; the others are many runs, told of only when they fail. */
export type Job = 'replay' | 'mutants' | 'seeds' | 'matrix' | 'walks' | 'rest' | 'pairs'

/** What the command line asks for. */
export interface Options {
  readonly job: Job
  /** How many seeds to run; undefined when a time is given instead. */
  readonly seeds: number | undefined
  /** How many walks through specs to take for each kind. */
  readonly walks: number
  readonly seed: number
  readonly given: boolean
  readonly plan: string | undefined
  readonly kind: string | undefined
  readonly minutes: number | undefined
  readonly only: readonly string[]
  readonly report: string | undefined
  /** How many threads share the work. */
  readonly jobs: number
}

/** The command line cannot be understood, or asked for help; the message is for people. */
export class Usage extends Error {
  override readonly name = 'Usage'
  constructor(
    message: string,
    readonly exit: number,
  ) {
    super(message)
  }
}

/** Jobs that a flag of their name asks for. */
const flagged = ['mutants', 'matrix', 'walks', 'rest', 'pairs'] as const

const whole = (text: string) => {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 0) throw new Usage(`${text} is no whole number.`, 2)
  return number
}

const simulate = () =>
  new Command('simulate')
    .description(
      'Runs the controllers against a simulated AWS and a simulated Kubernetes in which things go wrong, from a seed.',
    )
    .option('--seeds <n>', 'run so many seeds, counted from --seed, and close with one line of figures', whole)
    .option('--seed <s>', 'the first seed; alone: replay it and tell what happened', whole)
    .option('--plan <plan>', 'instead of the plan that a seed stands for: Kind/act/faults, as in VPC/create/P2+A1')
    .option('--kind <kind>', 'only this kind')
    .option('--minutes <m>', 'go on with further seeds for so long', Number)
    .option(
      '--matrix',
      'a crash and a hand-over at every call of everything that is done to every kind, without pruning',
    )
    .option('--walks <n>', 'so many walks through specs for each kind: edits in a row, right and wrong ones', whole)
    .option('--rest', 'a day at rest for each kind: nothing may be written, and little may be asked')
    .option('--pairs', 'every two faults that suit one act, for each kind')
    .option('--mutants', 'plant known mistakes into copies of the source, one at a time: each must be noticed')
    .option('--only <ids...>', 'with --mutants: only these mistakes')
    .option('--jobs <n>', 'share the work among so many threads; one for each processor when absent', whole)
    .option('--report <page>', 'write the figures into this page')

/** Reads the command line. `chance` is the seed where none is given. Throws `Usage`. */
export function parse(words: readonly string[], chance: number): Options {
  let said = ''
  const print = (text: string) => {
    said += text
  }
  const command = simulate().exitOverride().configureOutput({ writeOut: print, writeErr: print })
  try {
    command.parse([...words], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) throw new Usage(said.trim(), error.exitCode === 0 ? 0 : 2)
    throw error
  }
  const given = command.opts()
  const { seeds, seed, plan, kind, minutes, walks, only, report, jobs } = given
  const many = seeds !== undefined || minutes !== undefined
  const alone = !many && (seed !== undefined || plan !== undefined)
  const job = flagged.find((flag) => given[flag] !== undefined) ?? (alone ? 'replay' : 'seeds')
  return {
    job,
    seeds: seeds ?? (minutes === undefined && !alone ? 100 : undefined),
    walks: walks ?? 0,
    seed: seed ?? chance,
    given: seed !== undefined,
    plan,
    kind,
    minutes,
    only: only ?? [],
    report,
    jobs: Math.max(1, jobs ?? availableParallelism()),
  }
}
