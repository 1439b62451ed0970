import { groupVersion, type Resource, type Target } from '../resource/resource.ts'
import { canonical, isList, isObject, type Json, type JsonObject, list, text } from '../value/json.ts'
import { ApiError, badRequest, invalid, invalidValue } from '../value/status.ts'
import { typeErrors } from './typed.ts'

/** The body of a create or update, as an object of the target's kind in the target's namespace. */
export function decode(target: Target, body: Json | undefined): JsonObject {
  const { resource } = target
  const named = isObject(body) && resource.builtin ? withKind(resource, body) : body
  if (isObject(named) && resource.custom) checkMetadata(resource, named)
  if (!isObject(named) || text(named, 'kind') === '')
    throw badRequest(
      `the object provided is unrecognized (must be of type ${resource.kind}): Object 'Kind' is missing in '${JSON.stringify(body ?? {})}'`,
    )
  sameKind(target, named)
  sameNamespace(target, named)
  return named
}

/** The body of a server-side apply. */
export function configuration(target: Target, body: Json | undefined): JsonObject {
  if (!isObject(body)) throw badRequest('error decoding YAML: the configuration is no object')
  if (text(body, 'apiVersion') === '' || text(body, 'kind') === '')
    throw badRequest("error decoding YAML: Object 'Kind' is missing")
  sameKind(target, body)
  sameNamespace(target, body)
  sameName(target, body)
  if (list(body, 'metadata', 'managedFields').length > 0) throw badRequest('metadata.managedFields must be nil')
  return body
}

/** The members of a custom object's metadata are decoded into fixed types. */
function checkMetadata(resource: Resource, value: JsonObject): void {
  const metadata = value.metadata ?? null
  const wanted: Readonly<Record<string, string>> = { labels: 'map[string]string', annotations: 'map[string]string' }
  for (const [name, member] of Object.entries(isObject(metadata) ? metadata : {})) {
    const word = ['name', 'namespace', 'generateName', 'uid', 'resourceVersion'].includes(name)
    const fits = word ? typeof member === 'string' : wanted[name] === undefined || isObject(member)
    if (fits || member === null) continue
    const actual = typeof member === 'boolean' ? 'bool' : isList(member) ? 'array' : typeof member
    throw badRequest(
      `${resource.kind} in version ${JSON.stringify(resource.version)} cannot be handled as a ${resource.kind}: json: cannot unmarshal ${actual} into Go struct field ObjectMeta.${name} of type ${wanted[name] ?? 'string'}`,
    )
  }
}

export function sameName(target: Target, value: JsonObject): void {
  const name = text(value, 'metadata', 'name')
  if (name !== '' && name !== target.name)
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${target.name})`)
}

/** What is applied must have the types and keys of the schema. */
export function checkTypes(target: Target, config: JsonObject): void {
  const { resource, name } = target
  const lines = typeErrors(config, resource.schema)
  if (lines.length === 0) return
  const about = `${text(config, 'metadata', 'namespace')}/${name}; ${resource.group}/${resource.version}, Kind=${resource.kind}`
  throw new ApiError(500, '', `failed to create typed patch object (${about}): ${typedErrors(lines)}`)
}

/** What a patch may not make of an object. */
export function checkPatched(target: Target, live: JsonObject, next: JsonObject): void {
  const { resource, name } = target
  checkNamed(target, next)
  sameName(target, next)
  const [apiVersion, kind] = [text(next, 'apiVersion'), text(next, 'kind')]
  if (apiVersion !== groupVersion(resource) || kind !== resource.kind) {
    if (resource.builtin)
      throw refusedPatch(next, `converting (${apiVersion}.${kind}) to (core.${resource.kind}): unknown conversion`)
    throw otherKind(resource, name, apiVersion, kind)
  }
  sameNamespace(target, next)
  const ending = text(next, 'metadata', 'deletionTimestamp')
  if (ending !== '' && ending !== text(live, 'metadata', 'deletionTimestamp'))
    throw invalid(resource.group, resource.kind, name, [
      invalidValue('metadata.deletionTimestamp', JSON.stringify(ending), 'field is immutable'),
    ])
}

function otherKind(resource: Resource, name: string, apiVersion: string, kind: string): ApiError {
  const [group = ''] = apiVersion.split('/')
  const errors = [
    ...(kind === resource.kind ? [] : [invalidValue('kind', JSON.stringify(kind), `must be ${resource.kind}`)]),
    ...(apiVersion === groupVersion(resource)
      ? []
      : [invalidValue('apiVersion', JSON.stringify(apiVersion), `must be ${groupVersion(resource)}`)]),
  ]
  return invalid(group, kind, name, errors)
}

/** An apply that creates must repeat the name of its URL. */
export function checkNamed(target: Target, value: JsonObject): void {
  if (text(value, 'metadata', 'name') === '')
    throw badRequest(`the name of the object (${target.name} based on URL) was undeterminable: name must be provided`)
}

function sameKind(target: Target, body: JsonObject): void {
  const { resource } = target
  const [apiVersion, kind] = [text(body, 'apiVersion'), text(body, 'kind')]
  const wanted = groupVersion(resource)
  if (apiVersion !== wanted)
    throw badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${wanted})`)
  if (kind !== resource.kind && resource.custom)
    throw otherKind(resource, text(body, 'metadata', 'name'), apiVersion, kind)
  if (kind !== resource.kind)
    throw badRequest(
      `${resource.kind} in version ${JSON.stringify(resource.version)} cannot be handled as a ${resource.kind}: no kind "${kind}" is registered for version "${wanted}"`,
    )
}

function sameNamespace(target: Target, body: JsonObject): void {
  const namespace = text(body, 'metadata', 'namespace')
  if (namespace !== '' && namespace !== target.namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
}
/** Bodies of built-in kinds may leave out what their path says. */
const withKind = (resource: Resource, body: JsonObject): JsonObject => ({
  ...body,
  apiVersion: text(body, 'apiVersion') || groupVersion(resource),
  kind: text(body, 'kind') || resource.kind,
})

/** 422 for what a patch made of an object. */
export const refusedPatch = (value: JsonObject, why: string) =>
  invalid('', '', '', [invalidValue('patch', JSON.stringify(canonical(value)), why)])
const typedErrors = (lines: readonly string[]) =>
  lines.length === 1 ? (lines[0] ?? '') : `errors:\n${lines.map((line) => `  ${line}`).join('\n')}`
