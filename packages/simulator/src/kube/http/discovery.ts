import type { Registry } from '../resource/registry.ts'
import { groupVersion, type Resource } from '../resource/resource.ts'
import { byPriority } from '../resource/version.ts'
import { compact, type Json, type JsonObject } from '../value/json.ts'
import { absent } from '../value/status.ts'
import { reviews } from './review.ts'

export const serverVersion = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.36.3',
  gitCommit: '',
  gitTreeState: '',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: 'linux/amd64',
}

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']
const statusVerbs = ['get', 'patch', 'update']

/** Answers the discovery paths, in the legacy and the aggregated form. Undefined for other paths. */
export function discover(path: string, accept: string, registry: Registry): JsonObject | undefined {
  const parts = path.split('/').filter((part) => part !== '')
  const [root, group = '', version] = parts
  if ((root !== 'api' && root !== 'apis') || parts.length > 3 || (root === 'api' && parts.length > 2)) return undefined
  const aggregated = accept.includes('as=APIGroupDiscoveryList')
  if (root === 'api') {
    if (parts.length === 2) return group === 'v1' ? resourceList('', 'v1', registry) : undefined
    return aggregated ? aggregate(['']) : { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] }
  }
  const groups = groupNames(registry)
  if (parts.length === 1) return aggregated ? aggregate(groups) : groupList()
  if (!groups.includes(group)) return undefined
  return version === undefined ? groupOf(group, registry) : resourceList(group, version, registry)

  function aggregate(names: readonly string[]): JsonObject {
    return {
      kind: 'APIGroupDiscoveryList',
      apiVersion: 'apidiscovery.k8s.io/v2',
      metadata: {},
      items: names.map((name) => aggregatedGroup(name, registry)),
    }
  }
  function groupList(): JsonObject {
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map((name) => groupOf(name, registry)) }
  }
}

/** What `GET /` names. */
export function rootPaths(registry: Registry): readonly string[] {
  const versions = groupNames(registry).flatMap((group) => [
    `/apis/${group}`,
    ...versionsOf(group, registry).map((version) => `/apis/${group}/${version}`),
  ])
  const probes = ['/healthz', '/livez', '/readyz'].flatMap((probe) => [probe, `${probe}/ping`])
  return ['/api', '/api/v1', '/apis', '/apis/', ...versions, ...probes, '/openapi/v2', '/openapi/v3', '/version'].sort()
}

/** All group names but the core one, in the order of preference. */
function groupNames(registry: Registry): string[] {
  const named = [...registry.all(), ...reviews].map((each) => each.group).filter((name) => name !== '')
  return [...new Set(named)]
}

function versionsOf(group: string, registry: Registry): string[] {
  const served = registry.all().filter((resource) => resource.group === group)
  const found = [...new Set(served.map((resource) => resource.version))].sort(byPriority)
  return found.length > 0 ? found : ['v1']
}

function groupOf(group: string, registry: Registry): JsonObject {
  const versions = versionsOf(group, registry).map((version) => ({ groupVersion: `${group}/${version}`, version }))
  return { kind: 'APIGroup', apiVersion: 'v1', name: group, versions, preferredVersion: versions[0] ?? {} }
}

const ofVersion = (group: string, version: string, registry: Registry) =>
  registry.all().filter((resource) => resource.group === group && resource.version === version)

function resourceList(group: string, version: string, registry: Registry): JsonObject {
  const served = ofVersion(group, version, registry)
  const asked = version === 'v1' ? reviews.filter((review) => review.group === group) : []
  if (served.length + asked.length === 0) throw absent()
  const entries = asked.map(
    (review): JsonObject => ({
      name: review.plural,
      singularName: review.kind.toLowerCase(),
      namespaced: false,
      kind: review.kind,
      verbs: ['create'],
    }),
  )
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: groupVersion({ group, version }),
    resources: [...served.flatMap(legacy), ...entries],
  }
}

const some = (values: readonly string[]): Json | undefined => (values.length === 0 ? undefined : values)

function legacy(resource: Resource): JsonObject[] {
  const { plural, singular, namespaced, kind, shortNames, categories } = resource
  const main = compact({
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs,
    shortNames: some(shortNames),
    categories: some(categories),
  })
  const status = { name: `${plural}/status`, singularName: '', namespaced, kind, verbs: statusVerbs }
  return resource.status ? [main, status] : [main]
}

function aggregatedGroup(group: string, registry: Registry): JsonObject {
  const versions = versionsOf(group, registry).map((version) => {
    const asked = reviews
      .filter((review) => review.group === group)
      .map((review) => aggregatedReview(review.kind, review.plural))
    return {
      version,
      resources: [...ofVersion(group, version, registry).map(aggregated), ...asked],
      freshness: 'Current',
    }
  })
  return { metadata: group === '' ? {} : { name: group }, versions }
}

const response = (kind: string, group = '', version = ''): JsonObject => ({ group, version, kind })

const aggregatedReview = (kind: string, plural: string): JsonObject => ({
  resource: plural,
  responseKind: response(kind),
  scope: 'Cluster',
  singularResource: kind.toLowerCase(),
  verbs: ['create'],
})

function aggregated(resource: Resource): JsonObject {
  const responseKind = response(resource.kind, resource.group, resource.version)
  return compact({
    resource: resource.plural,
    responseKind,
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: resource.singular,
    verbs,
    shortNames: some(resource.shortNames),
    categories: some(resource.categories),
    subresources: resource.status ? [{ subresource: 'status', responseKind, verbs: statusVerbs }] : undefined,
  })
}
