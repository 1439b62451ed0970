import { seeded } from '@windlass/core/time'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../../time/virtual.ts'
import { AwsWorld } from '../../world/world.ts'

async function make(defaults = {}) {
  const world = new AwsWorld({ clock: new VirtualClock(), random: seeded(9), defaults })
  const ec2 = (operation: string, input: object) => world.invoke('ec2', operation, input)
  const { tables } = world.at()
  await ec2('CreateVpc', { CidrBlock: '10.0.0.0/16' })
  const VpcId = tables.vpcs.all()[0]!.id
  await ec2('CreateSecurityGroup', { GroupName: 'web', Description: 'd', VpcId })
  const GroupId = tables.securityGroups.all()[1]!.id
  const ingress = () => tables.securityGroupRules.where('group', GroupId).filter((rule) => !rule.IsEgress)
  const allow = (...IpPermissions: object[]) => ec2('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions })
  const list = tables.managedPrefixLists.all()[0]!.id
  return { world, ec2, tables, VpcId, GroupId, ingress, allow, list }
}

const range = (CidrIp: string, Description?: string) => [
  Description === undefined ? { CidrIp } : { CidrIp, Description },
]
const tcp = (port: number, CidrIp = '10.0.0.0/8') => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  IpRanges: range(CidrIp),
})

test.each([
  {
    given: { IpProtocol: '6', FromPort: 1, ToPort: 2, IpRanges: range('10.1.2.3/8') },
    kept: { IpProtocol: 'tcp', FromPort: 1, ToPort: 2, CidrIpv4: '10.0.0.0/8' },
    because: '6 is TCP and host bits go',
  },
  {
    given: { IpProtocol: 'UDP', FromPort: 0, ToPort: 65535, Ipv6Ranges: [{ CidrIpv6: '2001:DB8:0:0::1/32' }] },
    kept: { IpProtocol: 'udp', CidrIpv6: '2001:db8::/32' },
    because: 'IPv6 is compressed and lower-case',
  },
  {
    given: { IpProtocol: '50', FromPort: 7, ToPort: 9, IpRanges: range('0.0.0.0/0') },
    kept: { IpProtocol: '50', FromPort: -1, ToPort: -1 },
    because: 'ESP has no ports',
  },
  {
    given: { IpProtocol: '-1', FromPort: 7, ToPort: 9, IpRanges: range('0.0.0.0/0') },
    kept: { IpProtocol: '-1', FromPort: -1, ToPort: -1 },
    because: 'all protocols have no ports',
  },
  {
    given: { IpProtocol: '1', FromPort: 8, ToPort: -1, IpRanges: range('0.0.0.0/0') },
    kept: { IpProtocol: 'icmp', FromPort: 8, ToPort: -1 },
    because: 'every code of an ICMP type',
  },
  {
    given: { IpProtocol: '58', Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
    kept: { IpProtocol: 'icmpv6', FromPort: -1, ToPort: -1, CidrIpv6: '::/0' },
    because: 'ICMPv6 needs no type',
  },
])('a rule is kept as AWS writes it: $because', async ({ given, kept }) => {
  const { allow, ingress } = await make()
  expect(await allow(given)).toMatchObject({ Return: true, SecurityGroupRules: [kept] })
  expect(ingress()).toMatchObject([kept])
  await expect(allow(given)).rejects.toMatchObject({ name: 'InvalidPermission.Duplicate' })
})

test.each([
  { given: tcp(22, '10.0.0/8'), code: 'InvalidParameterValue', because: 'that is no CIDR' },
  { given: tcp(22, '::/0'), code: 'InvalidParameterValue', because: 'an IPv6 range among IPv4 ones' },
  { given: tcp(65536), code: 'InvalidParameterValue', because: 'there is no such port' },
  { given: { ...tcp(22), ToPort: 21 }, code: 'InvalidParameterValue', because: 'the range runs backwards' },
  { given: { IpProtocol: 'tcp', IpRanges: range('0.0.0.0/0') }, code: 'InvalidParameterValue', because: 'no ports' },
  { given: { ...tcp(0), IpProtocol: 'icmp', ToPort: 256 }, code: 'InvalidParameterValue', because: 'no such code' },
  { given: { ...tcp(22), IpProtocol: 'moon' }, code: 'InvalidParameterValue', because: 'no such protocol' },
  { given: { ...tcp(22), IpProtocol: undefined }, code: 'MissingParameter', because: 'no protocol' },
  { given: { IpProtocol: '-1' }, code: 'InvalidPermission.Malformed', because: 'it names no peer' },
  {
    given: { IpProtocol: '-1', UserIdGroupPairs: [{}] },
    code: 'InvalidPermission.Malformed',
    because: 'the pair names no group',
  },
  {
    given: { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-00000000000000bad' }] },
    code: 'InvalidGroup.NotFound',
    because: 'the peer does not exist',
  },
  {
    given: { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'web' }] },
    code: 'InvalidGroupId.Malformed',
    because: 'the peer is no id',
  },
  {
    given: { IpProtocol: '-1', UserIdGroupPairs: [{ GroupName: 'web' }] },
    code: 'InvalidParameterValue',
    because: 'groups of a VPC have no name for peers',
  },
  {
    given: { IpProtocol: '-1', PrefixListIds: [{ PrefixListId: 'pl-00000000' }] },
    code: 'InvalidPrefixListID.NotFound',
    because: 'the list does not exist',
  },
  { given: { IpProtocol: '-1', IpRanges: range('0.0.0.0/0', 'a|b') }, code: 'InvalidParameterValue', because: 'of |' },
  { given: tcp(443, '10.9.9.9/8'), code: 'InvalidPermission.Duplicate', because: 'it is the same block' },
])('authorizing a bad rule beside a good one answers $code and adds neither: $because', async ({ given, code }) => {
  const { allow, ingress } = await make()
  await allow(tcp(443))
  await expect(allow(tcp(80), given)).rejects.toMatchObject({ name: code })
  expect(ingress()).toMatchObject([{ FromPort: 443 }])
})

