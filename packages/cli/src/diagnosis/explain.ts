import { annotation, decodeIntent } from '@windlass/core/object'
import type { Ident, Link, Thing, Told } from './facts.ts'
import { type Finding, findingOf, type State, toldAt } from './finding.ts'
import { type Next, nextOf } from './next.ts'
import { type Word, words } from './reason.ts'
import { type Lease, nothing, type Signs, type Unverified, writtenSince } from './sign.ts'
import {
  deleting,
  label,
  stepsForDoubt,
  stepsForLeaving,
  stepsForMissing,
  stepsForNobody,
  stepsForTwin,
  stepsOf,
} from './step.ts'

/** Why one object is as it is. Points in time are in milliseconds since the Unix epoch. */
export interface Explanation {
  readonly object: Ident
  readonly state: State
  readonly reason: Word
  readonly meaning: string
  /** What causes it, as a sentence: that of the root cause, where it waits for something else. */
  readonly fault: string | undefined
  readonly message: string
  readonly inSync: boolean
  readonly since: number | undefined
  readonly waitsFor: readonly Wait[]
  /** The ends of the chain: what must change first. Empty when the object is in sync or waits for nothing else. */
  readonly rootCauses: readonly Cause[]
  readonly lastError: AwsFailure | undefined
  /** When a create was sent whose outcome is not known; undefined when none is open. */
  readonly openCreateSince: number | undefined
  readonly next: Next
  readonly steps: readonly string[]
  /** Where no controller has answered, or the one that leads is gone: the lease by which one would lead. */
  readonly lease: Lease | 'none' | undefined
  /** Why objects of this kind could not be compared with AWS lately: what the conditions say may be old. */
  readonly unverified: Unverified | undefined
  /** What the controller says of a second AWS object of this one. */
  readonly twin: string | undefined
  readonly events: readonly Told[]
}

/** One object on the chain, and what it waits for in its turn. */
export interface Wait {
  readonly via: string
  readonly object: Ident
  readonly state: State | 'missing' | 'circle' | 'unreadable'
  readonly reason: Word | undefined
  readonly message: string
  readonly since: number | undefined
  readonly deleting: boolean
  readonly waitsFor: readonly Wait[]
}

export interface Cause {
  /** How the object before it on the chain is tied to it: a spec field, or `used by`. */
  readonly via: string
  readonly object: Ident
  readonly state: Wait['state']
  readonly reason: Word | undefined
  readonly message: string
  readonly since: number | undefined
  readonly deleting: boolean
}

/** AWS's refusal, as conditions and Events keep it. */
export interface AwsFailure {
  readonly code: string
  readonly message: string
  /** The object it was about. */
  readonly object: Ident
  /** When it last happened, where an Event shows it. */
  readonly at: number | undefined
  /** Whether it is what holds the object up now. */
  readonly standing: boolean
}

/** Explains an object from what the cluster shows of it and of the controllers. Pure. */
export function explain(thing: Thing, signs: Signs = nothing): Explanation {
  const found = judged(thing)
  const waitsFor = waits(thing, found, undefined)
  const ends = causes(waitsFor)
  const [end] = ends
  const root = end === undefined ? found.word : wordOf(end.wait, found.word)
  const group = end?.wait.object.group ?? thing.ident.group
  const wroteAt = group === thing.ident.group ? toldAt(thing.object) : []
  const lease = leaseFor(root, group, signs, Math.max(0, ...wroteAt))
  const doubt = signs.unverified.find((one) => concerns(one, thing.ident, found))
  return {
    object: thing.ident,
    state: found.state,
    reason: found.word,
    meaning: words[found.word].says,
    fault: words[root].fault,
    message: found.message,
    inSync: found.inSync,
    since: found.since,
    waitsFor,
    rootCauses: ends.map(({ wait: { waitsFor: _, ...cause } }) => cause),
    lastError: doubt === undefined ? lastError(thing, found, waitsFor) : failureOf(doubt, thing.ident),
    openCreateSince: found.inSync || turnedAway(found) ? undefined : openCreate(thing),
    next: nextOf(found, thing.object),
    steps: [
      ...(lease === undefined || lease === 'none' || lease.alive ? [] : stepsForNobody),
      ...(found.twin === undefined ? [] : stepsForTwin),
      ...(doubt === undefined ? unique(stepsFor(found, thing.ident, ends)) : stepsForDoubt),
    ],
    events: thing.events.slice(0, 5),
    lease,
    unverified: doubt,
    twin: found.twin?.message,
  }
}

