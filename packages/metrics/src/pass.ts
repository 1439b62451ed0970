import type { PassSeen } from '@windlass/core/controller'
import type { Book } from './book.ts'

const results: Readonly<Record<PassSeen['outcome'], string>> = {
  settled: 'success',
  gone: 'success',
  again: 'requeue_after',
  blocked: 'requeue_after',
  failed: 'error',
}

/** Counts a pass as controller-runtime would. */
export function passed(book: Book, pass: PassSeen): void {
  const controller = pass.kind.toLowerCase()
  book.count('controller_runtime_reconcile_total', { controller, result: results[pass.outcome] })
  book.observe('controller_runtime_reconcile_time_seconds', { controller }, pass.ms / 1000)
  if (pass.outcome !== 'failed') return
  book.count('controller_runtime_reconcile_errors_total', { controller })
  if (pass.errorClass === 'terminal') book.count('controller_runtime_terminal_reconcile_errors_total', { controller })
  if (pass.panicked) book.count('controller_runtime_reconcile_panics_total', { controller })
}