test('duplicates are named in AWS’s words, and within one request refused', async () => {
  const { allow, ingress } = await make()
  await allow(tcp(22))
  await expect(allow(tcp(22))).rejects.toMatchObject({
    message: 'the specified rule "peer: 10.0.0.0/8, TCP, from port: 22, to port: 22, ALLOW" already exists',
  })
  await expect(allow(tcp(23), tcp(23, '10.1.0.0/8'))).rejects.toMatchObject({
    name: 'InvalidParameterValue',
    message: 'The same permission must not appear multiple times',
  })
  expect(ingress()).toHaveLength(1)
})

test('a peer in another VPC belongs to a different network', async () => {
  const { ec2, allow, tables } = await make()
  await ec2('CreateVpc', { CidrBlock: '10.1.0.0/16' })
  const GroupId = tables.securityGroups.all().at(-1)!.id
  await expect(allow({ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId }] })).rejects.toMatchObject({
    name: 'InvalidGroup.NotFound',
    message: 'You have specified two resources that belong to different networks.',
  })
})

test('permissions of the same protocol and ports are shown as one, rules one by one', async () => {
  const { ec2, allow, GroupId, list } = await make()
  await allow({ ...tcp(22), IpRanges: range('10.0.0.0/8', 'office') }, tcp(80))
  await allow({
    ...tcp(22, '172.16.0.0/12'),
    PrefixListIds: [{ PrefixListId: list }],
    UserIdGroupPairs: [{ GroupId, VpcId: 'vpc-bogus', PeeringStatus: 'active' }],
  })
  const empty = { Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [] }
  expect(await ec2('DescribeSecurityGroups', { GroupIds: [GroupId] })).toMatchObject({
    SecurityGroups: [
      {
        IpPermissions: [
          {
            FromPort: 22,
            IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'office' }, { CidrIp: '172.16.0.0/12' }],
            PrefixListIds: [{ PrefixListId: list }],
            UserIdGroupPairs: [{ GroupId, UserId: '123456789012' }],
          },
          { FromPort: 80, ...empty },
        ],
      },
    ],
  })
  const rules = await ec2('DescribeSecurityGroupRules', { Filters: [{ Name: 'group-id', Values: [GroupId] }] })
  expect(rules).toMatchObject({ SecurityGroupRules: { length: 6 } })
  expect(JSON.stringify(rules)).not.toContain('bogus')
})

test('rules are revoked by permission whatever their description, or by id, and the others keep their ids', async () => {
  const { ec2, allow, ingress, GroupId } = await make()
  await allow({ ...tcp(22), IpRanges: range('10.0.0.0/8', 'office') }, tcp(80), tcp(81))
  const [ssh, , last] = ingress()
  expect(await ec2('RevokeSecurityGroupIngress', { GroupId, IpPermissions: [tcp(22, '10.5.0.0/8')] })).toMatchObject({
    Return: true,
    RevokedSecurityGroupRules: [{ SecurityGroupRuleId: ssh?.id, CidrIpv4: '10.0.0.0/8' }],
  })
  await ec2('RevokeSecurityGroupIngress', { GroupId, SecurityGroupRuleIds: [last?.id] })
  expect(ingress()).toMatchObject([{ FromPort: 80 }])
})

test.each([
  { by: { IpPermissions: [tcp(80), tcp(99)] }, code: 'InvalidPermission.NotFound', because: 'one is not there' },
  {
    by: { SecurityGroupRuleIds: ['sgr-0000000000000dead'] },
    code: 'InvalidSecurityGroupRuleId.NotFound',
    because: 'no rule has the id',
  },
  {
    by: { SecurityGroupRuleIds: ['x'] },
    code: 'InvalidSecurityGroupRuleId.Malformed',
    because: 'that is no id',
  },
  { by: {}, code: 'MissingParameter', because: 'it names nothing' },
])('revoking answers $code and revokes nothing: $because', async ({ by, code }) => {
  const { ec2, allow, ingress, GroupId } = await make()
  await allow(tcp(80))
  await expect(ec2('RevokeSecurityGroupIngress', { GroupId, ...by })).rejects.toMatchObject({ name: code })
  expect(ingress()).toHaveLength(1)
})

