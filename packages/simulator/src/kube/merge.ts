import { index } from './compare.ts'
import { type FieldSet, fieldName } from './fieldset.ts'
import { isList, isObject, type Json, type JsonObject } from './json.ts'
import { anything, member, type Schema } from './schema.ts'

/** Lays an applied configuration over the live value: maps merge, keyed lists merge by key, the rest is replaced. */
export function merge(live: Json | undefined, config: Json, schema: Schema): Json {
  if (live === undefined) return config
  if (isObject(config) && isObject(live) && !schema.atomicMap) return mergeMap(live, config, schema)
  if (isList(config) && isList(live) && schema.listType !== 'atomic') return mergeList(live, config, schema)
  return config
}

function mergeMap(live: JsonObject, config: JsonObject, schema: Schema): Json {
  const out: Record<string, Json> = { ...live }
  for (const [name, child] of Object.entries(config))
    out[name] = merge(live[name], child, member(schema, name) ?? anything)
  return out
}

/** Applied elements come in their applied order; live ones that were not applied keep their place before the next shared one. */
function mergeList(live: readonly Json[], config: readonly Json[], schema: Schema): Json {
  const items = schema.items ?? anything
  const [mine, theirs] = [index(config, schema), index(live, schema)]
  const waiting = [...theirs.keys()]
  const out: Json[] = []
  const keepUntil = (name: string | undefined) => {
    while (waiting.length > 0 && waiting[0] !== name) {
      const next = waiting.shift() ?? ''
      const item = theirs.get(next)
      if (!mine.has(next) && item !== undefined) out.push(item)
    }
    if (name !== undefined) waiting.shift()
  }
  const shared = [...mine.keys()].filter((name) => theirs.has(name))
  for (const [name, item] of mine) {
    const before = theirs.get(name)
    if (before !== undefined && waiting.includes(name)) keepUntil(name)
    else if (shared.length === 0) keepUntil(undefined)
    out.push(merge(before, item, items))
  }
  keepUntil(undefined)
  return out
}

/** Takes the fields of a set out of a value. Undefined when nothing is left of a value that lost something. */
export function remove(value: Json, fields: FieldSet, schema: Schema): Json | undefined {
  if (fields.children.size === 0) return value
  if (isObject(value)) return schema.atomicMap ? undefined : removeMembers(value, fields, schema)
  if (!isList(value) || schema.listType === 'atomic') return isList(value) ? undefined : value
  const out: Json[] = []
  for (const [name, item] of index(value, schema)) {
    const part = fields.child(name)
    if (part?.member) continue
    const rest = part === undefined ? item : remove(item, part, schema.items ?? anything)
    if (rest !== undefined) out.push(rest)
  }
  return out.length === 0 ? undefined : out
}

function removeMembers(value: JsonObject, fields: FieldSet, schema: Schema): Json | undefined {
  const out: Record<string, Json> = {}
  for (const [name, child] of Object.entries(value)) {
    const part = fields.child(fieldName(name))
    if (part?.member) continue
    const rest = part === undefined ? child : remove(child, part, member(schema, name) ?? anything)
    if (rest !== undefined) out[name] = rest
  }
  return Object.keys(out).length === 0 ? undefined : out
}
