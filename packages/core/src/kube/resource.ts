/** What the API server calls a kind: enough to build every path. The core group has the empty string as its group. */
export interface Resource {
  readonly group: string
  readonly version: string
  /** Lower-case plural, as in the URL: `vpcs`. */
  readonly plural: string
  readonly kind: string
  readonly namespaced: boolean
}

/** Where one object is. `namespace` is ignored for resources that are not namespaced. */
export interface ObjectPath {
  readonly name: string
  readonly namespace?: string | undefined
  readonly subresource?: 'status'
}

/** A namespace or a name that no URL path can carry. It is refused before anything is sent. */
export class KubePathError extends Error {
  override readonly name = 'KubePathError'
  readonly code = 'InvalidName'
}

/** `group/version`, or `version` alone for the core group: the `apiVersion` of the resource's objects. */
export function apiVersion(resource: Pick<Resource, 'group' | 'version'>): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`
}

/** The path to list, watch or create. Without a namespace it spans all of them. Throws `KubePathError`. */
export function collectionPath(resource: Resource, namespace?: string): string {
  const root = resource.group === '' ? '/api' : `/apis/${segment(resource.group, 'group')}`
  const scope = resource.namespaced && namespace ? `/namespaces/${segment(namespace, 'namespace')}` : ''
  return `${root}/${segment(resource.version, 'version')}${scope}/${segment(resource.plural, 'plural')}`
}

/**
 * The path of one object or of its subresource. Names are encoded, so a name taken from a user's manifest can never
 * reach another object. Throws `KubePathError` for an empty name, for `.` and `..`, and when a namespaced resource
 * comes without its namespace.
 */
export function objectPath(resource: Resource, at: ObjectPath): string {
  if (resource.namespaced && !at.namespace) {
    throw new KubePathError(`${resource.kind} "${at.name}" lives in a namespace, and none was given.`)
  }
  const subresource = at.subresource ? `/${at.subresource}` : ''
  return `${collectionPath(resource, at.namespace)}/${segment(at.name, 'name')}${subresource}`
}

/** The key of an object in a store and in a queue: `namespace/name`, or `name` alone where there is no namespace. */
export function objectKey(at: { readonly namespace?: string; readonly name: string }): string {
  return at.namespace ? `${at.namespace}/${at.name}` : at.name
}

function segment(text: string, what: string): string {
  // URL parsers resolve these two even after percent-encoding, so they must not be sent at all.
  if (text === '' || text === '.' || text === '..') {
    throw new KubePathError(`"${text}" cannot be the ${what} of a Kubernetes object.`)
  }
  return encodeURIComponent(text)
}
