import { compact, type Json, type JsonObject, list, object, text, texts } from '../value/json.ts'

/** A condition of a definition. */
export const condition = (
  type: string,
  status: 'True' | 'False',
  reason: string,
  message: string,
  now: string,
): JsonObject => ({ type, status, lastTransitionTime: now, reason, message })

/** The names that other definitions of the group have. */
export interface Taken {
  /** Plurals, singulars and short names. */
  readonly resources: ReadonlySet<string>
  /** Kinds, and kinds of lists. */
  readonly kinds: ReadonlySet<string>
}

/** The names that a group has given to definitions other than the one of a name. */
export function taken(definitions: Iterable<JsonObject>, group: string, self: string): Taken {
  const resources = new Set<string>()
  const kinds = new Set<string>()
  for (const one of definitions) {
    if (text(one, 'spec', 'group') !== group || text(one, 'metadata', 'name') === self) continue
    const names = object(one, 'status', 'acceptedNames')
    for (const word of [text(names, 'plural'), text(names, 'singular'), ...texts(names, 'shortNames')])
      resources.add(word)
    for (const word of [text(names, 'kind'), text(names, 'listKind')]) kinds.add(word)
  }
  resources.delete('')
  kinds.delete('')
  return { resources, kinds }
}

/** The names that a definition gets of those it asks for, and what its conditions say of that. */
export function accept(
  asked: JsonObject,
  before: JsonObject | undefined,
  { resources, kinds }: Taken,
  now: string,
): { readonly names: JsonObject; readonly conditions: readonly Json[] } {
  const had = object(before, 'acceptedNames')
  let conflict: readonly [reason: string, message: string] | undefined
  const word = (member: string, others: ReadonlySet<string>, reason: string): string => {
    const wanted = text(asked, member)
    if (!others.has(wanted)) return wanted
    conflict = [reason, `${JSON.stringify(wanted)} is already in use`]
    return text(had, member)
  }
  const names: Record<string, Json | undefined> = { plural: word('plural', resources, 'PluralConflict') }
  names.singular = word('singular', resources, 'SingularConflict') || undefined
  const short = texts(asked, 'shortNames')
  const clashes = short.filter((one) => resources.has(one))
  if (clashes.length > 0)
    conflict = [
      'ShortNamesConflict',
      `[${clashes.map((one) => `${JSON.stringify(one)} is already in use`).join(', ')}]`,
    ]
  names.shortNames = clashes.length > 0 ? had.shortNames : asked.shortNames
  names.kind = word('kind', kinds, 'KindConflict')
  names.listKind = word('listKind', kinds, 'ListKindConflict') || undefined
  names.categories = asked.categories
  return { names: compact(names), conditions: conditions(conflict, list(before, 'conditions'), now) }
}

function conditions(
  conflict: readonly [reason: string, message: string] | undefined,
  before: readonly Json[],
  now: string,
): readonly Json[] {
  const of = (type: string) => before.find((one) => text(one, 'type') === type)
  const kept = (next: JsonObject): Json => {
    const was = of(text(next, 'type'))
    return was !== undefined &&
      text(was, 'status') === text(next, 'status') &&
      text(was, 'reason') === text(next, 'reason')
      ? was
      : next
  }
  const others = before.filter((one) => !['NamesAccepted', 'Established'].includes(text(one, 'type')))
  const established = of('Established')
  if (conflict !== undefined) {
    const refused = condition('NamesAccepted', 'False', ...conflict, now)
    const waiting = condition('Established', 'False', 'NotAccepted', 'not all names are accepted', now)
    return [kept(refused), text(established, 'status') === 'True' ? (established ?? waiting) : kept(waiting), ...others]
  }
  const initial = 'the initial names have been accepted'
  return [
    kept(condition('NamesAccepted', 'True', 'NoConflicts', 'no conflicts found', now)),
    kept(condition('Established', 'True', 'InitialNamesAccepted', initial, now)),
    ...others,
  ]
}

/** Whether objects of a definition are served: once all of its names were its own. */
export const served = (definition: JsonObject): boolean =>
  list(definition, 'status', 'conditions').some(
    (one) => text(one, 'type') === 'Established' && text(one, 'status') === 'True',
  )
