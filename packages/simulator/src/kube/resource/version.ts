/** Stable versions first, then beta, then alpha, the highest number first. */
export function byPriority(a: string, b: string): number {
  return rank(b) - rank(a) || a.localeCompare(b)
}

function rank(version: string): number {
  const found = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version)
  if (found === null) return -1
  const stage = found[2] === undefined ? 2 : found[2] === 'beta' ? 1 : 0
  return stage * 1e6 + Number(found[1]) * 1e3 + Number(found[3] ?? 0)
}
