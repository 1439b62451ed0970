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

/** What is wrong with the labels, annotations, finalizers and owner references of an object of a custom or a built-in kind. */
export function metadataErrors(value: JsonObject, custom: boolean): FieldError[] {
  const metadata = object(value, 'metadata')
  const owners = list(metadata, 'ownerReferences').filter(isObject)
  return [
    ...Object.entries(object(metadata, 'labels')).flatMap(([key, label]) => labelErrors(key, String(label))),
    ...annotationErrors(object(metadata, 'annotations')),
    ...finalizerErrors(texts(metadata, 'finalizers'), custom),
    ...owners.flatMap(ownerErrors),
    ...controllerErrors(text(value, 'kind'), owners),
  ]
}

/** What a server warns of in the metadata of a custom object. */
export function metadataWarnings(value: JsonObject): readonly string[] {
  return texts(value, 'metadata', 'finalizers')
    .filter((name) => !name.includes('/') && !standardFinalizers.includes(name))
    .map(
      (name) =>
        `metadata.finalizers: ${JSON.stringify(name)}: prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers`,
    )
}

const standardFinalizers = ['kubernetes', 'orphan', 'foregroundDeletion']

function finalizerErrors(names: readonly string[], custom: boolean): FieldError[] {
  const errors = names.flatMap((name) => keyErrors('metadata.finalizers', name))
  if (custom) return errors
  const why = 'name is neither a standard finalizer name nor is it fully qualified'
  names.forEach((name, i) => {
    if (!name.includes('/') && !standardFinalizers.includes(name))
      errors.push(invalidValue(`metadata.finalizers[${i}]`, JSON.stringify(name), why))
  })
  return errors
}

/** A qualified name: a part, with a subdomain and a slash before it or without. */
function keyErrors(field: string, key: string): FieldError[] {
  const why = keyRefusal(key)
  return why === undefined ? [] : [invalidValue(field, JSON.stringify(key), why)]
}

/** Why a text is no qualified name; undefined for one that is. */
export function keyRefusal(key: string): string | undefined {
  const pieces = key.split('/')
  if (pieces.length > 2)
    return `a valid label key ${partRule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`
  const name = pieces.at(-1) ?? ''
  const prefix = pieces.length === 2 ? pieces[0] : undefined
  if (prefix === '') return 'prefix part must be non-empty'
  if (prefix !== undefined && !isSubdomain(prefix)) return `prefix part ${subdomainRule}`
  if (name === '') return 'name part must be non-empty'
  if (name.length > 63) return 'name part must be no more than 63 bytes'
  return part.test(name) ? undefined : `name part ${partRule}`
}

/** Why a text is no value of a label; undefined for one that is. */
export function labelRefusal(value: string): string | undefined {
  if (value.length > 63) return 'must be no more than 63 bytes'
  return value !== '' && !part.test(value) ? valueRule : undefined
}

function labelErrors(key: string, value: string): FieldError[] {
  const why = labelRefusal(value)
  const own = why === undefined ? [] : [invalidValue('metadata.labels', JSON.stringify(value), why)]
  return [...keyErrors('metadata.labels', key), ...own]
}

function controllerErrors(kind: string, owners: readonly JsonObject[]): FieldError[] {
  const [first, second] = owners
    .filter((owner) => owner.controller === true)
    .map((owner) => `${text(owner, 'kind')}/${text(owner, 'name')}`)
  if (first === undefined || second === undefined) return []
  const why = `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${second}`
  return kind === '' ? [] : [invalidValue('metadata.ownerReferences', JSON.stringify(owners), why)]
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
