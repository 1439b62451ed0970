import type { Clock } from '../src/time/clock.ts'

/** Time that stands still until a test moves it. */
export class TestClock implements Clock {
  #now = 0
  #sequence = 0
  readonly #tasks = new Map<number, { at: number; task: () => void }>()

  now(): number {
    return 1_700_000_000_000 + this.#now
  }

  monotonic(): number {
    return this.#now
  }

  after(ms: number, task: () => void): () => void {
    const sequence = this.#sequence++
    this.#tasks.set(sequence, { at: this.#now + Math.max(0, ms), task })
    return () => this.#tasks.delete(sequence)
  }

  /** Timers that are set now. */
  get timers(): number {
    return this.#tasks.size
  }

  /** Moves time forward, running timers in order, and lets promises settle after each. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    await settle()
    for (;;) {
      const next = [...this.#tasks].sort((a, b) => a[1].at - b[1].at || a[0] - b[0])[0]
      if (next === undefined || next[1].at > end) break
      this.#tasks.delete(next[0])
      this.#now = next[1].at
      next[1].task()
      await settle()
    }
    this.#now = end
    await settle()
  }
}

/** Lets everything run that waits for nothing but other promises. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}
