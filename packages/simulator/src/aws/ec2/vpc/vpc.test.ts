import { seeded } from '@windlass/core/time'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../../time/virtual.ts'
import { AwsWorld } from '../../world/world.ts'

function make(defaults = {}) {
  const clock = new VirtualClock()
  const world = new AwsWorld({ clock, random: seeded(7), defaults })
  const ec2 = (operation: string, input: object) => world.invoke('ec2', operation, input)
  return { clock, world, ec2 }
}

test('a VPC is pending, then available, and comes with its default group, main table and default ACL', async () => {
  const { clock, world, ec2 } = make()
  const created = await ec2('CreateVpc', { CidrBlock: '10.0.7.9/16' })
  expect(created).toMatchObject({ Vpc: { State: 'pending', CidrBlock: '10.0.0.0/16' } })
  await clock.advance(1000)
  expect(await ec2('DescribeVpcs', {})).toMatchObject({ Vpcs: [{ State: 'available', IsDefault: false }] })
  const { tables } = world.at()
  expect(tables.securityGroups.all()).toMatchObject([{ GroupName: 'default' }])
  expect(tables.securityGroupRules.all().map((rule) => rule.IsEgress)).toEqual([false, true])
  expect(tables.routeTables.all()).toMatchObject([{ Routes: [{ GatewayId: 'local' }] }])
  expect(tables.networkAcls.all()[0]?.Entries).toHaveLength(4)
  await ec2('DeleteVpc', { VpcId: tables.vpcs.all()[0]?.id })
  expect(
    [tables.vpcs, tables.securityGroups, tables.securityGroupRules, tables.routeTables, tables.networkAcls].map(
      (table) => table.size,
    ),
  ).toEqual([0, 0, 0, 0, 0])
})

test.each([
  { operation: 'CreateVpc', input: {}, code: 'MissingParameter', message: /cidrBlock/, because: 'a VPC needs a block' },
  {
    operation: 'CreateVpc',
    input: { CidrBlock: 'InvalidValue' },
    code: 'InvalidParameterValue',
    message: /^Value \(InvalidValue\) for parameter cidrBlock is invalid\. This is not a valid CIDR block\.$/,
    because: 'the text is AWS’s',
  },
  {
    operation: 'CreateVpc',
    input: { CidrBlock: '10.0.0.0/8' },
    code: 'InvalidVpc.Range',
    message: /10\.0\.0\.0\/8/,
    because: 'larger than a /16',
  },
  {
    operation: 'CreateVpc',
    input: { CidrBlock: '10.0.0.0/16', Colour: 'red' },
    code: 'UnknownParameter',
    message: /Colour/,
    because: 'the schema has no such member',
  },
  {
    operation: 'CreateVpc',
    input: { CidrBlock: '10.0.0.0/16', DryRun: true },
    code: 'DryRunOperation',
    message: /would have succeeded/,
    because: 'nothing else is wrong',
  },
  {
    operation: 'CreateVpc',
    input: {
      CidrBlock: '10.0.0.0/16',
      TagSpecifications: [{ ResourceType: 'subnet', Tags: [{ Key: 'a', Value: 'b' }] }],
    },
    code: 'InvalidParameter',
    message: /subnet/,
    because: 'the tags are for another type',
  },
  {
    operation: 'DescribeVpcs',
    input: { VpcIds: ['vpc-0000000000000dead'] },
    code: 'InvalidVpcID.NotFound',
    message: /does not exist/,
    because: 'no such row',
  },
  {
    operation: 'DescribeVpcs',
    input: { VpcIds: ['MalformedVpcId'] },
    code: 'InvalidVpcID.Malformed',
    message: /Invalid Id: 'MalformedVpcId'/,
    because: 'no such shape',
  },
  {
    operation: 'DescribeVpcs',
    input: { Filters: [{ Name: 'colour', Values: ['red'] }] },
    code: 'InvalidParameterValue',
    message: /The filter 'colour' is invalid/,
    because: 'an unknown filter',
  },
  {
    operation: 'DescribeVpcs',
    input: { MaxResults: 4 },
    code: 'InvalidParameterValue',
    message: /maxResults/,
    because: 'the least is 5',
  },
  {
    operation: 'DescribeVpcs',
    input: { NextToken: 'x' },
    code: 'InvalidNextToken',
    message: /token/i,
    because: 'AWS did not give it',
  },
  { operation: 'CreateMoon', input: {}, code: 'InvalidAction', message: /CreateMoon/, because: 'no such action' },
])('$operation answers $code: $because', async ({ operation, input, code, message }) => {
  const { world, ec2 } = make()
  await expect(ec2(operation, input)).rejects.toMatchObject({ name: code, message: expect.stringMatching(message) })
  expect(world.at().tables.vpcs.size).toBe(0)
})

