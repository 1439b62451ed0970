import type { Outcome } from '../outcome.ts'
import type { Pass } from '../pass.ts'
import { type Links, type Node, node } from './link.ts'

/** The failure of an object that, along references it cannot exist without, waits for itself. */
export function inCircle(pass: Pass): Outcome | undefined {
  const { kind, links } = pass.tools
  const way = circle(node(kind.target.group, kind.name, pass.key), (from) => links.targets(from, ['hard', 'needed']))
  if (way === undefined) return undefined
  const labels = way.map((each) => each.slice(each.indexOf('/') + 1).replace('/', ' '))
  const why = `The references form a circle, so nothing in it can be the first: ${labels.join(' → ')}`
  return { is: 'failed', reason: 'ReferenceCycle', why, errorClass: 'terminal' }
}

/** Whether what an object refers to leads, reference by reference, to another one. */
export function leads(links: Links, from: Node, to: Node): boolean {
  const seen = new Set<Node>([from])
  for (const each of seen) {
    if (each === to) return true
    for (const next of links.targets(each)) seen.add(next)
  }
  return false
}

/**
 * The way from an object back to itself along references that wait for each other, as labels; undefined when there is
 * none. Such a circle never resolves by waiting.
 */
function circle(start: Node, waitingFor: (from: Node) => readonly Node[]): readonly Node[] | undefined {
  const path: Node[] = [start]
  const visited = new Set<Node>()
  const walk = (from: Node): readonly Node[] | undefined => {
    for (const next of waitingFor(from)) {
      if (next === start) return [...path, start]
      if (visited.has(next)) continue
      visited.add(next)
      path.push(next)
      const found = walk(next)
      if (found !== undefined) return found
      path.pop()
    }
    return undefined
  }
  return walk(start)
}
