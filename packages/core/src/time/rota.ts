/** Lines of waiting, one for each party. Parties take turns; each keeps its own order, which is its line's. */
export class Rota<Line extends { readonly size: number }> {
  readonly #lines = new Map<string, Line>()
  readonly #make: () => Line

  constructor(make: () => Line) {
    this.#make = make
  }

  /** The line of a party. It must not be kept: a line that was empty when its turn came is forgotten. */
  line(party: string): Line {
    const known = this.#lines.get(party)
    if (known !== undefined) return known
    const line = this.#make()
    this.#lines.set(party, line)
    return line
  }

  /** Whether anyone waits of a party that may be served. */
  waits(may: (party: string) => boolean): boolean {
    for (const [party, line] of this.#lines) if (line.size > 0 && may(party)) return true
    return false
  }

  /** The line whose turn it is among parties that may be served; its party has the last turn from now on. */
  next(may: (party: string) => boolean = () => true): Line | undefined {
    for (const [party, line] of this.#lines) {
      if (line.size > 0 && !may(party)) continue
      this.#lines.delete(party)
      if (line.size === 0) continue
      this.#lines.set(party, line)
      return line
    }
    return undefined
  }
}
