import type { Sighting } from '../aws/batch.ts'
import { ownerOf } from '../aws/tag.ts'
import type { ErasedView, Sight } from '../kind/kind.ts'
import type { Read } from '../kind/read.ts'
import type { KubeObject } from '../kube/transport.ts'
import { type Item, text } from '../schema/json.ts'
import { conditionOf } from './condition.ts'
import { intentOf } from './create.ts'
import { search as find, holder } from './identify.ts'
import type { Pass } from './pass.ts'
import type { Absence, Ownership } from './plan.ts'

/** What AWS shows of an object. */
export interface Observation {
  readonly sight: Sight | undefined
  readonly absence: Absence
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
  if (item === undefined)
    return { sight: undefined, absence: await believe(pass, spec), questions: [own], sightings: [first] }
  pass.memory.seenAt = first.at
  pass.memory.missedAt = undefined
  const views = further(worthwhile(pass, item), id, spec, item)
  const others = await Promise.all(views.map(ask))
  const shown = Object.fromEntries(kind.views.map((view) => [view.name, empty]))
  views.forEach((question, index) => {
    if (question.view !== undefined) shown[question.view] = others[index]?.items ?? []
  })
  const { account, region } = pass.scope
  return {
    sight: { id, item, spec, views: shown, account, region },
    absence: 'certain',
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

/** After AWS accepted our delete a second look, so much (ms) later, is enough. */
const second = 1000

/** Whether it can be believed that AWS has no such object. */
async function believe(pass: Pass, spec: Item): Promise<Absence> {
  const { clock } = pass.tools
  const now = clock.monotonic()
  const { memory } = pass
  if (memory.deletedAt !== undefined) {
    memory.missedAt ??= now
    return now - memory.missedAt < second ? 'doubtful' : 'certain'
  }
  // Memory ends with the process; that an object was in sync, and so was seen, stands in its status.
  if (memory.createdAt === undefined && conditionOf(pass.object, 'ACK.ResourceSynced')?.status === 'True')
    memory.seenAt ??= now
  if (memory.seenAt === undefined && recent(pass, now)) return 'early'
  memory.missedAt ??= now
  if (now - memory.missedAt < (recent(pass, now) ? flicker : doubt)) return 'doubtful'
  return (await find(pass, spec)) === undefined ? 'certain' : 'doubtful'
}

/** Whether we created the object so recently that it may not be visible yet. */
function recent(pass: Pass, now: number): boolean {
  if (pass.memory.createdAt !== undefined) return now - pass.memory.createdAt < visibility
  const intent = intentOf(pass)
  if (intent === undefined || intent.epoch === 0) return false
  // The process that wrote the intent may have had another time of day.
  pass.memory.unseenSince ??= now
  return Math.max(pass.tools.clock.now() - intent.at, now - pass.memory.unseenSince) < visibility
}

/** Whose the object is. Without tags it belongs to the oldest of the Kubernetes objects that stand for it. */
export function ownership(pass: Pass, item: Item, adopted: boolean): Ownership {
  const { kind } = pass.tools
  if (kind.tagged === undefined) {
    const other = holder(pass, text(item[kind.id.member]) ?? '')
    return other !== undefined && age(other) < age(pass.object) ? 'foreign' : 'untaggable'
  }
  const owner = ownerOf(kind.service.tagging.of(item))
  if (owner === undefined) return 'untagged'
  if (owner.uid === pass.object.metadata.uid) return 'ours'
  return adopted ? 'untagged' : 'foreign'
}

const age = ({ metadata }: KubeObject) => `${metadata.creationTimestamp}/${metadata.uid}`
