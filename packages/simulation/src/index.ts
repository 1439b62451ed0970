export type { Act } from './act.ts'
export { relayed } from './handover.ts'
export { castOf, isManifest, type Kit, type Manifest, type Measure, NoExample } from './kit.ts'
export type { Breach } from './ledger.ts'
export { type Blow, type Cell, cells, handovers, nameOf, play } from './matrix.ts'
export { pairsOf } from './pair.ts'
export { isolated, type Neighbour, neighbours } from './poison.ts'
export { restOf } from './rest.ts'
export { run } from './run.ts'
export { Flawed, rehearse, type Script, script } from './script.ts'
export { canary } from './secret.ts'
export { sometimes } from './sometimes.ts'
export { NeverSettles, prepare } from './stock.ts'
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
} from './swarm.ts'
export type { Moment, RunResult } from './terms.ts'
export type { Line } from './trace.ts'
export { walkName } from './walk.ts'
