import type { Metrics } from '@windlass/core'
import { type Observer, silent } from '@windlass/core/controller'
import type { Fault } from '../run/network.ts'

/** A text that only AWS's own replies hold, and that no word of a process may. */
export const canary = 'c4n4ry-7f3b'

export interface SecretsOptions {
  /** Makes the metrics of the processes; without it no word of theirs is heard. */
  measure(): Metrics | undefined
  /** A secret was said in these words. */
  said(words: string): void
}

/** O-9: hears AWS say secrets, and searches for them in all that leaves the processes. */
export class Secrets {
  readonly #options: SecretsOptions
  #metrics: Metrics | undefined
  #told = false

  constructor(options: SecretsOptions) {
    this.#options = options
  }

  /** Hears what the processes tell their metrics. */
  get observer(): Observer {
    return this.#metrics?.observer ?? silent
  }

  /**
   * What befalls a call. The metrics of all processes are kept from the first secret on: nothing that was told before can
   * hold one, and making them takes as long as a good part of a run.
   */
  meet(faults: readonly Fault[]): void {
    if (this.#told) return
    this.#told = faults.some((fault) => fault.is === 'answer' && fault.error().message.includes(canary))
    if (this.#told) this.#metrics = this.#options.measure()
  }

  /** Words that leave a process. */
  hear(words: string): void {
    if (words.includes(canary)) this.#options.said(words)
  }

  /** Everything that /metrics would print now. */
  async look(): Promise<void> {
    for (const line of (await this.#metrics?.text())?.split('\n') ?? []) this.hear(line)
  }
}

/** One observer for two, of which the second is asked for each time. */
export function both(first: Observer, second: () => Observer): Observer {
  const each =
    <T>(one: (seen: T) => void, other: (to: Observer) => (seen: T) => void) =>
    (seen: T): void => {
      one(seen)
      other(second())(seen)
    }
  return {
    called: each(first.called, (to) => to.called),
    limited: each(first.limited, (to) => to.limited),
    batched: each(first.batched, (to) => to.batched),
    passed: each(first.passed, (to) => to.passed),
    queued: each(first.queued, (to) => to.queued),
    scheduled: each(first.scheduled, (to) => to.scheduled),
    freed: each(first.freed, (to) => to.freed),
    kube: each(first.kube, (to) => to.kube),
    exchanged: each(first.exchanged, (to) => to.exchanged),
    object: each(first.object, (to) => to.object),
    happened: each(first.happened, (to) => to.happened),
    log: each(first.log, (to) => to.log),
  }
}
