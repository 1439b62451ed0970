import type { Item } from '../schema/json.ts'
import { type Operation, signature } from '../schema/shape.ts'
import { cut, escaped } from '../words/foreign.ts'
import type { Blocking } from './blocker.ts'
import type { CreateOnly } from './createonly.ts'
import type { Declaration, Ref, Seen, Shown } from './definition.ts'
import type { Facet, From, Held, Keyed } from './facet/facet.ts'
import type { builders } from './facet/of.ts'
import type { Fields } from './field.ts'
import { membersOf } from './member.ts'
import type { ErasedPart } from './reply/part.ts'
import type { Read } from './reply/read.ts'
import type { StateTable } from './reply/state.ts'
import type { Step } from './step.ts'

/** `Seen` with its types erased, as the engine handles it, with what the further reads showed. */
export interface Observed extends Seen<Item, Item> {
  /** What each view answered for this object; empty while the view was not needed. */
  readonly views: Readonly<Record<string, readonly Item[]>>
}

/** A declaration with its types erased; the compiler has checked it where it was written. */
export type ErasedDefinition = Declaration<{
  id: string
  items: string
  ids: string
  by: string
  ask: Item
  created: string
  omit: string
  rename: Readonly<Record<string, string>>
  fields: Fields
  refs: Readonly<Record<string, Ref>>
  request: Item
  spec: Item
  item: Item
  seen: Seen<Item, Item>
  state: StateTable
  parts: Readonly<Record<string, ErasedPart>>
  facets: Readonly<Record<string, Facet<unknown, Seen<Item, Item>, Item, Item>>>
  createOnly: Readonly<Record<string, CreateOnly<unknown, Item>>>
  writeOnly: string
  of: ReturnType<typeof builders>
  show: (of: ErasedShown) => ErasedShown
  shown: ErasedShown
  late: string
}>

type ErasedShown = Shown<Seen<Item, Item>, Item>

/** A facet as the engine handles it: it finds what its reads showed among the views. */
export interface ErasedFacet {
  readonly field: string
  readonly operations: readonly Operation[]
  readonly unset?: unknown
  /** The members of a structure that can change; all of it when absent. */
  readonly changes?: readonly string[]
  have(seen: Observed): unknown
  met(want: unknown, seen: Observed): boolean
  steps(want: unknown, have: unknown, seen: Observed): readonly Step[]
  initial?(seen: Observed): readonly Step[]
  held?(want: unknown, seen: Observed): Held | undefined
  readonly none?: { met(seen: Observed): boolean; steps(seen: Observed): readonly Step[] }
  busy?(seen: Observed): string | undefined
  emptied?(seen: Observed): readonly Step[]
  releases?(blocking: readonly Blocking[], seen: Observed): readonly Step[]
}

/** A read besides that of the object, which some of its facets and status fields need. */
export interface ErasedView {
  readonly name: string
  readonly read: Read
  key(id: string, spec: Item, item: Item): string | undefined
  /** Whether a spec needs it; `beside`: fields that are looked at although the spec does not set them. */
  needed(spec: Item, beside?: readonly string[]): boolean
  /** Whether only facets look at it, which cannot act while AWS is working on the object. */
  readonly forFacets: boolean
}

/** Who needs a read: a facet while its field is set, or status always. */
interface Need {
  readonly name: string
  readonly from: From<unknown>
  readonly facet: Facet<unknown, Seen<Item, Item>, Item, Item> | undefined
}

/** The views of a kind: each read once, whoever needs it. */
export class Views {
  readonly #needs: Need[] = []

  /** Notes a need. The answer is how to find what the read showed. */
  need(name: string, from: From<unknown> | undefined, facet?: Need['facet']): (seen: Observed) => readonly Item[] {
    if (from === undefined) return () => []
    this.#needs.push({ name, from, facet })
    const view = this.#named(from)
    return ({ views }) => views[view] ?? []
  }

