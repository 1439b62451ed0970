import { isList, isObject, type Json, type JsonObject } from '../value/json.ts'
import type { Schema } from './schema.ts'

/** Where unknown fields are reported, in the form `spec.tags[0].size`. */
export type Unknown = (field: string) => void

const join = (path: string, name: string) => (path === '' ? name : `${path}.${name}`)

/**
 * Prunes what the schema does not know, drops nulls that it does not allow and fills in its defaults. Returns the very
 * same value when there is nothing to do, and shares all parts that stay as they are.
 */
export function admit(value: Json, schema: Schema, unknown: Unknown, path = ''): Json {
  if (isList(value)) return admitList(value, schema, unknown, path)
  if (isObject(value)) return admitObject(value, schema, unknown, path)
  return value
}

function admitList(value: readonly Json[], schema: Schema, unknown: Unknown, path: string): Json {
  const { items } = schema
  if (items === undefined) return value
  let changed = false
  const out = value.map((item, i) => {
    const next = admit(item, items, unknown, `${path}[${i}]`)
    changed ||= next !== item
    return next
  })
  return changed ? out : value
}

function admitObject(value: JsonObject, schema: Schema, unknown: Unknown, path: string): Json {
  let out: Record<string, Json> | undefined
  for (const [name, child] of Object.entries(value)) {
    const next = admitMember(name, child, schema, unknown, path)
    if (next === child) continue
    out ??= { ...value }
    if (next === undefined) delete out[name]
    else out[name] = next
  }
  for (const [name, child] of schema.properties) {
    if (child.fallback === undefined || (out ?? value)[name] !== undefined) continue
    out ??= { ...value }
    out[name] = admit(child.fallback, child, () => {}, '')
  }
  return out ?? value
}

/** `above` is the path of the object that the member is in. */
function admitMember(name: string, child: Json, schema: Schema, unknown: Unknown, above: string): Json | undefined {
  const known = schema.properties.get(name) ?? schema.additional
  if (known === undefined) {
    if (schema.open || (schema.embedded && ['apiVersion', 'kind', 'metadata'].includes(name))) return child
    unknown(join(above, name))
    return undefined
  }
  if (child === null && !known.nullable && (known.type !== '' || known.intOrString)) return undefined
  // What is neither an object nor a list stays as it is, and most values are.
  return typeof child === 'object' ? admit(child, known, unknown, join(above, name)) : child
}
