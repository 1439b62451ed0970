import { control } from '@windlass/simulator'
import { condition, Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { events } from '../../test/promise/ground.ts'
import { message, writes } from '../../test/story.ts'
import { kinds } from '../index.ts'

const manifest = (spec: string, annotations = '') => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPC
metadata: { name: main, annotations: { ${annotations} } }
spec: { ${spec} }
`

const plain = 'cidrBlocks: [10.0.0.0/16], tags: [{ key: team, value: a }]'

async function open() {
  const stage = await Stage.open({ kinds })
  stage.start()
  const { tables } = stage.aws.at()
  const call = (operation: string, input: object) => stage.aws.invoke('ec2', operation, input)
  const vpc = () => tables.vpcs.all()[0]
  const ranges = () =>
    (vpc()?.CidrBlockAssociationSet ?? [])
      .filter((one) => one.CidrBlockState?.State === 'associated')
      .map((one) => one.CidrBlock)
      .sort()
  return { stage, tables, call, vpc, ranges }
}

test('a VPC is made once, shows what AWS says of it, is then left alone, and goes when it is deleted', async () => {
  const { stage, tables, vpc } = await open()
  await stage.apply(manifest(`${plain}, enableDNSHostnames: true`))
  const object = await stage.synced('VPC', 'main')
  expect(tables.vpcs.size).toBe(1)
  expect(object.status).toMatchObject({
    vpcID: vpc()?.id,
    state: 'available',
    isDefault: false,
    ownerID: '123456789012',
    dhcpOptionsID: vpc()?.DhcpOptionsId,
    cidrBlockAssociationSet: [{ cidrBlock: '10.0.0.0/16', cidrBlockState: { state: 'associated' } }],
    securityGroupDefaultRulesExist: true,
    ackResourceMetadata: { ownerAccountID: '123456789012', region: 'us-west-2' },
  })
  expect(condition(object, 'Ready')?.status).toBe('True')
  const before = writes(stage)
  await stage.clock.advance(1_200_000)
  expect(writes(stage)).toEqual(before)
  await stage.delete('VPC', 'main')
  await stage.gone('VPC', 'main')
  expect(tables.vpcs.size).toBe(0)
})

test('every field that AWS can change follows the spec, DNS support before host names and after them', async () => {
  const { stage, vpc, ranges } = await open()
  await stage.apply(manifest('cidrBlocks: [10.0.0.0/16, 10.1.0.0/16], instanceTenancy: dedicated'))
  await stage.synced('VPC', 'main')
  expect(ranges()).toEqual(['10.0.0.0/16', '10.1.0.0/16'])
  const off = 'enableDNSSupport: false, enableDNSHostnames: false, enableNetworkAddressUsageMetrics: false'
  await stage.apply(manifest(`cidrBlocks: [10.0.0.0/16, 10.2.1.1/16], instanceTenancy: default, ${off}`))
  await stage.synced('VPC', 'main')
  expect(ranges()).toEqual(['10.0.0.0/16', '10.2.0.0/16'])
  expect(vpc()).toMatchObject({ enableDnsSupport: false, enableDnsHostnames: false, InstanceTenancy: 'default' })
  await stage.apply(manifest(`cidrBlocks: [10.0.0.0/16], instanceTenancy: default, ${off.replaceAll('false', 'true')}`))
  await stage.synced('VPC', 'main')
  expect(ranges()).toEqual(['10.0.0.0/16'])
  expect(vpc()).toMatchObject({
    enableDnsSupport: true,
    enableDnsHostnames: true,
    enableNetworkAddressUsageMetrics: true,
  })
  expect((await events(stage, 'Updated')).length).toBeGreaterThan(0)
  const attributes = stage.aws.journal
    .entries()
    .filter(({ operation }) => operation === 'ModifyVpcAttribute')
    .map(({ input }) => Object.keys(input ?? {}).find((key) => key !== 'VpcId'))
  expect(attributes).toEqual([
    'EnableDnsSupport',
    'EnableDnsSupport',
    'EnableDnsHostnames',
    'EnableNetworkAddressUsageMetrics',
  ])
})

test('an IPv6 range of Amazon comes and goes with the spec', async () => {
  const { stage, vpc } = await open()
  const live = () =>
    (vpc()?.Ipv6CidrBlockAssociationSet ?? []).filter((one) => one.Ipv6CidrBlockState?.State === 'associated')
  await stage.apply(manifest(`${plain}, amazonProvidedIPv6CIDRBlock: true`))
  const { status } = await stage.synced('VPC', 'main')
  expect(live()).toHaveLength(1)
  expect(status?.ipv6CIDRBlockAssociationSet).toMatchObject([{ ipv6CIDRBlock: live()[0]?.Ipv6CidrBlock }])
  await stage.apply(manifest(`${plain}, amazonProvidedIPv6CIDRBlock: false`))
  await stage.synced('VPC', 'main')
  expect(live()).toEqual([])
})

const pool = 'ipv6pool-ec2-0123456789abcdef0'
const own = (range: string) => ({ Ipv6Pool: pool, Ipv6CidrBlock: range })

async function owning() {
  const opened = await open()
  const live = () =>
    (opened.vpc()?.Ipv6CidrBlockAssociationSet ?? [])
      .filter((one) => one.Ipv6CidrBlockState?.State === 'associated')
      .map((one) => one.Ipv6CidrBlock)
  return { ...opened, live }
}

test('an IPv6 range of the owner gives way to the next one, also when the reply to its addition is lost', async () => {
  const { stage, live } = await owning()
  const six = (range: string) => manifest(`${plain}, ipv6Pool: ${pool}, ipv6CIDRBlock: "${range}"`)
  await stage.apply(six('2001:db8:1:1a00::/56'))
  await stage.synced('VPC', 'main')
  expect(live()).toEqual(['2001:db8:1:1a00::/56'])
  control(stage.aws, { do: 'fault', fault: 'drop', operation: 'AssociateVpcCidrBlock', times: 1 })
  await stage.apply(six('2001:db8:1:1b00::/56'))
  await stage.until(async () => live().includes('2001:db8:1:1b00::/56'))
  await stage.synced('VPC', 'main')
  await stage.clock.advance(10_000)
  expect(live()).toEqual(['2001:db8:1:1b00::/56'])
})

test('of the IPv6 ranges of an adopted VPC none goes because the spec can name one only', async () => {
  const { stage, live, call, vpc } = await owning()
  await call('CreateVpc', { CidrBlock: '10.0.0.0/16', ...own('2001:db8:1:1a00::/56') })
  await call('AssociateVpcCidrBlock', { VpcId: vpc()?.id, ...own('2001:db8:1:1b00::/56') })
  await stage.clock.advance(5000)
  const fields = `services.k8s.aws/adoption-fields: '{"vpcID":"${vpc()?.id}"}'`
  await stage.apply(manifest('cidrBlocks: [10.0.0.0/16]', `${fields}, services.k8s.aws/adoption-policy: adopt`))
  await stage.synced('VPC', 'main')
  await stage.clock.advance(100_000)
  expect(live()).toEqual(['2001:db8:1:1a00::/56', '2001:db8:1:1b00::/56'])
})

test('the default rules of the default group are removed and kept out, and no others', async () => {
  const { stage, tables, call, vpc } = await open()
  await stage.apply(manifest(`${plain}, disallowSecurityGroupDefaultRules: true`))
  const { status } = await stage.synced('VPC', 'main')
  expect(status?.securityGroupDefaultRulesExist).toBe(false)
  expect(tables.securityGroupRules.size).toBe(0)
  await stage.clock.advance(30_000)
  const GroupId = tables.securityGroups.where('vpc', vpc()?.id ?? '')[0]?.id
  const everything = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }]
  await call('AuthorizeSecurityGroupEgress', { GroupId, IpPermissions: everything })
  await call('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: everything })
  await stage.clock.advance(62_000)
  expect(tables.securityGroupRules.all().map((row) => row.IsEgress)).toEqual([false])
  await stage.synced('VPC', 'main')
})

test('drift of ranges, attributes and tags is corrected and said; what the spec does not set is left alone', async () => {
  const { stage, tables, call, vpc, ranges } = await open()
  await stage.apply(manifest(`${plain}, enableDNSSupport: true`))
  await stage.synced('VPC', 'main')
  await stage.clock.advance(30_000)
  const VpcId = vpc()?.id
  await call('AssociateVpcCidrBlock', { VpcId, CidrBlock: '10.9.0.0/16' })
  await call('CreateTags', { Resources: [VpcId], Tags: [{ Key: 'team', Value: 'b' }] })
  await call('CreateTags', { Resources: [VpcId], Tags: [{ Key: 'other', Value: 'x' }] })
  await stage.clock.advance(70_000)
  expect(ranges()).toEqual(['10.0.0.0/16'])
  const tags = new Map(tables.vpcs.get(VpcId ?? '')?.Tags?.map(({ Key, Value }) => [Key, Value]))
  expect([tags.get('team'), tags.get('other')]).toEqual(['a', 'x'])
  expect((await events(stage, 'DriftCorrected')).length).toBeGreaterThan(0)
  await call('ModifyVpcAttribute', { VpcId, EnableDnsHostnames: { Value: true } })
  await call('ModifyVpcAttribute', { VpcId, EnableDnsSupport: { Value: false } })
  await stage.clock.advance(660_000)
  expect(vpc()).toMatchObject({ enableDnsSupport: true, enableDnsHostnames: true })
  await stage.edit('VPC', 'main', { spec: { tags: [{ key: 'stage', value: 'c' }] } })
  await stage.synced('VPC', 'main')
  const now = tables.vpcs.get(VpcId ?? '')?.Tags?.map(({ Key }) => Key)
  expect(now).toEqual(expect.arrayContaining(['stage', 'other']))
  expect(now).not.toContain('team')
})

test('a VPC deleted by hand is made anew, exactly once', async () => {
  const { stage, tables, call, vpc } = await open()
  await stage.apply(manifest(plain))
  const before = (await stage.synced('VPC', 'main')).status?.vpcID
  await stage.clock.advance(400_000)
  await call('DeleteVpc', { VpcId: before })
  await stage.until(async () => tables.vpcs.size === 1, 80_000)
  await stage.clock.advance(400_000)
  const object = await stage.synced('VPC', 'main')
  expect(tables.vpcs.all().map((row) => row.id)).toEqual([object.status?.vpcID])
  expect(vpc()?.id).not.toBe(before)
  expect(await events(stage, 'Recreated')).toHaveLength(1)
})

test('a range that AWS refuses is terminal within a second, in the words of AWS, and mended by an edit', async () => {
  const { stage, tables } = await open()
  await stage.apply(manifest('cidrBlocks: [InvalidValue]'))
  const failed = await stage.untilCondition('VPC', 'main', 'ACK.Terminal', 'True', 1000)
  expect(condition(failed, 'ACK.Terminal')?.message).toContain(
    'InvalidParameterValue: Value (InvalidValue) for parameter cidrBlock is invalid. This is not a valid CIDR block',
  )
  await stage.apply(manifest('cidrBlocks: [10.0.0.0/16, 10.1.0.0/8]'))
  const half = await stage.untilCondition('VPC', 'main', 'ACK.Terminal', 'True', 10_000)
  expect(condition(half, 'ACK.Terminal')?.message).toMatch(/^cidrBlocks: cannot add the range 10.1.0.0\/8: api error/)
  expect(half.status?.vpcID).toBe(tables.vpcs.all()[0]?.id)
  await stage.apply(manifest('cidrBlocks: [10.0.0.0/16, 10.1.0.0/16]'))
  const object = await stage.synced('VPC', 'main', 10_000)
  expect(condition(object, 'ACK.Terminal')).toBeUndefined()
  expect(tables.vpcs.size).toBe(1)
})

test.each([
  [{ cidrBlocks: ['10.5.0.0/16'] }, /first of cidrBlocks is the primary range and is immutable/],
  [{ instanceTenancy: 'dedicated' }, /instanceTenancy can only be changed to default/],
  [{ ipv4NetmaskLength: 20 }, /ipv4NetmaskLength is immutable/],
])('the API server refuses what AWS cannot change: %o', async (spec, sentence) => {
  const { stage } = await open()
  await stage.apply(manifest(`${plain}, instanceTenancy: default`))
  await stage.synced('VPC', 'main')
  await expect(stage.edit('VPC', 'main', { spec })).rejects.toThrow(sentence)
})

test('a delete names what stands in the way in AWS, and goes on when it is gone', async () => {
  const { stage, tables, call, vpc } = await open()
  await stage.apply(manifest(plain))
  await stage.synced('VPC', 'main')
  const VpcId = vpc()?.id
  await call('CreateSubnet', { VpcId, CidrBlock: '10.0.1.0/24' })
  await call('CreateSecurityGroup', { VpcId, GroupName: 'web', Description: 'by hand' })
  await call('CreateRouteTable', { VpcId })
  await stage.delete('VPC', 'main')
  await stage.clock.advance(10_000)
  const [SubnetId] = tables.subnets.all().map((row) => row.id)
  const GroupId = tables.securityGroups.all().find((row) => row.GroupName === 'web')?.id
  const RouteTableId = tables.routeTables.all()[1]?.id
  expect(await message(stage, 'VPC', 'main', 'ACK.ResourceSynced')).toBe(
    `AWS will not delete ${VpcId} while it is used by route table ${RouteTableId}, security group ${GroupId} (web), subnet ${SubnetId}`,
  )
  await call('DeleteSubnet', { SubnetId })
  await call('DeleteSecurityGroup', { GroupId })
  await call('DeleteRouteTable', { RouteTableId })
  await stage.gone('VPC', 'main', 61_000)
  expect(tables.vpcs.size).toBe(0)
})

test('paused, nothing is done; in plan mode it is said what would be done', async () => {
  const { stage, vpc, ranges } = await open()
  await stage.apply(manifest(plain))
  await stage.synced('VPC', 'main')
  const wish = 'cidrBlocks: [10.0.0.0/16, 10.1.0.0/16], tags: [{ key: team, value: a }]'
  await stage.apply(manifest(wish, "windlass.dev/paused: 'true'"))
  await stage.clock.advance(200_000)
  expect(ranges()).toEqual(['10.0.0.0/16'])
  await stage.apply(manifest(wish, 'windlass.dev/mode: plan'))
  await stage.clock.advance(10_000)
  expect(await message(stage, 'VPC', 'main', 'ACK.ResourceSynced')).toBe('Would add the range 10.1.0.0/16')
  expect(vpc()?.CidrBlockAssociationSet).toHaveLength(1)
  await stage.apply(manifest(wish))
  await stage.synced('VPC', 'main')
  expect(ranges()).toEqual(['10.0.0.0/16', '10.1.0.0/16'])
})

test('a VPC made by hand is adopted by its id, read-only or for good, and kept when the policy is to retain it', async () => {
  const { stage, tables, call, vpc } = await open()
  await call('CreateVpc', { CidrBlock: '10.0.0.0/16' })
  await stage.clock.advance(5000)
  const by = `services.k8s.aws/adoption-fields: '{"vpcID":"${vpc()?.id}"}'`
  const watched = 'cidrBlocks: [10.0.0.0/16], enableDNSHostnames: true'
  await stage.apply(manifest(watched, `${by}, services.k8s.aws/read-only: 'true'`))
  await stage.clock.advance(70_000)
  expect((await stage.get('VPC', 'main'))?.status?.vpcID).toBe(vpc()?.id)
  expect(vpc()).toMatchObject({ enableDnsHostnames: false })
  await stage.apply(
    manifest(
      watched,
      `${by}, services.k8s.aws/adoption-policy: adopt-or-create, services.k8s.aws/deletion-policy: retain`,
    ),
  )
  await stage.until(async () => vpc()?.enableDnsHostnames === true, 5000)
  const object = await stage.synced('VPC', 'main')
  expect(object.status?.vpcID).toBe(vpc()?.id)
  expect(tables.vpcs.size).toBe(1)
  await stage.delete('VPC', 'main')
  await stage.gone('VPC', 'main')
  expect(tables.vpcs.size).toBe(1)
})
