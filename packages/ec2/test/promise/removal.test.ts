import { control } from '@windlass/simulator'
import { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { Subnet, VPC } from '../../src/index.ts'
import { story } from '../story.ts'
import { bareVpc, vpcManifest } from './ground.ts'

const count = 60

const subnets = (vpc: string) =>
  Array.from(
    { length: count },
    (_, i) => `---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: s${i} }
spec: { cidrBlock: 10.0.${i}.0/24, vpcID: ${vpc} }
`,
  ).join('')

test('deleting many objects costs one call and two writes each, and few reads for all of them', async () => {
  const stage = await Stage.open({ kinds: [VPC, Subnet] })
  const vpc = await bareVpc(stage, '10.0.0.0/16')
  await stage.clock.advance(5000)
  stage.start()
  await stage.apply(subnets(vpc))
  for (let i = 0; i < count; i++) await stage.synced('Subnet', `s${i}`)
  await stage.clock.advance(10_000)
  const writes = () =>
    stage.cluster.journal.writes(({ path, userAgent }) => userAgent === 'controller' && !path.includes('/events'))
      .length
  const before = { writes: writes(), calls: stage.aws.journal.totals() }
  for (let i = 0; i < count; i++) await stage.delete('Subnet', `s${i}`)
  const took = await stage.until(async () => (await stage.list('Subnet')).length === 0)
  expect(took).toBeLessThanOrEqual(3000)
  const calls = stage.aws.journal.totals()
  expect(calls.mutating - before.calls.mutating).toBe(count)
  expect(calls.reading - before.calls.reading).toBeLessThanOrEqual(10)
  expect(writes() - before.writes).toBe(2 * count)
})

test('one reply that misses an object on its way out does not remove the finalizer', async () => {
  const { stage, tables } = await story()
  await stage.apply(`${vpcManifest}---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: inside }
spec: { cidrBlock: 10.7.1.0/24, vpcRef: { from: { name: main } } }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: NATGateway
metadata: { name: inside }
spec: { connectivityType: private, subnetRef: { from: { name: inside } } }
`)
  await stage.synced('NATGateway', 'inside')
  await stage.clock.advance(400_000)
  const invoke = stage.aws.invoke.bind(stage.aws)
  let missed = 0
  stage.aws.invoke = async (service, operation, ...call) => {
    const going = tables.natGateways.all()[0]?.State === 'deleting'
    if (operation !== 'DescribeNatGateways' || !going || missed > 0) return await invoke(service, operation, ...call)
    missed++
    return { NatGateways: [] }
  }
  await stage.delete('NATGateway', 'inside')
  await stage.until(async () => missed > 0)
  await stage.clock.advance(3000)
  expect(tables.natGateways.all()[0]?.State).toBe('deleting')
  expect(await stage.get('NATGateway', 'inside')).toBeDefined()
  await stage.gone('NATGateway', 'inside')
  expect(tables.natGateways.all()[0]?.State).toBe('deleted')
})

test('a finalizer stays until AWS would show the object, if it is deleted before reads ever did', async () => {
  const { stage, tables } = await story()
  await stage.apply(`${vpcManifest}---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: inside }
spec: { cidrBlock: 10.7.1.0/24, vpcRef: { from: { name: main } } }
`)
  await stage.synced('Subnet', 'inside')
  control(stage.aws, { do: 'stale', byId: 60_000, byFilter: 60_000 })
  await stage.apply(`
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: NATGateway
metadata: { name: inside }
spec: { connectivityType: private, subnetRef: { from: { name: inside } } }
`)
  await stage.until(async () => typeof (await stage.get('NATGateway', 'inside'))?.status?.natGatewayID === 'string')
  await stage.delete('NATGateway', 'inside')
  await stage.until(async () => tables.natGateways.all()[0]?.State === 'deleting')
  await stage.clock.advance(20_000)
  expect(tables.natGateways.all()[0]?.State).toBe('deleting')
  expect(await stage.get('NATGateway', 'inside')).toBeDefined()
  await stage.gone('NATGateway', 'inside', 400_000)
  expect(tables.natGateways.all()[0]?.State).toBe('deleted')
})
