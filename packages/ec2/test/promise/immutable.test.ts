import { at } from '@windlass/core'
import { control } from '@windlass/simulator'
import { condition, type Stage } from '@windlass/testing'
import { describe, expect, test } from 'vitest'
import { story } from '../story.ts'
import { synced } from './ground.ts'
import { adopting, changed, vpcOf } from './world.ts'

const manifest = (kind: string, name: string, spec: object, annotations: object = {}) =>
  JSON.stringify({ apiVersion: 'ec2.services.k8s.aws/v1alpha1', kind, metadata: { name, annotations }, spec })

/** What the cases below refer to: a second VPC, a subnet in the first, two addresses. */
async function world() {
  const opened = await story()
  const { stage, vpc, tables, call } = opened
  await call('CreateVpc', { CidrBlock: '10.9.0.0/16' })
  await call('CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.9.0/24', AvailabilityZone: 'us-west-2a' })
  const gateway = at(await call('CreateInternetGateway', {}), 'InternetGateway', 'InternetGatewayId')
  await call('AttachInternetGateway', { VpcId: vpc, InternetGatewayId: gateway })
  for (let each = 0; each < 2; each++) await call('AllocateAddress', { Domain: 'vpc' })
  await stage.clock.advance(10_000)
  const other = tables.vpcs.all().find(({ id }) => id !== vpc)?.id
  const [ip, second] = tables.addresses.all().map(({ id }) => id)
  return { ...opened, other, subnet: tables.subnets.all()[0]?.id, ip, second }
}

type World = Awaited<ReturnType<typeof world>>

interface Case {
  readonly kind: string
  readonly field: string
  readonly id: string
  /** What AWS has, by its create. */
  made(world: World): readonly [operation: string, input: object]
  /** What a manifest says of it that differs in the field alone. */
  spec(world: World): object
}

const cases: readonly Case[] = [
  {
    kind: 'VPC',
    field: 'cidrBlocks',
    id: 'vpcID',
    made: () => ['CreateVpc', { CidrBlock: '10.1.0.0/16' }],
    spec: () => ({ cidrBlocks: ['10.2.0.0/16', '10.1.0.0/16'] }),
  },
  {
    kind: 'VPC',
    field: 'instanceTenancy',
    id: 'vpcID',
    made: () => ['CreateVpc', { CidrBlock: '10.1.0.0/16' }],
    spec: () => ({ cidrBlocks: ['10.1.0.0/16'], instanceTenancy: 'dedicated' }),
  },
  {
    kind: 'VPC',
    field: 'ipv4NetmaskLength',
    id: 'vpcID',
    made: () => ['CreateVpc', { CidrBlock: '10.1.0.0/16' }],
    spec: () => ({ ipv4IPAMPoolID: 'ipam-pool-1', ipv4NetmaskLength: 24 }),
  },
  {
    kind: 'Subnet',
    field: 'vpcID',
    id: 'subnetID',
    made: ({ vpc }) => ['CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.1.0/24' }],
    spec: ({ other }) => ({ vpcID: other, cidrBlock: '10.0.1.0/24' }),
  },
  {
    kind: 'Subnet',
    field: 'availabilityZone',
    id: 'subnetID',
    made: ({ vpc }) => ['CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.1.0/24', AvailabilityZone: 'us-west-2a' }],
    spec: ({ vpc }) => ({ vpcID: vpc, cidrBlock: '10.0.1.0/24', availabilityZone: 'us-west-2b' }),
  },
  {
    kind: 'Subnet',
    field: 'outpostARN',
    id: 'subnetID',
    made: ({ vpc }) => ['CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.1.0/24' }],
    spec: ({ vpc }) => ({ vpcID: vpc, cidrBlock: '10.0.1.0/24', outpostARN: 'arn:aws:outposts:r:1:outpost/op-1' }),
  },
  {
    kind: 'SecurityGroup',
    field: 'description',
    id: 'id',
    made: ({ vpc }) => ['CreateSecurityGroup', { VpcId: vpc, GroupName: 'web', Description: 'web' }],
    spec: ({ vpc }) => ({ vpcID: vpc, name: 'web', description: 'api' }),
  },
  {
    kind: 'RouteTable',
    field: 'vpcID',
    id: 'routeTableID',
    made: ({ vpc }) => ['CreateRouteTable', { VpcId: vpc }],
    spec: ({ other }) => ({ vpcID: other }),
  },
  {
    kind: 'ElasticIPAddress',
    field: 'address',
    id: 'allocationID',
    made: () => ['AllocateAddress', { Domain: 'vpc' }],
    spec: () => ({ address: '198.51.100.1' }),
  },
  {
    kind: 'NATGateway',
    field: 'allocationID',
    id: 'natGatewayID',
    made: ({ subnet, ip }) => ['CreateNatGateway', { SubnetId: subnet, AllocationId: ip }],
    spec: ({ subnet, second }) => ({ subnetID: subnet, allocationID: second }),
  },
  {
    kind: 'NATGateway',
    field: 'availabilityZoneAddresses',
    id: 'natGatewayID',
    made: ({ subnet, ip }) => ['CreateNatGateway', { SubnetId: subnet, AllocationId: ip }],
    spec: ({ second }) => ({
      availabilityZoneAddresses: [{ availabilityZone: 'us-west-2a', allocationIDs: [second] }],
    }),
  },
  {
    kind: 'VPCEndpoint',
    field: 'serviceName',
    id: 'vpcEndpointID',
    made: ({ vpc }) => ['CreateVpcEndpoint', { VpcId: vpc, ServiceName: 'com.amazonaws.us-west-2.s3' }],
    spec: ({ vpc }) => ({ vpcID: vpc, serviceName: 'com.amazonaws.us-west-2.dynamodb' }),
  },
]

