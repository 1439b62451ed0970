import type { Scene } from '../hour.ts'
import { refusals } from './aws.ts'
import { identities } from './credential.ts'
import { others } from './drift.ts'
import { growth } from './growth.ts'
import { masses } from './mass.ts'
import { processes } from './process.ts'
import { surpluses } from './surplus.ts'
import { silences } from './watch.ts'

const recovered: Scene = {
  name: 'everything is well again',
  alerts: [],
  play: (site) => site.rest(75),
}

/** The whole of it, in the order in which it is played. */
export const scenes: readonly Scene[] = [
  ...growth,
  ...refusals,
  ...identities,
  ...surpluses,
  ...others,
  ...processes,
  ...silences,
  ...masses,
  recovered,
]