test('a VPC with a subnet is not deleted, and says so', async () => {
  const { clock, world, ec2 } = make()
  await ec2('CreateVpc', { CidrBlock: '10.0.0.0/16' })
  const VpcId = world.at().tables.vpcs.all()[0]?.id
  await clock.advance(1000)
  const made = await ec2('CreateSubnet', { VpcId, CidrBlock: '10.0.1.0/24' })
  expect(made).toMatchObject({
    Subnet: { State: 'available', AvailableIpAddressCount: 251, AvailabilityZoneId: 'usw2-az1' },
  })
  await expect(ec2('DeleteVpc', { VpcId })).rejects.toMatchObject({ name: 'DependencyViolation' })
  await expect(ec2('CreateSubnet', { VpcId, CidrBlock: '10.0.1.128/25' })).rejects.toMatchObject({
    name: 'InvalidSubnet.Conflict',
  })
  await ec2('DeleteSubnet', { SubnetId: world.at().tables.subnets.all()[0]?.id })
  await ec2('DeleteVpc', { VpcId })
  expect(world.at().tables.networkAcls.size).toBe(0)
})

const pool = 'ipv6pool-ec2-0123456789abcdef0'

test('a VPC takes IPv6 blocks of a pool of its owner, and says where they are from', async () => {
  const { clock, world, ec2 } = make()
  await ec2('CreateVpc', { CidrBlock: '10.0.0.0/16', Ipv6Pool: pool, Ipv6CidrBlock: '2001:db8:0:1a00::/56' })
  const VpcId = world.at().tables.vpcs.all()[0]?.id
  await ec2('AssociateVpcCidrBlock', { VpcId, Ipv6Pool: pool, Ipv6CidrBlock: '2001:db8:0:1b00::/56' })
  await clock.advance(5000)
  expect(world.at().tables.vpcs.all()[0]?.Ipv6CidrBlockAssociationSet).toMatchObject(
    ['2001:db8:0:1a00::/56', '2001:db8:0:1b00::/56'].map((Ipv6CidrBlock) => ({
      Ipv6CidrBlock,
      Ipv6Pool: pool,
      IpSource: 'byoip',
      Ipv6CidrBlockState: { State: 'associated' },
    })),
  )
})

test.each([
  { asks: { Ipv6CidrBlock: '2001:db8:0:1b00::/56' }, code: 'MissingParameter', because: 'it names no pool' },
  { asks: { Ipv6Pool: pool }, code: 'MissingParameter', because: 'it names no block' },
  {
    asks: { Ipv6Pool: pool, Ipv6CidrBlock: '10.0.0.0/16' },
    code: 'InvalidParameterValue',
    because: 'it is no IPv6 block',
  },
  { asks: { Ipv6Pool: pool, Ipv6CidrBlock: '2001:db8::/64' }, code: 'InvalidVpc.Range', because: 'it is too small' },
  {
    asks: { Ipv6Pool: pool, Ipv6CidrBlock: '2001:db8:0:1a00::/60' },
    code: 'InvalidVpc.Range',
    because: 'the VPC has a part of it',
  },
  {
    asks: { Ipv6Pool: pool, AmazonProvidedIpv6CidrBlock: true },
    code: 'InvalidParameterCombination',
    because: 'it can come from one pool only',
  },
])('an IPv6 block is refused with $code when $because', async ({ asks, code }) => {
  const { clock, world, ec2 } = make()
  await ec2('CreateVpc', { CidrBlock: '10.0.0.0/16', Ipv6Pool: pool, Ipv6CidrBlock: '2001:db8:0:1a00::/56' })
  await clock.advance(5000)
  const VpcId = world.at().tables.vpcs.all()[0]?.id
  await expect(ec2('AssociateVpcCidrBlock', { VpcId, ...asks })).rejects.toMatchObject({ name: code })
})
