import { isItem, items } from '@windlass/core'
import { KubeClient, KubeError, type KubeObject } from '@windlass/core/kube'
import { unfolds, usedBy } from './diagnosis/explain.ts'
import type { End, Ident, Kind, Link, Thing, Told } from './diagnosis/facts.ts'
import { findingOf, moment } from './diagnosis/finding.ts'
import { identOf } from './diagnosis/fleet.ts'
import { type Found, referencesIn, targetsOf } from './diagnosis/reference.ts'
import { leasesIn, orphansIn, type Signs, unverifiedIn } from './diagnosis/sign.ts'
import { discover, type Reach } from './discovery.ts'
import { Problem } from './problem.ts'

const definitions = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
}
const leases = { group: 'coordination.k8s.io', version: 'v1', plural: 'leases', kind: 'Lease', namespaced: true }
const events = { group: 'events.k8s.io', version: 'v1', plural: 'events', kind: 'Event', namespaced: true }

/** How many objects one explanation looks at. */
const limit = 60

/** Reads what an explanation or an overview needs. It only ever reads. */
export class Gatherer {
  readonly #client: KubeClient
  readonly #signal: AbortSignal
  readonly #definitions = new Map<string, Promise<unknown>>()
  readonly #things = new Map<string, Thing>()
  readonly kinds: readonly Kind[]

  private constructor(client: KubeClient, kinds: readonly Kind[], signal: AbortSignal) {
    this.#client = client
    this.#signal = signal
    this.kinds = kinds
  }

  /** Asks the server which kinds it has. Rejects with `KubeError` and `KubeUnreachable`. */
  static async open(reach: Reach): Promise<Gatherer> {
    const client = new KubeClient({ transport: reach.transport, clock: reach.clock, deadline: 15_000 })
    return new Gatherer(client, await discover(reach), reach.signal)
  }

