import type { Ident, Link, Thing, Told } from './facts.ts'
import { type Finding, findingOf, type State, type Word } from './finding.ts'
import { type Next, nextOf } from './next.ts'
import { meaningOf } from './reason.ts'
import { label, stepsForMissing, stepsOf } from './step.ts'

/** Why one object is as it is. Points in time are in milliseconds since the Unix epoch. */
export interface Explanation {
  readonly object: Ident
  readonly state: State
  readonly reason: Word
  readonly meaning: string
  readonly message: string
  readonly inSync: boolean
  readonly since: number | undefined
  readonly waitsFor: readonly Wait[]
  /** The ends of the chain: what must change first. Empty when the object is in sync or waits for nothing else. */
  readonly rootCauses: readonly Cause[]
  readonly lastError: AwsFailure | undefined
  readonly next: Next
  readonly steps: readonly string[]
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
  readonly waitsFor: readonly Wait[]
}

export interface Cause {
  readonly object: Ident
  readonly state: Wait['state']
  readonly reason: Word | undefined
  readonly message: string
  readonly since: number | undefined
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

/** Explains an object from what the cluster shows. Pure. */
export function explain(thing: Thing): Explanation {
  const found = judged(thing)
  const waitsFor = waits(thing, found)
  const ends = causes(waitsFor)
  return {
    object: thing.ident,
    state: found.state,
    reason: found.word,
    meaning: meaningOf(found.word),
    message: found.message,
    inSync: found.inSync,
    since: found.since,
    waitsFor,
    rootCauses: ends.map(({ wait: { waitsFor: _, via: __, ...cause } }) => cause),
    lastError: lastError(thing, found, waitsFor),
    next: nextOf(found, thing.object),
    steps: unique(ends.length === 0 ? stepsOf(found.word, thing.ident) : ends.slice(0, 3).flatMap(about(thing.ident))),
    events: thing.events.slice(0, 5),
  }
}

/** The finding, completed by Events and references where conditions say nothing yet. */
export function judged(thing: Thing): Finding {
  const found = findingOf(thing.object)
  if (found.word !== 'Unseen' || found.deleting) return found
  const missing = thing.links.find(({ end }) => end.is === 'missing')
  if (missing !== undefined)
    return { ...found, state: 'blocked', word: 'ReferenceNotFound', message: `${label(missing.to)} does not exist` }
  const open = thing.links.find((link) => pending(link))
  if (open !== undefined)
    return { ...found, state: 'blocked', word: 'ReferenceNotReady', message: `${label(open.to)} is not in sync yet` }
  return found
}

/** Whether an object with this finding waits for what it is linked to. */
export function waitsOnLinks({ word }: Pick<Finding, 'word'>): boolean {
  return ['ReferenceNotReady', 'ReferenceNotFound', 'ReferenceCycle', 'BlockedByDependents', 'Unseen'].includes(word)
}

function pending({ end }: Link): boolean {
  return end.is === 'found' ? !judged(end.thing).inSync : true
}

function waits(thing: Thing, found: Finding): readonly Wait[] {
  if (!waitsOnLinks(found)) return []
  const held = found.word === 'BlockedByDependents'
  return thing.links.filter((link) => held || pending(link)).map(waitOf)
}

function waitOf({ via, to, end }: Link): Wait {
  const nothing = { via, object: to, reason: undefined, since: undefined, waitsFor: [] }
  switch (end.is) {
    case 'missing':
      return { ...nothing, state: 'missing', message: 'does not exist' }
    case 'circle':
      return { ...nothing, state: 'circle', message: 'waits for this object in its turn' }
    case 'unreadable':
      return { ...nothing, state: 'unreadable', message: end.why }
    case 'found': {
      const { state, word, message, since } = judged(end.thing)
      return { via, object: to, state, reason: word, message, since, waitsFor: waits(end.thing, judged(end.thing)) }
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

function about(subject: Ident): (end: Ending) => readonly string[] {
  return ({ wait, from = subject }) => {
    if (wait.state === 'missing') return stepsForMissing(wait.object, from, wait.via)
    if (wait.state === 'circle') return stepsOf('ReferenceCycle', from)
    if (wait.via === usedBy && wait.state !== 'deleting')
      return [`Delete ${label(wait.object)}, which still uses ${label(from)}`]
    return wait.reason === undefined ? [] : stepsOf(wait.reason, wait.object)
  }
}

/** The `via` of a link from an object to one that refers to it. */
export const usedBy = 'used by'

function lastError(thing: Thing, found: Finding, chain: readonly Wait[]): AwsFailure | undefined {
  const own = errorIn(found.message) ?? failureIn(thing.object.status)
  if (own !== undefined && !found.inSync) {
    const event = thing.events.find(({ note }) => note.includes(own.message))
    return { ...own, object: thing.ident, at: event?.at, standing: true }
  }
  const below = flat(chain).find(({ message }) => errorIn(message) !== undefined)
  const said = below === undefined ? undefined : errorIn(below.message)
  if (below !== undefined && said !== undefined)
    return { ...said, object: below.object, at: below.since, standing: true }
  for (const { note, at } of thing.events) {
    const past = errorIn(note)
    if (past !== undefined) return { ...past, object: thing.ident, at, standing: false }
  }
  return undefined
}

const flat = (chain: readonly Wait[]): readonly Wait[] => chain.flatMap((wait) => [wait, ...flat(wait.waitsFor)])

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