/** The id of what a create has made: the first member of the name, wherever it stands. */
const idIn = (reply: unknown, kind: string): unknown =>
  ({
    VPC: at(reply, 'Vpc', 'VpcId'),
    Subnet: at(reply, 'Subnet', 'SubnetId'),
    SecurityGroup: at(reply, 'GroupId'),
    RouteTable: at(reply, 'RouteTable', 'RouteTableId'),
    ElasticIPAddress: at(reply, 'AllocationId'),
    NATGateway: at(reply, 'NatGateway', 'NatGatewayId'),
    VPCEndpoint: at(reply, 'VpcEndpoint', 'VpcEndpointId'),
  })[kind]

describe.each(['adopt', 'adopt-or-create'])(
  'with %s nothing is written, and nothing taken over, where AWS differs',
  (policy) => {
    test.each(cases)('$kind: $field', async ({ kind, field, id, made, spec }) => {
      const opened = await world()
      const { stage, call } = opened
      const named = idIn(await call(...made(opened)), kind)
      await stage.clock.advance(200_000)
      const from = stage.aws.journal.entries().length
      await stage.apply(manifest(kind, 'main', spec(opened), adopting({ [id]: named }, policy)))
      await stage.clock.advance(120_000)
      const object = await stage.get(kind, 'main')
      expect(object && condition(object, 'ACK.Terminal')).toMatchObject({ status: 'True', reason: 'ImmutableDiffers' })
      expect((await synced(stage, kind, 'main')).message).toMatch(
        new RegExp(`cannot change that: ${field} \\(spec .*, AWS .*\\)$`),
      )
      expect(changed(stage, from)).toEqual([])
      expect(object?.metadata.finalizers).toBeUndefined()
      expect(object?.status?.[id]).toBeUndefined()
      await stage.delete(kind, 'main')
      await stage.gone(kind, 'main')
      expect(changed(stage, from)).toEqual([])
    })
  },
)

test('an adoption waits for the object that a reference to something immutable names', async () => {
  const { stage, call, other } = await world()
  const reply = await call('CreateSubnet', { VpcId: other, CidrBlock: '10.9.1.0/24' })
  const from = stage.aws.journal.entries().length
  const spec = { vpcRef: { from: { name: 'main' } }, cidrBlock: '10.9.1.0/24' }
  await stage.apply(manifest('Subnet', 'one', spec, adopting({ subnetID: at(reply, 'Subnet', 'SubnetId') })))
  await stage.clock.advance(60_000)
  expect(await synced(stage, 'Subnet', 'one')).toMatchObject({ reason: 'ReferenceNotFound' })
  expect(changed(stage, from)).toEqual([])
  await stage.apply(vpcOf('main', { cidrBlocks: ['10.9.0.0/16'] }, adopting({ vpcID: other })))
  await stage.synced('Subnet', 'one', 60_000)
})

/** A group of ours that AWS shows with another description than its spec has: ACK let people edit it without effect. */
async function edited() {
  const { stage, tables, call, vpc } = await story()
  const spec = { name: 'web', description: 'web', vpcID: vpc, tags: [{ key: 'team', value: 'a' }] }
  await stage.apply(manifest('SecurityGroup', 'web', spec))
  const id = String((await stage.synced('SecurityGroup', 'web')).status?.id)
  control(stage.aws, { do: 'alter', id, set: { Description: 'what ACK created it with' } })
  await stage.clock.advance(70_000)
  return { stage, tables, call, id, vpc }
}

