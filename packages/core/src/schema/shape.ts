import { NormalizedSchema } from '@smithy/core/schema'
import type { Item } from './json.ts'
import { name as kubernetesName } from './name.ts'

/**
 * The class of an AWS SDK command: the one token that carries the types of an operation at compile time and its schema
 * at run time. This file is the only one that reads the SDK's schema tuples.
 */
export interface Operation {
  // biome-ignore lint/suspicious/noExplicitAny: a class is usable here whatever its input; the type is recovered by Input
  new (input: any): Command
}

/** A command that can be sent. */
export interface Command {
  // biome-ignore lint/suspicious/noExplicitAny: see Operation
  readonly input: any
  // biome-ignore lint/suspicious/noExplicitAny: the reply type is recovered by Output
  resolveMiddleware(...args: any[]): (args: any) => Promise<{ output: any }>
}

/** The request type of an operation. */
export type Input<C extends Operation> = InstanceType<C>['input']
/** The reply type of an operation. */
export type Output<C extends Operation> = Awaited<
  ReturnType<ReturnType<InstanceType<C>['resolveMiddleware']>>
>['output']

/** A structure member as the AWS model declares it. */
export interface Member {
  readonly name: string
  /** The Kubernetes spelling of `name`. */
  readonly field: string
  readonly required: boolean
  /** The member is an idempotency token. */
  readonly token: boolean
  /** The member must not be shown. */
  readonly sensitive: boolean
  readonly shape: Shape
}

/** A structure, its members, and the tables to find them by; each is made once, at first use. */
export interface Structure {
  readonly is: 'structure'
  readonly name: string
  members(): readonly Member[]
  /** Members by AWS's spelling. */
  byName(): ReadonlyMap<string, Member>
  /** Members by the Kubernetes spelling. */
  byField(): ReadonlyMap<string, Member>
}

/** An AWS shape, read from the SDK's schemas. Structures are read lazily because some contain themselves. */
export type Shape =
  | Structure
  | { readonly is: 'list'; of(): Shape }
  | { readonly is: 'map'; of(): Shape }
  | { readonly is: 'text' | 'boolean' | 'number' | 'timestamp' | 'bytes' | 'document' }

/** What an operation is called on the wire and what its request and reply look like. */
export interface Signature {
  /** `CreateVpc` */
  readonly name: string
  readonly input: Shape
  readonly output: Shape
}

/** Reads an operation's signature. Throws when the SDK class carries no schema: an SDK this project cannot work with. */
export function signature(operation: Operation): Signature {
  const schema: unknown = (new operation({}) as { schema?: unknown }).schema
  if (!Array.isArray(schema) || schema[0] !== 9)
    throw new TypeError(`${operation.name} carries no operation schema: the AWS SDK in use is too old`)
  return { name: String(schema[2]), input: shape(schema[4]), output: shape(schema[5]) }
}

/** The operation's name without building its signature: `CreateVpcCommand` is `CreateVpc`. */
export function actionOf(operation: Operation): string {
  return operation.name.replace(/Command$/, '')
}

/** A command for an input that was assembled at run time; its members are checked against the schema when it is sent. */
export function command(operation: Operation, input: Item): Command {
  return new operation(input)
}

function shape(ref: unknown): Shape {
  const schema = NormalizedSchema.of(ref as never)
  if (schema.isStructSchema()) return structure(schema.getName() ?? '', () => membersOf(schema))
  if (schema.isListSchema()) return { is: 'list', of: once(() => shape(schema.getValueSchema())) }
  if (schema.isMapSchema()) return { is: 'map', of: once(() => shape(schema.getValueSchema())) }
  if (schema.isBooleanSchema()) return { is: 'boolean' }
  if (schema.isNumericSchema() || schema.isBigIntegerSchema() || schema.isBigDecimalSchema()) return { is: 'number' }
  if (schema.isTimestampSchema()) return { is: 'timestamp' }
  if (schema.isBlobSchema()) return { is: 'bytes' }
  if (schema.isDocumentSchema()) return { is: 'document' }
  return { is: 'text' }
}

/** A structure of the given members. */
function structure(name: string, read: () => readonly Member[]): Structure {
  const members = once(read)
  return {
    is: 'structure',
    name,
    members,
    byName: once(() => new Map(members().map((member) => [member.name, member]))),
    byField: once(() => new Map(members().map((member) => [member.field, member]))),
  }
}

/** The same structure without some members, or members of members: `Peer.VpcId`. Any other shape as it is. */
export function without(from: Shape, omitted: readonly string[]): Shape {
  if (from.is !== 'structure') return from
  const below = (name: string) =>
    omitted.filter((path) => path.startsWith(`${name}.`)).map((path) => path.slice(name.length + 1))
  return structure(from.name, () =>
    from
      .members()
      .filter((member) => !omitted.includes(member.name))
      .map((member) =>
        below(member.name).length === 0 ? member : { ...member, shape: without(member.shape, below(member.name)) },
      ),
  )
}

/** The same structure with one more member, a text, unless it has that; of any other shape the structure of that alone. */
export function withText(from: Shape, name: string): Shape {
  const present = from.is === 'structure' ? from.members() : []
  if (present.some((member) => member.name === name)) return from
  const added = { name, field: kubernetesName(name), required: false, token: false, sensitive: false }
  return structure(from.is === 'structure' ? from.name : '', () => [{ ...added, shape: { is: 'text' } }, ...present])
}

/** A structure of these members, none of which is required. */
export function structured(members: readonly (readonly [name: string, of: Shape])[]): Structure {
  return structure('', () =>
    members.map(([name, of]) => ({
      name,
      field: kubernetesName(name),
      required: false,
      token: false,
      sensitive: false,
      shape: of,
    })),
  )
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** Structures whose `Type` the published CRDs spell `type`, not `type_`. AWS has retired what they stand for. */
const plainTypes = ['ElasticGpuSpecification', 'LaunchTemplateElasticInferenceAccelerator']

function fieldOf(structure: string, member: string): string {
  return member === 'Type' && plainTypes.includes(structure) ? 'type' : kubernetesName(member)
}

/** The seventh place of a structure's tuple counts its required members: they come first. */
function membersOf(schema: NormalizedSchema): readonly Member[] {
  const raw: unknown = schema.getSchema()
  const required = Array.isArray(raw) && typeof raw[6] === 'number' ? raw[6] : 0
  return [...schema.structIterator()].map(([name, member], index) => ({
    name,
    field: fieldOf(schema.getName() ?? '', name),
    required: index < required,
    token: schema.isIdempotencyToken() || member.isIdempotencyToken(),
    sensitive: Boolean(member.getMergedTraits().sensitive),
    shape: shape(member),
  }))
}

/** The elements of a list type, or the type itself. */
export type Element<T> = NonNullable<T> extends readonly (infer U)[] ? U : NonNullable<T>

/**
 * Lets a function over an SDK type be called with the item a reply really holds. The SDK's types are trusted here and
 * nowhere else: replies are parsed by the SDK from the same schemas.
 */
export function trusting<T, Rest extends readonly unknown[], R>(
  project: (typed: T, ...rest: Rest) => R,
): (item: Item, ...rest: Rest) => R {
  return project as never
}

/** Gives a conversion that follows an SDK shape the types of that shape. The same trust as in `trusting`. */
export function typed<From, To>(convert: (value: unknown) => unknown): (value: From) => To {
  return convert as never
}
