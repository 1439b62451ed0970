import { type Item, isItem, items, text } from '../schema/json.ts'
import { name } from '../schema/name.ts'
import { type Input, type Operation, type Shape, signature } from '../schema/shape.ts'
import type { Blocker, Column, Definition, Rule, SpecFor } from './definition.ts'
import type { Facet } from './facet.ts'
import type { FieldSchema, Fields } from './field.ts'
import type { ItemOf, ListOf, Read } from './read.ts'
import { type Reference, refPath, type Target } from './reference.ts'
import type { Service } from './service.ts'
import { type State, type StateTable, stateOf } from './state.ts'
import type { Call, Step } from './step.ts'

/** `Seen` with its types erased, as the engine handles it. */
export interface Sight {
  readonly id: string
  readonly item: Item
  readonly spec: Item
  readonly views: Readonly<Record<string, readonly Item[]>>
  readonly account: string
  readonly region: string
}

/** A facet with its types erased. */
export interface ErasedFacet extends Facet<unknown, Sight> {
  readonly field: string
}

export interface ErasedView {
  readonly name: string
  readonly read: Read
  key(id: string, spec: Item): string | undefined
  needed(spec: Item): boolean
}

/** A kind as the engine handles it: every default filled in, every type erased. Made by `defineKind` and nowhere else. */
export interface Kind<Spec = Item> {
  /** Never read: it carries the type of the spec. */
  readonly $spec?: Spec
  readonly service: Service
  /** `NATGateway` */
  readonly name: string
  readonly plural: string
  /** What a reference to this kind stands for. */
  readonly target: Target
  readonly finalizer: string
  readonly id: { readonly member: string; readonly field: string }
  readonly create: Operation
  /** The member of the create request that takes an idempotency token, if it has one. */
  readonly token: string | undefined
  /** The create request without token and tags, for a spec whose references are resolved. */
  request(spec: Item): Item
  readonly requestShape: Shape
  readonly requestMembers: Readonly<Record<string, string>>
  readonly read: Read
  readonly itemShape: Shape
  /** Finds objects of ours without their id; undefined for a kind that has neither tags nor a natural key. */
  readonly finder:
    | { readonly read: Read; key(uid: string, spec: Item): string | undefined; match(item: Item, spec: Item): boolean }
    | undefined
  readonly delete: Operation
  erase(seen: Sight): Call
  teardown(seen: Sight): readonly Step[]
  state(item: Item): State
  busy(seen: Sight): string | undefined
  readonly stateMember: string | undefined
  readonly views: readonly ErasedView[]
  readonly facets: readonly ErasedFacet[]
  readonly references: readonly Reference[]
  /** The resource type in tags; undefined for a kind that takes none. */
  readonly tagged: string | undefined
  tagKey(seen: Sight): string
  status(seen: Sight): Item
  readonly statusOmit: readonly string[]
  readonly statusRename: Readonly<Record<string, string>>
  readonly statusFields: Readonly<Record<string, FieldSchema>>
  arn(seen: Sight): string | undefined
  late(seen: Sight): Item
  readonly fields: Readonly<Record<string, FieldSchema>>
  readonly required: readonly string[] | undefined
  readonly extraRequired: readonly string[]
  readonly rules: readonly Rule[]
  readonly columns: readonly Column[] | undefined
  readonly blockers: readonly Blocker[]
}

const plumbing = ['DryRun', 'ClientToken', 'CreationToken', 'TagSpecifications', 'Tags']

/** `NatGatewayId` → `nat-gateway-id` */
export function dashed(member: string): string {
  return member.replace(/(?!^)([A-Z])/g, '-$1').toLowerCase()
}

/** What a service adds to every kind of its own. */
export interface ServiceTraits {
  readonly service: Service
  /** How objects are read by id where the definition does not say. */
  reads(source: { operation: Operation; items: string; filter: string; id: string }): Read
  /** How objects are found by their owner's UID where the definition does not say. */
  finder?(source: { operation: Operation; items: string }): Read
}

/** Declares kinds of one service. */
export interface ServiceKinds {
  readonly service: Service
  kind<
    C extends Operation,
    R extends Operation,
    D extends Operation,
    At extends ListOf<R>,
    O extends keyof Input<C> = never,
    const N extends Partial<Record<keyof Input<C>, string>> = Record<never, never>,
    F extends Fields = Record<never, never>,
    V = Record<never, never>,
  >(name: string, definition: Definition<C, R, D, At, O, N, F, V>): Kind<SpecFor<C, O, N, F>>
}

/** The spec type of a kind. */
export type SpecOf<K> = K extends Kind<infer Spec> ? Spec : never

