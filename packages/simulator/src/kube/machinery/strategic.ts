import { anything, member, type Schema } from '../schema/schema.ts'
import { canonical, equal, isList, isObject, type Json, type JsonObject, list, text } from '../value/json.ts'

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
  for (const [name, order] of Object.entries(patch)) reorder(out, name, order, schema, base)
  return out
}

function mergeMember(value: Json | undefined, change: Json, schema: Schema): Json {
  if (!isList(change)) return strategicPatch(value, change, schema)
  if (!schema.mergeStrategy.split(',').includes('merge')) return change
  const before = isList(value) ? value : []
  return schema.mergeKey === '' ? union(before, change) : mergeByKey(before, change, schema)
}

function union(before: readonly Json[], more: readonly Json[]): Json[] {
  const all = [...before, ...more.filter((item) => !before.some((known) => equal(known, item)))]
  return arrange(all, more, before, '')
}

/** What the client named comes in its order; the rest keeps its place before what followed it. */
function arrange(items: readonly Json[], order: readonly Json[], original: readonly Json[], key: string): Json[] {
  const id = (item: Json) => canonical(isObject(item) ? (item[key] ?? null) : item)
  const places = (list: readonly Json[]) => new Map(list.map((item, i) => [id(item), i]))
  const [named, before] = [places(order), places(original)]
  const by = (index: Map<string, number>) => (a: Json, b: Json) => (index.get(id(a)) ?? 0) - (index.get(id(b)) ?? 0)
  const theirs = items.filter((item) => named.has(id(item))).toSorted(by(named))
  const out: Json[] = []
  for (const item of items.filter((each) => !named.has(id(each))).toSorted(by(before))) {
    const place = before.get(id(item)) ?? -1
    for (let next = theirs[0]; next !== undefined && !(place < (before.get(id(next)) ?? -1)); next = theirs[0]) {
      out.push(next)
      theirs.shift()
    }
    out.push(item)
  }
  return [...out, ...theirs]
}

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
  const plainChanges = changes.filter((change) => text(change, '$patch') === '')
  return arrange(out, plainChanges, before, key)
}

function deleteElements(out: Record<string, Json>, directive: string, gone: Json): void {
  const name = directive.split('$deleteFromPrimitiveList/')[1]
  if (name === undefined || !isList(gone)) return
  const rest = list(out[name]).filter((item) => !gone.some((each) => equal(each, item)))
  if (rest.length === 0) delete out[name]
  else out[name] = rest
}

function reorder(out: Record<string, Json>, directive: string, order: Json, schema: Schema, base: JsonObject): void {
  const name = directive.split('$setElementOrder/')[1]
  const current = name === undefined ? undefined : out[name]
  if (name === undefined || !isList(current) || !isList(order)) return
  out[name] = arrange(current, order, list(base[name]), member(schema, name)?.mergeKey ?? '')
}

/** A patch value without its directives. */
function plain(patch: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(patch).filter(([name]) => !name.startsWith('$')))
}
