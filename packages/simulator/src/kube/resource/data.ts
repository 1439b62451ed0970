import { equal, isObject, type Json, type JsonObject, object, put, text } from '../value/json.ts'
import { type FieldError, forbiddenValue, invalidValue, required } from '../value/status.ts'

/** The most bytes that a config map or a secret holds. */
const most = 1_048_576

const keyRule =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"

/** Empty maps of data are not kept. */
export function filled(next: JsonObject): JsonObject {
  const bare = (name: string) => isObject(next[name]) && Object.keys(object(next, name)).length === 0
  return ['data', 'binaryData'].filter(bare).reduce((value, name) => put(value, name, undefined), next)
}

/** `stringData` becomes `data`, and the type has its default. What is no text stays, to be refused. */
export function prepareSecret(next: JsonObject): JsonObject {
  const { stringData, ...rest } = next
  const plain = Object.entries(object(stringData))
  if (!plain.every(([, value]) => typeof value === 'string')) return next
  const added = plain.map(([key, value]) => [key, Buffer.from(String(value)).toString('base64')])
  const data = { ...object(next, 'data'), ...Object.fromEntries(added) }
  return filled({ ...rest, data, type: text(next, 'type') || 'Opaque' })
}

export function checkConfigMap(next: JsonObject, live: JsonObject | undefined): FieldError[] {
  const [data, binary] = [object(next, 'data'), object(next, 'binaryData')]
  const errors = [...keyErrors('data', data), ...keyErrors('binaryData', binary)]
  for (const key of Object.keys(data))
    if (binary[key] !== undefined)
      errors.push(invalidValue(`data[${key}]`, JSON.stringify(key), 'duplicate of key present in binaryData'))
  if (sum(data, plainSize) + sum(binary, decodedSize) > most) errors.push(tooLong('[]'))
  return [...errors, ...immutable(next, live)]
}

export function checkSecret(next: JsonObject, live: JsonObject | undefined): FieldError[] {
  const data = object(next, 'data')
  const errors = [...keyErrors('data', data), ...typeErrors(next)]
  if (sum(data, decodedSize) > most) errors.push(tooLong('data'))
  if (live !== undefined && text(live, 'type') !== text(next, 'type'))
    errors.push(invalidValue('type', JSON.stringify(text(next, 'type')), 'field is immutable'))
  return [...errors, ...immutable(next, live)]
}

/** What was once said to be immutable can neither change nor become mutable again. */
function immutable(next: JsonObject, live: JsonObject | undefined): FieldError[] {
  if (live?.immutable !== true) return []
  const changed = ['data', 'binaryData'].filter((name) => !equal(live[name], next[name]))
  const fields = next.immutable === true ? changed : ['immutable', ...changed]
  return fields.map((field) => forbiddenValue(field, 'field is immutable when `immutable` is set'))
}

const keyErrors = (field: string, data: JsonObject) =>
  Object.keys(data)
    .filter((key) => !/^[-._a-zA-Z0-9]+$/.test(key) || key.length > 253)
    .map((key) => invalidValue(`${field}[${key}]`, JSON.stringify(key), keyRule))

const keysOfType: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
}

/** A secret of a type has the keys that the type is for. */
function typeErrors(next: JsonObject): FieldError[] {
  const [type, data] = [text(next, 'type'), object(next, 'data')]
  const basic = ['username', 'password']
  if (type === 'kubernetes.io/basic-auth' && basic.every((key) => data[key] === undefined))
    return basic.map((key) => required(`data[${key}]`))
  const account = 'kubernetes.io/service-account.name'
  if (type === 'kubernetes.io/service-account-token' && text(next, 'metadata', 'annotations', account) === '')
    return [required(`metadata.annotations[${account}]`)]
  return (keysOfType[type] ?? []).filter((key) => data[key] === undefined).map((key) => required(`data[${key}]`))
}

const sum = (data: JsonObject, size: (value: string) => number) =>
  Object.values(data).reduce((total: number, value: Json) => total + (typeof value === 'string' ? size(value) : 0), 0)

const plainSize = (value: string) => Buffer.byteLength(value)
const decodedSize = (value: string) => Buffer.byteLength(value, 'base64')

const tooLong = (field: string): FieldError => ({
  reason: 'FieldValueTooLong',
  field,
  message: `Too long: may not be more than ${most} bytes`,
})
