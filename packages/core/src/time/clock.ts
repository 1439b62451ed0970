/** Cancels what it was returned for. Calling it twice is harmless. */
export type Cancel = () => void

/**
 * The only source of time in core. Production uses `wallClock`; the simulator supplies virtual time, in which
 * nothing sleeps and every run repeats.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. May jump; use it for what people read, never to measure an interval. */
  now(): number
  /** Milliseconds from an arbitrary origin. Never goes back; use it for intervals and freshness. */
  monotonic(): number
  /** Runs `task` once, `ms` milliseconds from now, unless cancelled first. */
  after(ms: number, task: () => void): Cancel
}

/** Resolves after `ms` milliseconds, or at once when the signal aborts: the caller looks at the signal, there is no error. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const stop = () => {
      cancel()
      resolve()
    }
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', stop)
      resolve()
    })
    signal?.addEventListener('abort', stop, { once: true })
  })
}

/** The machine's own time. */
export const wallClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms)
    return () => clearTimeout(timer)
  },
}
