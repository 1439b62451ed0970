import { canonical } from '../engine/pick.ts'
import type { Failure, Pending } from '../engine/region.ts'
import { record } from '../schema/schema.ts'

/** Which calls a fault is for; members left out match everything. `input` matches a request that contains those members. */
export interface CallMatch {
  readonly service?: string | undefined
  readonly operation?: string | undefined
  readonly account?: string
  readonly region?: string
  readonly input?: Readonly<Record<string, unknown>>
}

/**
 * A fault for calls. `delay` waits `ms`; `throttle` answers RequestLimitExceeded; `fail` answers `code`; `reset` breaks the
 * connection before the effect, `drop` after it; `hang` never answers; to reading calls, `listless` answers without the lists,
 * `empty` with empty ones, `half` without every other row, the first one among them. It skips the first `skip` matching calls, then applies
 * `times` times (always when absent) or until `forMs` have passed since it was set.
 */
export interface CallFault extends CallMatch {
  readonly fault: 'delay' | 'throttle' | 'fail' | 'reset' | 'drop' | 'hang' | 'listless' | 'empty' | 'half'
  readonly ms?: number | undefined
  readonly code?: string | undefined
  readonly message?: string | undefined
  readonly status?: number | undefined
  readonly skip?: number | undefined
  readonly times?: number | undefined
  readonly forMs?: number | undefined
}

/** Which transitions: by name, row id, account and region; members left out match everything. */
export interface TransitionMatch {
  readonly transition?: string
  readonly id?: string
  readonly account?: string
  readonly region?: string
}

interface Armed<T> {
  readonly rule: T
  readonly until: number
  seen: number
  left: number
}

/** A call as faults see it. */
export interface Incoming {
  readonly service: string
  readonly operation: string
  readonly account: string
  readonly region: string
  readonly input: unknown
}

function includes(value: unknown, part: unknown): boolean {
  const members = record(part)
  if (!members) return canonical(value) === canonical(part)
  return Object.entries(members).every(([key, one]) => includes(record(value)?.[key], one))
}

function fits(rule: CallMatch, call: Incoming): boolean {
  const plain = (['service', 'operation', 'account', 'region'] as const).every(
    (key) => rule[key] === undefined || rule[key] === call[key],
  )
  return plain && (rule.input === undefined || includes(call.input, rule.input))
}

/** The faults in force: what happens to calls and to transitions. */
export class Injections {
  #calls: Armed<CallFault>[] = []
  #holds: TransitionMatch[] = []
  #failures: Armed<TransitionMatch & Failure>[] = []

  add(rule: CallFault, now: number): void {
    const until = rule.forMs === undefined ? Number.POSITIVE_INFINITY : now + rule.forMs
    this.#calls.push({ rule, until, seen: 0, left: rule.times ?? Number.POSITIVE_INFINITY })
  }

  /** The faults that apply to this call, which uses each of them up by one. */
  take(call: Incoming, now: number): CallFault[] {
    this.#calls = this.#calls.filter((armed) => armed.left > 0 && now < armed.until)
    return this.#calls
      .filter((armed) => fits(armed.rule, call) && armed.seen++ >= (armed.rule.skip ?? 0) && armed.left-- > 0)
      .map((armed) => armed.rule)
  }

  hold(match: TransitionMatch): void {
    this.#holds.push(match)
  }

  /** Lifts the holds with exactly these members; all of them when there are none. */
  release(match: TransitionMatch): void {
    const text = canonical(match)
    this.#holds = text === '{}' ? [] : this.#holds.filter((one) => canonical(one) !== text)
  }

  failNext(rule: TransitionMatch & Failure, times: number): void {
    this.#failures.push({ rule, until: Number.POSITIVE_INFINITY, seen: 0, left: times })
  }

  /** Whether a transition that falls due is held or fails. */
  verdict(account: string, region: string, pending: Pending): 'hold' | Failure | undefined {
    const matches = (match: TransitionMatch) =>
      (match.transition ?? pending.name) === pending.name &&
      (match.id ?? pending.id) === pending.id &&
      (match.account ?? account) === account &&
      (match.region ?? region) === region
    if (this.#holds.some(matches)) return 'hold'
    const found = this.#failures.find((armed) => armed.left > 0 && matches(armed.rule))
    if (found) found.left--
    return found && { code: found.rule.code, message: found.rule.message }
  }

  clear(): void {
    this.#calls = []
    this.#holds = []
    this.#failures = []
  }
}
