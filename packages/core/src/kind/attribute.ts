import { toAWS, toKubernetes } from '../schema/convert.ts'
import { type Item, isItem, text } from '../schema/json.ts'
import { type Name, name } from '../schema/name.ts'
import { schemaOf } from '../schema/openapi.ts'
import { type Shape, structured, typed } from '../schema/shape.ts'
import { type Extra, type Field, type Fields, field } from './field.ts'

/** Fields under the Kubernetes spelling of the names that AWS has for them. */
export type Spelled<T extends Fields> = { readonly [K in keyof T & string as Name<K>]: T[K] }

/** Spec fields that AWS keeps as texts in one map, as SQS and SNS do: `{ VisibilityTimeout: '30' }`. */
export interface AttributeMap<T extends Fields> {
  /** The fields of the spec. */
  readonly fields: Spelled<T>
  /** The names of the attributes by field. */
  readonly names: Readonly<Record<string, string>>
  /** What the spec sets, as AWS takes it; undefined when it sets none. */
  toAWS(spec: Readonly<Partial<Record<keyof Spelled<T>, unknown>>>): Record<string, string> | undefined
  /** An attribute as AWS keeps it. */
  encode(field: string, value: unknown): string
  /** An attribute as the spec spells it; undefined when AWS has none, or has what is no such value. */
  decode(field: string, value: unknown): unknown
  /** How attributes that nothing can change are read back from the map that the read answers with: facts for `createOnly`. */
  shown<F extends keyof Spelled<T> & string>(...fields: readonly F[]): { readonly [K in F]: Shown }
}

interface Shown {
  have(item: Item): unknown
}

/** Attributes by AWS's names: `attributeMap({ VisibilityTimeout: whole, RedrivePolicy: json({ … }) })`. */
export function attributeMap<const T extends Fields>(table: T): AttributeMap<T> {
  const names = Object.fromEntries(Object.keys(table).map((attribute) => [name(attribute), attribute]))
  const spelled: Fields = Object.fromEntries(Object.entries(table).map(([attribute, one]) => [name(attribute), one]))
  const encode = (of: string, value: unknown) => encoded(spelled[of], value)
  const decode = (of: string, value: unknown) => decoded(spelled[of], text(value))
  return {
    fields: typed<Fields, Spelled<T>>((spelled) => spelled)(spelled),
    names,
    encode,
    decode,
    shown: (...fields) => keyed(fields, (of) => ({ have: (item) => decode(of, item[names[of] ?? '']) })),
    toAWS: (spec: Item) => {
      const set = Object.entries(names).filter(([of]) => spec[of] !== undefined)
      return set.length === 0 ? undefined : Object.fromEntries(set.map(([of, to]) => [to, encode(of, spec[of])]))
    },
  }
}

/** A record of what is made for each of its keys. */
function keyed<K extends string, V>(keys: readonly K[], make: (key: K) => V): { readonly [P in K]: V } {
  const entries: readonly (readonly [string, V])[] = keys.map((key) => [key, make(key)])
  return typed<Readonly<Record<string, V>>, { readonly [P in K]: V }>((made) => made)(Object.fromEntries(entries))
}

/** An attribute whose text is a JSON object, by AWS's names of its members: `json({ deadLetterTargetArn: text })`. */
export function json<const T extends Fields>(members: T): Field<Extra<Spelled<T>>> {
  const shapes = Object.entries(members).map(([member, of]) => [member, shapeOf(of)] as const)
  const shape = structured(shapes)
  return field(schemaOf(shape), false, shape)
}

type AnyField = Field<unknown, boolean>

function shapeOf({ schema, shape }: AnyField): Shape {
  if (shape !== undefined) return shape
  switch (schema.type) {
    case 'boolean':
      return { is: 'boolean' }
    case 'integer':
    case 'number':
      return { is: 'number' }
    default:
      return { is: 'text' }
  }
}

function encoded(field: AnyField | undefined, value: unknown): string {
  if (field?.shape === undefined) return String(value)
  return JSON.stringify(toAWS(field.shape, value))
}

function decoded(field: AnyField | undefined, value: string | undefined): unknown {
  if (field === undefined || value === undefined || value === '') return undefined
  if (field.shape !== undefined) return fromJson(field.shape, value)
  switch (field.schema.type) {
    case 'boolean':
      return value.toLowerCase() === 'true'
    case 'integer':
    case 'number':
      return Number.isNaN(Number(value)) ? undefined : Number(value)
    default:
      return value
  }
}

/** AWS gives numbers inside of such a text as it was given them, as texts too. */
function fromJson(shape: Shape, value: string): unknown {
  try {
    const parsed: unknown = JSON.parse(value)
    return isItem(parsed) ? toKubernetes(shape, numbered(shape, parsed)) : undefined
  } catch {
    return undefined
  }
}

function numbered(shape: Shape, value: Item): Item {
  if (shape.is !== 'structure') return value
  return Object.fromEntries(
    Object.entries(value).map(([member, inner]) => {
      const number = shape.byName().get(member)?.shape.is === 'number' && typeof inner === 'string'
      return [member, number ? Number(inner) : inner]
    }),
  )
}
