import { seeded } from '@windlass/core/time'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../../time/virtual.ts'
import { AwsWorld } from '../../world/world.ts'

async function make() {
  const clock = new VirtualClock()
  const world = new AwsWorld({ clock, random: seeded(3) })
  const ec2 = (operation: string, input: object) => world.invoke('ec2', operation, input)
  const { tables } = world.at()
  await ec2('CreateVpc', { CidrBlock: '10.0.0.0/16', AmazonProvidedIpv6CidrBlock: true })
  await clock.advance(2000)
  const vpc = tables.vpcs.all()[0]!
  await ec2('CreateSubnet', { VpcId: vpc.id, CidrBlock: '10.0.0.0/24' })
  await clock.advance(1000)
  return { clock, world, ec2, tables, vpc, SubnetId: tables.subnets.all()[0]!.id }
}

test.each([
  { set: {}, code: 'InvalidParameterCombination', because: 'no attribute' },
  {
    set: { MapPublicIpOnLaunch: { Value: true }, EnableDns64: { Value: false } },
    code: 'InvalidParameterCombination',
    because: 'two attributes',
  },
  {
    set: { AssignIpv6AddressOnCreation: { Value: true } },
    code: 'InvalidParameterValue',
    because: 'there is no IPv6 block',
  },
  {
    set: { CustomerOwnedIpv4Pool: 'pool', MapCustomerOwnedIpOnLaunch: { Value: true } },
    code: 'InvalidCustomerOwnedIpv4PoolID.Malformed',
    because: 'that is no pool id',
  },
])('ModifySubnetAttribute answers $code: $because', async ({ set, code }) => {
  const { ec2, tables, SubnetId } = await make()
  const before = tables.subnets.get(SubnetId)
  await expect(ec2('ModifySubnetAttribute', { SubnetId, ...set })).rejects.toMatchObject({ name: code })
  expect(tables.subnets.get(SubnetId)).toBe(before)
})

test.each([
  { set: { MapPublicIpOnLaunch: { Value: true } }, shown: { MapPublicIpOnLaunch: true }, because: 'a plain flag' },
  {
    set: { PrivateDnsHostnameTypeOnLaunch: 'resource-name' },
    shown: { PrivateDnsNameOptionsOnLaunch: { HostnameType: 'resource-name' } },
    because: 'one of three host name options',
  },
  { set: { EnableLniAtDeviceIndex: 1 }, shown: { EnableLniAtDeviceIndex: 1 }, because: 'a number' },
])('ModifySubnetAttribute sets $set: $because', async ({ set, shown }) => {
  const { ec2, SubnetId } = await make()
  await ec2('ModifySubnetAttribute', { SubnetId, ...set })
  expect(await ec2('DescribeSubnets', { SubnetIds: [SubnetId] })).toMatchObject({ Subnets: [shown] })
})

test('an IPv6 block is associating, associated, and lingers as disassociated before it is gone', async () => {
  const { clock, ec2, tables, vpc, SubnetId } = await make()
  const block = vpc.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock?.replace('/56', '/64')
  await ec2('AssociateSubnetCidrBlock', { SubnetId, Ipv6CidrBlock: block })
  const state = () => tables.subnets.get(SubnetId)?.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlockState?.State
  const seen = [state()]
  await clock.advance(2000)
  seen.push(state())
  await ec2('DisassociateSubnetCidrBlock', {
    AssociationId: tables.subnets.get(SubnetId)?.Ipv6CidrBlockAssociationSet?.[0]?.AssociationId,
  })
  seen.push(state())
  await clock.advance(2000)
  seen.push(state())
  await clock.advance(60_000)
  expect([...seen, state()]).toEqual(['associating', 'associated', 'disassociating', 'disassociated', undefined])
})

