import { AwsError, CallRefused } from '../aws/error.ts'
import type { ReadResult } from '../aws/read/batch.ts'
import { type Scope, scopeKey } from '../aws/scope.ts'
import { ownerOf } from '../aws/tag.ts'
import type { KubeObject } from '../kube/transport.ts'
import { disposition } from '../reconcile/duplicate/disposition.ts'
import { type Duplicate, type History, judge, type Owner, type Row, window } from '../reconcile/duplicate/judge.ts'
import type { Memory } from '../reconcile/memory.ts'
import type { Tools } from '../reconcile/pass.ts'
import { recordDuplicates, recordOrphans } from '../reconcile/status/event.ts'
import { wishOf } from '../reconcile/wish/wish.ts'
import { text } from '../schema/json.ts'
import { sleep } from '../time/clock.ts'

/** Milliseconds between two listings: while there is nothing to find out or to tell of, and while there is. */
const pace = { calm: 300_000, soon: 60_000 }
/** Orphans are told of again after so many milliseconds: the API server keeps an Event for an hour. */
const again = 1_200_000

/** An object in Kubernetes that has one in AWS. */
export interface Resident {
  readonly key: string
  readonly scope: Scope
  readonly memory: Memory
}

export interface CensusOptions {
  readonly tools: Tools
  residents(): Iterable<Resident>
  /** Lets a pass look at an object. */
  look(key: string): void
}

interface Place {
  readonly scope: Scope
  listedAt: number
  history: History
  duplicates: number
  orphans: readonly string[]
  /** When they were last told of, in monotonic milliseconds. */
  toldAt: number
  /** Something is not sure yet, or status speaks of it: that must not outlast it. */
  open: boolean
}

/**
 * Finds what the sweep, which asks by id, cannot see: AWS objects of one kind that were made in this cluster and that no
 * status names. One listing by the cluster's tag for each place, every five minutes; every minute while there is a duplicate, or
 * something to find out. It removes nothing: a duplicate is a matter of the object's own pass, and an orphan is only reported.
 */
export class Census {
  readonly #options: CensusOptions
  readonly #places = new Map<string, Place>()

  constructor(options: CensusOptions) {
    this.#options = options
  }

  /** Lists until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, random, kind } = this.#options.tools
    if (kind.census === undefined) return
    await sleep(clock, random() * pace.soon, signal)
    while (!signal.aborted) {
      await Promise.all(this.#due().map((place) => this.#list(place, signal)))
      await sleep(clock, pace.soon, signal)
    }
  }

  /** A place stays known when its last object is gone: what was left behind is there. */
  #due(): readonly Place[] {
    for (const { scope } of this.#options.residents()) {
      const key = scopeKey(scope)
      if (!this.#places.has(key)) this.#places.set(key, unseen(scope))
    }
    const now = this.#options.tools.clock.monotonic()
    const slack = pace.soon / 2
    return [...this.#places.values()].filter(
      (place) =>
        now - place.listedAt >= (place.open ? pace.soon : pace.calm) - slack ||
        this.#closing(place, now - 2 * pace.soon),
    )
  }

