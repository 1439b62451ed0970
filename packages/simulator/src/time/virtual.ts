import { type Cancel, type Clock, type Due, Heap } from '@windlass/core/time'

interface Timer extends Due {
  /** Answers `idle` when it was only a look at which nothing was found. */
  readonly task: () => Step
}

/** What came of moving on to the next timer: `none` when there is none to move to, `idle` when it changed nothing. */
type Step = 'none' | 'idle' | 'moved'

/** A `Clock` that moves only when told to. */
export interface VirtualClockOptions {
  /** What `now()` starts at, in milliseconds since the Unix epoch; 2026-01-01T00:00:00Z when absent. */
  readonly epoch?: number
}

/**
 * Virtual time. Timers fire in order of their due time; equal times fire in the order in which they were set. Before
 * each step every pending promise has run, so what happens depends on nothing but the program.
 */
export class VirtualClock implements Clock {
  private readonly epoch: number
  private elapsed = 0
  private order = 0
  private readonly timers = new Heap<Timer>()

  constructor(options: VirtualClockOptions = {}) {
    this.epoch = options.epoch ?? Date.UTC(2026, 0, 1)
  }

  now(): number {
    return this.epoch + this.elapsed
  }

  monotonic(): number {
    return this.elapsed
  }

  after(ms: number, task: () => void): Cancel {
    return this.set(ms, () => {
      task()
      return 'moved'
    })
  }

  /**
   * Looks every `ms` milliseconds, first when they have passed, until `look` answers true. A look that answers false must
   * change nothing and leave no promise behind: time goes on without letting any run.
   */
  watch(ms: number, look: () => boolean): void {
    this.set(ms, () => {
      if (look()) return 'moved'
      this.watch(ms, look)
      return 'idle'
    })
  }

  /** Lets every promise that can run do so. Moves no time. */
  settle(): Promise<void> {
    return macrotask()
  }

  /** Moves `ms` milliseconds on, firing what falls due on the way, and ends exactly there. */
  async advance(ms: number): Promise<void> {
    const end = this.elapsed + ms
    await this.settle()
    for (let step = this.step(end); step !== 'none'; step = this.step(end)) if (step === 'moved') await this.settle()
    this.elapsed = Math.max(this.elapsed, end)
  }

  /**
   * Moves on until `goal` holds, or for `limit` milliseconds at most. Returns whether the goal held. With a number
   * instead of a goal it moves to that `now()`.
   */
  async runUntil(goal: number | (() => boolean), limit = 3_600_000): Promise<boolean> {
    if (typeof goal === 'number') {
      await this.advance(Math.max(0, goal - this.now()))
      return true
    }
    const end = this.elapsed + limit
    await this.settle()
    while (!goal()) {
      const step = this.step(end)
      if (step === 'none') {
        this.elapsed = end
        return goal()
      }
      if (step === 'moved') await this.settle()
    }
    return true
  }

  /** How many timers are set and neither fired nor cancelled. */
  get pending(): number {
    return this.timers.size
  }

  private set(ms: number, task: () => Step): Cancel {
    // A timer of a real platform waits for a millisecond at least (Node: `setTimeout`): less might not move the clock at all.
    const timer: Timer = {
      due: this.elapsed + (ms > 0 ? Math.max(1, ms) : 0),
      sequence: this.order++,
      slot: -1,
      task,
    }
    this.timers.push(timer)
    return () => {
      if (timer.slot >= 0) this.timers.remove(timer)
    }
  }

  private step(end: number): Step {
    const next = this.timers.peek()
    if (next === undefined || next.due > end) return 'none'
    this.timers.remove(next)
    this.elapsed = Math.max(this.elapsed, next.due)
    return next.task()
  }
}

/** One turn of the real event loop: all microtasks queued so far, and those they queue, have run when it resolves. */
function macrotask(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
