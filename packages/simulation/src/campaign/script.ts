import type { Schema } from '@windlass/core/generate'
import type { Act } from '../run/act.ts'
import type { Reference, RunResult } from '../run/contract.ts'
import { type Prepared, prepare } from '../run/fixtures.ts'
import { run } from '../run/run.ts'
import { adoption, create, recreate, remove, type Scenario, update } from '../run/scenario.ts'
import { type Candidate, candidates, heldBy, specSchema } from './field.ts'
import { editsOf, type Kit, subjectOf } from './kit.ts'

/** Everything that can be done to one kind, each with its run without trouble. */
export interface Script extends Prepared {
  readonly acts: readonly Act[]
  /** Fields that can change for which no value was found that AWS takes, each with the reason: `backup: ...`. */
  readonly untried: readonly string[]
  /** The fields that can change, with values to try, right or wrong. */
  readonly edits: readonly Candidate[]
  /** The schema of every field of the spec. */
  readonly schema: Readonly<Record<string, Schema>>
}

/** Finds out what can be done to a kind, by doing it once. Rejects with `NoExample` or `NeverSettles`. */
export async function script(kit: Kit, kindName: string): Promise<Script> {
  const prepared = await prepare(subjectOf(kit, kindName))
  const { fixtures } = prepared
  const acts: Act[] = []
  const untried: string[] = []
  for (const scenario of [create, remove, recreate, adoption(fixtures.strangeId)])
    acts.push({ prepared, scenario, reference: flawless(await rehearse(prepared, scenario), kindName, scenario) })
  const edits = candidates(kit, prepared.subject)
  for (const { field, values } of edits) {
    const others = await onOthers(kit, kindName, field)
    acts.push(...others)
    const act = others.length > 0 ? undefined : await firstTaken(prepared, field, values)
    if (typeof act === 'string') untried.push(`${field}: ${act}`)
    else if (act !== undefined) acts.push(act)
  }
  return { ...prepared, acts, untried, edits, schema: specSchema(prepared.subject.kind) }
}

/** One run without trouble. */
export async function rehearse({ subject, fixtures }: Prepared, scenario: Scenario): Promise<RunResult> {
  return await run({ subject, fixtures, scenario, seed: 1, troubles: [], processes: 1, latency: 0, exact: false })
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

/** The first value that the API server and AWS take, and that makes a difference to AWS; or why there is none. */
async function firstTaken(prepared: Prepared, field: string, values: readonly unknown[]): Promise<Act | string> {
  let why = values.length === 0 ? 'no value is known' : undefined
  for (const value of values.slice(0, 40)) {
    const scenario = update(field, value)
    const result = await rehearse(prepared, scenario).catch((error: unknown) => String(error))
    if (typeof result === 'string') why ??= result
    else if (result.breaches.length > 0) why ??= refusalIn(result)
    else if (result.calls.some((call) => call.to === 'aws' && call.mutates))
      return { prepared, scenario, reference: result }
  }
  return why ?? 'no value that is known makes a difference to AWS'
}

/** The edits of a field that the kit has of other objects of the kind. Rejects with `Flawed` when one does not come about. */
async function onOthers(kit: Kit, kindName: string, field: string): Promise<readonly Act[]> {
  const acts: Act[] = []
  for (const edit of editsOf(kit, kindName)) {
    if (heldBy(edit.subject.kind, edit.field) !== field) continue
    const prepared = await prepare(edit.subject)
    const scenario = update(edit.field, edit.value)
    const reference = flawless(await rehearse(prepared, scenario), kindName, scenario)
    acts.push({ prepared, scenario, reference })
  }
  return acts
}

/** What kept an edit from coming about: why the object is not in sync, where the conditions say it. */
function refusalIn({ breaches }: RunResult): string {
  const but = breaches.map((breach) => breach.but).join('; ')
  return (/"ACK\.ResourceSynced"[^}]*"message":"([^"]+)/.exec(but)?.[1] ?? but).slice(0, 300)
}
