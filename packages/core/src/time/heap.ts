/** What stands in a heap. `slot` belongs to the heap that holds the node; -1 while none does. */
export interface Due {
  due: number
  /** Breaks ties: nodes with equal due times leave in the order of their sequence numbers. */
  sequence: number
  slot: number
}

/** A binary heap, earliest due first, from which any node can be removed: all operations O(log n). */
export class Heap<N extends Due> {
  readonly #nodes: N[] = []

  get size(): number {
    return this.#nodes.length
  }

  peek(): N | undefined {
    return this.#nodes[0]
  }

  push(node: N): void {
    node.slot = this.#nodes.length
    this.#nodes.push(node)
    this.#up(node)
  }

  pop(): N | undefined {
    const first = this.#nodes[0]
    if (first !== undefined) this.remove(first)
    return first
  }

  /** The node must be in this heap. */
  remove(node: N): void {
    const last = this.#nodes.pop()
    if (last !== undefined && last !== node) {
      this.#put(last, node.slot)
      this.#up(last)
      this.#down(last)
    }
    node.slot = -1
  }

  #up(node: N): void {
    while (node.slot > 0) {
      const above = this.#nodes[(node.slot - 1) >> 1]
      if (above === undefined || before(above, node)) return
      this.#swap(above, node)
    }
  }

  #down(node: N): void {
    for (;;) {
      const left = this.#nodes[node.slot * 2 + 1]
      const right = this.#nodes[node.slot * 2 + 2]
      const least = left !== undefined && right !== undefined && before(right, left) ? right : left
      if (least === undefined || before(node, least)) return
      this.#swap(node, least)
    }
  }

  #swap(upper: N, lower: N): void {
    const slot = lower.slot
    this.#put(lower, upper.slot)
    this.#put(upper, slot)
  }

  #put(node: N, slot: number): void {
    node.slot = slot
    this.#nodes[slot] = node
  }
}

function before(a: Due, b: Due): boolean {
  return a.due < b.due || (a.due === b.due && a.sequence < b.sequence)
}
