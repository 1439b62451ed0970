import type { IdRead, Read } from '../../kind/reply/read.ts'
import type { Service } from '../../kind/service.ts'
import { actionOf } from '../../schema/shape.ts'
import { type Lane, lanes, type Observer } from '../../telemetry/observer.ts'
import type { Clock } from '../../time/clock.ts'
import type { Caller } from '../caller.ts'
import { AwsError, accountOf, CallRefused, reading } from '../error.ts'
import { type Scope, scopeKey } from '../scope.ts'
import { Batch, distribute, type ReadResult, type ReadResults, type Word } from './batch.ts'
import { paged } from './page.ts'

export interface ReaderOptions {
  readonly caller: Caller
  readonly clock: Clock
  readonly observer: Observer
}

/** Milliseconds a batch stays open after the last key joined, and at most in all. */
const window = { idle: 15, most: 60 }

/** Stands where every key has an answer already; its age can satisfy nobody. */
const nothing: ReadResult = { items: [], at: Number.NEGATIVE_INFINITY }

interface Group {
  readonly service: Service
  readonly scope: Scope
  readonly read: Read
  open: Batch | undefined
}

/**
 * Reads AWS for many at once. Reads of the same sort that come together share a call, and so does every read that comes
 * while such a call still waits for its bucket. An answer is never older than the question.
 */
export class Reader {
  readonly #caller: Caller
  readonly #clock: Clock
  readonly #observer: Observer
  readonly #groups = new WeakMap<Read, Map<string, Group>>()

  constructor(options: ReaderOptions) {
    this.#caller = options.caller
    this.#clock = options.clock
    this.#observer = options.observer
  }

  /**
   * What AWS has by `key`, from a call that started after this one did. Rejects with `AwsError` when the call failed,
   * with `CallRefused` when the signal aborted, which ends this wait and nobody else's.
   */
  async read(
    service: Service,
    scope: Scope,
    read: Read,
    key: string,
    lane: Lane,
    signal: AbortSignal,
  ): Promise<ReadResult> {
    const found = await this.readMany(service, scope, read, [key], lane, signal)
    return found.get(key) ?? nothing
  }

  /** `read` for many keys, in as few calls as they fit into. Rejects when any of the calls fails. */
  async readMany(
    service: Service,
    scope: Scope,
    read: Read,
    keys: readonly string[],
    lane: Lane,
    signal: AbortSignal,
  ): Promise<Map<string, ReadResult>> {
    if (keys.includes('')) throw new RangeError(`${actionOf(read.operation)} was asked for an object without a key`)
    if (signal.aborted) throw new CallRefused('Cancelled', actionOf(read.operation))
    const batches = new Map<string, Batch>()
    const distinct = new Set<Batch>()
    for (const key of keys) {
      const batch = this.#join({ service, scope, read, open: undefined }, key, lane, distinct)
      batches.set(key, batch)
      distinct.add(batch)
    }
    const answers = await unless(signal, actionOf(read.operation), distinct)
    return new Map([...batches].map(([key, batch]) => [key, answers.get(batch)?.get(key) ?? nothing]))
  }

  /**
   * Asks AWS about one object by its id, in a call of its own: the only read whose answer can be that the object does not
   * exist. Rejects as `read` does.
   */
  async inquire(
    service: Service,
    scope: Scope,
    ask: { readonly read: IdRead; readonly id: string; readonly idMember: string },
    lane: Lane,
    signal: AbortSignal,
  ): Promise<Word> {
    const { read, id, idMember } = ask
    const at = this.#clock.monotonic()
    const call = { operation: read.operation, input: read.input(id) }
    try {
      const output = await this.#caller.call(service, scope, call, lane, signal)
      const found = reading(actionOf(read.operation), () => read.items(output, id), output).find(
        (row) => row[idMember] === id,
      )
      const account = accountOf(output)
      if (found === undefined) return { is: 'absent', at }
      return { is: 'shown', item: found, result: { items: [found], at, ...(account && { account }) } }
    } catch (error) {
      if (!(error instanceof AwsError) || !read.notFound.includes(error.code)) throw error
      return error.account === scope.account ? { is: 'stated', at } : { is: 'absent', at }
    }
  }

