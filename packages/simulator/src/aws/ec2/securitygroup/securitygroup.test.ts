import { seeded } from '@windlass/core/time'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../../time/virtual.ts'
import { AwsWorld } from '../../world/world.ts'

async function make(defaults = {}) {
  const clock = new VirtualClock()
  const world = new AwsWorld({ clock, random: seeded(5), defaults })
  const ec2 = (operation: string, input: object) => world.invoke('ec2', operation, input)
  const { tables } = world.at()
  await ec2('CreateVpc', { CidrBlock: '10.0.0.0/16' })
  await clock.advance(1000)
  const VpcId = tables.vpcs.all()[0]!.id
  const create = async (GroupName: string, vpc = VpcId) => {
    await ec2('CreateSecurityGroup', { GroupName, Description: 'a group', VpcId: vpc })
    return tables.securityGroups.all().at(-1)!.id
  }
  return { clock, world, ec2, tables, VpcId, create }
}

test('a new group answers with its id, ARN and tags, and lets everything out', async () => {
  const { ec2, tables, VpcId } = await make()
  const Tags = [{ Key: 'team', Value: 'web' }]
  const made = await ec2('CreateSecurityGroup', {
    GroupName: 'web ',
    Description: 'front',
    VpcId,
    TagSpecifications: [{ ResourceType: 'security-group', Tags }],
  })
  const group = tables.securityGroups.all()[1]!
  expect(made).toMatchObject({
    GroupId: group.id,
    SecurityGroupArn: `arn:aws:ec2:us-west-2:123456789012:security-group/${group.id}`,
    Tags,
  })
  expect(await ec2('DescribeSecurityGroups', { GroupIds: [group.id] })).toMatchObject({
    SecurityGroups: [
      {
        GroupName: 'web',
        IpPermissions: [],
        IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [] }],
      },
    ],
  })
})

// https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html: "::/0 … only if your VPC has an
// associated IPv6 CIDR block"; groups that a user makes begin with the same egress rules.
test('in a VPC with an IPv6 block, the default group and a new group let IPv6 out as well', async () => {
  const { ec2, tables, create, clock } = await make()
  await ec2('CreateVpc', { CidrBlock: '10.1.0.0/16', AmazonProvidedIpv6CidrBlock: true })
  await clock.advance(3000)
  const vpc = tables.vpcs.all()[1]?.id ?? ''
  const ids = [tables.securityGroups.where('vpc', vpc)[0]?.id ?? '', await create('web', vpc)]
  for (const id of ids)
    expect(await ec2('DescribeSecurityGroups', { GroupIds: [id] })).toMatchObject({
      SecurityGroups: [
        {
          IpPermissionsEgress: [
            { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
          ],
        },
      ],
    })
})

test.each([
  { input: { GroupName: 'web' }, code: 'InvalidGroup.Duplicate', because: 'the VPC has a group of that name' },
  { input: { GroupName: 'WEB' }, code: 'InvalidGroup.Duplicate', because: 'names do not differ by case' },
  { input: { GroupName: 'default' }, code: 'InvalidGroup.Reserved', because: 'every VPC has one already' },
  { input: { GroupName: 'sg-web' }, code: 'InvalidParameterValue', because: 'it looks like an id' },
  { input: { GroupName: 'wéb' }, code: 'InvalidParameterValue', because: 'of the character' },
  { input: { GroupName: 'b', Description: 'a|b' }, code: 'InvalidParameterValue', because: 'of the description' },
  { input: { GroupName: 'b', VpcId: 'vpc-0000000000000dead' }, code: 'InvalidVpcID.NotFound', because: 'no VPC' },
  { input: { GroupName: 'b', VpcId: 'x' }, code: 'InvalidVpcID.Malformed', because: 'that is no id' },
  { input: { GroupName: 'b', VpcId: undefined }, code: 'VPCIdNotSpecified', because: 'there is no default VPC' },
])('CreateSecurityGroup answers $code: $because', async ({ input, code }) => {
  const { ec2, tables, VpcId, create } = await make()
  await create('web')
  await expect(ec2('CreateSecurityGroup', { VpcId, Description: 'd', ...input })).rejects.toMatchObject({ name: code })
  expect(tables.securityGroups.size).toBe(2)
})

test('the same name is free in another VPC, and again after the group is deleted', async () => {
  const { ec2, tables, create } = await make()
  const first = await create('web')
  await ec2('CreateVpc', { CidrBlock: '10.1.0.0/16' })
  await create('web', tables.vpcs.all()[1]!.id)
  expect(await ec2('DeleteSecurityGroup', { GroupId: first })).toMatchObject({ Return: true, GroupId: first })
  await create('web')
  expect(tables.securityGroups.all().map((row) => row.GroupName)).toEqual(['default', 'default', 'web', 'web'])
  expect(tables.securityGroupRules.where('group', first)).toEqual([])
})

test('a group is not deleted while rules of another or things in it refer to it', async () => {
  const { ec2, tables, VpcId, create } = await make()
  const [GroupId, other] = [await create('a'), await create('b')]
  const pair = [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId }] }]
  await ec2('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: pair })
  await ec2('AuthorizeSecurityGroupIngress', { GroupId: other, IpPermissions: pair })
  const refused = () =>
    expect(ec2('DeleteSecurityGroup', { GroupId })).rejects.toMatchObject({
      name: 'DependencyViolation',
      message: `resource ${GroupId} has a dependent object`,
    })
  await refused()
  await ec2('RevokeSecurityGroupIngress', { GroupId: other, IpPermissions: pair })
  const eni = { id: 'eni-00000001', NetworkInterfaceId: 'eni-00000001', SubnetId: 's', VpcId, Groups: [{ GroupId }] }
  tables.networkInterfaces.put(eni)
  await refused()
  tables.networkInterfaces.delete(eni.id)
  const point = { id: 'vpce-00000001', VpcEndpointId: 'vpce-00000001', VpcId, Groups: [{ GroupId }] }
  tables.vpcEndpoints.put(point)
  await refused()
  tables.vpcEndpoints.delete(point.id)
  await ec2('DeleteSecurityGroup', { GroupId })
  await expect(ec2('DeleteSecurityGroup', { GroupId })).rejects.toMatchObject({ name: 'InvalidGroup.NotFound' })
})

