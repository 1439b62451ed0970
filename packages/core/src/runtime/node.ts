/** The oldest Node that the packages run on: the HTTP client of the Kubernetes client needs it. */
export const leastNode = '22.19.0'

/** A Node that is too old. */
export class NodeVersionError extends Error {
  override readonly name = 'NodeVersionError'
  readonly code = 'OldNode'
}

/** What is to be said of a version of Node; undefined when it is new enough. */
export function tooOld(node: string): string | undefined {
  if (node.localeCompare(leastNode, undefined, { numeric: true }) >= 0) return undefined
  return `Node ${leastNode} or newer is needed, or Bun. This is Node ${node}.`
}
