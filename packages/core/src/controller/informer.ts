import type { KubeClient } from '../kube/client.ts'
import type { Resource } from '../kube/resource.ts'
import { Store } from '../kube/store.ts'
import { KubeError } from '../kube/transport.ts'
import { inform } from '../kube/watch.ts'
import type { Observer } from '../telemetry/observer.ts'
import type { Clock } from '../time/clock.ts'
import type { Random } from '../time/random.ts'

export interface InformersOptions {
  readonly client: KubeClient
  readonly clock: Clock
  readonly random: Random
  readonly observer: Observer
  /** Namespaces the user chose; all when empty. One is watched alone; several are picked from a watch of all. */
  readonly namespaces: readonly string[]
  readonly labelSelector?: string | undefined
}

/** Stores by resource, each kept by list+watch. A resource is watched once, from the first time it is asked for. */
export class Informers {
  readonly #options: InformersOptions
  readonly #stores = new Map<string, Store>()
  readonly #absent = new Set<string>()
  readonly #troubles = new Map<string, unknown>()
  /** Who waits to hear that the server lacks a resource. */
  readonly #waiting = new Map<string, (() => void)[]>()
  readonly #running: Promise<unknown>[] = []
  readonly #signal: AbortSignal

  constructor(options: InformersOptions, signal: AbortSignal) {
    this.#options = options
    this.#signal = signal
  }

  /** The store of a resource. With `selected`, only objects the user's label selector matches. */
  store(resource: Resource, selected = false): Store {
    const labelSelector = selected ? this.#options.labelSelector : undefined
    const key = `${nameOf(resource)}${labelSelector === undefined ? '' : ' selected'}`
    const known = this.#stores.get(key)
    if (known !== undefined) return known
    const store = new Store()
    this.#stores.set(key, store)
    for (const namespace of this.#namespaces(resource))
      this.#running.push(this.#follow(resource, store, namespace, labelSelector))
    return store
  }

  /** Resolves when the store of a resource shows the server's objects, or the server has said that it has no such resource. */
  async listed(resource: Resource, signal: AbortSignal, selected = false): Promise<void> {
    const store = this.store(resource, selected)
    if (store.synced || this.absent(resource)) return
    const missing = new Promise<void>((resolve) => {
      this.#waiting.set(nameOf(resource), [...(this.#waiting.get(nameOf(resource)) ?? []), resolve])
    })
    await Promise.race([store.whenSynced(signal), missing])
  }

  /** Whether a resource is watched already. */
  knows(resource: Resource): boolean {
    return this.#stores.has(nameOf(resource))
  }

  /** Whether the API server does not have this resource. */
  absent(resource: Resource): boolean {
    return this.#absent.has(nameOf(resource))
  }

  /** Why the last look at a resource failed; undefined once the server was heard about it again. */
  trouble(resource: Resource): unknown {
    return this.#troubles.get(nameOf(resource))
  }

  /** The resources the server has that are not in step with it yet. */
  get behind(): readonly string[] {
    return [...this.#stores]
      .filter(([key, store]) => !store.synced && !this.#absent.has(key.replace(' selected', '')))
      .map(([key]) => key)
  }

  /** Resolves when every watch has ended, which it does once the signal aborts. */
  async ended(): Promise<void> {
    await Promise.all(this.#running)
  }

  #namespaces(resource: Resource): readonly (string | undefined)[] {
    const [only, ...more] = this.#options.namespaces
    return resource.namespaced && more.length === 0 ? [only] : [undefined]
  }

  #follow(resource: Resource, store: Store, namespace: string | undefined, labelSelector: string | undefined) {
    const { client, clock, random, observer } = this.#options
    const report = {
      heard: () => {
        this.#troubles.delete(nameOf(resource))
        observer.happened({ is: 'heard', resource: resource.plural, at: clock.now() })
      },
      missing: (_: Resource, missing: boolean) => {
        if (missing) this.#absent.add(nameOf(resource))
        else this.#absent.delete(nameOf(resource))
        for (const tell of this.#waiting.get(nameOf(resource)) ?? []) tell()
        this.#waiting.delete(nameOf(resource))
        observer.happened({ is: 'missing', resource: resource.plural, missing })
        if (missing)
          observer.log({
            level: 'warn',
            message: `The API server has no ${resource.plural}.${resource.group}: objects of it, and references to it, wait until its CRD is installed`,
          })
      },
      failed: (_: Resource, error: unknown, retry: number) => {
        this.#troubles.set(nameOf(resource), error)
        // That it is missing was said above, once.
        if (error instanceof KubeError && error.status === 404) return
        observer.log({
          level: 'warn',
          message: `Watching ${resource.plural}: ${error instanceof Error ? error.message : String(error)}; trying again in ${Math.round(retry / 1000)} s`,
        })
      },
      diverged: () => observer.happened({ is: 'diverged', resource: resource.plural }),
    }
    return inform({ client, resource, store, clock, random, namespace, labelSelector, observer: report }, this.#signal)
  }
}

const nameOf = (resource: Resource) => `${resource.group}/${resource.plural}`
