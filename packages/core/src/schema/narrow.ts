import type { Schema } from './openapi.ts'

/**
 * What one schema accepts and another does not, or accepts as something else, as sentences; none when every object of
 * the first is an object of the second. Fields that only the second has do not count. Rules are not compared.
 */
export function narrowed(from: Schema, to: Schema, path = ''): readonly string[] {
  const here = path === '' ? 'the root' : path
  if (from.type !== to.type) return [`${here} is ${to.type ?? 'absent'} instead of ${from.type}`]
  const format = to.format !== undefined && from.format !== to.format
  return [
    ...(format ? [`${here} has the format ${to.format} instead of ${from.format ?? 'none'}`] : []),
    ...missing(to.required, from.required).map((field) => `${path}.${field} is required`),
    ...Object.entries(from.properties ?? {}).flatMap(([field, schema]) =>
      inner(schema, to.properties?.[field], `${path}.${field}`),
    ),
    ...(from.items === undefined ? [] : inner(from.items, to.items, `${path}[]`)),
    ...(from.additionalProperties === undefined
      ? []
      : inner(from.additionalProperties, to.additionalProperties, `${path}{}`)),
  ]
}

function inner(from: Schema, to: Schema | undefined, path: string): readonly string[] {
  return to === undefined ? [`${path} is missing`] : narrowed(from, to, path)
}

function missing(of: readonly string[] = [], than: readonly string[] = []): readonly string[] {
  return of.filter((one) => !than.includes(one))
}
