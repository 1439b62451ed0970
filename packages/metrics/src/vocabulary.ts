import type { Kind } from '@windlass/core'
import { actionsOf } from '@windlass/core/generate'

/** An action of AWS that a controller may use. */
export interface Action {
  readonly service: string
  readonly name: string
}

/** What a set of kinds can say in labels. */
export interface Vocabulary {
  readonly kinds: readonly string[]
  readonly services: readonly string[]
  readonly actions: readonly Action[]
  readonly reads: readonly Action[]
  /** The fields of a kind that can drift. */
  readonly fields: ReadonlyMap<string, readonly string[]>
}

/** The words of a set of kinds, in a fixed order. */
export function vocabularyOf(kinds: readonly Kind[]): Vocabulary {
  const reads = kinds.flatMap((kind) => calls(kind, actionsOf(kind).read))
  return {
    kinds: kinds.map((kind) => kind.name),
    services: [...new Set(kinds.map((kind) => kind.service.name))],
    actions: unique([...reads, ...kinds.flatMap((kind) => calls(kind, actionsOf(kind).write))]),
    reads: unique(reads),
    fields: new Map(
      kinds.map((kind) => [kind.name, [...new Set([...kind.facets.map((facet) => facet.field), 'tags'])]]),
    ),
  }
}

/** The calls of a kind as its IAM actions have them, without what is only permitted. */
function calls(kind: Kind, actions: readonly string[]): readonly Action[] {
  const { name, iam = name } = kind.service
  const called = actions.filter(
    (action) => action.startsWith(`${iam}:`) && !kind.permissions.some((one) => one.action === action),
  )
  return called.map((action) => ({ service: name, name: action.slice(action.indexOf(':') + 1) }))
}

function unique(actions: readonly Action[]): readonly Action[] {
  return [...new Map(actions.map((action) => [`${action.service}.${action.name}`, action])).values()].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )
}
