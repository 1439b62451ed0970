import { equal, isObject, type Json, type JsonObject, list, object, text, texts } from '../value/json.ts'
import { type FieldError, invalidValue, required } from '../value/status.ts'
import { labelled } from './names.ts'

/** A part of a version, and the path that refusals name it by. */
export interface Part {
  readonly path: string
  readonly value: Json | undefined
}

/**
 * A part of every version. What all versions have alike, the server takes for a part of the whole: it is looked at once, under
 * `shared`.
 */
export function parts(spec: JsonObject, shared: string, at: (version: Json) => Json | undefined): readonly Part[] {
  const all = list(spec, 'versions').map(at)
  const [first] = all
  if (all.length > 0 && all.every((one) => (one === undefined ? first === undefined : equal(one, first ?? null))))
    return [{ path: `spec.${shared}`, value: first }]
  return all.map((value, i) => ({ path: `spec.versions[${i}].${own[shared] ?? shared}`, value }))
}

const own: Readonly<Record<string, string>> = { 'validation.openAPIV3Schema': 'schema.openAPIV3Schema' }

/** The schemas of the versions. */
export const schemas = (spec: JsonObject): readonly Part[] =>
  parts(spec, 'validation.openAPIV3Schema', (version) => object(version, 'schema').openAPIV3Schema)

/** What is wrong with the versions of a definition, their schemas aside. */
export function checkVersions(next: JsonObject, live: JsonObject | undefined): FieldError[] {
  const spec = object(next, 'spec')
  const versions = list(spec, 'versions')
  const names = versions.map((version) => text(version, 'name'))
  const errors = versions.flatMap((version, i) => ofVersion(version, i))
  const [first] = names
  if (first !== undefined) errors.push(...labelled('spec.version', first))
  const whole = (why: string) => errors.push(invalidValue('spec.versions', printed(versions), why))
  if (new Set(names).size < names.length) whole('must contain unique version names')
  const stored = versions.filter((version) => isObject(version) && version.storage === true)
  if (stored.length !== 1) whole('must have exactly one version marked as storage version')
  if (stored.length === 0 && live === undefined)
    errors.push(invalidValue('status.storedVersions', 'null', 'must have at least one stored version'))
  return [...errors, ...ofStored(live, names), ...ofSchemas(spec), ...ofColumns(spec), ...ofSelectable(spec)]
}

function ofVersion(version: Json, i: number): FieldError[] {
  const warning = text(version, 'deprecationWarning')
  const errors = labelled(`spec.versions[${i}].name`, text(version, 'name'))
  if (warning !== '' && isObject(version) && version.deprecated !== true)
    errors.push(
      invalidValue(
        `spec.versions[${i}].deprecationWarning`,
        JSON.stringify(warning),
        'can only be set for deprecated versions',
      ),
    )
  return errors
}

/** Versions as Go prints them; what is alike in all of them is no part of any. */
function printed(versions: readonly Json[]): string {
  return JSON.stringify(
    versions.map((version) => ({
      Name: text(version, 'name'),
      Served: isObject(version) && version.served === true,
      Storage: isObject(version) && version.storage === true,
      Deprecated: isObject(version) && version.deprecated === true,
      DeprecationWarning: text(version, 'deprecationWarning') || null,
      Schema: null,
      Subresources: null,
      AdditionalPrinterColumns: null,
      SelectableFields: null,
    })),
  )
}

/** A version that objects may be stored in cannot go. */
function ofStored(live: JsonObject | undefined, names: readonly string[]): FieldError[] {
  return texts(live, 'status', 'storedVersions').flatMap((name, i) => {
    if (names.includes(name)) return []
    const why = `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`
    return [invalidValue(`status.storedVersions[${i}]`, JSON.stringify(name), why)]
  })
}

function ofSchemas(spec: JsonObject): FieldError[] {
  return list(spec, 'versions').flatMap((version, i) =>
    isObject(object(version, 'schema').openAPIV3Schema)
      ? []
      : [required(`spec.versions[${i}].schema.openAPIV3Schema`, i === 0 ? '' : 'schemas are required')],
  )
}

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string']

function ofColumns(spec: JsonObject): FieldError[] {
  const all = parts(spec, 'additionalPrinterColumns', (version) => list(version, 'additionalPrinterColumns'))
  return all.flatMap(({ path, value }) =>
    list(value).flatMap((column, i) => {
      const at = `${path}[${i}]`
      const [type, where] = [text(column, 'type'), text(column, 'jsonPath')]
      const errors: FieldError[] = []
      if (!columnTypes.includes(type))
        errors.push(invalidValue(`${at}.type`, JSON.stringify(type), `must be one of ${columnTypes.join()}`))
      if (!where.startsWith('.'))
        errors.push(invalidValue(`${at}.JSONPath`, JSON.stringify(where), 'must be a simple json path starting with .'))
      return errors
    }),
  )
}

function ofSelectable(spec: JsonObject): FieldError[] {
  const all = parts(spec, 'selectableFields', (version) => list(version, 'selectableFields'))
  const [schema] = schemas(spec)
  return all.flatMap(({ path, value }) =>
    list(value).flatMap((field, i) => {
      const where = text(field, 'jsonPath')
      const refuse = (why: string) => [
        invalidValue(`${path}[${i}].jsonPath`, JSON.stringify(where), `is an invalid path: ${why}`),
      ]
      if (!where.startsWith('.')) return refuse(`expected [ or . but got: ${where.split('.')[0]}`)
      return reaches(schema?.value, where) ? [] : refuse('does not refer to a valid field')
    }),
  )
}

/** Whether a path such as `.spec.color` leads to a property of a schema. */
export function reaches(schema: Json | undefined, path: string): boolean {
  return (
    path
      .split('.')
      .slice(1)
      .reduce<Json | undefined>((at, name) => object(at, 'properties')[name], schema) !== undefined
  )
}
