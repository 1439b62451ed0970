import { canonical, equal, isList, isObject, type Json, type JsonObject } from '../value/json.ts'
import { type FieldError, invalidValue, required } from '../value/status.ts'
import { bounds } from './bounds.ts'
import { fits } from './format.ts'
import { elementKey, type Schema, typeWord } from './schema.ts'

/**
 * Checks a value against its schema, in the API server's words. A part that equals the same part of `old` is not
 * checked again, so an object that was valid when it was stored can still be changed elsewhere.
 */
export function validate(value: Json, schema: Schema, old?: Json): FieldError[] {
  const errors: FieldError[] = []
  check(value, schema, old, '', errors)
  return errors
}

const join = (path: string, name: string) => (path === '' ? name : `${path}.${name}`)

function check(value: Json, schema: Schema, old: Json | undefined, path: string, errors: FieldError[]): void {
  if (old !== undefined && equal(value, old)) return
  const wrong = typeError(value, schema, path)
  if (wrong !== undefined) {
    errors.push(wrong)
    return
  }
  if (value === null) return
  scalar(value, schema, path, errors)
  combine(value, schema, path, errors)
  if (isList(value)) checkList(value, schema, old, path, errors)
  if (isObject(value)) checkObject(value, schema, old, path, errors)
}

function typeError(value: Json, schema: Schema, path: string): FieldError | undefined {
  const actual = typeWord(value)
  if (value === null && (schema.nullable || (schema.type === '' && !schema.intOrString))) return undefined
  if (schema.intOrString) {
    if (actual === 'integer' || actual === 'string') return undefined
    return mistyped(path, actual, 'integer,string')
  }
  if (schema.type === '' || schema.type === actual) return undefined
  if (schema.type === 'number' && actual === 'integer') return undefined
  return mistyped(path, actual, schema.type)
}

function mistyped(path: string, actual: string, wanted: string): FieldError {
  const value = JSON.stringify(actual)
  return {
    reason: 'FieldValueTypeInvalid',
    field: path,
    message: `Invalid value: ${value}: ${path} in body must be of type ${wanted}: ${value}`,
  }
}

function scalar(value: Json, schema: Schema, path: string, errors: FieldError[]): void {
  const choices = schema.source.enum
  if (isList(choices) && !choices.some((choice) => equal(choice, value))) {
    const supported = choices.map((choice) => JSON.stringify(choice)).join(', ')
    errors.push({
      reason: 'FieldValueNotSupported',
      field: path,
      message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported}`,
    })
  }
  errors.push(...bounds(value, schema, path))
  if (typeof value !== 'string') return
  if (schema.pattern !== undefined && !schema.pattern.test(value)) {
    const why = `${path} in body should match '${schema.pattern.source.replaceAll('\\/', '/')}'`
    errors.push(invalidValue(path, JSON.stringify(value), why))
  }
  if (schema.format !== '' && !fits(schema.format, value)) {
    const quoted = JSON.stringify(value)
    const message = `Invalid value: ${quoted}: ${path} in body must be of type ${schema.format}: ${quoted}`
    errors.push({ reason: 'FieldValueTypeInvalid', field: path, message })
  }
}

function combine(value: Json, schema: Schema, path: string, errors: FieldError[]): void {
  const { allOf, anyOf, oneOf, not } = schema.combined
  if (allOf.length + anyOf.length + oneOf.length === 0 && not === undefined) return
  const holds = (part: Schema) => validate(value, part).length === 0
  for (const part of allOf) errors.push(...prefixed(validate(value, part), path))
  const refuse = (why: string) => errors.push(invalidValue(path, shown(value), `"${path}" ${why}`))
  if (anyOf.length > 0 && !anyOf.some(holds)) refuse('must validate at least one schema (anyOf)')
  if (oneOf.length > 0) {
    const matches = oneOf.filter(holds).length
    if (matches !== 1) refuse(`must validate one and only one schema (oneOf). Found ${matches || 'none'} valid`)
  }
  if (not !== undefined && holds(not)) refuse('must not validate the schema (not)')
}

const shown = (value: Json) => (typeof value === 'object' ? canonical(value) : JSON.stringify(value))

const prefixed = (errors: readonly FieldError[], path: string) =>
  errors.map((error) => ({ ...error, field: error.field === '' ? path : join(path, error.field) }))

function checkList(value: readonly Json[], schema: Schema, old: Json | undefined, path: string, errors: FieldError[]) {
  const { items } = schema
  if (schema.listType !== 'atomic' && !schema.builtin) duplicates(value, schema, path, errors)
  if (items === undefined) return
  const before = correlated(schema, old)
  value.forEach((item, i) => {
    check(item, items, before(item), `${path}[${i}]`, errors)
  })
}

/** Finds the element of the old list that an element continues; only lists with keys can tell. */
export function correlated(schema: Schema, old: Json | undefined): (element: Json) => Json | undefined {
  if (schema.listType !== 'map' || !isList(old)) return () => undefined
  const byKey = new Map(old.map((item) => [canonical(elementKey(schema, item)), item]))
  return (element) => byKey.get(canonical(elementKey(schema, element)))
}

function duplicates(value: readonly Json[], schema: Schema, path: string, errors: FieldError[]): void {
  const seen = new Set<string>()
  value.forEach((item, i) => {
    const key = canonical(elementKey(schema, item))
    if (seen.has(key))
      errors.push({ reason: 'FieldValueDuplicate', field: `${path}[${i}]`, message: `Duplicate value: ${key}` })
    seen.add(key)
  })
}

function checkObject(value: JsonObject, schema: Schema, old: Json | undefined, path: string, errors: FieldError[]) {
  for (const name of schema.required) if (value[name] === undefined) errors.push(required(join(path, name)))
  for (const [name, child] of Object.entries(value)) {
    const known = schema.properties.get(name) ?? schema.additional
    if (known === undefined) continue
    check(child, known, isObject(old) ? old[name] : undefined, join(path, name), errors)
  }
}