test('the default group stays, and a group of one’s own keeps the VPC', async () => {
  const { ec2, tables, VpcId, create } = await make()
  const GroupId = tables.securityGroups.all()[0]!.id
  await expect(ec2('DeleteSecurityGroup', { GroupId })).rejects.toMatchObject({ name: 'CannotDelete' })
  const own = await create('own')
  await expect(ec2('DeleteVpc', { VpcId })).rejects.toMatchObject({ name: 'DependencyViolation' })
  await ec2('DeleteSecurityGroup', { GroupId: own })
  await ec2('DeleteVpc', { VpcId })
  expect(tables.securityGroupRules.size).toBe(0)
})

test.each([
  { filter: ['group-name', 'web'], found: ['web'], because: 'its name' },
  { filter: ['tag:team', 'a*'], found: ['web'], because: 'its tag' },
  { filter: ['ip-permission.cidr', '10.0.0.0/8'], found: ['web'], because: 'an ingress range' },
  { filter: ['ip-permission.from-port', '443'], found: ['web'], because: 'an ingress port' },
  { filter: ['ip-permission.group-name', 'web'], found: ['db'], because: 'the peer’s name' },
  { filter: ['egress.ip-permission.protocol', '-1'], found: ['default', 'web', 'db'], because: 'the rule all have' },
  { filter: ['egress.ip-permission.ipv6-cidr', '::/0'], found: [], because: 'nobody has it' },
])('groups are found by $filter: $because', async ({ filter: [Name, value], found }) => {
  const { ec2, create } = await make()
  const [web, db] = [await create('web'), await create('db')]
  await ec2('CreateTags', { Resources: [web], Tags: [{ Key: 'team', Value: 'alpha' }] })
  await ec2('AuthorizeSecurityGroupIngress', {
    GroupId: web,
    IpProtocol: 'tcp',
    FromPort: 443,
    ToPort: 443,
    CidrIp: '10.0.0.0/8',
  })
  await ec2('AuthorizeSecurityGroupIngress', {
    GroupId: db,
    IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: web }] }],
  })
  const shown = await ec2('DescribeSecurityGroups', { Filters: [{ Name, Values: [value] }] })
  expect('SecurityGroups' in shown && shown.SecurityGroups).toMatchObject(found.map((GroupName) => ({ GroupName })))
})

test('groups come in pages, unknown and malformed ids are told apart, names need a default VPC', async () => {
  const { ec2, tables, VpcId, create } = await make()
  for (const name of 'abcdef') await create(name)
  const first = await ec2('DescribeSecurityGroups', { MaxResults: 5 })
  expect(first).toMatchObject({ SecurityGroups: { length: 5 }, NextToken: expect.any(String) })
  const NextToken = 'NextToken' in first ? first.NextToken : ''
  const second = await ec2('DescribeSecurityGroups', { MaxResults: 5, NextToken })
  expect(second).toMatchObject({ SecurityGroups: [{ GroupName: 'e' }, { GroupName: 'f' }] })
  expect(second).not.toHaveProperty('NextToken')
  await expect(ec2('DescribeSecurityGroups', { GroupIds: ['sg-00000000000000bad'] })).rejects.toMatchObject({
    name: 'InvalidGroup.NotFound',
  })
  await expect(ec2('DescribeSecurityGroups', { GroupIds: ['web'] })).rejects.toMatchObject({
    name: 'InvalidGroupId.Malformed',
  })
  await expect(ec2('DescribeSecurityGroups', { GroupNames: ['a'] })).rejects.toMatchObject({
    name: 'VPCIdNotSpecified',
  })
  tables.vpcs.update(VpcId, { IsDefault: true })
  expect(await ec2('DescribeSecurityGroups', { GroupNames: ['a'] })).toMatchObject({
    SecurityGroups: [{ GroupName: 'a' }],
  })
})

test('a dry run creates nothing, and the limit of groups is AWS’s own error', async () => {
  const { ec2, tables, VpcId, create } = await make({ quotas: { SecurityGroupLimitExceeded: 2 } })
  await expect(
    ec2('CreateSecurityGroup', { GroupName: 'a', Description: 'd', VpcId, DryRun: true }),
  ).rejects.toMatchObject({ name: 'DryRunOperation' })
  await create('a')
  await expect(create('b')).rejects.toMatchObject({ name: 'SecurityGroupLimitExceeded' })
  expect(tables.securityGroups.size).toBe(2)
})

test('a stale read shows group and rules of the same moment', async () => {
  const { clock, ec2, world, create } = await make()
  world.at().history.staleness = { byId: 3000, byFilter: 3000, references: 0 }
  const GroupId = await create('web')
  await clock.advance(3000)
  await ec2('AuthorizeSecurityGroupIngress', {
    GroupId,
    IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '10.0.0.0/8' }] }],
  })
  const read = () => ec2('DescribeSecurityGroups', { GroupIds: [GroupId] })
  await clock.advance(1000)
  expect(await read()).toMatchObject({ SecurityGroups: [{ IpPermissions: [] }] })
  await clock.advance(2000)
  expect(await read()).toMatchObject({ SecurityGroups: [{ IpPermissions: [{ IpProtocol: '-1' }] }] })
})
