import { AwsError, CallRefused } from '../aws/error.ts'
import type { Scope } from '../aws/scope.ts'
import { fingerprint } from '../schema/fingerprint.ts'
import type { Item } from '../schema/json.ts'
import type { Lane } from '../telemetry/observer.ts'
import { awsOf } from './aws.ts'
import { carryOut } from './carryout.ts'
import { asked } from './change/written.ts'
import { decide, owns } from './decide.ts'
import { outcomeOf } from './error.ts'
import { originOf } from './identity/origin.ts'
import { look } from './look.ts'
import { type Memory, tookDown } from './memory.ts'
import type { Observation } from './observation.ts'
import type { Outcome } from './outcome.ts'
import { isOutcome, type Pass, type Tools } from './pass.ts'
import { leads } from './reference/circle.ts'
import { type Node, node } from './reference/link.ts'
import { type Resolution, resolve } from './reference/resolve.ts'
import { situationOf } from './situation.ts'
import { inSync } from './status/condition.ts'
import { recordUnwritten } from './status/event.ts'
import { report } from './status/report.ts'
import { wishOf } from './wish/wish.ts'
import { Exhausted } from './write/budget.ts'
import { Stale } from './write/write.ts'

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
  /** Nothing is to be said of this pass. */
  silent?: boolean
  /** A fingerprint of the spec with its references resolved. */
  spec?: string
  /** What was seen of the object's own AWS object. */
  seen?: { readonly subject: Subject; readonly observation: Observation } | undefined
}

/** Stands for a place that cannot be told: nothing is asked of AWS there. */
const nowhere: Scope = { account: '', region: '' }

const done: Result = { outcome: { is: 'gone' }, observation: undefined, seen: undefined }

/**
 * One pass over one object: load, read its wish, resolve, decide and look until all is known that matters, carry out, report.
 * It never waits for AWS to change and never throws: whatever happens is the outcome, and the outcome is in status.
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
  tookDown(memory, wish.intent)
  const scope = tools.settings.place(object, originOf({ wish, object }))
  const of = { tools, key, lane, memory, signal, object, wish, scope: isOutcome(scope) ? nowhere : scope }
  const pass: Pass = { ...of, generation: wish.generation, aws: awsOf(of) }
  const work: Work = { outcome: wish.stopped ?? (isOutcome(scope) ? scope : behind) }
  if (wish.stopped === undefined && !isOutcome(scope)) await attempt(pass, work)
  await conclude(pass, work)
  return { outcome: work.outcome, observation: work.seen?.observation, seen: work.seen?.subject }
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
    else {
      work.outcome = outcomeOf(error)
      work.silent = atRest(pass, work, error)
    }
  }
}

/** What says of AWS only that it could not be asked. */
const unasked: ReadonlySet<string> = new Set(['auth', 'throttle', 'transient'])

/**
 * Whether the object may go on being in sync though AWS could not be asked: something that it refers to has changed, and it still
 * stands for the same things. What it says rests on its last comparison, as between two sweeps.
 */
function atRest({ lane, memory, object }: Pass, { seen, spec }: Work, error: unknown): boolean {
  if (!(error instanceof AwsError) || !unasked.has(error.errorClass)) return false
  return lane === 'transition' && seen === undefined && spec === memory.settledSpec && inSync(object)
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
    await report(pass, work.outcome, work.seen?.observation.observed)
  } catch (error) {
    if (work.outcome.is === 'gone') return
    if (error instanceof Stale)
      work.outcome = { is: 'again', after: 50, reason: 'Waiting', why: 'status could not be written' }
    else if (error instanceof Exhausted) work.outcome = spent(error)
    else {
      work.outcome = outcomeOf(error)
      recordUnwritten(pass, work.outcome)
    }
  }
}

/**
 * Decides, and carries out what was decided. Where something is to be known first, the decision is to look for it: what is
 * asked of AWS is decided in the same place as what is done there.
 */
async function run(pass: Pass, work: Work): Promise<Outcome> {
  const resolution = resolveFor(pass)
  work.spec = fingerprint(resolution.spec)
  let situation = situationOf(pass, resolution)
  let plan = decide(situation)
  while (plan.do === 'look') {
    situation = await look(pass, situation, plan)
    plan = decide(situation)
  }
  const { seen, refs } = situation
  if (seen !== undefined && owns({ ...situation, seen }, plan)) {
    const subject = { id: seen.id, spec: refs.spec, scope: pass.scope }
    work.seen = { subject, observation: seen.observation }
  }
  const outcome = await carryOut(pass, plan, situation)
  if (outcome.is === 'settled') pass.memory.settledSpec = work.spec
  return outcome
}

function resolveFor(pass: Pass): Resolution {
  const { kind, links, lookup, settings } = pass.tools
  const self = node(kind.target.group, kind.name, pass.key)
  const circular = (target: Node) => leads(links, target, self)
  const { crossNamespace } = settings
  const { region } = pass.scope
  const object = { ...pass.object, spec: asked(kind, pass.wish.intent, pass.object.spec ?? {}) }
  const resolution = resolve({ kind, object, lookup, crossNamespace, region, circular })
  links.set(self, resolution.targets)
  pass.unresolved = resolution.invalid ?? [...resolution.unresolved.values()].find(({ known }) => !known)?.why
  return resolution
}
