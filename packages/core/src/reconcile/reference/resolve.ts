import type { Kind } from '../../kind/kind.ts'
import type { Reference, Target } from '../../kind/reference.ts'
import type { KubeObject } from '../../kube/transport.ts'
import { at, type Item, isItem, items, text } from '../../schema/json.ts'
import type { Outcome, Reason } from '../outcome.ts'
import { conditionOf } from '../status/condition.ts'
import { type Node, node, type Tie } from './link.ts'

/** Finds the object a reference names. `absent` when the store of its kind is not there at all. */
export type Lookup = (target: Target, key: string) => KubeObject | 'absent' | undefined

/** A spec field that holds a reference, at whatever depth, whose target is not in sync. Nothing is written for it. */
export interface Unresolved {
  readonly why: Outcome
  /**
   * Whether every identifier is known all the same, and the spec holds it: then what AWS has already can be recognised.
   * Otherwise the value has a gap, and may not be compared with anything.
   */
  readonly known: boolean
}

export interface Resolution {
  /** The spec with every reference that could be resolved replaced by what it stands for, and no reference left in it. */
  readonly spec: Item
  /** The fields whose references are not all resolved. */
  readonly unresolved: ReadonlyMap<string, Unresolved>
  /** A reason why the object cannot be created: a reference that the create request needs. */
  readonly blocked: Outcome | undefined
  /** A mistake in the spec itself. */
  readonly invalid: Outcome | undefined
  readonly targets: ReadonlyMap<Node, Tie>
}

interface Context {
  readonly kind: Kind
  readonly object: KubeObject
  readonly lookup: Lookup
  readonly crossNamespace: boolean
  /** The region that the object lives in; what it refers to has to be there too. Not asked when absent. */
  readonly region?: string
  /** Whether an object waits, over whatever references, for the one whose spec this is. */
  circular(target: Node): boolean
}

/** Resolves every reference of a spec from the stores, without any call. Pure. */
export function resolve(context: Context): Resolution {
  const { kind, object } = context
  const original = item(object.spec)
  const targets = new Map<Node, Tie>()
  const unresolved = new Map<string, Unresolved>()
  if (kind.references.length === 0)
    return { spec: original, unresolved, blocked: undefined, invalid: undefined, targets }
  const spec = item(copy(original))
  let blocked: Outcome | undefined
  let invalid: Outcome | undefined
  for (const reference of kind.references) {
    const field = top(reference.path)
    const tie = tieOf(context, field)
    for (const parent of parents(spec, reference.path)) {
      const found = site(context, reference, tie, parent, (target) =>
        targets.set(target, tighter(targets.get(target), tie)),
      )
      if (found === undefined) continue
      if (found.why.is === 'failed') invalid ??= found.why
      else unresolved.set(field, worse(unresolved.get(field), found))
      if (tie === 'hard' || Object.values(kind.requestMembers).includes(field)) blocked ??= found.why
    }
  }
  return { spec, unresolved, blocked, invalid, targets }
}

function tieOf({ kind, object }: Context, field: string): Tie {
  if (!kind.facets.some((facet) => facet.field === field)) return 'hard'
  const made = text(object.status?.[kind.id.field]) !== undefined
  return !made && Object.values(kind.requestMembers).includes(field) ? 'needed' : 'soft'
}

/** What ties an object to a target that several of its fields refer to. */
function tighter(one: Tie | undefined, other: Tie): Tie {
  return [one, other].find((tie) => tie === 'hard') ?? [one, other].find((tie) => tie === 'needed') ?? 'soft'
}

/** What holds for a field of several references: one that leaves a gap outweighs one whose target is merely not in sync. */
function worse(one: Unresolved | undefined, other: Unresolved): Unresolved {
  return one === undefined || (one.known && !other.known) ? other : one
}

const top = (path: string) => path.split(/\.|\[\]/)[0] ?? path
const last = (path: string) => path.slice(path.lastIndexOf('.') + 1)

/** The objects that hold the last field of a path, as they are in the spec given. */
function parents(spec: Item, path: string): readonly Record<string, unknown>[] {
  const steps = path.split('.').slice(0, -1)
  let here: readonly Item[] = [spec]
  for (const step of steps) {
    const field = step.replace('[]', '')
    here = here.flatMap((holder) => (step.endsWith('[]') ? items(holder[field]) : item(holder[field])))
  }
  return here.filter((holder): holder is Record<string, unknown> => isItem(holder))
}

/** Resolves the references at one place and writes the result there, if all of it is known. Answers what is amiss, if anything. */
function site(
  context: Context,
  reference: Reference,
  tie: Tie,
  holder: Record<string, unknown>,
  link: (target: Node) => void,
): Unresolved | undefined {
  const idField = last(reference.path)
  const refField = last(reference.ref)
  const given = holder[refField]
  if (given === undefined || given === null) return undefined
  delete holder[refField]
  const refs = reference.many ? items(given) : [item(given)]
  // No reference is an empty list of identifiers, unless those are given beside it.
  if (refs.length === 0) {
    holder[idField] ??= []
    return undefined
  }
  if (holder[idField] !== undefined)
    return { why: invalidReference(`${idField} and ${refField} are both set: give one of them`), known: false }
  const found = refs.map((ref) => follow(context, reference, tie, item(ref.from), link))
  const values = found.flatMap(({ id }) => id ?? [])
  const known = values.length === refs.length
  if (known) holder[idField] = reference.many ? values : values[0]
  const problem = (found.find(({ id }) => id === undefined) ?? found.find((one) => one.problem !== undefined))?.problem
  return problem && { why: problem, known }
}

