/** Clocks and randomness, as the engine takes them. */
import '../runtime/check.ts'

export { type Cancel, type Clock, sleep, wallClock } from '../time/clock.ts'
export { type Due, Heap } from '../time/heap.ts'
export { type Random, seeded } from '../time/random.ts'
