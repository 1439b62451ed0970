import type { Kind, Metrics } from '@windlass/core'
import { type Observer, silent } from '@windlass/core/controller'
import { type Clock, wallClock } from '@windlass/core/time'
import { batched, called, limited } from './aws.ts'
import { Book } from './book.ts'
import { happened } from './event.ts'
import { Fleet } from './fleet.ts'
import { exchanged, kube } from './kube.ts'
import { passed } from './pass.ts'
import { ProcessGauge } from './process.ts'
import { queueOf, Running } from './running.ts'
import { type Vocabulary, vocabularyOf } from './vocabulary.ts'

export interface MetricsOptions {
  /** `ec2-controller` */
  readonly name: string
  readonly version: string
  /** The kinds that the controller manages. Their series exist from the start. */
  readonly kinds: readonly Kind[]
  /** The clock of the engine that is observed; the machine's own when absent. */
  readonly clock?: Clock
}

/**
 * The metrics of a controller: hears the engine, and answers Prometheus. Ages and live counts are taken at each `text`.
 * Two of them share nothing.
 */
export function createMetrics(options: MetricsOptions): Metrics {
  return metricsOf(vocabularyOf(options.kinds), options)
}

/** The metrics of a controller whose labels say these words. */
export function metricsOf(words: Vocabulary, options: Omit<MetricsOptions, 'kinds'>): Metrics {
  const { clock = wallClock } = options
  const book = new Book(words)
  const fleet = new Fleet(words.kinds, clock)
  const running = new Running(words.kinds, clock)
  const measured = new ProcessGauge(book, clock, options)
  return {
    observer: observerOf(book, fleet, running),
    contentType: book.contentType,
    text() {
      fleet.collect(book)
      running.collect(book)
      measured.collect(book)
      return book.text()
    },
  }
}

function observerOf(book: Book, fleet: Fleet, running: Running): Observer {
  let host = 'kubernetes'
  return {
    ...silent,
    called: (call) => called(book, call),
    limited: (wait) => limited(book, wait),
    batched: (batch) => batched(book, batch),
    passed: (pass) => passed(book, pass),
    queued(queue) {
      const { kind, lane, depth, busy, why } = queue
      const labels = queueOf(kind)
      book.set('workqueue_depth', { ...labels, priority: lane }, depth)
      book.set('controller_runtime_active_workers', { controller: labels.controller }, busy)
      if (why === 'added') book.count('workqueue_adds_total', labels)
      if (why === 'retried') book.count('workqueue_retries_total', labels)
    },
    scheduled({ kind, lane, key, ms }) {
      running.began(kind, key)
      book.observe('workqueue_queue_duration_seconds', queueOf(kind), ms / 1000)
      book.observe('windlass_schedule_delay_seconds', { lane }, ms / 1000)
    },
    freed({ kind, key }) {
      const ms = running.ended(kind, key)
      if (ms !== undefined) book.observe('workqueue_work_duration_seconds', queueOf(kind), ms / 1000)
    },
    kube: (request) => kube(book, host, request),
    exchanged: (exchange) => exchanged(book, host, exchange),
    object: (object) => fleet.saw(object),
    happened(event) {
      if (event.is === 'connected') host = event.host
      happened(book, fleet, event)
    },
  }
}
