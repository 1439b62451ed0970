/**
 * An error AWS answers a call with. `name` and `code` are AWS's error code; `fields` are the further members of the
 * modelled error (EFS), such as `FileSystemId`. Shaped like the SDK's own exceptions, so a caller that inspects
 * `name`, `message` and `$metadata` cannot tell the two apart.
 */
export class AwsFault extends Error {
  readonly code: string
  readonly status: number
  readonly fields: Readonly<Record<string, unknown>>
  readonly $fault: 'client' | 'server'
  readonly $metadata: { httpStatusCode: number; requestId: string; attempts: number }

  constructor(code: string, message: string, status = 400, fields: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.name = code
    this.code = code
    this.status = status
    this.fields = fields
    this.$fault = status >= 500 ? 'server' : 'client'
    this.$metadata = { httpStatusCode: status, requestId: '', attempts: 1 }
    Object.assign(this, fields)
  }
}

/** The connection broke before (`reset`) or after (`drop`) the effect: the caller gets no AWS answer, only a socket error. */
export class ConnectionLost extends Error {
  readonly code = 'ECONNRESET'

  constructor(operation: string) {
    super(`The connection was reset while ${operation} was in flight; whether it took effect is unknown`)
    this.name = 'ConnectionLost'
  }
}

/** `InvalidParameterValue` with AWS's usual sentence for one value. */
export function invalidValue(parameter: string, value: unknown, detail = ''): AwsFault {
  const tail = detail === '' ? '' : ` ${detail}`
  return new AwsFault('InvalidParameterValue', `Value (${String(value)}) for parameter ${parameter} is invalid.${tail}`)
}

/** `MissingParameter` with AWS's sentence. */
export function missing(parameter: string): AwsFault {
  return new AwsFault('MissingParameter', `The request must contain the parameter ${parameter}`)
}
