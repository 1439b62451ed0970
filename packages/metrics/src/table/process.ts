import type { Definition } from '../definition.ts'
import { lane } from './word.ts'

/** The process itself. */
export const processTable = {
  windlass_build_info: {
    type: 'gauge',
    unit: 'none',
    labels: { name: 'text', version: 'text', runtime: 'text' },
    start: 'none',
    help: '1, with the version of the controller and of what it runs on.',
    question: 'What runs here?',
  },
  windlass_schedule_delay_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: { lane },
    buckets: [0.001, 0.01, 0.1, 0.5, 1, 5, 15, 60, 300],
    help: 'Time from an object being due to its pass starting, by lane.',
    question: 'Is the controller overloaded, and who feels it?',
  },
  windlass_watch_divergences_total: {
    type: 'counter',
    unit: 'count',
    labels: { resource: 'text' },
    start: 'none',
    help: 'Times that the cache of a resource was found to differ from the API server, and was mended.',
    question: 'Does the API server lose watch events?',
  },
  windlass_watch_heard_timestamp_seconds: {
    type: 'gauge',
    unit: 'timestamp',
    labels: { resource: 'text' },
    start: 'none',
    help: 'When the API server last said anything about a watched resource: a list, an event or a bookmark. It does at least every ten minutes.',
    question: 'Do we still hear what users declare?',
  },
  windlass_watch_missing: {
    type: 'gauge',
    unit: 'none',
    labels: { resource: 'text' },
    start: 'none',
    help: '1 while the API server does not know a resource that is to be watched, because its definition is not installed.',
    question: 'Is a definition missing?',
  },
  process_cpu_seconds_total: {
    type: 'counter',
    unit: 'seconds',
    labels: {},
    help: 'User and system time of the process.',
    question: 'What does it cost?',
  },
  process_resident_memory_bytes: {
    type: 'gauge',
    unit: 'bytes',
    labels: {},
    help: 'Resident memory.',
    question: 'Does it fit its limit?',
  },
  process_start_time_seconds: {
    type: 'gauge',
    unit: 'timestamp',
    labels: {},
    help: 'When the process started.',
    question: 'Does it restart?',
  },
  nodejs_heap_size_used_bytes: {
    type: 'gauge',
    unit: 'bytes',
    labels: {},
    help: 'Used part of the JavaScript heap.',
    question: 'Does it leak?',
  },
  nodejs_eventloop_lag_p99_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: {},
    help: '99th percentile of the delay of the event loop since the scrape before.',
    question: 'Is the one thread busy?',
  },
  nodejs_eventloop_lag_max_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: {},
    help: 'Longest delay of the event loop since the scrape before.',
    question: 'Does something hold the one thread?',
  },
} as const satisfies Readonly<Record<string, Definition>>
