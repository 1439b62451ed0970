import { type Item, isItem, rows, text, Unreadable } from '../schema/json.ts'
import { name } from '../schema/name.ts'
import { type Input, type Operation, type Shape, signature } from '../schema/shape.ts'
import type { Blocker, Blocking, Column, Definition, Rule, SpecFor } from './definition.ts'
import type { ErasedDefinition, ErasedFacet, ErasedView, Sight } from './erase.ts'
import { each, value } from './facet.ts'
import type { FieldSchema, Fields } from './field.ts'
import { KindError, listShape, membersOf, reference, requestMembers } from './member.ts'
import type { IdRead, ItemOf, ListOf, Read } from './read.ts'
import type { Reference, Target } from './reference.ts'
import { ownerTags, type Service } from './service.ts'
import { type State, type StateTable, stateOf } from './state.ts'
import type { Call, Step } from './step.ts'

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
  /** The key that an object is read by. Others may answer to it as well. */
  readKey(id: string, spec: Item): string
  /** Asks for one object by its id, so that AWS can state that it does not exist. */
  readonly idRead: IdRead
  readonly itemShape: Shape
  /** Finds objects of ours without their id; undefined for a kind that has neither tags nor a natural key. */
  readonly finder:
    | { readonly read: Read; key(uid: string, spec: Item): string | undefined; match(item: Item, spec: Item): boolean }
    | undefined
  /** Whether AWS refuses a second object of the same request. */
  exclusive(spec: Item): boolean
  /** Lists everything that was made for objects of one cluster; its key is the cluster's UID. Undefined for a kind without tags. */
  readonly census: Read | undefined
  readonly delete: Operation
  erase(seen: Sight): Call
  teardown(seen: Sight): readonly Step[]
  yields(seen: Sight, blockers: readonly Blocking[]): readonly Step[]
  state(item: Item): State
  /** Whether AWS goes on showing an object, in a state of its own, while it deletes it. */
  readonly lingers: boolean
  busy(seen: Sight): string | undefined
  readonly stateMember: string | undefined
  /** What the values of the state members mean. */
  readonly states: StateTable
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
  /** The spec fields that `late` may fill in. */
  readonly lateFields: readonly string[]
  readonly fields: Readonly<Record<string, FieldSchema>>
  /** The SDK shapes behind extra fields that have one. */
  readonly fieldShapes: Readonly<Record<string, Shape>>
  readonly required: readonly string[] | undefined
  readonly extraRequired: readonly string[]
  readonly rules: readonly Rule[]
  /** Rules on new objects alone. */
  readonly fresh: readonly Rule[]
  /** Rules on edits of an object that AWS has. */
  readonly fixed: readonly Rule[]
  readonly columns: readonly Column[] | undefined
  readonly blockers: readonly Blocker<Sight>[]
  /** Operations that facets, `teardown` and `erase` use; undefined when the definition does not say. */
  readonly calls: readonly Operation[] | undefined
  /** Whether the definition decides calls in code, so that `calls` must list them. */
  readonly decides: boolean
  /** IAM actions that AWS demands besides those of the operations. */
  readonly permissions: readonly string[]
}

/** `NatGatewayId` → `nat-gateway-id` */
export function dashed(member: string): string {
  return member.replace(/(?!^)([A-Z])/g, '-$1').toLowerCase()
}

/** What a service adds to every kind of its own. */
export interface ServiceTraits {
  readonly service: Service
  /** How objects are read by id where the definition does not say. */
  reads(source: { operation: Operation; items: string; filter: string; id: string }): Read
  /** The request that asks for one object by its id. */
  byId(source: { operation: Operation; id: string }, key: string): Item
  /** How objects are found by the value of a tag. */
  byTag?(source: { operation: Operation; items: string; tag: string }): Read
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
  const { service } = traits
  const idField = d.idField ?? name(d.id)
  const read = reader(traits, d)
  const plural = d.plural ?? pluralOf(kindName)
  const declared = typeof d.facets === 'function' ? d.facets({ each, value }) : d.facets
  const facets = Object.entries(declared ?? {}).map(([field, facet]) => ({ ...facet, field }))
  return {
    service,
    name: kindName,
    plural,
    target: { group: service.group, version: service.version, kind: kindName, plural, value: ['status', idField] },
    finalizer: `finalizers.${service.group}/${kindName}`,
    id: { member: d.id, field: idField },
    read,
    idRead: {
      operation: d.read,
      input: (key) => traits.byId({ operation: d.read, id: d.id }, key),
      items: (output) => rows(output, d.items),
      notFound: d.notFound,
    },
    itemShape: listShape(signature(d.read).output, d.items),
    finder: finderOf(traits, d, read),
    exclusive: (spec) => d.exclusive?.(spec) ?? false,
    census: d.tagged === false ? undefined : tagRead(traits, d, ownerTags.cluster),
    views: viewsOf(d, facets),
    facets,
    tagged: d.tagged === false ? undefined : (d.tagged ?? dashed(kindName)),
    decides: facets.length > 0 || d.teardown !== undefined || d.yields !== undefined || d.erase !== undefined,
    ...specOf(d),
    ...behaviourOf(d),
    ...statusPart(d),
    required: d.required,
    rules: d.rules ?? [],
    fresh: d.fresh ?? [],
    fixed: d.fixed ?? [],
    columns: d.columns,
    blockers: d.blockers ?? [],
    calls: d.calls,
    permissions: d.permissions ?? [],
  }
}

