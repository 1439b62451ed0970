import { name } from '../schema/name.ts'
import type { Schema as FieldSchema } from '../schema/openapi.ts'
import { type Operation, type Shape, withText } from '../schema/shape.ts'
import { KindError } from './flaw/flaw.ts'
import { type Reference, refPath, type Target } from './reference.ts'
import { singular } from './reply/row.ts'

/** What of a declaration says how request members become spec fields. */
export interface Naming {
  readonly read: Operation
  readonly omit?: readonly string[]
  readonly rename?: Readonly<Record<string, string>>
  readonly fields?: Readonly<Record<string, { readonly schema: FieldSchema }>>
}

/** Request members that the framework fills in itself, for every kind. */
const plumbing = ['DryRun', 'ClientToken', 'CreationToken', 'TagSpecifications', 'Tags', 'tags']

/** Request member → spec field, for the members that the spec has. */
export function requestMembers(input: Shape, d: Naming): Readonly<Record<string, string>> {
  const fields = d.fields ?? {}
  return Object.fromEntries(
    membersOf(input)
      .filter((member) => !plumbing.includes(member) && !d.omit?.includes(member))
      .map((member) => [member, d.rename?.[member] ?? name(member)])
      .filter(([, field = '']) => !(field in fields)),
  )
}

/** A reference as the engine handles it. Throws `KindError` when the spec has no field at its path. */
export function reference(
  path: string,
  declared: (() => Target) | { target(): Target; readonly anywhere?: true },
  input: Shape,
  d: Naming,
): Reference {
  const many = isList(path, input, d)
  const target = typeof declared === 'function' ? declared : declared.target
  const anywhere = typeof declared === 'function' ? undefined : declared.anywhere
  return { path, ref: refPath(path, many), many, target, ...(anywhere === undefined ? {} : { anywhere }) }
}

/** Whether the field at a path is a list, looked up in the extra fields first and in the request's shape otherwise. */
function isList(path: string, input: Shape, d: Naming): boolean {
  const steps = path.split('.').map((step) => step.replace('[]', ''))
  const [first = '', ...rest] = steps
  const extra = d.fields?.[first]
  if (extra !== undefined) {
    let schema: FieldSchema | undefined = extra.schema
    for (const step of rest) schema = (schema?.items ?? schema)?.properties?.[step]
    if (schema === undefined) throw unknownField(d.read.name, path)
    return schema.type === 'array'
  }
  const renamed = Object.entries(requestMembers(input, d)).find(([, field]) => field === first)?.[0]
  let shape: Shape | undefined = membersShape(input, renamed ?? '')
  for (const step of rest) {
    const inner: Shape | undefined = shape?.is === 'list' ? shape.of() : shape
    shape = inner?.is === 'structure' ? inner.byField().get(step)?.shape : undefined
  }
  if (shape === undefined) throw unknownField(d.read.name, path)
  return shape.is === 'list'
}

const unknownField = (operation: string, path: string) =>
  new KindError([
    {
      code: 'UnknownField',
      sentence: `The kind read by ${operation} declares a reference at ${path}, but its spec has no such field.`,
    },
  ])

/** The member names of a structure; none for any other shape. */
export function membersOf(shape: Shape): readonly string[] {
  return shape.is === 'structure' ? shape.members().map((member) => member.name) : []
}

/** The shape of a structure's member. */
export function membersShape(shape: Shape, member: string): Shape | undefined {
  return shape.is === 'structure' ? shape.byName().get(member)?.shape : undefined
}

/** The shape of what stands at a place in a reply: the elements of a list, of a list in each element of one, or one object. */
export function listShape(output: Shape, at: string): Shape {
  const [first = '', ...more] = at.split('[].')
  const found = membersShape(output, first)
  if (more.length > 0) return found?.is === 'list' ? listShape(found.of(), more.join('[].')) : { is: 'document' }
  if (found?.is !== 'list') return found ?? { is: 'document' }
  const row = found.of()
  return row.is === 'text' ? withText(row, singular(first)) : row
}
