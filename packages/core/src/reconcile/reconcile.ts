import { CallRefused } from '../aws/error.ts'
import type { Scope } from '../aws/scope.ts'
import type { Sight } from '../kind/kind.ts'
import type { Item } from '../schema/json.ts'
import type { Lane } from '../telemetry/observer.ts'
import { change, prepare, remove } from './act.ts'
import { awsOf } from './aws.ts'
import { shown } from './breaker.ts'
import { Exhausted } from './budget.ts'
import { inCircle } from './circle.ts'
import { create, order } from './create.ts'
import { unsettled } from './doubt.ts'
import { outcomeOf } from './error.ts'
import { type Identity, identify, occupied } from './identify.ts'
import { recordInitial } from './initial.ts'
import { encode, type Intent } from './intent.ts'
import { keep, letGo } from './keep.ts'
import { node } from './link.ts'
import type { Memory } from './memory.ts'
import { annotation } from './names.ts'
import { type Observation, observe } from './observe.ts'
import type { Outcome } from './outcome.ts'
import { dismiss } from './part.ts'
import { isOutcome, type Pass, type Tools } from './pass.ts'
import { astray, pinned } from './pin.ts'
import { describe, type Plan, plan } from './plan.ts'
import { missing, recall } from './record.ts'
import { report } from './report.ts'
import { type Resolution, resolve } from './resolve.ts'
import { unwritten } from './say.ts'
import { settle } from './settle.ts'
import { holds, situate } from './situation.ts'
import { slowed } from './slow.ts'
import { recordTags, tagField } from './tags.ts'
import { takeOver, toAdopt } from './takeover.ts'
import { warrantOf } from './warrant.ts'
import { wishOf } from './wish.ts'
import { annotate, claim, Stale } from './write.ts'

/** How a pass ended, and what it last saw in AWS. */
export interface Result {
  readonly outcome: Outcome
  readonly observation: Observation | undefined
  /** The id and resolved spec the observation was made with, for the sweep. */
  readonly seen: Subject | undefined
}

/** What was looked at: the AWS object of this id, where it lives, by the spec as resolved. */
export interface Subject {
  readonly id: string
  readonly spec: Item
  readonly scope: Scope
}

interface Work {
  outcome: Outcome
  silent?: boolean
  observation?: Observation | undefined
  seen?: Subject | undefined
}

/** Stands for a place that cannot be told: nothing is asked of AWS there. */
const nowhere: Scope = { account: '', region: '' }

const done: Result = { outcome: { is: 'gone' }, observation: undefined, seen: undefined }

/**
 * One pass over one object: load, gate, resolve, identify, observe, plan, act, report. It never waits for AWS to change
 * and never throws: whatever happens is the outcome, and the outcome is in status.
 */
export async function reconcile(
  tools: Tools,
  key: string,
  lane: Lane,
  memory: Memory,
  signal: AbortSignal,
): Promise<Result> {
  const object = tools.store.get(key)
  if (object === undefined) return done
  const behind: Outcome = { is: 'again', after: 50, reason: 'Waiting', why: 'the watch is behind our own last write' }
  if (!tools.store.current(key)) return { outcome: behind, observation: undefined, seen: undefined }
  const wish = wishOf(tools, object)
  // Deleted, and none of ours: nothing to do.
  if (wish.deleting && !wish.claimed) return done
  const scope = tools.settings.place(object, pinned({ wish, object }))
  const of = { tools, key, lane, memory, signal, object, wish, scope: isOutcome(scope) ? nowhere : scope }
  const pass: Pass = { ...of, generation: wish.generation, aws: awsOf(of) }
  const work: Work = { outcome: wish.stopped ?? (isOutcome(scope) ? scope : behind) }
  if (wish.stopped === undefined && !isOutcome(scope)) await attempt(pass, work)
  await conclude(pass, work)
  return { outcome: work.outcome, observation: work.observation, seen: work.seen }
}

async function attempt(pass: Pass, work: Work): Promise<void> {
  try {
    work.outcome = await run(pass, work)
  } catch (error) {
    if (error instanceof Stale) work.outcome = { is: 'again', after: 50, reason: 'Waiting', why: error.message }
    else if (error instanceof Exhausted) {
      work.outcome = spent(error)
      work.silent = true
    } else if (error instanceof CallRefused) stopped(work, error)
    else work.outcome = outcomeOf(error)
  }
}

/** No write may leave for a while, one of status neither. */
const spent = ({ after, message }: Exhausted): Outcome => ({ is: 'again', after, reason: 'WriteRefused', why: message })

/** This process may not go on, or is ending: what it knows is nothing to report. */
function stopped(work: Work, error: CallRefused): void {
  work.outcome = { is: 'again', after: 1000, reason: 'Waiting', why: error.message }
  work.silent = true
}

/** Reports; a report that fails is tried again by the next pass, and is told where a condition cannot say it. */
async function conclude(pass: Pass, work: Work): Promise<void> {
  if (work.silent) return
  try {
    await report(pass, work.outcome, work.observation?.sight)
  } catch (error) {
    if (work.outcome.is === 'gone') return
    if (error instanceof Stale)
      work.outcome = { is: 'again', after: 50, reason: 'Waiting', why: 'status could not be written' }
    else if (error instanceof Exhausted) work.outcome = spent(error)
    else {
      work.outcome = outcomeOf(error)
      unwritten(pass, work.outcome)
    }
  }
}

