import type { ReadResult, Word } from '../aws/read/batch.ts'
import type { Read } from '../kind/reply/read.ts'
import type { Call } from '../kind/step.ts'
import type { Item } from '../schema/json.ts'
import type { Pass } from './pass.ts'

/** The only way to AWS in a pass: bound once to service, place, lane, namespace and the end of the pass. */
export interface Aws {
  /** What AWS has by `key`, by a call that is shared with others and starts after this one. */
  read(read: Read, key: string): Promise<ReadResult>
  /** AWS's word on one id of the kind. */
  inquire(id: string): Promise<Word>
  /** Makes one call for the object, and answers the reply. */
  send(call: Call): Promise<Item>
}

/** Binds the calls of one pass. Rejections are those of `Reader` and `Caller`. */
export function awsOf(pass: Pick<Pass, 'tools' | 'scope' | 'lane' | 'signal' | 'object'>): Aws {
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
