import type { KubeObject } from '@windlass/core/kube'

/** A kind as API discovery shows it. */
export interface Kind {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly namespaced: boolean
}

/** Names one object, existing or not. `kind` is empty where it could not be found out. */
export interface Ident {
  readonly kind: string
  readonly group: string
  readonly singular: string
  readonly namespace: string
  readonly name: string
}

/** One Event of an object. `at` is when it last happened, in milliseconds since the Unix epoch. */
export interface Told {
  readonly type: string
  readonly reason: string
  readonly note: string
  readonly at: number
  readonly count: number
}

/** All that the cluster says of one object, as far as it was asked. */
export interface Thing {
  readonly ident: Ident
  readonly object: KubeObject
  /** Newest first. */
  readonly events: readonly Told[]
  /** What it may wait for: its references, or, while its delete is blocked, the objects that refer to it. */
  readonly links: readonly Link[]
}

/** A way from an object to one it may wait for. */
export interface Link {
  /** The spec field that refers, `routes[].gatewayRef`; `used by` where the other one refers to this. */
  readonly via: string
  readonly to: Ident
  readonly end: End
}

export type End =
  | { readonly is: 'found'; readonly thing: Thing }
  | { readonly is: 'missing' }
  /** It is on the way here already: they wait for each other. */
  | { readonly is: 'circle' }
  /** It could not be read, or its kind is not known. */
  | { readonly is: 'unreadable'; readonly why: string }
