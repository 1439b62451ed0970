import { seeded } from '@windlass/core/time'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../time/virtual.ts'
import { obey } from '../control/control.ts'
import { AwsWorld, type Defaults } from '../world/world.ts'

async function make(defaults: Defaults = {}) {
  const clock = new VirtualClock()
  const world = new AwsWorld({ clock, random: seeded(8), defaults })
  const ec2 = async (operation: string, input: object) => Object(await world.invoke('ec2', operation, input))
  const efs = async (operation: string, input: object) => Object(await world.invoke('efs', operation, input))
  const vpc = async (CidrBlock: string): Promise<string> => (await ec2('CreateVpc', { CidrBlock })).Vpc.VpcId
  const subnet = async (VpcId: string, CidrBlock: string, letter: string): Promise<string> =>
    (await ec2('CreateSubnet', { VpcId, CidrBlock, AvailabilityZone: `us-west-2${letter}` })).Subnet.SubnetId
  const VpcId = await vpc('10.0.0.0/16')
  const SubnetId = await subnet(VpcId, '10.0.0.0/28', 'a')
  const { FileSystemId } = await efs('CreateFileSystem', { CreationToken: 'a' })
  await clock.advance(10_000)
  const { tables } = world.at()
  const mount = (input: object = {}) => efs('CreateMountTarget', { FileSystemId, SubnetId, ...input })
  return { clock, world, ec2, efs, vpc, subnet, mount, tables, VpcId, SubnetId, FileSystemId: String(FileSystemId) }
}

test('a mount target is creating, available, deleting and gone; its network interface goes a little later', async () => {
  const { clock, ec2, efs, mount, tables, FileSystemId, SubnetId } = await make()
  const made = await mount()
  const [eni] = tables.networkInterfaces.all()
  expect(made).toMatchObject({
    LifeCycleState: 'creating',
    IpAddress: '10.0.0.4',
    AvailabilityZoneName: 'us-west-2a',
    AvailabilityZoneId: 'usw2-az1',
    NetworkInterfaceId: eni?.id,
  })
  expect(eni).toMatchObject({ SubnetId, RequesterManaged: true, InterfaceType: 'efs', Status: 'in-use' })
  await clock.advance(45_000)
  expect(tables.mountTargets.get(made.MountTargetId)?.LifeCycleState).toBe('available')
  expect(await efs('DescribeFileSystems', { FileSystemId })).toMatchObject({
    FileSystems: [{ NumberOfMountTargets: 1 }],
  })
  await expect(efs('DeleteFileSystem', { FileSystemId })).rejects.toMatchObject({
    name: 'FileSystemInUse',
    $metadata: { httpStatusCode: 409 },
  })
  await efs('DeleteMountTarget', made)
  await expect(efs('DeleteFileSystem', { FileSystemId })).rejects.toMatchObject({ name: 'FileSystemInUse' })
  await clock.advance(15_000)
  await expect(efs('DescribeMountTargets', { MountTargetId: made.MountTargetId })).rejects.toMatchObject({
    name: 'MountTargetNotFound',
    $metadata: { httpStatusCode: 404 },
  })
  await expect(ec2('DeleteSubnet', { SubnetId })).rejects.toMatchObject({ name: 'DependencyViolation' })
  await clock.advance(10_000)
  await ec2('DeleteSubnet', { SubnetId })
  await efs('DeleteFileSystem', { FileSystemId })
  expect(tables.networkInterfaces.size).toBe(0)
})

test('a file system has one mount target in a zone, and all of them in one VPC', async () => {
  const { vpc, subnet, mount, tables, VpcId } = await make()
  await mount()
  const sameZone = await subnet(VpcId, '10.0.1.0/24', 'a')
  const otherVpc = await subnet(await vpc('10.1.0.0/16'), '10.1.0.0/24', 'b')
  for (const SubnetId of [sameZone, otherVpc])
    await expect(mount({ SubnetId })).rejects.toMatchObject({
      name: 'MountTargetConflict',
      ErrorCode: 'MountTargetConflict',
      $metadata: { httpStatusCode: 409 },
    })
  await mount({ SubnetId: await subnet(VpcId, '10.0.2.0/24', 'b') })
  expect(tables.mountTargets.size).toBe(2)
})

test.each([
  { input: { SubnetId: 'subnet-00000000000000000' }, code: 'SubnetNotFound', because: 'no such subnet' },
  { input: { SubnetId: 'subnet' }, code: 'BadRequest', because: 'that is no subnet id' },
  { input: { SecurityGroups: ['sg-00000000000000000'] }, code: 'SecurityGroupNotFound', because: 'no such group' },
  { input: { IpAddress: '10.9.9.9' }, code: 'BadRequest', because: 'the address is not in the subnet' },
  { input: { IpAddressType: 'DUAL_STACK' }, code: 'BadRequest', because: 'the subnet has no IPv6 block' },
  { input: { IpAddressType: 'TOKEN_RING' }, code: 'ValidationException', because: 'no such type' },
  { input: { FileSystemId: 'fs-00000000000000000' }, code: 'FileSystemNotFound', because: 'no such file system' },
])('a refused mount target ($code: $because) leaves nothing behind', async ({ input, code }) => {
  const { clock, efs, mount, tables, FileSystemId } = await make()
  await expect(mount(input)).rejects.toMatchObject({ name: code, ErrorCode: code })
  expect([tables.mountTargets.size, tables.networkInterfaces.size]).toEqual([0, 0])
  await mount()
  await clock.advance(45_000)
  await efs('DeleteMountTarget', { MountTargetId: tables.mountTargets.all()[0]?.id })
  await clock.advance(15_000)
  await efs('DeleteFileSystem', { FileSystemId })
})