// Source: a report of users of another tool, terraform-provider-aws#46017.
test('an IPv6 block cannot go while addresses out of it are assigned on creation', async () => {
  const { clock, ec2, tables, vpc, SubnetId } = await make()
  const block = vpc.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock?.replace('/56', '/64')
  await ec2('AssociateSubnetCidrBlock', { SubnetId, Ipv6CidrBlock: block })
  await clock.advance(2000)
  const [one] = tables.subnets.get(SubnetId)?.Ipv6CidrBlockAssociationSet ?? []
  await ec2('ModifySubnetAttribute', { SubnetId, AssignIpv6AddressOnCreation: { Value: true } })
  const leave = () => ec2('DisassociateSubnetCidrBlock', { AssociationId: one?.AssociationId })
  await expect(leave()).rejects.toMatchObject({ name: 'InvalidCidrBlock.InUse' })
  expect(tables.subnets.get(SubnetId)?.Ipv6CidrBlockAssociationSet).toEqual([one])
  await ec2('ModifySubnetAttribute', { SubnetId, AssignIpv6AddressOnCreation: { Value: false } })
  await leave()
})

test('a second block of a VPC carries subnets, and cannot go while it does', async () => {
  const { clock, ec2, tables, vpc } = await make()
  await expect(ec2('CreateSubnet', { VpcId: vpc.id, CidrBlock: '10.1.0.0/24' })).rejects.toMatchObject({
    name: 'InvalidSubnet.Range',
  })
  await expect(ec2('AssociateVpcCidrBlock', { VpcId: vpc.id, CidrBlock: '10.0.128.0/17' })).rejects.toMatchObject({
    name: 'InvalidVpc.Range',
  })
  await ec2('AssociateVpcCidrBlock', { VpcId: vpc.id, CidrBlock: '10.1.0.0/16' })
  await clock.advance(2000)
  const AssociationId = tables.vpcs.get(vpc.id)?.CidrBlockAssociationSet?.[1]?.AssociationId
  await ec2('CreateSubnet', { VpcId: vpc.id, CidrBlock: '10.1.0.0/24' })
  await expect(ec2('DisassociateVpcCidrBlock', { AssociationId })).rejects.toMatchObject({
    name: 'InvalidCidrBlock.InUse',
  })
  await ec2('DeleteSubnet', { SubnetId: tables.subnets.all()[1]?.id })
  expect(await ec2('DisassociateVpcCidrBlock', { AssociationId })).toMatchObject({
    CidrBlockAssociation: { CidrBlockState: { State: 'disassociating' } },
  })
})

test('a network interface keeps its subnet, takes one of its addresses, and tags follow every kind', async () => {
  const { ec2, world, tables, vpc, SubnetId } = await make()
  const eni = {
    id: 'eni-00000001',
    NetworkInterfaceId: 'eni-00000001',
    SubnetId,
    VpcId: vpc.id,
    PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.4' }],
  }
  tables.networkInterfaces.put(eni)
  await expect(ec2('DeleteSubnet', { SubnetId })).rejects.toMatchObject({ name: 'DependencyViolation' })
  expect(await ec2('DescribeSubnets', {})).toMatchObject({ Subnets: [{ AvailableIpAddressCount: 250 }] })
  await ec2('CreateTags', { Resources: [SubnetId, eni.id], Tags: [{ Key: 'a', Value: '1' }] })
  expect(await ec2('DescribeTags', { Filters: [{ Name: 'tag:a', Values: ['1'] }] })).toMatchObject({
    Tags: [{ ResourceType: 'subnet' }, { ResourceType: 'network-interface' }],
  })
  await expect(
    ec2('CreateTags', { Resources: [SubnetId], Tags: [{ Key: 'aws:a', Value: '1' }] }),
  ).rejects.toMatchObject({ name: 'InvalidParameterValue' })
  await ec2('DeleteTags', { Resources: [SubnetId], Tags: [{ Key: 'a', Value: 'other' }] })
  expect(world.at().tables.subnets.get(SubnetId)?.Tags).toEqual([{ Key: 'a', Value: '1' }])
})
