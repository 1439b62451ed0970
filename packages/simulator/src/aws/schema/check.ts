import type { Form } from './form.ts'
import type { Refusals } from './refusal.ts'
import { record } from './schema.ts'

/**
 * A deep copy of a request in which every member is known, of its type, and present when required. Throws what the service
 * refuses it with. Null counts as absent.
 */
export function checkInput(refusals: Refusals, form: Form, value: unknown, path = ''): unknown {
  if (form.kind === 'struct') return checkStruct(refusals, form, value, path)
  if (form.kind === 'list') {
    if (!Array.isArray(value)) throw refusals.wrong(path, value)
    return value.map((one, i) => checkInput(refusals, form.element, one, `${path}.${i + 1}`))
  }
  if (form.kind === 'map') {
    const entries = record(value)
    if (!entries) throw refusals.wrong(path, value)
    return Object.fromEntries(
      Object.entries(entries).map(([key, one]) => [key, checkInput(refusals, form.element, one, `${path}.${key}`)]),
    )
  }
  return checkScalar(refusals, form, value, path)
}

function checkStruct(refusals: Refusals, form: Form, value: unknown, path: string): object {
  const given = record(value ?? {})
  if (!given) throw refusals.wrong(path, value)
  const prefix = path === '' ? '' : `${path}.`
  const unknown = new Set(Object.keys(given).filter((key) => given[key] !== undefined && given[key] !== null))
  const copy: Record<string, unknown> = {}
  let left = form.required
  for (const [name, member] of form.members) {
    const one = given[name]
    if (one !== undefined && one !== null) copy[name] = checkInput(refusals, member, one, prefix + name)
    else if (left > 0 && !member.token) throw refusals.absent(prefix + name)
    unknown.delete(name)
    left--
  }
  for (const name of unknown) {
    const refused = refusals.unknown(prefix + name)
    if (refused) throw refused
  }
  return copy
}

function checkScalar(refusals: Refusals, { kind }: Form, value: unknown, path: string): unknown {
  if (kind === 'timestamp') {
    const date = value instanceof Date ? value : new Date(typeof value === 'number' ? value : String(value))
    if (Number.isNaN(date.getTime())) throw refusals.wrong(path, value)
    return new Date(date.getTime())
  }
  if (kind === 'blob') {
    if (!(value instanceof Uint8Array)) throw refusals.wrong(path, value)
    return value.slice()
  }
  const scalar = kind === 'boolean' || kind === 'number' || kind === 'string'
  if (scalar && typeof value !== kind) throw refusals.wrong(path, value)
  return value
}

/** A deep copy of an answer with only the members its schema knows: what the simulator keeps for itself stays inside. */
export function copyOutput(form: Form, value: unknown): unknown {
  if (value === undefined || value === null) return undefined
  if (form.kind === 'unit') return {}
  if (form.kind === 'struct') {
    const given = record(value) ?? {}
    const copy: Record<string, unknown> = {}
    for (const [name, member] of form.members) {
      const one = given[name]
      if (one !== undefined && one !== null) copy[name] = copyOutput(member, one)
    }
    return copy
  }
  if (form.kind === 'list') return Array.isArray(value) ? value.map((one) => copyOutput(form.element, one)) : []
  if (form.kind === 'map') {
    const entries = Object.entries(record(value) ?? {})
    return Object.fromEntries(entries.map(([key, one]) => [key, copyOutput(form.element, one)]))
  }
  if (value instanceof Date) return new Date(value.getTime())
  return value instanceof Uint8Array ? value.slice() : value
}
