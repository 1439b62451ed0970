import { createHash } from 'node:crypto'
import type { KubeObject } from '../kube/transport.ts'
import { canonical } from '../schema/json.ts'
import type { Budget } from './budget.ts'
import { type Attempts, noAttempts } from './doubt.ts'
import type { Stated } from './evidence.ts'
import type { Twin } from './twin.ts'

/**
 * What one process remembers of one object between passes. All of it can be lost at any time: it makes the next pass
 * cheaper or calmer, never more correct.
 */
export interface Memory {
  readonly uid: string
  /** What is known of the AWS object that stood for it last; read and begun by `acquainted`. */
  known?: Acquaintance
  /** Since when the object waits without an id; monotonic milliseconds. */
  waitingSince?: number
  /** Since when the object has been on its way; monotonic milliseconds. */
  movingSince?: number
  /** Status as the last pass left it: the resourceVersion of the object, and the fingerprint of its status. */
  left?: { readonly version: string; readonly status: string }
  verifiedAt?: number
  /** The generation that was last in sync. */
  settledGeneration?: number
  /** When a generation was first seen, and which; milliseconds since the Unix epoch. */
  generation?: { readonly number: number; readonly at: number; applied: boolean }
  outOfSyncSince?: number
  /** The definition stood when the object was being deleted already: its deletion was asked for by itself. */
  definitionStands?: true
  /** Status did not keep the id that was written last: its definition is not the one of this release. */
  unkept?: true
  readonly attempts: Attempts
  /** Canonical text of what AWS last had for the fields that an adoption is to fill. */
  adopting?: string
  /** AWS objects beside the one in status that carry its owner tags; undefined until AWS was listed for them. */
  twins?: readonly Twin[]
  /** Last writes by field. */
  readonly writes: Map<string, Write>
  /** What was last said in an event, so that it is not said again. */
  said?: string
  /** What was last said of a status that could not be written. */
  unwritten?: string
  /** What the object costs the API server. */
  readonly budget: Budget
}

/** What one process knows of one AWS object: nothing of it is true of the next object that takes its place. */
export interface Acquaintance {
  readonly id: string
  /** When it was last seen in AWS, and when it was first missed since; monotonic milliseconds. */
  seenAt?: number
  missedAt?: number
  /** The Kubernetes object has been in sync with it. */
  settled?: true
  /** When AWS was last asked about its id, and its statements since it was last seen; monotonic milliseconds. */
  askedAt?: number
  stated?: Stated
  /** When our own create or delete of it was accepted; monotonic milliseconds. */
  createdAt?: number
  deletedAt?: number
  /** When a delete may be sent again after AWS did not know it, and how long that wait was; monotonic milliseconds. */
  unknownToDelete?: { readonly until: number; readonly wait: number }
}

/** The last write of one field. */
export interface Write {
  /** Canonical text of what was wanted, and of what AWS had before. */
  readonly want: string
  readonly have: string
  /** How often exactly this difference was written. */
  readonly count: number
  /** Monotonic milliseconds. */
  readonly at: number
  /** AWS has matched the spec since. */
  readonly shown?: boolean
}

export function remember(uid: string): Memory {
  return { uid, attempts: noAttempts(), writes: new Map(), budget: { recent: [] } }
}

/** What is known of the AWS object with this id; of another one nothing is kept, its last writes neither. */
export function acquainted(memory: Memory, id: string): Acquaintance {
  if (memory.known?.id === id) return memory.known
  const fresh: Acquaintance = { id }
  memory.known = fresh
  memory.writes.clear()
  return fresh
}

/** A generation waits to be worked on since `now`, milliseconds since the Unix epoch; only the first time counts. */
export function notice(memory: Memory, generation: number, now: number): void {
  if (memory.generation?.number !== generation) memory.generation = { number: generation, at: now, applied: false }
}

/** AWS accepted the generation at `now`: how long (ms) that took, the first time it is asked, undefined after. */
export function accepted(memory: Memory, now: number): number | undefined {
  if (memory.generation === undefined || memory.generation.applied) return undefined
  memory.generation.applied = true
  return now - memory.generation.at
}

/** The same short text for the same JSON value, whatever the order of its members. */
export function fingerprint(value: unknown): string {
  return createHash('sha1').update(canonical(value)).digest('base64')
}

/** A pass has said what it had to say: `object` is how it leaves it in Kubernetes. */
export function leave(memory: Memory, { metadata, status }: KubeObject): void {
  memory.left = { version: metadata.resourceVersion, status: fingerprint(status) }
}

/**
 * Whether status is not what the last pass of this process left: another one, which no longer leads, may have had the last
 * word, or a person. False while no pass has left anything.
 */
export function contradicted({ left }: Memory, { metadata, status }: KubeObject): boolean {
  return left !== undefined && left.version !== metadata.resourceVersion && left.status !== fingerprint(status)
}
