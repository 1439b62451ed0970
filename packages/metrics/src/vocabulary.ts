import { type Kind, type Operation, signature } from '@windlass/core'

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
  return {
    kinds: kinds.map((kind) => kind.name),
    services: [...new Set(kinds.map((kind) => kind.service.name))],
    actions: unique(kinds.flatMap((kind) => named(kind, [...readsOf(kind), ...writesOf(kind)]))),
    reads: unique(kinds.flatMap((kind) => named(kind, readsOf(kind)))),
    fields: new Map(
      kinds.map((kind) => [kind.name, [...new Set([...kind.facets.map((facet) => facet.field), 'tags'])]]),
    ),
  }
}

function readsOf(kind: Kind): readonly Operation[] {
  return [
    kind.read.operation,
    ...(kind.finder === undefined ? [] : [kind.finder.read.operation]),
    ...kind.views.map((view) => view.read.operation),
    ...kind.blockers.map((blocker) => blocker.read.operation),
  ]
}

function writesOf(kind: Kind): readonly Operation[] {
  const { tagging } = kind.service
  const tags = kind.tagged === undefined ? [] : [tagging.set('', []).operation, tagging.remove('', []).operation]
  return [kind.create, kind.delete, ...tags, ...kind.calls]
}

const named = (kind: Kind, operations: readonly Operation[]) =>
  operations.map((operation) => ({ service: kind.service.name, name: signature(operation).name }))

function unique(actions: readonly Action[]): readonly Action[] {
  return [...new Map(actions.map((action) => [`${action.service}.${action.name}`, action])).values()].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )
}
