import { Manager, type ManagerConfig, type Observer, silent } from '@windlass/core/controller'
import { seeded } from '@windlass/core/time'
import { controllerKey, inProcess, standard } from '@windlass/testing'
import { both } from '../invariant/secret.ts'
import { type Director, Network } from './network.ts'
import type { Scene } from './scene.ts'
import type { Trace } from './trace.ts'

/** One controller process. */
export interface Process {
  readonly place: number
  /** Counted from 1 over all processes of the run. */
  readonly number: number
  readonly network: Network
  readonly stop: AbortController
  ended: boolean
}

export interface ProcessesOptions {
  readonly scene: Scene
  readonly trace: Trace
  readonly seed: number
  /** How many processes run at a time. */
  readonly size: number
  readonly config: Partial<ManagerConfig>
  readonly director: Director
  /** Hears every word that leaves a process in logs and events. */
  said(words: string): void
  /** Hears of calls that failed and of creates that were found to have happened. */
  readonly hears?: Pick<Observer, 'called' | 'happened'>
  /** Hears all that a process tells, until it ends. */
  readonly measures?: () => Observer
}

/** How long (ms) until a process that ended is started again. */
const revival = 1500

/** The controller processes of a run: started, killed, started again. */
export class Processes {
  readonly #options: ProcessesOptions
  readonly #running = new Map<number, Process>()
  readonly #dead: Process[] = []
  #calls = 0
  #started = 0
  #closed = false
  #outage = 0
  #absence = 0

  constructor(options: ProcessesOptions) {
    this.#options = options
  }

  /** The external calls made so far by all processes. */
  get calls(): number {
    return this.#calls
  }

  /** How many processes have been started. */
  get started(): number {
    return this.#started
  }

  /** How long (ms) processes were kept from starting again on purpose, in all. */
  get absence(): number {
    return this.#absence
  }

  /** The next process that ends is started again so much (ms) later. */
  keepAway(ms: number): void {
    this.#outage = ms
    this.#absence += ms
  }

  open(): void {
    for (let place = 1; place <= this.#options.size; place++) this.#start(place)
  }

  at(place: number): Process | undefined {
    return this.#running.get(place)
  }

  /** Makes the process of this number stand still for so long (ms). */
  stall(number: number, ms: number): void {
    for (const process of this.#running.values()) if (process.number === number) process.network.stall(ms)
  }

  /** Ends a process as a crash does; another takes its place. */
  kill(place: number): void {
    this.#running.get(place)?.network.end()
  }

  /** Asks a process to stop, as Kubernetes does before it kills; another takes its place. */
  terminate(place: number, grace: number): void {
    const process = this.#running.get(place)
    if (process === undefined) return
    process.stop.abort()
    this.#options.scene.clock.after(grace, () => process.network.end())
  }

  /** Asks all to stop and waits for them. Answers the places that did not. */
  async close(): Promise<readonly number[]> {
    this.#closed = true
    for (const process of this.#running.values()) process.stop.abort()
    // What waits for a signal that never comes is never given back, and a long row of runs would hold all of it.
    for (const process of this.#dead) process.stop.abort()
    const all = () => [...this.#running.values()].every((one) => one.ended || one.network.over)
    await this.#options.scene.clock.runUntil(all, 120_000)
    return [...this.#running.values()].flatMap((one) => (one.ended || one.network.over ? [] : [one.place]))
  }

  #start(place: number): void {
    const { scene, director, seed, config, trace, measures } = this.#options
    const number = ++this.#started
    const network = new Network({
      process: number,
      clock: scene.clock,
      transport: scene.cluster.transport('controller'),
      cloud: inProcess(scene.aws, controllerKey),
      director,
      next: () => ++this.#calls,
      ended: () => this.#crashed(number, place),
    })
    const process: Process = { place, number, network, stop: new AbortController(), ended: false }
    const before = this.#running.get(place)
    if (before !== undefined) this.#dead.push(before)
    this.#running.set(place, process)
    trace.add(`controller ${number}`, 'starts')
    const manager = new Manager({
      kinds: scene.kinds,
      transport: network.transport,
      cloud: network.cloud,
      clock: network.clock,
      random: seeded(seed + 1000 + number),
      observer: both(
        this.#observer(number, () => network.over),
        () => (network.over ? silent : (measures?.() ?? silent)),
      ),
      config: { ...standard(scene.aws, number), workers: () => 4, ...config },
    })
    const over = (why: string) => {
      process.ended = true
      if (network.over) return
      trace.add(`controller ${number}`, why)
      if (this.#closed) return
      network.end()
    }
    manager.run(process.stop.signal).then(
      () => over('has ended'),
      (error: unknown) => {
        if (!network.over) this.#options.said(String(error))
        over(`has failed: ${String(error)}`)
      },
    )
  }

  #crashed(number: number, place: number): void {
    const { scene, trace } = this.#options
    trace.add(`controller ${number}`, 'is no more')
    scene.clock.after(revival + this.#outage, () => {
      if (!this.#closed) this.#start(place)
    })
    this.#outage = 0
  }

  #observer(number: number, over: () => boolean): Observer {
    const { trace, said, hears } = this.#options
    const who = `controller ${number}`
    return {
      ...silent,
      called: (call) => {
        if (!over()) hears?.called(call)
      },
      happened: (event) => {
        if (!over()) hears?.happened(event)
      },
      passed: ({ kind, lane, outcome, errorClass, panicked }) => {
        if (over()) return
        trace.add(who, `${kind} (${lane}): ${outcome}${errorClass === undefined ? '' : ` ${errorClass}`}`)
        if (panicked === true) said(`${kind}: a pass ended in an exception nobody expected`)
      },
      object: ({ kind, name, state, reason }) => {
        if (!over()) trace.add(who, `believes ${kind} ${name} to be ${state}: ${reason}`)
      },
      log: (line) => {
        if (over()) return
        said(JSON.stringify(line))
        if (line.level !== 'debug') trace.add(who, `says: ${line.message}`)
      },
    }
  }
}
