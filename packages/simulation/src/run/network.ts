import type { Item, Service } from '@windlass/core'
import type { Cloud, Scope } from '@windlass/core/controller'
import type { Command } from '@windlass/core/kind'
import {
  type KubeRequest,
  type KubeResponse,
  type KubeTransport,
  KubeUnreachable,
  type WatchEvent,
} from '@windlass/core/kube'
import { type Cancel, type Clock, sleep } from '@windlass/core/time'
import { ConnectionLost } from '@windlass/simulator'

/** One external call of a process, before anything has come of it. Opening a watch is none. */
export interface Call {
  /** Counted from 1 over all processes of the run. */
  readonly n: number
  readonly process: number
  readonly to: 'aws' | 'kube'
  /** `CreateVpc`, `PATCH vpcs/hello/status`. */
  readonly what: string
  readonly mutates: boolean
  readonly input: unknown
  /** Where a call to AWS goes. */
  readonly region?: string
}

/**
 * What befalls a call. `crash`: the process ends before the call is sent, after its effect, or after it has the reply
 * but before it does anything else. `lose`: the connection breaks before or after the effect. `late`: the effect comes `ms`
 * milliseconds after the caller was told that the connection broke. `twice`: the call arrives two times. `hang`: nothing, until
 * the caller gives up. `answer`: an error instead of the effect, or, with `effect`, after it. `garble`: a reply that is no use, or,
 * where `effect` is false, in place of the effect.
 * `wait`: the call takes `ms` milliseconds longer to get there, or its reply to come back.
 */
export type Fault =
  | { readonly is: 'crash'; readonly when: 'before' | 'after' | 'reply' }
  | { readonly is: 'lose'; readonly when: 'before' | 'after' }
  | { readonly is: 'late'; readonly ms: number }
  | { readonly is: 'twice' }
  | { readonly is: 'hang'; readonly effect: boolean }
  | { readonly is: 'answer'; readonly error: () => Error; readonly effect: boolean }
  | { readonly is: 'garble'; readonly effect?: boolean; change(reply: Item): Item }
  | { readonly is: 'wait'; readonly when: 'before' | 'after'; readonly ms: number }

/** Decides over the calls of a process and hears what became of them. */
export interface Director {
  meets(call: Call): readonly Fault[]
  /** The milliseconds a call takes to get there, and its reply back. */
  latency(): number
  /** Right before the effect of a call. */
  arrives(call: Call): void
  /** After the effect of a call, whether or not its reply arrives. */
  effect(call: Call, answer: unknown): void
  /** Events of a watch on their way to the process: what arrives in their place. */
  watched(process: number, path: string, event: WatchEvent): readonly WatchEvent[]
  /** Milliseconds that events of watches come late. */
  lag(): number
}

/**
 * All that connects one process with the world. After it has crashed nothing inside happens any more: timers do not
 * fire, calls are not sent, answers to calls already sent never arrive. What was sent keeps its effect.
 */
export class Network {
  readonly clock: Clock
  readonly transport: KubeTransport
  readonly cloud: Cloud
  readonly #world: Clock
  readonly #director: Director
  readonly #process: number
  readonly #next: () => number
  readonly #ended: () => void
  readonly #dead = new AbortController()
  #over = false
  #stalledUntil = 0
  #jump = 0
  #rate = { times: 1, world: 0, own: 0 }

  constructor(of: {
    readonly process: number
    readonly clock: Clock
    readonly transport: KubeTransport
    readonly cloud: Cloud
    readonly director: Director
    next(): number
    /** The process has crashed. */
    ended(): void
  }) {
    this.#world = of.clock
    this.#director = of.director
    this.#process = of.process
    this.#next = of.next
    this.#ended = of.ended
    this.clock = {
      now: () => of.clock.now() + this.#jump + this.#elapsed() - of.clock.monotonic(),
      monotonic: () => this.#elapsed(),
      // No timer is finer than a millisecond: less would be lost in the sum, and no time would pass.
      after: (ms, task) => this.#timer(ms > 0 ? Math.max(1, ms) / this.#rate.times : 0, task),
    }
    this.cloud = {
      send: (service, scope, command, signal) => this.#send(of.cloud, service, scope, command, signal),
    }
    this.transport = {
      request: (request) => this.#request(of.transport, request),
      watch: (request) => this.#watch(of.transport, request),
    }
  }

  get over(): boolean {
    return this.#over
  }

