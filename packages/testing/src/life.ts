import type { Cloud } from '@windlass/core/controller'
import type { KubeTransport } from '@windlass/core/kube'
import type { Clock } from '@windlass/core/time'

/** At which of its calls, watches left out, a process ends, and whether the call still has its effect. */
export interface Crash {
  /** Counted from 1. */
  readonly call: number
  readonly when: 'before' | 'after'
}

/**
 * The boundary of one process. After `end` nothing inside it happens any more: timers do not fire, calls are not sent,
 * and answers to calls already sent never arrive. What was sent keeps its effect.
 */
export class Life {
  readonly transport: KubeTransport
  readonly cloud: Cloud
  /** The calls made so far, watches left out. */
  calls = 0
  readonly #crash: Crash | undefined
  #over = false

  constructor(transport: KubeTransport, cloud: Cloud, crash?: Crash) {
    this.#crash = crash
    this.cloud = {
      send: async (service, scope, command, signal) =>
        await this.#within(() => cloud.send(service, scope, command, signal)),
    }
    this.transport = {
      request: async (request) => await this.#within(() => transport.request(request)),
      watch: (request) => this.#watched(() => transport.watch(request)),
    }
  }

  /** Whether the process has ended. */
  get over(): boolean {
    return this.#over
  }

  /** Ends the process as a crash does. */
  end(): void {
    this.#over = true
  }

  /** The clock as this process sees it. */
  clock(of: Clock): Clock {
    return {
      now: () => of.now(),
      monotonic: () => of.monotonic(),
      after: (ms, task) =>
        of.after(ms, () => {
          if (!this.#over) task()
        }),
    }
  }

  async #within<T>(call: () => Promise<T>): Promise<T> {
    if (this.#over) return await never()
    const fatal = ++this.calls === this.#crash?.call ? this.#crash.when : undefined
    if (fatal === 'before') this.end()
    if (this.#over) return await never()
    try {
      const answer = await call()
      if (fatal === 'after') this.end()
      return this.#over ? await never() : answer
    } catch (error) {
      if (fatal === 'after') this.end()
      if (this.#over) return await never()
      throw error
    }
  }

  async *#watched<T>(open: () => AsyncIterable<T>): AsyncGenerator<T> {
    if (this.#over) await never()
    for await (const event of open()) {
      if (this.#over) await never()
      yield event
    }
    if (this.#over) await never()
  }
}

/** A promise that is never kept: what waits for it is never heard of again, and is collected with it. */
function never<T>(): Promise<T> {
  return new Promise(() => undefined)
}
