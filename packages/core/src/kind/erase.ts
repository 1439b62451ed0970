import { canonical, type Item } from '../schema/json.ts'
import type { Operation } from '../schema/shape.ts'
import type { Blocker, Blocking, Column, Rule } from './definition.ts'
import type { Builders, Facet } from './facet.ts'
import type { Fields } from './field.ts'
import type { Read } from './read.ts'
import type { Target } from './reference.ts'
import type { StateTable } from './state.ts'
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

/** Whether AWS has what is wanted in one field. */
export function met(facet: ErasedFacet, want: unknown, sight: Sight): boolean {
  const have = facet.have(sight)
  return facet.met?.(want, have, sight) ?? canonical(want) === canonical(have)
}

export interface ErasedView {
  readonly name: string
  readonly read: Read
  key(id: string, spec: Item, item: Item): string | undefined
  needed(spec: Item): boolean
  /** Whether only facets look at it, which cannot act while AWS is working on the object. */
  readonly forFacets: boolean
}

/** A definition with its types erased; the compiler has checked it at the place of declaration. */
export interface ErasedDefinition {
  readonly id: string
  readonly idField?: string
  readonly create: Operation
  readonly read: Operation
  readonly items: string
  readonly notFound: readonly string[]
  readonly filter?: string
  readonly reads?: Read
  readKey?(id: string, spec: Item): string
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
    Record<
      string,
      { read: Read; key?(id: string, spec: Item, item: Item): string | undefined; needed?(spec: Item): boolean }
    >
  >
  readonly facets?:
    | Readonly<Record<string, Facet<unknown, Sight>>>
    | ((make: Builders<Sight>) => Readonly<Record<string, Facet<unknown, Sight>>>)
  teardown?(seen: Sight): readonly Step[]
  yields?(seen: Sight, blockers: readonly Blocking[]): readonly Step[]
  readonly tagged?: string | false
  tagKey?(seen: Sight): string
  readonly finder?: {
    readonly read: Read
    key?(spec: Item): string | undefined
    match?(item: Item, spec: Item): boolean
  }
  exclusive?(spec: Item): boolean
  readonly statusFields?: Fields
  status?(seen: Sight): Item
  readonly statusOmit?: readonly string[]
  readonly statusRename?: Readonly<Record<string, string>>
  arn?(seen: Sight): string | undefined
  readonly late?: Readonly<Record<string, (seen: Sight) => unknown>>
  readonly rules?: readonly Rule[]
  readonly fresh?: readonly Rule[]
  readonly fixed?: readonly Rule[]
  readonly columns?: readonly Column[]
  readonly blockers?: readonly Blocker<Sight>[]
  readonly required?: readonly string[]
  readonly plural?: string
  readonly calls?: readonly Operation[]
  readonly permissions?: readonly string[]
}
