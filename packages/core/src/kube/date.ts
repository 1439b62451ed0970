import type { Clock } from '../time/clock.ts'

/** The API server's time as one process knows it. */
export interface Reading {
  /** Milliseconds since the Unix epoch, by the API server's clock. */
  readonly now: number
  /** Milliseconds since the server last said so: what has passed since is measured by the process, whose clock may run fast or slow. */
  readonly age: number
}

/**
 * The API server's clock, read off the `Date` of its replies. All processes of a cluster share it, whatever their own time
 * of day is.
 */
export class ServerTime {
  readonly #clock: Clock
  #heard: { readonly date: number; readonly at: number } | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A reply said that it is `date`, milliseconds since the Unix epoch. */
  heard(date: number): void {
    this.#heard = { date, at: this.#clock.monotonic() }
  }

  /** Undefined until the server has said what time it is. */
  read(): Reading | undefined {
    if (this.#heard === undefined) return undefined
    const age = this.#clock.monotonic() - this.#heard.at
    return { now: this.#heard.date + age, age }
  }
}
