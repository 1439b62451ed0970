import { anything, elementKey, member, type Schema } from '../schema/schema.ts'
import { isList, isObject, type Json, type JsonObject } from '../value/json.ts'

/**
 * What keeps a configuration from being applied: who owns which field can be told only of what has the types and keys of
 * the schema. In the words of a real server, without the sentence around them.
 */
export function typeErrors(value: Json, schema: Schema): readonly string[] {
  const errors: string[] = []
  check(value, schema, '', errors)
  return errors.toSorted()
}

function check(value: Json, schema: Schema, path: string, errors: string[]): void {
  if (value === null) return
  const wrong = mismatch(value, schema)
  if (wrong !== undefined) errors.push(`${path}: expected ${wrong}`)
  else if (isList(value)) checkList(value, schema, path, errors)
  else if (isObject(value)) checkMembers(value, schema, path, errors)
}

function mismatch(value: Json, schema: Schema): string | undefined {
  if (schema.intOrString) return typeof value === 'object' ? `any scalar, got ${shown(value)}` : undefined
  switch (schema.type) {
    case 'string':
      return typeof value === 'string' ? undefined : `string, got ${detailed(value)}`
    case 'integer':
    case 'number':
      return typeof value === 'number' ? undefined : `numeric (int or float), got ${word(value)}`
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `boolean, got ${shown(value)}`
    case 'object':
      return isObject(value) ? undefined : `map, got ${shown(value)}`
    case 'array':
      return isList(value) ? undefined : `list, got ${shown(value)}`
    default:
      return undefined
  }
}

function checkMembers(value: JsonObject, schema: Schema, path: string, errors: string[]): void {
  for (const [name, child] of Object.entries(value)) {
    const known = member(schema, name) ?? (schema.embedded ? anything : undefined)
    if (known === undefined) errors.push(`${path}.${name}: field not declared in schema`)
    else check(child, known, `${path}.${name}`, errors)
  }
}

function checkList(value: readonly Json[], schema: Schema, path: string, errors: string[]): void {
  const { items, listType } = schema
  const seen = new Set<string>()
  value.forEach((item, i) => {
    const key = keyOf(item, schema)
    if (key === undefined)
      errors.push(
        `${path}: element ${i}: associative list with keys has an element that omits all key fields ${JSON.stringify(schema.listKeys)} (and doesn't have default values for any key fields)`,
      )
    else if (listType !== 'atomic' && seen.has(key)) errors.push(`${path}: duplicate entries for key [${key}]`)
    if (key !== undefined) seen.add(key)
    if (items !== undefined)
      check(item, items, listType === 'atomic' ? `${path}[${i}]` : `${path}[${key ?? i}]`, errors)
  })
}

/** `name="d"` of an element with keys, `="d"` of one of a set; undefined where all keys are left out. */
function keyOf(item: Json, schema: Schema): string | undefined {
  if (schema.listType !== 'map') return `=${JSON.stringify(item)}`
  const key = elementKey(schema, item)
  const parts = isObject(key) ? Object.entries(key) : []
  return parts.length === 0 ? undefined : parts.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')
}

const shown = (value: Json) => `&{${isObject(value) ? 'map[]' : String(value)}}`
const detailed = (value: Json) =>
  typeof value === 'object'
    ? `&value.valueUnstructured{Value:${word(value)}{}}`
    : `&value.valueUnstructured{Value:${value}}`

function word(value: Json): string {
  if (typeof value === 'boolean') return 'bool'
  if (isList(value)) return '[]interface {}'
  return isObject(value) ? 'map[string]interface {}' : typeof value
}
