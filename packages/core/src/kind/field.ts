import { toAWS, toKubernetes } from '../schema/convert.ts'
import type { Named } from '../schema/name.ts'
import { type Schema, schemaOf } from '../schema/openapi.ts'
import { type Input, type Operation, type Shape, signature, typed, without } from '../schema/shape.ts'
import { listShape } from './member.ts'
import type { ItemAt, ItemsAt, Loose, Path } from './reply/path.ts'

/** A spec field that the create request does not have, with the type its values have. */
export interface Field<T, Required extends boolean = false> {
  /** OpenAPI v3 schema of the field. */
  readonly schema: FieldSchema
  readonly required: Required
  /** The SDK shape that the schema comes from, for a field made by `shaped` or `requested`. */
  readonly shape?: Shape
  /** Never read: it carries the type. */
  readonly $value?: T
  /** The same field with a description for `kubectl explain`. */
  doc(description: string): Field<T, Required>
  /** The same list with at most so many elements. What a rule may say of a list costs the API server less then. */
  most(elements: number): Field<T, Required>
  /** The same field, required. */
  need(): Field<T, true>
}

export type FieldSchema = Schema

export type Fields = Readonly<Record<string, Field<unknown, boolean>>>

/** The spec members that extra fields add. */
export type Extra<F extends Fields> = {
  [K in keyof F as F[K] extends Field<unknown, true> ? K : never]: ValueOf<F[K]>
} & { [K in keyof F as F[K] extends Field<unknown, true> ? never : K]?: ValueOf<F[K]> }
type ValueOf<F> = F extends Field<infer T, boolean> ? T : never

export const text: Field<string> = field({ type: 'string' }, false)
/** A text that AWS's model has a list of words for. The API server takes any: AWS adds words. */
export function word<T extends string>(): Field<T> {
  return field({ type: 'string' }, false)
}

export const flag: Field<boolean> = field({ type: 'boolean' }, false)
export const whole: Field<number> = field({ type: 'integer', format: 'int64' }, false)
export const decimal: Field<number> = field({ type: 'number' }, false)

/** A list of one sort of value. */
export function list<T>(of: Field<T, boolean>): Field<readonly T[]> {
  const { schema, shape } = of
  return field({ type: 'array', items: schema }, false, shape && { is: 'list', of: () => shape })
}

/** An object with named members. */
export function structure<F extends Fields>(members: F): Field<Extra<F>> {
  const required = Object.keys(members).filter((key) => members[key]?.required)
  return field(
    {
      type: 'object',
      properties: Object.fromEntries(Object.entries(members).map(([key, member]) => [key, member.schema])),
      ...(required.length > 0 ? { required } : {}),
    },
    false,
  )
}

/** What a reply says of a request's shape: there every member may be missing. */
type Replied<T> = T extends readonly (infer U)[]
  ? readonly Replied<U>[]
  : T extends Date | Uint8Array
    ? T
    : T extends object
      ? { readonly [K in keyof T]?: Replied<T[K]> | undefined }
      : T

/** A field in the form of an SDK shape, and the way between both spellings of its values. */
export interface Shaped<T> extends Field<Named<T>> {
  /** The value as AWS takes it. */
  toAWS(value: Loose<Named<T>>): T
  /** The value, of a request or of a reply, as the spec spells it; empty members are left out. */
  toKubernetes(value: Replied<T>): Named<T>
}

/**
 * A field in the form of a request member: `shaped(AuthorizeSecurityGroupIngressCommand, 'IpPermissions')`. For what
 * the spec holds and another operation than the create takes.
 */
export function shaped<C extends Operation, M extends keyof Input<C> & string>(
  operation: C,
  member: M,
): Shaped<NonNullable<Input<C>[M]>> {
  const { input } = signature(operation)
  const found = input.is === 'structure' ? input.byName().get(member) : undefined
  if (found === undefined) throw new TypeError(`${operation.name} has no request member ${member}.`)
  return ofShape(schemaOf(input).properties?.[found.field] ?? {}, found.shape)
}

/**
 * A field in the form of a whole request without some members: a route is what `CreateRoute` takes, without the id of
 * its table. Elements of a list: `list(requested(CreateRouteCommand, ['RouteTableId', 'DryRun']))`.
 */
export function requested<C extends Operation, const O extends keyof Input<C> & string>(
  operation: C,
  omitted: readonly O[],
): Shaped<Omit<Input<C>, O>> {
  const shape = without(signature(operation).input, omitted)
  return ofShape(schemaOf(shape), shape)
}

/**
 * A field in the form of a list in a reply, without some members of its elements, by path: what status shows of a further
 * read. `replied(DescribeSecurityGroupRulesCommand, 'SecurityGroupRules', ['GroupId', 'ReferencedGroupInfo.VpcId'])`.
 */
export function replied<C extends Operation, const At extends ItemsAt<C>>(
  operation: C,
  at: At,
  omitted: readonly Path<ItemAt<C, At>>[] = [],
): Shaped<ItemAt<C, At>[]> {
  const shape: Shape = { is: 'list', of: () => without(listShape(signature(operation).output, at), omitted) }
  return ofShape(schemaOf(shape), shape)
}

function ofShape<T>(schema: FieldSchema, shape: Shape): Shaped<T> {
  const none = shape.is === 'list' ? [] : {}
  return {
    ...field<Named<T>, false>(schema, false, shape),
    toAWS: typed((value) => toAWS(shape, value) ?? none),
    toKubernetes: typed((value) => toKubernetes(shape, value) ?? none),
  }
}

/** A field of a schema, and of the SDK shape behind it, if it has one. */
export function field<T, Required extends boolean>(
  schema: FieldSchema,
  required: Required,
  shape?: Shape,
): Field<T, Required> {
  return {
    schema,
    required,
    ...(shape === undefined ? {} : { shape }),
    doc: (description) => field({ ...schema, description }, required, shape),
    most: (elements) => field({ ...schema, maxItems: elements }, required, shape),
    need: () => field(schema, true, shape),
  }
}
