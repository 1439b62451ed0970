import { candidates } from './field.ts'
import type { Kit } from './kit.ts'
import { run } from './run.ts'
import { adoption, create, recreate, remove, type Scenario, update } from './scenario.ts'
import { type Prepared, prepare } from './stock.ts'
import type { Reference, RunResult, Trouble } from './terms.ts'

export type Moment = 'before' | 'after' | 'reply'
export const moments: readonly Moment[] = ['before', 'after', 'reply']

/** Everything that can be done to one kind, each with its run without trouble. */
export interface Script extends Prepared {
  readonly acts: readonly Act[]
  /** Fields that can change for which no value was found that AWS takes. */
  readonly untried: readonly string[]
}

export interface Act {
  readonly scenario: Scenario
  readonly reference: Reference
}

/** Finds out what can be done to a kind, by doing it once. Rejects with `NoExample` or `NeverSettles`. */
export async function script(kit: Kit, kindName: string): Promise<Script> {
  const prepared = await prepare(kit, kindName)
  const { stock } = prepared
  const acts: Act[] = []
  const untried: string[] = []
  for (const scenario of [create, remove, recreate, adoption(stock.strangeId)])
    acts.push({ scenario, reference: flawless(await rehearse(prepared, scenario), kindName, scenario) })
  for (const { field, values } of candidates(kit, prepared.cast)) {
    const act = await firstTaken(prepared, field, values)
    if (act === undefined) untried.push(field)
    else acts.push(act)
  }
  return { ...prepared, acts, untried }
}

/** One run without trouble. */
export async function rehearse({ cast, stock }: Prepared, scenario: Scenario): Promise<RunResult> {
  return await run({ cast, stock, scenario, seed: 1, troubles: [], processes: 1, latency: 0, exact: false })
}

/** What goes wrong without any trouble is a defect by itself. */
export class Flawed extends Error {
  override readonly name = 'Flawed'
  readonly code = 'Flawed'
  constructor(
    readonly result: RunResult,
    what: string,
  ) {
    super(`${what} goes wrong without any trouble: ${JSON.stringify(result.breaches)}`)
  }
}

function flawless(result: RunResult, kindName: string, scenario: Scenario): Reference {
  if (result.breaches.length > 0) throw new Flawed(result, `${scenario.name} of ${kindName}`)
  return result
}

/** The first value that the API server and AWS take, and that makes a difference to AWS. */
async function firstTaken(prepared: Prepared, field: string, values: readonly unknown[]): Promise<Act | undefined> {
  for (const value of values.slice(0, 40)) {
    const scenario = update(field, value)
    const result = await rehearse(prepared, scenario).catch(() => undefined)
    const changed = result?.calls.some((call) => call.to === 'aws' && call.mutates)
    if (result !== undefined && result.breaches.length === 0 && changed) return { scenario, reference: result }
  }
  return undefined
}

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

/** One cell of the crash matrix. */
export interface Cell {
  readonly script: Script
  readonly act: Act
  readonly call: number
  readonly when: Moment
}

/** Every call of every act's run without trouble, with the process ending before it, after it, and after its reply. */
export function cells(script: Script): readonly Cell[] {
  return script.acts.flatMap((act) => act.reference.calls.flatMap(({ n }) => cellsAt(script, act, n)))
}

/**
 * `cells` without repetition: a read that is made again, from the same input and with nothing written by anybody since, stands
 * for the ones after it, because the process and both worlds are as they were.
 */
export function distinct(script: Script): readonly Cell[] {
  return script.acts.flatMap((act) => {
    const seen = new Set<string>()
    return act.reference.calls.flatMap((call) => {
      const text = `${call.what} ${JSON.stringify(call.input)} ${call.revision}`
      if (!call.mutates && seen.has(text)) return []
      seen.add(text)
      return cellsAt(script, act, call.n)
    })
  })
}

const cellsAt = (script: Script, act: Act, call: number): readonly Cell[] =>
  moments.map((when) => ({ script, act, call, when }))

/** The name of a cell, for people. */
export function nameOf({ script, act, call, when }: Cell): string {
  const { what } = act.reference.calls[call - 1] ?? { what: '' }
  return `${act.scenario.name} of ${script.cast.kind.name}, crash ${when} call ${call} (${what})`
}

/** Plays a cell. */
export async function play({ script, act, call, when }: Cell): Promise<RunResult> {
  const { cast, stock } = script
  const { scenario, reference } = act
  const troubles = [crash(call, when)]
  return await run({ cast, stock, scenario, seed: 1, troubles, processes: 1, latency: 0, reference, exact: true })
}
