import { at, type Item, text } from '../../schema/json.ts'
import { foreign } from '../../words/foreign.ts'

/** What AWS's own state of an object means to us. */
export type State =
  /** In a steady state. `reverted`: AWS could not carry out the last change, and has left it as it was before; for people. */
  | { readonly is: 'ready'; readonly reverted?: string }
  /** On its way; look again soon. `why` is for people. */
  | { readonly is: 'wait'; readonly why: string }
  /** On its way once somebody else has done what is theirs to do: accept it, say. */
  | { readonly is: 'awaits'; readonly why: string }
  /** On its way out, whoever asked for that. */
  | { readonly is: 'leaving'; readonly why: string }
  /** Broken for good, but there: it stays until the spec or the user does something about it. */
  | { readonly is: 'failed'; readonly why: string }
  /** Dead, though AWS still lists it: as good as absent. */
  | { readonly is: 'gone'; readonly why: string }

/** The values of one state member, by meaning. A value that stands nowhere is one AWS added: we wait and say so. */
export interface States<Value = string> {
  readonly ready: readonly Value[]
  readonly wait?: readonly Value[]
  /** States that somebody else must end: whoever is to accept a connection. `why` of the kind says who. */
  readonly awaits?: readonly Value[]
  /** Steady states in which AWS leaves an object that it could not change as it was asked to, minutes after it accepted that. */
  readonly reverted?: readonly Value[]
  readonly leaving?: readonly Value[]
  readonly failed?: readonly Value[]
  readonly gone?: readonly Value[]
}

/** What the value of a state member may mean, the best first. */
export const stateMeanings = ['ready', 'wait', 'awaits', 'leaving', 'failed', 'gone'] as const

/** State members of an item, with a dot where a member is nested (`Status.Code`). */
export type StateTable = Readonly<Record<string, States>>

/**
 * The worst of an item's state members: gone, failed, leaving, wait, awaits, ready. Compared without regard to case,
 * because AWS spells some states both ways. A missing member counts as ready: AWS leaves it out where it has no meaning.
 * `reason` adds AWS's own words to a state that is not ready.
 */
export function stateOf(table: StateTable, item: Item, reason?: (item: Item) => string | undefined): State {
  const found = Object.entries(table).map(([member, states]) => meaning(member, states, item))
  const worst = (['gone', 'failed', 'leaving', 'wait', 'awaits'] as const)
    .map((is) => found.find((state) => state.is === is))
    .find((state) => state !== undefined)
  const words = reason?.(item)
  const told = (why: string) => (words === undefined ? why : `${why}: ${foreign(words)}`)
  if (worst !== undefined && worst.is !== 'ready') return { is: worst.is, why: told(worst.why) }
  const [back] = found.flatMap((state) =>
    state.is === 'ready' && state.reverted !== undefined ? [state.reverted] : [],
  )
  return back === undefined ? { is: 'ready' } : { is: 'ready', reverted: told(back) }
}

function meaning(member: string, states: States, item: Item): State {
  const value = text(at(item, ...member.split('.')))
  if (value === undefined) return { is: 'ready' }
  const has = (values: readonly string[] | undefined) => values?.some((v) => v.toLowerCase() === value.toLowerCase())
  const why = `${member} is ${foreign(value)}`
  if (has(states.ready)) return { is: 'ready' }
  if (has(states.reverted)) return { is: 'ready', reverted: why }
  if (has(states.gone)) return { is: 'gone', why }
  if (has(states.failed)) return { is: 'failed', why }
  if (has(states.leaving)) return { is: 'leaving', why }
  if (has(states.wait)) return { is: 'wait', why }
  if (has(states.awaits)) return { is: 'awaits', why }
  return { is: 'wait', why: `${why}, a state this version does not know` }
}
