import { createHash } from 'node:crypto'
import type { Kind } from '@windlass/core'
import { seeded } from '@windlass/core/time'
import { awsFaults } from '../fault/aws.ts'
import { clusterFaults } from '../fault/cluster.ts'
import { copyFaults } from '../fault/copy.ts'
import { evidenceFaults } from '../fault/evidence.ts'
import { type Operator, troubleOf } from '../fault/fault.ts'
import { inputFaults } from '../fault/input.ts'
import { lagFaults } from '../fault/lag.ts'
import { lifeFaults } from '../fault/life.ts'
import { processFaults } from '../fault/process.ts'
import { refusalFaults } from '../fault/refusal.ts'
import { thirdPartyFaults } from '../fault/thirdparty.ts'
import { userFaults } from '../fault/user.ts'
import type { Breach } from '../invariant/invariants.ts'
import type { Act } from '../run/act.ts'
import type { RunResult } from '../run/contract.ts'
import { run } from '../run/run.ts'
import type { Script } from './script.ts'
import { walkNumber, walkOf } from './walk.ts'

/** Every way for things to go wrong. A new one goes behind the others: seeds know them by their places. */
export const operators: readonly Operator[] = [
  ...processFaults,
  ...awsFaults,
  ...lagFaults,
  ...userFaults,
  ...clusterFaults,
  ...lifeFaults,
  ...thirdPartyFaults,
  ...inputFaults,
  ...evidenceFaults,
  ...refusalFaults,
  ...copyFaults,
]

/** What a run is made of besides its seed. As text: `VPC/create/P2+A1`; without a fault, `VPC/walk 12/`. */
export interface Plan {
  readonly kind: string
  /** `update of tags` */
  readonly act: string
  /** Ids of operators. */
  readonly faults: readonly string[]
}

/** A plan that names what does not exist. */
export class BadPlan extends Error {
  override readonly name = 'BadPlan'
  readonly code = 'BadPlan'
}

export const planText = ({ kind, act, faults }: Plan) => [kind, act, faults.join('+')].join('/')

/** Reads a plan as `planText` writes it. Throws `BadPlan`. */
export function parsePlan(text: string): Plan {
  const [kind, act, faults, ...more] = text.split('/')
  if (kind === undefined || act === undefined || faults === undefined || more.length > 0)
    throw new BadPlan(`A plan has the form Kind/act/P1+A2, such as VPC/create/P2: not ${text}`)
  return { kind, act, faults: faults.split('+').filter((id) => id !== '') }
}

/** Of so many seeds in a row each fault has one that is for it. */
const stratum = 100

/**
 * The plan that a seed stands for: any act of any of the scripts, with one to three faults that suit it. Of every hundred seeds
 * in a row each fault has one in whose plan it is. A further act or fault changes the plans of those seeds alone that come to it.
 */
export function planOf(seed: number, scripts: readonly Script[]): Plan {
  const count = 1 + Math.floor(seeded(seed)() * 3)
  const due = operators[seed % stratum]
  const suits = (act: Act, operator?: Operator) => operator?.suits?.(act, act.prepared) !== false
  const all = drawn(seed, scripts, ({ subject }) => subject.kind.name).flatMap((script) =>
    drawn(seed, script.acts, ({ scenario }) => scenario.name).map((act) => ({ script, act })),
  )
  const { script, act } = all.find((one) => suits(one.act, due)) ?? first(all)
  const suiting = operators.filter((operator) => operator !== due && suits(act, operator))
  const others = drawn(
    seed,
    suiting,
    (operator) => operator.id,
    (operator) => operator.weight,
  )
  const chosen: string[] = []
  for (const { id } of due !== undefined && suits(act, due) ? [due, ...others] : others)
    if (chosen.length < count && !chosen.some((other) => irreparable(id, other, script.subject.kind))) chosen.push(id)
  return { kind: script.subject.kind.name, act: act.scenario.name, faults: chosen }
}

