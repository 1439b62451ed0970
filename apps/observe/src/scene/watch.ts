import { crdOf } from '@windlass/core/generate'
import type { Scene } from '../hour.ts'
import type { Site } from '../site.ts'
import { many } from './growth.ts'

const definitions = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
}

const unheard: Scene = {
  name: 'the API server does not announce a change',
  alerts: ['WindlassCacheDiverged'],
  async play(site) {
    site.miss('s9')
    await site.stage.edit('Subnet', 's9', { spec: { tags: [{ key: 'team', value: 'f' }] } })
    await site.rest(1)
    site.miss(undefined)
    await site.rest(70)
  },
}

const unwatched: Scene = {
  name: 'the API server lists and watches no security groups',
  alerts: ['WindlassWatchStale'],
  async play(site) {
    const { faults } = site.stage.cluster
    const asked = ({ path, method }: { path: string; method: string }) =>
      method === 'GET' && path.endsWith('/securitygroups')
    faults.refuse({ status: 503, times: 1_000_000, match: asked })
    await site.rest(35)
    faults.clear()
    await site.rest(15)
  },
}

const undefinedKind: Scene = {
  name: 'the definition of a kind is deleted',
  alerts: ['WindlassWatchMissing'],
  async play(site) {
    const { stage } = site
    const { metadata } = crdOf(stage.kind('RouteTable'))
    await stage.kube.delete(definitions, { name: metadata.name }, {}, new AbortController().signal)
    await site.rest(20)
    stage.cluster.install([crdOf(stage.kind('RouteTable'))])
    await site.rest(15)
  },
}

async function pause(site: Site, paused: 'true' | null): Promise<void> {
  await site.stage.edit('Subnet', `s${many[11]}`, { metadata: { annotations: { 'windlass.dev/paused': paused } } })
}

const unseen: Scene = {
  name: 'a paused object is changed by hand',
  alerts: ['WindlassDriftSeenLate'],
  async play(site) {
    const object = await site.stage.get('Subnet', `s${many[11]}`)
    await pause(site, 'true')
    await site.rest(30)
    const tags = [{ Key: 'team', Value: 'by hand' }]
    await site.byHand('CreateTags', { Resources: [object?.status?.subnetID], Tags: tags })
    await site.rest(5)
    await pause(site, null)
    await site.rest(75)
  },
}

/** What the controllers are not told. */
export const silences: readonly Scene[] = [unheard, unwatched, undefinedKind, unseen]
