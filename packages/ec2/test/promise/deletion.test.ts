import { control } from '@windlass/simulator'
import { describe, expect, test } from 'vitest'
import { story } from '../story.ts'
import { events, synced, vpcManifest } from './ground.ts'

const subnet = `---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: inside }
spec: { cidrBlock: 10.7.1.0/24, vpcRef: { from: { name: main } } }
`

async function network() {
  const opened = await story()
  const { stage } = opened
  await stage.apply(vpcManifest + subnet)
  await stage.synced('Subnet', 'inside')
  const vpc = String((await stage.synced('VPC', 'main')).status?.vpcID)
  return { ...opened, vpc }
}

test('a deletion names the object in the cluster that it waits for, and goes on the moment that is gone', async () => {
  const { stage, tables, vpc } = await network()
  await stage.delete('VPC', 'main')
  await stage.clock.advance(2000)
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({
    status: 'False',
    reason: 'BlockedByDependents',
    message: 'still used by Subnet default/inside',
  })
  expect(await events(stage, 'Blocked')).toHaveLength(1)
  await stage.clock.advance(600_000)
  expect(tables.vpcs.get(vpc)).toBeDefined()
  await stage.delete('Subnet', 'inside')
  await stage.gone('Subnet', 'inside')
  expect(await stage.gone('VPC', 'main', 10_000)).toBeLessThanOrEqual(3000)
  expect(tables.vpcs.get(vpc)).toBeUndefined()
})

test('a deletion names what AWS says uses the object, even what nobody here made, and goes on soon after it is gone', async () => {
  const { stage, tables, call, vpc } = await network()
  await call('CreateSubnet', { VpcId: vpc, CidrBlock: '10.7.9.0/24' })
  const stranger = tables.subnets.all().find((row) => row.CidrBlock === '10.7.9.0/24')?.id
  await stage.delete('Subnet', 'inside')
  await stage.delete('VPC', 'main')
  await stage.gone('Subnet', 'inside')
  await stage.clock.advance(5000)
  const said = await synced(stage, 'VPC', 'main')
  expect(said).toMatchObject({ status: 'False', reason: 'BlockedByDependents' })
  expect(said.message).toContain(`subnet ${stranger}`)
  await call('DeleteSubnet', { SubnetId: stranger })
  expect(await stage.gone('VPC', 'main', 90_000)).toBeLessThanOrEqual(60_000)
  expect(tables.vpcs.get(vpc)).toBeUndefined()
})

describe('a finalizer stays until AWS no longer shows the object, not until it has accepted the delete', () => {
  test('while AWS shows it on its way out', async () => {
    const { stage, tables } = await network()
    await stage.apply(`
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: NATGateway
metadata: { name: inside }
spec: { connectivityType: private, subnetRef: { from: { name: inside } } }
`)
    await stage.synced('NATGateway', 'inside')
    await stage.delete('NATGateway', 'inside')
    await stage.until(async () => tables.natGateways.all()[0]?.State === 'deleting')
    await stage.clock.advance(3000)
    expect(tables.natGateways.all()[0]?.State).toBe('deleting')
    expect((await synced(stage, 'NATGateway', 'inside')).message).toBe('State is deleting')
    await stage.gone('NATGateway', 'inside')
    expect(tables.natGateways.all()[0]?.State).toBe('deleted')
  })

  test('while its reads lag behind', async () => {
    const { stage } = await network()
    control(stage.aws, { do: 'stale', byId: 20_000, byFilter: 20_000 })
    await stage.delete('Subnet', 'inside')
    const deletes = () => stage.aws.journal.counts().DeleteSubnet?.calls
    await stage.until(async () => deletes() === 1)
    await stage.clock.advance(15_000)
    expect(await stage.get('Subnet', 'inside')).toBeDefined()
    await stage.gone('Subnet', 'inside', 60_000)
    expect(deletes()).toBe(1)
  })
})

test('what uses an object in AWS may be of another kind', async () => {
  const { stage, tables, call, vpc } = await network()
  const inside = String((await stage.get('Subnet', 'inside'))?.status?.subnetID)
  await call('CreateNatGateway', { SubnetId: inside, ConnectivityType: 'private' })
  await stage.clock.advance(200_000)
  await stage.delete('Subnet', 'inside')
  await stage.clock.advance(5000)
  const gateway = tables.natGateways.all()[0]?.id
  expect((await synced(stage, 'Subnet', 'inside')).message).toContain(`NAT gateway ${gateway}`)
  await call('DeleteNatGateway', { NatGatewayId: gateway })
  await stage.gone('Subnet', 'inside', 300_000)
  expect(tables.subnets.where('vpc', vpc)).toEqual([])
})

test('an object whose AWS object is gone already is let go at once', async () => {
  const { stage, tables, call } = await network()
  await stage.clock.advance(400_000)
  const inside = String((await stage.get('Subnet', 'inside'))?.status?.subnetID)
  await call('DeleteSubnet', { SubnetId: inside })
  await stage.delete('Subnet', 'inside')
  expect(await stage.gone('Subnet', 'inside', 30_000)).toBeLessThanOrEqual(10_000)
  expect(tables.subnets.get(inside)).toBeUndefined()
})
