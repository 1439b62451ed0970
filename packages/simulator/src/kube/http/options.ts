import { isList, isObject, type Json, type JsonObject, object, text, texts } from '../value/json.ts'
import { badRequest, type FieldError, invalid, invalidValue, required, unsupported } from '../value/status.ts'
import type { ApiRequest } from './request.ts'

const mostOfManager = 128
const applying = 'application/apply-patch+yaml'

/** Throws 422 in the words of a real server for options that a create, an update or a patch cannot have. */
export function checkWriteOptions({ method, query, contentType }: ApiRequest): void {
  const kind = method === 'POST' ? 'CreateOptions' : method === 'PUT' ? 'UpdateOptions' : 'PatchOptions'
  const applies = contentType.startsWith(applying)
  const errors = [
    ...dryRunErrors(query.dryRun === undefined ? [] : [query.dryRun]),
    ...managerErrors(query.fieldManager),
  ]
  if (kind === 'PatchOptions') errors.push(...patchErrors(query, applies))
  const validation = query.fieldValidation ?? ''
  if (!['', 'Ignore', 'Strict', 'Warn'].includes(validation))
    errors.push(unsupported('fieldValidation', JSON.stringify(validation), ['', 'Ignore', 'Strict', 'Warn']))
  if (errors.length > 0) throw invalid('meta.k8s.io', kind, '', errors)
}

function patchErrors(query: ApiRequest['query'], applies: boolean): FieldError[] {
  if (applies) return (query.fieldManager ?? '') === '' ? [required('fieldManager', 'is required for apply patch')] : []
  if (query.force === undefined) return []
  return [
    { reason: 'FieldValueForbidden', field: 'force', message: 'Forbidden: may not be specified for non-apply patch' },
  ]
}

function dryRunErrors(values: readonly string[]): FieldError[] {
  return values.every((value) => value === 'All' || value === '')
    ? []
    : [unsupported('dryRun', JSON.stringify(values), ['All'])]
}

function managerErrors(manager = ''): FieldError[] {
  if (Buffer.byteLength(manager) > mostOfManager)
    return [
      {
        reason: 'FieldValueTooLong',
        field: 'fieldManager',
        message: `Too long: may not be more than ${mostOfManager} bytes`,
      },
    ]
  const at = [...manager].findIndex((character) => /[\p{C}\p{Z}]/u.test(character) && character !== ' ')
  if (at < 0) return []
  const code = (manager.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return [invalidValue('fieldManager', JSON.stringify(manager), `invalid character U+${code} (at position ${at})`)]
}

/** How something is to be deleted. */
export interface DeleteOptions {
  readonly dryRun: boolean
  /** Empty for the default of the kind. */
  readonly policy: '' | 'Background' | 'Foreground' | 'Orphan'
  /** The values that the object must have; empty for any. */
  readonly uid: string
  readonly resourceVersion: string
}

const policies = ['Foreground', 'Background', 'Orphan'] as const
const optionVersions = /^(v1|meta\.k8s\.io\/v1|[a-z0-9.-]+\/v\d+((alpha|beta)\d+)?)$/

/** The options of a delete, from its body or, without one, its query. Throws 400 and 422 for those a real server refuses. */
export function deleteOptions({ body, query }: Pick<ApiRequest, 'body' | 'query'>): DeleteOptions {
  const sent = body === undefined ? fromQuery(query) : fromBody(body)
  const dryRun = texts(sent, 'dryRun')
  const named = text(sent, 'propagationPolicy')
  const policy = policies.find((each) => each === named)
  const errors = dryRunErrors(dryRun)
  if (sent.orphanDependents !== undefined && sent.propagationPolicy !== undefined)
    errors.push(
      invalidValue(
        'propagationPolicy',
        JSON.stringify(named),
        'orphanDependents and deletionPropagation cannot be both set',
      ),
    )
  else if (sent.propagationPolicy !== undefined && policy === undefined)
    errors.push(unsupported('propagationPolicy', JSON.stringify(named), [...policies, 'nil']))
  if (errors.length > 0) throw invalid('meta.k8s.io', 'DeleteOptions', '', errors)
  const { uid, resourceVersion } = object(sent, 'preconditions')
  return {
    dryRun: dryRun.includes('All'),
    policy: policy ?? (sent.orphanDependents === true ? 'Orphan' : ''),
    uid: typeof uid === 'string' ? uid : '',
    resourceVersion: typeof resourceVersion === 'string' ? resourceVersion : '',
  }
}

function fromBody(body: Json): JsonObject {
  if (!isObject(body)) throw badRequest('the options of a delete are no object')
  const [kind, version] = [text(body, 'kind') || 'DeleteOptions', text(body, 'apiVersion') || 'v1']
  if (kind !== 'DeleteOptions' || !optionVersions.test(version))
    throw badRequest(`no kind "${kind}" is registered for version "${version}" in scheme "pkg/runtime/scheme.go:111"`)
  const { gracePeriodSeconds: seconds, dryRun } = body
  if (seconds !== undefined && seconds !== null && typeof seconds !== 'number')
    throw badRequest(
      `json: cannot unmarshal ${typeof seconds} into Go struct field DeleteOptions.gracePeriodSeconds of type int64`,
    )
  if (dryRun !== undefined && !isList(dryRun))
    throw badRequest(
      `json: cannot unmarshal ${typeof dryRun} into Go struct field DeleteOptions.dryRun of type []string`,
    )
  return body
}

function fromQuery(query: ApiRequest['query']): JsonObject {
  const seconds = query.gracePeriodSeconds
  if (seconds !== undefined && !/^[+-]?\d+$/.test(seconds))
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(seconds)}: invalid syntax`)
  const { propagationPolicy, orphanDependents, dryRun } = query
  return {
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
    ...(orphanDependents === undefined
      ? {}
      : { orphanDependents: orphanDependents !== 'false' && orphanDependents !== '0' }),
    ...(dryRun === undefined ? {} : { dryRun: [dryRun] }),
  }
}
