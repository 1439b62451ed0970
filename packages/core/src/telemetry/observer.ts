/**
 * What the engine tells the outside as it works. Core keeps no metrics of its own; `@windlass/metrics` implements this
 * interface with prom-client. Every method returns at once and never throws. Durations are in milliseconds, points in
 * time in milliseconds since the Unix epoch. No argument ever holds a secret.
 */
export interface Observer {
  /** One call to AWS ended, whatever sent it. */
  called(call: CallSeen): void
  /** A call waited for its token bucket. `tokens` is what is left in the bucket afterwards. */
  limited(wait: { service: string; action: string; lane: Lane; ms: number; tokens: number }): void
  /** One read served several objects: `keys` were asked for in `calls` calls (pages), `ms` after the first of them was wanted. */
  batched(batch: { service: string; action: string; keys: number; calls: number; ms: number }): void
  /** A pass over one object ended. */
  passed(pass: PassSeen): void
  /** Objects now waiting in a lane of a kind's queue and workers now busy with it; `why` when it is worth counting. */
  queued(queue: { kind: string; lane: Lane; depth: number; busy: number; why?: 'added' | 'retried' }): void
  /** A worker took a key, which had become due `ms` before. */
  scheduled(start: { kind: string; lane: Lane; key: string; ms: number }): void
  /** The worker is through with a key, whether or not there was a pass over it. */
  freed(end: { kind: string; key: string }): void
  /** One request to the Kubernetes API ended. `code` is 0 when no answer came. */
  kube(request: { verb: string; resource: string; code: number; ms: number }): void
  /**
   * The API server answered over HTTP, in a status. Bodies in bytes; `received` is absent for a watch. `repeated`: the
   * answer refused the credentials, and the request is sent once more with others.
   */
  exchanged(exchange: { method: string; status: number; sent: number; received?: number; repeated: boolean }): void
  /** What is known of an object changed. Sent on every change of state, and once more with `removed` when it goes. */
  object(object: ObjectSeen): void
  /** Something worth counting happened to an object. */
  happened(event: Happening): void
  /** One line for the log. */
  log(line: LogLine): void
}

/** Who is waiting: a user's change, an object on its way, or a check that all is still as it was. */
export type Lane = 'user' | 'transition' | 'verify'
export const lanes: readonly Lane[] = ['user', 'transition', 'verify']

export interface CallSeen {
  readonly service: string
  readonly action: string
  readonly mutating: boolean
  readonly lane: Lane
  readonly ms: number
  /** HTTP status; 0 when no answer came. */
  readonly status: number
  /** AWS's error code and our class for it; absent on success. */
  readonly code?: string | undefined
  readonly errorClass?: string | undefined
  readonly account: string
  readonly region: string
}

export interface PassSeen {
  readonly kind: string
  readonly lane: Lane
  readonly ms: number
  readonly outcome: 'settled' | 'again' | 'blocked' | 'failed' | 'gone'
  readonly errorClass?: string | undefined
  /** The pass ended in an exception nobody expected. */
  readonly panicked?: boolean
}

/** The states of an object that dashboards count. */
export type ObjectState = 'ready' | 'progressing' | 'drifted' | 'blocked' | 'failed' | 'paused' | 'deleting'

export interface ObjectSeen {
  readonly kind: string
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly state: ObjectState
  /** A word from a closed list (the reason of the Ready condition). */
  readonly reason: string
  /** Since when the object has not been in sync; absent while it is. */
  readonly outOfSyncSince?: number | undefined
  /** When AWS was last read for it. */
  readonly verifiedAt?: number | undefined
  /** Where it lives in AWS; absent while that cannot be said. */
  readonly place?: { readonly account: string; readonly region: string }
  /** Its deletion was asked for. */
  readonly deleting?: boolean
  readonly removed?: boolean
}

