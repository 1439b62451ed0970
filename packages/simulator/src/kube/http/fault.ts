import { KubeUnreachable } from '@windlass/core/kube'
import type { Clock } from '@windlass/core/time'
import type { Store } from '../storage/store.ts'
import type { Watches } from '../storage/watch.ts'
import { ApiError, expired } from '../value/status.ts'
import type { ApiRequest } from './request.ts'

/** Which requests a fault meets: of those that match, the `nth` and the `times - 1` after it. */
export interface FaultSpan {
  /** 1 when absent: the next request that matches. */
  readonly nth?: number
  /** How many in a row; 1 when absent. */
  readonly times?: number
  /** Any request when absent. */
  readonly match?: (request: ApiRequest) => boolean
}

/** An answer the API server gives instead of doing its work. */
export interface Refusal extends FaultSpan {
  readonly status: 403 | 409 | 413 | 422 | 429 | 500 | 503
}

interface Armed<Fault> {
  readonly fault: Fault
  seen: number
}

const writes = (request: ApiRequest) => request.method !== 'GET'

/** What can go wrong between a client and the cluster. Nothing does until a test says so. */
export class KubeFaults {
  private readonly refusals: Armed<Refusal>[] = []
  private readonly losses: Armed<FaultSpan>[] = []
  private isDown = false

  constructor(
    private readonly clock: Clock,
    private readonly store: Store,
    private readonly watches: Watches,
  ) {}

  /** Refuses every connection, and breaks the watches, until `up` or for `ms` milliseconds. */
  down(ms?: number): void {
    this.isDown = true
    this.breakWatches()
    if (ms !== undefined) this.clock.after(ms, () => this.up())
  }

  up(): void {
    this.isDown = false
  }

  /** Answers with an error instead of doing the work. */
  refuse(refusal: Refusal): void {
    this.refusals.push({ fault: refusal, seen: 0 })
  }

  /** Does the work of a write and loses the answer. Matches writes only. */
  loseReply(span: FaultSpan = {}): void {
    this.losses.push({
      fault: { ...span, match: (request) => writes(request) && (span.match?.(request) ?? true) },
      seen: 0,
    })
  }

  /** Breaks every open watch with a connection error. Events not read yet are lost. */
  breakWatches(): void {
    for (const stream of this.watches.all()) stream.break(new KubeUnreachable('The watch connection was reset.'))
  }

  /** Leaves every open watch hanging: no event, no bookmark, no end, no error. New watches work. */
  blackholeWatches(): void {
    for (const stream of this.watches.all()) stream.silence()
  }

  /** Ends every open watch with an in-stream ERROR 410. */
  expireWatches(): void {
    for (const stream of this.watches.all()) {
      stream.push({
        type: 'ERROR',
        object: expired('The resourceVersion for the provided watch is too old.').toStatus(),
      })
      stream.end()
    }
  }

  /** Forgets the history: watches and pages that start at an older revision get 410. */
  compact(): void {
    this.store.compact()
  }

  /** Takes back every fault that is still to come. */
  clear(): void {
    this.refusals.length = 0
    this.losses.length = 0
    this.isDown = false
  }

  /** Before the work: throws what the client gets instead. */
  before(request: ApiRequest): void {
    if (this.isDown) throw new KubeUnreachable('The API server refused the connection.')
    for (const armed of this.refusals) if (hits(armed, request)) throw refusal(armed.fault.status)
  }

  /** After the work: whether the answer is lost. */
  loses(request: ApiRequest): boolean {
    return this.losses.map((armed) => hits(armed, request)).some((hit) => hit)
  }
}

function hits(armed: Armed<FaultSpan>, request: ApiRequest): boolean {
  const { nth = 1, times = 1, match = () => true } = armed.fault
  if (!match(request)) return false
  armed.seen++
  return armed.seen >= nth && armed.seen < nth + times
}

/** What an admission policy answers that denies a request; its status is 422 unless it says another. */
const denied =
  "ValidatingAdmissionPolicy 'team-label' with binding 'team-label' denied request: the label team is missing"

function refusal(status: Refusal['status']): ApiError {
  switch (status) {
    case 403:
      return new ApiError(403, 'Forbidden', denied)
    case 413:
      return new ApiError(413, 'RequestEntityTooLarge', 'Request entity too large: limit is 3145728')
    case 422:
      return new ApiError(422, 'Invalid', denied)
    case 409:
      return new ApiError(
        409,
        'Conflict',
        'Operation cannot be fulfilled: the object has been modified; please apply your changes to the latest version and try again',
      )
    case 429:
      return new ApiError(
        429,
        'TooManyRequests',
        'the server has received too many requests and has asked us to try again later',
        { retryAfterSeconds: 1 },
      )
    case 500:
      return new ApiError(500, 'InternalError', 'Internal error occurred: injected', {
        causes: [{ message: 'injected' }],
      })
    case 503:
      return new ApiError(503, 'ServiceUnavailable', 'the server is currently unable to handle the request', {
        retryAfterSeconds: 1,
      })
  }
}