test('a file system that is not available takes no mount target', async () => {
  const { efs, mount } = await make()
  const { FileSystemId } = await efs('CreateFileSystem', { CreationToken: 'b' })
  await expect(mount({ FileSystemId })).rejects.toMatchObject({ name: 'IncorrectFileSystemLifeCycleState' })
})

test('addresses of a subnet are not given twice, and run out', async () => {
  const { efs, clock, mount, tables } = await make()
  await mount({ IpAddress: '10.0.0.7' })
  const next = async (input: object) => {
    const { FileSystemId } = await efs('CreateFileSystem', {})
    await clock.advance(10_000)
    return mount({ FileSystemId, ...input })
  }
  await expect(next({ IpAddress: '10.0.0.7' })).rejects.toMatchObject({ name: 'IpAddressInUse' })
  for (let i = 0; i < 10; i++) await next({})
  await expect(next({})).rejects.toMatchObject({ name: 'NoFreeAddressesInSubnet', $metadata: { httpStatusCode: 409 } })
  expect(new Set(tables.mountTargets.all().map((row) => row.IpAddress)).size).toBe(11)
})

test('One Zone storage is mounted in its zone only', async () => {
  const { clock, efs, mount } = await make()
  const { FileSystemId } = await efs('CreateFileSystem', { AvailabilityZoneName: 'us-west-2b' })
  await clock.advance(10_000)
  await expect(mount({ FileSystemId })).rejects.toMatchObject({ name: 'AvailabilityZonesMismatch' })
})

test('security groups are the default one unless given, and change once the mount target is available', async () => {
  const { clock, ec2, efs, mount, tables, VpcId } = await make()
  const { MountTargetId } = await mount()
  const groups = async () => (await efs('DescribeMountTargetSecurityGroups', { MountTargetId })).SecurityGroups
  const fallback = tables.securityGroups.where('vpc', VpcId)[0]?.id
  expect(await groups()).toEqual([fallback])
  const { GroupId } = await ec2('CreateSecurityGroup', { VpcId, GroupName: 'nfs', Description: 'nfs' })
  const modify = (SecurityGroups: string[]) => efs('ModifyMountTargetSecurityGroups', { MountTargetId, SecurityGroups })
  await expect(modify([GroupId])).rejects.toMatchObject({ name: 'IncorrectMountTargetState' })
  await clock.advance(45_000)
  await expect(modify(['sg-00000000000000000'])).rejects.toMatchObject({ name: 'SecurityGroupNotFound' })
  expect(await groups()).toEqual([fallback])
  await modify([GroupId])
  expect(await groups()).toEqual([GroupId])
  expect(tables.networkInterfaces.all()[0]?.Groups).toEqual([{ GroupId, GroupName: 'nfs' }])
  await expect(ec2('DeleteSecurityGroup', { GroupId })).rejects.toMatchObject({ name: 'DependencyViolation' })
})

test('more groups than an interface takes are refused', async () => {
  const { mount, ec2, tables, VpcId } = await make({ quotas: { SecurityGroupsPerInterfaceLimitExceeded: 1 } })
  const { GroupId } = await ec2('CreateSecurityGroup', { VpcId, GroupName: 'nfs', Description: 'nfs' })
  const SecurityGroups = [GroupId, tables.securityGroups.where('vpc', VpcId)[0]?.id]
  await expect(mount({ SecurityGroups })).rejects.toMatchObject({ name: 'SecurityGroupLimitExceeded' })
})

test('mount targets are described by file system, by id and by access point, and only by one of them', async () => {
  const { clock, efs, mount, subnet, VpcId, FileSystemId } = await make()
  const { MountTargetId } = await mount()
  await mount({ SubnetId: await subnet(VpcId, '10.0.2.0/24', 'b') })
  const { AccessPointId } = await efs('CreateAccessPoint', { FileSystemId })
  await clock.advance(45_000)
  const count = async (input: object) => (await efs('DescribeMountTargets', input)).MountTargets.length
  expect(await count({ FileSystemId })).toBe(2)
  expect(await count({ AccessPointId })).toBe(2)
  expect(await count({ MountTargetId })).toBe(1)
  await expect(count({})).rejects.toMatchObject({ name: 'BadRequest' })
  await expect(count({ FileSystemId, MountTargetId })).rejects.toMatchObject({ name: 'BadRequest' })
})

test('a mount target that fails is in error and can be deleted', async () => {
  const { clock, world, efs, mount, tables } = await make()
  await obey(world, { do: 'fail', transition: 'mounttarget.available', code: 'InternalError' })
  const { MountTargetId } = await mount()
  await clock.advance(45_000)
  expect(tables.mountTargets.get(MountTargetId)?.LifeCycleState).toBe('error')
  await efs('DeleteMountTarget', { MountTargetId })
  await clock.advance(25_000)
  expect([tables.mountTargets.size, tables.networkInterfaces.size]).toEqual([0, 0])
})

test('dual stack takes an IPv6 address of the subnet', async () => {
  const { clock, ec2, mount, tables, VpcId, SubnetId } = await make()
  await ec2('AssociateVpcCidrBlock', { VpcId, AmazonProvidedIpv6CidrBlock: true })
  await clock.advance(5000)
  const block = tables.vpcs.get(VpcId)?.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock?.replace('/56', '/64')
  await ec2('AssociateSubnetCidrBlock', { SubnetId, Ipv6CidrBlock: block })
  await clock.advance(5000)
  const made = await mount({ IpAddressType: 'DUAL_STACK' })
  expect(made.Ipv6Address).toBe(block?.replace('/64', '4'))
  expect(tables.networkInterfaces.all()[0]?.Ipv6Addresses).toMatchObject([{ Ipv6Address: made.Ipv6Address }])
})
