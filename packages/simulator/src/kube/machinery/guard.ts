import { groupVersion, type Resource, subject, type Target } from '../resource/resource.ts'
import { admit } from '../schema/admit.ts'
import type { Rules } from '../schema/rules.ts'
import { validate } from '../schema/validate.ts'
import type { Store } from '../storage/store.ts'
import { isObject, type Json, type JsonObject, list, object, text, texts } from '../value/json.ts'
import {
  ApiError,
  badRequest,
  conflict,
  type FieldError,
  forbidden,
  invalid,
  invalidValue,
  modified,
  notFound,
  required,
} from '../value/status.ts'
import { isSubdomain, metadataErrors, subdomainRule } from './metadata.ts'

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const labelRule =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
const unchecked: FieldError = {
  reason: 'FieldValueInvalid',
  field: '<nil>',
  message:
    'Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
}
const blocking: readonly FieldError['reason'][] = [
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
  'FieldValueNotSupported',
]

/** How a write is to be done. */
export interface WriteOptions {
  readonly manager: string
  readonly dryRun: boolean
  /** `Strict`, `Warn` or `Ignore`. */
  readonly validation: string
  /** RFC 3339 time of the write. */
  readonly now: string
  /** Receives the warnings for the answer's headers. */
  readonly warn: (message: string) => void
}

/** Everything the API server refuses, in its words. */
export class Guard {
  constructor(
    private readonly store: Store,
    private readonly rules: Rules,
  ) {}

  /** The body of a create or update, as an object of the target's kind in the target's namespace. */
  decode(target: Target, body: Json | undefined): JsonObject {
    const { resource } = target
    const named = isObject(body) && resource.builtin ? withKind(resource, body) : body
    if (!isObject(named) || text(named, 'kind') === '')
      throw badRequest(
        `the object provided is unrecognized (must be of type ${resource.kind}): Object 'Kind' is missing in '${JSON.stringify(body ?? {})}'`,
      )
    this.sameKind(target, named)
    this.sameNamespace(target, named)
    return named
  }

  /** The body of a server-side apply. */
  configuration(target: Target, body: Json | undefined): JsonObject {
    if (!isObject(body)) throw badRequest('error decoding YAML: the configuration is no object')
    if (text(body, 'apiVersion') === '' || text(body, 'kind') === '')
      throw badRequest("error decoding YAML: Object 'Kind' is missing")
    this.sameKind(target, body)
    this.sameNamespace(target, body)
    this.sameName(target, body)
    if (list(body, 'metadata', 'managedFields').length > 0) throw badRequest('metadata.managedFields must be nil')
    return body
  }

  sameName(target: Target, value: JsonObject): void {
    const name = text(value, 'metadata', 'name')
    if (name !== '' && name !== target.name)
      throw badRequest(`the name of the object (${name}) does not match the name on the URL (${target.name})`)
  }

  /** What is applied must be declared: there is no way to say who owns an unknown field. */
  declared(target: Target, config: JsonObject): void {
    const { resource, name } = target
    const unknown: string[] = []
    admit(config, resource.schema, (field) => unknown.push(field))
    if (unknown.length === 0) return
    const about = `${text(config, 'metadata', 'namespace')}/${name}; ${resource.group}/${resource.version}, Kind=${resource.kind}`
    const lines = unknown.map((field) => `.${field}: field not declared in schema`)
    throw new ApiError(500, '', `failed to create typed patch object (${about}): ${typedErrors(lines)}`)
  }

  /** An apply that creates must repeat the name of its URL. */
  named(target: Target, value: JsonObject): void {
    if (text(value, 'metadata', 'name') === '')
      throw badRequest(`the name of the object (${target.name} based on URL) was undeterminable: name must be provided`)
  }