async function run(pass: Pass, work: Work): Promise<Outcome> {
  const { deleting, readOnly } = pass.wish
  const kept = deleting ? await keep(pass) : undefined
  if (kept !== undefined) return kept
  const resolution = resolveFor(pass)
  if (resolution.invalid !== undefined && !deleting) return resolution.invalid
  const identity = await identify(pass, resolution.spec)
  switch (identity.is) {
    case 'unsettled':
      return identity.outcome
    case 'unrecorded':
      await annotate(pass, { [annotation.intent]: encode(identity.intent) })
      return identity.outcome
    case 'found':
      return await recall(pass, identity.id, identity.how)
    case 'none':
      return await absent(pass, resolution, identity, deleting)
    case 'known':
    case 'named':
      return await present(pass, work, resolution, identity, { deleting, readOnly })
  }
}

/** There is an AWS object to look at. */
async function present(
  pass: Pass,
  work: Work,
  resolution: Resolution,
  identity: Extract<Identity, { is: 'known' | 'named' }>,
  mode: { readonly deleting: boolean; readonly readOnly: boolean },
): Promise<Outcome> {
  work.seen = { id: identity.id, spec: resolution.spec, scope: pass.scope }
  const observation = await observe(pass, identity.id, resolution.spec)
  work.observation = observation
  pass.tools.vanishing.note(pass, observation)
  const named = mode.deleting ? undefined : toAdopt(pass, identity, observation)
  if (named !== undefined) {
    // The id that status has is taken for ours: it is written by the adoption itself, after the finalizer, or not at all.
    forget(work)
    const taken = await takeOver(pass, observation, named, resolution)
    if (taken !== 'create') return taken
    return await first(pass, resolution)
  }
  if (observation.successor !== undefined && !mode.readOnly) {
    forget(work)
    return await recall(pass, observation.successor, 'tag')
  }
  const situation = await situate(pass, observation, resolution, mode)
  if (holds(situation) && !pass.wish.planOnly) {
    await claim(pass, missing(pass, identity.id) ?? {})
    await claim(pass, recordInitial(pass, situation))
  }
  const decided = plan(situation)
  if (decided.do === 'create') forget(work)
  return await carryOut(pass, decided, resolution, observation.sight, identity.id)
}

/** What was seen is of an object that gives way to another. */
function forget(work: Work): void {
  work.observation = undefined
  work.seen = undefined
}

function resolveFor(pass: Pass): Resolution {
  const { kind, links, lookup, settings } = pass.tools
  const resolution = resolve({ kind, object: pass.object, lookup, crossNamespace: settings.crossNamespace })
  links.set(node(kind.target.group, kind.name, pass.key), resolution.targets)
  pass.unresolved = resolution.invalid ?? [...resolution.unresolved.values()].find(({ known }) => !known)?.why
  return resolution
}

/** Nothing of ours exists in AWS. */
async function absent(
  pass: Pass,
  resolution: Resolution,
  identity: Extract<Identity, { is: 'none' }>,
  deleting: boolean,
): Promise<Outcome> {
  const { replay } = identity
  if (deleting) {
    const left = replay === undefined ? 0 : await unsettled(pass, replay)
    if (left <= 0) return await letGo(pass, 'AWS has nothing of it')
    const why = 'A create was sent and its outcome is not known: searching before letting go'
    return { is: 'again', after: Math.min(5000, left), reason: 'CreateOutcomeUnknown', why }
  }
  const elsewhere = await astray(pass)
  if (elsewhere !== undefined) return elsewhere
  if (resolution.blocked !== undefined) return inCircle(pass) ?? resolution.blocked
  return await first(pass, resolution, replay)
}

/** The first create of an object, or its repetition under the token of an intent that stands. */
async function first(pass: Pass, resolution: Resolution, replay?: Intent): Promise<Outcome> {
  const warrant = warrantOf(pass)
  if (warrant === undefined) return unwarranted()
  const decided: Plan = { do: 'create', because: 'it does not exist', warrant }
  return await carryOut(pass, decided, resolution, undefined, undefined, { replay })
}

function unwarranted(): Outcome {
  const why = 'AWS has nothing of it, and by adoption or as a reader it is never created'
  return { is: 'blocked', reason: 'AdoptionNotFound', why, patient: false }
}

/** The only place where a plan becomes calls. */
async function carryOut(
  pass: Pass,
  decided: Plan,
  resolution: Resolution,
  sight: Sight | undefined,
  id: string | undefined,
  first?: { readonly replay: Intent | undefined },
): Promise<Outcome> {
  if (pass.wish.planOnly && acts(decided)) return { is: 'held', reason: 'Planned', why: `Would ${describe(decided)}` }
  switch (decided.do) {
    case 'create': {
      const there =
        first !== undefined && first.replay === undefined ? await occupied(pass, resolution.spec) : undefined
      if (there?.is === 'found') return await recall(pass, there.id, there.how)
      if (there?.is === 'unsettled') return there.outcome
      return await create(pass, await order(pass, resolution.spec, first?.replay), decided.because)
    }
    case 'change': {
      if (sight !== undefined && decided.changes.some((each) => each.field === tagField)) await recordTags(pass, sight)
      return await change(pass, decided.changes, sight)
    }
    case 'prepare':
      return slowed(pass) ?? (await prepare(pass, decided.steps, sight))
    case 'delete':
      return id === undefined ? { is: 'gone' } : (slowed(pass) ?? (await remove(pass, id, sight)))
    case 'dismiss':
      await dismiss(pass, decided.twin, resolution.spec)
      return decided.outcome
    case 'release':
      return await letGo(pass, decided.because)
    case 'wait':
      return decided.until
    case 'nothing':
      if (decided.outcome.is !== 'settled') return decided.outcome
      shown(pass.memory)
      return await settle(pass, sight)
  }
}

const acts = (decided: Plan) => decided.do !== 'wait' && decided.do !== 'nothing'
