import { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { NATGateway, Subnet, VPC } from '../../src/index.ts'
import { events, synced, vpcManifest } from './ground.ts'

const vpcs = (stage: Stage) =>
  stage.aws
    .at()
    .tables.vpcs.all()
    .filter(({ CidrBlock }) => CidrBlock === '10.7.0.0/16')

/** Has the API server refuse what the controller writes into status, or into the rest, until it is told to stop. */
function refusing(stage: Stage, status = true) {
  const match = ({ method, path }: { method: string; path: string }) =>
    method === 'PATCH' && path.endsWith('/status') === status && !path.includes('/events')
  stage.cluster.faults.refuse({ status: 413, times: Number.POSITIVE_INFINITY, match })
}

/** Sets the API server back, which ends every watch. */
function setBack(stage: Stage, kept: ReturnType<Stage['cluster']['snapshot']>) {
  stage.cluster.faults.clear()
  stage.cluster.faults.expireWatches()
  stage.cluster.restore(kept)
}

test('an API server set back while the id of a first VPC cannot be written leaves one VPC, and it is found', async () => {
  const stage = await Stage.open({ kinds: [VPC] })
  await stage.apply(vpcManifest)
  const before = stage.cluster.snapshot()
  refusing(stage)
  stage.start()
  await stage.clock.advance(5000)
  expect(vpcs(stage)).toHaveLength(1)
  expect((await stage.get('VPC', 'main'))?.status?.vpcID).toBeUndefined()
  setBack(stage, before)
  const object = await stage.synced('VPC', 'main')
  await stage.clock.advance(1_200_000)
  expect(vpcs(stage).map(({ VpcId }) => VpcId)).toEqual([object.status?.vpcID])
})

test('an API server set back while the id of a replacement cannot be written leaves one VPC, and it is found', async () => {
  const stage = await Stage.open({ kinds: [VPC] })
  await stage.apply(vpcManifest)
  stage.start()
  const first = (await stage.synced('VPC', 'main')).status?.vpcID
  await stage.clock.advance(600_000)
  const before = stage.cluster.snapshot()
  await stage.aws.invoke('ec2', 'DeleteVpc', { VpcId: first })
  refusing(stage)
  await stage.clock.runUntil(() => vpcs(stage).length === 1 && vpcs(stage)[0]?.VpcId !== first, 600_000)
  await stage.clock.advance(5000)
  setBack(stage, before)
  await stage.clock.advance(1_200_000)
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({ status: 'True' })
  expect(vpcs(stage).map(({ VpcId }) => VpcId)).toEqual([(await stage.get('VPC', 'main'))?.status?.vpcID])
  expect(vpcs(stage)[0]?.VpcId).not.toBe(first)
})

test('a replacement whose record is set back and cannot be written is not in status alone, and is found by the next process', async () => {
  const stage = await Stage.open({ kinds: [VPC] })
  await stage.apply(vpcManifest)
  const actor = stage.start()
  const first = (await stage.synced('VPC', 'main')).status?.vpcID
  await stage.clock.advance(600_000)
  const before = stage.cluster.snapshot()
  await stage.aws.invoke('ec2', 'DeleteVpc', { VpcId: first })
  refusing(stage)
  await stage.clock.runUntil(() => vpcs(stage).length === 1 && vpcs(stage)[0]?.VpcId !== first, 600_000)
  await stage.clock.advance(5000)
  setBack(stage, before)
  refusing(stage, false)
  // Beyond the minute in which refused writes may be repeated at will.
  await stage.clock.advance(120_000)
  actor.kill()
  stage.cluster.faults.clear()
  stage.start()
  await stage.clock.advance(1_200_000)
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({ status: 'True' })
  expect(vpcs(stage).map(({ VpcId }) => VpcId)).toEqual([(await stage.get('VPC', 'main'))?.status?.vpcID])
})

const bare = { apiVersion: 'ec2.services.k8s.aws/v1alpha1', kind: 'VPC', spec: { cidrBlocks: ['10.7.0.0/16'] } }

test('an adopted VPC that is set back to before it was filled in is filled in again', async () => {
  const stage = await Stage.open({ kinds: [VPC] })
  await stage.aws.invoke('ec2', 'CreateVpc', { CidrBlock: '10.7.0.0/16' })
  const id = vpcs(stage)[0]?.VpcId
  const annotations = {
    'services.k8s.aws/adoption-policy': 'adopt',
    'services.k8s.aws/adoption-fields': JSON.stringify({ vpcID: id }),
  }
  await stage.apply(JSON.stringify({ ...bare, metadata: { name: 'main', annotations } }))
  const before = stage.cluster.snapshot()
  refusing(stage)
  stage.start()
  await stage.until(async () => (await stage.get('VPC', 'main'))?.spec?.tags !== undefined)
  await stage.clock.advance(5000)
  setBack(stage, before)
  const object = await stage.synced('VPC', 'main')
  expect(object.spec).toMatchObject({ tags: [] })
  expect(object.status?.vpcID).toBe(id)
})

test('a gateway that died after its record was stripped is made anew once, although AWS knows the first token still', async () => {
  const stage = await Stage.open({ kinds: [VPC, Subnet, NATGateway] })
  stage.start()
  await stage.apply(`${vpcManifest}---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: main }
spec: { cidrBlock: 10.7.1.0/24, vpcRef: { from: { name: main } } }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: NATGateway
metadata: { name: main }
spec: { connectivityType: private, subnetRef: { from: { name: main } } }
`)
  const first = (await stage.synced('NATGateway', 'main')).status?.natGatewayID
  await stage.aws.invoke('ec2', 'DeleteNatGateway', { NatGatewayId: first })
  await stage.edit('NATGateway', 'main', { metadata: { annotations: { 'windlass.dev/intent': null } } })
  await stage.clock.advance(600_000)
  const living = stage.aws
    .at()
    .tables.natGateways.all()
    .filter(({ State }) => State === 'available')
  expect(living.map(({ NatGatewayId }) => NatGatewayId)).toEqual([
    (await stage.get('NATGateway', 'main'))?.status?.natGatewayID,
  ])
  expect(living[0]?.NatGatewayId).not.toBe(first)
  const told = await events(stage, 'Recreated')
  expect(told).toHaveLength(1)
})
