import type { Item } from '@windlass/core'
import type { KubeObject } from '@windlass/core/kube'
import { type AwsWorld, control } from '@windlass/simulator'
import { type Actor, Stage } from '@windlass/testing'
import type { Backend, Writes } from './backend.ts'
import { events, notes } from './event.ts'
import { allKinds } from './kinds.ts'
import { watchCalls } from './watched.ts'

/** Both worlds and the controllers in this process, on virtual time. */
export class VirtualBackend implements Backend {
  readonly aws: AwsWorld
  readonly #stage: Stage
  readonly #calls: ReturnType<typeof watchCalls>
  #actor: Actor | undefined

  private constructor(stage: Stage) {
    this.#stage = stage
    this.aws = stage.aws
    this.#calls = watchCalls(stage.aws)
  }

  /** A backend with the controllers at work. */
  static async open(): Promise<VirtualBackend> {
    const backend = new VirtualBackend(await Stage.open({ kinds: allKinds }))
    await backend.start()
    return backend
  }

  apply(yaml: string): Promise<void> {
    return this.#stage.apply(yaml)
  }

  edit(kind: string, name: string, patch: Item): Promise<void> {
    return this.#stage.edit(kind, name, patch)
  }

  delete(kind: string, name: string): Promise<void> {
    return this.#stage.delete(kind, name)
  }

  get(kind: string, name: string): Promise<KubeObject | undefined> {
    return this.#stage.get(kind, name)
  }

  list(kind: string): Promise<readonly KubeObject[]> {
    return this.#stage.list(kind)
  }

  async events(reason: string): Promise<readonly string[]> {
    const { items } = await this.#stage.kube.list(events, {}, new AbortController().signal)
    return notes(items, reason)
  }

  async until(goal: () => Promise<boolean> | boolean, seconds = 600): Promise<number> {
    return (await this.#stage.until(async () => await goal(), seconds * 1000)) / 1000
  }

  async rest(seconds: number): Promise<void> {
    await this.#stage.clock.advance(seconds * 1000)
  }

  afterEveryCall(look: () => void): void {
    this.#calls.look(look)
  }

  /** The controllers call this AWS without a signature, so every call is refused as AWS refuses a bad one. */
  async credentials(good: boolean): Promise<void> {
    if (good) await control(this.aws, { do: 'clear' })
    else await control(this.aws, { do: 'fault', fault: 'fail', code: 'AuthFailure', message: refusal, status: 401 })
  }

  async apiServerAway(seconds: number): Promise<void> {
    this.#stage.cluster.faults.down(seconds * 1000)
    await this.rest(seconds)
  }

  async kill(): Promise<void> {
    this.#actor?.kill()
    await this.#stage.clock.settle()
  }

  async start(): Promise<void> {
    this.#actor = this.#stage.start()
    await this.rest(1)
  }

  async writes(): Promise<Writes> {
    const { cluster } = this.#stage
    const asked = cluster.journal.entries(({ method, userAgent }) => method !== 'GET' && userAgent === 'controller')
    return { aws: this.aws.journal.totals().mutating, kube: `${cluster.revision} after ${asked.length} writes` }
  }
}

const refusal = 'AWS was not able to validate the provided access credentials'
