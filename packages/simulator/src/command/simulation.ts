import { type Clock, seeded, sleep } from '@windlass/core'
import { AwsWorld, type Listener, listen, restore, snapshot } from '../aws/index.ts'
import { writeKubeconfig } from '../kube/http/kubeconfig.ts'
import { type KubeListener, listenKube } from '../kube/http/listener.ts'
import { ClusterWorld } from '../kube/world.ts'
import type { SimulatorOptions } from './options.ts'
import { StateFile } from './state.ts'

/** Both worlds, or the one that was asked for, behind HTTP. */
export interface Simulation {
  readonly aws: { readonly world: AwsWorld; readonly url: string } | undefined
  readonly kube: { readonly world: ClusterWorld; readonly url: string } | undefined
  /** Stops serving and saves the worlds where they are to be kept. */
  close(): Promise<void>
}

const saveEvery = 3000

/**
 * Starts the simulator and writes the kubeconfig. Rejects with `PortInUse`, `StateError`, `SnapshotError` or
 * `BadSnapshot`; nothing listens then. `failed` hears about worlds that could not be saved.
 */
export async function simulate(
  options: SimulatorOptions,
  clock: Clock,
  failed: (error: unknown) => void,
): Promise<Simulation> {
  const open: Closable[] = []
  try {
    const kube = options.only === 'aws' ? undefined : await openKube(options, clock)
    if (kube) open.push(kube)
    const aws = options.only === 'kube' ? undefined : await openAws(options, clock)
    if (aws) open.push(aws)
    if (kube) writeKubeconfig(options.kubeconfig, kube.url)
    const saving = keep(open, clock, failed)
    return { aws, kube, close: () => shut(open, saving) }
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

async function openKube({ kubePort, seed, state }: SimulatorOptions, clock: Clock) {
  const world = new ClusterWorld({ clock, random: seeded(seed + 1) })
  const file = state === undefined ? undefined : new StateFile(state, 'kubernetes')
  const saved = await file?.load()
  if (saved !== undefined) world.restore(saved)
  const listener = await listenKube(world, kubePort)
  return { world, url: listener.url, listener, save: async () => file?.save(world.snapshot()), end: () => undefined }
}

async function openAws(options: SimulatorOptions, clock: Clock) {
  const { awsPort, seed, state, speed, awsLatency: latency, rateLimits: throttling } = options
  const world = new AwsWorld({ clock, random: seeded(seed), defaults: { speed, latency, throttling } })
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

function keep(open: readonly Closable[], clock: Clock, failed: (error: unknown) => void): Saving {
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
