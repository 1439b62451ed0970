import type { ReadResult } from '../aws/read/batch.ts'
import type { Subject } from '../aws/read/sweep.ts'
import type { Scope } from '../aws/scope.ts'
import { compareVersions } from '../kube/object.ts'
import { objectKey } from '../kube/resource.ts'
import type { KubeObject } from '../kube/transport.ts'
import { grid, type Queue, type Taken } from '../queue/queue.ts'
import { type Memory, remember } from '../reconcile/memory.ts'
import type { Question } from '../reconcile/observation.ts'
import { type Outcome, schedule } from '../reconcile/outcome.ts'
import type { Tools } from '../reconcile/pass.ts'
import { type Result, reconcile } from '../reconcile/reconcile.ts'
import { type Node, node } from '../reconcile/reference/link.ts'
import { usable } from '../reconcile/reference/resolve.ts'
import { conditionOf, inSync } from '../reconcile/status/condition.ts'
import { notice } from '../reconcile/status/generation.ts'
import { contradicted } from '../reconcile/status/report.ts'
import { annotation } from '../reconcile/wish/names.ts'
import { fingerprint } from '../schema/fingerprint.ts'
import { same, text } from '../schema/json.ts'
import type { Lane } from '../telemetry/observer.ts'
import { Census, type Resident } from './census.ts'
import { Misses } from './missed.ts'

export interface ControllerOptions {
  readonly tools: Tools
  readonly queue: Queue
  /** How many objects are worked on at once. */
  readonly workers: number
  /** Milliseconds between two verifications of a settled object. */
  readonly interval: number
  /** Whether the user wants objects of this namespace looked after. */
  chosen(namespace: string): boolean
  /** Lets every object that refers to this one, or is referred to by it, look again. */
  wake(nodes: readonly Node[]): void
}

/** What the sweep repeats for an object, and what it saw the last time. */
interface Watched {
  readonly scope: Scope
  readonly questions: readonly Question[]
  readonly prints: readonly string[]
}

/** The time (ms) between two polls of an object on its way, at first and after ten minutes. */
const pace = { quick: 1500, slow: 15_000, patience: 600_000 }

/** Runs the passes of one kind: decides when an object is looked at, never what is done about it. */
export class Controller {
  readonly #options: ControllerOptions
  readonly #memories = new Map<string, Memory>()
  readonly #watched = new Map<string, Watched>()
  readonly #misses: Misses
  readonly #census: Census

