import { type Item, isItem, type Kind } from '@windlass/core'
import { crdOf, policyOf } from '@windlass/core/generate'
import { KubeClient, type KubeObject, resourceOf } from '@windlass/core/kube'
import { seeded } from '@windlass/core/time'
import {
  AwsWorld,
  ClusterWorld,
  Compilation,
  FormBook,
  type JsonObject,
  restore,
  snapshot,
  VirtualClock,
} from '@windlass/simulator'
import { controllerKey } from '@windlass/testing'
import type { Manifest, Subject } from '../campaign/kit.ts'
import type { Truth } from '../truth/truth.ts'

/** Both worlds at a moment, to start from again. */
export interface Saved {
  readonly aws: unknown
  readonly cluster: JsonObject
  /** What was found out about schemas, which is the same in every scene. */
  readonly forms: FormBook
  readonly compilation: Compilation
  /** Milliseconds since the Unix epoch. */
  readonly now: number
}

/** Nothing of the examples may run into a quota. */
const quotas = { VpcLimitExceeded: 1000, AddressLimitExceeded: 1000 }

/** A simulated AWS account and a simulated cluster on one virtual clock. The same seed and deeds give the same scene. */
export class Scene {
  readonly clock: VirtualClock
  readonly aws: AwsWorld
  readonly cluster: ClusterWorld
  readonly kinds: readonly Kind[]
  /** How they are found in the simulated AWS. */
  readonly truths: readonly Truth[]
  /** A user's own client. */
  readonly user: KubeClient
  readonly forever = new AbortController().signal

  constructor({ kinds, modules, truths }: Pick<Subject, 'kinds' | 'modules' | 'truths'>, seed: number, saved?: Saved) {
    this.kinds = kinds
    this.truths = truths
    this.clock = new VirtualClock(saved === undefined ? {} : { epoch: saved.now })
    const { forms = new FormBook(), compilation = new Compilation() } = saved ?? {}
    this.aws = new AwsWorld({
      clock: this.clock,
      random: seeded(seed),
      defaults: { quotas, defaultVpc: true },
      modules,
      forms,
    })
    this.cluster = new ClusterWorld({ clock: this.clock, random: seeded(seed + 1), compilation })
    this.user = new KubeClient({ transport: this.cluster.transport('user'), clock: this.clock })
    if (saved === undefined) this.cluster.install(kinds.map((kind) => crdOf(kind)))
    else {
      this.cluster.restore(saved.cluster)
      restore(this.aws, saved.aws)
    }
    this.aws.access.grant({ accessKey: controllerKey, policies: [policyOf(kinds, { variant: 'adopt' })] })
    this.aws.at()
  }

  save(): Saved {
    const { aws, cluster, clock } = this
    const { forms } = aws
    const { compilation } = cluster
    return { aws: snapshot(aws), cluster: cluster.snapshot(), forms, compilation, now: clock.now() }
  }

  kind(name: string): Kind {
    const found = this.kinds.find((kind) => kind.name === name)
    if (found === undefined) throw new RangeError(`No kind ${name} is in the scene.`)
    return found
  }

  /** The objects of a kind as the API server has them. */
  list(kind: Kind): readonly KubeObject[] {
    const { group, version, plural } = kind.target
    const found: readonly unknown[] = this.cluster.every(group, version, plural)
    return found.every(isKubeObject) ? found : found.filter(isKubeObject)
  }

  get(kind: Kind, name: string, namespace = 'default'): KubeObject | undefined {
    return this.list(kind).find((each) => each.metadata.name === name && (each.metadata.namespace ?? '') === namespace)
  }

  /** The Events of the cluster. */
  events(): readonly Item[] {
    const body = this.cluster.look('/apis/events.k8s.io/v1/events')
    const found = isItem(body) && Array.isArray(body.items) ? body.items : []
    return found.filter(isItem)
  }

  /** Applies a manifest as a user does. Rejects with `KubeError` for what the API server refuses. */
  async apply(manifest: Manifest): Promise<void> {
    const namespace = manifest.metadata.namespace ?? 'default'
    const body = { ...manifest, metadata: { ...manifest.metadata, namespace } }
    const path = { name: manifest.metadata.name, namespace }
    const resource = resourceOf(this.kind(manifest.kind).target)
    await this.user.apply(resource, path, body, { fieldManager: 'user', force: true }, this.forever)
  }

  /** Changes an object as an edit does. Rejects with `KubeError` for what the API server refuses. */
  async edit(kind: Kind, name: string, patch: Item): Promise<void> {
    await this.user.mergePatch(resourceOf(kind.target), { name, namespace: 'default' }, patch, this.forever)
  }

  /** Changes the status of an object, as somebody may who is not its controller. */
  async status(kind: Kind, name: string, patch: Item): Promise<void> {
    const at = { name, namespace: 'default', subresource: 'status' as const }
    await this.user.mergePatch(resourceOf(kind.target), at, patch, this.forever)
  }

  /** Deletes an object; with `version`, just as it was then. Rejects with `KubeError` for what the API server refuses. */
  async delete(kind: Kind, name: string, version?: string): Promise<void> {
    const as = version === undefined ? {} : { resourceVersion: version }
    await this.user.delete(resourceOf(kind.target), { name, namespace: 'default' }, as, this.forever)
  }
}

function isKubeObject(value: unknown): value is KubeObject {
  return typeof value === 'object' && value !== null && 'metadata' in value
}
