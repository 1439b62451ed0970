import type { KubeObject, WatchEvent } from '@windlass/core/kube'
import { type Random, seeded } from '@windlass/core/time'
import { unrest } from '../campaign/rest.ts'
import { heed, objectOf } from '../fault/people.ts'
import { digest } from '../invariant/digest.ts'
import { Invariants } from '../invariant/invariants.ts'
import { idOf } from '../invariant/model.ts'
import { saysSynced } from '../invariant/resource.ts'
import { hammered, unfit } from '../invariant/restraint.ts'
import { Secrets } from '../invariant/secret.ts'
import { Coverage } from '../invariant/sometimes.ts'
import { compare } from '../invariant/verdict.ts'
import type { Controls, Made, RunOptions, RunResult } from './contract.ts'
import type { Call, Director, Fault } from './network.ts'
import { Processes } from './processes.ts'
import type { Facts } from './scenario.ts'
import { Scene } from './scene.ts'
import { brief, Trace } from './trace.ts'

/** The longest (virtual ms) that anything may take once nothing goes wrong any more. */
export const bound = 1_800_000
/** How long (virtual ms) troubles last at most. */
const disturbed = 600_000
/** How long (virtual ms) the worlds are left alone until they are at rest, and how long they are watched then. */
const rest = { settle: 240_000, watch: 130_000 }
/** How long (virtual ms) AWS may refuse for having been asked too often. */
const day = 86_400_000

/** Carries out one run. The same options give the same trace, byte for byte. */
export async function run(options: RunOptions): Promise<RunResult> {
  return await new Run(options).play()
}

class Run implements Director {
  readonly #options: RunOptions
  readonly #scene: Scene
  readonly #trace: Trace
  readonly #invariants: Invariants
  readonly #processes: Processes
  readonly #random: Random
  readonly #calls: Made[] = []
  readonly #coverage = new Coverage()
  readonly #facts: Facts
  readonly #secrets: Secrets
  /** Whether troubles are over. */
  #calm = false
  readonly #controls: Controls
  #begun = false

