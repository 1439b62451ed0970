import { AwsFault, missing } from '../engine/fault.ts'
import type { Form } from './form.ts'
import { record, type Service } from './schema.ts'

const wrong = (service: Service, path: string, value: unknown) =>
  service === 'efs'
    ? new AwsFault('ValidationException', `Value at '${path}' failed to satisfy its type`, 400, {
        ErrorCode: 'ValidationException',
      })
    : new AwsFault('InvalidParameterValue', `Value (${JSON.stringify(value)}) for parameter ${path} is invalid.`)

const absent = (service: Service, path: string) =>
  service === 'efs'
    ? new AwsFault(
        'ValidationException',
        `Value null at '${path}' failed to satisfy constraint: Member must not be null`,
        400,
        { ErrorCode: 'ValidationException' },
      )
    : missing(path)

/**
 * A deep copy of a request in which every member is known, of its type, and present when required. Throws the fault AWS
 * answers: `UnknownParameter`, `MissingParameter`, `InvalidParameterValue`; for EFS `ValidationException`. Null counts as absent.
 */
export function checkInput(service: Service, form: Form, value: unknown, path = ''): unknown {
  if (form.kind === 'struct') return checkStruct(service, form, value, path)
  if (form.kind === 'list') {
    if (!Array.isArray(value)) throw wrong(service, path, value)
    return value.map((one, i) => checkInput(service, form.element, one, `${path}.${i + 1}`))
  }
  if (form.kind === 'map') {
    const entries = record(value)
    if (!entries) throw wrong(service, path, value)
    return Object.fromEntries(
      Object.entries(entries).map(([key, one]) => [key, checkInput(service, form.element, one, `${path}.${key}`)]),
    )
  }
  return checkScalar(service, form, value, path)
}

function checkStruct(service: Service, form: Form, value: unknown, path: string): object {
  const given = record(value ?? {})
  if (!given) throw wrong(service, path, value)
  const prefix = path === '' ? '' : `${path}.`
  const unknown = new Set(Object.keys(given).filter((key) => given[key] !== undefined && given[key] !== null))
  const copy: Record<string, unknown> = {}
  let left = form.required
  for (const [name, member] of form.members) {
    const one = given[name]
    if (one !== undefined && one !== null) copy[name] = checkInput(service, member, one, prefix + name)
    else if (left > 0 && !member.token) throw absent(service, prefix + name)
    unknown.delete(name)
    left--
  }
  for (const name of unknown)
    if (service !== 'efs') throw new AwsFault('UnknownParameter', `The parameter ${prefix}${name} is not recognized`)
  return copy
}

function checkScalar(service: Service, { kind }: Form, value: unknown, path: string): unknown {
  if (kind === 'timestamp') {
    const date = value instanceof Date ? value : new Date(typeof value === 'number' ? value : String(value))
    if (Number.isNaN(date.getTime())) throw wrong(service, path, value)
    return new Date(date.getTime())
  }
  if (kind === 'blob') {
    if (!(value instanceof Uint8Array)) throw wrong(service, path, value)
    return value.slice()
  }
  const scalar = kind === 'boolean' || kind === 'number' || kind === 'string'
  if (scalar && typeof value !== kind) throw wrong(service, path, value)
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
