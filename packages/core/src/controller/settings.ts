import { desiredTags } from '../aws/tag.ts'
import type { Kind } from '../kind/kind.ts'
import type { KubeObject } from '../kube/transport.ts'
import { namespacePolicy, type Retention, retentionOf } from '../reconcile/deletion/retention.ts'
import type { Outcome } from '../reconcile/outcome.ts'
import type { Settings } from '../reconcile/pass.ts'
import { ack, annotation } from '../reconcile/wish/names.ts'
import type { Definitions } from './definition.ts'
import type { Masses } from './mass.ts'
import type { Annotations, Namespaces } from './placement/namespace.ts'
import { place } from './placement/place.ts'
import type { ManagerConfig } from './program/config.ts'
import { ofAdopted, ownerSettings } from './program/owner.ts'

/** What is known of the cluster. */
interface Cluster {
  readonly clusterUID: string
  readonly namespaces: Namespaces
  readonly definitions: Definitions
  readonly masses: Masses
}

/** What holds for all objects, from what the user decided and what is known of the cluster. */
export function settingsOf(config: ManagerConfig, { clusterUID, namespaces, definitions, masses }: Cluster): Settings {
  const rules = { home: config.home, addresses: config.namespaceEndpoints }
  const told = <T>(object: KubeObject, use: (annotations: Annotations) => T, otherwise: (why: Outcome) => T) =>
    heard(namespaces, object.metadata.namespace ?? '', use, otherwise)
  return {
    clusterUID,
    crossNamespace: config.crossNamespace,
    ...ownerSettings(config),
    process: config.identity,
    quarantine: config.quarantine,
    place: (object, origin) =>
      told(
        object,
        (annotations) => place(object, annotations, rules, origin),
        (why) => why,
      ),
    tags: (kind, object, declared) => {
      const { name, namespace = '', uid } = object.metadata
      const facts = { service: kind.service.name, version: config.version, namespace, name, kind: kind.name }
      return desiredTags(declared, config.resourceTags, facts, { uid, cluster: clusterUID })
    },
    retain: (kind, object) =>
      told(
        object,
        (annotations) => retained(config, kind, object, annotations),
        (): Retention => ({ is: 'keep' }),
      ),
    turn: (object) => {
      const lifted = told(
        object,
        (annotations) => annotations[annotation.massDeletion] === 'allow',
        () => false,
      )
      return lifted || config.massDeletion === 'allow' ? { is: 'free' } : masses.turn(object)
    },
    definition: async (kind) =>
      config.definitionDeletion === 'default' ? { is: 'standing' } : await definitions.look(kind),
  }
}

function retained(config: ManagerConfig, kind: Kind, object: KubeObject, annotations: Annotations): Retention {
  const name = namespacePolicy(kind.service.name)
  return retentionOf({
    own: object.metadata.annotations?.[ack.deletionPolicy] ?? ofAdopted(config, object),
    namespace: annotations[name],
    flag: config.deletionPolicy,
    order: config.namespaceDeletionPolicy,
    annotation: name,
  })
}

/** The only place where it is decided what follows from a namespace that is not known. */
function heard<T>(
  namespaces: Namespaces,
  name: string,
  use: (annotations: Annotations) => T,
  otherwise: (why: Outcome) => T,
): T {
  const known = namespaces.of(name)
  switch (known.is) {
    case 'known':
      return use(known.annotations)
    case 'awaited': {
      const why = `The namespace ${name} is not known yet, and it may say where objects go and whether they are kept`
      return otherwise({ is: 'again', after: 1000, reason: 'NamespaceUnknown', why })
    }
    case 'unreadable': {
      const why = `The namespace ${name} cannot be read: ${known.why}`
      const errorClass = known.forbidden ? 'auth' : 'transient'
      return otherwise({ is: 'failed', reason: 'NamespaceUnknown', why, errorClass })
    }
  }
}
