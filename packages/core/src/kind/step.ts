import type { Item } from '../schema/json.ts'
import type { Input, Operation } from '../schema/shape.ts'

/** One call to AWS, decided but not made. */
export interface Call {
  readonly operation: Operation
  readonly input: Item
}

/** Something of somebody else that an object takes the place of. */
export interface Displaced {
  /** What it was displaced from: the id of a VPC. */
  readonly from: string
  /** Its id. */
  readonly what: string
}

/** Names an operation and its input; the compiler checks the one against the other. */
export function call<C extends Operation>(operation: C, input: Input<C>): Call {
  return { operation, input }
}

/**
 * One change to AWS, decided but not made. Steps of a plan run in order of `effect`: whatever adds or replaces comes
 * before whatever removes, so that a change never opens a gap. When an addition of a facet is refused, the removals of
 * the same facet are left for a later pass.
 */
export interface Step extends Call {
  /** What the step does, for people, in the imperative: `replace the target of 0.0.0.0/0 by nat-1`. */
  readonly say: string
  readonly effect: 'add' | 'replace' | 'remove'
  /** Error codes that mean the step had been taken already, `InvalidPermission.Duplicate` for an added rule. */
  readonly done?: readonly string[] | undefined
  /** Taken again it would make another one: while AWS does not show the first, that is waited for minutes, not seconds. */
  readonly anew?: true | undefined
  /** Only makes sense after the steps of its facet before it: left for a later pass when one of them was refused. */
  readonly follows?: true
  /** AWS works on the object after this step and refuses others meanwhile: those that are left wait for a later pass. */
  readonly occupies?: true | undefined
  /**
   * May go out in one call with the other steps of the pass that say so and use the same operation: the members of their
   * inputs are put together, lists one after the other, objects member by member. When AWS refuses them together, each is tried alone.
   */
  readonly joint?: true | undefined
  /** AWS takes several of these in one call, their inputs put together like those of joint steps. */
  readonly many?: true | undefined
  /** What the step takes the place of, which goes on record before the step is taken: it may have to be put back. */
  readonly displaces?: Displaced | undefined
  /** The step that is taken instead when AWS does not know what this one names. */
  readonly otherwise?: Step | undefined
  /** What a person should know once the step is taken: an Event warns of it. */
  readonly warning?: string | undefined
  /**
   * The same change in smaller steps, of the same effect. They are taken when AWS refuses the step as a whole, so that
   * one bad part does not take the others down.
   */
  readonly parts?: readonly Step[]
}
