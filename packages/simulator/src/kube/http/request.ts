import type { Registry } from '../resource/registry.ts'
import { subject, type Target } from '../resource/resource.ts'
import { fieldSelector, labelSelector, type Selector } from '../storage/selector.ts'
import type { Json } from '../value/json.ts'
import { ApiError, absent, badRequest, type FieldError, invalid, notFound } from '../value/status.ts'

/** One request, however it came: over HTTP or in process. */
export interface ApiRequest {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly body: Json | undefined
  /** What the body says twice, each as a sentence; nothing when absent. */
  readonly duplicates?: readonly string[]
  /** Why the body could not be read; refused once the path is known to be served. */
  readonly unreadable?: ApiError
  readonly contentType: string
  readonly accept: string
  readonly userAgent: string
}

/** Finds what a path names. Throws the real server's 404 for what is not served. */
function route(path: string, registry: Registry): Target {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent)
  const [root, ...rest] = parts
  const [group, version, ...tail] = root === 'api' ? ['', ...rest] : rest
  if (group === undefined || version === undefined) throw absent()
  const scoped = tail[0] === 'namespaces' && tail.length > 2 && !isNamespaceDoor(tail, group)
  const [plural = '', name = '', subresource = '', ...more] = scoped ? tail.slice(2) : tail
  const resource = registry.find(group, version, plural)
  if (resource === undefined || more.length > 0) throw absent()
  if (scoped && !resource.namespaced) throw absent()
  if (!scoped && resource.namespaced && name !== '') throw absent()
  if (subresource !== '' && !(subresource === 'status' && resource.status))
    throw resource.custom ? notFound(subject(resource, name)) : absent()
  return { resource, namespace: scoped ? (tail[1] ?? '') : '', name, subresource }
}

/** How many paths are remembered at most. */
const most = 2000

/** What paths name, remembered as long as the same is served. */
export class Routes {
  private readonly known = new Map<string, Target>()
  private revision = -1

  constructor(private readonly registry: Registry) {}

  /** What a path was found to name by `find`; undefined where it was not asked for yet. */
  remembered(path: string): Target | undefined {
    return this.revision === this.registry.revision ? this.known.get(path) : undefined
  }

  /** Finds what a path names, as `route` does. */
  find(path: string): Target {
    const found = route(path, this.registry)
    if (this.revision !== this.registry.revision || this.known.size >= most) this.known.clear()
    this.revision = this.registry.revision
    this.known.set(path, found)
    return found
  }
}

const isNamespaceDoor = (tail: readonly string[], group: string) =>
  group === '' && tail.length === 3 && (tail[2] === 'status' || tail[2] === 'finalize')

/** The options of a list or watch. */
export interface ListOptions {
  readonly labels: Selector | undefined
  readonly fields: Selector | undefined
  /** 0 for no limit. */
  readonly limit: number
  readonly continue: string
  readonly resourceVersion: string
  readonly match: string
  readonly watch: boolean
  /** 0 when the client named none. */
  readonly timeoutSeconds: number
  readonly bookmarks: boolean
  readonly initialEvents: boolean | undefined
}

/** Everything but these is yes, as in a real server. */
const yes = (value: string | undefined) => value !== undefined && value !== 'false' && value !== '0'

/** Throws 400 for what is no integer; 0 for what is not there. */
function integer(value = ''): number {
  if (value === '') return 0
  if (!/^[+-]?\d+$/.test(value)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`)
  return Number(value)
}

/** Reads and checks list options. Throws 400 or 422 in the real server's words. */
export function listOptions(query: ApiRequest['query'], target: Target): ListOptions {
  const fields = [query.fieldSelector, target.name === '' ? undefined : `metadata.name=${target.name}`]
  const initial = query.sendInitialEvents
  const options: ListOptions = {
    labels: labelSelector(query.labelSelector ?? ''),
    fields: fieldSelector(fields.filter((part) => part).join(','), target.resource),
    // A list from the cache, as version 0 asks for, has no pages.
    limit:
      query.resourceVersion === '0' && query.resourceVersionMatch !== 'Exact' ? 0 : Math.max(0, integer(query.limit)),
    continue: query.continue ?? '',
    resourceVersion: query.resourceVersion ?? '',
    match: query.resourceVersionMatch ?? '',
    watch: yes(query.watch),
    timeoutSeconds: integer(query.timeoutSeconds),
    bookmarks: yes(query.allowWatchBookmarks),
    initialEvents: initial === undefined ? undefined : yes(initial),
  }
  const errors = options.watch ? watchErrors(options) : listErrors(options)
  if (errors.length > 0) throw invalid('meta.k8s.io', 'ListOptions', '', errors)
  return options
}

const refused = (field: string, why: string): FieldError => ({
  reason: 'FieldValueForbidden',
  field,
  message: `Forbidden: ${why}`,
})

function listErrors(options: ListOptions): FieldError[] {
  const { match, resourceVersion } = options
  if (options.initialEvents !== undefined)
    return [refused('sendInitialEvents', 'sendInitialEvents is forbidden for list')]
  if (match === '') return []
  if (resourceVersion === '')
    return [refused('resourceVersionMatch', 'resourceVersionMatch is forbidden unless resourceVersion is provided')]
  if (options.continue !== '')
    return [refused('resourceVersionMatch', 'resourceVersionMatch is forbidden when continue is provided')]
  if (match !== 'Exact' && match !== 'NotOlderThan')
    return [
      {
        reason: 'FieldValueNotSupported',
        field: 'resourceVersionMatch',
        message: `Unsupported value: "${match}": supported values: "Exact", "NotOlderThan", ""`,
      },
    ]
  if (match === 'Exact' && resourceVersion === '0')
    return [refused('resourceVersionMatch', 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"')]
  return []
}

function watchErrors(options: ListOptions): FieldError[] {
  const { match, initialEvents } = options
  if (initialEvents === undefined)
    return match === ''
      ? []
      : [
          refused(
            'resourceVersionMatch',
            'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
          ),
        ]
  if (match !== 'NotOlderThan')
    return [refused('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan')]
  return []
}

/** A resourceVersion as a number; 0 when unset. Throws 500 for what is none, as the real server does. */
export function revisionOf(resourceVersion: string): number {
  if (resourceVersion === '') return 0
  if (!/^\d{1,15}$/.test(resourceVersion))
    throw new ApiError(
      500,
      '',
      `resourceVersion: Invalid value: ${JSON.stringify(resourceVersion)}: strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`,
    )
  return Number(resourceVersion)
}