  #join(of: Group, key: string, lane: Lane, mine: ReadonlySet<Batch>): Batch {
    const group = this.#group(of, key)
    const batch = admits(group.open, of.read, key, lane) ? group.open : this.#open(group, lane)
    if (!mine.has(batch)) batch.enter()
    batch.keys.add(key)
    batch.joined = this.#clock.monotonic()
    if (!batch.queued && rank(lane) < rank(batch.lane)) batch.lane = lane
    if (!batch.queued && full(batch, of.read)) this.#queue(group, batch)
    return batch
  }

  /** Where one call takes one key, reads of the same key are what can be shared. */
  #group(of: Group, key: string): Group {
    const place = scopeKey(of.scope) + (of.read.most === 1 ? key : '')
    let places = this.#groups.get(of.read)
    if (places === undefined) {
      places = new Map()
      this.#groups.set(of.read, places)
    }
    const known = places.get(place)
    if (known !== undefined) return known
    places.set(place, of)
    return of
  }

  #open(group: Group, lane: Lane): Batch {
    const batch = new Batch(lane, this.#clock.monotonic())
    group.open = batch
    if (group.read.most > 1) this.#watch(group, batch, window.idle)
    return batch
  }

  #watch(group: Group, batch: Batch, ms: number): void {
    this.#clock.after(ms, () => {
      if (batch.queued || batch.closed) return
      const rest = Math.min(batch.joined + window.idle, batch.opened + window.most) - this.#clock.monotonic()
      if (rest > 0 && batch.waiting > 1) this.#watch(group, batch, rest)
      else this.#queue(group, batch)
    })
  }

  #queue(group: Group, batch: Batch): void {
    batch.queued = true
    batch.settle(this.#fetch(group, batch).finally(() => this.#forget(group, batch)))
  }

  #forget(group: Group, batch: Batch): void {
    if (group.open !== batch) return
    group.open = undefined
    if (group.read.most !== 1) return
    const places = this.#groups.get(group.read)
    for (const key of batch.keys) places?.delete(scopeKey(group.scope) + key)
  }

  async #fetch(group: Group, batch: Batch): Promise<ReadResults> {
    let at = Number.NEGATIVE_INFINITY
    const close = () => {
      batch.closed = true
      at = this.#clock.monotonic()
      return [...batch.keys]
    }
    try {
      return await this.#call(group, batch, close)
    } catch (error) {
      const keys = [...batch.keys]
      batch.closed = true
      if (!(error instanceof AwsError)) throw error
      if (keys.length > 1) {
        if (error.errorClass === 'missing' && Number.isFinite(group.read.most)) return this.#singly(group, batch, keys)
        throw error
      }
      const result = absence(group.read, error, at)
      return new Map(keys.map((key) => [key, result]))
    }
  }

  /** An unknown id fails a whole call by ids: asked one by one, the others are found. */
  async #singly(group: Group, batch: Batch, keys: readonly string[]): Promise<ReadResults> {
    const found = await Promise.all(
      keys.map(async (key) => {
        const at = this.#clock.monotonic()
        try {
          return await this.#call(group, batch, () => [key])
        } catch (error) {
          if (!(error instanceof AwsError)) throw error
          return new Map([[key, absence(group.read, error, at)]])
        }
      }),
    )
    return new Map(found.flatMap((each) => [...each]))
  }

  async #call(group: Group, batch: Batch, leave: () => readonly string[]): Promise<ReadResults> {
    const { read, service, scope } = group
    let keys: readonly string[] = []
    let at = Number.NEGATIVE_INFINITY
    const input = () => {
      keys = leave()
      at = this.#clock.monotonic()
      return read.input(keys)
    }
    const call = { operation: read.operation, input }
    const outputs = await paged(this.#caller, service, scope, call, batch.lane, batch.abandoned.signal)
    const action = actionOf(read.operation)
    const ms = at - batch.opened
    this.#observer.batched({ service: service.name, action, keys: keys.length, calls: outputs.length, ms })
    return reading(action, () => distribute(read, keys, outputs, at), outputs[0])
  }
}

function rank(lane: Lane): number {
  return lanes.indexOf(lane)
}

function full(batch: Batch, read: Read): boolean {
  return read.most === 1 || batch.keys.size >= read.most
}

/** A batch that waits for its bucket in a lower lane would make a more urgent read wait with it. */
function admits(batch: Batch | undefined, read: Read, key: string, lane: Lane): batch is Batch {
  if (batch === undefined || batch.closed) return false
  if (batch.keys.size >= read.most && !batch.keys.has(key)) return false
  return !batch.queued || rank(batch.lane) <= rank(lane)
}

/** What a refused read of one key shows. Throws the error when it shows nothing. */
function absence(read: Read, error: AwsError, at: number): ReadResult {
  if (read.none?.includes(error.code)) return { items: [], at }
  if (read.absent?.includes(error.code) || (read.most > 1 && error.errorClass === 'missing'))
    return { items: [], at, unknown: true }
  throw error
}

/** The answers of all batches, or a refusal as soon as the signal aborts. */
function unless(
  signal: AbortSignal,
  action: string,
  batches: ReadonlySet<Batch>,
): Promise<ReadonlyMap<Batch, ReadResults>> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      for (const batch of batches) batch.leave()
      reject(new CallRefused('Cancelled', action))
    }
    signal.addEventListener('abort', stop, { once: true })
    Promise.all([...batches].map(async (batch) => [batch, await batch.answer] as const))
      .finally(() => signal.removeEventListener('abort', stop))
      .then((answers) => resolve(new Map(answers)), reject)
  })
}
