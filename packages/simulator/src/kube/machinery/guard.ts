import type { DeleteOptions } from '../http/options.ts'
import { type Resource, subject, type Target } from '../resource/resource.ts'
import type { Rules } from '../schema/rules.ts'
import { validate } from '../schema/validate.ts'
import type { Store } from '../storage/store.ts'
import { type JsonObject, object, text, texts } from '../value/json.ts'
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
import { refusedPatch } from './decode.ts'
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
/** The most bytes that etcd takes in a request. */
const mostStored = 1_572_864
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
  /** What the body says twice, each as a sentence. */
  readonly duplicates: readonly string[]
  /** Whether the body stands for the whole object. */
  readonly replaces?: boolean
  /** The object as a patch left it, for refusals of what the patch brought in. */
  readonly patched?: JsonObject
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
    if (!/^\d*$/.test(version))
      throw new ApiError(500, '', `strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`)
    if (version !== '' && version !== text(before, 'resourceVersion')) throw modified(subject(resource, name))
    const uid = text(after, 'uid')
    if (uid !== '' && uid !== text(before, 'uid')) {
      if (resource.unconditional && version === '') throw otherObject(target, uid, text(before, 'uid'))
      const error = invalidValue('metadata.uid', JSON.stringify(uid), 'field is immutable')
      throw invalid(resource.group, resource.kind, name, [error])
    }
  }

  /** The preconditions of a delete. */
  deletable(target: Target, live: JsonObject, { uid, resourceVersion: version }: DeleteOptions): void {
    const { resource, name } = target
    const about = { group: resource.group, resource: resource.kind, name }
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

  /** What became of fields that the schema does not know or the body names twice: an error, a warning or silence. */
  unknown(resource: Resource, value: JsonObject, fields: readonly string[], options: WriteOptions): void {
    if (fields.length + options.duplicates.length === 0 || options.validation === 'Ignore') return
    const messages = [
      ...options.duplicates,
      ...fields.toSorted().map((field) => `unknown field ${JSON.stringify(field)}`),
    ]
    if (options.validation !== 'Strict') {
      for (const message of messages) options.warn(message)
      return
    }
    const why = `strict decoding error: ${messages.join(', ')}`
    if (options.patched !== undefined) throw refusedPatch(value, why)
    throw badRequest(
      `${resource.kind} in version ${JSON.stringify(resource.version)} cannot be handled as a ${resource.kind}: ${why}`,
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
    if (next.metadata !== live?.metadata) errors.push(...metadataErrors(next, resource.custom))
    const found = validate(next, resource.schema, live)
    if (resource.builtin) refuseMistyped(resource, found)
    errors.push(...found, ...resource.check(next, live))
    if (resource.custom) {
      const blocked = errors.some((error) => blocking.includes(error.reason))
      errors.push(...(blocked ? [unchecked] : this.rules.check(next, resource.schema, live)))
    }
    if (errors.length > 0) throw invalid(resource.group, resource.kind, name, errors)
  }

  /** What is larger than the storage takes. */
  storable(next: JsonObject): void {
    if (Buffer.byteLength(JSON.stringify(next)) > mostStored)
      throw new ApiError(500, '', 'etcdserver: request is too large')
  }
}

function otherObject({ resource, namespace, name }: Target, uid: string, own: string): ApiError {
  const key = [resource.plural, ...(resource.namespaced ? [namespace] : []), name].join('/')
  return conflict(
    subject(resource, name),
    `StorageError: invalid object, Code: 4, Key: /registry/${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${own}`,
  )
}

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
