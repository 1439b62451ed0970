import { AwsError } from '../../aws/error.ts'
import type { Blocking } from '../../kind/blocker.ts'
import type { Observed } from '../../kind/kind.ts'
import type { Step } from '../../kind/step.ts'
import { cut, foreign } from '../../words/foreign.ts'
import { failure, refusalOf } from '../error.ts'
import { historyOf } from '../history.ts'
import { witnessed } from '../observe.ts'
import type { Outcome } from '../outcome.ts'
import type { Pass } from '../pass.ts'
import type { Change } from '../plan.ts'
import { logChange, recordChange } from '../status/event.ts'
import { accepted } from '../status/generation.ts'
import { wrote } from './breaker.ts'
import { type Progress, type Refusal, type Refused, reasonOf } from './progress.ts'
import { takeAll, takeEach } from './take.ts'

/**
 * Carries out changes: first whatever adds or replaces, in every field, then whatever removes. A refused step does not
 * keep the others from being taken, but nothing is removed from a field in which an addition was refused. Where it was
 * refused for want of room, what goes and what comes take turns, a few at a time. Any other failure ends the pass, and so
 * does a step that keeps AWS busy with the object. What AWS has taken is told, however the pass ends.
 */
export async function change(pass: Pass, changes: readonly Change[], observed: Observed | undefined): Promise<Outcome> {
  const progress: Progress = { done: [], refusals: [], later: new Set(), short: new Map() }
  try {
    await takeEach(pass, changes, progress, observed?.id)
  } catch (error) {
    tell(pass, progress)
    throw error
  }
  const { refusals, later } = progress
  record(
    pass,
    changes.filter((each) => !later.has(each)),
    refusals,
  )
  tell(pass, progress)
  if (progress.done.length > 0) applied(pass)
  return await verdict(pass, observed, refusals)
}

/** The outcome when AWS refuses a step because something uses the object. */
async function hindered(pass: Pass, observed: Observed, { step, error }: Refused): Promise<Outcome> {
  return blocked(await blockersOf(pass, observed), error, `AWS will not ${step.say}`)
}

function record(pass: Pass, changes: readonly Change[], refusals: readonly Refusal[]): void {
  const now = pass.tools.clock.monotonic()
  for (const each of changes)
    if (!refusals.some((refusal) => refusal.change === each))
      wrote(pass.memory.writes, each.field, each.want, each.have, now)
}

function tell(pass: Pass, { done }: Progress): void {
  if (done.length === 0) return
  const { observer, kind, clock } = pass.tools
  const { verifiedAt } = pass.memory
  const drift = reasonOf(pass) === 'DriftCorrected'
  const ms = verifiedAt === undefined ? undefined : clock.now() - verifiedAt
  const says = new Map<string, string[]>()
  for (const { change: each, say: did } of done) says.set(each.field, [...(says.get(each.field) ?? []), did])
  for (const field of says.keys()) {
    observer.happened({ is: 'mutated', kind: kind.name, verb: 'update', trigger: drift ? 'drift' : 'spec' })
    if (!drift) continue
    const source = pass.lane === 'verify' ? 'sweep' : 'pass'
    observer.happened({ is: 'drifted', kind: kind.name, field, source, ms })
    observer.happened({ is: 'corrected', kind: kind.name, field })
  }
  const fields = [...says].map(([field, steps]) => `${field}: ${shortened(steps)}`)
  recordChange(pass, reasonOf(pass), shortened(fields), 'Update')
}

/** The first time that AWS takes something of a generation. */
function applied(pass: Pass): void {
  const { observer, kind, clock } = pass.tools
  const ms = reasonOf(pass) === 'Updated' ? accepted(pass.memory, clock.now()) : undefined
  if (ms !== undefined) observer.happened({ is: 'applied', kind: kind.name, ms })
}

async function verdict(pass: Pass, observed: Observed | undefined, refusals: readonly Refusal[]): Promise<Outcome> {
  const [first, ...more] = refusals
  if (first === undefined)
    return { is: 'again', after: 0, reason: 'Updating', why: 'Changed in AWS; waiting for AWS to show it' }
  if (more.length === 0 && observed !== undefined && first.error.errorClass === 'blocked')
    return await hindered(pass, observed, first)
  const outcome = failure(first.error, `${first.change.field}: cannot ${first.step.say}`)
  if (more.length === 0) return outcome
  const others = more.map(({ step, error }) => `cannot ${step.say}: ${error.message}`)
  return { ...outcome, why: shortened([outcome.why, ...others]) }
}

/** At most five of the sentences, 1 KiB of them, and how many more there are. */
function shortened(sentences: readonly string[]): string {
  const shown = cut(sentences.slice(0, 5).join('; '))
  return sentences.length > 5 ? `${shown}; and ${sentences.length - 5} more` : shown
}

