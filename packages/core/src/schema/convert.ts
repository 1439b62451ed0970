import { isItem } from './json.ts'
import type { Shape, Structure } from './shape.ts'

/** A value that cannot be turned into what AWS takes at its place. Found before anything is sent. */
export class ConversionError extends Error {
  override readonly name = 'ConversionError'
  readonly code = 'InvalidValue'
  constructor(value: string, expected: string) {
    super(`${JSON.stringify(value)} is not ${expected}. Correct it in the spec.`)
  }
}

/**
 * Kubernetes JSON in the form the SDK takes: members in AWS's spelling, ISO texts as dates, base64 as bytes. Members
 * that the shape does not have, and nulls, are left out. Throws `ConversionError` for a text that is no date.
 */
export function toAWS(shape: Shape, value: unknown): unknown {
  if (value === undefined || value === null) return undefined
  switch (shape.is) {
    case 'structure':
      return structureToAWS(shape, value)
    case 'list':
      return Array.isArray(value) ? defined(value.map((element) => toAWS(shape.of(), element))) : undefined
    case 'map':
      return isItem(value) ? mapped(value, (inner) => toAWS(shape.of(), inner)) : undefined
    case 'timestamp':
      return typeof value === 'string' ? date(value) : value
    case 'bytes':
      return typeof value === 'string' ? Uint8Array.from(Buffer.from(value, 'base64')) : value
    default:
      return value
  }
}

/**
 * What the SDK answers in the form Kubernetes keeps: members in the Kubernetes spelling, dates as ISO text with whole
 * seconds, bytes as base64. Members that the shape does not have, and nulls, empty lists and empty objects, are left
 * out: AWS answers them where it means "none". False, zero and the empty text stay.
 */
export function toKubernetes(shape: Shape, value: unknown): unknown {
  if (value === undefined || value === null) return undefined
  if (value instanceof Date) return value.toISOString().replace(/\.\d{3}Z$/, 'Z')
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  switch (shape.is) {
    case 'structure':
      return isItem(value) ? filled(structureToKubernetes(shape, value)) : undefined
    case 'list':
      return Array.isArray(value) ? listToKubernetes(shape.of(), value) : undefined
    case 'map':
      return isItem(value) ? filled(mapped(value, (inner) => toKubernetes(shape.of(), inner))) : undefined
    default:
      return value
  }
}

function structureToAWS(shape: Structure, value: unknown): unknown {
  if (!isItem(value)) return undefined
  const fields = shape.byField()
  const out: Record<string, unknown> = {}
  for (const key of Object.keys(value)) {
    const member = fields.get(key)
    const inner = member && toAWS(member.shape, value[key])
    if (member !== undefined && inner !== undefined) out[member.name] = inner
  }
  return out
}

function structureToKubernetes(shape: Structure, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const names = shape.byName()
  const out: Record<string, unknown> = {}
  for (const key of Object.keys(value)) {
    const member = names.get(key)
    const inner = member && toKubernetes(member.shape, value[key])
    if (member !== undefined && inner !== undefined) out[member.field] = inner
  }
  return out
}

function listToKubernetes(of: Shape, values: readonly unknown[]): unknown {
  const list = defined(values.map((element) => toKubernetes(of, element)))
  return list.length === 0 ? undefined : list
}

function mapped(
  value: Readonly<Record<string, unknown>>,
  convert: (inner: unknown) => unknown,
): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const key of Object.keys(value)) {
    const inner = convert(value[key])
    if (inner !== undefined) out[key] = inner
  }
  return out
}

function filled(value: Record<string, unknown>): Record<string, unknown> | undefined {
  return Object.keys(value).length === 0 ? undefined : value
}

function defined(values: readonly unknown[]): unknown[] {
  return values.filter((value) => value !== undefined)
}

function date(value: string): Date {
  const ms = Date.parse(value)
  if (Number.isNaN(ms)) throw new ConversionError(value, 'a date and time such as 2030-01-31T12:00:00Z')
  return new Date(ms)
}
