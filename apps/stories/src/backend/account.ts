import type { Kind } from '@windlass/core'
import { accessOf } from '@windlass/core/generate'
import { isRecord, KubeClient, type KubeTransport, type Resource } from '@windlass/core/kube'
import { wallClock } from '@windlass/core/time'

const namespace = 'ack-system'
const manager = { fieldManager: 'stories', force: true }
const rbac = { group: 'rbac.authorization.k8s.io', version: 'v1', namespaced: false }

const resources: Readonly<Record<string, Resource>> = {
  Namespace: { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false },
  ServiceAccount: { group: '', version: 'v1', plural: 'serviceaccounts', kind: 'ServiceAccount', namespaced: true },
  ClusterRole: { ...rbac, plural: 'clusterroles', kind: 'ClusterRole' },
  ClusterRoleBinding: { ...rbac, plural: 'clusterrolebindings', kind: 'ClusterRoleBinding' },
}

/** What is installed with a cluster's administrator: accounts, roles, and tokens of the accounts. */
export class Office {
  readonly #transport: KubeTransport
  readonly #kube: KubeClient
  readonly #signal: AbortSignal

  constructor(transport: KubeTransport, signal: AbortSignal) {
    this.#transport = transport
    this.#kube = new KubeClient({ transport, clock: wallClock })
    this.#signal = signal
  }

  /** Applies the published manifests of a controller. Gives a token of its account. */
  async employ(name: string, kinds: readonly Kind[]): Promise<string> {
    await this.apply({ kind: 'Namespace', metadata: { name: namespace } })
    for (const manifest of accessOf(name, kinds)) await this.apply(manifest)
    return await this.token(name)
  }

  /** Applies a manifest of access control. */
  async apply(manifest: object): Promise<void> {
    const { kind, metadata } = { kind: '', metadata: { name: '' }, ...manifest }
    const resource = resources[kind]
    if (resource === undefined) throw new RangeError(`${kind} is no part of access control.`)
    await this.#kube.apply(
      resource,
      { name: metadata.name, namespace },
      { ...manifest, metadata },
      manager,
      this.#signal,
    )
  }

  /** A token of a service account, good for an hour. */
  async token(name: string): Promise<string> {
    const { status, body } = await this.#transport.request({
      method: 'POST',
      path: `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`,
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } },
      signal: this.#signal,
    })
    const answer = isRecord(body) && isRecord(body.status) ? body.status : {}
    if (status === 201 && typeof answer.token === 'string') return answer.token
    throw new Error(`There is no token for ${name}: ${JSON.stringify(body)}`)
  }
}
