import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Item } from '@windlass/core'
import { fetchTransport, type KubeConnection, loadKubeConnection } from '@windlass/core/cluster'
import { crdOf } from '@windlass/core/generate'
import { KubeClient, type KubeObject, type Resource, resourceOf } from '@windlass/core/kube'
import { seeded, sleep, wallClock } from '@windlass/core/time'
import { kinds as ec2 } from '@windlass/ec2'
import { kinds as efs } from '@windlass/efs'
import { AwsWorld, control, type Listener, listen } from '@windlass/simulator'
import { Office } from './account.ts'
import type { Backend, Writes } from './backend.ts'
import { events, notes, saying } from './event.ts'
import { Forward } from './forward.ts'
import { allKinds, kindOf } from './kinds.ts'
import { asAccount } from './kubeconfig.ts'
import { documents } from './manifest.ts'
import { Program } from './program.ts'
import { watchCalls } from './watched.ts'

/** How many times faster than AWS, and than controllers with their usual settings, things go here. */
const speed = 30
const sweep = 60 / speed
const quarantine = 300 / speed
/** Waits are never shorter than what a controller needs in real time: its second look, its first backoff. */
const least = 4

const casts = [
  ['ec2-controller', ec2],
  ['efs-controller', efs],
] as const

const crds: Resource = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
}

/**
 * A real API server, found as any client finds it, the simulated AWS over HTTP, and the controllers as processes of their
 * own, in real time.
 */
export class ClusterBackend implements Backend {
  readonly aws: AwsWorld
  readonly #calls: ReturnType<typeof watchCalls>
  readonly #stop = new AbortController()
  readonly #kube: KubeClient
  readonly #office: Office
  readonly #folder = mkdtempSync(join(tmpdir(), 'windlass-stories-'))
  readonly #forward: Forward
  #listener: Listener | undefined
  #programs: readonly Program[] = []
  #severed = false

  private constructor(connection: KubeConnection) {
    this.#forward = new Forward(Number(new URL(connection.server).port))
    const transport = fetchTransport({ connection, clock: wallClock, userAgent: 'stories' })
    this.#kube = new KubeClient({ transport, clock: wallClock })
    this.#office = new Office(transport, this.#stop.signal)
    const quotas = { VpcLimitExceeded: 1000 }
    this.aws = new AwsWorld({ clock: wallClock, random: seeded(1), defaults: { speed, quotas } })
    this.#calls = watchCalls(this.aws)
  }

  /** A backend with the kinds installed and the controllers at work. */
  static async open(): Promise<ClusterBackend> {
    const backend = new ClusterBackend(await loadKubeConnection())
    for (const kind of allKinds) await backend.#install({ ...crdOf(kind) }, crdOf(kind).metadata.name)
    backend.#listener = await listen(backend.aws)
    await backend.#forward.up()
    backend.#programs = await backend.#cast(backend.#listener.url)
    await backend.start()
    return backend
  }

