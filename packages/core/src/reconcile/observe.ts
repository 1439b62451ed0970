import type { ReadResult } from '../aws/read/batch.ts'
import { withTags } from '../kind/find.ts'
import type { ErasedView, Observed } from '../kind/kind.ts'
import { stateField } from '../kind/project.ts'
import { at, type Item, text } from '../schema/json.ts'
import { type Evidence, stating, weigh, worthAsking } from './absence/evidence.ts'
import { type AwsHistory, historyOf } from './history.ts'
import { serverNow } from './identity/attempts.ts'
import { chosen, eligible, searchAll } from './identity/search.ts'
import type { Observation, Question } from './observation.ts'
import type { Pass } from './pass.ts'

/** The further reads that show an object: the views that its spec or status needs, or all where its spec is to be filled in. */
function further(pass: Pass, id: string, spec: Item, item: Item): readonly Question[] {
  const { adoption, intent, id: known } = pass.wish
  const filling = adoption.is !== 'none' && known === undefined
  return worthwhile(pass, item).flatMap((view): readonly Question[] => {
    const key = filling || view.needed(spec, intent?.written ?? []) ? view.key(id, spec, item) : undefined
    return key === undefined ? [] : [{ view: view.name, read: view.read, key }]
  })
}

/** Looks at the object in AWS. Every call starts after this function is called; none changes anything. */
export async function observe(pass: Pass, id: string, spec: Item): Promise<Observation> {
  const { kind } = pass.tools
  const own: Question = { view: undefined, read: kind.read, key: kind.readKey(id, spec) }
  const first = await pass.aws.read(own.read, own.key)
  const known = historyOf(pass.memory, id)
  const look = { pass, id, spec, own, first, known }
  const item = first.items.find((each) => text(each[kind.id.member]) === id)
  return item === undefined ? await missed(look) : await shown(look, item, first)
}

/** One look at one object: what was asked first, and what the answer was. */
interface Look {
  readonly pass: Pass
  readonly id: string
  readonly spec: Item
  readonly own: Question
  readonly first: ReadResult
  readonly known: AwsHistory
}

/** AWS shows the object. */
async function shown(look: Look, item: Item, by: ReadResult): Promise<Observation> {
  const { pass, id, spec, own, known } = look
  const { kind } = pass.tools
  known.seenAt = by.at
  known.missedAt = undefined
  known.stated = undefined
  const blind = { observed: undefined, absence: 'doubtful' as const, known, questions: [own], results: [by] }
  // That it is dead is a statement: it counts from the account that the object lives in only.
  if (kind.state(item).is === 'gone' && by.account !== pass.scope.account) return blind
  const { observed, questions, results } = await viewed(pass, id, spec, item)
  if (observed === undefined) return blind
  return { observed, absence: 'doubtful', known, questions: [own, ...questions], results: [by, ...results] }
}

/** An item that AWS has shown, with what its views show; undefined when they do not know it. */
export async function observedOf(pass: Pass, id: string, spec: Item, item: Item): Promise<Observed | undefined> {
  return (await viewed(pass, id, spec, item)).observed
}

async function viewed(pass: Pass, id: string, spec: Item, item: Item) {
  const { kind } = pass.tools
  const questions = further(pass, id, spec, item)
  const results = await Promise.all(questions.map(({ read, key }) => pass.aws.read(read, key)))
  const views = Object.fromEntries(kind.views.map((view) => [view.name, empty]))
  questions.forEach(({ view }, index) => {
    if (view !== undefined) views[view] = results[index]?.items ?? []
  })
  const { account, region } = pass.scope
  const { displaced } = pass.wish.intent ?? {}
  // It went away meanwhile, or AWS's replicas do not agree yet: what the views do not show says nothing of the object.
  const agreed = !results.some(({ unknown }) => unknown)
  return {
    observed: agreed ? { id, item: withTags(item, views), spec, views, account, region, displaced } : undefined,
    questions,
    results,
  }
}

/** The shared read does not show the object. That proves nothing: AWS is asked about its id. */
async function missed(look: Look): Promise<Observation> {
  const { pass, id, spec, own, first, known } = look
  const { clock } = pass.tools
  known.missedAt ??= clock.monotonic()
  const age = await ageOf(pass, known)
  const evidence = () => evidenceOf(pass, known, age)
  if (worthAsking(evidence(), known.askedAt, clock.monotonic())) {
    const word = await pass.aws.inquire(id)
    if (word.is === 'shown') return await shown(look, word.item, word.result)
    known.askedAt = word.at
    if (word.is === 'stated') known.stated = stating(known.stated, word.at)
  }
  const absence = weigh(evidence())
  const blind = { observed: undefined, absence, known, questions: [own], results: [first] }
  return absence === 'gone' ? { ...blind, ...(await following(pass, known, spec)) } : blind
}

function evidenceOf(pass: Pass, known: AwsHistory, age: number | undefined): Evidence {
  const { stated, deletedAt, seenAt } = known
  const { lingers } = pass.tools.kind
  return { shown: seenAt !== undefined || witnessed(pass, known.id), age, stated, deletedAt, lingers }
}

/**
 * Whether status proves that a read has shown the object, though the process that made it has ended: the state and the ARN
 * of an object are written from a read and never before.
 */
export function witnessed({ object, tools: { kind } }: Pass, id: string): boolean {
  const { status } = object
  if (text(status?.[kind.id.field]) !== id) return false
  const state = stateField(kind)
  if (state !== undefined && at(status, ...state) !== undefined) return true
  return text(at(status, 'ackResourceMetadata', 'arn')) !== undefined
}

/** Milliseconds since our own create of the object; undefined where none is on record. */
async function ageOf(pass: Pass, known: AwsHistory): Promise<number | undefined> {
  const now = pass.tools.clock.monotonic()
  if (known.createdAt !== undefined) return now - known.createdAt
  const { intent, id } = pass.wish
  // Nothing says when what status names was made, nor that it was not made just now: it counts from our own first look.
  if (intent === undefined && id === known.id) return now - (known.missedAt ?? now)
  if (intent === undefined || intent.epoch === 0) return undefined
  // An earlier version wrote the time of day of its process: this one counts from its own first look.
  if (intent.uid === '') return now - (known.missedAt ?? now)
  if (intent.made !== undefined && intent.made !== known.id) return undefined
  return (await serverNow(pass)) - intent.at
}

/** What else of ours AWS shows once the object is gone: what was made in its place, or what goes with it. */
async function following(
  pass: Pass,
  known: AwsHistory,
  spec: Item,
): Promise<Pick<Observation, 'absence' | 'successor' | 'beside'>> {
  if (pass.tools.kind.tagged === undefined && known.deletedAt !== undefined) return { absence: 'gone' }
  const found = await searchAll(pass, spec)
  if (found.some(({ id }) => id === known.id)) return { absence: 'doubtful' }
  if (known.deletedAt !== undefined) return { absence: 'gone', beside: found }
  const successor = chosen(pass.memory.attempts, eligible(pass, found))
  return successor === undefined ? { absence: 'gone' } : { absence: 'doubtful', successor }
}

/** The views that matter in the state the object is in. */
function worthwhile({ tools: { kind }, wish }: Pass, item: Item): readonly ErasedView[] {
  const state = kind.state(item).is
  if (state === 'gone') return []
  const idle = state === 'wait' && !wish.deleting
  return idle ? kind.views.filter((view) => !view.forFacets) : kind.views
}

const empty: readonly Item[] = []
