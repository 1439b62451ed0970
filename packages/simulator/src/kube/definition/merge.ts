import { isObject, type JsonObject, object, text, texts } from '../value/json.ts'
import { type FieldError, invalidValue, notAmong, required } from '../value/status.ts'

const listType = 'x-kubernetes-list-type'
const mapType = 'x-kubernetes-map-type'
const mapKeys = 'x-kubernetes-list-map-keys'

/** What is wrong with how a part of a schema says that lists and maps merge. */
export function checkMerge(schema: JsonObject, path: string): FieldError[] {
  return [...ofMap(schema, path), ...ofList(schema, path)]
}

function ofMap(schema: JsonObject, path: string): FieldError[] {
  const kind = text(schema, mapType)
  if (kind === '') return []
  const type = text(schema, 'type')
  if (type !== 'object')
    return [invalidValue(`${path}.type`, JSON.stringify(type), 'must be object if x-kubernetes-map-type is specified')]
  return notAmong(`${path}.${mapType}`, kind, ['atomic', 'granular'])
}

function ofList(schema: JsonObject, path: string): FieldError[] {
  const kind = text(schema, listType)
  const keys = texts(schema, mapKeys)
  const type = text(schema, 'type')
  if (kind !== '' && type !== 'array')
    return [invalidValue(`${path}.type`, JSON.stringify(type), 'must be array if x-kubernetes-list-type is specified')]
  if (kind !== 'map' && keys.length > 0)
    return [required(`${path}.${listType}`, 'must be map if x-kubernetes-list-map-keys is non-empty')]
  if (kind === '') return []
  const items = object(schema, 'items')
  if (kind === 'set') return ofSet(items, path)
  if (kind === 'map') return ofKeys(items, keys, path)
  return notAmong(`${path}.${listType}`, kind, ['atomic', 'set', 'map'])
}

function ofSet(items: JsonObject, path: string): FieldError[] {
  if (text(items, 'type') !== 'object' || text(items, mapType) === 'atomic') return []
  const why = 'must be atomic as item of a list with x-kubernetes-list-type=set'
  return [invalidValue(`${path}.items.${mapType}`, JSON.stringify(items[mapType] ?? null), why)]
}

function ofKeys(items: JsonObject, keys: readonly string[], path: string): FieldError[] {
  const errors: FieldError[] = []
  const refuse = (why: string) => errors.push(invalidValue(`${path}.${mapKeys}`, JSON.stringify(keys), why))
  const type = text(items, 'type')
  if (keys.length === 0)
    errors.push(required(`${path}.${mapKeys}`, 'must not be empty if x-kubernetes-list-type is map'))
  if (type !== 'object') {
    const why = "must be object if parent array's x-kubernetes-list-type is map"
    return [...errors, invalidValue(`${path}.items.type`, JSON.stringify(type), why)]
  }
  if (new Set(keys).size < keys.length) refuse('must not contain duplicate entries')
  const known = object(items, 'properties')
  if (keys.some((key) => !isObject(known[key]))) refuse('entries must all be names of item properties')
  return [...errors, ...[...new Set(keys)].flatMap((key) => ofKey(items, key, path))]
}

function ofKey(items: JsonObject, key: string, path: string): FieldError[] {
  const property = object(items, 'properties', key)
  const at = `${path}.items.properties[${key}]`
  const type = text(property, 'type')
  if (['object', 'array'].includes(type))
    return [
      invalidValue(
        `${at}.type`,
        JSON.stringify(type),
        "must be a scalar type if parent array's x-kubernetes-list-type is map",
      ),
    ]
  if (type === '' || property.default !== undefined || texts(items, 'required').includes(key)) return []
  const why = 'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property'
  return [required(`${at}.default`, why)]
}
