import { createHash } from 'node:crypto'
import { type Clock, type Random, sleep } from '@windlass/core/time'
import { Access } from '../access/principal.ts'
import { formatAddress } from '../engine/cidr.ts'
import { execute } from '../engine/execute.ts'
import { AwsFault, ConnectionLost } from '../engine/fault.ts'
import type { Module } from '../engine/operation.ts'
import { Quotas } from '../engine/quota.ts'
import type { Region } from '../engine/region.ts'
import { modules } from '../modules.ts'
import { FormBook } from '../schema/form.ts'
import { record } from '../schema/schema.ts'
import type { Service } from '../schema/service.ts'
import { Buckets } from './bucket.ts'
import { Catalogue, type Written } from './catalogue.ts'
import { Credentials } from './credential.ts'
import { type CallFault, Injections } from './injection.ts'
import { Journal } from './journal.ts'
import { Place } from './place.ts'
import { scanted } from './scant.ts'

/** What a world starts with. Times are milliseconds. */
export interface Defaults {
  /** Divides every life-cycle delay: 10 makes a NAT gateway available in a tenth of AWS's time. 1 unless given. */
  readonly speed?: number
  /** Whether AWS's request buckets apply. False unless given. */
  readonly throttling?: boolean
  /** How long idempotency tokens are remembered. A day unless given. */
  readonly tokenLifetime?: number
  /** How long every call takes. 0 unless given. */
  readonly latency?: number
  readonly quotas?: Readonly<Record<string, number>>
  readonly account?: string
  readonly region?: string
  /** Whether an account has a default VPC in each region, as fresh accounts of AWS do. False unless given. */
  readonly defaultVpc?: boolean
  /** Calls the journal keeps. */
  readonly journal?: number
}

/** Who calls, and from where. */
export interface Caller {
  readonly account?: string
  readonly region?: string
  /** By which the world knows what the caller may do. */
  readonly accessKey?: string | undefined
  readonly signal?: AbortSignal | undefined
  readonly userAgent?: string | undefined
}

/** What a world is made of. */
export interface WorldOptions {
  readonly clock: Clock
  readonly random: Random
  readonly defaults?: Defaults
  /** Modules beside the simulator's own. Where two have an operation, the later one counts. */
  readonly modules?: readonly Module[] | undefined
  /** What is known of requests and answers, to be shared with other worlds; the world's own unless given. */
  readonly forms?: FormBook
}

/** A simulated AWS: accounts and regions kept apart, on one clock. The same seed and calls give the same ids and answers. */
export class AwsWorld {
  readonly clock: Clock
  readonly journal: Journal
  readonly quotas: Quotas
  readonly injections = new Injections()
  readonly credentials = new Credentials()
  readonly access = new Access()
  readonly buckets: Buckets
  readonly account: string
  readonly region: string
  /** What is known of requests and answers. */
  readonly forms: FormBook
  speed: number
  throttling: boolean
  tokenLifetime: number
  latency: number
  readonly #seed: string
  readonly #defaultVpc: boolean
  readonly #modules: readonly Module[]
  readonly #catalogue: Catalogue
  readonly #regions = new Map<string, Place>()
  #publicIps = 0
  #requests = 0

