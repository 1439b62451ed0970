import type { Observer } from '@windlass/core/controller'
import type { Book } from './book.ts'

const methods: ReadonlyMap<string, string> = new Map([
  ['get', 'GET'],
  ['list', 'GET'],
  ['watch', 'GET'],
  ['create', 'POST'],
  ['patch', 'PATCH'],
  ['apply', 'PATCH'],
  ['delete', 'DELETE'],
])

/** Counts an answer of the Kubernetes API by what went over the wire. */
export function exchanged(book: Book, host: string, exchange: Parameters<Observer['exchanged']>[0]): void {
  const { method: verb, status, sent, received, repeated } = exchange
  if (repeated) book.count('rest_client_request_retries_total', { code: String(status), verb, host })
  book.observe('rest_client_request_size_bytes', { verb, host }, sent)
  if (received !== undefined) book.observe('rest_client_response_size_bytes', { verb, host }, received)
}

/** Counts a request to the Kubernetes API. The length of a watch is not the time of an answer. */
export function kube(
  book: Book,
  host: string,
  request: { verb: string; resource: string; code: number; ms: number },
): void {
  const { verb, resource, code, ms } = request
  // An increase from nothing is none to Prometheus: what is watched is there at 0 before its first divergence.
  if (verb === 'list') book.count('windlass_watch_divergences_total', { resource }, 0)
  const method = methods.get(verb) ?? 'other'
  book.count('rest_client_requests_total', { code: code === 0 ? '<error>' : String(code), method, host })
  if (verb !== 'watch') book.observe('rest_client_request_duration_seconds', { verb: method, host }, ms / 1000)
}
