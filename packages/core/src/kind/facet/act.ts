import type { Input, Operation } from '../../schema/shape.ts'
import type { Call } from '../step.ts'

/** The member that names the object in requests about it, by what a pass knows of the object. */
type IdOf<Seen> = '$id' extends keyof Seen ? Extract<Seen['$id'], string> : never

/** A request that need not name the object. */
type Given<C extends Operation, Id extends string> = Omit<Input<C>, Id> & Partial<Pick<Input<C>, Id & keyof Input<C>>>

/**
 * A call that a facet may make: the operation, so that it is known before there is anything to call it with, and its input
 * for what is at hand then: `[DeleteRouteCommand, ({ key }) => ({ DestinationCidrBlock: key })]`. The id of the object goes
 * into the request member of its name, where the input does not say otherwise.
 */
export type Pair<C extends Operation, A extends readonly unknown[]> = readonly [
  operation: C,
  input: (...of: A) => Given<C, A extends readonly [...unknown[], infer Seen] ? IdOf<Seen> : never>,
]

/** The call of a pair. */
export function made<C extends Operation, A extends readonly unknown[]>(
  [operation, input]: Pair<C, A>,
  ...of: A
): Call {
  return { operation, input: input(...of) }
}