  /** All objects of a kind, in one namespace or in all. */
  async all(kind: Kind, namespace: string | undefined): Promise<readonly KubeObject[]> {
    const where = kind.namespaced && namespace !== undefined ? { namespace } : {}
    return (await this.#client.list(kind, where, this.#signal)).items
  }

  /** An object and everything on its way to the root cause. Rejects with `Problem` when there is no such object. */
  async thing(kind: Kind, namespace: string, name: string): Promise<Thing> {
    const object = await this.#read(kind, namespace, name)
    if (object === undefined)
      throw new Problem(
        'NoSuchObject',
        `There is no ${kind.kind} ${name}${kind.namespaced ? ` in namespace ${namespace}` : ''}.`,
      )
    return this.#follow(kind, object, [], undefined)
  }

  /** What the cluster shows of the controllers; what may not be read counts as not there. */
  async signs(namespace: string, now: number): Promise<Signs> {
    const [found, unverified, orphans] = await Promise.all([
      this.#allowed(() => this.#client.list(leases, {}, this.#signal)),
      this.#told('Unverified', namespace),
      this.#told('Orphan', 'default'),
    ])
    return {
      leases: leasesIn(found?.items ?? [], now),
      unverified: unverifiedIn(unverified, now),
      orphans: orphansIn(
        orphans.map(({ told }) => told),
        now,
      ),
    }
  }

  /** Events for a reason: of all namespaces, else of one. */
  async #told(reason: string, namespace: string): Promise<readonly { raw: object; told: Told }[]> {
    const fieldSelector = `reason=${reason}`
    const all = await this.#allowed(() => this.#client.list(events, { fieldSelector }, this.#signal))
    const found =
      all ?? (await this.#allowed(() => this.#client.list(events, { namespace, fieldSelector }, this.#signal)))
    return (found?.items ?? []).map((raw) => ({ raw, told: toldBy(raw) }))
  }

  async #allowed<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask()
    } catch (error) {
      if (error instanceof KubeError) return undefined
      throw error
    }
  }

  async #read(kind: Kind, namespace: string, name: string): Promise<KubeObject | undefined> {
    try {
      return await this.#client.get(kind, { name, namespace }, this.#signal)
    } catch (error) {
      if (error instanceof KubeError && error.status === 404) return undefined
      throw error
    }
  }

  async #follow(kind: Kind, object: KubeObject, way: readonly string[], via: string | undefined): Promise<Thing> {
    const { uid } = object.metadata
    const key = `${via === usedBy} ${uid}`
    const known = this.#things.get(key)
    if (known !== undefined) return known
    const found = findingOf(object)
    const expand = unfolds(found, via) && this.#things.size + way.length < limit
    const held = found.word === 'BlockedByDependents'
    const links = expand ? await this.#links(kind, object, held, [...way, uid]) : []
    const events = via === undefined || !found.inSync ? await this.#events(object) : []
    const thing = { ident: identOf(kind, object), object, links, events }
    this.#things.set(key, thing)
    return thing
  }

  async #links(kind: Kind, object: KubeObject, held: boolean, way: readonly string[]): Promise<readonly Link[]> {
    if (held) return this.#holders(kind, object, way)
    const links: Link[] = []
    for (const found of referencesIn(object.spec)) links.push(await this.#link(kind, object, found, way))
    return links
  }

  async #link(kind: Kind, object: KubeObject, found: Found, way: readonly string[]): Promise<Link> {
    const namespace = found.namespace ?? object.metadata.namespace ?? ''
    const candidates = targetsOf(found.path, await this.#definition(kind), kind.version, this.kinds)
    const nobody: Ident = { kind: '', group: '', singular: '', namespace, name: found.name }
    const only = candidates.length === 1 ? candidates[0] : undefined
    const to = only === undefined ? nobody : { ...nobody, ...nounOf(only) }
    try {
      for (const candidate of candidates) {
        const target = await this.#read(candidate, namespace, found.name)
        if (target === undefined) continue
        return {
          via: found.path,
          to: identOf(candidate, target),
          end: await this.#end(candidate, target, way, found.path),
        }
      }
    } catch (error) {
      if (!(error instanceof KubeError)) throw error
      return { via: found.path, to, end: { is: 'unreadable', why: error.message } }
    }
    if (candidates.length === 0)
      return { via: found.path, to, end: { is: 'unreadable', why: 'its kind is not installed' } }
    return { via: found.path, to, end: { is: 'missing' } }
  }

  async #end(kind: Kind, target: KubeObject, way: readonly string[], via: string): Promise<End> {
    if (way.includes(target.metadata.uid)) return { is: 'circle' }
    return { is: 'found', thing: await this.#follow(kind, target, way, via) }
  }

  /** The objects whose references lead to this one. */
  async #holders(kind: Kind, object: KubeObject, way: readonly string[]): Promise<readonly Link[]> {
    const links: Link[] = []
    const to = { namespace: object.metadata.namespace ?? '', name: object.metadata.name }
    for (const other of this.kinds) {
      const objects = await this.all(other, undefined).catch((error: unknown) => {
        if (error instanceof KubeError) return []
        throw error
      })
      for (const one of objects)
        if (await this.#leads(other, one, kind, to))
          links.push({ via: usedBy, to: identOf(other, one), end: await this.#end(other, one, way, usedBy) })
    }
    return links
  }

  async #leads(from: Kind, one: KubeObject, kind: Kind, to: { namespace: string; name: string }): Promise<boolean> {
    for (const { path, name, namespace = one.metadata.namespace ?? '' } of referencesIn(one.spec)) {
      if (name !== to.name || namespace !== to.namespace) continue
      if (targetsOf(path, await this.#definition(from), from.version, this.kinds).includes(kind)) return true
    }
    return false
  }

  /** The definition of a kind; undefined where it may not be read. */
  #definition({ plural, group }: Kind): Promise<unknown> {
    const name = `${plural}.${group}`
    const asked = this.#definitions.get(name)
    if (asked !== undefined) return asked
    const read = this.#allowed(() => this.#client.get(definitions, { name }, this.#signal))
    this.#definitions.set(name, read)
    return read
  }

  async #events({ metadata }: KubeObject): Promise<readonly Told[]> {
    const which = { namespace: metadata.namespace ?? 'default', fieldSelector: `regarding.uid=${metadata.uid}` }
    const found = await this.#allowed(() => this.#client.list(events, which, this.#signal))
    return (found?.items ?? []).map(toldBy).sort((a, b) => b.at - a.at)
  }
}

const nounOf = ({ kind, group, singular }: Kind) => ({ kind, group, singular })

/** Reads an Event of `events.k8s.io/v1`. */
export function toldBy(event: object): Told {
  const { type, reason, note, series, eventTime, deprecatedLastTimestamp, deprecatedCount } = isItem(event) ? event : {}
  const last = items([series])[0]
  const word = (value: unknown) => (typeof value === 'string' ? value : '')
  return {
    type: word(type),
    reason: word(reason),
    note: word(note),
    at: moment(last?.lastObservedTime) ?? moment(eventTime) ?? moment(deprecatedLastTimestamp) ?? 0,
    count: Number(last?.count ?? deprecatedCount ?? 1),
  }
}
