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

const surplus: Scene = {
  name: 'AWS has more than the cluster declares',
  alerts: ['WindlassDuplicates', 'WindlassOrphans'],
  async play(site) {
    const object = await site.stage.get('VPC', 'main')
    const twin = await claimed(site, '10.0.0.0/16', object?.metadata.uid ?? '')
    const inside = await site.byHand('CreateSubnet', { VpcId: twin, CidrBlock: '10.0.1.0/24' })
    const orphan = await claimed(site, '10.78.0.0/16', '00000000-0000-4000-8000-000000000000')
    await site.rest(50)
    await site.byHand('DeleteSubnet', { SubnetId: at(at(inside, 'Subnet'), 'SubnetId') })
    await site.byHand('DeleteVpc', { VpcId: twin })
    await site.byHand('DeleteVpc', { VpcId: orphan })
    await site.rest(20)
  },
}

/** What was made too often, or is left. */
export const surpluses: readonly Scene[] = [surplus]
