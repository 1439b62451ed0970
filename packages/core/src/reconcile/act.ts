import { AwsError } from '../aws/error.ts'
import type { Blocking } from '../kind/definition.ts'
import type { Sight } from '../kind/kind.ts'
import type { Call, Step } from '../kind/step.ts'
import type { Item } from '../schema/json.ts'
import { wrote } from './breaker.ts'
import { inSync } from './condition.ts'
import { failure } from './error.ts'
import { grouped, together } from './join.ts'
import { accepted } from './memory.ts'
import type { Outcome } from './outcome.ts'
import type { Pass } from './pass.ts'
import type { Change } from './plan.ts'
import { say } from './say.ts'

/** A step that AWS refused, and how. */
interface Refused {
  readonly step: Step
  readonly error: AwsError
}

interface Refusal extends Refused {
  readonly change: Change
}

/**
 * Carries out changes: first whatever adds or replaces, in every field, then whatever removes. A refused step does not
 * keep the others from being taken, but nothing is removed from a field in which an addition was refused, unless the
 * addition was refused for want of room, which the removals make. Any other failure ends the pass, and so does a
 * step that keeps AWS busy with the object.
 */
export async function change(pass: Pass, changes: readonly Change[], sight: Sight | undefined): Promise<Outcome> {
  const refusals: Refusal[] = []
  const done: string[] = []
  const roomier = new Set<Change>()
  const later = new Set<Change>()
  let occupied = false
  for (const removing of [false, true]) {
    for (const group of grouped(changes, removing)) {
      const [{ change: each, step }] = group
      if (occupied) {
        for (const due of group) later.add(due.change)
        continue
      }
      const hurt = refusals.filter((refusal) => refusal.change === each)
      if (hurt.length > 0 && (step.follows || (removing && !hurt.every(wantsRoom)))) continue
      const taken = await takeAll(pass, together(group))
      if (removing && taken.done.length > 0) roomier.add(each)
      const ownerOf = (part: Step) => group.find((due) => due.step === part)?.change ?? each
      done.push(...taken.done)
      occupied = step.occupies === true && taken.done.length > 0
      refusals.push(...taken.refused.map((refusal) => ({ change: ownerOf(refusal.step), ...refusal })))
    }
  }
  const left = refusals.filter((refusal) => !(wantsRoom(refusal) && roomier.has(refusal.change)))
  const tried = changes.filter((each) => !later.has(each))
  record(pass, tried, left)
  if (done.length > 0) tell(pass, tried, done)
  return await verdict(pass, sight, left)
}

/** Whether AWS had no room for an addition: then what goes must go first, or the change could never be made. */
const wantsRoom = ({ error }: Refused) => error.errorClass === 'quota'

/** Takes a step, and when AWS will not have it as a whole, its parts. */
async function takeAll(pass: Pass, step: Step): Promise<{ done: readonly string[]; refused: readonly Refused[] }> {
  const error = await take(pass, step)
  if (error === undefined) return { done: [step.say], refused: [] }
  if (step.parts === undefined || step.parts.length === 0) return { done: [], refused: [{ step, error }] }
  const done: string[] = []
  const refused: Refused[] = []
  for (const part of step.parts) {
    const taken = await takeAll(pass, part)
    done.push(...taken.done)
    refused.push(...taken.refused)
  }
  return { done, refused }
}

/** Errors that speak of one step only; after any other the rest of the plan is left for the next pass. */
const stepwise = ['terminal', 'missing', 'conflict', 'quota', 'blocked', 'unknown']

/** Takes one step. Answers the refusal when AWS will not have this step; throws when the call failed otherwise. */
async function take(pass: Pass, step: Step): Promise<AwsError | undefined> {
  try {
    await send(pass, step)
    return undefined
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    if (step.done?.includes(error.code)) return undefined
    if (stepwise.includes(error.errorClass)) return error
    throw error
  }
}

