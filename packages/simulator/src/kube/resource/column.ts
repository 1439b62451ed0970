import { since } from '../value/age.ts'
import { isList, isObject, type Json, type JsonObject, list, object, text } from '../value/json.ts'
import { BadPath, jsonPath } from '../value/jsonpath.ts'
import type { Column } from './resource.ts'

const named =
  'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically.'
const aged =
  'CreationTimestamp is a timestamp representing the server time when this object was created. It is represented in RFC3339 form and is in UTC.'

/** A column of a built-in kind. */
export function column(name: string, description: string, cell: Column['cell'], priority = 0): Column {
  return { name, type: 'string', format: '', description, priority, cell }
}

export const nameColumn: Column = {
  ...column('Name', named, (value) => text(value, 'metadata', 'name')),
  format: 'name',
}

export const ageColumn: Column = column('Age', aged, (value, now) =>
  since(text(value, 'metadata', 'creationTimestamp'), now),
)

export const createdColumn: Column = {
  ...column('Created At', aged, (value) => text(value, 'metadata', 'creationTimestamp')),
  type: 'date',
}

/** How many members of `data` and `binaryData` there are. */
export const entries = (value: JsonObject) =>
  String(Object.keys(object(value, 'data')).length + Object.keys(object(value, 'binaryData')).length)

/** The columns a custom resource version declares, or name and age when it declares none. */
export function customColumns(version: Json): readonly Column[] {
  const declared = list(version, 'additionalPrinterColumns').map(customColumn)
  return declared.length === 0 ? [nameColumn, { ...ageColumn, type: 'date' }] : [nameColumn, ...declared]
}

function customColumn(source: Json): Column {
  const path = text(source, 'jsonPath')
  const type = text(source, 'type')
  const priority = isObject(source) ? Number(source.priority ?? 0) : 0
  const read = reader(path)
  return {
    name: text(source, 'name'),
    type,
    format: text(source, 'format'),
    description: text(source, 'description') || `Custom resource definition column (in JSONPath format): ${path}`,
    priority,
    cell: (value, now) => typed(type, read(value)[0], now),
  }
}

function reader(path: string): (value: Json) => Json[] {
  try {
    return jsonPath(path)
  } catch (error) {
    if (error instanceof BadPath) return () => []
    throw error
  }
}

function typed(type: string, value: Json | undefined, now: number): Json {
  if (value === undefined || value === null) return null
  switch (type) {
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null
    case 'number':
      return typeof value === 'number' ? value : null
    case 'boolean':
      return typeof value === 'boolean' ? value : null
    case 'date':
      return typeof value === 'string' ? since(value, now) : null
    default:
      return isObject(value) || isList(value) ? JSON.stringify(value) : String(value)
  }
}