/** What follows from the create request and the extra fields. */
function specOf(d: ErasedDefinition) {
  const { input } = signature(d.create)
  return {
    create: d.create,
    token: tokenOf(input),
    request: (spec: Item) => d.request?.(spec) ?? {},
    requestShape: input,
    requestMembers: requestMembers(input, d),
    references: Object.entries(d.refs ?? {}).map(([path, ref]) => reference(path, ref, input, d)),
    fields: schemas(d.fields),
    fieldShapes: shapes(d.fields),
    extraRequired: Object.entries(d.fields ?? {}).flatMap(([key, field]) => (field.required ? [key] : [])),
  }
}

/** What the definition decides in code, with its defaults. */
function behaviourOf(d: ErasedDefinition) {
  return {
    delete: d.delete,
    readKey: (id: string, spec: Item) => d.readKey?.(id, spec) ?? id,
    erase: (seen: Sight) => d.erase?.(seen) ?? { operation: d.delete, input: { [d.id]: seen.id } },
    teardown: (seen: Sight) => d.teardown?.(seen) ?? [],
    yields: (seen: Sight, blockers: readonly Blocking[]) => d.yields?.(seen, blockers) ?? [],
    state: (item: Item) => stateOf(d.state ?? {}, item, d.why),
    lingers: Object.values(d.state ?? {}).some(({ leaving = [], gone = [] }) => leaving.length + gone.length > 0),
    busy: (seen: Sight) => d.busy?.(seen),
    tagKey: (seen: Sight) => d.tagKey?.(seen) ?? seen.id,
    late: (seen: Sight) => lateOf(d, seen),
    lateFields: Object.keys(d.late ?? {}),
  }
}

function statusPart(d: ErasedDefinition) {
  return {
    stateMember: Object.keys(d.state ?? {})[0],
    states: d.state ?? {},
    status: (seen: Sight) => d.status?.(seen) ?? {},
    statusOmit: d.statusOmit ?? [],
    statusRename: d.statusRename ?? {},
    statusFields: schemas(d.statusFields),
    arn: (seen: Sight) => d.arn?.(seen),
  }
}

function pluralOf(kindName: string): string {
  const lower = kindName.toLowerCase()
  if (/[^aeiou]y$/.test(lower)) return `${lower.slice(0, -1)}ies`
  if (/(ss|x|ch|sh)$/.test(lower)) return `${lower}es`
  return lower.endsWith('s') ? lower : `${lower}s`
}

function reader(traits: ServiceTraits, d: ErasedDefinition): Read {
  const filter = d.filter ?? dashed(d.id)
  return identifying(d.reads ?? traits.reads({ operation: d.read, items: d.items, filter, id: d.id }), d.id)
}

/** A read whose rows all have their id: one without would belong to nobody, and what it is of would look gone. */
function identifying(read: Read, id: string): Read {
  const checked = (row: Item) => {
    if (text(row[id]) === undefined) throw new Unreadable(`a row has no ${id}`)
    return row
  }
  return { ...read, items: (output) => read.items(output).map(checked) }
}

function finderOf(traits: ServiceTraits, d: ErasedDefinition, read: Read): Kind['finder'] {
  const own = d.finder
  if (own !== undefined)
    return {
      read: own.read === d.reads ? read : identifying(own.read, d.id),
      key: (uid, spec) => (own.key === undefined ? uid : own.key(spec)),
      match: (item, spec) => own.match?.(item, spec) ?? true,
    }
  const found = d.tagged === false ? undefined : tagRead(traits, d, ownerTags.uid)
  return found && { read: found, key: (uid) => uid, match: () => true }
}

function tagRead(traits: ServiceTraits, d: ErasedDefinition, tag: string): Read | undefined {
  const found = traits.byTag?.({ operation: d.read, items: d.items, tag })
  return found && identifying(found, d.id)
}

function viewsOf(d: ErasedDefinition, facets: readonly ErasedFacet[]): readonly ErasedView[] {
  return Object.entries(d.views ?? {}).map(([view, declared]) => {
    const users = facets.filter((facet) => facet.views?.includes(view))
    return {
      name: view,
      read: declared.read,
      forFacets: declared.needed === undefined,
      key: (id, spec, item) => (declared.key === undefined ? id : declared.key(id, spec, item)),
      needed: (spec) =>
        declared.needed?.(spec) ??
        users.some(({ field, unset, initial }) => (spec[field] ?? unset ?? initial) !== undefined),
    }
  })
}

function tokenOf(input: Shape): string | undefined {
  return membersOf(input).find((member) => member === 'ClientToken' || member === 'CreationToken')
}

function schemas(fields: Fields | undefined): Readonly<Record<string, FieldSchema>> {
  return Object.fromEntries(Object.entries(fields ?? {}).map(([key, field]) => [key, field.schema]))
}

function shapes(fields: Fields | undefined): Readonly<Record<string, Shape>> {
  return Object.fromEntries(
    Object.entries(fields ?? {}).flatMap(([key, field]) => (field.shape === undefined ? [] : [[key, field.shape]])),
  )
}

function lateOf(d: ErasedDefinition, seen: Sight): Item {
  const found = Object.entries(d.late ?? {}).map(([field, late]) => [field, late(seen)] as const)
  return Object.fromEntries(found.filter(([, late]) => late !== undefined))
}

export type { ErasedFacet, ErasedView, ItemOf, Sight }
/** Whether a value is an object with members; used by kinds that look into SDK replies. */
export { isItem, KindError }
