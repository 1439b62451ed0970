import { isRecord, type KubeObject } from '@windlass/core/kube'
import { ackAnnotation } from '@windlass/core/object'
import type { Entry } from '@windlass/simulator'
import type { ClusterBackend } from './cluster.ts'
import { allKinds, kindOf } from './kinds.ts'
import { documents } from './manifest.ts'
import { condition } from './state.ts'

/** The region that manifests are written for. */
const home = 'us-west-2'

/**
 * One region of a backend, with objects of its own: their names end with the region, as do the names they refer to, so that
 * what happens in one place touches no other.
 */
export class Place {
  readonly region: string
  readonly #backend: ClusterBackend

  constructor(backend: ClusterBackend, region: string) {
    this.#backend = backend
    this.region = region
  }

  /** The name an object has in this place. */
  named(name: string): string {
    return `${name}-${this.region}`
  }

  /** As `Backend.apply`; an object that says nothing of a region is of this one. */
  async apply(yaml: string): Promise<void> {
    for (const { body } of documents(yaml)) await this.#backend.apply(`${JSON.stringify(this.#settled(body))}\n`)
  }

  edit(kind: string, name: string, patch: object): Promise<void> {
    return this.#backend.edit(kind, this.named(name), { ...patch })
  }

  delete(kind: string, name: string): Promise<void> {
    return this.#backend.delete(kind, this.named(name))
  }

  async get(kind: string, name: string): Promise<KubeObject | undefined> {
    return await this.#backend.get(kind, this.named(name))
  }

  async list(kind: string): Promise<readonly KubeObject[]> {
    return (await this.#backend.list(kind)).filter(({ metadata }) => metadata.name.endsWith(`-${this.region}`))
  }

  /** The id that each object's status names. */
  async ids(): Promise<Readonly<Record<string, unknown>>> {
    const all = await this.#everything()
    return Object.fromEntries(
      all.map(({ kind, object }) => [`${kind} ${object.metadata.name}`, object.status?.[kindOf(kind).id.field]]),
    )
  }

  /** Names of the objects that are not in sync. */
  async unsynced(): Promise<readonly string[]> {
    const all = await this.#everything()
    return all
      .filter(({ object }) => condition(object, 'ACK.ResourceSynced')?.status !== 'True')
      .map(({ kind, object }) => `${kind} ${object.metadata.name}: ${JSON.stringify(object.status?.conditions)}`)
  }

  /** The ids of everything in AWS, of every kind. */
  rows(): readonly string[] {
    return Object.values(this.#aws.tables).flatMap((table) => table.all().map(({ id }) => id))
  }

  /** The calls to AWS since `time`. Throws when not all of them are kept. */
  calls(time: number): readonly Entry[] {
    const kept = this.#backend.aws.journal.entries()
    if ((kept[0]?.time ?? time) >= time) throw new RangeError('The journal no longer has all of these calls.')
    return kept.filter((entry) => entry.region === this.region && entry.time >= time)
  }

  get #aws() {
    return this.#backend.aws.at(undefined, this.region)
  }

  async #everything(): Promise<readonly { readonly kind: string; readonly object: KubeObject }[]> {
    const lists = await Promise.all(
      allKinds.map(async ({ name }) => (await this.list(name)).map((object) => ({ kind: name, object }))),
    )
    return lists.flat()
  }

  #settled(body: object): object {
    const { metadata: given, spec } = { metadata: {}, spec: {}, ...body }
    const metadata = { name: '', annotations: {}, ...given }
    const annotations = {
      [ackAnnotation.region]: this.region,
      ...(isRecord(metadata.annotations) && metadata.annotations),
    }
    return {
      ...body,
      metadata: { ...metadata, name: this.named(String(metadata.name)), annotations },
      spec: this.#moved(spec),
    }
  }

  /** A value with its zones and services in this region, and its references to objects of this place. */
  #moved(value: unknown): unknown {
    if (typeof value === 'string') return value.replaceAll(home, this.region)
    if (Array.isArray(value)) return value.map((one: unknown) => this.#moved(one))
    if (!isRecord(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) =>
        key === 'from' && isRecord(one)
          ? [key, { ...one, name: this.named(String(one.name)) }]
          : [key, this.#moved(one)],
      ),
    )
  }
}
