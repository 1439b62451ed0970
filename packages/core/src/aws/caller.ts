import type { Service } from '../kind/service.ts'
import type { Call } from '../kind/step.ts'
import { type Item, readThrough } from '../schema/json.ts'
import { actionOf, command, type Operation } from '../schema/shape.ts'
import type { Lane, Observer } from '../telemetry/observer.ts'
import type { Clock } from '../time/clock.ts'
import type { Cloud } from './cloud.ts'
import { AwsError, CallRefused, reading, statusOf, toAwsError, unsuccessful } from './error.ts'
import { type Grant, isMutating, type Limiter } from './limit.ts'
import type { Scope } from './scope.ts'

export interface CallerOptions {
  readonly cloud: Cloud
  readonly limiter: Limiter
  readonly clock: Clock
  readonly observer: Observer
  /** Milliseconds from sending to giving up; 30,000 when absent. */
  readonly timeout?: number
  /** Whether this process may write now. Asked immediately before each mutating call. */
  readonly fence?: (() => boolean) | undefined
}

/** A call whose input is decided at the last moment: `input` runs once, right before the call is first sent. */
export interface LateCall {
  readonly operation: Operation
  input(): Item
}

interface Order {
  readonly service: Service
  readonly scope: Scope
  readonly action: string
  readonly mutating: boolean
  readonly lane: Lane
  readonly party: string | undefined
}

/** How often a throttled read is sent again before its caller hears of it. */
const repeats = 3

/** The one way to AWS: bucket, fence, deadline, classified errors, telemetry. */
export class Caller {
  readonly #options: CallerOptions
  readonly #timeout: number

  constructor(options: CallerOptions) {
    this.#options = options
    this.#timeout = options.timeout ?? 30_000
  }

  /**
   * Makes one call and answers its reply. Rejects with
   * - `AwsError` when AWS refused it, or did not answer in time (`transient`: it may have had its effect);
   * - `CallRefused` when it was never sent: the signal aborted first, or the fence is down.
   *
   * A mutating call is sent exactly once; once sent, the signal no longer stops it, so that its outcome is known. A
   * throttled read is repeated up to three times as the bucket allows; a throttled write is the caller's to repeat.
   *
   * `party` is the namespace that the call is for: those that wait for the same bucket take turns.
   */
  call(service: Service, scope: Scope, call: Call, lane: Lane, signal: AbortSignal, party?: string): Promise<Item> {
    return this.late(service, scope, { operation: call.operation, input: () => call.input }, lane, signal, party)
  }

  /** `call` for an input that is decided when the call leaves, not when it starts to wait for its bucket. */
  async late(
    service: Service,
    scope: Scope,
    call: LateCall,
    lane: Lane,
    signal: AbortSignal,
    party?: string,
  ): Promise<Item> {
    const action = actionOf(call.operation)
    const order: Order = { service, scope, action, mutating: isMutating(action), lane, party }
    let input: Item | undefined
    for (let sent = 1; ; sent++) {
      const grant = await this.#leave(order, signal)
      this.#check(order, signal)
      input ??= call.input()
      try {
        return await this.#once(order, call.operation, input, signal)
      } catch (error) {
        if (!(error instanceof AwsError) || error.errorClass !== 'throttle') throw error
        this.#options.limiter.throttled(service, scope, action, grant)
        if (order.mutating || sent > repeats) throw error
      }
    }
  }

  async #leave(order: Order, signal: AbortSignal): Promise<Grant> {
    const { service, scope, action, lane, party } = order
    const grant = await this.#options.limiter.take(service, scope, action, lane, signal, party)
    if (grant === undefined) throw new CallRefused('Cancelled', action)
    this.#options.observer.limited({ service: service.name, action, lane, ms: grant.waited, tokens: grant.tokens })
    return grant
  }

  /** Nothing is awaited between this and the send. */
  #check(order: Order, signal: AbortSignal): void {
    if (signal.aborted) throw new CallRefused('Cancelled', order.action)
    if (order.mutating && this.#options.fence?.() === false) throw new CallRefused('NotLeader', order.action)
  }

  async #once(order: Order, operation: Operation, input: Item, signal: AbortSignal): Promise<Item> {
    const { service, action } = order
    const started = this.#options.clock.monotonic()
    try {
      const reply = await this.#sent(order, operation, input, signal)
      reading(action, () => readThrough(reply), reply)
      const failure = unsuccessful(service, action, reply)
      if (failure !== undefined) throw failure
      this.#report(order, started, statusOf(reply) || 200)
      return reply
    } catch (error) {
      const failure = toAwsError(service, action, error, order.scope.region)
      this.#report(order, started, failure.status, failure)
      throw failure
    }
  }

  /** Settles by the deadline whatever the transport does: a client may ignore its signal. */
  #sent(order: Order, operation: Operation, input: Item, signal: AbortSignal): Promise<Item> {
    const abort = new AbortController()
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        cancel()
        signal.removeEventListener('abort', stop)
        settle()
      }
      const give = (code: string, said: string) =>
        finish(() => {
          reject(new AwsError({ code, errorClass: 'transient', action: order.action, status: 0, said }))
          abort.abort()
        })
      const stop = () => give('RequestCancelled', 'the work it belongs to was stopped before AWS answered')
      const cancel = this.#options.clock.after(this.#timeout, () =>
        give('DeadlineExceeded', `no answer within ${this.#timeout / 1000} s`),
      )
      if (!order.mutating) signal.addEventListener('abort', stop, { once: true })
      this.#send(order, operation, input, abort.signal).then(
        (reply) => finish(() => resolve(reply)),
        (error: unknown) => finish(() => reject(error)),
      )
    })
  }

  /** Async, so that a command that cannot be built is a rejection like any other. */
  async #send(order: Order, operation: Operation, input: Item, signal: AbortSignal): Promise<Item> {
    return this.#options.cloud.send(order.service, order.scope, command(operation, input), signal)
  }

  #report(order: Order, started: number, status: number, failure?: AwsError): void {
    this.#options.observer.called({
      service: order.service.name,
      action: order.action,
      mutating: order.mutating,
      lane: order.lane,
      ms: this.#options.clock.monotonic() - started,
      status,
      code: failure?.code,
      errorClass: failure?.errorClass,
      account: order.scope.account,
      region: order.scope.region,
    })
  }
}
