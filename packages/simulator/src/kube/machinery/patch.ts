import { typeWord } from '../schema/schema.ts'
import { equal, isList, isObject, type Json, type JsonObject, text } from '../value/json.ts'
import { badRequest, tooMuch, unprocessable } from '../value/status.ts'

/** Applies a JSON merge patch (RFC 7386). Parts the patch does not touch are shared with the value. */
export function mergePatch(value: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch
  const base = isObject(value) ? value : {}
  let out: JsonObject | undefined
  for (const [name, change] of Object.entries(patch)) {
    const current: JsonObject = out ?? base
    if (change === null) {
      const { [name]: gone, ...rest } = current
      if (gone !== undefined) out = rest
      continue
    }
    const next = mergePatch(current[name], change)
    if (next !== current[name]) out = { ...current, [name]: next }
  }
  return out ?? base
}

const mostOperations = 10_000

/**
 * Applies a JSON patch (RFC 6902). Throws 422 when an operation does not apply, a failed `test` included. Like the real
 * server it lets `replace` set a member that is absent, and `copy` copy one as null.
 */
export function jsonPatch(value: Json, patch: Json): Json {
  if (!isList(patch))
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${typeWord(patch)} into Go value of type []handlers.jsonPatchOp`,
    )
  if (patch.length > mostOperations)
    throw tooMuch(`The allowed maximum operations in a JSON patch is ${mostOperations}, got ${patch.length}`)
  return patch.reduce((current: Json, operation) => apply(current, operation), value)
}

const pointer = (path: string): string[] => {
  if (path === '') return []
  if (!path.startsWith('/')) throw unprocessable()
  return path
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function apply(value: Json, operation: Json): Json {
  const path = pointer(text(operation, 'path'))
  const given = isObject(operation) ? (operation.value ?? null) : null
  switch (text(operation, 'op')) {
    case 'add':
      return change(value, path, given, 'add')
    case 'replace':
      return change(value, path, given, 'replace')
    case 'remove':
      return change(value, path, undefined, 'remove')
    case 'test':
      if (!equal(read(value, path) ?? null, given)) throw unprocessable()
      return value
    case 'copy':
      return change(value, path, read(value, pointer(text(operation, 'from'))) ?? null, 'add')
    case 'move': {
      const from = pointer(text(operation, 'from'))
      const moved = found(value, from)
      return change(change(value, from, undefined, 'remove'), path, moved, 'add')
    }
    default:
      throw unprocessable()
  }
}

function read(value: Json | undefined, path: readonly string[]): Json | undefined {
  let here = value
  for (const name of path) here = isObject(here) ? here[name] : isList(here) ? here[Number(name)] : undefined
  return here
}

function found(value: Json, path: readonly string[]): Json {
  const there = read(value, path)
  if (there === undefined) throw unprocessable()
  return there
}

type Mode = 'add' | 'replace' | 'remove'

function change(value: Json, path: readonly string[], next: Json | undefined, mode: Mode): Json {
  const [name, ...rest] = path
  if (name === undefined) return next ?? null
  if (isList(value)) return changeList(value, name, rest, next, mode)
  if (!isObject(value)) throw unprocessable()
  const child = value[name]
  if (rest.length > 0) {
    if (child === undefined) throw unprocessable()
    return { ...value, [name]: change(child, rest, next, mode) }
  }
  if (child === undefined && mode === 'remove') throw unprocessable()
  if (next !== undefined) return { ...value, [name]: next }
  const { [name]: _, ...without } = value
  return without
}

function changeList(
  value: readonly Json[],
  name: string,
  rest: readonly string[],
  next: Json | undefined,
  mode: Mode,
): Json {
  const end = name === '-' && mode === 'add' && rest.length === 0
  const i = end ? value.length : Number(name)
  const most = mode === 'add' && rest.length === 0 ? value.length : value.length - 1
  if (!Number.isInteger(i) || i < 0 || i > most) throw unprocessable()
  if (rest.length > 0) return value.with(i, change(value[i] ?? null, rest, next, mode))
  if (next === undefined) return value.toSpliced(i, 1)
  return mode === 'add' ? value.toSpliced(i, 0, next) : value.with(i, next)
}
