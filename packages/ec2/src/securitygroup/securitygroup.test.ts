import { control } from '@windlass/simulator'
import { condition } from '@windlass/testing'
import { expect, test } from 'vitest'
import { message, story, writes } from '../../test/story.ts'

const group = (vpc: string, spec: string, name = 'web') => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: SecurityGroup
metadata: { name: ${name} }
spec: { name: ${name}, description: test, vpcID: ${vpc}, ${spec} }
`

const https = '{ ipProtocol: tcp, fromPort: 443, toPort: 443, ipRanges: [{ cidrIP: 10.0.0.0/8, description: inside }] }'

async function open() {
  const { stage, vpc, tables, call } = await story()
  const own = () => tables.securityGroups.all().filter((row) => row.GroupName !== 'default')
  const id = (name = 'web') => own().find((row) => row.GroupName === name)?.id
  /** The rules of a group in one direction, as text. */
  const rules = (name = 'web', egress = false) => {
    return tables.securityGroupRules
      .all()
      .filter((row) => row.GroupId === id(name) && row.IsEgress === egress)
      .map((row) => {
        const peer = row.CidrIpv4 ?? row.CidrIpv6 ?? row.ReferencedGroupInfo?.GroupId ?? row.PrefixListId
        return `${row.IpProtocol} ${row.FromPort}-${row.ToPort} ${peer}`
      })
      .sort()
  }
  return { stage, vpc, tables, call, own, rules, id }
}

test('a group is made once with the rules of its spec, shows them with their ids, and then nothing is written', async () => {
  const { stage, vpc, tables, own, rules } = await open()
  await stage.apply(group(vpc, `ingressRules: [${https}], egressRules: []`))
  const object = await stage.synced('SecurityGroup', 'web')
  expect(own()).toHaveLength(1)
  expect(rules()).toEqual(['tcp 443-443 10.0.0.0/8'])
  expect(rules('web', true)).toEqual([])
  const [rule] = tables.securityGroupRules.all().filter((row) => row.GroupId === own()[0]?.id)
  expect(object.status).toMatchObject({
    id: own()[0]?.id,
    ackResourceMetadata: { arn: own()[0]?.SecurityGroupArn },
    rules: [
      {
        cidrIPv4: '10.0.0.0/8',
        description: 'inside',
        fromPort: 443,
        ipProtocol: 'tcp',
        isEgress: false,
        securityGroupRuleID: rule?.id,
        toPort: 443,
      },
    ],
  })
  const before = writes(stage)
  await stage.clock.advance(600_000)
  expect(writes(stage)).toEqual(before)
})

test('rules that the spec does not mention are not managed: what others add stays', async () => {
  const { stage, vpc, call, rules, id } = await open()
  await stage.apply(group(vpc, 'tags: []'))
  await stage.synced('SecurityGroup', 'web')
  await call('AuthorizeSecurityGroupIngress', {
    GroupId: id(),
    IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '10.1.0.0/16' }] }],
  })
  await stage.clock.advance(180_000)
  expect(rules()).toEqual(['tcp 22-22 10.1.0.0/16'])
})

test.each([
  ["{ ipProtocol: '6', fromPort: 80, toPort: 80, ipRanges: [{ cidrIP: 10.0.0.0/8 }] }", 'numbers stand for protocols'],
  ['{ ipProtocol: TCP, fromPort: 80, toPort: 80, ipRanges: [{ cidrIP: 10.0.0.0/8 }] }', 'names have no case'],
  ['{ ipProtocol: all, fromPort: 80, toPort: 80, ipRanges: [{ cidrIP: 10.0.0.0/8 }] }', 'all has no ports'],
  ["{ ipProtocol: '47', fromPort: 1, toPort: 2, ipRanges: [{ cidrIP: 10.0.0.0/8 }] }", 'GRE has no ports'],
  ["{ ipProtocol: '17', fromPort: 53, toPort: 53, ipRanges: [{ cidrIP: 10.1.2.3/8 }] }", 'host bits say nothing'],
  ['{ ipProtocol: icmp, fromPort: -1, toPort: -1, ipRanges: [{ cidrIP: 10.0.0.0/8 }] }', 'all of ICMP'],
  ["{ ipProtocol: '58', ipv6Ranges: [{ cidrIPv6: '::/0' }] }", 'all of ICMPv6, without ports'],
  ["{ ipProtocol: icmpv6, fromPort: -1, toPort: -1, ipv6Ranges: [{ cidrIPv6: '::/0' }] }", 'all of ICMPv6'],
  [
    "{ ipProtocol: tcp, fromPort: 80, toPort: 80, ipv6Ranges: [{ cidrIPv6: '2001:DB8:0::1/64' }] }",
    'IPv6 has many forms',
  ],
  [
    '{ ipProtocol: tcp, fromPort: 80, toPort: 80, ipRanges: [{ cidrIP: 10.0.0.0/8 }, { cidrIP: 10.9.9.9/8 }] }',
    'the same range is written twice',
  ],
  [
    "{ ipProtocol: tcp, fromPort: 80, toPort: 80, ipRanges: [{ cidrIP: 10.0.0.0/8 }] }, { ipProtocol: '6', fromPort: 80, toPort: 80, ipRanges: [{ cidrIP: 11.0.0.0/8 }] }",
    'permissions are merged by AWS',
  ],
])('a rule however it is written keeps its id through an edit of the tags: %s, because %s', async (rule) => {
  const { stage, vpc } = await open()
  await stage.apply(group(vpc, `ingressRules: [${rule}]`))
  const before = (await stage.synced('SecurityGroup', 'web')).status?.rules
  const calls = stage.aws.journal.counts().AuthorizeSecurityGroupIngress?.calls
  await stage.edit('SecurityGroup', 'web', { spec: { tags: [{ key: 'a', value: 'b' }] } })
  expect((await stage.synced('SecurityGroup', 'web')).status?.rules).toEqual(before)
  await stage.clock.advance(120_000)
  expect(stage.aws.journal.counts().AuthorizeSecurityGroupIngress?.calls).toBe(calls)
})

test('an edit adds before it removes, changes a description in place, and leaves the other rules alone', async () => {
  const { stage, vpc, tables, rules } = await open()
  const range = (cidr: string, said: string) => `{ cidrIP: ${cidr}, description: ${said} }`
  const spec = (...ranges: string[]) =>
    group(vpc, `ingressRules: [{ ipProtocol: tcp, fromPort: 80, toPort: 80, ipRanges: [${ranges.join(', ')}] }]`)
  await stage.apply(spec(range('10.0.0.0/16', 'a'), range('10.1.0.0/16', 'b')))
  await stage.synced('SecurityGroup', 'web')
  const ids = new Map(tables.securityGroupRules.all().map((row) => [row.CidrIpv4, row.id]))
  let least = 2
  await stage.apply(spec(range('10.0.0.0/16', 'changed'), range('10.2.0.0/16', 'c')))
  await stage.until(async () => {
    least = Math.min(least, rules().length)
    return rules().includes('tcp 80-80 10.2.0.0/16') && !rules().includes('tcp 80-80 10.1.0.0/16')
  })
  await stage.synced('SecurityGroup', 'web')
  expect(least).toBe(2)
  const kept = tables.securityGroupRules.all().find((row) => row.CidrIpv4 === '10.0.0.0/16')
  expect(kept).toMatchObject({ id: ids.get('10.0.0.0/16'), Description: 'changed' })
})

const port = (number: number, cidr = '10.0.0.0/8') =>
  `{ ipProtocol: tcp, fromPort: ${number}, toPort: ${number}, ipRanges: [{ cidrIP: ${cidr} }] }`

test('a bad rule is named in the condition, the good ones are in place, and mending it converges: one group ever', async () => {
  const { stage, vpc, tables, own, rules } = await open()
  const good = Array.from({ length: 20 }, (_, index) => port(index + 1))
  await stage.apply(group(vpc, `ingressRules: [${good.join(', ')}, ${port(99, '10.0.0.0/99')}], egressRules: []`))
  const failed = await stage.untilCondition('SecurityGroup', 'web', 'ACK.Terminal', 'True', 5000)
  expect(condition(failed, 'ACK.Terminal')?.message).toBe(
    'ingressRules: cannot add the rule tcp 99 from 10.0.0.0/99: api error InvalidParameterValue: CIDR block 10.0.0.0/99 is malformed',
  )
  expect(failed.status?.id).toBe(own()[0]?.id)
  expect(rules()).toHaveLength(20)
  expect(stage.aws.journal.counts().AuthorizeSecurityGroupIngress?.calls).toBeLessThan(12)
  await stage.clock.advance(300_000)
  expect(own()).toHaveLength(1)
  await stage.apply(group(vpc, `ingressRules: [${good.join(', ')}, ${port(99, '10.0.0.0/9')}], egressRules: []`))
  await stage.synced('SecurityGroup', 'web', 5000)
  expect(rules()).toHaveLength(21)
  expect(own().map((row) => row.id)).toEqual([failed.status?.id])
  expect(stage.aws.journal.counts().CreateSecurityGroup?.calls).toBe(1)
  await stage.delete('SecurityGroup', 'web')
  await stage.gone('SecurityGroup', 'web', 10_000)
  expect(own()).toEqual([])
  expect(tables.securityGroupRules.all().filter((row) => row.GroupId === failed.status?.id)).toEqual([])
})

test('a group refers to itself and to a group applied later; the references stay in the spec as they are', async () => {
  const { stage, vpc, rules, id } = await open()
  const from = (name: string) =>
    `{ ipProtocol: tcp, fromPort: 80, toPort: 80, userIDGroupPairs: [{ groupRef: { from: { name: ${name} } } }] }`
  await stage.apply(group(vpc, `ingressRules: [${from('web')}, ${from('db')}]`))
  await stage.clock.advance(5000)
  expect(id('web')).toBeDefined()
  await stage.apply(group(vpc, `ingressRules: [${from('web')}]`, 'db'))
  const object = await stage.synced('SecurityGroup', 'web')
  await stage.synced('SecurityGroup', 'db')
  expect(rules('web')).toEqual([`tcp 80-80 ${id('web')}`, `tcp 80-80 ${id('db')}`].sort())
  expect(rules('db')).toEqual([`tcp 80-80 ${id('web')}`])
  expect(JSON.stringify(object.spec)).not.toContain('groupID')
  expect(JSON.stringify(object.spec)).toContain('"groupRef":{"from":{"name":"db"}}')
})

test('groups whose rules name each other are deleted together, and nothing is left', async () => {
  const { stage, vpc, own } = await open()
  const from = (name: string) =>
    `ingressRules: [{ ipProtocol: '-1', userIDGroupPairs: [{ groupRef: { from: { name: ${name} } } }] }]`
  await stage.apply(`${group(vpc, from('db'))}---${group(vpc, from('web'), 'db')}`)
  await stage.synced('SecurityGroup', 'web')
  await stage.synced('SecurityGroup', 'db')
  await stage.delete('SecurityGroup', 'web')
  await stage.delete('SecurityGroup', 'db')
  await stage.gone('SecurityGroup', 'web', 60_000)
  await stage.gone('SecurityGroup', 'db', 60_000)
  expect(own()).toEqual([])
})

test('the rules of a group whose delete is refused stay, the user is named, and the delete goes on when it is gone', async () => {
  const { stage, vpc, call, tables, rules, id, own } = await open()
  await stage.apply(
    `${group(vpc, `ingressRules: [${https}]`)}---${group(vpc, 'ingressRules: [{ ipProtocol: tcp, fromPort: 1, toPort: 2, userIDGroupPairs: [{ groupRef: { from: { name: web } } }] }]', 'db')}`,
  )
  await stage.synced('SecurityGroup', 'db')
  await stage.synced('SecurityGroup', 'web')
  await call('CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.9.0/24' })
  const SubnetId = tables.subnets.all()[0]?.id
  await call('CreateNetworkInterface', { SubnetId, Groups: [id()], Description: 'a load balancer' })
  const NetworkInterfaceId = tables.networkInterfaces.all()[0]?.id
  await stage.delete('SecurityGroup', 'web')
  await stage.clock.advance(30_000)
  expect(await message(stage, 'SecurityGroup', 'web', 'ACK.ResourceSynced')).toBe(
    `AWS will not delete ${id()} while it is used by ingress rules of security group ${id('db')} (db), ` +
      `network interface ${NetworkInterfaceId} (a load balancer)`,
  )
  expect(rules()).toEqual(['tcp 443-443 10.0.0.0/8'])
  await call('DeleteNetworkInterface', { NetworkInterfaceId })
  await stage.edit('SecurityGroup', 'db', { spec: { ingressRules: [] } })
  await stage.gone('SecurityGroup', 'web', 61_000)
  expect(own().map((row) => row.GroupName)).toEqual(['db'])
})

test('drift of rules, descriptions and tags is corrected within one sweep; tags of others are left alone', async () => {
  const { stage, vpc, call, tables, rules, id } = await open()
  await stage.apply(group(vpc, `ingressRules: [${https}], egressRules: [], tags: [{ key: team, value: a }]`))
  await stage.synced('SecurityGroup', 'web')
  await stage.clock.advance(30_000)
  const [rule] = tables.securityGroupRules.all().filter((row) => row.GroupId === id())
  await call('RevokeSecurityGroupIngress', { GroupId: id(), SecurityGroupRuleIds: [rule?.id] })
  await call('AuthorizeSecurityGroupEgress', {
    GroupId: id(),
    IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
  })
  await call('CreateTags', {
    Resources: [id()],
    Tags: [
      { Key: 'team', Value: 'b' },
      { Key: 'other', Value: 'x' },
    ],
  })
  await stage.clock.advance(62_000)
  expect(rules()).toEqual(['tcp 443-443 10.0.0.0/8'])
  expect(rules('web', true)).toEqual([])
  const tags = tables.securityGroups.get(id() ?? '')?.Tags ?? []
  expect(tags).toEqual(
    expect.arrayContaining([
      { Key: 'team', Value: 'a' },
      { Key: 'other', Value: 'x' },
    ]),
  )
  const [now] = tables.securityGroupRules.all().filter((row) => row.GroupId === id())
  await call('UpdateSecurityGroupRuleDescriptionsIngress', {
    GroupId: id(),
    SecurityGroupRuleDescriptions: [{ SecurityGroupRuleId: now?.id, Description: 'by hand' }],
  })
  await stage.clock.advance(62_000)
  expect(tables.securityGroupRules.get(now?.id ?? '')?.Description).toBe('inside')
})

test('a group of the same name that is not ours is not taken over, and the object says so', async () => {
  const { stage, vpc, call, own } = await open()
  await call('CreateSecurityGroup', { VpcId: vpc, GroupName: 'web', Description: 'by hand' })
  await stage.apply(group(vpc, `ingressRules: [${https}]`))
  const failed = await stage.untilCondition('SecurityGroup', 'web', 'ACK.Terminal', 'True', 10_000)
  expect(condition(failed, 'ACK.Terminal')).toMatchObject({ reason: 'AlreadyExists' })
  expect(condition(failed, 'ACK.Terminal')?.message).toContain('InvalidGroup.Duplicate')
  expect(failed.status?.id).toBeUndefined()
  expect(own()).toHaveLength(1)
})

test('a rule may name a group of the same VPC by its name', async () => {
  const { stage, vpc, call, rules, own } = await open()
  await call('CreateSecurityGroup', { VpcId: vpc, GroupName: 'clients', Description: 'by hand' })
  const clients = '{ ipProtocol: tcp, fromPort: 80, toPort: 80, userIDGroupPairs: [{ groupName: clients }] }'
  await stage.apply(group(vpc, `ingressRules: [${clients}]`))
  await stage.synced('SecurityGroup', 'web')
  expect(rules()).toEqual([`tcp 80-80 ${own().find((row) => row.GroupName === 'clients')?.id}`])
})

test('a full group changes its rules all the same: those that go make room', async () => {
  const { stage, vpc, rules } = await open()
  control(stage.aws, { do: 'quota', code: 'RulesPerSecurityGroupLimitExceeded', limit: 3 })
  await stage.apply(group(vpc, `ingressRules: [${[1, 2, 3].map((n) => port(n)).join(', ')}]`))
  await stage.synced('SecurityGroup', 'web')
  await stage.apply(group(vpc, `ingressRules: [${[1, 4, 5].map((n) => port(n)).join(', ')}]`))
  await stage.synced('SecurityGroup', 'web', 30_000)
  expect(rules()).toEqual([1, 4, 5].map((n) => `tcp ${n}-${n} 10.0.0.0/8`))
})

test('a group deleted by hand is made anew once, with its rules; a name cannot be edited', async () => {
  const { stage, vpc, call, own, rules, id } = await open()
  await stage.apply(group(vpc, `ingressRules: [${https}], egressRules: []`))
  await stage.synced('SecurityGroup', 'web')
  const before = id()
  await stage.clock.advance(400_000)
  await call('DeleteSecurityGroup', { GroupId: before })
  await stage.until(async () => own().length === 1, 80_000)
  await stage.clock.advance(200_000)
  const object = await stage.synced('SecurityGroup', 'web')
  expect(own()).toHaveLength(1)
  expect(object.status?.id).toBe(id())
  expect(id()).not.toBe(before)
  expect(rules()).toEqual(['tcp 443-443 10.0.0.0/8'])
  await expect(stage.edit('SecurityGroup', 'web', { spec: { name: 'other' } })).rejects.toThrow(/name is immutable/)
})

test('a group that refers to itself and has a bad rule is not tried over and over', async () => {
  const { stage, vpc, rules } = await open()
  const itself =
    '{ ipProtocol: tcp, fromPort: 80, toPort: 80, userIDGroupPairs: [{ groupRef: { from: { name: web } } }] }'
  await stage.apply(group(vpc, `ingressRules: [${itself}, ${port(99, '10.0.0.0/99')}]`))
  await stage.untilCondition('SecurityGroup', 'web', 'ACK.Terminal', 'True', 5000)
  await stage.clock.advance(30_000)
  expect(condition((await stage.get('SecurityGroup', 'web'))!, 'ACK.Terminal')?.status).toBe('True')
  expect(rules()).toHaveLength(1)
  expect(stage.aws.journal.counts().AuthorizeSecurityGroupIngress?.calls).toBeLessThan(6)
})