  constructor({ clock, random, defaults = {}, modules: further = [], forms = new FormBook() }: WorldOptions) {
    this.clock = clock
    this.forms = forms
    this.#seed = String(random())
    this.#defaultVpc = defaults.defaultVpc ?? false
    this.journal = new Journal(defaults.journal)
    this.account = defaults.account ?? '123456789012'
    this.region = defaults.region ?? 'us-west-2'
    this.speed = defaults.speed ?? 1
    this.throttling = defaults.throttling ?? false
    this.tokenLifetime = defaults.tokenLifetime ?? 86_400_000
    this.latency = defaults.latency ?? 0
    this.#modules = [...modules, ...further]
    this.#catalogue = new Catalogue(this.#modules)
    this.quotas = new Quotas(this.#catalogue.quotas, defaults.quotas)
    this.buckets = new Buckets(clock)
  }

  /** The services it answers for: the simulator's own, and those of further modules. */
  get services(): readonly Service[] {
    return this.#catalogue.services
  }

  /** The state of one account in one region, made on first use with what AWS puts there. */
  at(account = this.account, region = this.region): Place {
    const key = `${account}/${region}`
    const found = this.#regions.get(key)
    if (found) return found
    const made = new Place(account, region, {
      clock: this.clock,
      seed: this.#seed,
      speed: () => this.speed,
      quotas: this.quotas,
      tables: this.#catalogue.tables,
      transitions: this.#catalogue.transitions,
      references: this.#catalogue.references,
      nextPublicIp: () => formatAddress((52n << 24n) + BigInt(++this.#publicIps), 32),
      peer: (otherAccount, otherRegion) => this.at(otherAccount, otherRegion),
      verdict: (where, pending) => this.injections.verdict(where.account, where.name, pending),
    })
    this.#regions.set(key, made)
    for (const module of this.#modules) module.prepare?.(made, { defaultVpc: this.#defaultVpc })
    return made
  }

  /** Every region in use, in the order of first use. */
  regions(): Place[] {
    return [...this.#regions.values()]
  }

  /** The operations somebody has written, as `service/Name`. */
  supported(): string[] {
    return this.#catalogue.names()
  }

  /** Forgets everything: resources, faults, journal and changed limits. */
  reset(): void {
    this.stop()
    this.#regions.clear()
    this.injections.clear()
    this.credentials.clear()
    this.access.clear()
    this.journal.clear()
    this.buckets.clear()
    this.quotas.load([])
    this.#publicIps = 0
  }

  /** Cancels every waiting transition, so that nothing of the world stays on the clock. */
  stop(): void {
    for (const region of this.#regions.values()) region.stop()
  }

  /** How many public addresses were handed out; set when a snapshot is restored. */
  get publicIps(): number {
    return this.#publicIps
  }
  set publicIps(count: number) {
    this.#publicIps = count
  }

  /** A fresh request id in the shape of a UUID. */
  newRequestId(): string {
    const hex = createHash('sha256')
      .update(`${this.#seed}/request/${++this.#requests}`)
      .digest('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  }

  /**
   * One call as a client makes it, with latency and faults on the world's clock. Rejects with `AwsFault` for what AWS refuses,
   * `ConnectionLost` when there is no answer, and the signal's reason when it aborts.
   */
  async invoke(service: string, operation: string, input: object, caller: Caller = {}): Promise<object> {
    const account = caller.account ?? this.account
    const region = caller.region ?? this.region
    const entry = {
      time: this.clock.now(),
      account,
      region,
      service,
      operation,
      mutates: this.#catalogue.find(service, operation)?.operation.mutates ?? true,
      input: copied(input),
      ...(caller.userAgent === undefined ? {} : { userAgent: caller.userAgent }),
    }
    const faults = this.injections.take(entry, this.clock.monotonic())
    try {
      const output = await this.#answer(entry, input, faults, caller)
      this.journal.add(entry)
      return Object.assign(output, { $metadata: { httpStatusCode: 200, requestId: this.newRequestId(), attempts: 1 } })
    } catch (error) {
      if (error instanceof AwsFault) error.$metadata.requestId = this.newRequestId()
      this.journal.add({ ...entry, error: error instanceof Error ? error.name : String(error) })
      throw error
    }
  }

  /**
   * What a describe call would answer if nothing lagged: at once, with no fault, unseen by the journal. Throws `AwsFault` for
   * what AWS refuses.
   */
  truth(service: string, operation: string, input: object, { account, region }: Caller = {}): object {
    const found = this.#catalogue.find(service, operation)
    if (found?.operation.mutates !== false)
      throw new AwsFault('InvalidAction', `${operation} is no read the simulator has.`)
    const { history } = this.at(account, region)
    const lag = history.staleness
    history.staleness = { byId: 0, byFilter: 0, references: 0 }
    try {
      return this.#execute(this.at(account, region), found, input)
    } finally {
      history.staleness = lag
    }
  }

  async #answer(
    call: { service: string; operation: string; account: string; region: string; mutates: boolean },
    input: object,
    faults: readonly CallFault[],
    { signal, accessKey }: Caller,
  ): Promise<object> {
    const wait = faults.reduce((sum, one) => sum + (one.fault === 'delay' ? (one.ms ?? 0) : 0), this.latency)
    if (wait > 0) await sleep(this.clock, wait, signal)
    if (faults.some((one) => one.fault === 'hang')) await aborted(signal)
    signal?.throwIfAborted()
    if (faults.some((one) => one.fault === 'reset')) throw new ConnectionLost(call.operation)
    const whole = this.#run(call, input, faults, accessKey)
    const output = call.mutates ? whole : scanted(whole, faults)
    if (faults.some((one) => one.fault === 'drop')) throw new ConnectionLost(call.operation)
    return output
  }

  #run(
    call: { service: string; operation: string; account: string; region: string },
    input: object,
    faults: readonly CallFault[],
    accessKey: string | undefined,
  ): object {
    const { service, operation, account, region } = call
    const found = this.#catalogue.find(service, operation)
    if (!found) throw new AwsFault('InvalidAction', `The action ${operation} is not valid for this web service.`)
    const bucket = this.throttling ? this.#catalogue.bucket(found, input) : undefined
    const empty = bucket && !this.buckets.take(`${account}/${region}/${service}/${operation}`, bucket)
    if (empty || faults.some((one) => one.fault === 'throttle')) throw found.service.refusals.throttled()
    const failure = faults.find((one) => one.fault === 'fail')
    if (failure)
      throw new AwsFault(
        failure.code ?? 'InternalError',
        failure.message ?? 'An internal error has occurred',
        failure.status ?? 500,
      )
    const where = this.at(account, region)
    this.access.check(accessKey, { region: where, shape: found.shape, operation: found.operation, input })
    return this.#execute(where, found, input)
  }

  #execute(region: Region, { shape, operation }: Written, input: object): object {
    return execute(region, shape, this.forms.of(shape), operation, input, this.tokenLifetime)
  }
}

/** The same request in objects of its own, so that the journal keeps it as it was. */
function copied(value: object): object
function copied(value: unknown): unknown
function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => copied(one))
  const members = value instanceof Date || value instanceof Uint8Array ? undefined : record(value)
  if (members === undefined) return typeof value === 'object' ? structuredClone(value) : value
  return Object.fromEntries(Object.entries(members).map(([key, one]) => [key, copied(one)]))
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve()
    else signal?.addEventListener('abort', () => resolve(), { once: true })
  })
}
