import type { Sequence } from '../request.ts'
import { applies } from './apply.ts'
import { builtins } from './builtin.ts'
import { kinds } from './definition.ts'
import { reads } from './list.ts'
import { rules } from './rule.ts'
import { writes } from './write.ts'

/** Everything that is sent to both servers. */
export const sequences: readonly Sequence[] = [...writes, ...applies, ...reads, ...rules, ...builtins, ...kinds]
