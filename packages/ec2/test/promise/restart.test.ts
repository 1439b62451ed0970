import { control } from '@windlass/simulator'
import { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { NATGateway, Subnet, VPC } from '../../src/index.ts'
import { ground, instead, synced, vpcManifest } from './ground.ts'

/** A VPC of ours that has been in sync for an hour. */
async function old() {
  const { stage } = await ground()
  const actor = stage.start()
  await stage.apply(vpcManifest)
  await stage.synced('VPC', 'main')
  await stage.clock.advance(3_600_000)
  return { stage, actor }
}

const ranges = (stage: Stage) =>
  stage.aws
    .at()
    .tables.vpcs.all()
    .filter(({ CidrBlock }) => CidrBlock === '10.7.0.0/16')

test('a process that is killed between an accepted delete and its confirmation costs ten seconds at most', async () => {
  const { stage, actor } = await old()
  const over = instead(stage, ({ operation }) => {
    if (operation === 'DescribeVpcs' && ranges(stage).length === 0) actor.kill()
    return undefined
  })
  await stage.delete('VPC', 'main')
  await stage.until(async () => actor.over, 60_000)
  over()
  expect(ranges(stage)).toHaveLength(0)
  expect(await stage.get('VPC', 'main')).toBeDefined()
  stage.start()
  expect(await stage.gone('VPC', 'main', 60_000)).toBeLessThanOrEqual(10_000)
})

test('the same where AWS deletes slowly and purges what it deleted: it is asked by its id, and says so', async () => {
  const stage = await Stage.open({ kinds: [VPC, Subnet, NATGateway] })
  const actor = stage.start()
  await stage.apply(`
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPC
metadata: { name: main }
spec: { cidrBlocks: [10.7.0.0/16] }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: main }
spec: { cidrBlock: 10.7.0.0/24, vpcRef: { from: { name: main } } }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: NATGateway
metadata: { name: main }
spec: { connectivityType: private, subnetRef: { from: { name: main } } }
`)
  await stage.synced('NATGateway', 'main')
  await stage.clock.advance(600_000)
  await stage.delete('NATGateway', 'main')
  await stage.clock.advance(2000)
  actor.kill()
  // A deleted gateway is shown for about an hour. Source: VPC user guide, "Delete a NAT gateway".
  await stage.clock.advance(7_200_000)
  expect(stage.aws.at().tables.natGateways.all()).toHaveLength(0)
  stage.start()
  expect(await stage.gone('NATGateway', 'main', 60_000)).toBeLessThanOrEqual(10_000)
})

test('processes that live for four minutes each wait five minutes in all for a create of unknown outcome, not for ever', async () => {
  const { stage } = await ground()
  control(stage.aws, { do: 'fault', fault: 'reset', operation: 'CreateVpc', times: 1 })
  let actor = stage.start()
  await stage.apply(vpcManifest)
  await stage.clock.advance(240_000)
  actor.kill()
  actor = stage.start()
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({ status: 'Unknown', reason: 'CreateOutcomeUnknown' })
  await stage.clock.advance(55_000)
  expect(ranges(stage)).toHaveLength(0)
  await stage.synced('VPC', 'main', 30_000)
  expect(ranges(stage)).toHaveLength(1)
})

test('a create of two days ago is searched for anew, so that one reply that leaves it out makes no second object', async () => {
  const { stage } = await ground()
  const invoke = stage.aws.invoke.bind(stage.aws)
  stage.aws.invoke = async (service, operation, ...call) => {
    const reply = await invoke(service, operation, ...call)
    if (operation === 'CreateVpc') actor.kill()
    return reply
  }
  const actor = stage.start()
  await stage.apply(vpcManifest)
  await stage.clock.advance(172_800_000)
  const over = instead(stage, ({ operation }) => (operation === 'DescribeVpcs' ? { Vpcs: [] } : undefined))
  stage.start()
  await stage.clock.advance(70_000)
  over()
  await stage.synced('VPC', 'main')
  expect(
    stage.aws
      .at()
      .tables.vpcs.all()
      .filter(({ CidrBlock }) => CidrBlock === '10.7.0.0/16'),
  ).toHaveLength(1)
})
