import type { KubeRequest, KubeResponse, KubeTransport, WatchEvent } from '@windlass/core/kube'
import { ClusterWorld, type ClusterWorldOptions } from '../src/kube/world.ts'
import { VirtualClock } from '../src/time/virtual.ts'

/** A definition with one of everything that schemas can say, for the tests of the Kubernetes half. */
export const anchorDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'anchors.harbour.test' },
  spec: {
    group: 'harbour.test',
    scope: 'Namespaced',
    names: { plural: 'anchors', kind: 'Anchor', shortNames: ['an'], categories: ['all'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        additionalPrinterColumns: [
          { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
          { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
        ],
        schema: { openAPIV3Schema: rootSchema() },
      },
    ],
  },
}

function rootSchema() {
  const word = { type: 'string' }
  const frozen = {
    ...word,
    'x-kubernetes-validations': [
      { rule: 'self == oldSelf', messageExpression: '"immutable, was " + oldSelf', reason: 'FieldValueForbidden' },
    ],
  }
  const element = { type: 'object', required: ['key'], properties: { key: word, value: { ...word, default: 'none' } } }
  const condition = { type: 'object', required: ['type', 'status'], properties: { type: word, status: word } }
  const spec = {
    type: 'object',
    required: ['chain'],
    'x-kubernetes-validations': [
      { rule: '!has(self.depth) || self.depth <= 100 || has(self.mode)', message: 'deep anchors need a mode' },
    ],
    properties: {
      chain: { type: 'array', minItems: 1, maxItems: 3, items: { ...word, pattern: '^[a-z]+$', maxLength: 5 } },
      depth: { type: 'integer', minimum: 1 },
      mode: { ...word, enum: ['drag', 'hold'] },
      held: { type: 'boolean', default: true },
      frozen,
      when: { ...word, format: 'date-time' },
      port: { 'x-kubernetes-int-or-string': true },
      free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      marks: { type: 'object', additionalProperties: word },
      tags: { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['key'], items: element },
      zones: { type: 'array', 'x-kubernetes-list-type': 'set', items: word },
    },
  }
  const conditions = {
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['type'],
    items: condition,
  }
  return { type: 'object', properties: { spec, status: { type: 'object', properties: { id: word, conditions } } } }
}

export const anchors = '/apis/harbour.test/v1/namespaces/default/anchors'

export const anchor = (name: string, spec: object = { chain: ['iron'] }, metadata: object = {}) => ({
  apiVersion: 'harbour.test/v1',
  kind: 'Anchor',
  metadata: { name, ...metadata },
  spec,
})

export interface Harbour {
  readonly clock: VirtualClock
  readonly world: ClusterWorld
  readonly transport: KubeTransport
  send(method: KubeRequest['method'], path: string, body?: unknown, more?: Partial<KubeRequest>): Promise<KubeResponse>
  /** The object after the request; fails unless the answer is 2xx. */
  ok(method: KubeRequest['method'], path: string, body?: unknown, more?: Partial<KubeRequest>): Promise<Seen>
  /** Reads a watch in the background into the returned list. */
  watch(path: string, query?: Record<string, string>): Watched
}

export interface Watched {
  readonly events: WatchEvent[]
  readonly state: { ended: boolean; error: unknown }
  readonly stop: () => void
}

/** An object, as loosely as a test looks at it. */
export interface Seen {
  readonly metadata: {
    readonly resourceVersion: string
    readonly uid: string
    readonly generation: number
    readonly continue?: string
    readonly deletionTimestamp?: string
    readonly managedFields?: readonly {
      readonly manager: string
      readonly operation: string
      readonly fieldsV1: object
      readonly subresource?: string
    }[]
  } & Record<string, unknown>
  readonly spec?: Record<string, unknown>
  readonly status?: Record<string, unknown>
  readonly items?: readonly Seen[]
}

/** A cluster under virtual time that serves anchors. */
export async function harbour(options: ClusterWorldOptions = {}): Promise<Harbour> {
  const clock = new VirtualClock()
  const world = new ClusterWorld({ clock, ...options })
  const transport = world.transport('tester')
  const send: Harbour['send'] = (method, path, body, more) => transport.request({ method, path, body, ...more })
  const ok: Harbour['ok'] = async (method, path, body, more) => {
    const answer = await send(method, path, body, more)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
    return answer.body as Seen
  }
  await ok('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', anchorDefinition)
  return { clock, world, transport, send, ok, watch: (path, query) => watched(transport, path, query) }
}

function watched(transport: KubeTransport, path: string, query: Record<string, string> = {}): Watched {
  const aborting = new AbortController()
  const events: WatchEvent[] = []
  const state: Watched['state'] = { ended: false, error: undefined }
  const read = async () => {
    try {
      for await (const event of transport.watch({ method: 'GET', path, query, signal: aborting.signal }))
        events.push(event)
    } catch (error) {
      state.error = error
    }
    state.ended = true
  }
  void read()
  return { events, state, stop: () => aborting.abort() }
}

export const merge = { contentType: 'application/merge-patch+json' } as const
export const json = { contentType: 'application/json-patch+json' } as const
export const applied = (fieldManager: string, query: Record<string, string> = {}) =>
  ({ contentType: 'application/apply-patch+yaml', query: { fieldManager, ...query } }) as const
