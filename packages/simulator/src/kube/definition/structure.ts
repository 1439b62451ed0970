import { isObject, type Json, type JsonObject, list, object, text } from '../value/json.ts'
import { type FieldError, invalidValue, notAmong, required } from '../value/status.ts'
import { checkMerge } from './merge.ts'

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string']

/** What every part of a schema is looked at with. */
export type Look = (schema: JsonObject, path: string) => readonly FieldError[]

/** What keeps a schema from being structural, and what `look` finds in each of its parts. */
export function checkStructure(schema: JsonObject, path: string, look: Look): FieldError[] {
  const errors = ofRoot(schema, path)
  if (errors.length > 0) return errors
  return visit(schema, path, 'root', look)
}

function ofRoot(schema: JsonObject, path: string): FieldError[] {
  const type = text(schema, 'type')
  if (type !== '' && type !== 'object')
    return [invalidValue(`${path}.type`, JSON.stringify(type), 'must be object at the root')]
  const metadata = object(schema, 'properties').metadata
  if (!isObject(metadata)) return []
  const restricts = Object.keys(object(metadata, 'properties')).every((name) => ['name', 'generateName'].includes(name))
  const only = Object.keys(metadata).every((member) => ['type', 'description', 'properties'].includes(member))
  if (restricts && only) return []
  const message = 'must not specify anything other than name and generateName, but metadata is implicitly specified'
  return [{ reason: 'FieldValueForbidden', field: `${path}.properties[metadata]`, message: `Forbidden: ${message}` }]
}

/** What a part is to the one around it. */
type Role = 'root' | 'object fields' | 'array items'

function visit(schema: JsonObject, path: string, role: Role, look: Look): FieldError[] {
  const inner = Object.entries(object(schema, 'properties')).flatMap(([name, child]) =>
    isObject(child) ? visit(child, `${path}.properties[${name}]`, 'object fields', look) : [],
  )
  const items = isObject(schema.items) ? visit(schema.items, `${path}.items`, 'array items', look) : []
  const more = isObject(schema.additionalProperties)
    ? visit(schema.additionalProperties, `${path}.additionalProperties`, 'object fields', look)
    : []
  return [
    ...ofType(schema, path, role),
    ...ofValues(schema, path),
    ...ofCombined(schema, path),
    ...checkMerge(schema, path),
    ...look(schema, path),
    ...inner,
    ...items,
    ...more,
  ]
}

function ofType(schema: JsonObject, path: string, role: Role): FieldError[] {
  const type = text(schema, 'type')
  const keeps = schema['x-kubernetes-preserve-unknown-fields']
  if (keeps === false)
    return [invalidValue(`${path}.x-kubernetes-preserve-unknown-fields`, 'false', 'must be true or undefined')]
  if (type !== '') return notAmong(`${path}.type`, type, types)
  if (keeps === true || schema['x-kubernetes-int-or-string'] === true) return []
  return [required(`${path}.type`, `must not be empty for specified ${role === 'root' ? 'object fields' : role}`)]
}

function ofValues(schema: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = []
  const type = text(schema, 'type')
  const refuse = (member: string, why: string) =>
    errors.push({ reason: 'FieldValueForbidden', field: `${path}.${member}`, message: `Forbidden: ${why}` })
  if (type === 'array' && !isObject(schema.items)) errors.push(required(`${path}.items`, 'must be specified'))
  if (isObject(schema.properties) && schema.additionalProperties !== undefined)
    refuse('additionalProperties', 'additionalProperties and properties are mutual exclusive')
  if (schema.uniqueItems === true)
    refuse('uniqueItems', 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic')
  const pattern = text(schema, 'pattern')
  const flaw = pattern === '' ? undefined : unreadable(pattern)
  if (flaw !== undefined)
    errors.push(
      invalidValue(
        `${path}.pattern`,
        JSON.stringify(pattern),
        `must be a valid regular expression, but isn't: error parsing regexp: ${flaw}`,
      ),
    )
  return [...errors, ...ofEmbedded(schema, path)]
}

function ofEmbedded(schema: JsonObject, path: string): FieldError[] {
  if (schema['x-kubernetes-embedded-resource'] !== true) return []
  const errors: FieldError[] = []
  const type = text(schema, 'type')
  if (schema['x-kubernetes-preserve-unknown-fields'] !== true && !isObject(schema.properties))
    errors.push(
      required(
        `${path}.properties`,
        'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields',
      ),
    )
  if (type !== 'object')
    errors.push(
      invalidValue(`${path}.type`, JSON.stringify(type), 'must be object if x-kubernetes-embedded-resource is true'),
    )
  return errors
}

/** Why Go cannot read a regular expression: its expressions look neither ahead nor behind nor back. */
function unreadable(pattern: string): string | undefined {
  const perl = /\(\?(?:<?[=!])/.exec(pattern.replace(/\\./g, '..'))
  if (perl !== null) return `invalid or unsupported Perl syntax: \`${perl[0]}\``
  const back = /(?:^|[^\\])(?:\\\\)*(\\[1-9])/.exec(pattern)
  if (back !== null) return `invalid escape sequence: \`${back[1]}\``
  try {
    new RegExp(pattern, 'u').test('')
    return undefined
  } catch (error) {
    return /Unterminated group|missing \)/i.test(String(error)) ? `missing closing ): \`${pattern}\`` : String(error)
  }
}

const combined = ['allOf', 'anyOf', 'oneOf'] as const
const empties: Readonly<Record<string, string>> = {
  type: 'must be empty to be structural',
  description: 'must be empty to be structural',
  title: 'must be empty to be structural',
  default: 'must be undefined to be structural',
  additionalProperties: 'must be undefined to be structural',
  nullable: 'must be false to be structural',
}

/** Conditions on values say nothing of what a value is. */
function ofCombined(schema: JsonObject, path: string): FieldError[] {
  const parts = combined.flatMap((word) =>
    list(schema, word).map((part, i) => ({ part, at: `${path}.${word}[${i}]`, free: either(schema, word, part) })),
  )
  const not = isObject(schema.not) ? [{ part: schema.not as Json, at: `${path}.not`, free: false }] : []
  return [...parts, ...not].flatMap(({ part, at, free }) => (free || !isObject(part) ? [] : bare(part, at)))
}

/** `int-or-string` is written with two conditions that name types. */
const either = (schema: JsonObject, word: string, part: Json) =>
  schema['x-kubernetes-int-or-string'] === true &&
  word === 'anyOf' &&
  ['integer', 'string'].includes(text(part, 'type'))

function bare(part: JsonObject, path: string): FieldError[] {
  const here = Object.entries(empties).flatMap(([member, why]): FieldError[] =>
    part[member] === undefined || part[member] === false
      ? []
      : [{ reason: 'FieldValueForbidden', field: `${path}.${member}`, message: `Forbidden: ${why}` }],
  )
  const inner = Object.entries(object(part, 'properties')).flatMap(([name, child]) =>
    isObject(child) ? bare(child, `${path}.properties[${name}]`) : [],
  )
  const items = isObject(part.items) ? bare(part.items, `${path}.items`) : []
  return [...here, ...inner, ...items, ...ofCombined(part, path)]
}
