import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Kind, Program } from '@windlass/core'
import { fetchTransport, loadKubeConnection } from '@windlass/core/cluster'
import { type Running, startController } from '@windlass/core/controller'
import { crdOf, fieldExport, iamRoleSelector } from '@windlass/core/generate'
import { KubeClient, resourceOf } from '@windlass/core/kube'
import { wallClock } from '@windlass/core/time'
import { type Simulation, simulate } from '@windlass/simulator'
import { applyAll, definition, definitionsIn, type Manifest, manifestsIn } from './manifest.ts'
import type { PlaygroundOptions } from './options.ts'
import type { Plan, Playground } from './plan.ts'
import { progressOf } from './progress.ts'

/** Starts the simulator, installs the definitions, and starts the controllers on it, over HTTP as anywhere else. */
export async function openPlayground(plan: Plan, options: PlaygroundOptions): Promise<Playground> {
  const stop = new AbortController()
  mkdirSync(options.folder, { recursive: true })
  const log = createWriteStream(join(options.folder, 'controllers.log'))
  const kubeconfig = join(resolve(options.folder), 'kubeconfig')
  const { modules = [] } = plan
  const simulation = await simulate({ ...settings(options), modules, kubeconfig, env: process.env })
  const started: { name: string; running: Running }[] = []
  const close = async () => {
    stop.abort()
    await Promise.allSettled(started.map(({ running }) => running.ended))
    await simulation.close()
    await new Promise((done) => log.end(done))
  }
  try {
    const client = await clientOf(kubeconfig)
    await install(client, plan, stop.signal)
    for (const program of plan.programs) {
      const port = options.metricsPorts.get(program.name) ?? 0
      started.push({ name: program.name, running: await start(program, port, simulation.flags, log, stop.signal) })
    }
    return { ...opened(plan, options, simulation, client), controllers: started, broken: breakage(started), close }
  } catch (error) {
    await close()
    throw error
  }
}

function opened(plan: Plan, options: PlaygroundOptions, simulation: Simulation, client: KubeClient) {
  const { kube, aws, kubeconfig } = simulation
  if (kube === undefined || aws === undefined) throw new Error('The simulator serves only one of its two worlds.')
  const kinds = kindsOf(plan)
  const resources = kinds.map(({ target }) => resourceOf(target))
  return {
    kube: { url: kube.url, client, kubeconfig },
    aws: { url: aws.url, account: aws.world.account, region: aws.world.region },
    log: join(options.folder, 'controllers.log'),
    changed: manifestsIn(options.manifests, resources),
    apply: (manifests: readonly Manifest[], signal: AbortSignal) => applyAll(client, manifests, signal),
    progress: (manifests: readonly Manifest[], signal: AbortSignal) => progressOf(client, kinds, manifests, signal),
  }
}

const kindsOf = ({ programs }: Plan): readonly Kind[] => programs.flatMap(({ kinds }) => kinds)

const settings = ({ kubePort, awsPort, speed, state }: PlaygroundOptions) => ({ kubePort, awsPort, speed, state })

async function start(
  program: Program,
  port: number,
  flags: readonly string[],
  sink: WriteStream,
  stop: AbortSignal,
): Promise<Running> {
  const args = [...flags, ...['--metrics-addr', `127.0.0.1:${port}`, '--healthz-addr', '127.0.0.1:0']]
  const running = await startController(program, { args, env: process.env, sink, stop })
  if ('text' in running) throw new Error(running.text)
  return running
}

function breakage(started: readonly { name: string; running: Running }[]): Promise<never> {
  return new Promise((_, reject) => {
    for (const { running } of started) running.ended.catch(reject)
  })
}

/** A user's own client. */
async function clientOf(kubeconfig: string): Promise<KubeClient> {
  const connection = await loadKubeConnection({ file: kubeconfig })
  const transport = fetchTransport({ connection, clock: wallClock, userAgent: 'playground' })
  return new KubeClient({ transport, clock: wallClock })
}

async function install(client: KubeClient, plan: Plan, signal: AbortSignal): Promise<void> {
  const worded = (plan.definitions ?? []).flatMap(definitionsIn)
  const plain = [fieldExport, iamRoleSelector, ...kindsOf(plan).map((kind) => crdOf(kind))]
  const there = new Set(worded.map(({ name }) => name))
  const rest = plain.filter(({ metadata }) => !there.has(metadata.name))
  await applyAll(client, [...worded, ...rest.map(definition)], signal)
}
