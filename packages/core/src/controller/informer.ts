import type { KubeClient } from '../kube/client.ts'
import type { Resource } from '../kube/resource.ts'
import { Store } from '../kube/store.ts'
import { inform } from '../kube/watch.ts'
import type { Observer } from '../telemetry/observer.ts'
import type { Clock } from '../time/clock.ts'
import type { Random } from '../time/random.ts'

export interface InformersOptions {
  readonly client: KubeClient
  readonly clock: Clock
  readonly random: Random
  readonly observer: Observer
  /** Namespaces to watch; all when empty. Cluster-wide resources are watched whole. */
  readonly namespaces: readonly string[]
  readonly labelSelector?: string
}

/** Stores by resource, each kept by list+watch. A resource is watched once, from the first time it is asked for. */
export class Informers {
  readonly #options: InformersOptions
  readonly #stores = new Map<string, Store>()
  readonly #absent = new Set<string>()
  readonly #running: Promise<unknown>[] = []
  readonly #signal: AbortSignal

  constructor(options: InformersOptions, signal: AbortSignal) {
    this.#options = options
    this.#signal = signal
  }

  /** The store of a resource. With `selected`, only objects the user's label selector matches. */
  store(resource: Resource, selected = false): Store {
    const labelSelector = selected ? this.#options.labelSelector : undefined
    const key = `${resource.group}/${resource.plural}${labelSelector === undefined ? '' : ' selected'}`
    const known = this.#stores.get(key)
    if (known !== undefined) return known
    const store = new Store()
    this.#stores.set(key, store)
    for (const namespace of this.#namespaces(resource))
      this.#running.push(this.#follow(resource, store, namespace, labelSelector))
    return store
  }

  /** Whether a resource is watched already. */
  knows(resource: Resource): boolean {
    return this.#stores.has(`${resource.group}/${resource.plural}`)
  }

  /** Whether the API server does not have this resource. */
  absent(resource: Resource): boolean {
    return this.#absent.has(resource.plural)
  }

  /** The resources that are not in step with the server yet. */
  get behind(): readonly string[] {
    return [...this.#stores].filter(([, store]) => !store.synced).map(([key]) => key)
  }

  /** Resolves when every watch has ended, which it does once the signal aborts. */
  async ended(): Promise<void> {
    await Promise.all(this.#running)
  }

  #namespaces(resource: Resource): readonly (string | undefined)[] {
    const { namespaces } = this.#options
    return resource.namespaced && namespaces.length > 0 ? namespaces : [undefined]
  }

  #follow(resource: Resource, store: Store, namespace: string | undefined, labelSelector: string | undefined) {
    const { client, clock, random, observer } = this.#options
    const report = {
      missing: (_: Resource, missing: boolean) => {
        if (missing) this.#absent.add(resource.plural)
        else this.#absent.delete(resource.plural)
        if (missing)
          observer.log({
            level: 'warn',
            message: `The API server has no ${resource.plural}.${resource.group}: is its CRD installed?`,
          })
      },
      failed: (_: Resource, error: unknown, retry: number) =>
        observer.log({
          level: 'warn',
          message: `Watching ${resource.plural}: ${error instanceof Error ? error.message : String(error)}; trying again in ${Math.round(retry / 1000)} s`,
        }),
      diverged: () => observer.happened({ is: 'diverged', resource: resource.plural }),
    }
    return inform({ client, resource, store, clock, random, namespace, labelSelector, observer: report }, this.#signal)
  }
}