  constructor(options: ControllerOptions) {
    this.#options = options
    this.#misses = new Misses(options.tools)
    const { tools, queue } = options
    this.#census = new Census({
      tools,
      residents: () => this.#residents(),
      look: (key) => queue.add(key, 'verify'),
    })
    options.tools.store.onChange((before, after) => this.#changed(before, after))
  }

  get name(): string {
    return this.#options.tools.kind.name
  }

  /** Looks at an object soon. */
  wake(key: string, lane: Lane): void {
    const object = this.#options.tools.store.get(key)
    if (object !== undefined && this.#options.chosen(object.metadata.namespace ?? ''))
      this.#options.queue.add(key, lane)
  }

  /** Looks soon at every object of a namespace. */
  wakeAll(namespace: string): void {
    for (const object of this.#options.tools.store.values())
      if (object.metadata.namespace === namespace) this.wake(objectKey(object.metadata), 'transition')
  }

  /**
   * Works until `stop` aborts, then lets the passes under way finish; `kill` ends those too.
   */
  async run(stop: AbortSignal, kill: AbortSignal): Promise<void> {
    const workers = Array.from({ length: this.#options.workers }, () => this.#work(stop, kill))
    await Promise.all([...workers, this.#census.run(stop)])
  }

  *#residents(): Iterable<Resident> {
    for (const [key, { scope }] of this.#watched) {
      const memory = this.#memories.get(key)
      if (memory !== undefined) yield { key, scope, memory }
    }
  }

  async #work(stop: AbortSignal, kill: AbortSignal): Promise<void> {
    const { queue } = this.#options
    for (let taken = await queue.take(stop); taken !== undefined; taken = await queue.take(stop)) {
      await this.#pass(taken, kill)
      queue.done(taken.key)
    }
  }

  async #pass({ key, lane, waited }: Taken, signal: AbortSignal): Promise<void> {
    const { tools } = this.#options
    const object = tools.store.get(key)
    if (object === undefined) return this.#forget(key)
    const memory = this.#memory(key, object)
    notice(memory, object.metadata.generation ?? 0, tools.clock.now() - waited)
    const started = tools.clock.monotonic()
    const result = await reconcile(tools, key, lane, memory, signal)
    this.#note(key, memory, result)
    this.#next(key, memory, result.outcome)
    const { name, namespace } = object.metadata
    const message = `Pass for ${lane}: ${told(result.outcome)}`
    tools.observer.log({ level: 'debug', message, kind: tools.kind.name, namespace, name })
    tools.observer.passed({
      kind: tools.kind.name,
      lane,
      ms: tools.clock.monotonic() - started,
      outcome: result.outcome.is === 'suspended' ? 'settled' : result.outcome.is,
      errorClass: result.outcome.is === 'failed' ? result.outcome.errorClass : undefined,
      panicked: panicked(result.outcome),
    })
  }

  #memory(key: string, object: KubeObject): Memory {
    const known = this.#memories.get(key)
    if (known?.uid === object.metadata.uid) return known
    const fresh = remember(object.metadata.uid)
    this.#memories.set(key, fresh)
    return fresh
  }

  /** Keeps what the pass saw, for the sweep to compare with. */
  #note(key: string, memory: Memory, { observation, seen, outcome }: Result): void {
    const { tools } = this.#options
    const object = tools.store.get(key)
    if (outcome.is === 'gone' || outcome.is === 'suspended' || object === undefined) {
      this.#watched.delete(key)
      return
    }
    if (observation === undefined || seen === undefined) return
    const { questions, results } = observation
    this.#watched.set(key, { scope: seen.scope, questions, prints: results.map(print) })
    memory.verifiedAt = tools.clock.now()
    tools.observer.happened({ is: 'verified', kind: tools.kind.name, uid: memory.uid, at: memory.verifiedAt })
  }

  #next(key: string, memory: Memory, outcome: Outcome): void {
    const { queue } = this.#options
    const next = schedule(outcome)
    if (next.do !== 'retry') queue.succeeded(key)
    switch (next.do) {
      case 'forget':
      case 'rest':
        return
      case 'after':
        queue.add(key, next.lane, { after: next.ms === 'tick' ? this.#tick(memory) : next.ms })
        return
      case 'retry':
        queue.retry(key, next.lane, next.backoff)
    }
  }

  #tick(memory: Memory): number {
    const { clock } = this.#options.tools
    memory.movingSince ??= clock.monotonic()
    const long = clock.monotonic() - memory.movingSince >= pace.patience
    return grid(clock, long ? pace.slow : pace.quick)
  }

  #forget(key: string): void {
    const { tools, queue } = this.#options
    const memory = this.#memories.get(key)
    if (memory !== undefined) tools.vanishing.forget(memory.uid)
    this.#memories.delete(key)
    this.#watched.delete(key)
    this.#misses.over(key)
    queue.forget(key)
    tools.links.remove(this.#node(key))
  }

  #node(key: string): Node {
    const { kind } = this.#options.tools
    return node(kind.target.group, kind.name, key)
  }

  /** What a change of an object in Kubernetes sets in motion. */
  #changed(before: KubeObject | undefined, after: KubeObject | undefined): void {
    const { tools, queue, wake } = this.#options
    const object = after ?? before
    if (object === undefined || !this.#options.chosen(object.metadata.namespace ?? '')) return
    const key = objectKey(object.metadata)
    const self = this.#node(key)
    if (after === undefined) {
      this.#tell(object)
      wake([...tools.links.targets(self), ...tools.links.dependents(self)])
      this.#forget(key)
      return
    }
    if (before === undefined) queue.add(key, inSync(after) ? 'verify' : 'user')
    else if (asked(before, after, tools.kind.finalizer, tools.kind.id.field)) queue.add(key, 'user')
    if (before === undefined || referable(before, tools) !== referable(after, tools)) wake(tools.links.dependents(self))
    if (before !== undefined && holds(before, tools) && !holds(after, tools)) wake(tools.links.targets(self))
  }

  #tell(object: KubeObject): void {
    const { tools } = this.#options
    const { name, namespace = '', uid } = object.metadata
    const base = { kind: tools.kind.name, name, namespace, uid, reason: 'Deleting' }
    tools.observer.object({ ...base, state: 'deleting', removed: true })
  }

  /** Every object with an AWS id, and the reads that show it. */
  *subjects(): Iterable<Subject> {
    const { tools, interval } = this.#options
    for (const [key, watched] of this.#watched) {
      const own = Number(tools.store.get(key)?.metadata.annotations?.[annotation.interval])
      yield {
        key,
        service: tools.kind.service,
        scope: watched.scope,
        reads: watched.questions,
        interval: Number.isFinite(own) && own > 0 ? Math.max(5, own) * 1000 : interval,
      }
    }
  }

  /** The sweep could not read an object: it stays as it is, and somebody should know. */
  missed(key: string, error: unknown): void {
    this.#misses.note(key, error)
  }

  /** The sweep read an object: if anything is not as it was, a pass looks at it. */
  verified(key: string, results: readonly (ReadResult | undefined)[]): void {
    const { tools, queue } = this.#options
    this.#misses.over(key)
    const watched = this.#watched.get(key)
    const memory = this.#memories.get(key)
    if (watched === undefined || memory === undefined) return
    const differs = results.some((result, index) => result !== undefined && print(result) !== watched.prints[index])
    const object = tools.store.get(key)
    if (differs || (object !== undefined && contradicted(memory.report, object))) {
      queue.add(key, 'verify')
      return
    }
    memory.verifiedAt = tools.clock.now()
    tools.observer.happened({ is: 'verified', kind: tools.kind.name, uid: memory.uid, at: memory.verifiedAt })
  }
}

