import { desiredTags } from '../aws/tag.ts'
import type { KubeObject } from '../kube/transport.ts'
import { ack } from '../reconcile/names.ts'
import type { Settings } from '../reconcile/pass.ts'
import { namespaces } from './cluster.ts'
import type { ManagerConfig } from './config.ts'
import type { Informers } from './informer.ts'
import { place } from './place.ts'

/** What holds for all objects, from what the user decided and what is known of the cluster. */
export function settingsOf(
  config: ManagerConfig,
  { clusterUID, informers }: { readonly clusterUID: string; readonly informers: Informers },
): Settings {
  const store = informers.store(namespaces)
  const notes = (object: KubeObject) => store.get(object.metadata.namespace ?? '')?.metadata.annotations ?? {}
  return {
    clusterUID,
    crossNamespace: config.crossNamespace,
    process: config.identity,
    quarantine: config.quarantine,
    place: (object, pinned) => place(object, notes(object), config.home, pinned),
    tags: (kind, object, declared) => {
      const { name, namespace = '', uid } = object.metadata
      const facts = { service: kind.service.name, version: config.version, namespace, name, kind: kind.name }
      return desiredTags(declared, config.resourceTags, facts, { uid, cluster: clusterUID })
    },
    retain: (kind, object) => {
      const own = object.metadata.annotations?.[ack.deletionPolicy]
      const ofNamespace = notes(object)[`${kind.service.name}.${ack.deletionPolicy}`]
      return (own ?? ofNamespace ?? config.deletionPolicy) !== 'delete'
    },
  }
}
