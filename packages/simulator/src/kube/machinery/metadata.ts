import { isObject, type JsonObject, list, object, text, texts } from '../value/json.ts'
import { type FieldError, invalidValue } from '../value/status.ts'

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const part = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/
const mostAnnotations = 262_144

export const subdomainRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
const partRule =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
const valueRule =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"

export const isSubdomain = (name: string) => subdomain.test(name) && name.length <= 253

/** What is wrong with the labels, annotations, finalizers and owner references of an object. */
export function metadataErrors(value: JsonObject): FieldError[] {
  const metadata = object(value, 'metadata')
  return [
    ...Object.entries(object(metadata, 'labels')).flatMap(([key, label]) => labelErrors(key, String(label))),
    ...annotationErrors(object(metadata, 'annotations')),
    ...texts(metadata, 'finalizers').flatMap((name) => keyErrors('metadata.finalizers', name)),
    ...list(metadata, 'ownerReferences').filter(isObject).flatMap(ownerErrors),
  ]
}

/** A qualified name: a part, with a subdomain and a slash before it or without. */
function keyErrors(field: string, key: string): FieldError[] {
  const pieces = key.split('/')
  const refuse = (why: string) => [invalidValue(field, JSON.stringify(key), why)]
  if (pieces.length > 2)
    return refuse(
      `a valid label key ${partRule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    )
  const name = pieces.at(-1) ?? ''
  const prefix = pieces.length === 2 ? pieces[0] : undefined
  if (prefix === '') return refuse('prefix part must be non-empty')
  if (prefix !== undefined && !isSubdomain(prefix)) return refuse(`prefix part ${subdomainRule}`)
  if (name === '') return refuse('name part must be non-empty')
  if (name.length > 63) return refuse('name part must be no more than 63 bytes')
  return part.test(name) ? [] : refuse(`name part ${partRule}`)
}

function labelErrors(key: string, value: string): FieldError[] {
  const errors = keyErrors('metadata.labels', key)
  const refuse = (why: string) => errors.push(invalidValue('metadata.labels', JSON.stringify(value), why))
  if (value.length > 63) refuse('must be no more than 63 bytes')
  else if (value !== '' && !part.test(value)) refuse(valueRule)
  return errors
}

function annotationErrors(annotations: JsonObject): FieldError[] {
  const entries = Object.entries(annotations)
  const errors = entries.flatMap(([key]) => keyErrors('metadata.annotations', key.toLowerCase()))
  const size = entries.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(String(value)), 0)
  if (size > mostAnnotations)
    errors.push({
      reason: 'FieldValueTooLong',
      field: 'metadata.annotations',
      message: `Too long: may not be more than ${mostAnnotations} bytes`,
    })
  return errors
}

function ownerErrors(owner: JsonObject): FieldError[] {
  const words = {
    apiVersion: 'version must not be empty',
    kind: 'must not be empty',
    name: 'must not be empty',
    uid: 'must not be empty',
  }
  return Object.entries(words)
    .filter(([name]) => text(owner, name) === '')
    .map(([name, why]) => invalidValue(`metadata.ownerReferences.${name}`, '""', why))
}
