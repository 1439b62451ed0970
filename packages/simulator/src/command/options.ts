import { sentence } from '@windlass/core/object'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'

/** What the command line of the simulator says. Times are milliseconds. */
export interface SimulatorOptions {
  /** 0 takes a free port. */
  readonly kubePort: number
  readonly awsPort: number
  /** Where the kubeconfig is written. */
  readonly kubeconfig: string
  readonly only: 'aws' | 'kube' | undefined
  readonly speed: number
  readonly awsLatency: number
  readonly seed: number
  readonly rateLimits: boolean
  /** The folder that keeps both worlds over a restart. */
  readonly state: string | undefined
}

/** The command line is wrong: one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly code = 'Usage'
}

const epilogue = `
AWS calls are signed but not checked: any key works, and one of 12 digits names its account.
POST /_windlass/control on the AWS port injects faults; GET /_windlass/health answers when it listens.`

/** Reads the arguments. Pure. Throws `UsageError`; gives the text to print when that is all that is asked for. */
export function parseOptions(args: readonly string[]): SimulatorOptions | { readonly text: string } {
  let text = ''
  const command = new Command('windlass-simulator')
    .description('A Kubernetes API server and an AWS (EC2, EFS, STS) on loopback HTTP, in one process.')
    .addOption(
      new Option('--kube-port <port>', 'port of the Kubernetes API; 0 takes a free one').argParser(port).default(7070),
    )
    .addOption(new Option('--aws-port <port>', 'port of the AWS API; 0 takes a free one').argParser(port).default(4566))
    .option('--kubeconfig <file>', 'where the kubeconfig is written', '.windlass/kubeconfig')
    .addOption(new Option('--only <world>', 'serve one of the two').choices(['aws', 'kube']))
    .addOption(
      new Option('--speed <n>', 'how many times faster than AWS life cycles go').argParser(above(0)).default(1),
    )
    .addOption(new Option('--aws-latency-ms <n>', 'how long every AWS call takes').argParser(from(0)).default(0))
    .addOption(new Option('--seed <n>', 'ids follow from it').argParser(from(0)).default(1))
    .addOption(new Option('--rate-limits <budget>', "AWS's request limits").choices(['aws', 'off']).default('off'))
    .option('--state <dir>', 'keep both worlds there over a restart')
    .helpOption('--help', 'print this text')
    .addHelpText('after', epilogue)
    .exitOverride()
    .configureOutput({ writeOut: (out) => (text += out), writeErr: () => undefined })
  try {
    command.parse([...args], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { text }
    throw new UsageError(`${sentence(error.message)} See --help.`)
  }
  return given(command.opts())
}

function given(said: Record<string, unknown>): SimulatorOptions {
  const number = (key: string) => Number(said[key])
  const { only, state } = said
  return {
    kubePort: number('kubePort'),
    awsPort: number('awsPort'),
    kubeconfig: String(said.kubeconfig),
    only: only === 'aws' || only === 'kube' ? only : undefined,
    speed: number('speed'),
    awsLatency: number('awsLatencyMs'),
    seed: number('seed'),
    rateLimits: said.rateLimits === 'aws',
    state: typeof state === 'string' ? state : undefined,
  }
}

/** A port; 0 stands for any free one. */
export function port(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(number <= 65535)) throw new InvalidArgumentError('A port is a number from 0 to 65535.')
  return number
}

/** A number greater than the bound. */
export const above = (bound: number) => (text: string) => {
  const number = text.trim() === '' ? Number.NaN : Number(text)
  if (!(number > bound && number < Number.POSITIVE_INFINITY))
    throw new InvalidArgumentError(`It must be a number greater than ${bound}.`)
  return number
}

/** A number that is the bound or more. */
export const from = (bound: number) => (text: string) => {
  const number = text.trim() === '' ? Number.NaN : Number(text)
  if (!(number >= bound && number < Number.POSITIVE_INFINITY))
    throw new InvalidArgumentError(`It must be a number of at least ${bound}.`)
  return number
}
