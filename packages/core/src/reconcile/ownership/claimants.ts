import type { Kind } from '../../kind/kind.ts'
import type { Store } from '../../kube/store.ts'
import type { KubeObject } from '../../kube/transport.ts'
import { text } from '../../schema/json.ts'
import { looksOnly } from '../wish/wish.ts'

/** Where to look for who else stands for an AWS id, and who asks. */
interface Asker {
  readonly tools: { readonly kind: Pick<Kind, 'name' | 'id' | 'finalizer'>; readonly store: Store }
  readonly object: KubeObject
}

/** The other Kubernetes objects whose status names an AWS id. One that only looks claims nothing. */
export function claimants({ tools: { kind, store }, object }: Asker, id: string): readonly KubeObject[] {
  const index = store.index('AWS id', ({ status }) => text(status?.[kind.id.field]))
  return [...index.of(id)].filter((other) => other.metadata.uid !== object.metadata.uid && !looksOnly(other))
}

/** Those of them that carry our finalizer: they manage the AWS object. */
export function managers(asker: Asker, id: string): readonly KubeObject[] {
  const { finalizer } = asker.tools.kind
  return claimants(asker, id).filter(({ metadata }) => metadata.finalizers?.includes(finalizer))
}

/** One that manages the AWS object and is older than the object of the pass: without tags, it comes first. */
export function elder(asker: Asker, id: string): KubeObject | undefined {
  return managers(asker, id).find((other) => age(other) < age(asker.object))
}

const age = ({ metadata }: KubeObject) => `${metadata.creationTimestamp}/${metadata.uid}`

/** An object of the kind of the pass, by its name. */
export const label = (
  { tools: { kind } }: { readonly tools: { readonly kind: Pick<Kind, 'name'> } },
  { metadata }: KubeObject,
) => `${kind.name} ${metadata.namespace}/${metadata.name}`