/** Builds the declaration function of a service. */
export function service(traits: ServiceTraits): ServiceKinds {
  return {
    service: traits.service,
    kind: (kindName, definition) => defineKind(traits, kindName, definition as unknown as Loose) as never,
  }
}

type Loose = Definition<Operation, Operation, Operation, never, never, Record<never, never>, Fields, never, never, Item>

function defineKind(traits: ServiceTraits, kindName: string, loose: Loose): Kind {
  const d = loose as unknown as ErasedDefinition
  const create = signature(d.create)
  const read = reader(traits, d)
  const idField = d.idField ?? name(d.id)
  const references = Object.entries(d.refs ?? {}).map(([path, ref]) => reference(path, ref, create.input, d))
  const facets = Object.entries(d.facets ?? {}).map(([field, facet]) => ({ ...facet, field }))
  const members = requestMembers(create.input, d)
  const plural = d.plural ?? pluralOf(kindName)
  return {
    service: traits.service,
    name: kindName,
    plural,
    target: { ...traits.service, kind: kindName, plural, value: ['status', idField] },
    finalizer: `finalizers.${traits.service.group}/${kindName}`,
    id: { member: d.id, field: idField },
    create: d.create,
    token: tokenOf(create.input),
    request: (spec) => d.request?.(spec) ?? {},
    requestShape: create.input,
    requestMembers: members,
    read,
    itemShape: listShape(signature(d.read).output, d.items),
    finder: finderOf(traits, d),
    delete: d.delete,
    erase: (seen) => d.erase?.(seen) ?? { operation: d.delete, input: { [d.id]: seen.id } },
    teardown: (seen) => d.teardown?.(seen) ?? [],
    state: (item) => stateOf(d.state ?? {}, item, d.why),
    busy: (seen) => d.busy?.(seen),
    stateMember: Object.keys(d.state ?? {})[0],
    views: viewsOf(d, facets),
    facets,
    references,
    tagged: d.tagged === false ? undefined : (d.tagged ?? dashed(kindName)),
    tagKey: (seen) => d.tagKey?.(seen) ?? seen.id,
    status: (seen) => d.status?.(seen) ?? {},
    statusOmit: d.statusOmit ?? [],
    statusRename: d.statusRename ?? {},
    statusFields: schemas(d.statusFields),
    arn: (seen) => d.arn?.(seen),
    late: (seen) => d.late?.(seen) ?? {},
    fields: schemas(d.fields),
    required: d.required,
    extraRequired: Object.entries(d.fields ?? {}).flatMap(([key, field]) => (field.required ? [key] : [])),
    rules: d.rules ?? [],
    columns: d.columns,
    blockers: d.blockers ?? [],
  }
}

/** A definition with its types erased; the compiler has checked it at the place of declaration. */
interface ErasedDefinition {
  readonly id: string
  readonly idField?: string
  readonly create: Operation
  readonly read: Operation
  readonly items: string
  readonly filter?: string
  readonly reads?: Read
  readonly delete: Operation
  erase?(seen: Sight): Call
  readonly omit?: readonly string[]
  readonly rename?: Readonly<Record<string, string>>
  readonly fields?: Fields
  readonly refs?: Readonly<Record<string, { target(): Target; readonly early?: boolean }>>
  request?(spec: Item): Item
  readonly state?: StateTable
  why?(item: Item): string | undefined
  busy?(seen: Sight): string | undefined
  readonly views?: Readonly<
    Record<string, { read: Read; key?(id: string, spec: Item): string | undefined; needed?(spec: Item): boolean }>
  >
  readonly facets?: Readonly<Record<string, Facet<unknown, Sight>>>
  teardown?(seen: Sight): readonly Step[]
  readonly tagged?: string | false
  tagKey?(seen: Sight): string
  readonly finder?: {
    readonly read: Read
    key?(spec: Item): string | undefined
    match?(item: Item, spec: Item): boolean
  }
  readonly statusFields?: Fields
  status?(seen: Sight): Item
  readonly statusOmit?: readonly string[]
  readonly statusRename?: Readonly<Record<string, string>>
  arn?(seen: Sight): string | undefined
  late?(seen: Sight): Item
  readonly rules?: readonly Rule[]
  readonly columns?: readonly Column[]
  readonly blockers?: readonly Blocker[]
  readonly required?: readonly string[]
  readonly plural?: string
}

function pluralOf(kindName: string): string {
  const lower = kindName.toLowerCase()
  if (/[^aeiou]y$/.test(lower)) return `${lower.slice(0, -1)}ies`
  if (/(ss|x|ch|sh)$/.test(lower)) return `${lower}es`
  return lower.endsWith('s') ? lower : `${lower}s`
}