  constructor(options: RunOptions) {
    const { subject, fixtures, scenario, seed } = options
    this.#options = options
    this.#random = seeded(seed + 77)
    this.#scene = new Scene(subject, seed, fixtures[scenario.start])
    this.#trace = new Trace(() => this.#scene.clock.monotonic())
    this.#invariants = new Invariants(this.#scene, options.lags)
    if (scenario.start === 'strange') this.#invariants.free(fixtures.strangeId)
    this.#facts = { id: idOf(subject.kind, this.#scene.get(subject.kind, subject.manifest.metadata.name)) }
    this.#secrets = new Secrets({
      measure: () => subject.measure?.({ kinds: subject.kinds, clock: this.#scene.clock }),
      said: (words) => this.#invariants.breach('O-9', 'secrets are never said', words),
    })
    this.#processes = new Processes({
      scene: this.#scene,
      trace: this.#trace,
      seed,
      size: options.processes,
      config: options.elect ? { leaderElection: { namespace: 'kube-system', name: 'lease' } } : {},
      director: this,
      said: (words) => this.#heard(words),
      hears: this.#coverage,
      measures: () => this.#secrets.observer,
    })
    this.#controls = this.#control()
  }

  async play(): Promise<RunResult> {
    const { scenario, subject, troubles } = this.#options
    const { clock } = this.#scene
    const controls = this.#controls
    for (const trouble of troubles) trouble.arm?.(controls)
    this.#processes.open()
    await clock.advance(this.#options.latency === 0 ? 200 : 200 + this.#random() * 1000)
    this.#note('user', scenario.name)
    await scenario.act(this.#scene, subject, this.#facts, controls.note)
    this.#begun = true
    this.#invariants.after()
    const asked = clock.monotonic()
    const met = (await this.#until(disturbed)) || (await this.#until(this.#processes.absence))
    this.#calm = true
    for (const trouble of troubles) trouble.calm?.(controls)
    if (this.#options.advised === true) heed(controls)
    await this.#secrets.look()
    const calls = this.#calls.slice()
    if (!met && !(await this.#until(bound)) && !(await this.#nextDay())) this.#late()
    const took = clock.monotonic() - asked
    this.#inTime(took)
    await this.#atRest()
    await this.#close()
    await this.#secrets.look()
    const ended = digest(this.#scene)
    this.#judge(ended)
    const { breaches, mutations } = this.#invariants
    const { lines, hash } = this.#trace
    return {
      breaches,
      lines,
      hash,
      calls,
      ms: clock.monotonic(),
      digest: ended,
      made: this.#made(),
      mutations: mutations.counts,
      took,
      seen: this.#coverage.counts,
    }
  }

  #control(): Controls {
    return {
      scene: this.#scene,
      subject: this.#options.subject,
      processes: this.#processes,
      invariants: this.#invariants,
      random: this.#random,
      facts: this.#facts,
      begun: () => this.#begun,
      note: (who, what) => {
        this.#note(who, what)
        this.#invariants.after()
      },
    }
  }

  async #until(limit: number): Promise<boolean> {
    let [seen, before] = [-1, -1]
    return await this.#scene.clock.runUntil(() => {
      if (this.#invariants.breaches.length > 0) return true
      const left = this.#missing() + this.#busy()
      const { revision } = this.#scene.cluster
      if (revision === seen && left === before) return false
      seen = revision
      before = left
      return left === 0 && this.#done() && this.#allSynced()
    }, limit)
  }

  /** How many of the troubles that must strike have not struck yet: they are waited for, as long as troubles last. */
  #missing(): number {
    if (this.#calm) return 0
    return this.#options.troubles.filter(({ certain, fired }) => certain && fired === 0).length
  }

  /** What AWS allows once a day comes about the next day. */
  async #nextDay(): Promise<boolean> {
    const object = objectOf(this.#controls)
    return JSON.stringify(object?.status ?? {}).includes('"QuotaExceeded"') && (await this.#until(day))
  }

  /** How many troubles have people bringing something to its end. */
  #busy(): number {
    return this.#options.troubles.filter((trouble) => trouble.busy?.() === true).length
  }

  #done(): boolean {
    const { scenario, subject, troubles } = this.#options
    const other = troubles.find(({ fired, done }) => fired > 0 && done !== undefined)
    return other?.done?.(this.#controls) ?? scenario.done(this.#scene, subject, this.#facts)
  }

  #allSynced(): boolean {
    return this.#objects().every((object) => object.metadata.deletionTimestamp !== undefined || saysSynced(object))
  }

  /** All but the one that never can come about. */
  #objects(): readonly KubeObject[] {
    const all = this.#scene.kinds.flatMap((kind) => this.#scene.list(kind))
    return all.filter(({ metadata }) => metadata.name !== this.#options.poisoned)
  }

  /** The bound that was set for it holds. */
  #inTime(took: number): void {
    const { within, scenario, subject } = this.#options
    if (within === undefined || took <= within.ms || took > bound || this.#invariants.breaches.length > 0) return
    const says = `${scenario.name} of ${subject.kind.name} comes about within ${Math.round(within.ms / 1000)} seconds`
    this.#invariants.breach(within.oracle, says, `it took ${Math.round(took / 1000)}`)
  }

  /** O-12, O-13: it does not come about. */
  #late(): void {
    const { scenario, subject } = this.#options
    const object = objectOf(this.#controls)
    const conditions = JSON.stringify(object?.status?.conditions ?? 'none')
    const oracle = this.#options.within?.oracle ?? (scenario.name === 'delete' ? 'O-13' : 'O-12')
    const but = `after ${bound / 60_000} minutes without trouble its conditions are ${conditions}`
    this.#invariants.breach(oracle, `${scenario.name} of ${subject.kind.name} comes about`, but)
  }

  /** O-8, O-12: at rest nothing happens. */
  async #atRest(): Promise<void> {
    if (this.#invariants.breaches.length > 0 || this.#options.poisoned !== undefined) return
    const { clock } = this.#scene
    const { watch } = this.#options
    await clock.advance(rest.settle)
    const from = this.#calls.length
    await clock.advance(watch ?? rest.watch)
    for (const { oracle, says, but } of unrest(this.#scene, this.#calls.slice(from), watch !== undefined))
      this.#invariants.breach(oracle, says, but)
  }

  /** O-11: a process that is asked to stop does, and leaves no timer behind. */
  async #close(): Promise<void> {
    if (this.#invariants.breaches.length > 0) return
    const left = await this.#processes.close()
    if (left.length > 0)
      this.#invariants.breach('O-11', 'a process that is asked to stop ends', 'it does not within two minutes')
    this.#scene.aws.stop()
  }

  /** O-14: the worlds end as they do without trouble, and no object was made more or less often. */
  #judge(ended: readonly string[]): void {
    const { reference, scenario, troubles } = this.#options
    const exact = this.#options.exact && scenario.free?.() !== true
    for (const trouble of troubles)
      if (trouble.certain && trouble.fired === 0)
        this.#invariants.breach('never fired', `the trouble ${trouble.id} strikes`, 'it did not')
    for (const but of hammered(this.#calls, troubles.some(({ id }) => ['K9', 'K15'].includes(id)) ? 2 : 1))
      this.#invariants.breach('O-19', 'no object costs the API server more than a few writes a minute', but)
    if (this.#invariants.breaches.length === 0) {
      this.#invariants.atRest()
      this.#invariants.orphans()
      for (const trouble of troubles) if (trouble.fired > 0) trouble.judge?.(this.#controls)
    }
    if (reference === undefined || !exact || this.#invariants.breaches.length > 0) return
    const [options, scene, invariants] = [this.#options, this.#scene, this.#invariants]
    compare(reference, { options, scene, invariants, made: this.#made(), digest: ended })
  }

  #made(): ReadonlyMap<string, number> {
    const { company, manifest } = this.#options.subject
    return new Map(
      [...company, manifest].map(({ kind, metadata: { name } }) => [
        `${kind} ${name}`,
        this.#invariants.made(this.#scene.kind(kind), name),
      ]),
    )
  }

  /** O-9 and O-11: no secret in what is logged, and no exception that nobody expected. */
  #heard(words: string): void {
    this.#secrets.hear(words)
    if (words.includes('nobody expected') && this.#options.poisoned === undefined)
      this.#invariants.breach('O-11', 'no pass ends in an exception', words)
  }

  #note(who: string, what: string): void {
    this.#trace.add(who, what)
  }

  meets(call: Call): readonly Fault[] {
    this.#calls.push({ ...call, at: this.#scene.clock.monotonic() })
    const faults = this.#options.troubles.flatMap((trouble) => trouble.meets?.(call) ?? [])
    this.#note(`controller ${call.process}`, `${call.n}. ${call.what}${call.mutates ? ` ${brief(call.input)}` : ''}`)
    const but = unfit(call)
    if (but !== undefined) this.#invariants.breach('O-20', 'what others say is repeated short and plain', but)
    if (call.to === 'kube' && call.mutates) this.#secrets.hear(JSON.stringify(call.input) ?? '')
    this.#secrets.meet(faults)
    for (const fault of faults) this.#note('fault', `${fault.is}${'when' in fault ? ` ${fault.when}` : ''}`)
    return faults
  }

  latency(): number {
    return this.#options.latency === 0 ? 0 : 1 + this.#random() * this.#options.latency
  }

  arrives(call: Call): void {
    this.#coverage.sent(this.#scene, call)
    this.#invariants.before(call)
  }

  effect(call: Call, answer: unknown): void {
    this.#invariants.after(call, answer instanceof Error ? answer.name : undefined)
    const name = call.to === 'aws' ? 'AWS' : 'Kubernetes'
    if (answer instanceof Error) this.#note(name, `${call.n}. refuses: ${answer.name}: ${answer.message}`)
    else if (call.mutates) this.#note(name, `${call.n}. done`)
  }

  lag(): number {
    return this.#options.troubles.reduce((sum, trouble) => sum + (trouble.lag?.() ?? 0), 0)
  }

  watched(process: number, path: string, event: WatchEvent): readonly WatchEvent[] {
    const start: readonly WatchEvent[] = [event]
    return this.#options.troubles.reduce(
      (events, trouble) => events.flatMap((each) => trouble.watched?.(process, path, each) ?? [each]),
      start,
    )
  }
}