  /** Ends the process as a crash does. */
  end(): void {
    if (this.#over) return
    this.#over = true
    this.#dead.abort()
    this.#ended()
  }

  /** The process does nothing at all for so long; then everything that was due happens at once. */
  stall(ms: number): void {
    this.#stalledUntil = this.#world.monotonic() + ms
  }

  /** What the process takes for the time of day jumps by so much (ms); intervals do not. */
  jump(ms: number): void {
    this.#jump += ms
  }

  /** From now on the clocks of the process run so many times as fast as the world's; timers that run already do not change. */
  skew(times: number): void {
    this.#rate = { times, own: this.#elapsed(), world: this.#world.monotonic() }
  }

  #elapsed(): number {
    const { times, own, world } = this.#rate
    return own + (this.#world.monotonic() - world) * times
  }

  #timer(ms: number, task: () => void): Cancel {
    let cancel: Cancel = () => undefined
    const fire = () => {
      const left = this.#stalledUntil - this.#world.monotonic()
      if (this.#over) return
      if (left > 0) cancel = this.#world.after(left, fire)
      else task()
    }
    cancel = this.#world.after(ms, fire)
    return () => cancel()
  }

  #send(cloud: Cloud, service: Service, scope: Scope, command: Command, signal: AbortSignal): Promise<Item> {
    const what = command.constructor.name.replace(/Command$/, '')
    const mutates = !/^(Describe|Get|List|Search)/.test(what)
    const { region } = scope
    const call: Call = { n: 0, process: this.#process, to: 'aws', what, mutates, input: command.input, region }
    const late = new AbortController()
    return this.#within(call, signal, {
      effect: () => cloud.send(service, scope, command, late.signal),
      lost: () => new ConnectionLost(what),
      garbled: (reply, change) => change(reply ?? {}),
    })
  }

  #request(transport: KubeTransport, request: KubeRequest): Promise<KubeResponse> {
    const path = request.path.replace(/^\/apis?\/(.*\/)?v1[a-z0-9]*\//, '').replace(/^namespaces\/[^/]+\//, '')
    const what = `${request.method} ${path}`
    const mutates = request.method !== 'GET'
    const call: Call = { n: 0, process: this.#process, to: 'kube', what, mutates, input: request.body }
    return this.#within(call, request.signal, {
      effect: () => transport.request({ ...request, signal: undefined }),
      lost: () => new KubeUnreachable('The connection was reset.'),
      garbled: (reply) => ({ status: 200, ...reply, body: undefined }),
    })
  }

  async #within<T>(uncounted: Call, signal: AbortSignal | undefined, way: Way<T>): Promise<T> {
    if (this.#over) return await never()
    const call = { ...uncounted, n: this.#next() }
    const faults = this.#director.meets(call)
    if (faults.some((fault) => fault.is === 'crash' && fault.when === 'before')) this.end()
    if (this.#over) return await never()
    const carried = this.#carried(call, faults, signal, way)
    const answer = faults.some(({ is }) => is === 'wait') ? Promise.race([carried, givenUp(signal, way)]) : carried
    const settled = await answer.then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    )
    if (faults.some((fault) => fault.is === 'crash' && fault.when === 'after')) this.end()
    if (this.#over) return await never()
    await this.#awake()
    if (this.#over) return await never()
    if (faults.some((fault) => fault.is === 'crash' && fault.when === 'reply')) this.end()
    if ('error' in settled) throw settled.error
    return settled.value
  }

  /** The call on its way, with whatever befalls it there. */
  async #carried<T>(call: Call, faults: readonly Fault[], signal: AbortSignal | undefined, way: Way<T>): Promise<T> {
    const effect = async () => {
      this.#director.arrives(call)
      const answer = await way.effect()
      this.#director.effect(call, answer)
      return answer
    }
    await this.#passing(this.#director.latency() + waiting(faults, 'before'))
    for (const fault of faults) {
      if (fault.is === 'lose' && fault.when === 'before') throw way.lost()
      if (fault.is === 'late') {
        this.#world.after(fault.ms, () => void effect().catch(() => undefined))
        throw way.lost()
      }
      if (fault.is === 'hang') {
        if (fault.effect) await effect()
        await aborted(signal)
        throw way.lost()
      }
      if (fault.is === 'answer') {
        if (fault.effect) await effect()
        throw fault.error()
      }
      if (fault.is === 'garble' && fault.effect === false) {
        await this.#passing(this.#director.latency())
        return way.garbled(undefined, fault.change)
      }
      if (fault.is === 'twice') await effect().catch(() => undefined)
    }
    const answer = await effect().catch((error: unknown) => {
      this.#director.effect(call, error)
      throw error
    })
    await this.#passing(this.#director.latency() + waiting(faults, 'after'))
    if (faults.some((fault) => fault.is === 'lose')) throw way.lost()
    const garble = faults.find((fault) => fault.is === 'garble')
    return garble?.is === 'garble' ? way.garbled(answer, garble.change) : answer
  }

  async #passing(ms: number): Promise<void> {
    if (ms > 0) await sleep(this.#world, ms)
  }

  /** Nothing reaches a process that stands still. */
  async #awake(): Promise<void> {
    await this.#passing(this.#stalledUntil - this.#world.monotonic())
  }

  async *#watch(transport: KubeTransport, request: KubeRequest): AsyncGenerator<WatchEvent> {
    if (this.#over) await never()
    const signals = [this.#dead.signal, ...(request.signal === undefined ? [] : [request.signal])]
    for await (const event of transport.watch({ ...request, signal: AbortSignal.any(signals) })) {
      await this.#passing(this.#director.lag())
      await this.#awake()
      if (this.#over) await never()
      yield* this.#director.watched(this.#process, request.path, event)
    }
    if (this.#over) await never()
  }
}

interface Way<T> {
  effect(): Promise<T>
  lost(): Error
  garbled(reply: T | undefined, change: (reply: Item) => Item): T
}

/** Fails once the caller no longer waits for the answer, as a connection does; what was sent goes on. */
async function givenUp<T>(signal: AbortSignal | undefined, way: Way<T>): Promise<T> {
  await aborted(signal)
  throw way.lost()
}

const waiting = (faults: readonly Fault[], when: 'before' | 'after') =>
  faults.reduce((sum, fault) => sum + (fault.is === 'wait' && fault.when === when ? fault.ms : 0), 0)

/** A promise that is never kept: what waits for it is never heard of again, and is collected with it. */
function never<T>(): Promise<T> {
  return new Promise(() => undefined)
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal === undefined) return
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
