import type { Bucket, Service } from '../kind/service.ts'
import { type Lane, lanes } from '../telemetry/observer.ts'
import type { Cancel, Clock } from '../time/clock.ts'
import { Rota } from '../time/rota.ts'
import { Turn } from '../time/turn.ts'
import type { Scope } from './scope.ts'

/** Leave to send one call. */
export interface Grant {
  /** Milliseconds the call waited. */
  readonly waited: number
  /** Calls the bucket still allows at once. */
  readonly tokens: number
  /** When leave was given, on the monotonic clock. */
  readonly at: number
}

export interface LimiterOptions {
  readonly clock: Clock
  /**
   * The part of AWS's burst that is used; 0.9 when absent. What is left covers calls that leave evenly and arrive
   * bunched.
   */
  readonly share?: number
  /** Gives leave at once, always. */
  readonly off?: boolean
}

/** Whether an action changes something. */
export function isMutating(action: string): boolean {
  return !/^(Describe|Get|List|Search)/.test(action)
}

/**
 * AWS's own request buckets, kept on this side: one per account, region, service and action. Nothing leaves faster than
 * AWS would take it, so AWS has nothing to refuse. Waiting calls go by lane; inside a lane the parties they are made for take
 * turns, and those of one party go in order.
 */
export class Limiter {
  readonly #clock: Clock
  readonly #share: number
  readonly #off: boolean
  readonly #buckets = new Map<string, Meter>()

  constructor(options: LimiterOptions) {
    this.#clock = options.clock
    this.#share = options.share ?? 0.9
    this.#off = options.off ?? false
  }

  /**
   * Waits for a token. Resolves to undefined, without one, when the signal aborts first. `party` is the namespace that the
   * call is for; calls for several have none.
   */
  take(
    service: Service,
    scope: Scope,
    action: string,
    lane: Lane,
    signal: AbortSignal,
    party = '',
  ): Promise<Grant | undefined> {
    if (signal.aborted) return Promise.resolve(undefined)
    if (this.#off) return Promise.resolve({ waited: 0, tokens: Number.POSITIVE_INFINITY, at: this.#clock.monotonic() })
    return this.#meter(service, scope, action).take(lane, signal, party)
  }

  /**
   * AWS refused a call that went out under `grant`: the bucket is empty, whatever we thought, and refills at half its
   * rate, which comes back over the next minute. Refusals of calls sent before the last one counted change no rate.
   */
  throttled(service: Service, scope: Scope, action: string, grant: Grant): void {
    if (!this.#off) this.#meter(service, scope, action).throttled(grant)
  }

  #meter(service: Service, scope: Scope, action: string): Meter {
    const key = JSON.stringify([scope.account, scope.region, scope.endpoint ?? '', service.name, action])
    let meter = this.#buckets.get(key)
    if (meter === undefined) {
      meter = new Meter(this.#clock, portion(bucketOf(service, action), this.#share))
      this.#buckets.set(key, meter)
    }
    return meter
  }
}

function bucketOf(service: Service, action: string): Bucket {
  const { actions, read, write } = service.limits
  const own = Object.hasOwn(actions, action) ? actions[action] : undefined
  return own ?? (isMutating(action) ? write : read)
}

/** The rate may be used nearly whole: only a burst can arrive more bunched than it left. */
const rateShare = 0.98

function portion(bucket: Bucket, share: number): Bucket {
  return { burst: Math.max(1, bucket.burst * share), rate: bucket.rate * rateShare }
}

interface Waiter {
  readonly since: number
  readonly grant: (grant: Grant) => void
}

const rota = () => new Rota<Set<Waiter>>(() => new Set())
const anyone = () => true

/** Rounding must not turn a whole token into 0.9999. */
const whole = 1 - 1e-9

/** The rate that a throttled bucket wins back in a second, as a part of its full rate. */
const recovery = 1 / 120

/** The rate a bucket never falls below, as a part of its full rate. */
const least = 1 / 16

class Meter {
  readonly #clock: Clock
  readonly #full: Bucket
  readonly #waiting: Readonly<Record<Lane, Rota<Set<Waiter>>>> = { user: rota(), transition: rota(), verify: rota() }
  readonly #turn = new Turn<Lane>(lanes, 9)
  #tokens: number
  #rate: number
  #filled: number
  #punished = Number.NEGATIVE_INFINITY
  #wake: Cancel | undefined

  constructor(clock: Clock, full: Bucket) {
    this.#clock = clock
    this.#full = full
    this.#tokens = full.burst
    this.#rate = full.rate
    this.#filled = clock.monotonic()
  }

  take(lane: Lane, signal: AbortSignal, party: string): Promise<Grant | undefined> {
    return new Promise((resolve) => {
      const leave = () => {
        this.#waiting[lane].line(party).delete(waiter)
        resolve(undefined)
      }
      const grant = (given: Grant) => {
        signal.removeEventListener('abort', leave)
        resolve(given)
      }
      const waiter: Waiter = { since: this.#clock.monotonic(), grant }
      signal.addEventListener('abort', leave, { once: true })
      this.#waiting[lane].line(party).add(waiter)
      this.#serve()
    })
  }

  throttled(grant: Grant): void {
    this.#fill()
    this.#tokens = 0
    if (grant.at <= this.#punished) return
    this.#punished = this.#clock.monotonic()
    this.#rate = Math.max(this.#full.rate * least, this.#rate / 2)
  }

  #serve(): void {
    this.#wake?.()
    this.#wake = undefined
    const at = this.#fill()
    while (this.#tokens >= whole) {
      const waiter = this.#next()
      if (waiter === undefined) return
      this.#tokens = Math.max(0, this.#tokens - 1)
      waiter.grant({ waited: at - waiter.since, tokens: Math.floor(this.#tokens + 1 - whole), at })
    }
    if (!lanes.some((lane) => this.#waiting[lane].waits(anyone))) return
    this.#wake = this.#clock.after(((1 - this.#tokens) / this.#rate) * 1000, () => this.#serve())
  }

  #next(): Waiter | undefined {
    const lane = this.#turn.next((each) => this.#waiting[each].waits(anyone))
    const waiters = lane && this.#waiting[lane].next()
    const [first] = waiters ?? []
    if (first !== undefined) waiters?.delete(first)
    return first
  }

  #fill(): number {
    const now = this.#clock.monotonic()
    const seconds = (now - this.#filled) / 1000
    this.#filled = now
    this.#tokens = Math.min(this.#full.burst, this.#tokens + seconds * this.#rate)
    this.#rate = Math.min(this.#full.rate, this.#rate + seconds * recovery * this.#full.rate)
    return now
  }
}
