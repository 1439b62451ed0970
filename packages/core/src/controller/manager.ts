import { Caller } from '../aws/caller.ts'
import type { Cloud } from '../aws/cloud.ts'
import { Limiter } from '../aws/limit.ts'
import { Reader } from '../aws/read/reader.ts'
import { Sweeper } from '../aws/read/sweep.ts'
import type { Kind } from '../kind/kind.ts'
import type { Target } from '../kind/reference.ts'
import { KubeClient } from '../kube/client.ts'
import { Recorder } from '../kube/event.ts'
import { elect } from '../kube/lease.ts'
import { objectKey, type Resource } from '../kube/resource.ts'
import type { KubeObject, KubeTransport } from '../kube/transport.ts'
import { Queue } from '../queue/queue.ts'
import { VanishingByPlace } from '../reconcile/absence/vanish.ts'
import type { Tools } from '../reconcile/pass.ts'
import { Links, type Node, node } from '../reconcile/reference/link.ts'
import type { Observer } from '../telemetry/observer.ts'
import type { Clock } from '../time/clock.ts'
import type { Random } from '../time/random.ts'
import { Controller } from './controller.ts'
import { Definitions } from './definition.ts'
import { Informers } from './informer.ts'
import { Masses } from './mass.ts'
import { type Namespaces, namespacesOf } from './placement/namespace.ts'
import { guarded } from './placement/selector.ts'
import { clusterIdentity, oneLine } from './program/cluster.ts'
import type { ManagerConfig } from './program/config.ts'
import { afterStop } from './program/grace.ts'
import { settingsOf } from './settings.ts'

export interface ManagerOptions {
  readonly kinds: readonly Kind[]
  readonly transport: KubeTransport
  readonly cloud: Cloud
  readonly clock: Clock
  readonly random: Random
  readonly observer: Observer
  readonly config: ManagerConfig
}

/** Runs the controllers of a set of kinds against one Kubernetes API and one AWS. */
export class Manager {
  readonly #options: ManagerOptions
  readonly #controllers = new Map<string, Controller>()
  #informers: Informers | undefined
  #leading = false
  #standby = false

  constructor(options: ManagerOptions) {
    this.#options = options
  }

  /**
   * The checks behind readiness, by name; the value says what is wrong, undefined that all is well. A process that waits
   * for the lease is ready: else a rolling update would wait for it while the old leader waits for the update.
   */
  get checks(): Readonly<Record<string, string | undefined>> {
    if (this.#standby) return { caches: undefined }
    const behind = this.#informers?.behind ?? ['nothing is watched yet']
    return { caches: behind.length === 0 ? undefined : `not in step yet: ${behind.join(', ')}` }
  }

  /** Whether this process may write. */
  get leading(): boolean {
    return this.#leading
  }

  /**
   * Works until the signal aborts. Then passes under way get the grace period to finish, and what they leave unfinished
   * stands in intents. Resolves early when a lease that was held is lost: the process should end, and start anew.
   */
  async run(stop: AbortSignal): Promise<void> {
    const { config } = this.#options
    const { account, region } = config.home
    this.#options.observer.happened({ is: 'placed', account, region })
    if (config.leaderElection === undefined) return await this.#lead(stop, () => true)
    const { clock, random, observer } = this.#options
    const lease = config.leaderElection.name
    const client = this.#client()
    this.#standby = true
    observer.happened({ is: 'elected', lease, leading: false })
    const failed = oneLine(observer, `The lease ${config.leaderElection.namespace}/${lease}`)
    const { identity } = config
    const reread = () => observer.happened({ is: 'reread', lease })
    const term = await elect({ client, clock, random, identity, failed, reread, ...config.leaderElection }, stop)
    this.#standby = false
    if (term === undefined) return
    observer.happened({ is: 'elected', lease, leading: true })
    observer.log({ level: 'info', message: `This process leads now, by the lease ${lease}` })
    const lost = () => observer.happened({ is: 'elected', lease, leading: false })
    term.lost.addEventListener('abort', lost, { once: true })
    await this.#lead(AbortSignal.any([stop, term.lost]), () => term.mayWrite())
    const patience = new AbortController()
    const cancel = clock.after(5000, () => patience.abort())
    await term.release(patience.signal)
    cancel()
  }

  #client(): KubeClient {
    const { transport, clock, observer } = this.#options
    const reply = (verb: string, resource: Resource, code: number, ms: number) =>
      observer.kube({ verb, resource: resource.plural, code, ms })
    return new KubeClient({ transport, clock, reply })
  }

