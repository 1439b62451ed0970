import type { NormalizedSchema } from '@smithy/core/schema'
import { AwsFault, missing } from '../fault.ts'
import { record, requiredCount, type Service } from './schema.ts'

const wrong = (service: Service, path: string, value: unknown) =>
  service === 'efs'
    ? new AwsFault('ValidationException', `Value at '${path}' failed to satisfy its type`, 400, {
        ErrorCode: 'ValidationException',
      })
    : new AwsFault('InvalidParameterValue', `Value (${JSON.stringify(value)}) for parameter ${path} is invalid.`)

const absent = (service: Service, path: string) =>
  service === 'efs'
    ? new AwsFault(
        'ValidationException',
        `Value null at '${path}' failed to satisfy constraint: Member must not be null`,
        400,
        { ErrorCode: 'ValidationException' },
      )
    : missing(path)

/**
 * A deep copy of a request in which every member is known, of its type, and present when required. Throws the fault AWS
 * answers: `UnknownParameter`, `MissingParameter`, `InvalidParameterValue`; for EFS `ValidationException`. Null counts as absent.
 */
export function checkInput(service: Service, schema: NormalizedSchema, value: unknown, path = ''): unknown {
  if (schema.isStructSchema()) return checkStruct(service, schema, value, path)
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw wrong(service, path, value)
    const element = schema.getValueSchema()
    return value.map((one, i) => checkInput(service, element, one, `${path}.${i + 1}`))
  }
  if (schema.isMapSchema()) {
    const entries = record(value)
    if (!entries) throw wrong(service, path, value)
    return Object.fromEntries(
      Object.entries(entries).map(([key, one]) => [
        key,
        checkInput(service, schema.getValueSchema(), one, `${path}.${key}`),
      ]),
    )
  }
  return checkScalar(service, schema, value, path)
}

function checkStruct(service: Service, schema: NormalizedSchema, value: unknown, path: string): object {
  const given = record(value ?? {})
  if (!given) throw wrong(service, path, value)
  const prefix = path === '' ? '' : `${path}.`
  const unknown = new Set(Object.keys(given).filter((key) => given[key] !== undefined && given[key] !== null))
  const copy: Record<string, unknown> = {}
  let left = requiredCount(schema)
  for (const [name, member] of schema.structIterator()) {
    const one = given[name]
    if (one !== undefined && one !== null) copy[name] = checkInput(service, member, one, prefix + name)
    else if (left > 0 && !member.isIdempotencyToken()) throw absent(service, prefix + name)
    unknown.delete(name)
    left--
  }
  for (const name of unknown)
    if (service !== 'efs') throw new AwsFault('UnknownParameter', `The parameter ${prefix}${name} is not recognized`)
  return copy
}

function checkScalar(service: Service, schema: NormalizedSchema, value: unknown, path: string): unknown {
  if (schema.isTimestampSchema()) {
    const date = value instanceof Date ? value : new Date(typeof value === 'number' ? value : String(value))
    if (Number.isNaN(date.getTime())) throw wrong(service, path, value)
    return new Date(date.getTime())
  }
  if (schema.isBlobSchema()) {
    if (!(value instanceof Uint8Array)) throw wrong(service, path, value)
    return value.slice()
  }
  const kind = schema.isBooleanSchema() ? 'boolean' : schema.isNumericSchema() ? 'number' : undefined
  if (kind && typeof value !== kind) throw wrong(service, path, value)
  if (!kind && schema.isStringSchema() && typeof value !== 'string') throw wrong(service, path, value)
  return value
}

/** A deep copy of an answer with only the members its schema knows: what the simulator keeps for itself stays inside. */
export function copyOutput(schema: NormalizedSchema, value: unknown): unknown {
  if (value === undefined || value === null) return undefined
  if (schema.isUnitSchema()) return {}
  if (schema.isStructSchema()) {
    const given = record(value) ?? {}
    const copy: Record<string, unknown> = {}
    for (const [name, member] of schema.structIterator()) {
      const one = copyOutput(member, given[name])
      if (one !== undefined) copy[name] = one
    }
    return copy
  }
  if (schema.isListSchema())
    return Array.isArray(value) ? value.map((one) => copyOutput(schema.getValueSchema(), one)) : []
  if (schema.isMapSchema()) {
    const entries = Object.entries(record(value) ?? {})
    return Object.fromEntries(entries.map(([key, one]) => [key, copyOutput(schema.getValueSchema(), one)]))
  }
  if (value instanceof Date) return new Date(value.getTime())
  return value instanceof Uint8Array ? value.slice() : value
}
