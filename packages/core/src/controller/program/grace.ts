import type { Clock } from '../../time/clock.ts'

/** Runs a task so many milliseconds after the signal aborts, unless cancelled first. */
export function afterStop(stop: AbortSignal, clock: Clock, ms: number, task: () => void): () => void {
  let cancel: () => void = () => undefined
  const arm = () => {
    cancel = clock.after(ms, task)
  }
  if (stop.aborted) arm()
  else stop.addEventListener('abort', arm, { once: true })
  return () => {
    stop.removeEventListener('abort', arm)
    cancel()
  }
}
