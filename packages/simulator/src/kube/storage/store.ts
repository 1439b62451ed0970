import type { JsonObject } from '../value/json.ts'

/** One committed change of one object. */
export interface Change {
  readonly revision: number
  readonly key: string
  /** Undefined when the change created the object. */
  readonly before: JsonObject | undefined
  /** Undefined when the change removed it; `last` then carries the revision of the removal. */
  readonly after: JsonObject | undefined
  /** What watchers are shown: the object as it is now, or as it was when it went. */
  readonly last: JsonObject
}

export type Listener = (change: Change) => void

/** From the stored form of an object to that of a version. Depends on nothing else. */
export type View = (stored: JsonObject) => JsonObject

/** The key of an object in its collection. Keys sort as the real server lists. */
export const keyOf = (namespace: string, name: string) => (namespace === '' ? name : `${namespace}/${name}`)

/** All objects of one resource: the current ones, and the recent changes that watches and old lists need. */
export class Collection {
  private readonly objects = new Map<string, JsonObject>()
  private readonly listeners = new Set<Listener>()
  private history: Change[] = []
  private readonly perNamespace = new Map<string, number>()
  private sorted: string[] | undefined
  private readonly shown = new Map<View, readonly JsonObject[]>()
  private compacted: number

  constructor(
    floor: number,
    private readonly window: number,
  ) {
    this.compacted = floor
  }

  /** Changes up to this revision are forgotten. */
  get floor(): number {
    return this.compacted
  }

  get size(): number {
    return this.objects.size
  }

  get(key: string): JsonObject | undefined {
    return this.objects.get(key)
  }

  /** How many objects a namespace holds. */
  count(namespace: string): number {
    return this.perNamespace.get(namespace) ?? 0
  }

  /** All keys in list order. */
  keys(): readonly string[] {
    this.sorted ??= [...this.objects.keys()].sort()
    return this.sorted
  }

  values(): Iterable<JsonObject> {
    return this.objects.values()
  }

  /** All objects in list order, as a version shows them: the very same list until one of them changes. */
  all(view: View): readonly JsonObject[] {
    const known = this.shown.get(view)
    if (known !== undefined) return known
    const all = this.keys().flatMap((key) => {
      const stored = this.objects.get(key)
      return stored === undefined ? [] : [view(stored)]
    })
    this.shown.set(view, all)
    return all
  }

  commit(change: Change): void {
    this.shown.clear()
    if (change.after === undefined) this.objects.delete(change.key)
    else this.objects.set(change.key, change.after)
    if (change.before === undefined) this.tally(change.key, 1)
    if (change.after === undefined) this.tally(change.key, -1)
    this.history.push(change)
    if (this.history.length > this.window * 2)
      this.compact(this.history[this.history.length - this.window - 1]?.revision ?? 0)
    for (const listener of this.listeners) listener(change)
  }

  /** Puts an object back as a snapshot has it, without history. */
  load(key: string, object: JsonObject): void {
    this.shown.clear()
    this.objects.set(key, object)
    this.tally(key, 1)
  }

  /** Forgets changes up to a revision. */
  compact(revision: number): void {
    this.compacted = Math.max(this.compacted, revision)
    this.history = this.history.filter((change) => change.revision > this.compacted)
  }

  /** The changes after a revision, oldest first. The caller has compared it with `floor`. */
  since(revision: number): readonly Change[] {
    let start = this.history.length
    while (start > 0 && (this.history[start - 1]?.revision ?? 0) > revision) start--
    return this.history.slice(start)
  }

  /** The objects as they were at a revision, by key. The caller has compared it with `floor`. */
  asOf(revision: number): ReadonlyMap<string, JsonObject> {
    const later = this.since(revision)
    if (later.length === 0) return this.objects
    const objects = new Map(this.objects)
    for (const change of later.toReversed()) {
      if (change.before === undefined) objects.delete(change.key)
      else objects.set(change.key, change.before)
    }
    return objects
  }

  private tally(key: string, by: 1 | -1): void {
    this.sorted = undefined
    const namespace = key.slice(0, Math.max(0, key.indexOf('/')))
    this.perNamespace.set(namespace, this.count(namespace) + by)
  }

  /** Calls the listener with every change from now on, in order, until the returned function is called. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }
}

/** Every object of the cluster, under one counter of revisions. */
export class Store {
  private readonly collections = new Map<string, Collection>()
  private counter = 0

  /** `window` is how many changes each resource remembers at least. */
  constructor(private readonly window: number) {}

  get revision(): number {
    return this.counter
  }

  collection(resource: string): Collection {
    const known = this.collections.get(resource)
    if (known !== undefined) return known
    const made = new Collection(0, this.window)
    this.collections.set(resource, made)
    return made
  }

  entries(): IterableIterator<[string, Collection]> {
    return this.collections.entries()
  }

  /** The next revision. Every call is one write. */
  next(): number {
    this.counter++
    return this.counter
  }

  /** Forgets every object. */
  clear(): void {
    this.collections.clear()
  }

  /** Starts the counter where a snapshot left it; what came before is compacted. */
  resume(revision: number): void {
    this.counter = revision
    this.compact()
  }

  /** Forgets all history: watches and lists that start below the current revision answer 410. */
  compact(): void {
    for (const collection of this.collections.values()) collection.compact(this.counter)
  }
}
