import { type Item, text, Unreadable } from '../schema/json.ts'
import { name } from '../schema/name.ts'
import { type Input, type Operation, type Shape, signature, withText } from '../schema/shape.ts'
import type { Blocking } from './blocker.ts'
import type { Definition, SpecFor } from './definition.ts'
import { type ErasedDefinition, type ErasedFacet, erased, type Observed, Views } from './erase.ts'
import { builders } from './facet/of.ts'
import type { FieldSchema, Fields } from './field.ts'
import type { Kind, ServiceTraits } from './kind.ts'
import { listShape, membersOf, reference, requestMembers } from './member.ts'
import { moving } from './reply/part.ts'
import type { ItemsAt } from './reply/path.ts'
import { byIds, byName, type Read } from './reply/read.ts'
import { firstText, textAt } from './reply/row.ts'
import { stateOf } from './reply/state.ts'
import { ownerTags, type Service } from './service.ts'

/** Declares kinds of one service. */
export interface ServiceKinds {
  readonly service: Service
  kind<
    C extends Operation,
    R extends Operation,
    const At extends ItemsAt<R>,
    O extends keyof Input<C> = never,
    const N extends Partial<Record<keyof Input<C>, string>> = Record<never, never>,
    F extends Fields = Record<never, never>,
    const By extends keyof Input<R> & string = never,
  >(name: string, definition: Definition<C, R, At, O, N, F, By>): Kind<SpecFor<C, O, N, F>>
}

/** Builds the declaration function of a service. */
export function service(traits: ServiceTraits): ServiceKinds {
  return {
    service: traits.service,
    kind: (kindName, definition) => defineKind(traits, kindName, definition as never) as never,
  }
}

/** Builds a kind: every default filled in, every type erased. */
export function defineKind(traits: ServiceTraits, kindName: string, d: ErasedDefinition): Kind {
  const shown = listShape(signature(d.read).output, d.items)
  // What is asked for one at a time has the id that it was asked by, whether or not the reply says so.
  const itemShape = d.by === undefined ? shown : withText(shown, d.id)
  const views = new Views()
  const declared = d.facets?.(builders({ id: d.id, item: itemShape, notFound: d.notFound })) ?? {}
  const facets = Object.entries(declared).map(([field, facet]) => erased(field, facet, views))
  const tagged = d.tagged === false ? undefined : (d.tagged ?? dashed(kindName))
  return {
    ...namesOf(traits, kindName, d),
    ...readsOf(traits, d),
    itemShape,
    tagged,
    ...facetsOf(d, facets),
    ...specOf(d),
    ...behaviourOf(d),
    ...statusPart(d, views, facets),
    ...arnPart(traits, d, itemShape, kindName, tagged),
    views: views.all(),
    required: d.required,
    rules: d.rules ?? [],
    fresh: d.fresh ?? [],
    fixed: d.fixed ?? [],
    columns: d.columns,
    blockers: d.blockers ?? [],
    permissions: d.permissions ?? [],
  }
}

/** How a kind is called, in Kubernetes and in AWS. */
function namesOf({ service }: ServiceTraits, kindName: string, d: ErasedDefinition) {
  const idField = d.idField ?? name(d.id)
  const plural = d.plural ?? pluralOf(kindName)
  const { group, version } = service
  return {
    service,
    name: kindName,
    plural,
    target: { group, version, kind: kindName, plural, value: ['status', idField] },
    finalizer: `finalizers.${group}/${kindName}`,
    id: { member: d.id, field: idField },
  }
}

/** How objects are read: by id, among others, without their id, and all of a cluster. */
function readsOf(traits: ServiceTraits, d: ErasedDefinition) {
  const read = reader(traits, d)
  return {
    read,
    idRead: {
      operation: d.read,
      input: (key: string) => asked(traits, d, key),
      items: (output: Item, id: string) => read.items(output, [id]),
      notFound: d.notFound,
    },
    finder: finderOf(traits, d, read),
    idOf: (reply: Item) => (d.created === undefined ? firstText(reply, d.id) : textAt(reply, d.created)),
    exclusive: (spec: Item) => d.exclusive?.(spec) ?? false,
    census: d.tagged === false ? undefined : tagRead(traits, d, ownerTags.cluster),
  }
}

/** The request for one object by its id. */
function asked(traits: ServiceTraits, d: ErasedDefinition, key: string): Item {
  if (d.by !== undefined) return { [d.by]: key }
  return d.ids === undefined ? traits.byId({ operation: d.read, id: d.id }, key) : { [d.ids]: [key] }
}