  async #install(crd: Item, name: string): Promise<void> {
    await this.#kube.apply(crds, { name }, { ...crd, metadata: { name } }, manager, this.#stop.signal)
  }

  /** Each controller under the account and the role that are published for it. */
  async #cast(aws: string): Promise<readonly Program[]> {
    const own = readFileSync(process.env.KUBECONFIG ?? '', 'utf8')
    const through = own.replace(/(https:\/\/127\.0\.0\.1:)\d+/, `$1${this.#forward.port}`)
    const programs: Program[] = []
    for (const [name, kinds] of casts) {
      const kubeconfig = join(this.#folder, `${name}.kubeconfig`)
      writeFileSync(kubeconfig, asAccount(through, await this.#office.employ(name, kinds)), { mode: 0o600 })
      programs.push(
        new Program(name, { kubeconfig, aws, account: this.aws.account, folder: this.#folder, sweep, quarantine }),
      )
    }
    return programs
  }

  async apply(yaml: string): Promise<void> {
    for (const { kind, name, body } of documents(yaml))
      await this.#kube.apply(resourceOf(kindOf(kind).target), at(name), body, manager, this.#stop.signal)
  }

  async edit(kind: string, name: string, patch: Item): Promise<void> {
    await this.#kube.mergePatch(resourceOf(kindOf(kind).target), at(name), patch, this.#stop.signal)
  }

  async delete(kind: string, name: string): Promise<void> {
    await this.#kube.delete(resourceOf(kindOf(kind).target), at(name), {}, this.#stop.signal)
  }

  async get(kind: string, name: string): Promise<KubeObject | undefined> {
    return (await this.list(kind)).find((object) => object.metadata.name === name)
  }

  async list(kind: string): Promise<readonly KubeObject[]> {
    return (await this.#kube.list(resourceOf(kindOf(kind).target), {}, this.#stop.signal)).items
  }

  async events(reason: string): Promise<readonly string[]> {
    return notes((await this.#kube.list(events, { namespace: 'default' }, this.#stop.signal)).items, reason)
  }

  async until(goal: () => Promise<boolean> | boolean, seconds = 60): Promise<number> {
    const started = wallClock.monotonic()
    const passed = () => (wallClock.monotonic() - started) / 1000
    const limit = Math.min(60, seconds)
    while (!(await goal())) {
      if (passed() >= limit) throw new Error(`It did not happen within ${limit} s.\n${this.#log()}`)
      await sleep(wallClock, 50)
    }
    return passed()
  }

  async rest(seconds: number): Promise<void> {
    await sleep(wallClock, Math.max(least, seconds / speed) * 1000)
  }

  afterEveryCall(look: () => void): void {
    this.#calls.look(look)
  }

  async credentials(good: boolean): Promise<void> {
    await control(this.aws, { do: 'key', accessKey: '*', ...(good ? {} : { code: 'AuthFailure' }) })
  }

  async apiServerAway(seconds: number): Promise<void> {
    this.#severed = true
    await this.#forward.down()
    await this.rest(seconds)
    await this.#forward.up()
  }

  async kill(): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.kill()))
  }

  async start(): Promise<void> {
    await Promise.all(this.#programs.filter((program) => !program.running).map((program) => program.start()))
  }

  async writes(): Promise<Writes> {
    const lists = await Promise.all(allKinds.map((kind) => this.list(kind.name)))
    const { items } = await this.#kube.list(events, { namespace: 'default' }, this.#stop.signal)
    const versions = [...lists.flat(), ...items].map((object) =>
      [object.metadata.name, object.metadata.resourceVersion, ...saying(object)].join(' '),
    )
    return { aws: this.aws.journal.totals().mutating, kube: versions.sort().join('\n') }
  }

  /** Ends a story: an empty cluster, an empty AWS, nothing broken, the controllers at work. */
  async clear(): Promise<void> {
    this.#calls.forget()
    // Watches that were cut may stay away for half a minute: what ends here would be news to them in the next story.
    if (this.#severed) await this.kill()
    this.#severed = false
    await control(this.aws, { do: 'clear' })
    for (const kind of allKinds)
      for (const { metadata } of await this.list(kind.name)) await this.#strip(kind.name, metadata.name)
    const { items } = await this.#kube.list(events, { namespace: 'default' }, this.#stop.signal)
    for (const { metadata } of items) await this.#kube.delete(events, at(metadata.name), {}, this.#stop.signal)
    await sleep(wallClock, 200)
    await control(this.aws, { do: 'reset' })
    await this.start()
  }

  /** Deletes an object without leave of its controller. */
  async #strip(kind: string, name: string): Promise<void> {
    const gone = (error: unknown) => {
      if (!(error instanceof Error && error.message.includes('not found'))) throw error
    }
    await this.delete(kind, name).catch(gone)
    await this.edit(kind, name, { metadata: { finalizers: null } }).catch(gone)
  }

  /** Ends the controllers, and everything this backend has opened. */
  async close(): Promise<void> {
    await this.kill()
    await this.#forward.down()
    await this.#listener?.close()
    this.aws.stop()
    this.#stop.abort()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #log(): string {
    const read = (name: string) => readFileSync(join(this.#folder, `${name}.log`), 'utf8').slice(-3000)
    return ['ec2-controller', 'efs-controller'].slice(0, this.#programs.length).map(read).join('\n')
  }
}

const manager = { fieldManager: 'stories', force: true }
const at = (name: string) => ({ name, namespace: 'default' })