function reader(traits: ServiceTraits, d: ErasedDefinition): Read {
  return d.reads ?? traits.reads({ operation: d.read, items: d.items, filter: d.filter ?? dashed(d.id), id: d.id })
}

function finderOf(traits: ServiceTraits, d: ErasedDefinition): Kind['finder'] {
  const own = d.finder
  if (own !== undefined)
    return {
      read: own.read,
      key: (uid, spec) => (own.key === undefined ? uid : own.key(spec)),
      match: (item, spec) => own.match?.(item, spec) ?? true,
    }
  if (d.tagged === false || traits.finder === undefined) return undefined
  const read = traits.finder({ operation: d.read, items: d.items })
  return { read, key: (uid) => uid, match: () => true }
}

function viewsOf(d: ErasedDefinition, facets: readonly ErasedFacet[]): readonly ErasedView[] {
  return Object.entries(d.views ?? {}).map(([view, declared]) => {
    const users = facets.filter((facet) => facet.views?.includes(view))
    return {
      name: view,
      read: declared.read,
      key: (id, spec) => (declared.key === undefined ? id : declared.key(id, spec)),
      needed: (spec) =>
        declared.needed?.(spec) ?? users.some((facet) => spec[facet.field] !== undefined || facet.unset !== undefined),
    }
  })
}

/** Request member → spec field, for the members that the spec has. */
function requestMembers(input: Shape, d: ErasedDefinition): Readonly<Record<string, string>> {
  const fields = d.fields ?? {}
  return Object.fromEntries(
    membersOf(input)
      .filter((member) => !plumbing.includes(member) && !d.omit?.includes(member))
      .map((member) => [member, d.rename?.[member] ?? name(member)])
      .filter(([, field = '']) => !(field in fields)),
  )
}

function reference(
  path: string,
  declared: { target(): Target; readonly early?: boolean },
  input: Shape,
  d: ErasedDefinition,
): Reference {
  const many = isList(path, input, d)
  return { path, ref: refPath(path, many), many, target: declared.target, early: declared.early ?? false }
}

/** Whether the field at a path is a list, looked up in the extra fields first and in the request's shape otherwise. */
function isList(path: string, input: Shape, d: ErasedDefinition): boolean {
  const steps = path.split('.').map((step) => step.replace('[]', ''))
  const [first = '', ...rest] = steps
  const extra = d.fields?.[first]
  if (extra !== undefined) {
    let schema: FieldSchema | undefined = extra.schema
    for (const step of rest) schema = (schema?.items ?? schema)?.properties?.[step]
    if (schema === undefined) throw new KindError(d.read.name, path)
    return schema.type === 'array'
  }
  const renamed = Object.entries(requestMembers(input, d)).find(([, field]) => field === first)?.[0]
  let shape: Shape | undefined = membersShape(input, renamed ?? '')
  for (const step of rest) {
    const inner: Shape | undefined = shape?.is === 'list' ? shape.of() : shape
    shape = inner?.is === 'structure' ? inner.members().find((m) => name(m.name) === step)?.shape : undefined
  }
  if (shape === undefined) throw new KindError(d.read.name, path)
  return shape.is === 'list'
}

/** A declaration that names a field its kind does not have: a mistake of the kind's author, found when it is loaded. */
export class KindError extends Error {
  override readonly name = 'KindError'
  readonly code = 'UnknownField'
  constructor(operation: string, path: string) {
    super(`The kind read by ${operation} declares a reference at ${path}, but its spec has no such field.`)
  }
}

function membersOf(shape: Shape): readonly string[] {
  return shape.is === 'structure' ? shape.members().map((member) => member.name) : []
}

function membersShape(shape: Shape, member: string): Shape | undefined {
  return shape.is === 'structure' ? shape.members().find((m) => m.name === member)?.shape : undefined
}

function listShape(output: Shape, at: string): Shape {
  const list = membersShape(output, at)
  return list?.is === 'list' ? list.of() : { is: 'document' }
}

function tokenOf(input: Shape): string | undefined {
  return membersOf(input).find((member) => member === 'ClientToken' || member === 'CreationToken')
}

function schemas(fields: Fields | undefined): Readonly<Record<string, FieldSchema>> {
  return Object.fromEntries(Object.entries(fields ?? {}).map(([key, field]) => [key, field.schema]))
}

/** The tags that a spec declares, in AWS's spelling; an entry without a key is left out. */
export function declaredTags(spec: Item): readonly { readonly Key: string; readonly Value: string }[] {
  return items(spec.tags).flatMap((tag) => {
    const key = text(tag.key)
    return key === undefined ? [] : [{ Key: key, Value: text(tag.value) ?? '' }]
  })
}

export type { ItemOf }
/** Whether a value is an object with members; used by kinds that look into SDK replies. */
export { isItem }
