import type { Member, Shape, Structure } from './shape.ts'

/** An OpenAPI v3 structural schema, as far as custom resources of this project use it. */
export interface Schema {
  readonly type?: 'string' | 'boolean' | 'integer' | 'number' | 'array' | 'object'
  readonly format?: string
  readonly description?: string | undefined
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema
  readonly required?: readonly string[]
  readonly maxItems?: number
  readonly [extension: `x-kubernetes-${string}`]: unknown
}

/** Words for `kubectl explain`: what AWS says about a structure, or about one of its members. */
export type Describe = (structure: string, member?: string) => string | undefined

/**
 * Numbers with a fraction. The SDK does not tell them from whole ones, and all others are whole: a member, or a member
 * of a structure that is the value of another.
 */
const decimals: readonly string[] = [
  'ProvisionedThroughputInMibps',
  ...['MemoryGiBPerVCpu', 'NetworkBandwidthGbps', 'TotalLocalStorageGB'].flatMap((range) => [
    `${range}.Min`,
    `${range}.Max`,
  ]),
]

/**
 * The schema of a shape. No member is required, no value is limited: AWS is the judge of both. A structure inside
 * itself takes anything.
 */
export function schemaOf(shape: Shape, describe: Describe = () => undefined): Schema {
  return build(shape, { describe, inside: [], member: '' })
}

interface Place {
  readonly describe: Describe
  /** The structures around this place. */
  readonly inside: readonly string[]
  /** The member whose value this is, with the member around it. */
  readonly member: string
}

function build(shape: Shape, place: Place): Schema {
  switch (shape.is) {
    case 'structure':
      return structure(shape, place)
    case 'list':
      return { type: 'array', items: build(shape.of(), place) }
    case 'map':
      return { type: 'object', additionalProperties: build(shape.of(), place) }
    case 'number':
      return decimals.some((one) => place.member === one || place.member.endsWith(`.${one}`))
        ? { type: 'number' }
        : { type: 'integer', format: 'int64' }
    case 'timestamp':
      return { type: 'string', format: 'date-time' }
    case 'bytes':
      return { type: 'string', format: 'byte' }
    case 'boolean':
      return { type: 'boolean' }
    case 'document':
      return { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
    case 'text':
      return { type: 'string' }
  }
}

function structure(shape: Structure, place: Place): Schema {
  if (place.inside.includes(shape.name)) return { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
  const inner = { ...place, inside: [...place.inside, shape.name] }
  return {
    type: 'object',
    properties: Object.fromEntries(
      shape.members().map((member) => [member.field, schemaOfMember(shape.name, member, inner)]),
    ),
  }
}

function schemaOfMember(owner: string, member: Member, place: Place): Schema {
  const last = place.member.slice(place.member.lastIndexOf('.') + 1)
  const schema = build(member.shape, { ...place, member: last === '' ? member.name : `${last}.${member.name}` })
  return described(schema, place.describe(owner, member.name))
}

/** The schema with a description, unless it has one or there is nothing to say. */
export function described(schema: Schema, description: string | undefined): Schema {
  return description === undefined || schema.description !== undefined ? schema : { description, ...schema }
}

/** The schema with properties in alphabetical order at every depth, so that its text does not change with the SDK's. */
export function ordered(schema: Schema): Schema {
  const { items, properties, additionalProperties } = schema
  return {
    ...schema,
    ...(items && { items: ordered(items) }),
    ...(additionalProperties && { additionalProperties: ordered(additionalProperties) }),
    ...(properties && { properties: orderedMembers(properties) }),
  }
}

function orderedMembers(properties: Readonly<Record<string, Schema>>): Readonly<Record<string, Schema>> {
  const members = Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(members.map(([field, schema]) => [field, ordered(schema)]))
}

/**
 * The schema with the object at a path of member names changed: `change` gets the innermost object, lists on the way are
 * entered and passed through `list`. A path that leads nowhere changes nothing.
 */
export function changedAt(
  schema: Schema,
  path: readonly string[],
  change: (part: Schema) => Schema,
  list: (part: Schema) => Schema = (part) => part,
): Schema {
  if (schema.items !== undefined) return list({ ...schema, items: changedAt(schema.items, path, change, list) })
  const [step, ...rest] = path
  if (step === undefined) return change(schema)
  const inner = schema.properties?.[step]
  if (inner === undefined) return schema
  return { ...schema, properties: { ...schema.properties, [step]: changedAt(inner, rest, change, list) } }
}
