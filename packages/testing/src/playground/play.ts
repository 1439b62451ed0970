import { askedToStop } from '@windlass/core/controller'
import { wallClock } from '@windlass/core/time'
import { shell, UsageError } from '@windlass/simulator'
import { follow } from './follow.ts'
import { openPlayground } from './open.ts'
import { type PlaygroundOptions, parseOptions } from './options.ts'
import type { Plan, Playground } from './plan.ts'
import type { Progress } from './progress.ts'
import { Screen } from './screen.ts'

/**
 * The whole life of a program that shows controllers at work on the simulator: starts both worlds and the controllers, applies
 * the manifests, again when they change, and shows the objects on their way, until it is asked to stop or, with `--once`, until all are
 * in sync. Resolves to the exit code: 0, 1 when an object is late or something broke, 2 for a wrong option.
 */
export async function play(plan: Plan): Promise<0 | 1 | 2> {
  const { argv, stdout, stderr } = process
  const stop = askedToStop()
  try {
    const options = parseOptions(argv.slice(2), plan)
    if ('text' in options) {
      stdout.write(options.text)
      return 0
    }
    return await played(plan, options, stop)
  } catch (error) {
    stderr.write(`playground: ${error instanceof Error ? error.message : String(error)}\n`)
    return error instanceof UsageError ? 2 : 1
  }
}

async function played(plan: Plan, options: PlaygroundOptions, asked: AbortSignal): Promise<0 | 1> {
  const playground = await openPlayground(plan, options)
  let beside: { close(): Promise<void> } | undefined
  try {
    const screen = new Screen(process.stdout)
    screen.say(introduction(playground, plan))
    if (options.beside && plan.beside !== undefined) {
      const opened = await plan.beside.open(playground, options.folder)
      beside = opened
      screen.say(`${opened.text}\n\n`)
    }
    const timeout = options.once ? [AbortSignal.timeout(options.timeout * 1000)] : []
    const signal = AbortSignal.any([asked, ...timeout])
    const until = { signal, allSynced: options.once }
    const seen = await Promise.race([follow(playground, screen, until, wallClock), playground.broken])
    return options.once && !asked.aborted ? verdict(seen, options.timeout) : 0
  } finally {
    await beside?.close()
    await playground.close()
  }
}

function introduction({ kube, aws, controllers, log }: Playground, plan: Plan): string {
  const keys = `AWS_ACCESS_KEY_ID=${aws.account} AWS_SECRET_ACCESS_KEY=any`
  const kinds = plan.programs.flatMap((program) => program.kinds)
  const get =
    plan.get ??
    kinds
      .slice(0, 2)
      .map(({ plural }) => plural)
      .join()
  const ask =
    plan.ask === undefined ? '' : `  ${keys} aws --endpoint-url ${aws.url} --region ${aws.region} ${plan.ask}\n`
  return `
Kubernetes  ${kube.url}
AWS         ${aws.url}
${controllers.map(({ name, running }) => `metrics     ${running.metricsUrl}  (${name})`).join('\n')}
kubeconfig  ${kube.kubeconfig}
log         ${log}

Paste into another terminal:
  kubectl --kubeconfig ${shell(kube.kubeconfig)} get ${get}
${ask}
`
}

function verdict(seen: readonly Progress[], timeout: number): 0 | 1 {
  const late = seen.filter(({ synced }) => !synced)
  if (late.length === 0 && seen.length > 0) return 0
  process.stderr.write(
    `Not in sync after ${timeout} s:\n${late.map(({ kind, name, why }) => `  ${kind} ${name}: ${why}\n`).join('')}`,
  )
  return 1
}