/** Takes the steps that must precede a delete, in order. What AWS has taken is told, however the pass ends. */
export async function prepare(pass: Pass, steps: readonly Step[], observed: Observed | undefined): Promise<Outcome> {
  const done: string[] = []
  try {
    for (const step of steps) {
      const [refused] = await takeAll(pass, step, ({ say: did, operation }, reply) => {
        done.push(did)
        logChange(pass, 'Updated', { did, operation, reply, id: observed?.id })
      })
      if (refused?.error.errorClass === 'blocked' && observed !== undefined)
        return await hindered(pass, observed, refused)
      if (refused !== undefined) return failure(refused.error, `cannot ${refused.step.say}`)
    }
  } finally {
    if (done.length > 0) recordChange(pass, 'Updated', shortened(done), 'Delete')
  }
  return { is: 'again', after: 0, reason: 'Deleting', why: 'The object was made ready for deletion' }
}

/** Asks AWS to delete the object. That AWS accepted it is not the end: the next passes wait until it is gone. */
export async function remove(pass: Pass, id: string, observed: Observed | undefined): Promise<Outcome> {
  const { kind, clock, observer } = pass.tools
  const views = Object.fromEntries(kind.views.map(({ name }) => [name, []]))
  const seen = observed ?? { id, item: { [kind.id.member]: id }, spec: pass.object.spec ?? {}, views, ...pass.scope }
  const step = kind.erase(seen)
  try {
    const reply = await pass.aws.send(step)
    logChange(pass, 'Deleting', { did: `AWS was asked to delete ${id}`, operation: step.operation, reply, id })
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    if (error.errorClass === 'blocked') return await deleteBlocked(pass, seen, error)
    if (error.errorClass === 'notyet') return await deleteHeld(pass, seen, error)
    if (error.errorClass !== 'missing') return failure(error, 'cannot delete it')
    if (observed === undefined && !statedOf(pass, id, error)) return unrecognised(pass, id)
  }
  historyOf(pass.memory, id).deletedAt = clock.monotonic()
  observer.happened({ is: 'mutated', kind: kind.name, verb: 'delete', trigger: 'spec' })
  return { is: 'again', after: 'tick', reason: 'Deleting', why: 'AWS is deleting it' }
}

/** Whether AWS states, in answer to a delete, that it does not know an object that it had shown before. */
function statedOf(pass: Pass, id: string, error: AwsError): boolean {
  const known = historyOf(pass.memory, id)
  if (known.seenAt === undefined && !witnessed(pass, id)) return false
  return pass.tools.kind.idRead.notFound.includes(error.code) && error.account === pass.scope.account
}

/** How long (ms) until a delete is sent again that AWS did not know the object of; doubled each time. */
const recognition = 120_000

/** AWS knows no such object: gone, or not there yet. It is looked for again, and deleted again at a slowing pace. */
function unrecognised({ memory, tools: { clock } }: Pass, id: string): Outcome {
  const known = historyOf(memory, id)
  const wait = (known.unknownToDelete?.wait ?? recognition / 2) * 2
  known.unknownToDelete = { until: clock.monotonic() + wait, wait }
  const why = 'AWS does not know the object it is to delete, and may only not show it yet'
  return { is: 'again', after: 'tick', reason: 'Deleting', why }
}

/** AWS refused the delete because something uses the object. What the object holds on its own side may give way. */
async function deleteBlocked(pass: Pass, seen: Observed, error: AwsError): Promise<Outcome> {
  const found = await blockersOf(pass, seen)
  const steps = pass.tools.kind.yields(seen, found)
  if (steps.length === 0) return blocked(found, error, `AWS will not delete ${seen.id}`)
  const prepared = await prepare(pass, steps, undefined)
  return prepared.is === 'again' ? { ...prepared, after: 'tick' } : prepared
}

/**
 * AWS says that the object is in no state to be deleted. For some kinds that is how it says that something uses them (a transit
 * gateway with attachments), so what is found to use it is named.
 */
async function deleteHeld(pass: Pass, seen: Observed, error: AwsError): Promise<Outcome> {
  const found = await blockersOf(pass, seen)
  return found.length === 0
    ? failure(error, 'cannot delete it')
    : blocked(found, error, `AWS will not delete ${seen.id}`)
}

/** What uses the object. A read that fails names nothing, and hides nothing of what the others name. */
async function blockersOf(pass: Pass, seen: Observed): Promise<readonly Blocking[]> {
  const { kind } = pass.tools
  const found = await Promise.all(
    kind.blockers.map(async (blocker): Promise<readonly Blocking[]> => {
      const key = blocker.key === undefined ? seen.id : blocker.key(seen)
      if (key === undefined) return []
      const { items } = await pass.aws.read(blocker.read, key).catch((error: unknown) => {
        if (error instanceof AwsError) return { items: [] }
        throw error
      })
      return items.flatMap((item) => {
        const name = blocker.name(item, seen.id)
        return name === undefined ? [] : [{ noun: blocker.noun, name: foreign(name), item }]
      })
    }),
  )
  return found.flat()
}

function blocked(found: readonly Blocking[], error: AwsError, refused: string): Outcome {
  // Of a code that says two things, it is the other one where nothing is found in the way.
  if (found.length === 0 && error.elsewhere !== undefined) return failure(error, refused, error.elsewhere)
  const names = found.map(({ noun, name }) => `${noun} ${name}`).sort()
  const why = names.length === 0 ? error.message : `${refused} while it is used by ${listed(names)}`
  return { is: 'blocked', reason: 'BlockedByDependents', why, patient: false, by: refusalOf(error) }
}

function listed(names: readonly string[]): string {
  return names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`
}