  /** PUT without a resourceVersion is refused where the real server refuses it. */
  versioned(target: Target, value: JsonObject): void {
    const { resource } = target
    if (resource.unconditional || text(value, 'metadata', 'resourceVersion') !== '') return
    throw invalid(resource.group, resource.plural, target.name, [
      invalidValue('metadata.resourceVersion', '0', 'must be specified for an update'),
    ])
  }

  preconditions(target: Target, live: JsonObject, next: JsonObject): void {
    const { resource, name } = target
    const [before, after] = [object(live, 'metadata'), object(next, 'metadata')]
    const version = text(after, 'resourceVersion')
    if (version !== '' && version !== text(before, 'resourceVersion')) throw modified(subject(resource, name))
    const uid = text(after, 'uid')
    if (uid !== '' && uid !== text(before, 'uid')) {
      const error = invalidValue('metadata.uid', JSON.stringify(uid), 'field is immutable')
      throw invalid(resource.group, resource.kind, name, [error])
    }
  }

  /** The preconditions of a delete. */
  deletable(target: Target, live: JsonObject, body: Json | undefined): void {
    const { resource, name } = target
    const about = { group: resource.group, resource: resource.kind, name }
    const [uid, version] = [text(body, 'preconditions', 'uid'), text(body, 'preconditions', 'resourceVersion')]
    const [ownUid, ownVersion] = [text(live, 'metadata', 'uid'), text(live, 'metadata', 'resourceVersion')]
    if (uid !== '' && uid !== ownUid)
      throw conflict(
        about,
        `the UID in the precondition (${uid}) does not match the UID in record (${ownUid}). The object might have been deleted and then recreated`,
      )
    if (version !== '' && version !== ownVersion)
      throw conflict(
        about,
        `the ResourceVersion in the precondition (${version}) does not match the ResourceVersion in record (${ownVersion}). The object might have been modified`,
      )
    if (resource.builtin && resource.plural === 'namespaces' && ['default', 'kube-system'].includes(name))
      throw forbidden(subject(resource, name), 'this namespace may not be deleted')
  }

  /** The namespace of a new object must exist and not be on its way out. */
  namespaceOpen(target: Target, name: string): void {
    const { resource, namespace } = target
    if (!resource.namespaced) return
    const found = this.store.collection('namespaces').get(namespace)
    if (found === undefined) throw notFound({ group: '', resource: 'namespaces', name: namespace })
    if (text(found, 'metadata', 'deletionTimestamp') === '') return
    const message = `namespace ${namespace} is being terminated`
    const causes = [{ reason: 'NamespaceTerminating', message, field: 'metadata.namespace' }]
    throw forbidden(
      subject(resource, name),
      `unable to create new content in namespace ${namespace} because it is being terminated`,
      causes,
    )
  }

  /** What became of fields the schema does not know: an error, a warning or silence. */
  unknown(resource: Resource, fields: readonly string[], options: WriteOptions): void {
    if (fields.length === 0 || options.validation === 'Ignore') return
    const messages = fields.toSorted().map((field) => `unknown field ${JSON.stringify(field)}`)
    if (options.validation !== 'Strict') {
      for (const message of messages) options.warn(message)
      return
    }
    throw badRequest(
      `${resource.kind} in version ${JSON.stringify(resource.version)} cannot be handled as a ${resource.kind}: strict decoding error: ${messages.join(', ')}`,
    )
  }

  /** An apply that leaves null where the schema wants a value is refused; nulls that clients send are dropped before. */
  emptied({ resource, name }: Target, next: JsonObject, live: JsonObject): void {
    if (!resource.custom) return
    const own = { ...next, metadata: live.metadata ?? {} }
    const errors = validate(own, resource.schema, live)
    const emptied = errors.some((error) => error.message.startsWith('Invalid value: "null"'))
    if (emptied) throw invalid(resource.group, resource.kind, name, [...errors, unchecked])
  }

