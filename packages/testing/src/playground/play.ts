import { askedToStop } from '@windlass/core/controller'
import { KubeError } from '@windlass/core/kube'
import { sleep, wallClock } from '@windlass/core/time'
import { shell, UsageError } from '@windlass/simulator'
import { type Manifest, ManifestError } from './manifest.ts'
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
    const first = playground.changed() ?? []
    const screen = new Screen(process.stdout)
    screen.say(introduction(playground, plan, first))
    if (options.beside && plan.beside !== undefined) {
      const opened = await plan.beside.open(playground, options.folder)
      beside = opened
      screen.say(`${opened.text}\n\n`)
    }
    const timeout = options.once ? [AbortSignal.timeout(options.timeout * 1000)] : []
    const signal = AbortSignal.any([asked, ...timeout])
    await playground.apply(first, signal)
    const until = { signal, allSynced: options.once }
    const seen = await Promise.race([follow(playground, first, screen, until), playground.broken])
    return options.once && !asked.aborted ? verdict(seen, options.timeout) : 0
  } finally {
    await beside?.close()
    await playground.close()
  }
}

function introduction({ kube, aws, controllers, log }: Playground, plan: Plan, first: readonly Manifest[]): string {
  const keys = `AWS_ACCESS_KEY_ID=${aws.account} AWS_SECRET_ACCESS_KEY=any`
  const plurals = [...new Set(first.map(({ resource }) => resource.plural))].slice(0, 2)
  const ask =
    plan.ask === undefined ? '' : `  ${keys} aws --endpoint-url ${aws.url} --region ${aws.region} ${plan.ask}\n`
  return `
Kubernetes  ${kube.url}
AWS         ${aws.url}
${controllers.map(({ name, running }) => `metrics     ${running.metricsUrl}  (${name})`).join('\n')}
kubeconfig  ${kube.kubeconfig}
log         ${log}

Paste into another terminal:
  kubectl --kubeconfig ${shell(kube.kubeconfig)} get ${plurals.join(',')}
${ask}
`
}

/** Shows the objects until the goal is reached or the signal aborts; gives what was seen last. */
async function follow(
  playground: Playground,
  first: readonly Manifest[],
  screen: Screen,
  until: { readonly signal: AbortSignal; readonly allSynced: boolean },
): Promise<readonly Progress[]> {
  const started = wallClock.monotonic()
  let manifests = first
  let said = false
  let seen: readonly Progress[] = []
  while (!until.signal.aborted) {
    try {
      manifests = (await applied(playground, screen, until.signal)) ?? manifests
      seen = await playground.progress(manifests, until.signal)
    } catch (error) {
      if (until.signal.aborted) break
      throw error
    }
    screen.show(seen)
    if (seen.every(({ synced }) => synced) && !said) {
      said = true
      const seconds = ((wallClock.monotonic() - started) / 1000).toFixed(1)
      screen.say(
        `\nAll ${seen.length} objects are in sync after ${seconds} s.${until.allSynced ? '' : ' Ctrl-C ends the playground.'}\n\n`,
      )
      if (until.allSynced) break
    }
    await sleep(wallClock, 400, until.signal)
  }
  return seen
}

/** Applies the manifests when they have changed; a change that is not understood, or not accepted, is said and waits for the next. */
async function applied(
  playground: Playground,
  screen: Screen,
  signal: AbortSignal,
): Promise<readonly Manifest[] | undefined> {
  try {
    const changed = playground.changed()
    if (changed !== undefined) await playground.apply(changed, signal)
    return changed
  } catch (error) {
    if (!(error instanceof ManifestError || error instanceof KubeError)) throw error
    screen.say(`${error.message}\n`)
    return undefined
  }
}

function verdict(seen: readonly Progress[], timeout: number): 0 | 1 {
  const late = seen.filter(({ synced }) => !synced)
  if (late.length === 0 && seen.length > 0) return 0
  process.stderr.write(
    `Not in sync after ${timeout} s:\n${late.map(({ kind, name, why }) => `  ${kind} ${name}: ${why}\n`).join('')}`,
  )
  return 1
}
