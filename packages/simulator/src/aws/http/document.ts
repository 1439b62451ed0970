import { Buffer } from 'node:buffer'
import type { NormalizedSchema } from '@smithy/core/schema'
import type { AwsFault } from '../engine/fault.ts'
import { record } from '../schema/schema.ts'

/** What a member is called in JSON. */
export type Naming = (name: string, member: NormalizedSchema) => string

/** A JSON body as an object; an empty one has no members. Throws what `refuse` makes of a sentence for anything else. */
export function bodyOf(body: string, refuse: (detail: string) => AwsFault): Readonly<Record<string, unknown>> {
  if (body === '') return {}
  try {
    const json = record(JSON.parse(body))
    if (json) return json
  } catch {
    throw refuse('The request body is not valid JSON')
  }
  throw refuse('The request body is not a JSON object')
}

function mapped(value: unknown, change: (one: unknown) => unknown): unknown {
  const entries = record(value)
  return entries ? Object.fromEntries(Object.entries(entries).map(([key, one]) => [key, change(one)])) : value
}

/** A JSON value typed by its schema. What has another type is left as it is, for the check of the request to refuse. */
export function readDocument(schema: NormalizedSchema, value: unknown, name: Naming): unknown {
  const read = (inner: NormalizedSchema, one: unknown) => readDocument(inner, one, name)
  if (schema.isStructSchema()) {
    const given = record(value)
    if (!given) return value
    const out: Record<string, unknown> = {}
    for (const [key, member] of schema.structIterator()) {
      const one = given[name(key, member)]
      if (one !== undefined && one !== null) out[key] = read(member, one)
    }
    return out
  }
  if (schema.isListSchema())
    return Array.isArray(value) ? value.map((one) => read(schema.getValueSchema(), one)) : value
  if (schema.isMapSchema()) return mapped(value, (one) => read(schema.getValueSchema(), one))
  if (schema.isTimestampSchema()) return typeof value === 'number' ? new Date(value * 1000) : new Date(String(value))
  if (schema.isBlobSchema()) return typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : value
  if (schema.isNumericSchema() && typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) return Number(value)
  if (schema.isBooleanSchema() && (value === 'true' || value === 'false')) return value === 'true'
  return value
}

/** A value as JSON, with the members its schema has. */
export function writeDocument(schema: NormalizedSchema, value: unknown, name: Naming): unknown {
  const write = (inner: NormalizedSchema, one: unknown) => writeDocument(inner, one, name)
  if (schema.isStructSchema()) {
    const given = record(value) ?? {}
    const out: Record<string, unknown> = {}
    for (const [key, member] of schema.structIterator())
      if (given[key] !== undefined && given[key] !== null) out[name(key, member)] = write(member, given[key])
    return out
  }
  if (schema.isListSchema()) return Array.isArray(value) ? value.map((one) => write(schema.getValueSchema(), one)) : []
  if (schema.isMapSchema()) return mapped(value, (one) => write(schema.getValueSchema(), one))
  if (value instanceof Date) return value.getTime() / 1000
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return value
}
