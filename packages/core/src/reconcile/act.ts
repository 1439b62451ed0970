import { AwsError } from '../aws/error.ts'
import type { Sight } from '../kind/kind.ts'
import type { Call, Step } from '../kind/step.ts'
import type { Item } from '../schema/json.ts'
import { wrote } from './breaker.ts'
import { inSync } from './condition.ts'
import { failure } from './error.ts'
import type { Outcome } from './outcome.ts'
import type { Pass } from './pass.ts'
import type { Change } from './plan.ts'
import { say } from './say.ts'

/** A step that AWS refused, and how. */
interface Refusal {
  readonly change: Change
  readonly step: Step
  readonly error: AwsError
}

/**
 * Carries out changes: first whatever adds or replaces, in every field, then whatever removes. A refused step does not
 * keep the others from being taken, but nothing is removed from a field in which an addition was refused. Any other
 * failure ends the pass.
 */
export async function change(pass: Pass, changes: readonly Change[], sight: Sight | undefined): Promise<Outcome> {
  try {
    return await makeChanges(pass, changes)
  } catch (error) {
    return await hindered(pass, sight, error)
  }
}

async function makeChanges(pass: Pass, changes: readonly Change[]): Promise<Outcome> {
  const refusals: Refusal[] = []
  const done: string[] = []
  for (const removing of [false, true]) {
    for (const each of changes) {
      if (removing && refusals.some((refusal) => refusal.change === each)) continue
      for (const step of each.steps) {
        if ((step.effect === 'remove') !== removing) continue
        const refused = await take(pass, step)
        if (refused === undefined) done.push(step.say)
        else refusals.push({ change: each, step, error: refused })
      }
    }
  }
  record(pass, changes, refusals)
  if (done.length > 0) tell(pass, changes, done)
  return verdict(refusals)
}

/** Errors that speak of one step only; after any other the rest of the plan is left for the next pass. */
const stepwise = ['terminal', 'missing', 'conflict', 'quota', 'unknown']

/** Takes one step. Answers the refusal when AWS will not have this step; throws when the call failed otherwise. */
async function take(pass: Pass, step: Step): Promise<AwsError | undefined> {
  try {
    await send(pass, step)
    return undefined
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    if (step.done?.includes(error.code)) return undefined
    if (stepwise.includes(error.errorClass)) return error
    throw error.errorClass === 'blocked' ? new Hindrance(step, error) : error
  }
}

/** A step that AWS will not take while something uses the object. Never leaves this file. */
class Hindrance extends Error {
  override readonly name = 'Hindrance'
  readonly code = 'Hindrance'
  readonly step: Step
  readonly error: AwsError
  constructor(step: Step, error: AwsError) {
    super(error.message, { cause: error })
    this.step = step
    this.error = error
  }
}

/** How a pass ends whose step was hindered. Throws any other error again. */
async function hindered(pass: Pass, sight: Sight | undefined, error: unknown): Promise<Outcome> {
  if (!(error instanceof Hindrance)) throw error
  if (sight === undefined) return failure(error.error, `cannot ${error.step.say}`)
  return await blocked(pass, sight, error.error, `AWS will not ${error.step.say}`)
}

/** Makes one call for the object of the pass. */
export async function send(pass: Pass, step: Call): Promise<Item> {
  const { caller, kind } = pass.tools
  return await caller.call(kind.service, pass.scope, step, pass.lane, pass.signal)
}

function record(pass: Pass, changes: readonly Change[], refusals: readonly Refusal[]): void {
  const now = pass.tools.clock.monotonic()
  for (const each of changes)
    if (!refusals.some((refusal) => refusal.change === each)) wrote(pass.memory, each.field, each.want, each.have, now)
}

