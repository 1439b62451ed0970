import { resourceOf } from '@windlass/core/kube'
import type { Stage } from '@windlass/testing'

const never = new AbortController().signal
const namespaces = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false }

/** The identity of the cluster of a stage. */
export async function clusterOf(stage: Stage): Promise<string> {
  return (await stage.kube.get(namespaces, { name: 'kube-system' }, never)).metadata.uid
}

/** A VPC as a manifest, with annotations. */
export const vpcOf = (name: string, spec: object, annotations: Readonly<Record<string, string>> = {}, more = {}) =>
  JSON.stringify({
    apiVersion: 'ec2.services.k8s.aws/v1alpha1',
    kind: 'VPC',
    metadata: { name, annotations, ...more },
    spec,
  })

/** The annotations that name an AWS object for adoption. */
export const adopting = (fields: object, policy = 'adopt') => ({
  'services.k8s.aws/adoption-policy': policy,
  'services.k8s.aws/adoption-fields': JSON.stringify(fields),
})

/** Owner tags, as a controller of a cluster writes them. */
export const ownedBy = (uid: string, cluster: string) => [
  { Key: 'services.k8s.aws/uid', Value: uid },
  { Key: 'services.k8s.aws/cluster', Value: cluster },
]

/** Writes tags in AWS, as anybody may who has the permission. */
export const tag = (stage: Stage, id: string, Tags: readonly object[]) =>
  stage.aws.invoke('ec2', 'CreateTags', { Resources: [id], Tags })

/** The tags of a VPC, by key. */
export const tagsOf = (stage: Stage, id: string): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries((stage.aws.at().tables.vpcs.get(id)?.Tags ?? []).map(({ Key, Value }) => [Key, Value]))

/** Writes status, as whoever may patch that subresource does. */
export const writeStatus = (stage: Stage, kind: string, name: string, status: object) =>
  stage.kube.mergePatch(
    resourceOf(stage.kind(kind).target),
    { name, namespace: 'default', subresource: 'status' },
    { status },
    never,
  )

/** The calls after the first `from` that changed something in AWS. */
export const changed = (stage: Stage, from = 0) =>
  stage.aws.journal
    .entries()
    .slice(from)
    .filter(({ mutates }) => mutates)
