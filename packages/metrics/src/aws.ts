import type { CallSeen, Lane } from '@windlass/core/controller'
import type { Book } from './book.ts'
import { coarse } from './table/word.ts'

/** Counts a call to AWS. */
export function called(book: Book, call: CallSeen): void {
  const { service, action, mutating, status, errorClass } = call
  const failed = errorClass !== undefined || call.code !== undefined
  const seconds = call.ms / 1000
  const outcome = failed ? coarse(errorClass ?? 'unknown') : 'success'
  book.count('windlass_aws_requests_total', { service, action, class: outcome })
  book.observe('windlass_aws_request_duration_seconds', { service, sort: mutating ? 'write' : 'read' }, seconds)
  book.count('windlass_aws_request_seconds_total', { service, action }, seconds)
  book.count('ack_outbound_api_requests_total', { service, op_type: operationType(action), op_id: action })
  if (!failed) return
  book.count('windlass_aws_errors_total', { service, class: errorClass ?? 'unknown' })
  book.count('ack_outbound_api_requests_error_total', { service, op_id: action, status_code: httpStatus(status) })
  if (outcome === 'throttle') book.count('windlass_aws_throttles_total', { service, action })
}

/** Counts the wait of a call for its bucket. */
export function limited(
  book: Book,
  { service, action, lane, ms, tokens }: { service: string; action: string; lane: Lane; ms: number; tokens: number },
): void {
  book.observe('windlass_aws_limiter_wait_seconds', { service, lane }, ms / 1000)
  if (ms >= 1) book.count('windlass_aws_limited_seconds_total', { service, action, lane }, ms / 1000)
  if (Number.isFinite(tokens)) book.set('windlass_aws_bucket_tokens', { service, action }, tokens)
}

/** Counts a shared read. */
export function batched(
  book: Book,
  { service, action, keys, calls, ms }: { service: string; action: string; keys: number; calls: number; ms: number },
): void {
  book.observe('windlass_batch_size', { service }, keys)
  book.observe('windlass_batch_wait_seconds', { service }, ms / 1000)
  book.count('windlass_batch_keys_total', { service, action }, keys)
  book.count('windlass_calls_saved_total', { service, action }, keys - calls)
}

/** The words of ACK for what a call does. */
function operationType(action: string): string {
  if (/^(Describe|List|Search)/.test(action)) return 'READ_MANY'
  if (action.startsWith('Get')) return 'GET'
  if (/^(Create|Delete)Tags$|^(Tag|Untag)/.test(action)) return 'UPDATE'
  if (/^(Create|Run|Allocate)/.test(action)) return 'CREATE'
  if (/^(Delete|Terminate|Release|Cancel)/.test(action)) return 'DELETE'
  return 'UPDATE'
}

/** A status as a label: bounded, whatever stands between us and AWS answers. */
const httpStatus = (status: number) => (status === 0 || (status >= 100 && status < 600) ? String(status) : 'other')
