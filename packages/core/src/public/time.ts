/** Clocks and randomness, as the engine takes them. */
export { type Cancel, type Clock, sleep, wallClock } from '../time/clock.ts'
export { type Due, Heap } from '../time/heap.ts'
export { type Random, seeded } from '../time/random.ts'
