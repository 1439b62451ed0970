/**
 * A call ended before any of it was written to a connection, so it certainly had no effect. `message` is that of the cause.
 */
export class UnsentError extends Error {
  override readonly name = 'UnsentError'

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

/** What kept a call from leaving; the error itself where it says nothing of that. */
export function causeOf(error: unknown): unknown {
  return error instanceof UnsentError ? error.cause : error
}

/** Codes of a look-up of a name that found nothing: getaddrinfo(3), as Node and Bun pass them on. */
const unresolved: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NONAME', 'EAI_NODATA', 'EAI_FAIL'])

/** Codes of connect(2) that no established connection can end with. */
const refused: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ConnectionRefused', 'FailedToOpenSocket'])

/** Codes that speak of a connection that was not opened, where the system call says that it was to be. */
const unrouted: ReadonlySet<string> = new Set([
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ETIMEDOUT',
  'EADDRNOTAVAIL',
])

/** Names of errors that the SDK throws while it has no credentials to sign with. */
const unsigned: ReadonlySet<string> = new Set(['CredentialsProviderError', 'TokenProviderError'])

/**
 * Whether a call that ended with this error certainly never left this process: by what the error says of itself. An error
 * for several addresses is one only when it holds for each. What may have broken an open connection is none.
 */
export function neverLeft(error: unknown): boolean {
  if (error instanceof UnsentError) return true
  if (!(error instanceof Error)) return false
  if (unsigned.has(error.name) || regionRefused(error)) return true
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(neverLeft)
  const { code, syscall } = { code: undefined, syscall: undefined, ...error }
  if (typeof code !== 'string') return false
  return unresolved.has(code) || refused.has(code) || (unrouted.has(code) && syscall === 'connect')
}

/** Whether the SDK refused the name of a region. It gives such an error no code of its own. */
export function regionRefused(error: unknown): boolean {
  return error instanceof Error && /^(Region not accepted|Region is missing)\b/.test(error.message)
}
