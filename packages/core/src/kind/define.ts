import { type Item, text } from '../schema/json.ts'
import { name } from '../schema/name.ts'
import { type Input, type Operation, type Shape, signature, withText } from '../schema/shape.ts'
import { permission } from './access/permission.ts'
import type { Blocking } from './blocker.ts'
import { type ReadBack, readBack } from './createonly.ts'
import type { Definition, SpecFor } from './definition.ts'
import { type ErasedDefinition, type ErasedFacet, erased, type Observed, Views } from './erase.ts'
import { builders } from './facet/of.ts'
import type { FieldSchema, Fields } from './field.ts'
import { dashed, makingOf, readsOf, tagViews } from './find.ts'
import { flawsIn } from './flaw/built.ts'
import { flawsOf } from './flaw/declared.ts'
import { KindError, refuse } from './flaw/flaw.ts'
import type { Kind, ServiceTraits } from './kind.ts'
import { listShape, membersOf, membersShape, reference, requestMembers } from './member.ts'
import { moving } from './reply/part.ts'
import type { ItemAt, ItemsAt } from './reply/path.ts'
import { stateOf } from './reply/state.ts'
import type { Service } from './service.ts'

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
    const Id extends keyof ItemAt<R, At, By> & string = keyof ItemAt<R, At, By> & string,
  >(name: string, definition: Definition<C, R, At, O, N, F, By, Id>): Kind<SpecFor<C, O, N, F>>
}

/** Builds the declaration function of a service. */
export function service(traits: ServiceTraits): ServiceKinds {
  return {
    service: traits.service,
    kind: (kindName, definition) => defineKind(traits, kindName, definition as never) as never,
  }
}

/** Builds a kind: every default filled in, every type erased. Throws `KindError` for a declaration with flaws, with all of them. */
export function defineKind(traits: ServiceTraits, kindName: string, d: ErasedDefinition): Kind {
  const shown = listShape(signature(d.read).output, d.items)
  // What is asked for one at a time has the id that it was asked by, whether or not the reply says so.
  const itemShape = d.by === undefined ? shown : withText(shown, d.id)
  const facets = d.facets?.(builders({ id: d.id, item: itemShape, notFound: d.notFound })) ?? {}
  const declared = [...flawsOf(kindName, d), ...Object.values(facets).flatMap(({ flaws = [] }) => flaws)]
  const kind = attempted(() => assembled(traits, kindName, d, facets, itemShape))
  refuse([...declared, ...(kind instanceof KindError ? kind.flaws : flawsIn(kind))])
  if (kind instanceof KindError) throw kind
  return kind
}

/** A kind, or why there cannot be one. */
function attempted(build: () => Kind): Kind | KindError {
  try {
    return build()
  } catch (error) {
    if (error instanceof KindError) return error
    throw error
  }
}

function assembled(
  traits: ServiceTraits,
  kindName: string,
  d: ErasedDefinition,
  declared: ReturnType<NonNullable<ErasedDefinition['facets']>>,
  itemShape: Shape,
): Kind {
  const reads = readsOf(traits, kindName, d)
  const views = new Views()
  const facets = Object.entries(declared).map(([field, facet]) => erased(field, facet, views, d.id))
  const tagged = d.tagged === false ? undefined : (d.tagged ?? dashed(kindName))
  return {
    ...namesOf(traits, kindName, d),
    ...reads,
    ...makingOf(traits, kindName, d, reads.finder),
    itemShape,
    tagged,
    ...facetsOf(d, facets),
    ...specOf(d),
    ...fixedPart(d, facets, itemShape),
    ...behaviourOf(d),
    ...statusPart(d, views, facets),
    ...arnPart(traits, d, itemShape, kindName, tagged),
    views: [...views.all(), ...tagViews(traits, d)],
    required: d.required,
    rules: d.rules ?? [],
    fresh: d.fresh ?? [],
    fixed: d.fixed ?? [],
    columns: d.columns,
    blockers: d.blockers ?? [],
    permissions: (d.permissions ?? []).map(permission),
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
    request: (spec: Item) => d.request?.(spec) ?? {},
    requestShape: input,
    requestMembers: requestMembers(input, d),
    references: Object.entries(d.refs ?? {}).map(([path, ref]) => reference(path, ref, input, d)),
    fields: schemas(d.fields),
    fieldShapes: shapes(d.fields),
    extraRequired: Object.entries(d.fields ?? {}).flatMap(([key, field]) => (field.required ? [key] : [])),
  }
}

/** How what a create gives for good is compared with what AWS shows. */
function fixedPart(d: ErasedDefinition, facets: readonly ErasedFacet[], item: Shape): ReadBack {
  const { input } = signature(d.create)
  const members = Object.entries(requestMembers(input, d)).map(([member, field]): [string, string] => [field, member])
  const parts = facets.flatMap(({ field, changes }) => {
    const shape = membersShape(input, members.find(([name]) => name === field)?.[1] ?? '')
    const inner = shape?.is === 'structure' ? [...shape.byField().keys()] : []
    const still = inner.filter((one) => changes?.includes(one) === false)
    return still.length === 0 ? [] : [[field, still]]
  })
  const extra = Object.keys(d.fields ?? {}).map((field) => [field, undefined])
  const changeable = facets.map(({ field }) => field)
  const fields = Object.fromEntries([...members, ...extra])
  const { createOnly = {}, writeOnly = [] } = d
  return readBack({ fields, changeable, parts: Object.fromEntries(parts), createOnly, writeOnly, item })
}

/** What the definition decides in code, with its defaults. */
function behaviourOf(d: ErasedDefinition) {
  const one = deletion(d)
  return {
    delete: d.delete,
    readKey: (id: string, spec: Item) => d.readKey?.(id, spec) ?? id,
    erase: (seen: Observed) => ({ operation: d.delete, input: one(seen.id) }),
    state: (item: Item) => stateOf(d.state ?? {}, item, d.why),
    health: (item: Item) => d.health?.(item),
    ended: (item: Item, spec: Item) => d.ended?.(item, spec) ?? false,
    inseparable: (item: Item) => d.inseparable?.(item) ?? false,
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
  // Of an object that is a map, nothing but the object says what is in it.
  const mapped = membersShape(signature(d.read).output, d.items)?.is === 'map'
  return {
    statusOmit: [...(d.statusOmit ?? []), ...(shown ? [member] : [])],
    arn: (seen: Observed) => {
      if (shown || mapped) return text(seen.item[member])
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
