import type { KubeClient } from '../../kube/client.ts'
import { KubeError } from '../../kube/transport.ts'
import type { Observer } from '../../telemetry/observer.ts'
import { type Clock, sleep } from '../../time/clock.ts'
import type { Informers } from '../informer.ts'
import { namespaces, oneLine } from '../program/cluster.ts'

export type Annotations = Readonly<Record<string, string>>

/** What is known of a namespace. An object of one that is not known is left as it is: its namespace may say otherwise. */
export type Knowledge =
  | { readonly is: 'known'; readonly annotations: Annotations }
  /** Neither shown nor refused so far. */
  | { readonly is: 'awaited' }
  /** The API server gave no answer, or refused one because a permission is missing (`forbidden`). */
  | { readonly is: 'unreadable'; readonly why: string; readonly forbidden: boolean }

/** Where the annotations of namespaces come from. */
export interface Namespaces {
  of(name: string): Knowledge
  /**
   * Resolves when every namespace that matters is known, when the API server has refused to show them, or after half a
   * minute: then objects say what they wait for.
   */
  ready(signal: AbortSignal): Promise<void>
  /** Hears of a namespace that has become known, and of one whose annotations have changed. */
  onChange(listener: (name: string) => void): void
  /** Works until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
}

export interface NamespacesOptions {
  readonly client: KubeClient
  readonly clock: Clock
  readonly observer: Observer
  readonly informers: Informers
  /** The only namespaces that matter; all when empty. */
  readonly chosen: readonly string[]
  readonly annotations: 'on' | 'off'
}

/** Milliseconds to wait for a first answer before objects say that there is none. */
const patience = 30_000

/**
 * The namespaces of a cluster: watched where the controller works for all of them; where it works for some, each of those
 * is read once a minute, which needs no right to see others; with `off`, each is known to say nothing.
 */
export function namespacesOf(options: NamespacesOptions): Namespaces {
  if (options.annotations === 'off') return silentOnes
  return options.chosen.length === 0 ? new WatchedNamespaces(options) : new ReadNamespaces(options)
}

const silentOnes: Namespaces = {
  of: () => ({ is: 'known', annotations: {} }),
  ready: async () => undefined,
  onChange: () => undefined,
  run: async () => undefined,
}

class WatchedNamespaces implements Namespaces {
  readonly #options: NamespacesOptions

  constructor(options: NamespacesOptions) {
    this.#options = options
    options.informers.store(namespaces)
  }

  of(name: string): Knowledge {
    const { informers } = this.#options
    const store = informers.store(namespaces)
    const found = store.get(name)
    if (found !== undefined) return { is: 'known', annotations: found.metadata.annotations ?? {} }
    const trouble = store.synced ? undefined : informers.trouble(namespaces)
    return trouble === undefined ? { is: 'awaited' } : unreadable(trouble)
  }

  async ready(signal: AbortSignal): Promise<void> {
    const { informers, clock } = this.#options
    const over = new AbortController()
    const both = AbortSignal.any([signal, over.signal])
    const refused = async () => {
      while (!both.aborted && !isForbidden(informers.trouble(namespaces))) await sleep(clock, 250, both)
    }
    await Promise.race([informers.listed(namespaces, both), sleep(clock, patience, both), refused()])
    over.abort()
  }

  onChange(listener: (name: string) => void): void {
    this.#options.informers.store(namespaces).onChange((before, after) => {
      if (after === undefined) return
      if (before === undefined || differ(before.metadata.annotations, after.metadata.annotations))
        listener(after.metadata.name)
    })
  }

  async run(): Promise<void> {
    // The informer does.
  }
}

/** Milliseconds between two reads of a namespace, and after a read that failed: at first, and at most. */
const pace = { calm: 60_000, first: 1000 }

class ReadNamespaces implements Namespaces {
  readonly #options: NamespacesOptions
  readonly #known = new Map<string, Annotations>()
  readonly #troubles = new Map<string, unknown>()
  readonly #listeners: ((name: string) => void)[] = []

  constructor(options: NamespacesOptions) {
    this.#options = options
  }

  of(name: string): Knowledge {
    const annotations = this.#known.get(name)
    if (annotations !== undefined) return { is: 'known', annotations }
    const trouble = this.#troubles.get(name)
    return trouble === undefined ? { is: 'awaited' } : unreadable(trouble)
  }

  async ready(signal: AbortSignal): Promise<void> {
    const { chosen, clock } = this.#options
    const answered = (name: string) => this.#known.has(name) || isForbidden(this.#troubles.get(name))
    for (let waited = 0; waited < patience && !signal.aborted && !chosen.every(answered); waited += 250)
      await sleep(clock, 250, signal)
  }

  onChange(listener: (name: string) => void): void {
    this.#listeners.push(listener)
  }

  async run(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#options.chosen.map((name) => this.#follow(name, signal)))
  }

  /** What was read once stands while a later read fails, as with a watch. */
  async #follow(name: string, signal: AbortSignal): Promise<void> {
    const { client, clock, observer } = this.#options
    const failed = oneLine(observer, `Reading the namespace ${name}`)
    for (let wait = pace.first; !signal.aborted; ) {
      try {
        const { metadata } = await client.get(namespaces, { name }, signal)
        this.#learn(name, metadata.annotations ?? {})
        observer.happened({ is: 'heard', resource: namespaces.plural, at: clock.now() })
        wait = pace.first
        await sleep(clock, pace.calm, signal)
      } catch (error) {
        if (signal.aborted) return
        this.#troubles.set(name, error)
        failed(error)
        await sleep(clock, wait, signal)
        wait = Math.min(pace.calm, wait * 2)
      }
    }
  }

  #learn(name: string, annotations: Annotations): void {
    const before = this.#known.get(name)
    this.#known.set(name, annotations)
    this.#troubles.delete(name)
    if (before === undefined || differ(before, annotations)) for (const tell of this.#listeners) tell(name)
  }
}

const isForbidden = (error: unknown) => error instanceof KubeError && error.status === 403

function unreadable(error: unknown): Knowledge {
  return {
    is: 'unreadable',
    why: error instanceof Error ? error.message : String(error),
    forbidden: isForbidden(error),
  }
}

/** Whether anything differs that controllers of these groups go by. */
function differ(a: Annotations = {}, b: Annotations = {}): boolean {
  const ours = (annotations: Annotations) =>
    Object.entries(annotations)
      .filter(([key]) => /(^|\.)services\.k8s\.aws\/|^windlass\.dev\//.test(key))
      .sort(([one], [other]) => (one < other ? -1 : 1))
  return JSON.stringify(ours(a)) !== JSON.stringify(ours(b))
}
