import { Keyed } from './keyed.ts'
import { compareVersions, trim } from './object.ts'
import { objectKey } from './resource.ts'
import type { KubeObject } from './transport.ts'

/** `before` is undefined for a new object, `after` for one that is gone. Must not throw and must not wait. */
export type Listener = (before: KubeObject | undefined, after: KubeObject | undefined) => void

/** A full list, and the version of its moment. */
export interface Listed {
  readonly items: Iterable<KubeObject>
  readonly resourceVersion: string
}

/** How a store and a later list of the server disagree, by key. */
export interface Divergence {
  readonly missing: readonly string[]
  readonly stale: readonly string[]
  readonly ghosts: readonly string[]
}

/**
 * The informer's memory of one resource: lists and watch events go in, the newest known state of every object comes out.
 *
 * Guarantees:
 * - an object never goes back to an older resourceVersion, except when a list shows that the server itself went back;
 * - an object that was deleted and created again under its name is seen as one deletion and one creation;
 * - listeners hear of a change after the store shows it.
 *
 * Objects are shared with every reader and must not be changed in place. They are trimmed on the way in (see `trim`):
 * with 20,000 objects managedFields alone would be most of the memory.
 */
export class Store {
  readonly #objects = new Map<string, KubeObject>()
  readonly #keys = new Map<string, string>()
  readonly #written = new Map<string, string>()
  readonly #indices = new Map<string, Keyed>()
  readonly #listeners = new Set<Listener>()
  readonly #waiting = new Set<() => void>()
  #horizon: string | undefined
  #latest: string | undefined

  /** The newest version that the server has answered with or sent: no list that is asked for from now on is older. */
  get latest(): string | undefined {
    return this.#latest
  }

  /** True once the first list is in. It stays true: later gaps are repaired behind it. */
  get synced(): boolean {
    return this.#horizon !== undefined
  }

  get size(): number {
    return this.#objects.size
  }

  /** By `namespace/name`, or `name` where there is no namespace. */
  get(key: string): KubeObject | undefined {
    return this.#objects.get(key)
  }

  byUid(uid: string): KubeObject | undefined {
    const key = this.#keys.get(uid)
    return key === undefined ? undefined : this.#objects.get(key)
  }

  values(): IterableIterator<KubeObject> {
    return this.#objects.values()
  }

  keys(): IterableIterator<string> {
    return this.#objects.keys()
  }

  /**
   * The objects by a key of theirs, built at the first call and kept current from then on. The same name always stands for the
   * same index: whoever asks for it gives the same `keyOf`.
   */
  index(name: string, keyOf: (object: KubeObject) => string | undefined): Keyed {
    const known = this.#indices.get(name)
    if (known !== undefined) return known
    const fresh = new Keyed(keyOf, this.#objects.values())
    this.#indices.set(name, fresh)
    return fresh
  }

  /** Calls the listener for every change from now on, until the returned function is called. */
  onChange(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Resolves with true when the first list is in, with false when the signal aborts before. */
  whenSynced(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      if (this.synced || signal.aborted) return resolve(this.synced)
      const settle = () => {
        this.#waiting.delete(settle)
        signal.removeEventListener('abort', settle)
        resolve(this.synced)
      }
      this.#waiting.add(settle)
      signal.addEventListener('abort', settle, { once: true })
    })
  }

