/** One request, as it is sent to both servers. */
export interface Step {
  readonly method: string
  /** With the query. */
  readonly path: string
  /** Text goes out as it is, anything else as JSON. */
  readonly body?: unknown
  readonly type?: string | undefined
  readonly accept?: string | undefined
}

/** Requests that are sent one after the other, in a namespace of their own. */
export interface Sequence {
  /** A sentence; unique, for the differences name it. */
  readonly name: string
  readonly steps: (at: Place) => readonly Step[]
}

/** Where a sequence works. */
export interface Place {
  readonly namespace: string
  readonly widgets: string
  readonly configMaps: string
  readonly secrets: string
}

export const placeOf = (namespace: string): Place => ({
  namespace,
  widgets: `/apis/parity.test/v1/namespaces/${namespace}/widgets`,
  configMaps: `/api/v1/namespaces/${namespace}/configmaps`,
  secrets: `/api/v1/namespaces/${namespace}/secrets`,
})

export const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

export const get = (path: string, accept?: string): Step => ({ method: 'GET', path, accept })
export const post = (path: string, body: unknown, type?: string): Step => ({ method: 'POST', path, body, type })
export const put = (path: string, body: unknown): Step => ({ method: 'PUT', path, body })
export const remove = (path: string, body?: unknown): Step => ({ method: 'DELETE', path, body })
export const merge = (path: string, body: unknown): Step => ({
  method: 'PATCH',
  path,
  body,
  type: 'application/merge-patch+json',
})
export const edit = (path: string, body: unknown): Step => ({
  method: 'PATCH',
  path,
  body,
  type: 'application/json-patch+json',
})
export const apply = (path: string, body: unknown, query = 'fieldManager=one'): Step => ({
  method: 'PATCH',
  path: `${path}?${query}`,
  body,
  type: 'application/apply-patch+yaml',
})

export const widget = (name: string, spec: object = { color: 'red' }, metadata: object = {}) => ({
  apiVersion: 'parity.test/v1',
  kind: 'Widget',
  metadata: { name, ...metadata },
  spec,
})

export const configMap = (name: string, data?: object, metadata: object = {}, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
  ...(data === undefined ? {} : { data }),
  ...more,
})