  all(): readonly ErasedView[] {
    const names = [...new Set(this.#needs.map(({ from }) => this.#named(from)))]
    return names.flatMap((name) => {
      const needs = this.#needs.filter(({ from }) => this.#named(from) === name)
      const [first] = needs
      return first === undefined ? [] : [view(name, keyed(first.from), needs)]
    })
  }

  /** A read goes by the name of who needed it first. */
  #named(from: From<unknown>): string {
    const { read, key } = keyed(from)
    const same = (one: Need) => keyed(one.from).read === read && keyed(one.from).key === key
    return this.#needs.find(same)?.name ?? ''
  }
}

function view(name: string, { read, key }: Keyed<unknown>, needs: readonly Need[]): ErasedView {
  return {
    name,
    read,
    key: (id, spec, item) => (key === undefined ? id : key(id, spec, item)),
    needed: (spec, beside = []) =>
      needs.some(({ name: field, from, facet }) => {
        if (facet !== undefined && beside.includes(field)) return true
        const when = keyed(from).when?.(spec)
        if (when !== undefined) return when
        if (facet === undefined || facet.emptied !== undefined) return true
        return (spec[field] ?? facet.unset ?? facet.initial) !== undefined
      }),
    forFacets: needs.every(({ facet }) => facet !== undefined && facet.emptied === undefined),
  }
}

const keyed = (from: From<unknown>): Keyed<unknown> => ('read' in from ? from : { read: from })

/** A facet of a field as the engine handles it. */
export function erased(
  field: string,
  facet: Facet<unknown, Seen<Item, Item>, Item, Item>,
  views: Views,
  id: string,
): ErasedFacet {
  const { unset, changes, initial, none, held, busy, emptied, releases } = facet
  const found = views.need(field, facet.from, facet)
  const beside = views.need(`${field} beside`, facet.beside, facet)
  return {
    field,
    operations: facet.operations,
    ...(unset === undefined ? {} : { unset }),
    ...(changes === undefined ? {} : { changes }),
    have: (seen) => facet.have(seen, found(seen), beside(seen)),
    met: (want, seen) => facet.met(want, seen, found(seen), beside(seen)),
    steps: (want, _have, seen) => naming(id, seen, facet.steps(want, seen, found(seen), beside(seen))),
    ...(initial === undefined ? {} : { initial: (seen) => naming(id, seen, initial(seen, found(seen), beside(seen))) }),
    ...(held === undefined ? {} : { held: (want, seen) => held(want, seen, found(seen), beside(seen)) }),
    ...(none === undefined
      ? {}
      : {
          none: {
            met: (seen) => none.met(seen, found(seen), beside(seen)),
            steps: (seen) => naming(id, seen, none.steps(seen, found(seen), beside(seen))),
          },
        }),
    ...(busy === undefined ? {} : { busy: (seen) => busy(seen, found(seen), beside(seen)) }),
    ...(emptied === undefined ? {} : { emptied: (seen) => naming(id, seen, emptied(seen, found(seen), beside(seen))) }),
    ...(releases === undefined
      ? {}
      : { releases: (blocking, seen) => naming(id, seen, releases(blocking, seen, found(seen), beside(seen))) }),
  }
}

/** Steps that name the object in the request member of its id, where there is one and they do not say otherwise. */
function naming(id: string, seen: Observed, steps: readonly Step[]): readonly Step[] {
  return steps.map((step) => {
    const { operation, input, parts, otherwise } = step
    const named = !(id in input) && membersOf(signature(operation).input).includes(id)
    return {
      ...step,
      say: plain(step.say),
      ...(named ? { input: { [id]: seen.id, ...input } } : {}),
      ...(parts === undefined ? {} : { parts: naming(id, seen, parts) }),
      ...(otherwise === undefined ? {} : { otherwise: naming(id, seen, [otherwise])[0] }),
    }
  })
}

/** How long the words about one step may be, in bytes: values of the spec stand in them, and may be as long as they like. */
const longest = 300

/** Words about a step, fit for conditions and Events whatever a user has written. */
const plain = (say: string) => cut(escaped(say), longest)

/** Whether AWS has what is wanted in one field. */
export function met(facet: ErasedFacet, want: unknown, observed: Observed): boolean {
  return facet.met(want, observed)
}
