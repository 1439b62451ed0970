import { toAWS, toKubernetes } from '../../schema/convert.ts'
import { canonical, type Item } from '../../schema/json.ts'
import { type Name, name } from '../../schema/name.ts'
import { type Input, type Operation, signature } from '../../schema/shape.ts'
import { empty } from '../createonly.ts'
import { unaddressed, unnamed } from '../flaw/call.ts'
import { membersOf, membersShape } from '../member.ts'
import type { Loose } from '../reply/path.ts'
import { single } from '../reply/read.ts'
import type { Facet } from './facet.ts'
import type { Ground, Looked } from './modify.ts'
import { slot } from './slot.ts'
import { value } from './value.ts'

/** A field that AWS keeps beside the object: one operation shows it, one sets it as a whole, and one may remove it. */
export interface Subresource<
  Want,
  Seen,
  Sent,
  R extends Operation = Operation,
  P extends Operation = Operation,
  D extends Operation = Operation,
> {
  /** Asked by the id of the object alone. Its reply has a member of the field's name. */
  readonly read: R
  /** Its request has a member of the field's name. */
  readonly put: P
  /** What removes it; a value that asks for nothing is set like any other when absent. */
  readonly clear?: D
  /** Codes of `read` that mean that there is none. */
  readonly none?: readonly string[]
  /** Of several spellings that say the same, the one that is sent, and compared. */
  sent?(value: Sent): Sent
  /** Whether AWS has what the spec wants, where the texts of both do not say so. */
  same?(want: Want, have: Loose<Want> | undefined, seen: Seen): boolean
  /** A list of texts that says the same in any order, and with one of them twice. */
  readonly unordered?: true
  /** AWS's list is never empty: an empty one asks for nothing. */
  readonly filled?: true
  /** What it is called, where the name of the field does not say it: `the policy`. */
  readonly noun?: string
  /** Sets it to what, for people. */
  say?(want: Want): string
}

/** The member of a request that a spec field is called by. */
export type Called<C extends Operation, K> = {
  [M in keyof Input<C> & string]: Name<M> extends K ? M : never
}[keyof Input<C> & string]

/** `Subresource` with its types erased. */
export type ErasedSubresource = Subresource<unknown, Looked, unknown>

/** The facet of a subresource. */
export function subresource(ground: Ground, field: string, of: ErasedSubresource): Facet<unknown, Looked, Item> {
  const { read, none, ...words } = of
  const member = membersOf(signature(of.put).input).find((one) => name(one) === field) ?? ''
  const from = single({ operation: read, by: ground.id, absent: ground.notFound, none })
  const spelling = spellingOf(of, member)
  const flaws = [
    ...[of.put, ...(of.clear === undefined ? [] : [of.clear])].flatMap((one) => unaddressed(one, ground.id)),
    ...unnamed(read, 'output', field),
    ...unnamed(of.put, 'input', field),
  ]
  const facet =
    of.clear === undefined
      ? value<unknown, Looked, Item, never>(field, {
          from,
          have: (_seen, [reply]) => reply && spelling.spell(reply[member]),
          ...words,
          ...(spelling.nothing === undefined || of.filled ? {} : { none: spelling.nothing }),
          ...(of.same === undefined && of.sent !== undefined ? { same: spelling.same } : {}),
          set: [of.put, (want) => ({ [member]: spelling.sent(want) })],
        })
      : slot<unknown, Looked, unknown, Item, never>({
          from,
          have: (_seen, [reply]) => reply?.[member],
          spell: spelling.spell,
          none: empty,
          same: (want, have, seen) => (of.same ?? spelling.same)(want, spelling.spell(have), seen),
          put: [of.put, (want) => ({ [member]: spelling.sent(want) })],
          swap: [of.put, (want) => ({ [member]: spelling.sent(want) })],
          clear: [of.clear, () => ({})],
          say: {
            put: (want) => of.say?.(want) ?? `set ${of.noun ?? field}`,
            clear: () => `remove ${of.noun ?? field}`,
          },
        })
  return { ...facet, flaws }
}

/** The two spellings of a value, that of AWS and that of the spec; whether two say the same; and one that asks for nothing, if there is one. */
function spellingOf({ put, sent: chosen, unordered }: ErasedSubresource, member: string) {
  const shape = membersShape(signature(put).input, member) ?? { is: 'document' }
  const nothing = shape.is === 'list' ? [] : undefined
  const sent = (want: unknown) => {
    const all = toAWS(shape, want) ?? nothing
    if (chosen !== undefined) return chosen(all)
    return unordered !== undefined && Array.isArray(all) ? [...new Set(all)] : all
  }
  return {
    nothing,
    sent,
    spell: (shown: unknown) => toKubernetes(shape, shown) ?? nothing,
    same: (want: unknown, have: unknown) => canonical(sent(want)) === canonical(sent(have)),
  }
}
