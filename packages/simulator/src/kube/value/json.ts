/** A JSON value. Everything the simulated cluster stores or sends is one, deeply frozen and shared, never copied. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

export interface JsonObject {
  readonly [key: string]: Json
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

/** The value at a path of member names, or undefined where the path ends early. */
export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let here = value
  for (const name of path) here = isObject(here) ? here[name] : undefined
  return here
}

/** The text at a path, or the empty string. */
export function text(value: Json | undefined, ...path: readonly string[]): string {
  const found = at(value, ...path)
  return typeof found === 'string' ? found : ''
}

/** The object at a path, or an empty one. */
export function object(value: Json | undefined, ...path: readonly string[]): JsonObject {
  const found = at(value, ...path)
  return isObject(found) ? found : {}
}

/** The list at a path, or an empty one. */
export function list(value: Json | undefined, ...path: readonly string[]): readonly Json[] {
  const found = at(value, ...path)
  return isList(found) ? found : []
}

/** The texts of the list at a path; other elements are left out. */
export function texts(value: Json | undefined, ...path: readonly string[]): string[] {
  return list(value, ...path).filter((item) => typeof item === 'string')
}

/** A copy in which `name` has `value`, or is absent when the value is undefined. */
export function put(value: JsonObject, name: string, next: Json | undefined): JsonObject {
  if (value[name] === next) return value
  if (next !== undefined) return { ...value, [name]: next }
  const { [name]: _, ...rest } = value
  return rest
}

/** Drops the members that are undefined. */
export function compact(members: { readonly [key: string]: Json | undefined }): JsonObject {
  const out: Record<string, Json> = {}
  for (const [name, value] of Object.entries(members)) if (value !== undefined) out[name] = value
  return out
}

/** Equality of JSON values; the order of members does not matter. */
export function equal(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, i) => equal(item, b[i]))
  if (!isObject(a) || !isObject(b)) return false
  const names = Object.keys(a)
  if (names.length !== Object.keys(b).length) return false
  return names.every((name) => b[name] !== undefined && equal(a[name], b[name]))
}

/** A value that is not JSON was handed in as a request body. */
export class NotJson extends Error {
  override readonly name = 'NotJson'
  readonly code = 'NotJson'
}

/** Copies a value as JSON.stringify and JSON.parse would; throws `NotJson` for what has no JSON form. */
export function toJson(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map((item) => (item === undefined ? null : toJson(item)))
  if (value instanceof Date) return value.toISOString()
  if (typeof value !== 'object') throw new NotJson(`A ${typeof value} cannot be sent as JSON.`)
  const out: Record<string, Json> = {}
  for (const [name, member] of Object.entries(value)) if (member !== undefined) out[name] = toJson(member)
  return out
}

/** Freezes a value to its leaves. What is frozen already is taken to be frozen to its leaves. */
export function freeze<T extends Json>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const member of Object.values(value)) freeze(member)
  return value
}

/** Compact JSON with members in alphabetical order, so equal values have equal texts. */
export function canonical(value: Json): string {
  if (isList(value)) return `[${value.map(canonical).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const names = Object.keys(value).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? null)}`).join(',')}}`
}
