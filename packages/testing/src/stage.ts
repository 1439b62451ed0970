import { type Item, isItem, type Kind } from '@windlass/core'
import { Manager, type ManagerConfig, type Observer, silent } from '@windlass/core/controller'
import { checkKinds, crdOf, policyOf } from '@windlass/core/generate'
import { KubeClient, type KubeObject, resourceOf } from '@windlass/core/kube'
import { unadvised } from '@windlass/core/object'
import { seeded } from '@windlass/core/time'
import {
  AwsWorld,
  ClusterWorld,
  type Defaults,
  type Module,
  restore,
  snapshot,
  VirtualClock,
} from '@windlass/simulator'
import { parseAllDocuments } from 'yaml'
import { inProcess } from './cloud.ts'
import { type Crash, Life } from './life.ts'

export interface StageOptions {
  readonly kinds: readonly Kind[]
  /** Every choice the worlds and the controllers make follows from it. 1 unless given. */
  readonly seed?: number
  readonly aws?: Defaults
  /** Simulated services of the kinds' own, beside EC2, EFS and STS. */
  readonly modules?: readonly Module[]
  readonly config?: Partial<ManagerConfig>
  readonly observer?: Observer
  /** What IAM lets the controllers do: policy documents. What a controller of the kinds needs to create and to adopt, unless given. */
  readonly policies?: readonly unknown[]
  /** Both worlds and the time of day start as a recording has them; the definitions of the kinds are the present ones. */
  readonly recording?: Recording
}

/** Both worlds at a moment, as plain JSON. */
export interface Recording {
  /** Milliseconds since the Unix epoch. */
  readonly now: number
  readonly aws: unknown
  readonly cluster: unknown
}

/** One controller process on the stage. */
export interface Actor {
  readonly manager: Manager
  /** The calls it has made to both worlds, watches left out. */
  readonly calls: number
  /** Whether it has crashed. */
  readonly over: boolean
  /** Asks it to stop and waits until it has. */
  stop(): Promise<void>
  /** Ends it as a crash does: nothing it was about to do is done, and its memory is gone. */
  kill(): void
}

/** The access key of the controllers. */
export const controllerKey = 'controller'

const crds = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
}

/**
 * A Kubernetes cluster, an AWS account and the production controllers, in one process on virtual time: what a test of
 * a kind needs. The same seed gives the same run.
 */
export class Stage {
  readonly clock: VirtualClock
  readonly aws: AwsWorld
  readonly cluster: ClusterWorld
  /** A user's own client. */
  readonly kube: KubeClient
  readonly #options: StageOptions
  readonly #forever = new AbortController().signal
  #processes = 0

  private constructor(options: StageOptions) {
    const { seed = 1, aws = {}, modules, recording } = options
    this.#options = options
    this.clock = new VirtualClock(recording === undefined ? {} : { epoch: recording.now })
    this.aws = new AwsWorld({ clock: this.clock, random: seeded(seed), defaults: { quotas: roomy, ...aws }, modules })
    this.cluster = new ClusterWorld({ clock: this.clock, random: seeded(seed + 1) })
    this.kube = new KubeClient({ transport: this.cluster.transport('user'), clock: this.clock })
    this.allow(options.policies ?? [policyOf(options.kinds, { variant: 'adopt' })])
    if (recording === undefined) return
    this.cluster.restore(recording.cluster)
    restore(this.aws, recording.aws)
  }

  /**
   * Sets the stage: both worlds, and the definitions of the kinds. Throws `BadSnapshot` or `SnapshotError` for a recording that
   * is none, and `KindError` for kinds that do not go together.
   */
  static async open(options: StageOptions): Promise<Stage> {
    checkKinds(options.kinds)
    const stage = new Stage(options)
    for (const kind of options.kinds) await stage.#install(kind)
    return stage
  }

