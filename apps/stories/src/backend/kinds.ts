import type { Kind } from '@windlass/core'
import { kinds as ec2 } from '@windlass/ec2'
import { kinds as efs } from '@windlass/efs'

/** Every kind of both controllers. */
export const allKinds: readonly Kind[] = [...ec2, ...efs]

/** The kind of this name. Throws `RangeError` when there is none. */
export function kindOf(name: string): Kind {
  const found = allKinds.find((kind) => kind.name === name)
  if (found === undefined) throw new RangeError(`There is no kind ${name}.`)
  return found
}
