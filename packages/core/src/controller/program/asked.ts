import { readFileSync } from 'node:fs'
import { type Clock, wallClock } from '../../time/clock.ts'

/**
 * Aborts when the process is asked to end: by SIGTERM, by SIGINT, or by the end of the `npm` that started it. Another
 * signal more than a second later ends the process at once, with exit code 1.
 */
export function askedToStop(clock: Clock = wallClock): AbortSignal {
  const stop = new AbortController()
  let askedAt = 0
  const asked = () => {
    // A terminal and npm both pass on the same Ctrl-C.
    if (stop.signal.aborted && clock.monotonic() - askedAt > 1000) process.exit(1)
    if (stop.signal.aborted) return
    askedAt = clock.monotonic()
    stop.abort()
  }
  process.on('SIGTERM', asked)
  process.on('SIGINT', asked)
  watch(clock, stop.signal, asked)
  return stop.signal
}

/** A shell between npm and this process dies of a signal without passing it on. */
function watch(clock: Clock, stop: AbortSignal, lost: () => void): void {
  const line = lineage()
  if (line.length === 0) return
  const look = () => {
    if (stop.aborted) return
    if (line.every(([pid, parent]) => parentOf(pid) === parent)) clock.after(500, look)
    else lost()
  }
  clock.after(500, look)
}

/** The processes from this one up to the nearest npm, each with its parent; empty where there is no npm or no /proc. */
function lineage(): readonly (readonly [number, number])[] {
  const line: (readonly [number, number])[] = []
  let pid = process.pid
  while (line.length < 8) {
    const parent = parentOf(pid)
    if (parent === undefined || parent <= 1) return []
    line.push([pid, parent])
    if (/^npm[ \0]/.test(about(parent, 'cmdline') ?? '')) return line
    pid = parent
  }
  return []
}

function parentOf(pid: number): number | undefined {
  // The name before the last parenthesis may hold anything; the state and the parent come after it.
  const [, parent] = about(pid, 'stat')?.split(') ').at(-1)?.split(' ') ?? []
  return parent === undefined ? undefined : Number(parent)
}

function about(pid: number, what: 'stat' | 'cmdline'): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8')
  } catch {
    return undefined
  }
}