/** What a reference stands for, as far as it is known, and why it must not be used yet. */
interface Found {
  readonly id?: string | undefined
  readonly problem?: Outcome
}

/** Whether an object refers to itself. It is looked at whenever it changes; waking it by the link would never end. */
function itself({ kind, object }: Context, target: Target, key: string): boolean {
  const { name, namespace } = object.metadata
  return target.group === kind.target.group && target.kind === kind.name && key === `${namespace}/${name}`
}

/** The identifier a reference stands for, or why there is none yet. */
function follow(context: Context, reference: Reference, tie: Tie, from: Item, link: (target: Node) => void): Found {
  const own = context.object.metadata.namespace ?? ''
  const name = text(from.name)
  const namespace = text(from.namespace) ?? own
  if (name === undefined || name === '') return { problem: invalidReference(`${reference.ref} names no object`) }
  if (namespace !== own && !context.crossNamespace) {
    const why = `${reference.ref} points into namespace ${namespace}, and this controller forbids that`
    return { problem: invalidReference(why) }
  }
  const target = reference.target()
  const key = `${namespace}/${name}`
  const to = node(target.group, target.kind, key)
  if (!itself(context, target, key)) link(to)
  const found = context.lookup(target, key)
  const label = `${target.kind} ${namespace === own ? name : key}`
  if (found === undefined) return { problem: blocked('ReferenceNotFound', `${label} does not exist`, false) }
  const abroad = found === 'absent' ? undefined : elsewhere(context, reference, found)
  if (abroad !== undefined)
    return {
      problem: invalidReference(`${reference.ref}: ${label} is in ${abroad}, and this object in ${context.region}`),
    }
  if (found !== 'absent') return value(target, found, label, { tie, circular: () => context.circular(to) })
  const why = `${label} cannot be looked up: the kind ${target.kind} is not installed`
  return { problem: blocked('ReferenceNotFound', why, false) }
}

/** The other region that a target lives in, where an id of there says nothing here. An ARN names its region itself. */
function elsewhere({ region }: Context, { anywhere, target }: Reference, found: KubeObject): string | undefined {
  const there = text(at(found, 'status', 'ackResourceMetadata', 'region'))
  const free = anywhere === true || leaf(target()) === 'arn'
  return free || region === undefined || there === undefined || there === region ? undefined : there
}

/**
 * The value that stands in the status of a target. A reference that can change later takes it as soon as it is there, unless
 * the target is on its way in AWS, or is no more. What a create needs waits until the target is in sync, or waits itself
 * for nothing but references that lead back here.
 */
function value(target: Target, found: KubeObject, label: string, by: { tie: Tie; circular(): boolean }): Found {
  const id = text(at(found, ...target.value)) || undefined
  if (by.tie === 'soft' && id !== undefined && usable(found)) return { id }
  const terminal = conditionOf(found, 'ACK.Terminal')
  // What cannot change in it is no fault of its id: others go on using that.
  if (terminal?.status === 'True' && terminal.reason === 'ImmutableDiffers' && id !== undefined) return { id }
  if (terminal?.status === 'True')
    return { id, problem: blocked('ReferenceNotReady', `${label} has failed: ${terminal.message}`, false) }
  const synced = conditionOf(found, 'ACK.ResourceSynced')
  const referring = synced?.reason === 'ReferenceNotReady' || synced?.reason === 'ReferenceCycle'
  if (id !== undefined && referring && by.circular()) return { id }
  if (synced?.status !== 'True')
    return { id, problem: blocked('ReferenceNotReady', `${label} is not in sync yet`, true) }
  if (id === undefined) return { problem: blocked('ReferenceNotReady', `${label} has no ${leaf(target)} yet`, true) }
  return { id }
}

/** Reasons of an object whose AWS object is on its way, dead, or not its own: nothing is led there. */
const unusable: readonly Reason[] = [
  'Creating',
  'Waiting',
  'Deleting',
  'CreateOutcomeUnknown',
  'FailedState',
  'Ended',
  'NotOwned',
  'AdoptedGone',
  'MassDisappearance',
  'PlacementChanged',
]

/** Whether what an object has in status may be used by references that can change later, though it is not in sync. */
export function usable(object: KubeObject): boolean {
  const synced = conditionOf(object, 'ACK.ResourceSynced')
  if (synced === undefined || object.metadata.deletionTimestamp !== undefined) return false
  const terminal = conditionOf(object, 'ACK.Terminal')
  const dead = (reason: string | undefined) => unusable.some((one) => one === reason)
  return !dead(synced.reason) && !(terminal?.status === 'True' && dead(terminal.reason))
}

const leaf = (target: Target) => target.value[target.value.length - 1] ?? 'id'

function blocked(reason: 'ReferenceNotFound' | 'ReferenceNotReady', why: string, patient: boolean): Outcome {
  return { is: 'blocked', reason, why, patient }
}

function invalidReference(why: string): Outcome {
  return { is: 'failed', reason: 'ReferenceInvalid', why, errorClass: 'terminal' }
}

/** The same JSON in objects and lists of its own. */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy)
  return isItem(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copy(each)])) : value
}

function item(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {}
}

/** A clone of ours: it may be written to. */
function isRecord(value: unknown): value is Record<string, unknown> {
  return isItem(value)
}