/** The end of a pass, for the log. */
const told = (outcome: Outcome) => ('why' in outcome ? `${outcome.reason}: ${outcome.why}` : outcome.is)

/** Whether the end of a pass is a defect of ours: the API server failing us has the class of what passes by itself. */
const panicked = (outcome: Outcome) =>
  outcome.is === 'failed' && outcome.reason === 'InternalError' && outcome.errorClass === 'unknown'

const print = (result: ReadResult) => fingerprint(result.items)

/** Whether a user, or anyone but us, asked for something by this change. */
function asked(before: KubeObject, after: KubeObject, finalizer: string, id: string): boolean {
  const [a, b] = [before.metadata, after.metadata]
  return (
    a.uid !== b.uid ||
    // The API server went back: whatever was done since is to be done again.
    (compareVersions(b.resourceVersion, a.resourceVersion) ?? 0) < 0 ||
    a.generation !== b.generation ||
    a.deletionTimestamp !== b.deletionTimestamp ||
    !same(wishes(a.annotations), wishes(b.annotations)) ||
    (has(a.finalizers, finalizer) && !has(b.finalizers, finalizer) && b.deletionTimestamp === undefined) ||
    (text(before.status?.[id]) !== undefined && text(after.status?.[id]) === undefined)
  )
}

/** Annotations without those that this process writes itself. */
function wishes(annotations: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> {
  const { [annotation.intent]: _intent, ...rest } = annotations ?? {}
  return rest
}

const has = (finalizers: readonly string[] | undefined, finalizer: string) => finalizers?.includes(finalizer) ?? false
const holds = (object: KubeObject, tools: Tools) => has(object.metadata.finalizers, tools.kind.finalizer)

/** What dependents look at, as one text. */
function referable(object: KubeObject, tools: Tools): string {
  const id = text(object.status?.[tools.kind.id.field]) ?? ''
  const state = ['ACK.ResourceSynced', 'ACK.Terminal'].map((type) => conditionOf(object, type)?.status ?? '')
  return [id, object.metadata.uid, ...state, usable(object)].join(' ')
}
