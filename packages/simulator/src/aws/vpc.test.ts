import { seeded } from '@windlass/core'
import { expect, test } from 'vitest'
import { VirtualClock } from '../time/virtual.ts'
import { AwsWorld } from './world.ts'

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
    code: 'InvalidParameterValue',
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
    code: 'InvalidVpcId.Malformed',
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
    Subnet: { State: 'pending', AvailableIpAddressCount: 251, AvailabilityZoneId: 'usw2-az1' },
  })
  await expect(ec2('DeleteVpc', { VpcId })).rejects.toMatchObject({ name: 'DependencyViolation' })
  await expect(ec2('CreateSubnet', { VpcId, CidrBlock: '10.0.1.128/25' })).rejects.toMatchObject({
    name: 'InvalidSubnet.Conflict',
  })
  await ec2('DeleteSubnet', { SubnetId: world.at().tables.subnets.all()[0]?.id })
  await ec2('DeleteVpc', { VpcId })
  expect(world.at().tables.networkAcls.size).toBe(0)
})