  async #lead(stop: AbortSignal, fence: () => boolean): Promise<void> {
    const { clock, random, observer, config, kinds } = this.#options
    const client = this.#client()
    const watching = new AbortController()
    const kill = new AbortController()
    const informers = new Informers(
      { client, clock, random, observer, namespaces: config.namespaces, labelSelector: config.labelSelector },
      watching.signal,
    )
    this.#informers = informers
    const recorder = new Recorder({ client, clock, controller: config.name, instance: config.identity })
    const clusterUID = config.clusterId ?? (await clusterIdentity(client, clock, stop))
    if (clusterUID === undefined) return
    const { namespaces: chosen, namespaceAnnotations: annotations } = config
    const namespaces = namespacesOf({ client, clock, observer, informers, chosen, annotations })
    const definitions = new Definitions(client, watching.signal)
    const engine = this.#engine({ client, informers, recorder, clusterUID, namespaces, definitions, fence })
    const background = [namespaces.run(watching.signal)]
    const targets = kinds.flatMap((kind) => kind.references.map((reference) => reference.target()))
    await Promise.all([
      ...kinds.map((kind) => informers.listed(resourceOf(kind.target), stop, true)),
      ...targets.map((target) => this.#listed(informers, engine.links, target, stop)),
      namespaces.ready(stop),
    ])
    namespaces.onChange((name) => {
      for (const controller of this.#controllers.values()) controller.wakeAll(name)
    })
    this.#leading = true
    const work = [...this.#controllers.values()].map((controller) => controller.run(stop, kill.signal))
    background.push(engine.sweeper.run(watching.signal), recorder.run(watching.signal))
    const cancel = afterStop(stop, clock, config.grace, () => kill.abort())
    await Promise.all(work)
    cancel()
    this.#leading = false
    const flushed = clock.after(2000, () => watching.abort())
    await recorder.flush(watching.signal)
    flushed()
    watching.abort()
    await Promise.all([...background, informers.ended()])
  }

  #engine(parts: Parts): { readonly sweeper: Sweeper; readonly links: Links } {
    const { kinds, cloud, clock, random, observer, config } = this.#options
    const limiter = new Limiter({ clock, off: config.rateLimits === 'off' })
    const caller = new Caller({ cloud, limiter, clock, observer, fence: parts.fence })
    const reader = new Reader({ caller, clock, observer })
    const links = new Links()
    const wake = (nodes: readonly Node[]) => this.#wake(nodes)
    const chosen = (namespace: string) => config.namespaces.length === 0 || config.namespaces.includes(namespace)
    const masses = new Masses({ clock, observer, chosen })
    const selectors = config.roleSelectors ? { ...parts, kinds, wake } : undefined
    const settings = guarded(settingsOf(config, { ...parts, masses }), selectors)
    const { client, recorder } = parts
    const shared = { clock, random, observer, client, links, caller, reader, recorder, settings }
    for (const kind of kinds) {
      const resource = resourceOf(kind.target)
      masses.follow(parts.informers.store(resource, true), kind.finalizer)
      const tools: Tools = {
        ...shared,
        kind,
        resource,
        vanishing: new VanishingByPlace(),
        store: parts.informers.store(resource, true),
        lookup: (target, key) => lookup(parts.informers, target, key),
        holder: (held) => this.#holder(parts.informers, held),
      }
      const queue = new Queue({ name: kind.name, clock, random, observer })
      const [interval, workers] = [config.interval(kind.name), config.workers(kind.name)]
      observer.happened({ is: 'started', kind: kind.name, workers, interval })
      this.#controllers.set(
        `${kind.target.group}/${kind.name}`,
        new Controller({ tools, queue, workers, interval, wake, chosen }),
      )
    }
    return { sweeper: this.#sweeper(reader), links }
  }

  /** Reads what every controller asks for, and hands back what it shows. */
  #sweeper(reader: Reader): Sweeper {
    const { clock, random } = this.#options
    const controllers = this.#controllers
    return new Sweeper({
      reader,
      clock,
      random,
      *subjects() {
        for (const [name, controller] of controllers)
          for (const subject of controller.subjects()) yield { ...subject, key: `${name}/${subject.key}` }
      },
      verified: (key, results) => {
        const [controller, rest] = this.#split(key)
        controller?.verified(rest, results)
      },
      failed: (key, error) => {
        const [controller, rest] = this.#split(key)
        controller?.missed(rest, error)
      },
    })
  }

  /**
   * Watches a kind that is referred to, so that its objects are known before the first pass asks for one, and their
   * dependents look again whenever one changes.
   */
  async #listed(informers: Informers, links: Links, target: Target, signal: AbortSignal): Promise<void> {
    const resource = resourceOf(target)
    if (!informers.knows(resource))
      informers.store(resource).onChange((before, after) => {
        const object = after ?? before
        if (object !== undefined)
          this.#wake(links.dependents(node(target.group, target.kind, objectKey(object.metadata))))
      })
    await informers.listed(resource, signal)
  }

  #wake(nodes: readonly Node[]): void {
    for (const each of nodes) {
      const [controller, key] = this.#split(each)
      controller?.wake(key, 'transition')
    }
  }

  /** A node is `group/Kind/namespace/name`: the first two name the controller. */
  #split(each: Node): readonly [Controller | undefined, string] {
    const [group = '', kind = '', ...key] = each.split('/')
    return [this.#controllers.get(`${group}/${kind}`), key.join('/')]
  }

  #holder(informers: Informers, held: Node): string | undefined {
    const [group = '', name = '', ...rest] = held.split('/')
    const kind = this.#options.kinds.find((each) => each.target.group === group && each.name === name)
    if (kind === undefined) return undefined
    const object = informers.store(resourceOf(kind.target), true).get(rest.join('/'))
    return object?.metadata.finalizers?.includes(kind.finalizer) ? `${name} ${rest.join('/')}` : undefined
  }
}

interface Parts {
  readonly client: KubeClient
  readonly informers: Informers
  readonly recorder: Recorder
  readonly clusterUID: string
  readonly namespaces: Namespaces
  readonly definitions: Definitions
  fence(): boolean
}

/** The object a reference names, from the store of its kind. While the kind's CRD is missing the answer is `absent`. */
function lookup(informers: Informers, target: Target, key: string): KubeObject | 'absent' | undefined {
  const store = informers.store(resourceOf(target))
  return store.get(key) ?? (store.synced ? undefined : 'absent')
}

/** The Kubernetes resource of a kind. */
export function resourceOf({ group, version, kind, plural }: Target): Resource {
  return { group, version, kind, plural, namespaced: true }
}
