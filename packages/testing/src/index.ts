export { VirtualClock, type VirtualClockOptions } from '@windlass/simulator'
export { inProcess } from './cloud.ts'
export type { Crash } from './life.ts'
export { type Actor, condition, type Recording, Stage, type StageOptions, standard } from './stage.ts'