test('a rule of the other direction is not revoked', async () => {
  const { ec2, tables, GroupId } = await make()
  const egress = tables.securityGroupRules.where('group', GroupId)[0]!
  await expect(ec2('RevokeSecurityGroupIngress', { GroupId, SecurityGroupRuleIds: [egress.id] })).rejects.toMatchObject(
    { name: 'InvalidSecurityGroupRuleId.NotFound' },
  )
  await ec2('RevokeSecurityGroupEgress', {
    GroupId,
    IpPermissions: [{ IpProtocol: '-1', IpRanges: range('0.0.0.0/0') }],
  })
  expect(tables.securityGroupRules.where('group', GroupId)).toEqual([])
})

test('in a default VPC unknown permissions are told, not refused', async () => {
  const { ec2, tables, allow, ingress, VpcId, GroupId } = await make()
  tables.vpcs.update(VpcId, { IsDefault: true })
  await allow(tcp(80))
  expect(await ec2('RevokeSecurityGroupIngress', { GroupId, IpPermissions: [tcp(80), tcp(99)] })).toMatchObject({
    Return: true,
    UnknownIpPermissions: [{ FromPort: 99, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }],
  })
  expect(ingress()).toEqual([])
})

test('a rule is modified in place, but not into its twin and not into another kind of source', async () => {
  const { ec2, allow, ingress, GroupId } = await make()
  await allow(tcp(80), tcp(81))
  const id = ingress()[0]!.id
  const change = (rule: object) =>
    ec2('ModifySecurityGroupRules', {
      GroupId,
      SecurityGroupRules: [{ SecurityGroupRuleId: id, SecurityGroupRule: { IpProtocol: 'tcp', ...rule } }],
    })
  await change({ FromPort: 8080, ToPort: 8080, CidrIpv4: '10.7.0.0/8', Description: 'web' })
  expect(ingress()[0]).toMatchObject({ id, FromPort: 8080, CidrIpv4: '10.0.0.0/8', Description: 'web' })
  const before = ingress()
  await expect(change({ FromPort: 81, ToPort: 81, CidrIpv4: '10.0.0.0/8' })).rejects.toMatchObject({
    name: 'InvalidPermission.Duplicate',
  })
  await expect(change({ FromPort: 81, ToPort: 81, CidrIpv6: '::/0' })).rejects.toMatchObject({
    name: 'InvalidParameterValue',
  })
  await expect(change({ FromPort: 81, ToPort: 81 })).rejects.toMatchObject({ name: 'InvalidPermission.Malformed' })
  expect(ingress()).toEqual(before)
})

test('descriptions change by permission and by id, and empty ones go', async () => {
  const { ec2, allow, ingress, GroupId } = await make()
  await allow(tcp(80), tcp(81))
  const update = 'UpdateSecurityGroupRuleDescriptionsIngress'
  await ec2(update, { GroupId, IpPermissions: [{ ...tcp(80), IpRanges: range('10.0.0.0/8', 'one') }] })
  await ec2(update, {
    GroupId,
    SecurityGroupRuleDescriptions: [{ SecurityGroupRuleId: ingress()[1]?.id, Description: 'two' }],
  })
  expect(ingress().map((rule) => rule.Description)).toEqual(['one', 'two'])
  await ec2(update, { GroupId, IpPermissions: [tcp(80)] })
  expect(ingress().map((rule) => rule.Description)).toEqual([undefined, 'two'])
  await expect(ec2(update, { GroupId, IpPermissions: [tcp(99)] })).rejects.toMatchObject({
    name: 'InvalidPermission.NotFound',
  })
})

test('the limit of rules counts IPv4, IPv6 and directions apart, and a peer group for both families', async () => {
  const { allow, ingress, GroupId } = await make({ quotas: { RulesPerSecurityGroupLimitExceeded: 2 } })
  const v6 = (port: number) => ({ ...tcp(port), IpRanges: [], Ipv6Ranges: [{ CidrIpv6: '::/0' }] })
  await allow(tcp(1), v6(1), tcp(2))
  await expect(allow(tcp(3))).rejects.toMatchObject({ name: 'RulesPerSecurityGroupLimitExceeded' })
  await expect(allow({ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId }] })).rejects.toMatchObject({
    name: 'RulesPerSecurityGroupLimitExceeded',
  })
  await allow(v6(2))
  expect(ingress()).toHaveLength(4)
})

test('rules carry tags, and are found by them', async () => {
  const { ec2, GroupId, ingress } = await make()
  await ec2('AuthorizeSecurityGroupIngress', {
    GroupId,
    IpPermissions: [tcp(80)],
    TagSpecifications: [{ ResourceType: 'security-group-rule', Tags: [{ Key: 'a', Value: '1' }] }],
  })
  expect(await ec2('DescribeSecurityGroupRules', { Filters: [{ Name: 'tag:a', Values: ['1'] }] })).toMatchObject({
    SecurityGroupRules: [{ SecurityGroupRuleId: ingress()[0]?.id, Tags: [{ Key: 'a', Value: '1' }] }],
  })
})
