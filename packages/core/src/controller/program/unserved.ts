import type { Kind } from '../../kind/kind.ts'
import type { KubeTransport } from '../../kube/transport.ts'
import { isItem, items } from '../../schema/json.ts'
import type { Observer } from '../../telemetry/observer.ts'

/**
 * Says once, in the log, which kinds of its API groups the cluster has and this controller does not manage. What the cluster does
 * not tell is not said.
 */
export async function warnOfUnserved(
  transport: KubeTransport,
  all: readonly Kind[],
  managed: readonly Kind[],
  observer: Observer,
  signal: AbortSignal,
): Promise<void> {
  const places = new Set(all.map(({ target: { group, version } }) => `${group}/${version}`))
  for (const place of places) {
    const path = `/apis/${place}`
    const answer = await transport.request({ method: 'GET', path, signal }).catch(() => undefined)
    const mine = managed.filter(({ target: { group, version } }) => `${group}/${version}` === place)
    const kinds = unserved(answer?.body, new Set(mine.map(({ target }) => target.kind)))
    if (kinds.length === 0) continue
    const [group = ''] = place.split('/')
    const message = `The cluster has kinds of ${group} that this controller does not manage: ${kinds.join(', ')}. Their objects are left to whoever else manages them`
    observer.log({ level: 'warn', message })
  }
}

/** The kinds of a group's resources, those of a set and doors such as `vpcs/status` left out. */
function unserved(list: unknown, managed: ReadonlySet<string>): readonly string[] {
  const kinds = items(isItem(list) ? list.resources : undefined).flatMap(({ name, kind }) =>
    typeof kind === 'string' && typeof name === 'string' && !name.includes('/') && !managed.has(kind) ? [kind] : [],
  )
  return [...new Set(kinds)].sort()
}
