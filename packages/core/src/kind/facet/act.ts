import type { Input, Operation } from '../../schema/shape.ts'
import type { Call } from '../step.ts'

/**
 * A call that a facet may make: the operation, so that it is known before there is anything to call it with, and its input
 * for what is at hand then: `[DeleteRouteCommand, ({ key }, { id }) => ({ RouteTableId: id, DestinationCidrBlock: key })]`.
 */
export type Pair<C extends Operation, A extends readonly unknown[]> = readonly [
  operation: C,
  input: (...of: A) => Input<C>,
]

/** The call of a pair. */
export function made<C extends Operation, A extends readonly unknown[]>(
  [operation, input]: Pair<C, A>,
  ...of: A
): Call {
  return { operation, input: input(...of) }
}