describe('an object that is ours', () => {
  test('says which member differs, and keeps its other fields managed', async () => {
    const { stage, tables, id } = await edited()
    const object = await stage.get('SecurityGroup', 'web')
    expect(object && condition(object, 'ACK.Terminal')).toMatchObject({ status: 'True', reason: 'ImmutableDiffers' })
    expect((await synced(stage, 'SecurityGroup', 'web')).message).toContain(
      'description (spec "web", AWS "what ACK created it with")',
    )
    await stage.edit('SecurityGroup', 'web', { spec: { tags: [{ key: 'team', value: 'b' }] } })
    await stage.clock.advance(10_000)
    expect(tables.securityGroups.get(id)?.Tags).toContainEqual({ Key: 'team', Value: 'b' })
    expect(await synced(stage, 'SecurityGroup', 'web')).toMatchObject({ reason: 'ImmutableDiffers' })
  })

  test('may still be referred to', async () => {
    const { stage, vpc, id, tables } = await edited()
    const pair = {
      userIDGroupPairs: [{ groupRef: { from: { name: 'web' } } }],
      ipProtocol: 'tcp',
      fromPort: 1,
      toPort: 1,
    }
    await stage.apply(
      manifest('SecurityGroup', 'api', { name: 'api', description: 'x', vpcID: vpc, ingressRules: [pair] }),
    )
    await stage.synced('SecurityGroup', 'api')
    expect(tables.securityGroupRules.all()).toContainEqual(
      expect.objectContaining({ ReferencedGroupInfo: expect.objectContaining({ GroupId: id }) }),
    )
    const endpoint = { vpcID: vpc, serviceName: 'com.amazonaws.us-west-2.sqs', vpcEndpointType: 'Interface' }
    const groups = { securityGroupRefs: [{ from: { name: 'web' } }] }
    await stage.apply(manifest('VPCEndpoint', 'sqs', { ...endpoint, ...groups }))
    await stage.synced('VPCEndpoint', 'sqs')
  })

  test('is in sync again once AWS and spec agree, and can be deleted before', async () => {
    const { stage, id, tables } = await edited()
    control(stage.aws, { do: 'alter', id, set: { Description: 'web' } })
    await stage.synced('SecurityGroup', 'web', 70_000)
    control(stage.aws, { do: 'alter', id, set: { Description: 'other' } })
    await stage.clock.advance(70_000)
    await stage.delete('SecurityGroup', 'web')
    await stage.gone('SecurityGroup', 'web')
    expect(tables.securityGroups.get(id)).toBeUndefined()
  })
})

test('a reference that stands for another VPC than the one that AWS shows is said', async () => {
  const { stage, tables } = await story()
  const retained = { 'services.k8s.aws/deletion-policy': 'retain' }
  await stage.apply(vpcOf('main', { cidrBlocks: ['10.1.0.0/16'] }, retained))
  const first = (await stage.synced('VPC', 'main')).status?.vpcID
  const spec = { vpcRef: { from: { name: 'main' } }, cidrBlock: '10.1.1.0/24' }
  await stage.apply(manifest('Subnet', 'one', spec, retained))
  await stage.synced('Subnet', 'one')
  await stage.edit('VPC', 'main', { metadata: { finalizers: [] } })
  await stage.delete('VPC', 'main')
  await stage.clock.advance(10_000)
  await stage.apply(vpcOf('main', { cidrBlocks: ['10.1.0.0/16'] }, retained))
  const second = (await stage.synced('VPC', 'main', 400_000)).status?.vpcID
  expect(second).not.toBe(first)
  await stage.clock.advance(70_000)
  expect(await synced(stage, 'Subnet', 'one')).toMatchObject({ reason: 'ImmutableDiffers' })
  expect((await synced(stage, 'Subnet', 'one')).message).toContain(`vpcID by vpcRef (spec "${second}", AWS "${first}")`)
  expect(tables.subnets.size).toBe(1)
})

const spelled: readonly (readonly [kind: string, spec: (world: World) => object])[] = [
  ['Subnet', ({ vpc }) => ({ vpcID: vpc, cidrBlock: '10.0.1.77/24' })],
  ['SecurityGroup', ({ vpc }) => ({ vpcID: vpc, name: 'web ', description: 'web' })],
  ['NATGateway', ({ subnet, ip }) => ({ subnetID: subnet, allocationID: ip, availabilityMode: 'zonal' })],
  ['VPCEndpoint', ({ vpc }) => ({ vpcID: vpc, serviceName: 'com.amazonaws.us-west-2.s3', vpcEndpointType: 'Gateway' })],
]

test.each(spelled)('%s: what AWS spells otherwise is no difference', async (kind, spec) => {
  const opened = await world()
  await opened.stage.apply(manifest(kind, 'main', spec(opened)))
  await opened.stage.synced(kind, 'main', 300_000)
  await opened.stage.clock.advance(70_000)
  expect(await synced(opened.stage, kind, 'main')).toMatchObject({ status: 'True' })
})

describe('what AWS never shows', () => {
  const pooled = { ipv4IPAMPoolID: 'ipam-pool-0123456789abcdef0', ipv4NetmaskLength: 24 }
  const say = async (stage: Stage, name: string) => (await synced(stage, 'VPC', name)).message

  test('is compared with what the create was sent with, and vouched for then', async () => {
    const { stage } = await story()
    await stage.apply(vpcOf('pooled', pooled))
    await stage.synced('VPC', 'pooled')
    expect(await say(stage, 'pooled')).toBe('Resource synced successfully')
  })

  test('is not vouched for in an object that was adopted', async () => {
    const { stage, call } = await story()
    const made = await call('CreateVpc', { CidrBlock: '10.8.0.0/24' })
    await stage.apply(vpcOf('theirs', pooled, adopting({ vpcID: at(made, 'Vpc', 'VpcId') })))
    await stage.synced('VPC', 'theirs')
    expect(await say(stage, 'theirs')).toBe(
      'Resource synced successfully. Not compared, because AWS never shows it: ipv4IPAMPoolID',
    )
  })
})
