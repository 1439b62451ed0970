import { canonical, equal, isList, isObject, type Json, type JsonObject, list, text } from './json.ts'
import { anything, member, type Schema } from './schema.ts'

/**
 * Applies a strategic merge patch: like a merge patch, but lists that have a merge key or the merge strategy are merged
 * element by element, and `$patch`, `$deleteFromPrimitiveList`, `$setElementOrder` and `$retainKeys` steer it.
 */
export function strategicPatch(value: Json | undefined, patch: Json, schema: Schema): Json {
  if (!isObject(patch)) return patch
  const directive = text(patch, '$patch')
  if (directive === 'replace') return plain(patch)
  if (directive === 'delete') return {}
  const base = isObject(value) ? value : {}
  const out: Record<string, Json> = { ...base }
  const retained = list(patch, '$retainKeys')
  if (retained.length > 0) for (const name of Object.keys(out)) if (!retained.includes(name)) delete out[name]
  for (const [name, change] of Object.entries(patch)) {
    if (name.startsWith('$')) continue
    if (change === null) delete out[name]
    else out[name] = mergeMember(out[name], change, member(schema, name) ?? anything)
  }
  for (const [name, gone] of Object.entries(patch)) deleteElements(out, name, gone)
  for (const [name, order] of Object.entries(patch)) reorder(out, name, order, schema)
  return out
}

function mergeMember(value: Json | undefined, change: Json, schema: Schema): Json {
  if (!isList(change)) return strategicPatch(value, change, schema)
  if (!schema.mergeStrategy.split(',').includes('merge')) return change
  const before = isList(value) ? value : []
  return schema.mergeKey === '' ? union(before, change) : mergeByKey(before, change, schema)
}

const union = (before: readonly Json[], more: readonly Json[]): Json[] => [
  ...before,
  ...more.filter((item) => !before.some((known) => equal(known, item))),
]

function mergeByKey(before: readonly Json[], changes: readonly Json[], schema: Schema): Json[] {
  const key = schema.mergeKey
  const same = (a: Json, b: Json) => isObject(a) && isObject(b) && equal(a[key], b[key])
  if (changes.some((change) => text(change, '$patch') === 'replace'))
    return changes
      .filter((change) => text(change, '$patch') !== 'replace')
      .map((change) => (isObject(change) ? plain(change) : change))
  let out = [...before]
  for (const change of changes) {
    if (text(change, '$patch') === 'delete') {
      out = out.filter((item) => !same(item, change))
      continue
    }
    const at = out.findIndex((item) => same(item, change))
    const next = strategicPatch(out[at], change, schema.items ?? anything)
    if (at < 0) out.push(next)
    else out[at] = next
  }
  return out
}

function deleteElements(out: Record<string, Json>, directive: string, gone: Json): void {
  const name = directive.split('$deleteFromPrimitiveList/')[1]
  if (name === undefined || !isList(gone)) return
  const rest = list(out[name]).filter((item) => !gone.some((each) => equal(each, item)))
  if (rest.length === 0) delete out[name]
  else out[name] = rest
}

function reorder(out: Record<string, Json>, directive: string, order: Json, schema: Schema): void {
  const name = directive.split('$setElementOrder/')[1]
  const current = name === undefined ? undefined : out[name]
  if (name === undefined || !isList(current) || !isList(order)) return
  const key = member(schema, name)?.mergeKey ?? ''
  const id = (item: Json) => canonical(isObject(item) ? (item[key] ?? null) : item)
  const places = new Map(order.map((item, i) => [id(item), i]))
  out[name] = current.toSorted((a, b) => (places.get(id(a)) ?? -1) - (places.get(id(b)) ?? -1))
}

/** A patch value without its directives. */
function plain(patch: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(patch).filter(([name]) => !name.startsWith('$')))
}
