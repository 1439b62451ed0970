import { canonical, type Item } from '../../schema/json.ts'
import type { Operation } from '../../schema/shape.ts'
import type { AttributeMap } from '../attribute.ts'
import type { Fields } from '../field.ts'
import type { Pair } from './act.ts'
import type { Facet } from './facet.ts'
import type { Looked } from './modify.ts'
import { value } from './value.ts'

/** One attribute, as AWS takes it. */
export interface Attribute {
  readonly name: string
  readonly value: string
}

/** How the attributes of a map are set. */
export interface Texts<F extends string, Seen, C extends Operation = Operation> {
  /** One call for each attribute. */
  readonly set: Pair<C, [attribute: Attribute, seen: Seen]>
  /** AWS takes several in one call; see `Step`. */
  readonly joint?: true
  /** Fields that a create gives, and that cannot change. */
  readonly fixed?: readonly F[]
  /** Whether AWS has what is wanted, for texts that say the same in several ways: `{ policy: samePolicy }`. */
  readonly same?: { readonly [K in F]?: (want: string, have: string) => boolean }
}

/** The facets of a map of attributes. */
export function texts<T extends Fields>(
  map: AttributeMap<T>,
  { set, joint, fixed = [], same = {} }: Texts<string, Looked>,
): Readonly<Record<string, Facet<unknown, Looked>>> {
  const changeable = Object.entries(map.names).filter(([field]) => !fixed.includes(field))
  return Object.fromEntries(
    changeable.map(([field, name]) => [
      field,
      value<unknown, Looked, never, never>(field, {
        have: ({ item }: { readonly item: Item }) => map.decode(field, item[name]),
        same: (want, have) =>
          same[field]?.(String(want), String(have ?? '')) ??
          canonical(map.decode(field, map.encode(field, want))) === canonical(have),
        set: [set[0], (want, seen) => set[1]({ name, value: map.encode(field, want) }, seen)],
        ...(joint === undefined ? {} : { joint }),
      }),
    ]),
  )
}
