import type { Kind } from '../kind.ts'
import type { Target } from '../reference.ts'

/** What the API server lets somebody do. */
export interface PolicyRule {
  readonly apiGroups?: readonly string[]
  readonly resources?: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly nonResourceURLs?: readonly string[]
  readonly verbs: readonly string[]
}

/** Where the controllers of AWS Controllers for Kubernetes are installed. */
const namespace = 'ack-system'
const api = 'rbac.authorization.k8s.io'

/**
 * The manifests that let a controller of this name (`ec2-controller`) do what it does in a cluster, and nothing else: its
 * account, its role, the binding of the two, and a role for whoever reads its metrics under `--metrics-secure`.
 */
export function accessOf(name: string, kinds: readonly Kind[]): readonly object[] {
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } },
    { apiVersion: `${api}/v1`, kind: 'ClusterRole', metadata: { name }, rules: rulesOf(kinds) },
    {
      apiVersion: `${api}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: api, kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
    {
      apiVersion: `${api}/v1`,
      kind: 'ClusterRole',
      metadata: { name: `${name}-metrics-reader` },
      rules: [{ nonResourceURLs: ['/metrics'], verbs: ['get'] }],
    },
  ]
}

/** What a controller of these kinds asks of the API server. */
export function rulesOf(kinds: readonly Kind[]): readonly PolicyRule[] {
  const own = kinds.map((kind) => kind.target)
  const foreign = kinds
    .flatMap((kind) => kind.references.map((reference) => reference.target()))
    .filter((target) => !own.some((one) => one.group === target.group && one.plural === target.plural))
  return [
    ...grouped(own, ['get', 'list', 'watch', 'patch']),
    ...grouped(own, ['patch'], '/status'),
    ...grouped(foreign, ['list', 'watch']),
    { apiGroups: [''], resources: ['namespaces'], verbs: ['get', 'list', 'watch'] },
    {
      apiGroups: ['apiextensions.k8s.io'],
      resources: ['customresourcedefinitions'],
      resourceNames: own.map(({ plural, group }) => `${plural}.${group}`).sort(),
      verbs: ['get'],
    },
    { apiGroups: ['services.k8s.aws'], resources: ['iamroleselectors'], verbs: ['list', 'watch'] },
    { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create', 'patch'] },
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'patch'] },
    { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
    { apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
  ]
}

function grouped(targets: readonly Target[], verbs: readonly string[], subresource = ''): readonly PolicyRule[] {
  const groups = [...new Set(targets.map(({ group }) => group))].sort()
  return groups.map((group) => {
    const plurals = targets.filter((target) => target.group === group).map(({ plural }) => plural + subresource)
    return { apiGroups: [group], resources: [...new Set(plurals)].sort(), verbs }
  })
}
