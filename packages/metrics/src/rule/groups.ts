import { aws } from './aws.ts'
import { recording } from './record.ts'
import type { Group } from './rule.ts'
import { runtime } from './runtime.ts'
import { sync } from './sync.ts'

/** Every rule, in the groups that Prometheus evaluates together. */
export const groups: readonly Group[] = [recording, sync, runtime, aws]
