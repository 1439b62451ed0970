import { sentence } from '@windlass/core/object'
import { above, port, UsageError } from '@windlass/simulator'
import { Command, CommanderError, Option } from 'commander'
import type { Plan } from './plan.ts'

/** What the command line of the playground says. */
export interface PlaygroundOptions {
  readonly kubePort: number
  readonly awsPort: number
  /** By the names of the programs. */
  readonly metricsPorts: ReadonlyMap<string, number>
  /** The folder that holds the kubeconfig and the log. */
  readonly folder: string
  /** The folder of the manifests to apply. */
  readonly manifests: string
  /** The folder that keeps both worlds over a restart. */
  readonly state: string | undefined
  readonly speed: number
  readonly once: boolean
  /** Whether what the plan has beside is wanted. */
  readonly beside: boolean
  /** Seconds `--once` waits. */
  readonly timeout: number
}

const ports = { kube: 7070, aws: 7071, metrics: 7072 }

/** Reads the arguments. Pure. Throws `UsageError`; gives the text to print when that is all that is asked for. */
export function parseOptions(args: readonly string[], plan: Plan): PlaygroundOptions | { readonly text: string } {
  let text = ''
  const command = commandOf(plan, (out) => (text += out))
  try {
    command.parse([...args], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { text }
    throw new UsageError(`${sentence(error.message)} See --help.`)
  }
  const said: Record<string, unknown> = command.opts()
  const numeric = (key: string) => Number(said[key])
  return {
    kubePort: numeric('kubePort'),
    awsPort: numeric('awsPort'),
    metricsPorts: new Map(plan.programs.map(({ name }) => [name, numeric(metricsPort(name, 0).attributeName())])),
    folder: String(said.folder),
    manifests: String(said.examples),
    state: typeof said.state === 'string' ? said.state : undefined,
    speed: numeric('speed'),
    once: said.once === true,
    beside: plan.beside !== undefined && said[plan.beside.flag] === true,
    timeout: numeric('timeout'),
  }
}

function commandOf(plan: Plan, print: (text: string) => void): Command {
  const command = new Command(plan.command)
    .description(`A Kubernetes API server, an AWS, and ${names(plan)} at work on the examples, in one process.`)
    .addOption(number('--kube-port <port>', 'port of the Kubernetes API; 0 takes a free one', port, ports.kube))
    .addOption(number('--aws-port <port>', 'port of the AWS API', port, ports.aws))
    .addOption(number('--speed <n>', 'how many times faster than AWS life cycles go', above(0), 20))
    .option(
      '--examples <dir>',
      'folder of the manifests to apply; they are applied again when they change',
      plan.manifests,
    )
    .option('--folder <dir>', 'where the kubeconfig and the log go', plan.folder ?? '.windlass')
    .option('--state <dir>', 'keep both worlds there over a restart')
    .option('--once', 'exit once every object is in sync: 0, or 1 with those that are not')
    .addOption(number('--timeout <seconds>', 'how long --once waits', above(0), 120))
    .helpOption('--help', 'print this text')
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: () => undefined })
  plan.programs.forEach(({ name }, place) => {
    command.addOption(metricsPort(name, ports.metrics + place))
  })
  if (plan.beside !== undefined) command.option(`--${plan.beside.flag}`, plan.beside.help)
  return command
}

/** `--ec2-metrics-port` for `ec2-controller`. */
const metricsPort = (name: string, initial: number) =>
  number(`--${name.replace(/-controller$/, '')}-metrics-port <port>`, `port of the metrics of ${name}`, port, initial)

function number(flags: string, help: string, parser: (text: string) => number, initial: number): Option {
  return new Option(flags, help).argParser(parser).default(initial)
}

const names = ({ programs }: Plan) => programs.map(({ name }) => name).join(' and ')
