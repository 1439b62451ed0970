import { at } from '@windlass/core'
import type { Scene } from '../hour.ts'
import type { Site } from '../site.ts'

const namespaces = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false }

/** Makes a VPC in AWS that says it was made in this cluster for the object of a UID. Gives its id. */
async function claimed(site: Site, block: string, uid: string): Promise<string> {
  const { kube } = site.stage
  const cluster = (await kube.get(namespaces, { name: 'kube-system' }, new AbortController().signal)).metadata.uid
  const Tags = [
    { Key: 'services.k8s.aws/uid', Value: uid },
    { Key: 'services.k8s.aws/cluster', Value: cluster },
  ]
  const made = await site.byHand('CreateVpc', {
    CidrBlock: block,
    TagSpecifications: [{ ResourceType: 'vpc', Tags }],
  })
  return String(at(at(made, 'Vpc'), 'VpcId'))
}

const twins: Scene = {
  name: 'AWS has an object twice',
  alerts: ['WindlassDuplicates'],
  async play(site) {
    const object = await site.stage.get('VPC', 'main')
    const twin = await claimed(site, '10.0.0.0/16', object?.metadata.uid ?? '')
    const inside = await site.byHand('CreateSubnet', { VpcId: twin, CidrBlock: '10.0.1.0/24' })
    await site.rest(30)
    await site.byHand('DeleteSubnet', { SubnetId: at(at(inside, 'Subnet'), 'SubnetId') })
    // No create of ours explains it: a person decides.
    await site.stage.edit('VPC', 'main', { metadata: { annotations: { 'windlass.dev/remove-duplicate': twin } } })
    await site.rest(20)
  },
}

const orphans: Scene = {
  name: 'AWS has an object that nobody declares',
  alerts: ['WindlassOrphans'],
  async play(site) {
    const orphan = await claimed(site, '10.78.0.0/16', '00000000-0000-4000-8000-000000000000')
    await site.rest(45)
    await site.byHand('DeleteVpc', { VpcId: orphan })
    await site.rest(15)
  },
}

/** What was made too often, or is left. */
export const surpluses: readonly Scene[] = [twins, orphans]
