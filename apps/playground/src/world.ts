import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  fetchTransport,
  type Kind,
  KubeClient,
  loadKubeConnection,
  type Program,
  type Running,
  startController,
  wallClock,
} from '@windlass/core'
import { kinds as ec2 } from '@windlass/ec2'
import { kinds as efs } from '@windlass/efs'
import { createMetrics } from '@windlass/metrics'
import { type Simulation, simulate } from '@windlass/simulator'
import own from '../package.json' with { type: 'json' }
import { applyAll, readManifests } from './manifest.ts'
import type { PlaygroundOptions } from './options.ts'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..')
export const allKinds: readonly Kind[] = [...ec2, ...efs]

/** Everything that runs in the playground. */
export interface Playground {
  readonly kube: { readonly url: string; readonly client: KubeClient; readonly kubeconfig: string }
  readonly aws: { readonly url: string; readonly account: string; readonly region: string }
  readonly controllers: readonly { readonly name: string; readonly running: Running }[]
  readonly log: string
  /** Rejects with what broke a controller; never resolves before `close`. */
  readonly broken: Promise<never>
  close(): Promise<void>
}

/** Starts the simulator, installs the CRDs, and starts both controllers on it, over HTTP as anywhere else. */
export async function openPlayground(options: PlaygroundOptions): Promise<Playground> {
  const stop = new AbortController()
  mkdirSync(options.folder, { recursive: true })
  const log = createWriteStream(join(options.folder, 'controllers.log'))
  const kubeconfig = join(resolve(options.folder), 'kubeconfig')
  const simulation = await simulate({ ...settings(options), kubeconfig, env: process.env })
  const started: { name: string; running: Running }[] = []
  const close = async () => {
    stop.abort()
    await Promise.allSettled(started.map(({ running }) => running.ended))
    await simulation.close()
    await new Promise((done) => log.end(done))
  }
  try {
    const { kube, aws } = served(simulation)
    const client = clientOf(kubeconfig)
    await install(client, stop.signal)
    for (const { program, port } of programs(options))
      started.push({ name: program.name, running: await start(program, port, simulation.flags, log, stop.signal) })
    return {
      kube: { url: kube.url, client, kubeconfig },
      aws: { url: aws.url, account: aws.world.account, region: aws.world.region },
      controllers: started,
      log: log.path.toString(),
      broken: breakage(started),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

const settings = ({ kubePort, awsPort, speed }: PlaygroundOptions) => ({ kubePort, awsPort, speed })

function served({ kube, aws }: Simulation) {
  if (kube === undefined || aws === undefined) throw new Error('The simulator serves only one of its two worlds.')
  return { kube, aws }
}

function programs(options: PlaygroundOptions): readonly { readonly program: Program; readonly port: number }[] {
  return [
    { program: program('ec2-controller', ec2), port: options.ec2MetricsPort },
    { program: program('efs-controller', efs), port: options.efsMetricsPort },
  ]
}

function program(name: string, kinds: readonly Kind[]): Program {
  const facts = { name, version: own.version, kinds }
  return { ...facts, metrics: createMetrics(facts) }
}

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
function clientOf(kubeconfig: string): KubeClient {
  const connection = loadKubeConnection({ file: kubeconfig })
  const transport = fetchTransport({ connection, clock: wallClock, userAgent: 'playground' })
  return new KubeClient({ transport, clock: wallClock })
}

async function install(client: KubeClient, signal: AbortSignal): Promise<void> {
  for (const name of ['core', 'ec2', 'efs'])
    await applyAll(client, readManifests(join(root, 'packages', name, 'crds'), []), signal)
}