export type Happening =
  /** A spec generation was first seen, and AWS accepted it `ms` later. */
  | { readonly is: 'applied'; readonly kind: string; readonly ms: number }
  /** A spec generation was first seen, and AWS matched it `ms` later. */
  | { readonly is: 'ready'; readonly kind: string; readonly ms: number }
  /** The object is in sync again after `ms`. */
  | { readonly is: 'recovered'; readonly kind: string; readonly ms: number }
  /** A difference that nobody declared was found, at most `ms` after it arose; without `ms` nobody had looked before. */
  | {
      readonly is: 'drifted'
      readonly kind: string
      readonly field: string
      readonly source: 'sweep' | 'pass'
      readonly ms: number | undefined
    }
  | { readonly is: 'corrected'; readonly kind: string; readonly field: string }
  | { readonly is: 'mutated'; readonly kind: string; readonly verb: string; readonly trigger: 'spec' | 'drift' }
  /** A create whose outcome was unknown was found to have happened. */
  /** How many objects of a kind are not made anew, because so many vanished at once. */
  | { readonly is: 'vanished'; readonly kind: string; readonly missing: number }
  | { readonly is: 'recalled'; readonly kind: string; readonly how: 'token' | 'tag' | 'naturalkey' | 'record' }
  | { readonly is: 'verified'; readonly kind: string; readonly uid: string; readonly at: number }
  /** How many AWS objects of a kind were made too many, and how many are of no Kubernetes object, when AWS was last listed. */
  | { readonly is: 'counted'; readonly kind: string; readonly twins: number; readonly orphans: number }
  /** An AWS object that was made too many was deleted. */
  | { readonly is: 'dismissed'; readonly kind: string }
  /** The sweep could not read an object. */
  | { readonly is: 'missed'; readonly kind: string }
  | { readonly is: 'deleted'; readonly kind: string; readonly ms: number }
  /** An AWS object stays though its Kubernetes object was deleted: by policy, by its namespace against its own wish, or because its definition is being deleted. */
  | { readonly is: 'kept'; readonly kind: string; readonly by: 'policy' | 'namespace' | 'definition' | 'aws' }
  /** How many objects wait for their turn because a mass of them is being deleted. */
  | { readonly is: 'slowed'; readonly waiting: number }
  | { readonly is: 'diverged'; readonly resource: string }
  /** The API server was heard about a resource: a list, an event of its watch or a bookmark. */
  | { readonly is: 'heard'; readonly resource: string; readonly at: number }
  /** The API server does not know a resource, or knows it again. */
  | { readonly is: 'missing'; readonly resource: string; readonly missing: boolean }
  /** Objects live here unless something else is said of them. */
  | { readonly is: 'placed'; readonly account: string; readonly region: string }
  /** Whether AWS takes the credentials in use, and when they expire, where that is known. */
  | { readonly is: 'credentials'; readonly valid: boolean; readonly expires: number | undefined }
  /** The controller of a kind starts: how many workers it has, and how often (ms) it looks at a settled object. */
  | { readonly is: 'started'; readonly kind: string; readonly workers: number; readonly interval: number }
  /** This process waits for the lease of this name, leads, or leads no more. */
  | { readonly is: 'elected'; readonly lease: string; readonly leading: boolean }
  /** The leader had to read the lease of this name again before it could renew it. */
  | { readonly is: 'reread'; readonly lease: string }
  /** The API server at this host and port is the one. */
  | { readonly is: 'connected'; readonly host: string }

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly message: string
  readonly kind?: string
  readonly namespace?: string | undefined
  readonly name?: string
  readonly action?: string
  readonly id?: string
  readonly requestId?: string
  readonly code?: string
  /** Where a defect showed. */
  readonly stack?: string
}

/** Hears everything and does nothing. */
export const silent: Observer = {
  called: () => undefined,
  limited: () => undefined,
  batched: () => undefined,
  passed: () => undefined,
  queued: () => undefined,
  scheduled: () => undefined,
  freed: () => undefined,
  kube: () => undefined,
  exchanged: () => undefined,
  object: () => undefined,
  happened: () => undefined,
  log: () => undefined,
}
