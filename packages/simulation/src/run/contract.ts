import type { Random } from '@windlass/core/time'
import type { Subject } from '../campaign/kit.ts'
import type { Breach, Invariants } from '../invariant/invariants.ts'
import type { Call, Director, Fault } from './network.ts'
import type { Processes } from './processes.ts'
import type { Facts, Fixtures, Scenario } from './scenario.ts'
import type { Scene } from './scene.ts'
import type { Line } from './trace.ts'

/** When something befalls a process at a call: before it, after its effect, after its reply. */
export type Moment = 'before' | 'after' | 'reply'
export const moments: readonly Moment[] = ['before', 'after', 'reply']

/** Something that goes wrong in a run. It says for itself whether it did. */
export interface Trouble {
  /** `P2`: its id in docs/reliability.md. */
  readonly id: string
  /** How often it has struck. */
  fired: number
  /** Whether it must have struck for the run to count. */
  readonly certain: boolean
  /** Sets it up, before anything happens. */
  arm?(controls: Controls): void
  meets?(call: Call): readonly Fault[]
  watched?: Director['watched']
  /** Milliseconds that events of watches come late. */
  lag?(): number
  /** Takes it back: from now on nothing goes wrong. */
  calm?(controls: Controls): void
  /** Whether something that it began is still to be brought to its end, by people. */
  busy?(): boolean
  /** Once it has struck: whether all has come about, where that is not what the scenario says. */
  done?(controls: Controls): boolean
  /** Once all is at rest: notes what it asks for by itself. */
  judge?(controls: Controls): void
}

/** What a trouble can reach. */
export interface Controls {
  readonly scene: Scene
  readonly subject: Subject
  readonly processes: Processes
  readonly invariants: Invariants
  readonly random: Random
  readonly facts: Facts
  /** Whether the deed of the scenario has been done. */
  begun(): boolean
  note(who: string, what: string): void
}

export interface RunOptions {
  readonly subject: Subject
  readonly fixtures: Fixtures
  readonly scenario: Scenario
  readonly seed: number
  readonly troubles: readonly Trouble[]
  /** Controller processes at a time. */
  readonly processes: number
  /** The longest a call takes one way, in milliseconds; each takes a part of it by chance. */
  readonly latency: number
  /** What the same scenario came to without trouble. */
  readonly reference?: Reference
  /** Whether the outcome must be exactly that of the reference. */
  readonly exact: boolean
  /** Whether AWS shows what is not so any more: honesty is asked for at rest only. */
  readonly lags?: boolean
  /** How many times as fast as the world's the clocks of processes run at most: they try again as much more often. */
  readonly pace?: number
  /** Whether people change more than the scenario says. */
  readonly edited?: boolean
  /** Whether people have a duplicate deleted that they are told of: nothing on record can explain it. */
  readonly advised?: boolean
  /** Whether the processes choose a leader; false makes each take itself for the only one. */
  readonly elect?: boolean
  /** The longest that it may take until it has come about, and the promise that says so. */
  readonly within?: Within
  /** The name of an object that never can come about: how the others do is what counts. */
  readonly poisoned?: string
  /** How long (virtual ms) the worlds are watched at rest. */
  readonly watch?: number
}

/** A bound, in virtual milliseconds from the deed on. */
export interface Within {
  readonly oracle: string
  readonly ms: number
}

/** A call, and when it was made. */
export interface Made extends Call {
  /** Virtual milliseconds since the run began. */
  readonly at: number
}

/** What a run without trouble came to. */
export interface Reference {
  readonly calls: readonly Made[]
  readonly digest: readonly string[]
  readonly made: ReadonlyMap<string, number>
  readonly mutations: ReadonlyMap<string, number>
  /** Virtual milliseconds from the deed until it had come about. */
  readonly took: number
}

export interface RunResult {
  readonly breaches: readonly Breach[]
  readonly lines: readonly Line[]
  readonly hash: string
  /** The calls until it had come about. */
  readonly calls: readonly Made[]
  /** Virtual milliseconds. */
  readonly ms: number
  readonly digest: readonly string[]
  readonly made: ReadonlyMap<string, number>
  readonly mutations: ReadonlyMap<string, number>
  /** Virtual milliseconds from the deed until it had come about; until the run gave up when it never did. */
  readonly took: number
  /** How often what `sometimes` names was seen. */
  readonly seen: ReadonlyMap<string, number>
}