function tell(pass: Pass, changes: readonly Change[], done: readonly string[]): void {
  const { observer, kind, clock } = pass.tools
  const { memory, object } = pass
  const drift = memory.settledGeneration === object.metadata.generation || inSync(object)
  for (const { field } of changes) {
    observer.happened({ is: 'mutated', kind: kind.name, verb: 'update', trigger: drift ? 'drift' : 'spec' })
    if (drift) observer.happened({ is: 'drifted', kind: kind.name, field, source: 'pass' })
    if (drift) observer.happened({ is: 'corrected', kind: kind.name, field })
  }
  if (!drift && memory.generation?.applied === false) {
    memory.generation.applied = true
    observer.happened({ is: 'applied', kind: kind.name, ms: clock.now() - memory.generation.at })
  }
  say(pass, drift ? 'DriftCorrected' : 'Updated', shortened(done), 'Update')
}

function verdict(refusals: readonly Refusal[]): Outcome {
  const [first, ...more] = refusals
  if (first === undefined) return { is: 'again', after: 0, reason: 'Updating', why: 'Changes were made in AWS' }
  const outcome = failure(first.error, `${first.change.field}: cannot ${first.step.say}`)
  if (more.length === 0) return outcome
  const others = more.map(({ step, error }) => `cannot ${step.say}: ${error.message}`)
  return { ...outcome, why: shortened([outcome.why, ...others]) }
}

/** At most five of the sentences, and how many more there are. */
function shortened(sentences: readonly string[]): string {
  const shown = sentences.slice(0, 5).join('; ')
  return sentences.length > 5 ? `${shown}; and ${sentences.length - 5} more` : shown
}

/** Takes the steps that must precede a delete, in order. */
export async function prepare(pass: Pass, steps: readonly Step[], sight: Sight | undefined): Promise<Outcome> {
  try {
    for (const step of steps) {
      const refused = await take(pass, step)
      if (refused !== undefined) return failure(refused, `cannot ${step.say}`)
    }
  } catch (error) {
    return await hindered(pass, sight, error)
  }
  say(pass, 'Updated', shortened(steps.map((step) => step.say)), 'Delete')
  return { is: 'again', after: 0, reason: 'Deleting', why: 'The object was made ready for deletion' }
}

/** Asks AWS to delete the object. That AWS accepted it is not the end: the next passes wait until it is gone. */
export async function remove(pass: Pass, id: string, sight: Sight | undefined): Promise<Outcome> {
  const { kind, clock, observer } = pass.tools
  const seen = sight ?? { id, item: { [kind.id.member]: id }, spec: pass.object.spec ?? {}, views: {}, ...pass.scope }
  try {
    await send(pass, kind.erase(seen))
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    if (error.errorClass === 'blocked') return await blocked(pass, seen, error, `AWS will not delete ${id}`)
    if (error.errorClass !== 'missing') return failure(error, 'cannot delete it')
    if (sight === undefined)
      return { is: 'again', after: 'tick', reason: 'Deleting', why: 'AWS does not know the object yet' }
  }
  pass.memory.deletedAt = clock.monotonic()
  observer.happened({ is: 'mutated', kind: kind.name, verb: 'delete', trigger: 'spec' })
  return { is: 'again', after: 'tick', reason: 'Deleting', why: 'AWS is deleting it' }
}

/** AWS refused to do something because something uses the object: find out what. */
async function blocked(pass: Pass, seen: Sight, error: AwsError, refused: string): Promise<Outcome> {
  const { kind, reader } = pass.tools
  const names = await Promise.all(
    kind.blockers.map(async (blocker) => {
      const key = blocker.key === undefined ? seen.id : blocker.key(seen)
      if (key === undefined) return []
      const { items } = await reader.read(kind.service, pass.scope, blocker.read, key, pass.lane, pass.signal)
      return items.flatMap((item) => {
        const name = blocker.name(item, seen.id)
        return name === undefined ? [] : [`${blocker.noun} ${name}`]
      })
    }),
  )
  const found = names.flat().sort()
  const why = found.length === 0 ? error.message : `${refused} while it is used by ${listed(found)}`
  return { is: 'blocked', reason: 'BlockedByDependents', why, patient: false }
}

function listed(names: readonly string[]): string {
  return names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`
}
