import { type ListOptions, revisionOf } from '../http/request.ts'
import { groupVersion, subject, type Target } from '../resource/resource.ts'
import { compact, type Json, type JsonObject, object, put, text } from '../value/json.ts'
import { ApiError, badRequest, expired, notFound, tooLarge } from '../value/status.ts'
import { keyOf, type Store } from './store.ts'

/** A page of a list, before it is put into the form the client asked for. */
export interface Page {
  readonly items: readonly JsonObject[]
  readonly metadata: JsonObject
}

/** One object, as its version shows it. Throws 404, and 504 for a revision that has not happened. */
export function get(store: Store, target: Target, resourceVersion: string): JsonObject {
  const asked = revisionOf(resourceVersion)
  if (asked > store.revision) throw tooLarge(asked, store.revision)
  const found = store.collection(target.resource.storage).get(keyOf(target.namespace, target.name))
  if (found === undefined) throw notFound(subject(target.resource, target.name))
  return target.resource.view(found)
}

const tokenVersion = 'meta.k8s.io/v1'

const encode = (revision: number, start: string) =>
  Buffer.from(JSON.stringify({ v: tokenVersion, rv: revision, start })).toString('base64url')

function decode(token: string): { readonly revision: number; readonly start: string } {
  try {
    const read: unknown = JSON.parse(Buffer.from(token, 'base64url').toString())
    if (typeof read === 'object' && read !== null && 'rv' in read && 'start' in read)
      if (typeof read.rv === 'number' && typeof read.start === 'string') return { revision: read.rv, start: read.start }
  } catch (error) {
    throw badRequest(
      `invalid continue token: continue key is not valid: ${error instanceof Error ? error.message : ''}`,
    )
  }
  throw badRequest('invalid continue token: continue key is not valid')
}

interface Start {
  /** The revision whose objects are listed; -1 for those of this moment. */
  readonly revision: number
  readonly start: string
}

function startOf(store: Store, options: ListOptions, floor: number): Start {
  if (options.continue !== '') {
    const { revision, start } = decode(options.continue)
    if (revision !== -1 && revision < floor) throw tokenExpired(start)
    return { revision, start }
  }
  const asked = listed(options.resourceVersion)
  if (asked > store.revision) throw tooLarge(asked, store.revision)
  const exact = options.match === 'Exact' || (options.match === '' && asked > 0 && options.limit > 0)
  if (!exact) return { revision: store.revision, start: '' }
  if (asked < floor) throw expired('The provided resource version is too old to list: history has been compacted.')
  return { revision: asked, start: '' }
}

/** The version that a list asks for. A list refuses what is none with 400, where the read of one object fails with 500. */
function listed(resourceVersion: string): number {
  try {
    return revisionOf(resourceVersion)
  } catch (error) {
    throw error instanceof ApiError ? badRequest(`invalid resource version: ${error.message}`) : error
  }
}

const tokenExpired = (start: string) =>
  expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
    { continue: encode(-1, start) },
  )

/** A list, or the page of it that `limit` and `continue` name. Throws 410 when its revision is compacted. */
export function list(store: Store, target: Target, options: ListOptions): Page {
  const collection = store.collection(target.resource.storage)
  const { revision, start } = startOf(store, options, collection.floor)
  const inconsistent = revision === -1
  const at = inconsistent ? store.revision : revision
  const current = at >= store.revision
  const objects = current ? undefined : collection.asOf(at)
  const keys = objects === undefined ? collection.keys() : [...objects.keys()].sort()
  const selective = options.labels !== undefined || options.fields !== undefined
  const prefix = target.namespace === '' ? '' : `${target.namespace}/`
  const items: JsonObject[] = []
  let i = start === '' ? 0 : after(keys, start)
  let last = ''
  for (; i < keys.length && (options.limit === 0 || items.length < options.limit); i++) {
    const key = keys[i] ?? ''
    const stored = key.startsWith(prefix)
      ? (objects?.get(key) ?? (current ? collection.get(key) : undefined))
      : undefined
    if (stored === undefined) continue
    const item = target.resource.view(stored)
    if (options.labels?.(item) === false || options.fields?.(item) === false) continue
    items.push(item)
    last = key
  }
  const rest = keys.slice(i).filter((key) => key.startsWith(prefix)).length
  const more = rest > 0
  const metadata = compact({
    resourceVersion: String(at),
    // Custom kinds write an empty token on their last page.
    continue: more ? encode(inconsistent ? -1 : at, last) : target.resource.custom ? '' : undefined,
    remainingItemCount: more && !selective ? rest : undefined,
  })
  return { items, metadata }
}

function after(keys: readonly string[], start: string): number {
  let [low, high] = [0, keys.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((keys[middle] ?? '') <= start) low = middle + 1
    else high = middle
  }
  return low
}

/** The list of a built-in kind says of what kind its items are, and they do not. */
function untyped({ apiVersion: _, kind: __, ...item }: JsonObject): JsonObject {
  return item
}

/** The list object of a page. */
export function listBody(target: Target, page: Page): JsonObject {
  return {
    apiVersion: groupVersion(target.resource),
    kind: target.resource.listKind,
    metadata: page.metadata,
    items: target.resource.custom ? page.items : page.items.map(untyped),
  }
}

const partial = (value: JsonObject): JsonObject => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata: value.metadata ?? {},
})

/** The form of an answer that the Accept header asks for. */
export type Form = 'plain' | 'table' | 'metadata'

export function formOf(accept: string): Form {
  for (const part of accept.split(',')) {
    if (part.includes('as=Table')) return 'table'
    if (part.includes('as=PartialObjectMetadata')) return 'metadata'
    if (/^\s*(application\/json|\*\/\*)\s*$/.test(part)) return 'plain'
  }
  return 'plain'
}

/** Puts a list into the form the client asked for. */
export function listForm(form: Form, target: Target, page: Page, includeObject: string, now: number): JsonObject {
  if (form === 'table') return table(target, page.items, page.metadata, includeObject, now)
  if (form === 'plain') return listBody(target, page)
  return {
    kind: 'PartialObjectMetadataList',
    apiVersion: 'meta.k8s.io/v1',
    metadata: page.metadata,
    items: page.items.map(partial),
  }
}

/** Puts one object into the form the client asked for. */
export function objectForm(
  form: Form,
  target: Target,
  value: JsonObject,
  includeObject: string,
  now: number,
): JsonObject {
  if (form === 'plain' || text(value, 'kind') === 'Status') return value
  if (form === 'metadata') return partial(value)
  const metadata = compact({ resourceVersion: object(value, 'metadata').resourceVersion })
  return table(target, [value], metadata, includeObject, now)
}

function table(
  target: Target,
  items: readonly JsonObject[],
  metadata: JsonObject,
  includeObject: string,
  now: number,
): JsonObject {
  const { columns } = target.resource
  const shown = (value: JsonObject): Json =>
    includeObject === 'None' ? null : includeObject === 'Object' ? value : partial(value)
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columns.map(({ name, type, format, description, priority }) => ({
      name,
      type,
      format,
      description,
      priority,
    })),
    rows: items.map((value) => ({ cells: columns.map((column) => column.cell(value, now)), object: shown(value) })),
  }
}

/** A watch event's table: only the first of a stream names the columns. */
export const withoutColumns = (value: JsonObject) => put(value, 'columnDefinitions', null)
