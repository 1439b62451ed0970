export { relayed } from './campaign/handover.ts'
export { isManifest, type Kit, type Manifest, type Measure, NoExample, subjectOf } from './campaign/kit.ts'
export { type Blow, type Cell, cells, handovers, matrix, nameOf, play, sample } from './campaign/matrix.ts'
export { pairsOf } from './campaign/pair.ts'
export { isolated, type Neighbour, neighbours } from './campaign/poison.ts'
export { restOf } from './campaign/rest.ts'
export { Flawed, rehearse, type Script, script } from './campaign/script.ts'
export {
  attempt,
  BadPlan,
  broken,
  operators,
  type Plan,
  parsePlan,
  planOf,
  planText,
  shrink,
  type Tried,
} from './campaign/swarm.ts'
export { walkName } from './campaign/walk.ts'
export type { Breach } from './invariant/invariants.ts'
export { canary } from './invariant/secret.ts'
export { sometimes } from './invariant/sometimes.ts'
export type { Act } from './run/act.ts'
export type { Moment, RunResult } from './run/contract.ts'
export { NeverSettles, prepare } from './run/fixtures.ts'
export { run } from './run/run.ts'
export { Scene } from './run/scene.ts'
export type { Line } from './run/trace.ts'
export { type Fact, type Facts, type Look, type Shown, type Truth, truth } from './truth/truth.ts'
export { truths } from './truth/truths.ts'
