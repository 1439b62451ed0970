/** A node is an object of any kind: `group/Kind/namespace/name`. */
export type Node = string

export function node(group: string, kind: string, key: string): Node {
  return `${group}/${kind}/${key}`
}

/**
 * How a reference ties an object to its target. `hard`: it cannot be changed in AWS, so while the object exists, its target
 * cannot be deleted. `needed`: it may change later, but the create that is still to come has it. `soft`: it may change.
 */
export type Tie = 'hard' | 'needed' | 'soft'

/** The graph of references between Kubernetes objects, kept by the passes that resolve them. */
export class Links {
  readonly #targets = new Map<Node, ReadonlyMap<Node, Tie>>()
  readonly #dependents = new Map<Node, Set<Node>>()

  /** Records what an object refers to, in place of what it referred to before. */
  set(from: Node, targets: ReadonlyMap<Node, Tie>): void {
    for (const old of this.#targets.get(from)?.keys() ?? []) if (!targets.has(old)) this.#unlink(from, old)
    for (const target of targets.keys()) {
      const dependents = this.#dependents.get(target) ?? new Set()
      dependents.add(from)
      this.#dependents.set(target, dependents)
    }
    if (targets.size > 0) this.#targets.set(from, targets)
    else this.#targets.delete(from)
  }

  remove(from: Node): void {
    this.set(from, new Map())
  }

  /** What an object refers to; with `ties`, only by these. */
  targets(from: Node, ties?: readonly Tie[]): readonly Node[] {
    return [...(this.#targets.get(from) ?? [])].flatMap(([target, tie]) =>
      ties?.includes(tie) === false ? [] : target,
    )
  }

  /** Who refers to an object; with `hard`, only those that hold it. */
  dependents(target: Node, only?: 'hard'): readonly Node[] {
    const all = [...(this.#dependents.get(target) ?? [])]
    return only === undefined ? all : all.filter((from) => this.#targets.get(from)?.get(target) === only)
  }

  #unlink(from: Node, target: Node): void {
    const dependents = this.#dependents.get(target)
    dependents?.delete(from)
    if (dependents?.size === 0) this.#dependents.delete(target)
  }
}