/** The word for the end of a chain: what is not there, leads back, or is as it should be has none of its own. */
function wordOf({ state, reason }: Wait, otherwise: Word): Word {
  if (state === 'missing') return 'ReferenceNotFound'
  if (state === 'circle') return 'ReferenceCycle'
  return reason === undefined || reason === 'InSync' ? otherwise : reason
}

function stepsFor({ word, advice }: Finding, ident: Ident, ends: readonly Ending[]): readonly string[] {
  if (ends.length > 0) return remedies(ends, ident)
  return advice === undefined ? stepsOf(word, ident) : [`${advice.slice(0, 1).toUpperCase()}${advice.slice(1)}`]
}

function failureOf({ note, at }: Unverified, object: Ident): AwsFailure | undefined {
  const said = errorIn(note)
  return said === undefined ? undefined : { ...said, object, at, standing: true }
}

/** The lease is worth a word when nobody answers, and when whoever should answer is not there. */
function leaseFor(word: Word, group: string, { leases }: Signs, wroteAt: number): Lease | 'none' | undefined {
  const held = leases.find((one) => one.group === group)
  const lease = held !== undefined && writtenSince(held, wroteAt) ? undefined : held
  if (word === 'Unseen' || word === 'Edited') return lease ?? 'none'
  return lease?.alive === false ? lease : undefined
}

/** Whether a failure holds for an object: what its conditions say since then is newer. */
function concerns({ kind, group, at }: Unverified, ident: Ident, { since, inSync }: Finding): boolean {
  return kind === ident.kind && group === ident.group && inSync && (since ?? 0) <= at
}

/** The finding, completed by Events and references where conditions say nothing yet. */
export function judged(thing: Thing): Finding {
  const found = findingOf(thing.object)
  const [last] = thing.events
  const begun: Finding = last === undefined ? found : { ...found, word: 'Begun', message: last.note }
  if (found.word === 'Begun') return begun
  if (found.word !== 'Unseen' || found.deleting) return found
  const missing = thing.links.find(({ end }) => end.is === 'missing')
  if (missing !== undefined)
    return { ...found, state: 'blocked', word: 'ReferenceNotFound', message: `${label(missing.to)} does not exist` }
  const open = thing.links.find((link) => link.end.is !== 'unreadable' && pending(link))
  if (open !== undefined)
    return { ...found, state: 'blocked', word: 'ReferenceNotReady', message: `${label(open.to)} is not in sync yet` }
  return begun
}

/**
 * Whether the links of an object are on the way to the root cause. An object that is to be deleted waits for its users,
 * as long as those are to be deleted too; any other waits for what it refers to. `via` is how it was reached, undefined
 * for the object that was asked about.
 */
export function unfolds({ word, deleting }: Finding, via: string | undefined): boolean {
  if (word === 'BlockedByDependents') return via === undefined || via === usedBy
  const waiting: readonly Word[] = ['ReferenceNotReady', 'ReferenceNotFound', 'ReferenceCycle', 'Unseen']
  return via !== usedBy && !deleting && waiting.includes(word)
}

function pending({ end }: Link): boolean {
  return end.is === 'found' ? !judged(end.thing).inSync : true
}

function waits(thing: Thing, found: Finding, via: string | undefined): readonly Wait[] {
  if (!unfolds(found, via)) return []
  if (found.word !== 'BlockedByDependents') return thing.links.filter(pending).map(waitOf)
  const told = /still used by (.*)/.exec(found.message)?.[1]?.split(', ')
  return thing.links.filter(({ to }) => told === undefined || told.includes(label(to))).map(waitOf)
}

function waitOf({ via, to, end }: Link): Wait {
  const nothing = { via, object: to, reason: undefined, since: undefined, deleting: false, waitsFor: [] }
  switch (end.is) {
    case 'missing':
      return { ...nothing, state: 'missing', message: 'does not exist' }
    case 'circle':
      return { ...nothing, state: 'circle', message: 'waits for this object in its turn' }
    case 'unreadable':
      return { ...nothing, state: 'unreadable', message: end.why }
    case 'found': {
      const found = judged(end.thing)
      const { state, word, message, since, deleting } = found
      return { via, object: to, state, reason: word, message, since, deleting, waitsFor: waits(end.thing, found, via) }
    }
  }
}

