import { KubeError, type KubeObject } from './transport.ts'

/** A JSON object: not null, not an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** True for anything that carries the metadata every stored Kubernetes object has: name, uid, resourceVersion. */
export function isKubeObject(value: unknown): value is KubeObject {
  if (!isRecord(value) || !isRecord(value.metadata)) return false
  const { name, uid, resourceVersion } = value.metadata
  return typeof name === 'string' && typeof uid === 'string' && typeof resourceVersion === 'string'
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

/**
 * The object without `metadata.managedFields` and without kubectl's last-applied annotation: together often more than
 * half of an object, and nothing in a controller reads them. A trimmed object must therefore never be sent back whole;
 * all writes are patches. The argument is not changed.
 */
export function trim(object: KubeObject): KubeObject {
  const { annotations } = object.metadata
  const applied = annotations !== undefined && Object.hasOwn(annotations, lastApplied)
  if (!applied && !('managedFields' in object.metadata)) return object
  const metadata = without(object.metadata, 'managedFields')
  const trimmed = {
    ...object,
    metadata: applied ? { ...metadata, annotations: without(annotations, lastApplied) } : metadata,
  }
  return isKubeObject(trimmed) ? trimmed : object
}

function without(record: object, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([each]) => each !== name))
}

/** The API server's refusal as an error. Bodies that are no Status (a proxy's page, say) still give a sentence. */
export function refusal(status: number, body: unknown): KubeError {
  if (!isRecord(body)) {
    const text = typeof body === 'string' && body.trim() !== '' ? body.trim().slice(0, 200) : 'no explanation'
    return new KubeError(status, reasonOf(status), `The API server answered ${status}: ${text}`)
  }
  const reason = typeof body.reason === 'string' && body.reason !== '' ? body.reason : reasonOf(status)
  const message = typeof body.message === 'string' ? body.message : `The API server answered ${status} ${reason}.`
  return new KubeError(status, reason, message)
}

/**
 * Orders two resourceVersions of one resource type: negative when `a` is older, zero when equal, positive when newer.
 * Undefined when either is not a decimal integer, for then nothing but equality can be told.
 */
export function compareVersions(a: string, b: string): number | undefined {
  if (a === b) return 0
  if (!decimal.test(a) || !decimal.test(b)) return undefined
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : 1
}

const decimal = /^(0|[1-9][0-9]*)$/

function reasonOf(status: number): string {
  return reasons.get(status) ?? (status >= 500 ? 'InternalError' : 'Unknown')
}

const reasons: ReadonlyMap<number, string> = new Map([
  [400, 'BadRequest'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'NotFound'],
  [409, 'Conflict'],
  [410, 'Gone'],
  [422, 'Invalid'],
  [429, 'TooManyRequests'],
  [503, 'ServiceUnavailable'],
  [504, 'Timeout'],
])
