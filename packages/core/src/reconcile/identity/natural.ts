import { failed, nothing, type Plan, type Situation } from '../plan.ts'
import { ack } from '../wish/names.ts'
import { demand } from '../wish/wish.ts'

/** How long (ms) looks must have shown the same before it is believed: reads of AWS may be some seconds old. */
const apart = 20_000

/** What an adoption that names no id comes to, or what must be done before that can be said. */
type Natural =
  | { readonly is: 'named'; readonly id: string; readonly policy: 'adopt-or-create' }
  | { readonly is: 'open'; readonly plan: Plan }

/**
 * The AWS object that an adoption means which names none: the one that has the natural key of the spec. Undefined where there is
 * no such key, or nothing that has it. Two looks must show it. That nothing has it needs no second look where AWS refuses
 * a second object of the key: then its refusal of the create is the statement that there is one.
 */
export function naturally(s: Situation): Natural | undefined {
  const { kind, wish, refs, found, scope } = s
  const { adoption: asked, intent } = wish
  if (asked.is !== 'unnamed' || asked.policy !== 'adopt-or-create' || wish.deleting) return undefined
  const { natural } = kind
  if (natural === undefined || refs.blocked !== undefined || (intent?.ids.length ?? 0) > 0) return undefined
  if (natural.key(wish.uid, refs.spec, scope) === undefined) return undefined
  if (found.natural === undefined) return { is: 'open', plan: { do: 'look', for: 'natural' } }
  const { ids, for: since } = found.natural
  const [id, ...more] = ids
  if (more.length > 0) return { is: 'open', plan: nothing(failed('AdoptionInvalid', several(s, ids))) }
  const left = apart - since
  if (left > 0 && (id !== undefined || natural.shared)) return { is: 'open', plan: later(id, left) }
  return id === undefined ? undefined : { is: 'named', id, policy: 'adopt-or-create' }
}

function later(id: string | undefined, left: number) {
  const what =
    id === undefined ? 'AWS shows nothing that the spec describes' : `AWS has ${id}, which the spec describes`
  const why = `${what}: it is looked at again before that is believed`
  return { do: 'wait', until: { is: 'again', after: left, reason: 'Waiting', why } } as const
}

const several = ({ kind }: Situation, ids: readonly string[]) =>
  `The spec describes several AWS objects, ${ids.slice(0, 5).join(', ')}: ${ack.adoptionFields} ${demand(kind)} of one of them`
