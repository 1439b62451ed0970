import { leaseCall } from '../fault/fault.ts'
import type { Act } from '../run/act.ts'
import { type Moment, moments, type RunResult, type Trouble } from '../run/contract.ts'
import { run } from '../run/run.ts'
import { handOver, relayed } from './handover.ts'
import type { Kit } from './kit.ts'
import { type Script, script } from './script.ts'

/** A process that ends at one of its calls. */
export function crash(call: number, when: Moment): Trouble {
  const trouble: Trouble = {
    id: { before: 'P1', after: 'P2', reply: 'P3' }[when],
    fired: 0,
    certain: true,
    meets: ({ n }) => {
      if (n !== call) return []
      trouble.fired++
      return [{ is: 'crash', when }]
    },
  }
  return trouble
}

/** What befalls the process at a call: it ends, or it loses its lease to another one and does not know. */
export type Blow = 'crash' | 'handover'

/** One cell of the matrix. */
export interface Cell {
  readonly script: Script
  readonly act: Act
  readonly blow: Blow
  readonly call: number
  readonly when: Moment
}

/**
 * Every call of every act's run without trouble, with the blow before it, after it, and after its reply. For `handover`
 * the script is one that `relayed` made; the calls for the lease itself are no cells, because without them it is lost anyway.
 */
export function cells(script: Script, blow: Blow): readonly Cell[] {
  return script.acts.flatMap((act) =>
    struck(act, blow).flatMap(({ n }) => moments.map((when) => ({ script, act, blow, call: n, when }))),
  )
}

const struck = (act: Act, blow: Blow) =>
  blow === 'crash' ? act.reference.calls : act.reference.calls.filter((call) => !leaseCall(call))

/**
 * The hand-overs at calls that change something: a read by a process that does not lead any more changes nothing, and
 * neither does an Event. The script is one that `relayed` made.
 */
export function handovers(script: Script): readonly Cell[] {
  return cells(script, 'handover').filter(({ act, call: n }) => {
    const call = act.reference.calls[n - 1]
    return call?.mutates === true && !/ events/.test(call.what)
  })
}

/** The name of a cell, for people. */
export function nameOf({ script, act, blow, call, when }: Cell): string {
  const { what } = act.reference.calls[call - 1] ?? { what: '' }
  return `${act.scenario.name} of ${script.subject.kind.name}, ${blow} ${when} call ${call} (${what})`
}

/** Plays a cell. */
export async function play({ act, blow, call, when }: Cell): Promise<RunResult> {
  if (blow === 'handover') return await handOver(act, call, when)
  const { scenario, reference, prepared } = act
  const { subject, fixtures } = prepared
  const troubles = [crash(call, when)]
  return await run({ subject, fixtures, scenario, seed: 1, troubles, processes: 1, latency: 0, reference, exact: true })
}

/** One cell in this many is played where the whole matrix takes too long. */
export const sample = 6

/**
 * Plays the cells of a kind, and says which promise breaks in which: nothing when the kind survives a crash, or a hand-over, at
 * every call of everything that is done to it. `one` plays one cell in so many (1 unless given, which is all of them); what is
 * left out is the same in every run. Rejects with `NoExample` or `NeverSettles`.
 */
export async function matrix(kit: Kit, kindName: string, blow: Blow, one = 1): Promise<readonly string[]> {
  const made = await script(kit, kindName)
  const all = blow === 'crash' ? cells(made, blow) : handovers(await relayed(made))
  const found: string[] = []
  for (const cell of spread(all, one)) {
    const { breaches } = await play(cell)
    for (const { oracle, says, but } of breaches) found.push(`${nameOf(cell)}: ${oracle}: ${says}, but ${but}`)
  }
  return found
}

/** One item in `one`, each from another place of its group: a fixed step would meet the same moment of every call. */
export function spread<T>(all: readonly T[], one: number): readonly T[] {
  return all.filter((_, place) => place % one === Math.floor(place / one) % one)
}