  /** A listing that fails says nothing: what was known stands until the next. */
  async #list(place: Place, signal: AbortSignal): Promise<void> {
    const { kind, reader, settings, store } = this.#options.tools
    const { census } = kind
    if (census === undefined || !store.synced) return
    try {
      const found = await reader.read(kind.service, place.scope, census, settings.clusterUID, 'verify', signal)
      this.#count(place, found)
    } catch (error) {
      if (!(error instanceof AwsError || error instanceof CallRefused)) throw error
    }
  }

  #count(place: Place, result: ReadResult): void {
    const { kind, observer, settings, clock } = this.#options.tools
    const listing = { asked: result.at, answered: clock.monotonic() }
    const { duplicates, orphans, history } = judge(
      this.#rows(result),
      (uid) => this.#owner(uid),
      place.history,
      listing,
    )
    // What nobody stands for may belong to an object that this controller does not see.
    const lost = settings.complete ? orphans : []
    place.listedAt = result.at
    place.history = history
    place.duplicates = duplicates.filter(({ sure }) => sure).length
    place.open = duplicates.length > 0 || lost.some(({ sure }) => !sure)
    this.#report(
      place,
      lost.filter(({ sure }) => sure).map(({ id }) => id),
    )
    for (const resident of this.#options.residents())
      if (scopeKey(resident.scope) === scopeKey(place.scope)) {
        const own = duplicates.filter(({ uid }) => uid === resident.memory.uid)
        this.#tell(resident, own)
      }
    const all = [...this.#places.values()]
    const sum = (count: (each: Place) => number) => all.reduce((before, each) => before + count(each), 0)
    observer.happened({
      is: 'counted',
      kind: kind.name,
      twins: sum((each) => each.duplicates),
      orphans: sum((each) => each.orphans.length),
    })
  }

  /** Whether the time in which a create explains what appears ends soon, and no listing since `from` has looked for it. */
  #closing(place: Place, from: number): boolean {
    if (this.#options.tools.kind.token !== undefined) return false
    const ends = (at: number) => at + window - 2 * pace.soon
    for (const { scope, memory } of this.#options.residents())
      if (scopeKey(scope) === scopeKey(place.scope))
        if (
          memory.attempts.sent.some(
            (at) => ends(at) > from && ends(at) <= from + 2 * pace.soon && place.listedAt < ends(at),
          )
        )
          return true
    return false
  }

  /** What lives, and carries the tag of exactly this cluster. */
  #rows({ items }: ReadResult): readonly Row[] {
    const { kind, settings } = this.#options.tools
    return items.flatMap((item): Row[] => {
      const owner = ownerOf(kind.service.tagging.of(item))
      const id = text(item[kind.id.member])
      const dead = ['gone', 'leaving'].includes(kind.state(item).is)
      if (dead || id === undefined || owner?.cluster !== settings.clusterUID) return []
      return [{ id, uid: owner.uid, item }]
    })
  }

  /** What Kubernetes has for a UID. The id of an object that is being deleted, made or replaced may change any moment. */
  #owner(uid: string): Owner | undefined {
    const { store, kind } = this.#options.tools
    const object = store.byUid(uid)
    if (object === undefined) return undefined
    const id = text(object.status?.[kind.id.field])
    const moving =
      object.metadata.deletionTimestamp !== undefined || wishOf(this.#options.tools, object).intent?.replaces === id
    return { id: moving || id === '' ? undefined : id }
  }

  #report(place: Place, orphans: readonly string[]): void {
    const { tools } = this.#options
    const now = tools.clock.monotonic()
    const news = orphans.some((id) => !place.orphans.includes(id))
    const other = orphans.length !== place.orphans.length
    place.orphans = orphans
    if (orphans.length === 0 || !(news || other || now - place.toldAt >= again)) return
    place.toldAt = now
    recordOrphans(tools, place.scope, orphans, news)
  }

  /** Hands an object its duplicates. */
  #tell({ key, scope, memory }: Resident, found: readonly Omit<Duplicate, 'left' | 'sentAt'>[]): void {
    const { tools, look } = this.#options
    const object = tools.store.get(key)
    if (object === undefined || object.metadata.uid !== memory.uid) return
    const known = memory.duplicates ?? []
    const duplicates = found.map(
      (duplicate): Duplicate => ({ ...known.find(({ id }) => id === duplicate.id), ...duplicate }),
    )
    const news = duplicates.filter(
      (duplicate) => duplicate.sure && !known.some(({ id, sure }) => id === duplicate.id && sure),
    )
    const ended = known.some(({ id, sure }) => sure && !duplicates.some((duplicate) => duplicate.id === id))
    const first = memory.duplicates === undefined
    memory.duplicates = duplicates
    if (news.length > 0) recordDuplicates(tools, object, news)
    const pass = { tools, object, wish: wishOf(tools, object), scope, memory }
    const removable = duplicates.some((duplicate) => disposition(pass, object.spec ?? {}, duplicate).is === 'remove')
    if (news.length > 0 || ended || (first && advised(object)) || removable) look(key)
  }
}

/** Whether status speaks of something that may be over. */
function advised({ status }: KubeObject): boolean {
  return JSON.stringify(status?.conditions ?? []).includes('ACK.Advisory')
}

const unseen = (scope: Scope): Place => ({
  scope,
  listedAt: Number.NEGATIVE_INFINITY,
  history: { trails: new Map(), seen: new Map() },
  duplicates: 0,
  orphans: [],
  toldAt: Number.NEGATIVE_INFINITY,
  open: false,
})
