import type { Kind } from '../../kind/kind.ts'
import { toKubernetes } from '../../schema/convert.ts'
import { canonical, type Item, isItem } from '../../schema/json.ts'

/** A spec field in which AWS has another value than the spec says. */
export interface Unlike {
  readonly field: string
  /** Canonical texts of what the spec says and what AWS has. */
  readonly want: string
  readonly have: string
}

/**
 * The fields that a create gives and nothing can change later, as far as AWS has other than the spec says. Only what the
 * spec sets and AWS shows is compared.
 */
export function unlike(kind: Kind, spec: Item, item: Item): readonly Unlike[] {
  const shape = kind.itemShape
  if (shape.is !== 'structure') return []
  const changeable = new Set(kind.facets.map(({ field }) => field))
  return shape.members().flatMap((member): readonly Unlike[] => {
    const field = kind.requestMembers[member.name]
    if (field === undefined || changeable.has(field)) return []
    const have = toKubernetes(member.shape, item[member.name])
    return differs(spec[field], have) ? [{ field, want: canonical(spec[field]), have: canonical(have) }] : []
  })
}

/** Whether two values of one field say something different; what one of them leaves open is no difference. */
function differs(want: unknown, have: unknown): boolean {
  if (want === undefined || want === null || have === undefined) return false
  if (typeof want === 'string' && typeof have === 'string') return want !== have && !have.endsWith(`/${want}`)
  if (isItem(want) && isItem(have)) return Object.entries(want).some(([key, value]) => differs(value, have[key]))
  if (Array.isArray(want) && Array.isArray(have)) return sorted(want) !== sorted(have)
  return canonical(want) !== canonical(have)
}

const sorted = (list: readonly unknown[]) => list.map(canonical).sort().join()

/** The differences in a sentence, for people: what the spec says, and what AWS has. */
export function listed(differences: readonly Unlike[]): string {
  return differences.map(({ field, want, have }) => `${field} (spec ${short(want)}, AWS ${short(have)})`).join('; ')
}

const short = (text: string) => (text.length <= 120 ? text : `${text.slice(0, 120)}…`)
