import { anything, member, type Schema } from '../schema/schema.ts'
import { isList, isObject, type Json, type JsonObject } from '../value/json.ts'
import { claims, index } from './compare.ts'
import { FieldSet, fieldName } from './fieldset.ts'

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

/**
 * Applied elements come in their applied order; live ones that were not applied keep their place between the elements
 * that both lists share. The order is exactly the real server's.
 */
function mergeList(live: readonly Json[], config: readonly Json[], schema: Schema): Json {
  const items = schema.items ?? anything
  const [mine, theirs] = [index(config, schema), index(live, schema)]
  return order([...theirs.keys()], [...mine.keys()]).map((name) => {
    const [before, after] = [theirs.get(name), mine.get(name)]
    return after === undefined ? (before ?? null) : merge(before, after, items)
  })
}

function order(live: readonly string[], config: readonly string[]): string[] {
  const [inLive, inConfig] = [new Set(live), new Set(config)]
  const shared = config.filter((name) => inLive.has(name))
  const out = new Set<string>()
  let [l, r, next] = [0, 0, shared.shift()]
  while (l < live.length || r < config.length) {
    const [theirs, mine] = [live[l], config[r]]
    if (
      theirs !== undefined &&
      mine !== undefined &&
      theirs !== mine &&
      inConfig.has(theirs) &&
      next !== undefined &&
      next !== theirs
    ) {
      l++
    } else if (theirs !== undefined && !inConfig.has(theirs)) {
      out.add(theirs)
      l++
    } else {
      if (theirs !== undefined && (theirs === mine || out.has(theirs))) l++
      if (mine === undefined) continue
      out.add(mine)
      r++
      if (mine === next || mine === theirs) next = shared.shift()
    }
  }
  return [...out]
}

/**
 * Takes out of a merged value what the applying manager applied `last` time and nobody owns any more. `owned` holds the
 * fields of every manager, the applying one included. Where all elements go but someone owns the map or list itself, null
 * is left behind, as on the real server.
 */
export function prune(merged: JsonObject, last: FieldSet, owned: FieldSet, schema: Schema): JsonObject {
  const [before, all] = [named(last, schema), named(claims(merged, schema), schema)]
  const without = (fields: FieldSet): JsonObject => {
    const rest = remove(merged, fields, schema)
    return isObject(rest) ? rest : {}
  }
  const left = (value: JsonObject) => named(claims(value, schema), schema)
  const first = without(before)
  const withOwned = without(all.without(left(first).union(named(owned, schema))))
  return without(all.without(left(withOwned)).shared(before))
}

/** The set with every declared field on the way to a member made a member itself. */
function named(fields: FieldSet, schema: Schema): FieldSet {
  const children = new Map<string, FieldSet>()
  for (const [name, child] of fields.children) {
    const field = name.startsWith('f:') ? name.slice(2) : undefined
    const below = field === undefined ? schema.items : member(schema, field)
    const next = named(child, below ?? anything)
    const declared = field !== undefined && schema.properties.has(field)
    children.set(name, declared && !next.member ? new FieldSet(true, next.children) : next)
  }
  return new FieldSet(fields.member, children)
}

/** Takes the fields of a set out of a value. Null is what is left when all of it goes. */
function remove(value: Json, fields: FieldSet, schema: Schema): Json {
  if (fields.children.size === 0 || value === null) return value
  if (isObject(value)) return schema.atomicMap ? null : removeMembers(value, fields, schema)
  if (!isList(value)) return value
  if (schema.listType === 'atomic') return null
  const out: Json[] = []
  for (const [name, item] of index(value, schema)) {
    const part = fields.child(name)
    if (part?.member) continue
    out.push(part === undefined ? item : remove(item, part, schema.items ?? anything))
  }
  return out.length === 0 ? null : out
}

function removeMembers(value: JsonObject, fields: FieldSet, schema: Schema): Json {
  const out: Record<string, Json> = {}
  for (const [name, child] of Object.entries(value)) {
    const part = fields.child(fieldName(name))
    if (part?.member) continue
    out[name] = part === undefined ? child : remove(child, part, member(schema, name) ?? anything)
  }
  return Object.keys(out).length === 0 ? null : out
}