/** The facets, and what they say of the object as a whole. */
function facetsOf(d: ErasedDefinition, facets: readonly ErasedFacet[]) {
  const busy = (seen: Observed) =>
    facets
      .filter(({ field }) => seen.spec[field] !== undefined)
      .map((facet) => facet.busy?.(seen))
      .find((why) => why !== undefined)
  return {
    facets,
    calls: [...new Set(facets.flatMap(({ operations }) => operations))],
    busy: (seen: Observed) => moving(d.parts ?? {}, seen.item) ?? busy(seen),
    teardown: (seen: Observed) => facets.flatMap((facet) => facet.emptied?.(seen) ?? []),
    yields: (seen: Observed, blocking: readonly Blocking[]) =>
      facets.flatMap((facet) => facet.releases?.(blocking, seen) ?? []),
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
  const one = deletion(d)
  return {
    delete: d.delete,
    readKey: (id: string, spec: Item) => d.readKey?.(id, spec) ?? id,
    erase: (seen: Observed) => ({ operation: d.delete, input: one(seen.id) }),
    state: (item: Item) => stateOf(d.state ?? {}, item, d.why),
    lingers: Object.values(d.state ?? {}).some(({ leaving = [], gone = [] }) => leaving.length + gone.length > 0),
    tagKey: (seen: Observed) => d.tagKey?.(seen) ?? seen.id,
  }
}

/** Most delete requests take the id of one object, some a list of ids. */
function deletion(d: ErasedDefinition): (id: string) => Item {
  const known = membersOf(signature(d.delete).input)
  const many = `${d.id}s`
  return known.includes(many) && !known.includes(d.id) ? (id) => ({ [many]: [id] }) : (id) => ({ [d.id]: id })
}

function statusPart(d: ErasedDefinition, views: Views, facets: readonly ErasedFacet[]) {
  const shown = Object.entries(d.status?.((of) => of) ?? {}).map(([field, one]) => {
    const found = views.need(field, one.from)
    return { field, schema: one.field.schema, value: (seen: Observed) => one.value(seen, found(seen)) }
  })
  return {
    stateMember: Object.keys(d.state ?? {})[0],
    states: d.state ?? {},
    status: (seen: Observed) => Object.fromEntries(shown.map(({ field, value }) => [field, value(seen)])),
    statusRename: d.statusRename ?? {},
    statusFields: Object.fromEntries(shown.map(({ field, schema }) => [field, schema])),
    late: (seen: Observed) => lateOf(d, facets, seen),
    lateFields: d.late ?? [],
  }
}

/** The ARN, as AWS shows it or as the service makes it; as a part of the metadata it is no member of status. */
function arnPart(
  traits: ServiceTraits,
  d: ErasedDefinition,
  itemShape: Shape,
  kindName: string,
  tagged: string | undefined,
) {
  const member = `${kindName}Arn`
  const shown = membersOf(itemShape).includes(member)
  return {
    statusOmit: [...(d.statusOmit ?? []), ...(shown ? [member] : [])],
    arn: (seen: Observed) => {
      if (shown) return text(seen.item[member])
      return tagged === undefined ? undefined : traits.arn?.(tagged, seen)
    },
  }
}

function pluralOf(kindName: string): string {
  const lower = kindName.toLowerCase()
  if (/[^aeiou]y$/.test(lower)) return `${lower.slice(0, -1)}ies`
  if (/(ss|x|ch|sh)$/.test(lower)) return `${lower}es`
  return lower.endsWith('s') ? lower : `${lower}s`
}

function reader(traits: ServiceTraits, d: ErasedDefinition): Read {
  const { read: operation, items, id, by, ids } = d
  if (d.reads !== undefined) return identifying(d.reads, id)
  if (by !== undefined) return identifying(byName({ operation, items, id, by, absent: d.notFound }), id)
  if (ids !== undefined) return identifying(byIds({ operation, items, id, ids }), id)
  return identifying(traits.reads({ operation, items, filter: d.filter ?? dashed(id), id }), id)
}

/** A read whose rows all have their id: one without would belong to nobody, and what it is of would look gone. */
function identifying(read: Read, id: string): Read {
  const checked = (row: Item) => {
    if (text(row[id]) === undefined) throw new Unreadable(`a row has no ${id}`)
    return row
  }
  return { ...read, items: (output, keys) => read.items(output, keys).map(checked) }
}

function finderOf(traits: ServiceTraits, d: ErasedDefinition, read: Read): Kind['finder'] {
  const own = d.finder
  if (own !== undefined)
    return {
      read: own.read === undefined ? read : identifying(own.read, d.id),
      key: (_uid, spec) => (own.key === undefined ? d.readKey?.('', spec) || undefined : own.key(spec)),
      match: (item, spec) => own.match?.(item, spec) ?? true,
    }
  const found = d.tagged === false ? undefined : tagRead(traits, d, ownerTags.uid)
  return found && { read: found, key: (uid) => uid, match: () => true }
}

function tagRead(traits: ServiceTraits, d: ErasedDefinition, tag: string): Read | undefined {
  const found = traits.byTag?.({ operation: d.read, items: d.items, tag })
  return found && identifying(found, d.id)
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

/** What AWS has in the fields that are filled in: by their facet, or in the item member of the request member's name. */
function lateOf(d: ErasedDefinition, facets: readonly ErasedFacet[], seen: Observed): Item {
  const members = requestMembers(signature(d.create).input, d)
  const found = (d.late ?? []).map((field) => {
    const facet = facets.find((one) => one.field === field)
    const member = Object.keys(members).find((one) => members[one] === field) ?? ''
    return [field, facet === undefined ? seen.item[member] : facet.have(seen)] as const
  })
  return Object.fromEntries(found.filter(([, late]) => late !== undefined))
}

/** `NatGatewayId` → `nat-gateway-id` */
export function dashed(member: string): string {
  return member.replace(/(?!^)([A-Z])/g, '-$1').toLowerCase()
}
