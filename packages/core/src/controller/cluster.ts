import type { KubeClient } from '../kube/client.ts'
import type { Resource } from '../kube/resource.ts'
import { type Clock, sleep } from '../time/clock.ts'

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
