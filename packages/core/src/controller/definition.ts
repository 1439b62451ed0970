import type { Kind } from '../kind/kind.ts'
import type { KubeClient } from '../kube/client.ts'
import type { Resource } from '../kube/resource.ts'
import { KubeError } from '../kube/transport.ts'
import type { Definition } from '../reconcile/deletion/retention.ts'

export const definitions: Resource = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
}

/**
 * Answers whether the definition of a kind is itself being deleted. The API server marks a definition before it deletes
 * the first object of it, so a read that begins after an object was seen to be deleted tells which of the two somebody
 * asked for. Reads are shared: one at a time for each kind, and each serves all who asked before it began.
 */
export class Definitions {
  readonly #client: KubeClient
  readonly #signal: AbortSignal
  readonly #running = new Map<string, Promise<Definition>>()
  readonly #next = new Map<string, Promise<Definition>>()

  constructor(client: KubeClient, signal: AbortSignal) {
    this.#client = client
    this.#signal = signal
  }

  /** How the definition of a kind stands by a read that begins after the call. Never rejects. */
  look({ target: { plural, group } }: Kind): Promise<Definition> {
    const name = `${plural}.${group}`
    const running = this.#running.get(name)
    if (running === undefined) return this.#begin(name)
    const next = this.#next.get(name) ?? running.then(() => this.#begin(name))
    this.#next.set(name, next)
    return next
  }

  #begin(name: string): Promise<Definition> {
    this.#next.delete(name)
    const read = this.#read(name).finally(() => {
      if (this.#running.get(name) === read) this.#running.delete(name)
    })
    this.#running.set(name, read)
    return read
  }

  async #read(name: string): Promise<Definition> {
    try {
      const { metadata } = await this.#client.get(definitions, { name }, this.#signal)
      return { is: metadata.deletionTimestamp === undefined ? 'standing' : 'leaving' }
    } catch (error) {
      // Objects never outlive their definition, unless somebody took its finalizer off.
      if (error instanceof KubeError && error.status === 404) return { is: 'leaving' }
      const why = error instanceof Error ? error.message : String(error)
      return { is: 'unknown', why, forbidden: error instanceof KubeError && error.status === 403 }
    }
  }
}
