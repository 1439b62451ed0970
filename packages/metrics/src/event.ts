import type { Happening } from '@windlass/core/controller'
import type { Book } from './book.ts'
import type { Fleet } from './fleet.ts'

const durations = {
  applied: 'windlass_resource_apply_lag_seconds',
  ready: 'windlass_resource_time_to_ready_seconds',
  recovered: 'windlass_resource_out_of_sync_seconds',
  deleted: 'windlass_deletion_duration_seconds',
} as const

/** Counts what happened to an object, or to the process. */
export function happened(book: Book, fleet: Fleet, event: Happening): void {
  switch (event.is) {
    case 'applied':
    case 'ready':
    case 'recovered':
    case 'deleted':
      book.observe(durations[event.is], { kind: event.kind }, event.ms / 1000)
      break
    case 'drifted':
    case 'corrected':
    case 'mutated':
      changed(book, event)
      break
    case 'vanished':
      if (event.missing > 0) book.set('windlass_missing_objects', { kind: event.kind }, event.missing)
      else book.drop('windlass_missing_objects', { kind: event.kind })
      break
    case 'recalled':
      recalled(book, event.kind, event.how)
      break
    case 'counted':
      counted(book, event)
      break
    case 'dismissed':
      book.count('windlass_duplicates_removed_total', { kind: event.kind })
      break
    case 'kept':
      book.count('windlass_kept_total', { kind: event.kind, by: event.by })
      break
    case 'slowed':
      book.set('windlass_mass_deletion_waiting', {}, event.waiting)
      break
    case 'verified':
      fleet.verified(event.uid, event.at)
      break
    case 'missed':
      book.count('windlass_sweep_misses_total', { kind: event.kind })
      break
    default:
      processed(book, fleet, event)
  }
}

type Processed = Extract<
  Happening,
  { is: 'diverged' | 'heard' | 'missing' | 'started' | 'placed' | 'credentials' | 'elected' | 'reread' | 'connected' }
>

function processed(book: Book, fleet: Fleet, event: Processed): void {
  switch (event.is) {
    case 'diverged':
      book.count('windlass_watch_divergences_total', { resource: event.resource })
      break
    case 'heard':
      book.set('windlass_watch_heard_timestamp_seconds', { resource: event.resource }, event.at / 1000)
      book.set('windlass_watch_missing', { resource: event.resource }, 0)
      break
    case 'missing':
      book.set('windlass_watch_missing', { resource: event.resource }, event.missing ? 1 : 0)
      break
    case 'started':
      started(book, event)
      break
    case 'placed':
      fleet.home(event)
      break
    case 'credentials':
      book.set('windlass_aws_credentials_valid', {}, event.valid ? 1 : 0)
      book.set('windlass_aws_credentials_expiration_timestamp_seconds', {}, (event.expires ?? 0) / 1000)
      break
    case 'elected':
      book.set('leader_election_master_status', { name: event.lease }, event.leading ? 1 : 0)
      book.count('leader_election_slowpath_total', { name: event.lease }, 0)
      break
    case 'reread':
      book.count('leader_election_slowpath_total', { name: event.lease })
      break
    case 'connected':
      break
  }
}

function changed(book: Book, event: Extract<Happening, { is: 'drifted' | 'corrected' | 'mutated' }>): void {
  const { kind } = event
  if (event.is === 'mutated') book.count('windlass_mutations_total', { kind, verb: event.verb, trigger: event.trigger })
  else if (event.is === 'corrected') book.count('windlass_drift_corrected_total', { kind, field: event.field })
  else drifted(book, event)
}

function drifted(book: Book, { kind, field, source, ms }: Extract<Happening, { is: 'drifted' }>): void {
  book.count('windlass_drift_detected_total', { kind, field, source })
  if (ms !== undefined) book.observe('windlass_drift_detection_delay_seconds', { source }, ms / 1000)
}

/** What there is none of has no series: most kinds never have any. */
function counted(book: Book, { kind, twins, orphans }: Extract<Happening, { is: 'counted' }>): void {
  for (const [name, count] of [
    ['windlass_duplicates', twins],
    ['windlass_orphans', orphans],
  ] as const)
    if (count > 0) book.set(name, { kind }, count)
    else book.drop(name, { kind })
}

function recalled(book: Book, kind: string, how: 'token' | 'tag' | 'naturalkey' | 'record'): void {
  book.count('windlass_create_recovered_total', { kind, how })
  if (how !== 'token') book.count('windlass_duplicates_prevented_total', { kind })
}

function started(book: Book, { kind, workers, interval }: Extract<Happening, { is: 'started' }>): void {
  book.set('controller_runtime_max_concurrent_reconciles', { controller: kind.toLowerCase() }, workers)
  book.set('windlass_verify_interval_seconds', { kind }, interval / 1000)
}
