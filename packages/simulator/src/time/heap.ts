/** A binary heap: `pop` returns the least element by `compare`. */
export class Heap<T> {
  private readonly items: T[] = []

  constructor(private readonly compare: (a: T, b: T) => number) {}

  peek(): T | undefined {
    return this.items[0]
  }

  push(item: T): void {
    const { items } = this
    items.push(item)
    let at = items.length - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.swapIfLess(at, parent)) return
      at = parent
    }
  }

  pop(): T | undefined {
    const { items } = this
    const first = items[0]
    const last = items.pop()
    if (items.length > 0 && last !== undefined) {
      items[0] = last
      this.sink()
    }
    return first
  }

  count(match: (item: T) => boolean): number {
    return this.items.filter(match).length
  }

  private sink(): void {
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      const right = left + 1
      let least = at
      if (this.less(left, least)) least = left
      if (this.less(right, least)) least = right
      if (least === at) return
      this.swapIfLess(least, at)
      at = least
    }
  }

  private less(a: number, b: number): boolean {
    const x = this.items[a]
    const y = this.items[b]
    return x !== undefined && y !== undefined && this.compare(x, y) < 0
  }

  private swapIfLess(child: number, parent: number): boolean {
    const { items } = this
    const x = items[child]
    const y = items[parent]
    if (x === undefined || y === undefined || this.compare(x, y) >= 0) return false
    items[child] = y
    items[parent] = x
    return true
  }
}