/** In an order by chance, in which each has its place whatever else there is, the heavier the further in front. */
function drawn<T>(
  seed: number,
  of: readonly T[],
  name: (one: T) => string,
  weight: (one: T) => number | undefined = () => 1,
): readonly T[] {
  return of
    .map((one) => ({ one, place: mixed(seed, `plan ${name(one)}`) / (weight(one) ?? 1) }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one)
}

/**
 * Faults that no controller could mend together. Without id and without tags nobody can know whose an AWS object is; while
 * ours is not to be seen, what carries all of our tags is taken for it.
 */
export const irreparable = (a: string, b: string, kind: Kind) =>
  // One of many would fail, and people look after the first alone.
  (a === 'I4' && b === 'S2') ||
  (a === 'S2' && b === 'I4') ||
  // What arrives when its object, or what stood for it, is gone is nobody's, or made under a token of before: it is told of.
  (/^A3$|^A15$/.test(a) && leaves(b)) ||
  (/^A3$|^A15$/.test(b) && leaves(a)) ||
  // Of two objects, the one in status is ours: without it nobody can know.
  (/^A1[45]$/.test(a) && /^K1[34]$/.test(b)) ||
  (/^A1[45]$/.test(b) && /^K1[34]$/.test(a)) ||
  // One copy of a create is waited for; of two that come at their own times neither knows of the other.
  (a !== b && [a, b].every((id) => /^(A3|A4|A14|A15)$/.test(id))) ||
  // A create that came twice and was refused once stays where it was sent, and is nobody's when its object goes just then.
  (/^A4$|^A14$/.test(a) && /^(K9|K12|K18)$/.test(b)) ||
  (/^A4$|^A14$/.test(b) && /^(K9|K12|K18)$/.test(a)) ||
  // Without tags, what reads did not show before our create cannot be told from what that made.
  (kind.tagged === undefined && ((a === 'O5' && lags(b)) || (b === 'O5' && lags(a)))) ||
  // Without our record nobody knows of a create whose answer was lost when its object is deleted.
  (a === 'K25' && /^K(9|12)$/.test(b)) ||
  (b === 'K25' && /^K(9|12)$/.test(a)) ||
  // Nothing new comes into a namespace that ends.
  (a === 'K12' && anew(b)) ||
  (b === 'K12' && anew(a)) ||
  (a === 'O4' && blinding(b)) ||
  (b === 'O4' && blinding(a)) ||
  (a === 'O3' && /^K1[34]$/.test(b)) ||
  (b === 'O3' && /^K1[34]$/.test(a)) ||
  // Neither our record, which is lost, cannot be written, or was not written yet, nor AWS's tag says whose it is.
  (a === 'O3' && /^(K16|K19|K20|K25|P\d)$/.test(b)) ||
  (b === 'O3' && /^(K16|K19|K20|K25|P\d)$/.test(a)) ||
  // What people did in the meantime is undone, and they do not know; where AWS objects stay, they stay for people's objects too.
  (/^K21$|^K24$/.test(a) && (edits(b) || backwards(b))) ||
  (/^K21$|^K24$/.test(b) && (edits(a) || backwards(a))) ||
  // A reader reads one AWS object, as it was when it began.
  (a === 'K23' && (edits(b) || leaves(b) || backwards(b))) ||
  (b === 'K23' && (edits(a) || leaves(a) || backwards(a)))

/** Faults of which one sends a create twice, or late, and another takes what could explain its effect off the record. */
const unexplained = ({ faults }: Plan) =>
  faults.some((id) => /^A(3|4|14|15)$/.test(id)) && faults.some((id) => /^(K24|K25|T3)$/.test(id))

const leaves = (id: string) => ['I2', 'I3', 'K9', 'K12', 'K15', 'K22', 'O1', 'S2', 'S6'].includes(id)

const edits = (id: string) => operators.some((operator) => operator.id === id && operator.edits)

/** What is written to the API server by people, besides edits. */
const backwards = (id: string) => ['K10', 'K13', 'K14', 'K17', 'K24'].includes(id)

const anew = (id: string) => ['K9', 'S2', 'S6'].includes(id)

const blinding = (id: string) => ['K13', 'K14', 'O1', 'S2', 'S6'].includes(id) || lags(id)

const lags = (id: string) => operators.some((operator) => operator.id === id && operator.lag)

function first<T>([one]: readonly T[]): T {
  if (one === undefined) throw new BadPlan('There is nothing to choose from.')
  return one
}

/** A run and what it was. */
export interface Tried extends RunResult {
  readonly seed: number
  readonly plan: Plan
  /** How often each fault struck. */
  readonly fired: ReadonlyMap<string, number>
}

/** Carries out a plan. Every choice follows from the seed, that of each fault from nothing but the seed and its id. */
export async function attempt(seed: number, plan: Plan, scripts: readonly Script[]): Promise<Tried> {
  const act = await actOf(plan, scripts)
  const chosen = plan.faults.map(operatorOf)
  const certain = plan.faults.length === 1
  const troubles = chosen.map((operator) =>
    troubleOf(operator, { random: seeded(mixed(seed, operator.id)), act, prepared: act.prepared }, certain),
  )
  const pairs = chosen.flatMap(({ processes }) => processes ?? [])
  const calm = certain && pairs.length === 0
  const result = await run({
    subject: act.prepared.subject,
    fixtures: act.prepared.fixtures,
    scenario: act.scenario,
    reference: act.reference,
    seed: calm ? 1 : seed,
    troubles,
    lags: chosen.some(({ lag }) => lag),
    pace: Math.max(1, ...chosen.map(({ pace = 1 }) => pace)),
    processes: pairs.length > 0 ? 2 : 1,
    elect: pairs.length > 0 && !pairs.includes('rivals'),
    latency: calm ? 0 : seeded(seed)() * 400,
    ...(unexplained(plan) ? { advised: true } : {}),
    exact: act.exact !== false && chosen.every(({ exact }) => exact),
    edited: walkNumber(plan.act) !== undefined || chosen.some(({ edits }) => edits),
    ...(chosen.length === 0 && act.limit !== undefined ? { within: { oracle: 'O-15', ms: act.limit } } : {}),
  })
  return { ...result, seed, plan, fired: new Map(troubles.map(({ id, fired }) => [id, fired])) }
}

async function actOf(plan: Plan, scripts: readonly Script[]): Promise<Act> {
  const script = scripts.find(({ subject }) => subject.kind.name === plan.kind)
  if (script === undefined) throw new BadPlan(`There is no kind ${plan.kind} to try.`)
  const walk = walkNumber(plan.act)
  if (walk !== undefined) return await walkOf(script, walk)
  const act = script.acts.find(({ scenario }) => scenario.name === plan.act)
  if (act === undefined)
    throw new BadPlan(
      `${plan.kind} has no act ${plan.act}: ${script.acts.map(({ scenario }) => scenario.name).join(', ')}.`,
    )
  return act
}

function operatorOf(id: string): Operator {
  const found = operators.find((each) => each.id === id)
  if (found === undefined) throw new BadPlan(`There is no fault ${id}: ${operators.map((each) => each.id).join(', ')}.`)
  return found
}

function mixed(seed: number, id: string): number {
  return createHash('sha256').update(`${seed}/${id}`).digest().readUInt32LE()
}

/** The shortest plan that still breaks a promise, found by leaving out one fault after the other. */
export async function shrink(failed: Tried, scripts: readonly Script[]): Promise<Tried> {
  for (const id of failed.plan.faults) {
    if (failed.plan.faults.length === 1) break
    const faults = failed.plan.faults.filter((each) => each !== id)
    const smaller = await attempt(failed.seed, { ...failed.plan, faults }, scripts)
    if (broken(smaller).length > 0) return await shrink(smaller, scripts)
  }
  return failed
}

/** The promises that a run broke. A fault that chance let miss breaks none. */
export const broken = ({ breaches }: RunResult): readonly Breach[] => breaches
