import type { Schema } from '../schema/schema.ts'
import type { Json, JsonObject } from '../value/json.ts'
import type { FieldError, Subject } from '../value/status.ts'

/** A column of the table form of a list. */
export interface Column {
  readonly name: string
  readonly type: string
  readonly format: string
  readonly description: string
  readonly priority: number
  /** The cell of one object; `now` in milliseconds since the epoch, for ages. */
  readonly cell: (object: JsonObject, now: number) => Json
}

/** One served version of a kind. */
export interface Resource {
  readonly group: string
  readonly version: string
  readonly plural: string
  readonly singular: string
  readonly kind: string
  readonly listKind: string
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly namespaced: boolean
  /** The collection that holds the objects; the versions of a kind share it. */
  readonly storage: string
  /** The `apiVersion` objects are stored with. */
  readonly stored: string
  readonly schema: Schema
  /** The OpenAPI definitions of the kind: its own under `definition`, and what it refers to. */
  readonly definition: string
  readonly definitions: JsonObject
  readonly builtin: boolean
  readonly custom: boolean
  /** What every request is warned of; empty for a version that is not deprecated. */
  readonly warning: string
  /** Whether there is a `/status` door, through which alone status passes. */
  readonly status: boolean
  /** Whether `metadata.generation` counts changes of the wanted state. */
  readonly generation: boolean
  /** Whether a PUT without a resourceVersion is taken. */
  readonly unconditional: boolean
  readonly columns: readonly Column[]
  /** Field selectors beside `metadata.name` and `metadata.namespace`: label to path. */
  readonly selectable: ReadonlyMap<string, readonly string[]>
  /** Fills in what the server decides, before validation. */
  readonly prepare: (next: JsonObject, live: JsonObject | undefined) => JsonObject
  /** What the schema cannot say. */
  readonly check: (next: JsonObject, live: JsonObject | undefined) => readonly FieldError[]
  /** From the stored form to this version's, and back. */
  readonly view: (stored: JsonObject) => JsonObject
  readonly unview: (seen: JsonObject) => JsonObject
}

/** What a path names. */
export interface Target {
  readonly resource: Resource
  /** Empty for cluster-scoped resources and for lists over all namespaces. */
  readonly namespace: string
  /** Empty for collections. */
  readonly name: string
  readonly subresource: string
}

export const groupVersion = (resource: Pick<Resource, 'group' | 'version'>) =>
  resource.group === '' ? resource.version : `${resource.group}/${resource.version}`

export const subject = (resource: Resource, name: string): Subject => ({
  group: resource.group,
  resource: resource.plural,
  name,
})
