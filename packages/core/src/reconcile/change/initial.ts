import { met } from '../../kind/erase.ts'
import type { ErasedFacet, Observed } from '../../kind/kind.ts'
import { canonical, type Item } from '../../schema/json.ts'
import { encode } from '../identity/intent.ts'
import type { Pass } from '../pass.ts'
import type { Change, Looked } from '../plan.ts'
import { annotation } from '../wish/names.ts'

/**
 * The fields in which AWS puts something of its own into an object made by this spec, and which the spec leaves out or cannot
 * say yet: a reference in them may not be resolved.
 */
export function unasked({ tools: { kind }, object }: Pass, spec: Item): readonly string[] {
  const said = (field: string) =>
    spec[field] !== undefined && canonical(spec[field]) === canonical(object.spec?.[field])
  return kind.facets.filter(({ initial, field }) => initial !== undefined && !said(field)).map(({ field }) => field)
}

/** What takes out of a new object what AWS put into a field by itself; undefined when there is nothing to take out. */
export function takenOut(s: Looked, facet: ErasedFacet, observed: Observed): Change | undefined {
  if (s.wish.intent?.initial?.includes(facet.field) !== true || says(s, facet.field, observed)) return undefined
  const steps = facet.initial?.(observed) ?? []
  if (steps.length === 0) return undefined
  const have = canonical(steps.map(({ input }) => input))
  return { field: facet.field, want: 'nothing of AWS', have, steps }
}

const says = (s: Looked, field: string, observed: Observed) =>
  observed.spec[field] !== undefined && !s.refs.unresolved.has(field)

/** The annotations that record what AWS no longer shows of its own in a new object; none when there is nothing to record. */
export function recordInitial(pass: Pass, s: Looked): Readonly<Record<string, string>> {
  const { observed } = s.seen
  const { intent } = pass.wish
  if (observed === undefined || intent === undefined || s.kind.state(observed.item).is !== 'ready') return {}
  const left = intent.initial?.filter((field) => {
    const facet = s.kind.facets.find((one) => one.field === field)
    if (facet === undefined) return false
    return says(s, field, observed)
      ? !met(facet, observed.spec[field], observed)
      : (facet.initial?.(observed) ?? []).length > 0
  })
  if (left === undefined || left.length === intent.initial?.length) return {}
  return { [annotation.intent]: encode({ ...intent, initial: left }) }
}
