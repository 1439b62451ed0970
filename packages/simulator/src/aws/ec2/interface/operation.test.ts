import { seeded } from '@windlass/core/time'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../../time/virtual.ts'
import { AwsWorld } from '../../world/world.ts'
import { createInterface, removeInterface } from './interface.ts'

async function make() {
  const world = new AwsWorld({ clock: new VirtualClock(), random: seeded(5) })
  const ec2 = (operation: string, input: object) => world.invoke('ec2', operation, input)
  const { tables } = world.at()
  await ec2('CreateVpc', { CidrBlock: '10.0.0.0/16' })
  const VpcId = tables.vpcs.all()[0]!.id
  await ec2('CreateSubnet', { VpcId, CidrBlock: '10.0.0.0/28' })
  return { world, ec2, tables, VpcId, SubnetId: tables.subnets.all()[0]!.id }
}

test('an interface takes the default group, the address asked for and free ones, and gives them back', async () => {
  const { ec2, tables, SubnetId } = await make()
  const TagSpecifications = [{ ResourceType: 'network-interface', Tags: [{ Key: 'a', Value: 'b' }] }]
  const input = { SubnetId, PrivateIpAddress: '10.0.0.9', SecondaryPrivateIpAddressCount: 1, TagSpecifications }
  await ec2('CreateNetworkInterface', input)
  const NetworkInterfaceId = tables.networkInterfaces.all()[0]!.id
  expect(await ec2('DescribeNetworkInterfaces', { NetworkInterfaceIds: [NetworkInterfaceId] })).toMatchObject({
    NetworkInterfaces: [
      {
        Status: 'available',
        RequesterManaged: false,
        PrivateIpAddress: '10.0.0.9',
        PrivateIpAddresses: [{ Primary: true }, { PrivateIpAddress: '10.0.0.4', Primary: false }],
        Groups: [{ GroupName: 'default' }],
        TagSet: [{ Key: 'a', Value: 'b' }],
      },
    ],
  })
  expect(await ec2('DescribeSubnets', {})).toMatchObject({ Subnets: [{ AvailableIpAddressCount: 9 }] })
  await expect(ec2('CreateNetworkInterface', input)).rejects.toMatchObject({ name: 'InvalidIPAddress.InUse' })
  await ec2('DeleteNetworkInterface', { NetworkInterfaceId })
  expect(await ec2('DescribeSubnets', {})).toMatchObject({ Subnets: [{ AvailableIpAddressCount: 11 }] })
})

test('a full subnet has no room for another interface, and nothing of the refused one stays', async () => {
  const { ec2, tables, SubnetId } = await make()
  await ec2('CreateNetworkInterface', { SubnetId, SecondaryPrivateIpAddressCount: 10 })
  await expect(ec2('CreateNetworkInterface', { SubnetId })).rejects.toMatchObject({
    name: 'InsufficientFreeAddressesInSubnet',
  })
  expect(tables.networkInterfaces.size).toBe(1)
})

test('an interface of a service is in use, not the caller’s to delete, and keeps subnet and group', async () => {
  const { world, ec2, tables, VpcId, SubnetId } = await make()
  const group = tables.securityGroups.all()[0]!.id
  const made = createInterface(world.at(), {
    subnetId: SubnetId,
    description: 'EFS mount target for fs-1',
    groups: [group],
    requester: 'amazon-efs',
  })
  await ec2('CreateNetworkInterface', { SubnetId })
  const found = async (Name: string, value: string) =>
    await ec2('DescribeNetworkInterfaces', { Filters: [{ Name, Values: [value] }] })
  const only = { NetworkInterfaces: [{ NetworkInterfaceId: made.id, Status: 'in-use' }] }
  expect(await found('requester-managed', 'true')).toMatchObject(only)
  expect(await found('description', 'EFS mount target *')).toMatchObject(only)
  expect(await found('status', 'in-use')).toMatchObject(only)
  for (const [name, value] of [
    ['vpc-id', VpcId],
    ['subnet-id', SubnetId],
    ['group-id', group],
  ] as const)
    expect((await found(name, value)) satisfies object).toMatchObject({ NetworkInterfaces: [{}, {}] })
  await expect(ec2('DeleteNetworkInterface', { NetworkInterfaceId: made.id })).rejects.toMatchObject({
    name: 'OperationNotPermitted',
  })
  await expect(ec2('DeleteSubnet', { SubnetId })).rejects.toMatchObject({ name: 'DependencyViolation' })
  expect(
    world
      .at()
      .referrers(group)
      .map((one) => one.id),
  ).toContain(made.id)
  removeInterface(world.at(), made.id)
  expect(tables.networkInterfaces.size).toBe(1)
})

test.each([
  { ids: ['eni-00000000000000000'], code: 'InvalidNetworkInterfaceID.NotFound', because: 'no such row' },
  { ids: ['eni-x'], code: 'InvalidNetworkInterfaceId.Malformed', because: 'no such shape' },
])('reading $ids answers $code: $because', async ({ ids, code }) => {
  const { ec2 } = await make()
  await expect(ec2('DescribeNetworkInterfaces', { NetworkInterfaceIds: ids })).rejects.toMatchObject({ name: code })
})
