import { compact, type Json, type JsonObject } from './json.ts'

/** A refusal, as the API server words it: `toStatus()` is the `Status` object that goes on the wire. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    readonly details?: JsonObject,
    readonly metadata: JsonObject = {},
  ) {
    super(message)
  }

  /** What goes on the wire: a `Status`, or the plain text that a path without anything behind it has. */
  toBody(): Json {
    return this.code === 404 && this.details === undefined ? plainAbsent : this.toStatus()
  }

  toStatus(): JsonObject {
    return compact({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: this.metadata,
      status: 'Failure',
      message: this.message,
      reason: this.reason === '' ? undefined : this.reason,
      details: this.details,
      code: this.code,
    })
  }
}

/** What a refusal is about: the plural and group of a resource and, where there is one, the object's name. */
export interface Subject {
  readonly group: string
  readonly resource: string
  readonly name?: string | undefined
}

const qualified = (subject: Subject) =>
  subject.group === '' ? subject.resource : `${subject.resource}.${subject.group}`

const details = (subject: Subject, kind = subject.resource, extra: Record<string, Json> = {}) =>
  compact({ name: subject.name || undefined, group: subject.group || undefined, kind: kind || undefined, ...extra })

/** Nothing is served at a path: the one refusal that is no `Status`. */
export const absent = () => new ApiError(404, 'NotFound', 'the server could not find the requested resource')

const plainAbsent = '404 page not found\n'

export const notFound = (subject: Subject) =>
  new ApiError(404, 'NotFound', `${qualified(subject)} "${subject.name ?? ''}" not found`, details(subject))

export const alreadyExists = (subject: Subject, ending = false) =>
  new ApiError(
    409,
    'AlreadyExists',
    `${ending ? 'object is being deleted: ' : ''}${qualified(subject)} "${subject.name ?? ''}" already exists`,
    details(subject),
  )

export const forbidden = (subject: Subject, why: string, causes?: readonly Json[]) =>
  new ApiError(
    403,
    'Forbidden',
    `${qualified(subject)} "${subject.name ?? ''}" is forbidden: ${why}`,
    details(subject, subject.resource, causes === undefined ? {} : { causes }),
  )

export const conflict = (subject: Subject, why: string) =>
  new ApiError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(subject)} "${subject.name ?? ''}": ${why}`,
    details(subject),
  )

export const modified = (subject: Subject) =>
  conflict(subject, 'the object has been modified; please apply your changes to the latest version and try again')

export const badRequest = (message: string) => new ApiError(400, 'BadRequest', message)

/** 422 without a field: what the real server says when a JSON patch does not apply. */
export const unprocessable = () =>
  new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request', {})

export const unsupportedMedia = (accepted: readonly string[]) =>
  new ApiError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  )

export const tooMuch = (why: string) => new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: ${why}`)

export const methodNotAllowed = () =>
  new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {})

/** 405 from the storage of a kind, which names the verb. */
export const unsupportedVerb = (subject: Subject, verb: string) =>
  new ApiError(
    405,
    'MethodNotAllowed',
    `${verb} is not supported on resources of kind "${qualified(subject)}"`,
    details({ ...subject, name: undefined }),
  )

export const expired = (message: string, metadata: JsonObject = {}) =>
  new ApiError(410, 'Expired', message, undefined, metadata)

export const tooOld = (asked: number, floor: number) => expired(`too old resource version: ${asked} (${floor})`)

export const tooLarge = (asked: number, current: number) =>
  new ApiError(504, 'Timeout', `Timeout: Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  })

/** One thing wrong with one field, in the API server's words. */
export interface FieldError {
  readonly reason: FieldReason
  readonly field: string
  readonly message: string
}

export type FieldReason =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueTypeInvalid'
  | 'FieldValueForbidden'
  | 'FieldValueDuplicate'
  | 'FieldValueNotSupported'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'

export const required = (field: string, why = ''): FieldError => ({
  reason: 'FieldValueRequired',
  field,
  message: why === '' ? 'Required value' : `Required value: ${why}`,
})

export const unsupported = (field: string, value: string, supported: readonly string[]): FieldError => ({
  reason: 'FieldValueNotSupported',
  field,
  message: `Unsupported value: ${value}: supported values: ${supported.map((each) => JSON.stringify(each)).join(', ')}`,
})

/** Refuses a word that is none of those supported. */
export const notAmong = (field: string, value: string, supported: readonly string[]): FieldError[] =>
  supported.includes(value) ? [] : [unsupported(field, JSON.stringify(value), supported)]

export const forbiddenValue = (field: string, why: string): FieldError => ({
  reason: 'FieldValueForbidden',
  field,
  message: `Forbidden: ${why}`,
})

export const invalidValue = (field: string, value: string, why: string): FieldError => ({
  reason: 'FieldValueInvalid',
  field,
  message: `Invalid value: ${value}: ${why}`,
})

/** 422: the object has these faults. Kind and group name the type, as the real server does here and nowhere else. */
export function invalid(group: string, kind: string, name: string, errors: readonly FieldError[]): ApiError {
  const lines = errors.map((error) => `${error.field}: ${error.message}`)
  const about = lines.length === 1 ? (lines[0] ?? '') : `[${lines.join(', ')}]`
  const subject = { group, resource: kind, name }
  return new ApiError(
    422,
    'Invalid',
    `${qualified(subject)} "${name}" is invalid: ${about}`,
    details(subject, kind, {
      causes: errors.map(({ reason, message, field }) => ({ reason, message, field })),
    }),
  )
}