  async #install(kind: Kind): Promise<void> {
    const crd = crdOf(kind)
    await this.kube.apply(
      crds,
      { name: crd.metadata.name },
      { ...crd },
      { fieldManager: 'stage', force: true },
      this.#forever,
    )
  }

  /** Both worlds as they are. Faults, journals, watches and processes are not part of it. */
  record(): Recording {
    return { now: this.clock.now(), aws: snapshot(this.aws), cluster: this.cluster.snapshot() }
  }

  /** From now on IAM lets the controllers do what these policies say, and nothing else. */
  allow(policies: readonly unknown[]): void {
    this.aws.access.grant({ accessKey: controllerKey, policies })
  }

  /** Starts a controller process for all kinds. With `crash` it ends by itself at one of its calls. */
  start(config: Partial<ManagerConfig> = {}, crash?: Crash): Actor {
    const stop = new AbortController()
    const life = new Life(this.cluster.transport('controller'), inProcess(this.aws, controllerKey), crash)
    const process = ++this.#processes
    const { kinds, seed = 1, observer = silent } = this.#options
    const manager = new Manager({
      kinds,
      transport: life.transport,
      cloud: life.cloud,
      clock: life.clock(this.clock),
      random: seeded(seed + 1000 + process),
      observer,
      config: { ...standard(this.aws, process), ...this.#options.config, ...config },
    })
    const ended = manager.run(stop.signal)
    return {
      manager,
      get calls() {
        return life.calls
      },
      get over() {
        return life.over
      },
      stop: async () => {
        stop.abort()
        let over = false
        void ended.finally(() => {
          over = true
        })
        await this.clock.runUntil(() => over, 120_000)
      },
      kill: () => life.end(),
    }
  }

  /** Applies manifests as `kubectl apply --server-side` does. Objects without a namespace go to `default`. */
  async apply(yaml: string): Promise<void> {
    for (const document of parseAllDocuments(yaml)) {
      const object: unknown = document.toJS()
      if (isDraft(object)) await this.#applyOne(object)
    }
    await this.clock.settle()
  }

  async #applyOne(object: Draft): Promise<void> {
    const namespace = object.metadata.namespace ?? 'default'
    const body = { ...object, metadata: { ...object.metadata, namespace } }
    const at = { name: object.metadata.name, namespace }
    const options = { fieldManager: 'user', force: true }
    await this.kube.apply(resourceOf(this.kind(object.kind).target), at, body, options, this.#forever)
  }

  /** Changes an object by a merge patch, as an edit does. */
  async edit(kind: string, name: string, patch: Item): Promise<void> {
    await this.kube.mergePatch(resourceOf(this.kind(kind).target), at(name), patch, this.#forever)
    await this.clock.settle()
  }

  async delete(kind: string, name: string): Promise<void> {
    await this.kube.delete(resourceOf(this.kind(kind).target), at(name), {}, this.#forever)
    await this.clock.settle()
  }

  /** The object as it stands; undefined when there is none. */
  async get(kind: string, name: string): Promise<KubeObject | undefined> {
    const list = await this.list(kind)
    return list.find((object) => object.metadata.name === name)
  }

  async list(kind: string): Promise<readonly KubeObject[]> {
    return (await this.kube.list(resourceOf(this.kind(kind).target), {}, this.#forever)).items
  }

  kind(name: string): Kind {
    const found = this.#options.kinds.find((kind) => kind.name === name)
    if (found === undefined) throw new RangeError(`No kind ${name} is on the stage.`)
    return found
  }

  /** Runs in steps of virtual time until the goal holds. Returns the virtual milliseconds it took; throws when it does not. */
  async until(goal: () => Promise<boolean>, limit = 600_000, step = 250): Promise<number> {
    const started = this.clock.monotonic()
    while (!(await goal())) {
      if (this.clock.monotonic() - started >= limit)
        throw new Error(`It did not happen within ${limit} ms of virtual time.`)
      await this.clock.advance(step)
    }
    return this.clock.monotonic() - started
  }

  /** Runs until the object's condition has this status for its present generation. */
  async untilCondition(kind: string, name: string, type: string, status: string, limit?: number): Promise<KubeObject> {
    let last: KubeObject | undefined
    try {
      await this.until(async () => {
        last = await this.get(kind, name)
        const found = last === undefined ? undefined : condition(last, type)
        return found?.status === status && found.observedGeneration === last?.metadata.generation
      }, limit)
    } catch {
      throw new Error(
        `${kind} ${name} never had ${type}=${status}; its status: ${JSON.stringify(last?.status, undefined, 1)}`,
      )
    }
    if (last === undefined) throw new Error(`${kind} ${name} does not exist.`)
    return last
  }

  /** Runs until the object is in sync. */
  synced(kind: string, name: string, limit?: number): Promise<KubeObject> {
    return this.untilCondition(kind, name, 'ACK.ResourceSynced', 'True', limit)
  }

  /** Runs until Kubernetes no longer has the object. */
  async gone(kind: string, name: string, limit?: number): Promise<number> {
    return await this.until(async () => (await this.get(kind, name)) === undefined, limit)
  }
}

/** A condition of an object, its message without the advice behind `Next:`; undefined when it has none of this type. */
export function condition(object: KubeObject, type: string): Item | undefined {
  const { conditions } = object.status ?? {}
  if (!Array.isArray(conditions)) return undefined
  const found: unknown = conditions.find((one: Item) => one.type === type)
  if (!isItem(found)) return undefined
  return { ...found, message: unadvised(String(found.message ?? '')) }
}

const at = (name: string) => ({ name, namespace: 'default' })

/** Quotas that do not get in the way of tests about something else. */
const roomy: Readonly<Record<string, number>> = { VpcLimitExceeded: 100_000 }

/** What a process is told when a test says nothing else. */
export function standard(aws: AwsWorld, process: number): ManagerConfig {
  return {
    home: { account: aws.account, region: aws.region },
    name: 'controller',
    version: '0.0.0',
    identity: `controller-${process}`,
    resourceTags: [],
    deletionPolicy: 'delete',
    namespaces: [],
    namespaceAnnotations: 'on',
    namespaceEndpoints: { hosts: [], unsafe: false },
    namespaceDeletionPolicy: 'floor',
    definitionDeletion: 'retain',
    massDeletion: 'slow',
    crossNamespace: true,
    workers: () => 200,
    interval: () => 60_000,
    rateLimits: 'off',
    quarantine: 300_000,
    grace: 30_000,
  }
}

interface Draft extends Record<string, unknown> {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
}

function isDraft(value: unknown): value is Draft {
  return typeof value === 'object' && value !== null && 'kind' in value && 'metadata' in value
}
