import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Clock } from '@windlass/core/time'
import type { Book } from './book.ts'

/** Milliseconds between two looks at the event loop. */
const resolution = 20

/** Measures the process it runs in. */
export class ProcessGauge {
  readonly #delay = monitorEventLoopDelay({ resolution })
  #cpu = 0

  constructor(book: Book, clock: Clock, build: { readonly name: string; readonly version: string }) {
    this.#delay.enable()
    const { bun } = process.versions
    const runtime = bun === undefined ? `node ${process.versions.node}` : `bun ${bun}`
    book.set('windlass_build_info', { name: build.name, version: build.version, runtime }, 1)
    book.set('process_start_time_seconds', {}, clock.now() / 1000 - process.uptime())
  }

  collect(book: Book): void {
    const { user, system } = process.cpuUsage()
    const cpu = (user + system) / 1e6
    book.count('process_cpu_seconds_total', {}, cpu - this.#cpu)
    this.#cpu = cpu
    const { rss, heapUsed } = process.memoryUsage()
    book.set('process_resident_memory_bytes', {}, rss)
    book.set('nodejs_heap_size_used_bytes', {}, heapUsed)
    book.set('nodejs_eventloop_lag_p99_seconds', {}, delay(this.#delay.percentile(99)))
    book.set('nodejs_eventloop_lag_max_seconds', {}, delay(this.#delay.max))
    this.#delay.reset()
  }
}

/** An empty histogram answers with numbers that mean nothing. */
const delay = (nanoseconds: number) => (Number.isFinite(nanoseconds) && nanoseconds < 1e15 ? nanoseconds / 1e9 : 0)
