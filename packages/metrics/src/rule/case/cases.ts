import { aws } from './aws.ts'
import type { Case } from './case.ts'
import { runtime } from './runtime.ts'
import { sync } from './sync.ts'

/** Cases for every alert: at least one in which it fires, and one in which it does not. */
export const cases: readonly Case[] = [...sync, ...runtime, ...aws]
