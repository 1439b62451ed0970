import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, seeded, sleep, wallClock } from '@windlass/core/time'
import { AwsWorld, type Listener, listen, type Module, restore, snapshot } from '../aws/index.ts'
import { writeKubeconfig } from '../kube/http/kubeconfig.ts'
import { type KubeListener, listenKube } from '../kube/http/listener.ts'
import { ClusterWorld } from '../kube/world.ts'
import { disguise, flagsOf, type Variables } from './environment.ts'
import type { SimulatorOptions } from './options.ts'
import { StateFile } from './state.ts'

/** What the simulator is started with in a program. Ports are free ones and the kubeconfig is a file of its own unless given. */
export interface SimulateOptions extends Partial<SimulatorOptions> {
  /** Simulated services beside EC2, EFS and STS. */
  readonly modules?: readonly Module[]
  /** The wall clock unless given. */
  readonly clock?: Clock
  /** An environment, such as `process.env`, that is to lead to the simulator, and nowhere else, until it is closed. */
  readonly env?: Variables
  /** Hears about worlds that could not be saved. */
  failed?(error: unknown): void
}

/** Both worlds, or the one that was asked for, behind HTTP. */
export interface Simulation {
  readonly aws: { readonly world: AwsWorld; readonly url: string } | undefined
  readonly kube: { readonly world: ClusterWorld; readonly url: string } | undefined
  readonly kubeconfig: string
  /** What a controller is to be started with: where both worlds are, and that their addresses are not safe is meant so. */
  readonly flags: readonly string[]
  /** Stops serving, saves the worlds where they are to be kept, and gives the environment back. */
  close(): Promise<void>
}

type Settled = SimulatorOptions & Required<Pick<SimulateOptions, 'modules' | 'clock' | 'failed'>>

const saveEvery = 3000

/**
 * Starts the simulator and writes the kubeconfig. Rejects with `PortInUse`, `StateError`, `SnapshotError` or
 * `BadSnapshot`; nothing listens then, and the environment is as it was.
 */
export async function simulate(options: SimulateOptions = {}): Promise<Simulation> {
  const folder = options.kubeconfig === undefined ? mkdtempSync(join(tmpdir(), 'windlass-simulator-')) : undefined
  const kubeconfig = options.kubeconfig ?? join(folder ?? '', 'kubeconfig')
  const clean = () => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  }
  try {
    return await opened({ ...usual, ...options, kubeconfig }, options.env, clean)
  } catch (error) {
    clean()
    throw error
  }
}

const usual = {
  kubePort: 0,
  awsPort: 0,
  only: undefined,
  speed: 1,
  awsLatency: 0,
  seed: 1,
  rateLimits: false,
  state: undefined,
  modules: [],
  clock: wallClock,
  failed: () => undefined,
}

async function opened(settings: Settled, env: Variables | undefined, clean: () => void): Promise<Simulation> {
  const { only, kubeconfig } = settings
  const open: Closable[] = []
  try {
    const kube = only === 'aws' ? undefined : await openKube(settings)
    if (kube) open.push(kube)
    const aws = only === 'kube' ? undefined : await openAws(settings)
    if (aws) open.push(aws)
    if (kube) writeKubeconfig(kubeconfig, kube.url)
    const saving = keep(open, settings)
    const reach = {
      kubeconfig: kube && kubeconfig,
      aws: aws && { url: aws.url, account: aws.world.account, region: aws.world.region },
    }
    const undisguise = env && disguise(env, reach)
    const close = async () => {
      undisguise?.()
      await shut(open, saving)
      clean()
    }
    return { aws, kube, kubeconfig, flags: flagsOf(reach), close }
  } catch (error) {
    await Promise.all(open.map((each) => each.listener.close()))
    throw error
  }
}

interface Closable {
  readonly listener: KubeListener | Listener
  save(): Promise<void>
  /** Nothing happens in the world any more. */
  end(): void
}

async function openKube({ kubePort, seed, state, clock }: Settled) {
  const world = new ClusterWorld({ clock, random: seeded(seed + 1) })
  const file = state === undefined ? undefined : new StateFile(state, 'kubernetes')
  const saved = await file?.load()
  if (saved !== undefined) world.restore(saved)
  const listener = await listenKube(world, kubePort)
  return { world, url: listener.url, listener, save: async () => file?.save(world.snapshot()), end: () => undefined }
}

async function openAws(settings: Settled) {
  const { awsPort, seed, state, speed, awsLatency: latency, rateLimits: throttling, clock, modules } = settings
  const world = new AwsWorld({ clock, random: seeded(seed), defaults: { speed, latency, throttling }, modules })
  const file = state === undefined ? undefined : new StateFile(state, 'aws')
  const saved = await file?.load()
  if (saved !== undefined) restore(world, saved)
  const end = () => {
    for (const region of world.regions()) region.stop()
  }
  const listener = await listen(world, { port: awsPort }).catch((error) => {
    end()
    throw error
  })
  return { world, url: listener.url, listener, save: async () => file?.save(snapshot(world)), end }
}

interface Saving {
  readonly stop: AbortController
  readonly ended: Promise<void>
}

function keep(open: readonly Closable[], { clock, failed }: Settled): Saving {
  const stop = new AbortController()
  const loop = async () => {
    while (!stop.signal.aborted) {
      await sleep(clock, saveEvery, stop.signal)
      if (!stop.signal.aborted) await Promise.all(open.map((each) => each.save().catch(failed)))
    }
  }
  return { stop, ended: loop() }
}

async function shut(open: readonly Closable[], { stop, ended }: Saving): Promise<void> {
  stop.abort()
  await ended
  await Promise.all(open.map(({ listener }) => listener.close()))
  await Promise.all(open.map((each) => each.save()))
  for (const each of open) each.end()
}
