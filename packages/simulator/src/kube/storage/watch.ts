import type { WatchEvent } from '@windlass/core/kube'
import type { Clock } from '@windlass/core/time'
import { type ListOptions, revisionOf } from '../http/request.ts'
import { groupVersion, type Target } from '../resource/resource.ts'
import { at, type Json, type JsonObject, object, put } from '../value/json.ts'
import { tooOld } from '../value/status.ts'
import { formOf, objectForm, withoutColumns } from './reads.ts'
import type { Change, Collection, Store } from './store.ts'

/** A stream of watch events. Ends when the server ends it, when the reader stops, or breaks with an error. */
export class WatchStream implements AsyncIterable<WatchEvent> {
  private readonly queue: WatchEvent[] = []
  private readonly closers: (() => void)[] = []
  private wake: (() => void) | undefined
  private state: 'open' | 'ended' | 'silent' = 'open'
  private failure: Error | undefined

  /** Runs when the stream is over, whoever ended it. */
  onClose(closer: () => void): void {
    this.closers.push(closer)
  }

  push(event: WatchEvent): void {
    if (this.state !== 'open') return
    this.queue.push(event)
    this.wake?.()
  }

  /** The server ends the stream; what was pushed is still delivered. */
  end(): void {
    if (this.state === 'open') this.finish()
  }

  /** The connection breaks: what was not read yet is lost and the reader gets the error. */
  break(error: Error): void {
    this.queue.length = 0
    this.failure = error
    this.finish()
  }

  /** The connection goes dead without a sign: nothing arrives any more, not even its end. */
  silence(): void {
    this.queue.length = 0
    this.state = 'silent'
    for (const closer of this.closers.splice(0)) closer()
  }

  /** The reader stops. */
  close(): void {
    this.queue.length = 0
    this.finish()
  }

  async *[Symbol.asyncIterator](): AsyncIterator<WatchEvent> {
    try {
      for (;;) {
        const event = this.queue.shift()
        if (event !== undefined) yield event
        else if (this.failure !== undefined) throw this.failure
        else if (this.state === 'ended') return
        else await this.arrival()
      }
    } finally {
      this.close()
    }
  }

  private arrival(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve
    })
  }

  private finish(): void {
    this.state = 'ended'
    for (const closer of this.closers.splice(0)) closer()
    this.wake?.()
  }
}

const bookmarkEvery = 60_000

/** Opens watches on the store. */
export class Watches {
  private readonly open = new Set<WatchStream>()

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  /** The watches that are open now, oldest first. */
  all(): readonly WatchStream[] {
    return [...this.open]
  }

  /** Starts a watch. A start below the history answers with a 410 in the stream, as the real server does. */
  start(
    target: Target,
    options: ListOptions,
    accept: string,
    defaultTimeout: number,
    includeObject: string,
  ): WatchStream {
    const stream = new WatchStream()
    const collection = this.store.collection(target.resource.storage)
    const asked = revisionOf(options.resourceVersion)
    const initial = options.initialEvents ?? asked === 0
    if (!initial && asked > 0 && asked < collection.floor) {
      stream.push({ type: 'ERROR', object: tooOld(asked, collection.floor).toStatus() })
      stream.end()
      return stream
    }
    this.open.add(stream)
    stream.onClose(() => this.open.delete(stream))
    const show = this.shower(target, accept, includeObject)
    const selected = selection(target, options)
    if (initial) this.replay(collection, target, selected, show, stream, options)
    else if (asked > 0) for (const change of collection.since(asked)) deliver(change, selected, show, stream)
    stream.onClose(collection.listen((change) => deliver(change, selected, show, stream)))
    this.schedule(stream, target, options, options.timeoutSeconds * 1000 || defaultTimeout)
    return stream
  }

  private replay(
    collection: Collection,
    target: Target,
    selected: Selected,
    show: Show,
    stream: WatchStream,
    options: ListOptions,
  ): void {
    for (const key of collection.keys()) {
      const stored = collection.get(key)
      const seen = selected(key, stored)
      if (seen !== undefined) stream.push({ type: 'ADDED', object: show(seen) })
    }
    if (options.initialEvents && options.bookmarks)
      stream.push(this.bookmark(target, { 'k8s.io/initial-events-end': 'true' }))
  }

  private bookmark(target: Target, annotations?: JsonObject): WatchEvent {
    const metadata: JsonObject = { resourceVersion: String(this.store.revision) }
    const object = {
      kind: target.resource.kind,
      apiVersion: groupVersion(target.resource),
      metadata: annotations === undefined ? metadata : { ...metadata, annotations },
    }
    return { type: 'BOOKMARK', object }
  }

  private schedule(stream: WatchStream, target: Target, options: ListOptions, timeout: number): void {
    const mark = () => stream.push(this.bookmark(target))
    let cancelMark = () => {}
    const again = () => {
      cancelMark = this.clock.after(bookmarkEvery, () => {
        mark()
        again()
      })
    }
    if (options.bookmarks) again()
    const cancelEnd = this.clock.after(timeout, () => {
      if (options.bookmarks) mark()
      stream.end()
    })
    stream.onClose(() => {
      cancelMark()
      cancelEnd()
    })
  }

  private shower(target: Target, accept: string, includeObject: string): Show {
    const form = formOf(accept)
    if (form === 'plain') return (value) => value
    let first = true
    return (value) => {
      const shown = objectForm(form, target, value, includeObject, this.clock.now())
      const later = first || form !== 'table' ? shown : withoutColumns(shown)
      first = false
      return later
    }
  }
}

type Show = (value: JsonObject) => Json
/** The object as the watcher sees it, or undefined when it is none of its business. */
type Selected = (key: string, stored: JsonObject | undefined) => JsonObject | undefined

function selection(target: Target, options: ListOptions): Selected {
  const prefix = target.namespace === '' ? '' : `${target.namespace}/`
  return (key, stored) => {
    if (stored === undefined || !key.startsWith(prefix)) return undefined
    const seen = target.resource.view(stored)
    return options.labels?.(seen) === false || options.fields?.(seen) === false ? undefined : seen
  }
}

function deliver(change: Change, selected: Selected, show: Show, stream: WatchStream): void {
  const before = selected(change.key, change.before)
  const after = selected(change.key, change.after)
  if (after !== undefined) stream.push({ type: before === undefined ? 'ADDED' : 'MODIFIED', object: show(after) })
  else if (before !== undefined) stream.push({ type: 'DELETED', object: show(lastSeen(change, before, selected)) })
}

/** A removed object is shown as it went; one that merely left the selection as it was, at the revision it left. */
function lastSeen(change: Change, before: JsonObject, selected: Selected): JsonObject {
  const gone = change.after === undefined ? selected(change.key, change.last) : undefined
  if (gone !== undefined) return gone
  const resourceVersion = at(change.last, 'metadata', 'resourceVersion')
  return { ...before, metadata: put(object(before, 'metadata'), 'resourceVersion', resourceVersion) }
}
