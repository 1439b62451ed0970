import { foreign } from '../words/foreign.ts'

/**
 * The way to a Kubernetes API server. Everything above this interface (list+watch, store, patches, leases, events)
 * is the same for a real cluster over TLS and for the simulator in process.
 */
export interface KubeTransport {
  /** Sends one request and returns the answer whole. Rejects with `KubeUnreachable` when there is no answer. */
  request(request: KubeRequest): Promise<KubeResponse>
  /**
   * Opens a watch. Yields one parsed watch event per line until the server ends the stream, then returns.
   * Rejects with `KubeUnreachable` when the connection breaks and with `KubeError` when the server refuses the watch.
   */
  watch(request: KubeRequest): AsyncIterable<WatchEvent>
}

export interface KubeRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Absolute path, without the query: `/apis/ec2.services.k8s.aws/v1alpha1/vpcs`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** The type of the body; `application/json` when absent. Patches name theirs here. */
  readonly contentType?: PatchType | 'application/json'
  /** The type of the answer; `application/json` when absent. */
  readonly accept?: string
  readonly signal?: AbortSignal | undefined
}

export type PatchType = 'application/json-patch+json' | 'application/merge-patch+json' | 'application/apply-patch+yaml'

export interface KubeResponse {
  readonly status: number
  /** The parsed JSON body; undefined when the server sent none. */
  readonly body: unknown
  /** The server's time of day by the `Date` of its reply, in milliseconds since the Unix epoch; undefined where it gave none. */
  readonly date?: number
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
  readonly object: unknown
}

/** A Kubernetes object as it stands on the wire. Kinds give `spec` and `status` their own types. */
export interface KubeObject<Spec = Record<string, unknown>, Status = Record<string, unknown>> {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  spec?: Spec
  status?: Status | undefined
}

export interface ObjectMeta {
  name: string
  namespace?: string
  uid: string
  resourceVersion: string
  generation?: number
  creationTimestamp?: string
  deletionTimestamp?: string
  finalizers?: string[] | undefined
  annotations?: Record<string, string> | undefined
  labels?: Record<string, string> | undefined
}

/**
 * The API server answered, and refused. `reason` is the machine word of its Status (`NotFound`, `Conflict`, …). Its words
 * are escaped, and at most 1 KiB of them are kept.
 */
export class KubeError extends Error {
  override readonly name = 'KubeError'
  constructor(
    readonly status: number,
    readonly reason: string,
    message: string,
  ) {
    super(foreign(message))
  }
}

/** No answer came: refused, reset, timed out, or cut off. The effect of a write is unknown. */
export class KubeUnreachable extends Error {
  override readonly name = 'KubeUnreachable'
  constructor(message: string, options?: ErrorOptions) {
    super(foreign(message), options)
  }
}
