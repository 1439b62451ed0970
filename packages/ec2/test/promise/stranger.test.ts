import { type KubeObject, resourceOf } from '@windlass/core/kube'
import { control } from '@windlass/simulator'
import type { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { bareVpc, ground, synced, vpcManifest } from './ground.ts'

const owner = (uid: string, cluster: string) => [
  { Key: 'services.k8s.aws/uid', Value: uid },
  { Key: 'services.k8s.aws/cluster', Value: cluster },
]

/** A VPC in sync, and its id. */
async function settled() {
  const { stage } = await ground()
  stage.start()
  await stage.apply(vpcManifest)
  const id = String((await stage.synced('VPC', 'main')).status?.vpcID)
  return { stage, id, vpcs: stage.aws.at().tables.vpcs }
}

/** A VPC copied to another namespace as a backup restores it: with annotations, finalizers and status. */
async function copied(stage: Stage, { metadata: { annotations, finalizers }, spec, status }: KubeObject) {
  const copies = resourceOf(stage.kind('VPC').target)
  const at = { name: 'main', namespace: 'kube-system' }
  const never = new AbortController().signal
  await stage.kube.create(copies, { metadata: { ...at, annotations, finalizers }, spec }, never)
  await stage.kube.mergePatch(copies, { ...at, subresource: 'status' }, { status }, never)
  return {
    delete: () => stage.kube.delete(copies, at, {}, never),
    there: async () => {
      const { items } = await stage.kube.list(copies, {}, never)
      return items.some(({ metadata: { namespace } }) => namespace === at.namespace)
    },
  }
}

test('what carries our UID and the name of another cluster is not found to be ours', async () => {
  const { stage } = await ground()
  control(stage.aws, { do: 'fault', fault: 'reset', operation: 'CreateVpc', times: 1 })
  stage.start()
  await stage.apply(vpcManifest)
  await stage.clock.advance(100)
  const uid = (await stage.get('VPC', 'main'))?.metadata.uid ?? ''
  const other = await bareVpc(stage, '10.7.0.0/16')
  await stage.aws.invoke('ec2', 'CreateTags', { Resources: [other], Tags: owner(uid, 'another') })
  const object = await stage.synced('VPC', 'main')
  expect(object.status?.vpcID).not.toBe(other)
})

test('what another object has taken over is left alone: nothing is written to it, and it is not deleted', async () => {
  const { stage, id, vpcs } = await settled()
  await stage.aws.invoke('ec2', 'CreateTags', { Resources: [id], Tags: owner('somebody-else', 'another') })
  await stage.clock.advance(70_000)
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({ status: 'False', reason: 'NotOwned' })
  await stage.edit('VPC', 'main', { spec: { tags: [{ key: 'team', value: 'b' }] } })
  await stage.clock.advance(5000)
  expect(vpcs.get(id)?.Tags?.map(({ Key }) => Key)).not.toContain('team')
  await stage.delete('VPC', 'main')
  await stage.gone('VPC', 'main')
  await stage.clock.advance(60_000)
  expect(vpcs.get(id)).toBeDefined()
})

test('what belongs to one object cannot be adopted by a second one', async () => {
  const { stage, id, vpcs } = await settled()
  const uid = (await stage.get('VPC', 'main'))?.metadata.uid
  await stage.apply(`
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPC
metadata:
  name: second
  annotations:
    services.k8s.aws/adoption-policy: adopt
    services.k8s.aws/adoption-fields: '{"vpcID":"${id}"}'
spec: { cidrBlocks: [10.7.0.0/16] }
`)
  await stage.clock.advance(30_000)
  expect(await synced(stage, 'VPC', 'second')).toMatchObject({ status: 'False', reason: 'NotOwned' })
  expect((await stage.get('VPC', 'second'))?.status?.vpcID).toBeUndefined()
  expect(vpcs.get(id)?.Tags).toContainEqual({ Key: 'services.k8s.aws/uid', Value: uid })
})

test('a copy of an adopted object in another namespace takes nothing over, and takes nothing with it when it goes', async () => {
  const { stage } = await ground()
  const id = await bareVpc(stage, '10.7.0.0/16')
  stage.start()
  await stage.apply(`
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPC
metadata:
  name: main
  annotations:
    services.k8s.aws/adoption-policy: adopt
    services.k8s.aws/adoption-fields: '{"vpcID":"${id}"}'
spec: { cidrBlocks: [10.7.0.0/16] }
`)
  const first = await stage.synced('VPC', 'main')
  const copy = await copied(stage, first)
  await stage.clock.advance(70_000)
  const tags = stage.aws.at().tables.vpcs.get(id)?.Tags
  expect(tags).toContainEqual({ Key: 'services.k8s.aws/uid', Value: first.metadata.uid })
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({ status: 'True' })
  await copy.delete()
  await stage.clock.advance(70_000)
  expect(await copy.there()).toBe(false)
  expect(stage.aws.at().tables.vpcs.get(id)).toBeDefined()
})

/** A VPC that AWS has made and does not show for a minute, and a copy of its object. */
async function unseen() {
  const { stage } = await ground()
  stage.start()
  control(stage.aws, { do: 'stale', byId: 60_000, byFilter: 60_000 })
  await stage.apply(vpcManifest)
  await stage.until(async () => typeof (await stage.get('VPC', 'main'))?.status?.vpcID === 'string')
  const first = await stage.get('VPC', 'main')
  if (first === undefined) throw new Error('The VPC is not there.')
  const copy = await copied(stage, first)
  return { stage, first, copy }
}

test('a copy that goes while AWS does not show the new object yet takes nothing with it', async () => {
  const { stage, first, copy } = await unseen()
  await stage.clock.advance(2000)
  await copy.delete()
  await stage.clock.advance(20_000)
  expect(await copy.there()).toBe(false)
  const { status } = await stage.synced('VPC', 'main', 400_000)
  expect(status?.vpcID).toBe(first.status?.vpcID)
})

test('a copy of an object that AWS does not show yet makes no other one', async () => {
  const { stage, first, copy } = await unseen()
  await stage.clock.advance(400_000)
  expect(await copy.there()).toBe(true)
  const vpcs = stage.aws.at().tables.vpcs.all()
  expect(vpcs.filter(({ CidrBlock }) => CidrBlock === '10.7.0.0/16').map(({ id }) => id)).toEqual([first.status?.vpcID])
})