  /** Validates an object against its schema, its rules and what its kind demands. Throws 400 or 422. */
  check(resource: Resource, name: string, next: JsonObject, live: JsonObject | undefined): void {
    const errors = live === undefined ? nameErrors(resource, name) : finalizerErrors(next, live)
    if (next.metadata !== live?.metadata) errors.push(...metadataErrors(next))
    const found = validate(next, resource.schema, live)
    if (resource.builtin) refuseMistyped(resource, found)
    errors.push(...found, ...resource.check(next, live))
    if (resource.custom) {
      const blocked = errors.some((error) => blocking.includes(error.reason))
      errors.push(...(blocked ? [unchecked] : this.rules.check(next, resource.schema, live)))
    }
    if (errors.length > 0) throw invalid(resource.group, resource.kind, name, errors)
  }

  private sameKind(target: Target, body: JsonObject): void {
    const { resource } = target
    const [apiVersion, kind] = [text(body, 'apiVersion'), text(body, 'kind')]
    const wanted = groupVersion(resource)
    if (apiVersion !== '' && apiVersion !== wanted)
      throw badRequest(
        `the API version in the data (${apiVersion}) does not match the expected API version (${wanted})`,
      )
    if (kind !== resource.kind)
      throw badRequest(
        `${resource.kind} in version ${JSON.stringify(resource.version)} cannot be handled as a ${resource.kind}: no kind "${kind}" is registered for version "${wanted}"`,
      )
  }

  private sameNamespace(target: Target, body: JsonObject): void {
    const namespace = text(body, 'metadata', 'namespace')
    if (namespace !== '' && namespace !== target.namespace)
      throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
}

/** Bodies of built-in kinds may leave out what their path says. */
const withKind = (resource: Resource, body: JsonObject): JsonObject => ({
  ...body,
  apiVersion: text(body, 'apiVersion') || groupVersion(resource),
  kind: text(body, 'kind') || resource.kind,
})

const typedErrors = (lines: readonly string[]) =>
  lines.length === 1 ? (lines[0] ?? '') : `errors:\n${lines.map((line) => `  ${line}`).join('\n')}`

function nameErrors(resource: Resource, name: string): FieldError[] {
  if (name === '') return [required('metadata.name', 'name or generateName is required')]
  const isNamespace = resource.builtin && resource.plural === 'namespaces'
  const fine = isNamespace ? label.test(name) && name.length <= 63 : isSubdomain(name)
  return fine ? [] : [invalidValue('metadata.name', JSON.stringify(name), isNamespace ? labelRule : subdomainRule)]
}

function finalizerErrors(next: JsonObject, live: JsonObject): FieldError[] {
  if (text(live, 'metadata', 'deletionTimestamp') === '') return []
  const before = texts(live, 'metadata', 'finalizers')
  const added = texts(next, 'metadata', 'finalizers').filter((each) => !before.includes(each))
  if (added.length === 0) return []
  const shown = added
    .toSorted()
    .map((each) => JSON.stringify(each))
    .join(', ')
  const why = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${shown}}`
  return [{ reason: 'FieldValueForbidden', field: 'metadata.finalizers', message: `Forbidden: ${why}` }]
}

/** A built-in kind is decoded into fixed types, so a value of the wrong type is a bad request, not an invalid object. */
function refuseMistyped(resource: Resource, errors: readonly FieldError[]): void {
  const wrong = errors.find((error) => error.reason === 'FieldValueTypeInvalid')
  if (wrong === undefined) return
  const actual = /"(\w+)"$/.exec(wrong.message)?.[1] ?? 'value'
  const wanted = /of type (\S+):/.exec(wrong.message)?.[1] ?? 'another'
  const word = actual === 'integer' ? 'number' : actual
  const field = wrong.field.split(/[.[]/).slice(0, 2).join('.')
  throw new ApiError(
    400,
    'BadRequest',
    `${resource.kind} in version ${JSON.stringify(resource.version)} cannot be handled as a ${resource.kind}: json: cannot unmarshal ${word} into Go struct field ${resource.kind}.${field} of type ${wanted}`,
  )
}
