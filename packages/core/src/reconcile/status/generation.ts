/** When a generation of the spec was first seen, and which; milliseconds since the Unix epoch. */
export interface Noticed {
  readonly number: number
  readonly at: number
  applied: boolean
}

interface Noticing {
  generation?: Noticed
}

/** A generation waits to be worked on since `now`, milliseconds since the Unix epoch; only the first time counts. */
export function notice(memory: Noticing, generation: number, now: number): void {
  if (memory.generation?.number !== generation) memory.generation = { number: generation, at: now, applied: false }
}

/** AWS accepted the generation at `now`: how long (ms) that took, the first time it is asked, undefined after. */
export function accepted({ generation }: Noticing, now: number): number | undefined {
  if (generation === undefined || generation.applied) return undefined
  generation.applied = true
  return now - generation.at
}
