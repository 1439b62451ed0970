import { Buffer } from 'node:buffer'
import type { NormalizedSchema } from '@smithy/core/schema'
import { AwsFault } from '../engine/fault.ts'
import {
  errorSchema,
  hasTrait,
  type OperationShape,
  operations,
  record,
  type Service,
  trait,
} from '../schema/schema.ts'

/** A REST operation found by method and path, with the values of its path labels. */
export interface Route {
  readonly shape: OperationShape
  readonly labels: Readonly<Record<string, string>>
}

function match(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split('?')[0]?.split('/') ?? []
  const given = path.split('/')
  if (given.length !== wanted.length) return undefined
  const labels: Record<string, string> = {}
  for (const [i, part] of wanted.entries()) {
    const value = decodeURIComponent(given[i] ?? '')
    if (part.startsWith('{')) labels[part.slice(1, -1)] = value
    else if (part !== value) return undefined
  }
  return labels
}

/** The operation a method and path name, or undefined. A literal segment wins over a label. */
export function routeRest(service: Service, method: string, path: string): Route | undefined {
  let best: Route | undefined
  for (const shape of operations[service].values()) {
    if (shape.http?.method !== method) continue
    const labels = match(shape.http.path, path)
    if (labels && (!best || Object.keys(labels).length < Object.keys(best.labels).length)) best = { shape, labels }
  }
  return best
}

const malformed = (detail: string) => new AwsFault('BadRequest', detail, 400, { ErrorCode: 'BadRequest' })

/** The request that labels, query and JSON body state together, typed by the schema. Throws `BadRequest` when the body is no JSON object. */
export function decodeRest(route: Route, query: URLSearchParams, body: string): unknown {
  const json = parseBody(body)
  const out: Record<string, unknown> = {}
  for (const [name, member] of route.shape.input.structIterator()) {
    const queryName = trait(member, 'httpQuery')
    if (hasTrait(member, 'httpLabel')) out[name] = read(member, route.labels[name])
    else if (queryName !== undefined) {
      const given = query.getAll(queryName)
      if (given.length > 0)
        out[name] = member.isListSchema()
          ? given.map((one) => read(member.getValueSchema(), one))
          : read(member, given[0])
    } else {
      const one = json[trait(member, 'jsonName') ?? name]
      if (one !== undefined && one !== null) out[name] = read(member, one)
    }
  }
  return out
}

function parseBody(body: string): Readonly<Record<string, unknown>> {
  if (body === '') return {}
  try {
    const json = record(JSON.parse(body))
    if (json) return json
  } catch {
    throw malformed('The request body is not valid JSON')
  }
  throw malformed('The request body is not a JSON object')
}

function read(schema: NormalizedSchema, value: unknown): unknown {
  if (schema.isStructSchema()) {
    const given = record(value)
    if (!given) return value
    const out: Record<string, unknown> = {}
    for (const [name, member] of schema.structIterator()) {
      const one = given[trait(member, 'jsonName') ?? name]
      if (one !== undefined && one !== null) out[name] = read(member, one)
    }
    return out
  }
  if (schema.isListSchema())
    return Array.isArray(value) ? value.map((one) => read(schema.getValueSchema(), one)) : value
  if (schema.isTimestampSchema()) return typeof value === 'number' ? new Date(value * 1000) : new Date(String(value))
  if (schema.isBlobSchema()) return typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : value
  if (schema.isNumericSchema() && typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) return Number(value)
  if (schema.isBooleanSchema() && (value === 'true' || value === 'false')) return value === 'true'
  return value
}

function write(schema: NormalizedSchema, value: unknown): unknown {
  if (schema.isStructSchema()) {
    const given = record(value) ?? {}
    const out: Record<string, unknown> = {}
    for (const [name, member] of schema.structIterator())
      if (given[name] !== undefined && given[name] !== null)
        out[trait(member, 'jsonName') ?? name] = write(member, given[name])
    return out
  }
  if (schema.isListSchema()) return Array.isArray(value) ? value.map((one) => write(schema.getValueSchema(), one)) : []
  if (value instanceof Date) return value.getTime() / 1000
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return value
}

/** The JSON body of a successful answer; empty for an operation without output. */
export function encodeRest(shape: OperationShape, value: unknown): string {
  return shape.http?.status === 204 || shape.output.isUnitSchema() ? '' : JSON.stringify(write(shape.output, value))
}

/** Status and JSON body of an error; the status is the one the service models for the code, else the fault's own. */
export function encodeRestError(service: Service, fault: AwsFault): { status: number; body: string } {
  const schema = errorSchema(service, fault.code)
  const modelled = schema && record(schema.getMergedTraits())?.httpError
  const body = { ErrorCode: fault.code, ...fault.fields, Message: fault.message, message: fault.message }
  return { status: typeof modelled === 'number' ? modelled : fault.status, body: JSON.stringify(body) }
}
