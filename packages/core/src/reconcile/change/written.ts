import { requestHash } from '../../aws/token.ts'
import type { ErasedFacet, Kind } from '../../kind/kind.ts'
import type { Item } from '../../schema/json.ts'
import { blank, encode, type Intent } from '../identity/intent.ts'
import type { Pass } from '../pass.ts'
import type { Action, Looked } from '../plan.ts'
import type { Resolution } from '../reference/resolve.ts'
import { annotation } from '../wish/names.ts'

/** What says whether the user has written a field: the kind, the spec as it stands and as resolved, and the record. */
interface Said {
  readonly kind: Kind
  /** The spec as it stands. */
  readonly spec: Item
  readonly refs: Pick<Resolution, 'spec' | 'unresolved'>
  readonly intent: Intent | undefined
}

const sets = ({ refs }: Pick<Said, 'refs'>, field: string) =>
  (refs.spec[field] !== undefined && refs.spec[field] !== null) || refs.unresolved.has(field)

/** The fields that the user has written, of those that can be brought to nothing: what was filled in from AWS is none of them. */
export function written(said: Said): readonly string[] {
  const { kind, spec, intent } = said
  return removable(kind).filter((field) => sets(said, field) && !filledIn(intent, spec, field))
}

/** Whether a field stands in the spec as it was filled in from AWS: then the user has not asked for it. */
export function filledIn(intent: Intent | undefined, spec: Item, field: string): boolean {
  return intent?.filled?.[field] !== undefined && intent.filled[field] === hash(spec[field])
}

/**
 * The spec without what AWS has chosen for an object and cannot change: one that takes its place may have another value, and the
 * one there may be taken.
 */
export function asked(kind: Kind, intent: Intent | undefined, spec: Item): Item {
  const fixed = kind.lateFields.filter((field) => !kind.facets.some((facet) => facet.field === field))
  const chosen = fixed.filter((field) => filledIn(intent, spec, field))
  if (chosen.length === 0) return spec
  return Object.fromEntries(Object.entries(spec).filter(([field]) => !chosen.includes(field)))
}

const removable = ({ facets }: Kind) => facets.flatMap(({ field, none }) => (none === undefined ? [] : [field]))

const hash = (value: unknown) => requestHash({ value })

/** What a create puts on record of the fields that the user has written. An earlier one may have given AWS more of them. */
export function saying(pass: Pass, refs: Resolution): Pick<Intent, 'written' | 'filled'> {
  const { intent } = pass.wish
  const now = written({ kind: pass.tools.kind, spec: pass.object.spec ?? {}, refs, intent })
  const all = [...new Set([...(intent?.written ?? []), ...now])].sort()
  return {
    ...(all.length === 0 ? {} : { written: all }),
    ...(intent?.filled === undefined ? {} : { filled: intent.filled }),
  }
}

/** Whether a field was written by the user, given to AWS, and taken out of the spec again. */
export function given({ wish, refs }: Looked, { field }: ErasedFacet): boolean {
  return wish.intent?.written?.includes(field) === true && !sets({ refs }, field)
}

/** The record with what is filled into spec from AWS. */
export function withFilled(kind: Kind, intent: Intent, fill: Item): Intent {
  const fields = [...new Set([...removable(kind), ...kind.lateFields])].filter((field) => fill[field] !== undefined)
  if (fields.length === 0) return intent
  const hashes = Object.fromEntries(fields.map((field) => [field, hash(fill[field])]))
  const left = intent.written?.filter((field) => !fields.includes(field))
  return { ...intent, filled: { ...intent.filled, ...hashes }, ...(left === undefined ? {} : { written: left }) }
}

/**
 * The annotation that says what the user has written; none when it stands. A field is on record before AWS is given it, so that it
 * can be taken out again even when this process ends in between, and until AWS has nothing of it any more.
 */
export function recordWritten(pass: Pass, s: Looked, action: Action): Readonly<Record<string, string>> {
  const { intent } = pass.wish
  const now = written({ kind: s.kind, spec: s.spec, refs: s.refs, intent })
  const changed = action.do === 'change' ? action.changes.map(({ field }) => field) : []
  const settled = action.do === 'nothing' && action.outcome.is === 'settled'
  const before = intent?.written
  const fields = settled ? now : [...(before ?? []), ...now.filter((field) => changed.includes(field))]
  const all = [...new Set(fields)].sort()
  if ((before ?? []).join() === all.join()) return {}
  return { [annotation.intent]: encode({ ...(intent ?? blank(pass)), written: all }) }
}