/** How a pass ends one of whose steps AWS will not take while something uses the object. */
async function hindered(pass: Pass, sight: Sight, { step, error }: Refused): Promise<Outcome> {
  return blocked(await blockersOf(pass, sight), error, `AWS will not ${step.say}`)
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
    if (drift)
      observer.happened({ is: 'drifted', kind: kind.name, field, source: pass.lane === 'verify' ? 'sweep' : 'pass' })
    if (drift) observer.happened({ is: 'corrected', kind: kind.name, field })
  }
  const ms = drift ? undefined : accepted(memory, clock.now())
  if (ms !== undefined) observer.happened({ is: 'applied', kind: kind.name, ms })
  say(pass, drift ? 'DriftCorrected' : 'Updated', shortened(done), 'Update')
}

async function verdict(pass: Pass, sight: Sight | undefined, refusals: readonly Refusal[]): Promise<Outcome> {
  const [first, ...more] = refusals
  if (first === undefined) return { is: 'again', after: 0, reason: 'Updating', why: 'Changes were made in AWS' }
  if (more.length === 0 && sight !== undefined && first.error.errorClass === 'blocked')
    return await hindered(pass, sight, first)
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
  for (const step of steps) {
    const [refused] = (await takeAll(pass, step)).refused
    if (refused?.error.errorClass === 'blocked' && sight !== undefined) return await hindered(pass, sight, refused)
    if (refused !== undefined) return failure(refused.error, `cannot ${refused.step.say}`)
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
    if (error.errorClass === 'blocked') return await held(pass, seen, error)
    if (error.errorClass !== 'missing') return failure(error, 'cannot delete it')
    if (sight === undefined) return unrecognised(pass)
  }
  pass.memory.deletedAt = clock.monotonic()
  observer.happened({ is: 'mutated', kind: kind.name, verb: 'delete', trigger: 'spec' })
  return { is: 'again', after: 'tick', reason: 'Deleting', why: 'AWS is deleting it' }
}

/** How long (ms) until a delete is sent again that AWS did not know the object of; doubled each time. */
const recognition = 120_000

/** AWS knows no such object: gone, or not there yet. It is looked for again, and deleted again at a slowing pace. */
function unrecognised({ memory, tools: { clock } }: Pass): Outcome {
  const wait = (memory.unknownToDelete?.wait ?? recognition / 2) * 2
  memory.unknownToDelete = { until: clock.monotonic() + wait, wait }
  return { is: 'again', after: 'tick', reason: 'Deleting', why: 'AWS does not know the object yet' }
}

/** AWS refused the delete because something uses the object. What the object holds on its own side may give way. */
async function held(pass: Pass, seen: Sight, error: AwsError): Promise<Outcome> {
  const found = await blockersOf(pass, seen)
  const steps = pass.tools.kind.yields(seen, found)
  if (steps.length === 0) return blocked(found, error, `AWS will not delete ${seen.id}`)
  const prepared = await prepare(pass, steps, undefined)
  return prepared.is === 'again' ? { ...prepared, after: 'tick' } : prepared
}

/** What uses the object. A read that fails names nothing, and hides nothing of what the others name. */
async function blockersOf(pass: Pass, seen: Sight): Promise<readonly Blocking[]> {
  const { kind, reader } = pass.tools
  const found = await Promise.all(
    kind.blockers.map(async (blocker): Promise<readonly Blocking[]> => {
      const key = blocker.key === undefined ? seen.id : blocker.key(seen)
      if (key === undefined) return []
      const { items } = await reader
        .read(kind.service, pass.scope, blocker.read, key, pass.lane, pass.signal)
        .catch((error: unknown) => {
          if (error instanceof AwsError) return { items: [] }
          throw error
        })
      return items.flatMap((item) => {
        const name = blocker.name(item, seen.id)
        return name === undefined ? [] : [{ noun: blocker.noun, name, item }]
      })
    }),
  )
  return found.flat()
}

function blocked(found: readonly Blocking[], error: AwsError, refused: string): Outcome {
  const names = found.map(({ noun, name }) => `${noun} ${name}`).sort()
  const why = names.length === 0 ? error.message : `${refused} while it is used by ${listed(names)}`
  return { is: 'blocked', reason: 'BlockedByDependents', why, patient: false }
}

function listed(names: readonly string[]): string {
  return names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`
}
