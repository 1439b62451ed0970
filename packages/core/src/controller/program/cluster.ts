import type { KubeClient } from '../../kube/client.ts'
import type { Resource } from '../../kube/resource.ts'
import type { Observer } from '../../telemetry/observer.ts'
import { type Clock, sleep } from '../../time/clock.ts'

export const namespaces: Resource = {
  group: '',
  version: 'v1',
  plural: 'namespaces',
  kind: 'Namespace',
  namespaced: false,
}

/** The UID of the cluster: that of its kube-system namespace. Asks until it is told; undefined once the signal aborts. */
export async function clusterIdentity(
  client: KubeClient,
  clock: Clock,
  signal: AbortSignal,
): Promise<string | undefined> {
  while (!signal.aborted) {
    try {
      return (await client.get(namespaces, { name: 'kube-system' }, signal)).metadata.uid
    } catch {
      await sleep(clock, 1000, signal)
    }
  }
  return undefined
}

/** Logs an error under a heading, and the same one not twice in a row: what is tried every second fails every second. */
export function oneLine(observer: Observer, heading: string): (error: unknown) => void {
  let last = ''
  return (error) => {
    const why = error instanceof Error ? error.message : String(error)
    if (why !== last) observer.log({ level: 'warn', message: `${heading}: ${why}` })
    last = why
  }
}
