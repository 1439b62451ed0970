import type { Scene } from '../hour.ts'
import { refusals } from './aws.ts'
import { others } from './drift.ts'
import { growth } from './growth.ts'
import { processes } from './process.ts'

/** The whole of it, in the order in which it is played. */
export const scenes: readonly Scene[] = [...growth, ...refusals, ...others, ...processes]
