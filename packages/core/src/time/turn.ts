/**
 * Decides whose turn it is among lanes of different rank. The highest lane that waits goes first, but a lane that was
 * passed over `patience` times in a row while it waited goes before all others: no lane starves.
 */
export class Turn<Lane extends string> {
  readonly #order: readonly Lane[]
  readonly #patience: number
  readonly #passed = new Map<Lane, number>()

  /** `order` runs from the highest lane to the lowest. */
  constructor(order: readonly Lane[], patience = 10) {
    this.#order = order
    this.#patience = patience
  }

  /** The lane to serve now, among those for which `waits` is true; undefined when none waits. */
  next(waits: (lane: Lane) => boolean): Lane | undefined {
    const waiting = this.#order.filter(waits)
    const chosen = waiting.find((lane) => this.#count(lane) >= this.#patience) ?? waiting[0]
    if (chosen === undefined) return undefined
    for (const lane of this.#order) {
      const passed = lane !== chosen && waiting.includes(lane)
      this.#passed.set(lane, passed ? this.#count(lane) + 1 : 0)
    }
    return chosen
  }

  #count(lane: Lane): number {
    return this.#passed.get(lane) ?? 0
  }
}
