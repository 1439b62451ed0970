import { sentence } from '@windlass/core'
import { above, port, UsageError } from '@windlass/simulator'
import { Command, CommanderError, Option } from 'commander'

/** What the command line of the playground says. */
export interface PlaygroundOptions {
  readonly kubePort: number
  readonly awsPort: number
  readonly ec2MetricsPort: number
  readonly efsMetricsPort: number
  /** The folder that holds the kubeconfig and the log. */
  readonly folder: string
  /** The folder of the manifests to apply. */
  readonly examples: string
  readonly speed: number
  readonly once: boolean
  /** Whether a Prometheus and the dashboards are wanted. */
  readonly observe: boolean
  /** Seconds `--once` waits. */
  readonly timeout: number
}

/** Reads the arguments. Pure. Throws `UsageError`; gives the text to print when that is all that is asked for. */
export function parseOptions(
  args: readonly string[],
  folders: { readonly home: string; readonly examples: string },
): PlaygroundOptions | { readonly text: string } {
  let text = ''
  const number = (flags: string, help: string, parser: (text: string) => number, initial: number) =>
    new Option(flags, help).argParser(parser).default(initial)
  const command = new Command('npm start --')
    .description('A Kubernetes API server, an AWS, and both controllers at work on the examples, in one process.')
    .addOption(number('--kube-port <port>', 'port of the Kubernetes API; 0 takes a free one', port, 7070))
    .addOption(number('--aws-port <port>', 'port of the AWS API', port, 7071))
    .addOption(number('--ec2-metrics-port <port>', 'port of the metrics of ec2-controller', port, 7072))
    .addOption(number('--efs-metrics-port <port>', 'port of the metrics of efs-controller', port, 7073))
    .addOption(number('--speed <n>', 'how many times faster than AWS life cycles go', above(0), 20))
    .option('--examples <dir>', 'folder of the manifests to apply', folders.examples)
    .option('--folder <dir>', 'where the kubeconfig and the log go', folders.home)
    .option('--once', 'exit once every object is in sync: 0, or 1 with those that are not')
    .option('--observe', 'start Prometheus, if it is installed, and serve the dashboards')
    .addOption(number('--timeout <seconds>', 'how long --once waits', above(0), 120))
    .helpOption('--help', 'print this text')
    .exitOverride()
    .configureOutput({ writeOut: (out) => (text += out), writeErr: () => undefined })
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
    ec2MetricsPort: numeric('ec2MetricsPort'),
    efsMetricsPort: numeric('efsMetricsPort'),
    folder: String(said.folder),
    examples: String(said.examples),
    speed: numeric('speed'),
    once: said.once === true,
    observe: said.observe === true,
    timeout: numeric('timeout'),
  }
}
