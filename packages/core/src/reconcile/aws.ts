import type { Caller } from '../aws/caller.ts'
import type { ReadResult, Word } from '../aws/read/batch.ts'
import type { Reader } from '../aws/read/reader.ts'
import type { Scope } from '../aws/scope.ts'
import type { Kind } from '../kind/kind.ts'
import type { Read } from '../kind/reply/read.ts'
import type { Call } from '../kind/step.ts'
import type { KubeObject } from '../kube/transport.ts'
import type { Item } from '../schema/json.ts'
import type { Lane } from '../telemetry/observer.ts'

/** The only way to AWS in a pass: bound once to service, place, lane, namespace and the end of the pass. */
export interface Aws {
  /** What AWS has by `key`, by a call that is shared with others and starts after this one. */
  read(read: Read, key: string): Promise<ReadResult>
  /** AWS's word on one id of the kind. */
  inquire(id: string): Promise<Word>
  /** Makes one call for the object, and answers the reply. */
  send(call: Call): Promise<Item>
}

/** What the calls of one pass are bound to. */
interface Bound {
  readonly tools: { readonly kind: Kind; readonly reader: Reader; readonly caller: Caller }
  readonly scope: Scope
  readonly lane: Lane
  readonly signal: AbortSignal
  readonly object: KubeObject
}

/** Binds the calls of one pass. Rejections are those of `Reader` and `Caller`. */
export function awsOf(pass: Bound): Aws {
  const { tools, scope, lane, signal } = pass
  const { kind, reader, caller } = tools
  const { namespace } = pass.object.metadata
  const ask = { read: kind.idRead, idMember: kind.id.member }
  return {
    read: (read, key) => reader.read(kind.service, scope, read, key, lane, signal),
    inquire: (id) => reader.inquire(kind.service, scope, { ...ask, id }, lane, signal),
    send: (call) => caller.call(kind.service, scope, call, lane, signal, namespace),
  }
}
