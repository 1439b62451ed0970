import { join } from 'node:path'
import { askedToStop, resourceOf, sleep, wallClock } from '@windlass/core'
import { type Live, observeLive } from '@windlass/observe'
import { shell, UsageError } from '@windlass/simulator'
import { applyAll, type Manifest, readManifests } from './manifest.ts'
import { type PlaygroundOptions, parseOptions } from './options.ts'
import { type Progress, progressOf } from './progress.ts'
import { Screen } from './screen.ts'
import { allKinds, openPlayground, type Playground, root } from './world.ts'

const { argv, stdout, stderr } = process

function introduction({ kube, aws, controllers, log }: Playground): string {
  const keys = `AWS_ACCESS_KEY_ID=${aws.account} AWS_SECRET_ACCESS_KEY=any`
  return `
Kubernetes  ${kube.url}
AWS         ${aws.url}
${controllers.map(({ name, running }) => `metrics     ${running.metricsUrl}  (${name})`).join('\n')}
kubeconfig  ${kube.kubeconfig}
log         ${log}

Paste into another terminal:
  kubectl --kubeconfig ${shell(kube.kubeconfig)} get vpcs,subnets
  ${keys} aws --endpoint-url ${aws.url} --region ${aws.region} ec2 describe-vpcs

`
}

/** Starts what `--observe` asks for, and says where it is. */
async function observed(playground: Playground, options: PlaygroundOptions, screen: Screen): Promise<Live | undefined> {
  if (!options.observe) return undefined
  const targets = playground.controllers.map(({ name, running }) => ({ name, metricsUrl: running.metricsUrl }))
  const live = await observeLive(targets, options.folder)
  screen.say(
    live === undefined
      ? 'No dashboards: prometheus is not installed (Debian and Ubuntu: apt-get install prometheus).\n\n'
      : `dashboards  ${live.pageUrl}\nPrometheus  ${live.prometheusUrl}\n\n`,
  )
  return live
}

/** Shows the objects until the goal is reached or the signal aborts; gives what was seen last. */
async function follow(
  playground: Playground,
  manifests: readonly Manifest[],
  screen: Screen,
  until: { readonly signal: AbortSignal; readonly allSynced: boolean },
): Promise<readonly Progress[]> {
  const started = wallClock.monotonic()
  let said = false
  let seen: readonly Progress[] = []
  while (!until.signal.aborted) {
    try {
      seen = await progressOf(playground.kube.client, allKinds, manifests, until.signal)
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

async function play(options: PlaygroundOptions, asked: AbortSignal): Promise<number> {
  const manifests = readManifests(
    options.examples,
    allKinds.map(({ target }) => resourceOf(target)),
  )
  const playground = await openPlayground(options)
  let live: Live | undefined
  try {
    const screen = new Screen(stdout)
    screen.say(introduction(playground))
    live = await observed(playground, options, screen)
    const timeout = options.once ? [AbortSignal.timeout(options.timeout * 1000)] : []
    const signal = AbortSignal.any([asked, ...timeout])
    await applyAll(playground.kube.client, manifests, signal)
    const until = { signal, allSynced: options.once }
    const seen = await Promise.race([follow(playground, manifests, screen, until), playground.broken])
    return options.once && !asked.aborted ? verdict(seen, options.timeout) : 0
  } finally {
    await live?.close()
    await playground.close()
  }
}

function verdict(seen: readonly Progress[], timeout: number): number {
  const late = seen.filter(({ synced }) => !synced)
  if (late.length === 0 && seen.length > 0) return 0
  stderr.write(
    `Not in sync after ${timeout} s:\n${late.map(({ kind, name, why }) => `  ${kind} ${name}: ${why}\n`).join('')}`,
  )
  return 1
}

async function main(): Promise<number> {
  const stop = askedToStop()
  try {
    const folders = { home: join(root, '.windlass'), examples: join(root, 'examples') }
    const options = parseOptions(argv.slice(2), folders)
    if ('text' in options) {
      stdout.write(options.text)
      return 0
    }
    return await play(options, stop)
  } catch (error) {
    stderr.write(`playground: ${error instanceof Error ? error.message : String(error)}\n`)
    return error instanceof UsageError ? 2 : 1
  }
}

process.exit(await main())
