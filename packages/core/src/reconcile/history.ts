import type { Kind } from '../kind/kind.ts'
import type { Stated } from './absence/evidence.ts'

/** What one process knows of one AWS object: nothing of it is true of the next object that takes its place. */
export interface AwsHistory {
  readonly id: string
  /** When it was last seen in AWS, and when it was first missed since; monotonic milliseconds. */
  seenAt?: number
  missedAt?: number | undefined
  /** The Kubernetes object has been in sync with it. */
  settled?: true
  /** When AWS was last asked about its id, and its statements since it was last seen; monotonic milliseconds. */
  askedAt?: number
  stated?: Stated | undefined
  /** When our own create or delete of it was accepted; monotonic milliseconds. */
  createdAt?: number
  deletedAt?: number
  /** When a delete may be sent again after AWS did not know it, and how long that wait was; monotonic milliseconds. */
  unknownToDelete?: { readonly until: number; readonly wait: number }
}

/** The part of a memory that is about the AWS object. */
interface Remembered {
  history?: AwsHistory
  readonly writes: Map<string, unknown>
}

/** What is known of the AWS object with this id; of another one nothing is kept, its last writes neither. */
export function historyOf(memory: Remembered, id: string): AwsHistory {
  if (memory.history?.id === id) return memory.history
  const fresh: AwsHistory = { id }
  memory.history = fresh
  memory.writes.clear()
  return fresh
}

/** A memory, and the kind it is of. */
interface Beginning {
  readonly memory: Remembered
  readonly tools: { readonly kind: Pick<Kind, 'stable'> }
}

/** What is known of an AWS object that a create of ours has made: what had the same id before was another one. */
export function begun({ memory, tools: { kind } }: Beginning, id: string): AwsHistory {
  if (kind.stable) delete memory.history
  return historyOf(memory, id)
}
