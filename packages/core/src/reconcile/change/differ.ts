import { tagChanges } from '../../aws/tag.ts'
import { met } from '../../kind/erase.ts'
import type { Kind, Observed } from '../../kind/kind.ts'
import { declaredTags } from '../../kind/service.ts'
import { canonical } from '../../schema/json.ts'
import { keptFields } from '../ownership/provenance.ts'
import type { Pass } from '../pass.ts'
import type { AsFound } from '../plan.ts'
import { tagField } from './tags.ts'
import { type Unlike, type Unshown, unlike, unshown } from './unlike.ts'

/**
 * The spec fields in which AWS has other than the user says. A field with a reference that does not resolve yet counts as
 * one, because nobody knows.
 */
export function differing(kind: Kind, observed: Observed, unresolved: ReadonlyMap<string, unknown>): readonly string[] {
  const facets = kind.facets.filter(
    (facet) =>
      unresolved.has(facet.field) ||
      (observed.spec[facet.field] !== undefined && !met(facet, observed.spec[facet.field], observed)),
  )
  const tags = tagsUnlike(kind, observed).map(({ field }) => field)
  return [...facets.map(({ field }) => field), ...tags].sort()
}

/** The tags that the spec declares and AWS has not, or with another value, as one difference. */
function tagsUnlike(kind: Kind, observed: Observed): readonly Unlike[] {
  if (kind.tagged === undefined) return []
  const present = kind.service.tagging.of(observed.item)
  const { set } = tagChanges(declaredTags(observed.spec), present, [])
  const has = present.filter(({ Key }) => set.some((tag) => tag.Key === Key))
  return set.length === 0 ? [] : [{ field: tagField, want: canonical(set), have: canonical(has) }]
}

/** What a create gave and nothing can change, as far as AWS has other than the spec says; and what cannot be compared at all. */
export function immutables(pass: Pass, { id, spec, item }: Observed): Unshown {
  const { kind } = pass.tools
  const hidden = unshown(kind, spec, pass.wish.intent, id)
  const written = pass.object.spec ?? {}
  return { unlike: [...unlike(kind, { spec, written, item }), ...hidden.unlike], unknown: hidden.unknown }
}

/** The adoption of the object of the pass; undefined when it was not adopted, or by an earlier version. */
export function adoptionOf(pass: Pass, observed: Observed): AsFound | undefined {
  const { kind } = pass.tools
  if (pass.wish.intent?.adopted === undefined) return undefined
  const kept = keptFields(pass.wish)
  return { kept, unlike: kept?.includes(tagField) ? tagsUnlike(kind, observed) : [] }
}