interface Ending {
  readonly wait: Wait
  /** The object whose link leads here; undefined for the object explained. */
  readonly from: Ident | undefined
}

/** The ends of the chain, each once, those that will not mend themselves first. */
function causes(chain: readonly Wait[]): readonly Ending[] {
  const ends = (some: readonly Wait[], from: Ident | undefined): readonly Ending[] =>
    some.flatMap((wait) => (wait.waitsFor.length > 0 ? ends(wait.waitsFor, wait.object) : [{ wait, from }]))
  const once = new Map<string, Ending>()
  for (const end of ends(chain, undefined)) if (!once.has(label(end.wait.object))) once.set(label(end.wait.object), end)
  return [...once.values()].sort((a, b) => rank(a.wait) - rank(b.wait))
}

const order: readonly Wait['state'][] = ['circle', 'missing', 'failed', 'paused', 'blocked', 'unreadable', 'ready']

function rank({ state }: Wait): number {
  const place = order.indexOf(state)
  return place < 0 ? order.length : place
}

/** What to do about the ends of a chain: the first three, users that must go together in one. */
function remedies(ends: readonly Ending[], subject: Ident): readonly string[] {
  const users = ends.filter(({ wait }) => wait.via === usedBy && !wait.deleting)
  const others = ends.filter((end) => !users.includes(end)).slice(0, 3)
  const commands = deleting(users.map(({ wait }) => wait.object))
  const gone = commands.map((command) => `Delete what still uses it: ${command}`)
  return [...gone, ...others.flatMap(({ wait, from = subject }) => remedy(wait, from))]
}

function remedy(wait: Wait, from: Ident): readonly string[] {
  if (wait.state === 'missing') return stepsForMissing(wait.object, from, wait.via)
  if (wait.state === 'circle') return stepsOf('ReferenceCycle', from)
  if (wait.deleting && wait.via !== usedBy) return stepsForLeaving(wait.object, from)
  return wait.reason === undefined ? [] : stepsOf(wait.reason, wait.object)
}

/** The `via` of a link from an object to one that refers to it. */
export const usedBy = 'used by'

function lastError(thing: Thing, found: Finding, chain: readonly Wait[]): AwsFailure | undefined {
  for (const { message, object, since } of flat(chain)) {
    const said = errorIn(message)
    if (said !== undefined) return { ...said, object, at: since, standing: true }
  }
  const own = found.inSync ? undefined : (errorIn(found.message) ?? failureIn(thing.object.status))
  if (own !== undefined) {
    const event = thing.events.find(({ note }) => note.includes(own.message))
    return { ...own, object: thing.ident, at: event?.at, standing: true }
  }
  for (const [place, { note, at }] of thing.events.entries()) {
    const past = errorIn(note)
    if (past !== undefined) return { ...past, object: thing.ident, at, standing: place === 0 && found.word === 'Begun' }
  }
  return undefined
}

/** Whether AWS refused the create for its rate: it made nothing, and there is nothing to search for. */
const turnedAway = ({ word, message }: Finding) =>
  word === 'Throttled' || (word === 'Begun' && /RequestLimitExceeded|Throttl/.test(errorIn(message)?.code ?? ''))

/** A create is open from the moment its intent stands until status says where the object lives, or AWS refused. */
function openCreate({ object: { metadata, status } }: Thing): number | undefined {
  const intent = decodeIntent(metadata.annotations?.[annotation.intent])
  const open = intent !== undefined && intent.open.length > 0 && status?.ackResourceMetadata === undefined
  return open ? intent.at : undefined
}

/** Every object on the chain, the ends first. */
const flat = (chain: readonly Wait[]): readonly Wait[] => chain.flatMap((wait) => [...flat(wait.waitsFor), wait])

/** AWS's code and words in a message of the engine. */
export function errorIn(message: string): { readonly code: string; readonly message: string } | undefined {
  const found = /api error ([\w.:-]+?): (.*)/s.exec(message) ?? /^State is failed: ([A-Z][\w.]+): (.*)/s.exec(message)
  return found?.[1] === undefined ? undefined : { code: found[1], message: found[2] ?? '' }
}

function failureIn(status: Thing['object']['status']): { code: string; message: string } | undefined {
  const { failureCode, failureMessage } = status ?? {}
  if (typeof failureCode !== 'string' || failureCode === '') return undefined
  return { code: failureCode, message: typeof failureMessage === 'string' ? failureMessage : '' }
}

const unique = (lines: readonly string[]) => [...new Set(lines)]