  /**
   * Takes a consistent list as the truth of its moment: what it lacks is deleted, what it has is stored unless our own
   * write has already brought something newer. The watch must go on from exactly this `resourceVersion`. A list that is
   * older than `asked`, what was `latest` when it was asked for, means that the server was restored from a backup: then
   * the list wins over everything, and writes recorded before it no longer hold anything back. So does one object in it that
   * is older than it was here by then: the server may have passed `asked` since it went back.
   */
  replace(items: Iterable<KubeObject>, resourceVersion: string, asked: string | undefined): void {
    const rewound = older(resourceVersion, asked)
    if (rewound) this.#written.clear()
    this.#latest = rewound ? resourceVersion : later(this.#latest, resourceVersion)
    this.#horizon = resourceVersion
    const listed = new Set<string>()
    for (const item of items) {
      const key = objectKey(item.metadata)
      listed.add(key)
      // What was here before the list was asked for cannot be newer than it, unless the server went back.
      const known = this.#objects.get(key)?.metadata
      const back = known?.uid === item.metadata.uid && !younger(known.resourceVersion, asked)
      this.#put(item, rewound || (back && older(item.metadata.resourceVersion, known.resourceVersion)))
    }
    for (const [key, object] of [...this.#objects]) {
      if (!listed.has(key)) this.#remove(key, object)
    }
    for (const [uid, written] of [...this.#written]) {
      // Without an order only equality tells, and this list may have skipped the very version that we wrote.
      if (compareVersions(written, resourceVersion) === undefined) this.#written.delete(uid)
    }
    this.#settle()
    for (const settle of [...this.#waiting]) settle()
  }

  /** Takes one watch event. Events about a state older than the stored one change nothing. */
  apply(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: KubeObject): void {
    if (type === 'DELETED') this.#deleted(object)
    else this.#put(object, false)
    this.progress(object.metadata.resourceVersion)
  }

  /** A bookmark: everything up to this resourceVersion has been delivered. */
  progress(resourceVersion: string): void {
    const order = this.#horizon === undefined ? undefined : compareVersions(resourceVersion, this.#horizon)
    if (this.#horizon !== undefined && (order === undefined || order > 0)) this.#horizon = resourceVersion
    this.#latest = later(this.#latest, resourceVersion)
    this.#settle()
  }

  /**
   * Records our own last write of an object, so that `current` is false until the store shows it. When the object that
   * the server returned is given, it is stored at once and the next pass need not wait for the watch. An object the
   * store does not have is not added: it may be the one whose deletion this write has just completed. An answer that is
   * older than `asked`, the version of the object when the server was asked, means that the server went back: it wins.
   */
  wrote(uid: string, resourceVersion: string, object?: KubeObject, asked?: string): void {
    this.#latest = later(this.#latest, resourceVersion)
    const known = this.byUid(uid)
    if (!known) return
    const back = older(resourceVersion, asked)
    const last = this.#written.get(uid)
    if (back || last === undefined || (compareVersions(resourceVersion, last) ?? 1) > 0)
      this.#written.set(uid, resourceVersion)
    if (object && object.metadata.uid === uid) this.#put(object, back)
    this.#settleOne(uid)
  }

  /** Whether the store shows every write recorded for the object under this key. True when there is no such object. */
  current(key: string): boolean {
    const uid = this.#objects.get(key)?.metadata.uid
    return uid === undefined || !this.#written.has(uid)
  }

  /**
   * Compares with a list taken while the watch went on, and changes nothing. `asked` is what was `latest` when the list
   * was asked for, `deleted` holds the uids that went away since. What came here since is not a difference; what was here
   * before, and is newer than in the list, is one: the server went back.
   */
  compare(list: Listed, asked: string | undefined, deleted: ReadonlySet<string>): Divergence {
    const { items, resourceVersion } = list
    const missing: string[] = []
    const stale: string[] = []
    const ghosts: string[] = []
    const listed = new Set<string>()
    for (const { metadata } of items) {
      const key = objectKey(metadata)
      listed.add(metadata.uid)
      const here = this.byUid(metadata.uid)
      if (!here && !deleted.has(metadata.uid)) missing.push(key)
      if (here && differs(here.metadata.resourceVersion, metadata.resourceVersion, asked)) stale.push(key)
    }
    for (const [key, { metadata }] of this.#objects) {
      const newer = (compareVersions(metadata.resourceVersion, resourceVersion) ?? 1) > 0
      if (!listed.has(metadata.uid) && (!newer || !younger(metadata.resourceVersion, asked))) ghosts.push(key)
    }
    return { missing, stale, ghosts }
  }

  #put(item: KubeObject, rewound: boolean): void {
    const object = trim(item)
    const key = objectKey(object.metadata)
    const known = this.#objects.get(key)
    if (known) {
      const order = compareVersions(object.metadata.resourceVersion, known.metadata.resourceVersion)
      const recreated = known.metadata.uid !== object.metadata.uid
      if (!rewound && order === 0 && !recreated) return
      if (!rewound && order !== undefined && order < 0) return
      if (recreated) this.#remove(key, known)
    }
    const before = this.#objects.get(key)
    this.#objects.set(key, object)
    this.#keys.set(object.metadata.uid, key)
    this.#tell(before, object)
  }

  #deleted(object: KubeObject): void {
    const key = objectKey(object.metadata)
    const known = this.#objects.get(key)
    if (!known) return
    const order = compareVersions(object.metadata.resourceVersion, known.metadata.resourceVersion)
    const other = known.metadata.uid !== object.metadata.uid
    // A deletion ends every earlier object of the name too: those were created and deleted unseen.
    if (other ? order === undefined || order <= 0 : order !== undefined && order < 0) return
    this.#remove(key, known)
  }

  #remove(key: string, object: KubeObject): void {
    this.#objects.delete(key)
    this.#keys.delete(object.metadata.uid)
    this.#written.delete(object.metadata.uid)
    this.#tell(object, undefined)
  }

  #tell(before: KubeObject | undefined, after: KubeObject | undefined): void {
    for (const index of this.#indices.values()) index.change(before, after)
    for (const listener of [...this.#listeners]) listener(before, after)
  }

  #settle(): void {
    if (this.#written.size === 0) return
    for (const uid of [...this.#written.keys()]) this.#settleOne(uid)
  }

  #settleOne(uid: string): void {
    const written = this.#written.get(uid)
    const here = this.byUid(uid)?.metadata.resourceVersion
    if (written === undefined || here === undefined) return
    const shown = compareVersions(here, written) ?? -1
    const passed = this.#horizon === undefined ? -1 : (compareVersions(this.#horizon, written) ?? -1)
    if (shown >= 0 || passed >= 0) this.#written.delete(uid)
  }
}

const older = (version: string, than: string | undefined): boolean =>
  than !== undefined && (compareVersions(version, than) ?? 0) < 0

/** Without an order nothing is known, and what is here may have come since. */
const younger = (version: string, than: string | undefined): boolean =>
  than === undefined || (compareVersions(version, than) ?? 1) > 0

const later = (one: string | undefined, other: string): string => (one !== undefined && older(other, one) ? one : other)

function differs(here: string, there: string, asked: string | undefined): boolean {
  const order = compareVersions(here, there) ?? 0
  return order < 0 || (order > 0 && !younger(here, asked))
}
