import { beliefs } from './mistake/belief.ts'
import { border } from './mistake/border.ts'
import { boundary } from './mistake/boundary.ts'
import { campaign } from './mistake/campaign.ts'
import { change } from './mistake/change.ts'
import { evidences } from './mistake/evidence.ts'
import { identity } from './mistake/identity.ts'
import { facts } from './mistake/kind.ts'
import { ownership } from './mistake/owner.ts'
import { removal } from './mistake/removal.ts'
import { spec } from './mistake/spec.ts'
import { sync } from './mistake/sync.ts'
import { twins } from './mistake/twin.ts'
import type { Mutant } from './mutant.ts'

/** Every known mistake. */
export const mutants: readonly Mutant[] = [
  ...identity,
  ...evidences,
  ...removal,
  ...beliefs,
  ...change,
  ...spec,
  ...sync,
  ...campaign,
  ...twins,
  ...boundary,
  ...border,
  ...ownership,
  ...facts,
]
