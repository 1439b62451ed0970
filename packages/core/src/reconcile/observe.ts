import type { Sighting } from '../aws/batch.ts'
import type { ErasedView, Sight } from '../kind/kind.ts'
import type { Read } from '../kind/read.ts'
import { type Item, text } from '../schema/json.ts'
import { conditionOf } from './condition.ts'
import { search as find, type Match, searchAll } from './identify.ts'
import { intentOf } from './intent.ts'
import { type Acquaintance, acquainted } from './memory.ts'
import type { Pass } from './pass.ts'
import type { Absence } from './plan.ts'
import type { Twin } from './twin.ts'

/** What AWS shows of an object. */
export interface Observation {
  readonly sight: Sight | undefined
  readonly absence: Absence
  /** Another AWS object of ours that AWS shows while it does not show this one any more. */
  readonly successor?: string | undefined
  readonly known: Acquaintance
  /** Every read that was made and what it showed, in the same order, for the sweep to repeat. */
  readonly questions: readonly Question[]
  readonly sightings: readonly Sighting[]
}

/** A read that says something about an object, and the key it answers to. */
export interface Question {
  readonly view: string | undefined
  readonly read: Read
  readonly key: string
}

/** The further reads that show an object: the views that its spec or status needs. */
function further(views: readonly ErasedView[], id: string, spec: Item, item: Item): readonly Question[] {
  return views.flatMap((view): readonly Question[] => {
    const key = view.needed(spec) ? view.key(id, spec, item) : undefined
    return key === undefined ? [] : [{ view: view.name, read: view.read, key }]
  })
}

/** Looks at the object in AWS. Every call starts after this function is called. */
export async function observe(pass: Pass, id: string, spec: Item): Promise<Observation> {
  const { kind, reader } = pass.tools
  const own: Question = { view: undefined, read: kind.read, key: kind.readKey(id, spec) }
  const ask = (question: Question) =>
    reader.read(kind.service, pass.scope, question.read, question.key, pass.lane, pass.signal)
  const first = await ask(own)
  const item = first.items.find((each) => text(each[kind.id.member]) === id)
  const known = acquainted(pass.memory, id)
  if (item === undefined)
    return { sight: undefined, known, ...(await believe(pass, known, spec)), questions: [own], sightings: [first] }
  known.seenAt = first.at
  known.missedAt = undefined
  const views = further(worthwhile(pass, item), id, spec, item)
  const others = await Promise.all(views.map(ask))
  // It went away meanwhile, or AWS's replicas do not agree yet: what the views do not show says nothing of the object.
  if (others.some(({ unknown }) => unknown))
    return { sight: undefined, absence: 'doubtful', known, questions: [own], sightings: [first] }
  const shown = Object.fromEntries(kind.views.map((view) => [view.name, empty]))
  views.forEach((question, index) => {
    if (question.view !== undefined) shown[question.view] = others[index]?.items ?? []
  })
  const { account, region } = pass.scope
  return {
    sight: { id, item, spec, views: shown, account, region },
    absence: 'certain',
    known,
    questions: [own, ...views],
    sightings: [first, ...others],
  }
}

/** The views that matter in the state the object is in. */
function worthwhile({ tools: { kind }, object }: Pass, item: Item): readonly ErasedView[] {
  const state = kind.state(item).is
  if (state === 'gone') return []
  const idle = state === 'wait' && object.metadata.deletionTimestamp === undefined
  return idle ? kind.views.filter((view) => !view.forFacets) : kind.views
}

const empty: readonly Item[] = []

/** A new object may stay invisible for so long (ms). Source: EC2 developer guide, eventual consistency: "up to minutes". */
const visibility = 300_000
/** An object that was there is believed gone when it was missing twice, this far (ms) apart. */
const doubt = 4000

/** An object made a short while ago comes and goes as AWS's replicas take turns: it must be missing for longer (ms). */
const flicker = 8000
/** For so long (ms) after it was made they disagree most, and it must be missing for as long as `hidden` (ms). */
const newborn = 60_000
const hidden = 20_000

/** After AWS accepted our delete of an object without tags that is not new, a second look, so much (ms) later, is enough. */
const second = 1000

/** Whether it can be believed that AWS has no such object, and what it has in its place. */
async function believe(
  pass: Pass,
  known: Acquaintance,
  spec: Item,
): Promise<Pick<Observation, 'absence' | 'successor'>> {
  const now = pass.tools.clock.monotonic()
  // Memory ends with the process; that an object was in sync, and so was seen, stands in its status.
  if (known.createdAt === undefined && conditionOf(pass.object, 'ACK.ResourceSynced')?.status === 'True')
    known.seenAt ??= now
  const young = recent(pass, known, now)
  // That AWS accepted its delete proves nothing here: reads that never showed it cannot show that it is gone.
  if (known.seenAt === undefined && young) return { absence: 'early' }
  known.missedAt ??= now
  const missing = now - known.missedAt
  if (known.deletedAt !== undefined) return { absence: await believeDeleted(pass, known, spec, missing, young) }
  if (missing < (young ? patience(known, now) : doubt)) return { absence: 'doubtful' }
  const found = await find(pass, spec)
  if (found.length === 0) return { absence: 'certain' }
  return { absence: 'doubtful', successor: found.includes(known.id) ? undefined : found[0] }
}

/** How long (ms) an object made a short while ago must be missing. */
function patience({ createdAt, unseenSince }: Acquaintance, now: number): number {
  return now - (createdAt ?? unseenSince ?? now) < newborn ? hidden : flicker
}

/**
 * AWS accepted our delete, and reads by id have shown nothing for so long (ms) of an object that they did show before. One
 * reply may miss an object, so a second look has to agree: a read by the owner tag, at once; or, where there is no tag, the
 * same read again later.
 */
async function believeDeleted(
  pass: Pass,
  known: Acquaintance,
  spec: Item,
  missing: number,
  young: boolean,
): Promise<Absence> {
  if (pass.tools.kind.tagged === undefined) return missing < (young ? flicker : second) ? 'doubtful' : 'certain'
  const found = await searchAll(pass, spec)
  if (found.some(({ id }) => id === known.id)) return 'doubtful'
  pass.memory.twins = remaining(pass.memory.twins, found, known.id)
  return 'certain'
}

/** What else carries the owner tags of an object that is being deleted goes with it: there is nothing to compare it with. */
function remaining(known: readonly Twin[] | undefined, found: readonly Match[], beside: string): readonly Twin[] {
  return found.map((one) => ({ ...known?.find(({ id }) => id === one.id), ...one, beside, sure: true }))
}

/** Whether we created the object so recently that it may not be visible yet. */
function recent(pass: Pass, known: Acquaintance, now: number): boolean {
  if (known.createdAt !== undefined) return now - known.createdAt < visibility
  const intent = intentOf(pass)
  if (intent === undefined || intent.epoch === 0) return false
  // Counted anew by each process: the one that wrote the intent may have had another time of day.
  known.unseenSince ??= now
  return now - known.unseenSince < visibility
}
