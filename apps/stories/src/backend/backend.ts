import type { Item } from '@windlass/core'
import type { KubeObject } from '@windlass/core/kube'
import type { AwsWorld } from '@windlass/simulator'

/** What must stay as it is while nothing is to be done. */
export interface Writes {
  /** Calls that change AWS, refused ones included. */
  readonly aws: number
  /** A text that differs after any write to the cluster. */
  readonly kube: string
}

/**
 * Where a story plays: a cluster with the kinds installed, an AWS, and the controllers between them. Seconds are those of
 * the story; a backend in real time plays long times faster, and none of its waits is shorter than a controller needs.
 */
export interface Backend {
  /** The AWS of the story: its tables are the ground truth, and it takes control commands. */
  readonly aws: AwsWorld
  /** As `kubectl apply --server-side` does. Everything goes to the namespace `default`. */
  apply(yaml: string): Promise<void>
  /** Changes an object by a merge patch. Rejects with the API server's own words. */
  edit(kind: string, name: string, patch: Item): Promise<void>
  delete(kind: string, name: string): Promise<void>
  /** The object as it stands; undefined when there is none. */
  get(kind: string, name: string): Promise<KubeObject | undefined>
  list(kind: string): Promise<readonly KubeObject[]>
  /** Notes of the Events with this reason. */
  events(reason: string): Promise<readonly string[]>
  /** Plays until the goal holds, and answers the seconds it took; rejects when it takes more than `seconds` (600 unless given). */
  until(goal: () => Promise<boolean> | boolean, seconds?: number): Promise<number>
  /** Plays on for so long. */
  rest(seconds: number): Promise<void>
  /** Called after every call to AWS, for what must hold at every moment. */
  afterEveryCall(look: () => void): void
  /** Whether AWS accepts the credentials of the controllers. */
  credentials(good: boolean): Promise<void>
  /** Nobody reaches the API server for so long; resolves when it is back. */
  apiServerAway(seconds: number): Promise<void>
  /** Ends the controllers as a crash does. */
  kill(): Promise<void>
  /** Starts the controllers; resolves when they are at work. */
  start(): Promise<void>
  writes(): Promise<Writes>
}

/** A story, told once and played in every backend. */
export interface Story {
  /** A sentence. */
  readonly name: string
  /** Played on virtual time only: one of many variations. */
  readonly virtual?: boolean
  play(backend: Backend): Promise<void>
}
