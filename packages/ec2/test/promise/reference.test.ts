import { CreateSubnetCommand, DeleteSubnetCommand, DescribeSubnetsCommand } from '@aws-sdk/client-ec2'
import type { Target } from '@windlass/core'
import { control } from '@windlass/simulator'
import { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { InternetGateway, VPC } from '../../src/index.ts'
import { ec2 } from '../../src/service/service.ts'
import { of, story } from '../story.ts'
import { synced } from './ground.ts'

const network = `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPC
metadata: { name: main }
spec: { cidrBlocks: [10.7.0.0/16] }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: InternetGateway
metadata: { name: edge }
spec: { vpcRef: { from: { name: main } } }
`

test('an object stays in sync while what it refers to is edited, because AWS has what the reference stands for', async () => {
  const stage = await Stage.open({ kinds: [VPC, InternetGateway] })
  stage.start()
  await stage.apply(network)
  await stage.synced('InternetGateway', 'edge')
  const before = (await stage.get('InternetGateway', 'edge'))?.metadata.resourceVersion
  control(stage.aws, { do: 'fault', fault: 'fail', code: 'InternalError', operation: 'CreateTags', forMs: 60_000 })
  await stage.edit('VPC', 'main', { spec: { tags: [{ key: 'team', value: 'b' }] } })
  await stage.clock.advance(30_000)
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({ status: 'Unknown' })
  expect((await stage.get('InternetGateway', 'edge'))?.metadata.resourceVersion).toBe(before)
})

test('an object whose reference now stands for something else waits until that is in sync', async () => {
  const stage = await Stage.open({ kinds: [VPC, InternetGateway] })
  stage.start()
  await stage.apply(network)
  await stage.synced('InternetGateway', 'edge')
  control(stage.aws, { do: 'hold' })
  await stage.apply(network.split('---')[0]?.replace('main', 'next').replace('10.7', '10.8') ?? '')
  await stage.edit('InternetGateway', 'edge', { spec: { vpcRef: { from: { name: 'next' } } } })
  await stage.clock.advance(20_000)
  expect(await synced(stage, 'InternetGateway', 'edge')).toMatchObject({ status: 'False', reason: 'ReferenceNotReady' })
  control(stage.aws, { do: 'release' })
  await stage.synced('InternetGateway', 'edge')
  const next = (await stage.get('VPC', 'next'))?.status?.vpcID
  expect(stage.aws.at().tables.internetGateways.all()[0]?.Attachments?.[0]?.VpcId).toBe(next)
})

const target = (kind: string): Target => ({
  group: 'ec2.services.k8s.aws',
  version: 'v1alpha1',
  kind,
  plural: `${kind.toLowerCase()}s`,
  value: ['status', 'subnetID'],
})

/** A kind whose objects cannot exist without one of another kind. */
const needing = (kind: string, other: string) =>
  ec2.kind(kind, {
    id: 'SubnetId',
    create: CreateSubnetCommand,
    read: DescribeSubnetsCommand,
    items: 'Subnets',
    notFound: ['InvalidSubnetID.NotFound'],
    delete: DeleteSubnetCommand,
    tagged: 'subnet',
    refs: { vpcID: { target: () => target(other) } },
  })

test('objects that wait for each other in a circle say so, and name the circle', async () => {
  const stage = await Stage.open({ kinds: [needing('Chicken', 'Egg'), needing('Egg', 'Chicken')] })
  stage.start()
  const one = (kind: string, other: string) => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: ${kind}
metadata: { name: a }
spec: { cidrBlock: 10.0.0.0/24, vpcRef: { from: { name: ${other} } } }
`
  await stage.apply(one('Chicken', 'a'))
  await stage.apply(one('Egg', 'a'))
  await stage.clock.advance(10_000)
  expect(await synced(stage, 'Chicken', 'a')).toMatchObject({
    reason: 'ReferenceCycle',
    message: expect.stringContaining('Chicken default/a → Egg default/a → Chicken default/a'),
  })
})

test('an empty list of references is an empty list: a subnet follows no table, and one that is put under it goes', async () => {
  const { stage, vpc, tables, call } = await story()
  await stage.apply(of('Subnet', `{ vpcID: ${vpc}, cidrBlock: 10.0.1.0/24, routeTableRefs: [] }`))
  await stage.synced('Subnet', 'main')
  await call('CreateRouteTable', { VpcId: vpc })
  const RouteTableId = tables.routeTables.all().at(-1)?.id
  const SubnetId = tables.subnets.all()[0]?.id
  await call('AssociateRouteTable', { RouteTableId, SubnetId })
  await stage.clock.advance(70_000)
  await stage.synced('Subnet', 'main')
  expect(tables.routeTableAssociations.where('subnet', SubnetId)).toEqual([])
})
