import type { Item } from '@windlass/core'
import type { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { kinds } from '../../src/index.ts'
import { story, writes } from '../story.ts'
import { adopting } from './world.ts'

type Story = Awaited<ReturnType<typeof story>>

/** What stands in the VPC beside the object under test, made behind the controller's back. */
async function neighbours({ call, tables, vpc, stage }: Story) {
  await call('CreateInternetGateway', {})
  const gateway = tables.internetGateways.all()[0]?.id ?? ''
  await call('AttachInternetGateway', { InternetGatewayId: gateway, VpcId: vpc })
  await call('CreateRouteTable', { VpcId: vpc })
  const table = tables.routeTables.all().at(-1)?.id ?? ''
  await call('CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.9.0/24' })
  const subnet = tables.subnets.all()[0]?.id ?? ''
  await call('AssociateVpcCidrBlock', { VpcId: vpc, AmazonProvidedIpv6CidrBlock: true })
  await stage.clock.advance(5000)
  const ipv6 = tables.vpcs.get(vpc)?.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock ?? ''
  return { gateway, table, subnet, vpc, ipv6 }
}

type Neighbours = Awaited<ReturnType<typeof neighbours>>

/** A manifest with a spec in JSON. */
const manifest = (kind: string, spec: Item, annotations: Readonly<Record<string, string>> = {}) =>
  JSON.stringify({
    apiVersion: 'ec2.services.k8s.aws/v1alpha1',
    kind,
    metadata: { name: 'main', annotations },
    spec,
  })

const open = [{ ipProtocol: 'tcp', fromPort: 443, toPort: 443, ipRanges: [{ cidrIP: '10.0.0.0/8' }] }]
const policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}'

interface Case {
  readonly kind: string
  readonly field: string
  spec(around: Neighbours): Item
  value(around: Neighbours): unknown
  /** What AWS has of the field. */
  have(story: Story, around: Neighbours, id: string): unknown
  /** What it has where nobody asks for anything. */
  readonly none: unknown
}

const routesOf = ({ tables }: Pick<Story, 'tables'>, id: string) =>
  (tables.routeTables.get(id)?.Routes ?? []).filter(({ Origin }) => Origin === 'CreateRoute').length
const rulesOf = ({ tables }: Story, id: string, egress: boolean) =>
  tables.securityGroupRules.where('group', id).filter(({ IsEgress }) => IsEgress === egress).length
const group = ({ vpc }: Neighbours) => ({ vpcID: vpc, name: 'web', description: 'web' })
const tablesOf = ({ tables }: Story, id: string) =>
  tables.routeTableAssociations
    .all()
    .filter(({ SubnetId, GatewayId }) => [SubnetId, GatewayId].includes(id))
    .filter(({ AssociationState }) => AssociationState?.State === 'associated').length

function ranges({ tables }: Story, _around: Neighbours, id: string): number {
  const all = [...tables.vpcs.all(), ...tables.subnets.all()].filter((one) => one.id === id)
  const found = all.flatMap(({ Ipv6CidrBlockAssociationSet: set = [] }) => set)
  return found.filter(({ Ipv6CidrBlockState: state }) => state?.State === 'associated').length
}

const balancer = 'arn:aws:elasticloadbalancing:us-west-2:000000000000:loadbalancer/net/a/0123456789abcdef'

const cases: readonly Case[] = [
  {
    kind: 'DHCPOptions',
    field: 'vpc',
    spec: () => ({ dhcpConfigurations: [{ key: 'domain-name', values: ['example.com'] }] }),
    value: ({ vpc }) => [vpc],
    have: ({ tables }, _around, id) => tables.vpcs.all().filter(({ DhcpOptionsId }) => DhcpOptionsId === id).length,
    none: 0,
  },
  {
    kind: 'VPCEndpointServiceConfiguration',
    field: 'allowedPrincipals',
    spec: () => ({ networkLoadBalancerARNs: [balancer] }),
    value: () => ['arn:aws:iam::444455556666:root'],
    have: ({ tables }, _around, id) => tables.endpointServices.get(id)?.allowed.length,
    none: 0,
  },
  {
    kind: 'RouteTable',
    field: 'routes',
    spec: ({ vpc }) => ({ vpcID: vpc }),
    value: ({ gateway }) => [{ destinationCIDRBlock: '0.0.0.0/0', gatewayID: gateway }],
    have: (all, _around, id) => routesOf(all, id),
    none: 0,
  },
  {
    kind: 'SecurityGroup',
    field: 'ingressRules',
    spec: group,
    value: () => open,
    have: (all, _around, id) => rulesOf(all, id, false),
    none: 0,
  },
  {
    kind: 'SecurityGroup',
    field: 'egressRules',
    spec: group,
    value: () => open,
    have: (all, _around, id) => rulesOf(all, id, true),
    none: 0,
  },
  {
    kind: 'Subnet',
    field: 'routeTables',
    spec: ({ vpc }) => ({ vpcID: vpc, cidrBlock: '10.0.1.0/24' }),
    value: ({ table }) => [table],
    have: (all, _around, id) => tablesOf(all, id),
    none: 0,
  },
  {
    kind: 'InternetGateway',
    field: 'vpc',
    spec: () => ({ tags: [{ key: 'team', value: 'a' }] }),
    value: ({ vpc }) => vpc,
    have: ({ tables }, _around, id) => (tables.internetGateways.get(id)?.Attachments ?? []).length,
    none: 0,
  },
  {
    kind: 'InternetGateway',
    field: 'routeTables',
    spec: ({ vpc }) => ({ vpc }),
    value: ({ table }) => [table],
    have: (all, _around, id) => tablesOf(all, id),
    none: 0,
  },
  {
    kind: 'VPC',
    field: 'ipv6CIDRBlock',
    spec: () => ({ cidrBlocks: ['10.7.0.0/16'], ipv6Pool: 'ipv6pool-ec2-0123456789abcdef0' }),
    value: () => '2001:db8:1234:1a00::/56',
    have: ranges,
    none: 0,
  },
  {
    kind: 'VPC',
    field: 'amazonProvidedIPv6CIDRBlock',
    spec: () => ({ cidrBlocks: ['10.7.0.0/16'] }),
    value: () => true,
    have: ranges,
    none: 0,
  },
  {
    kind: 'Subnet',
    field: 'ipv6CIDRBlock',
    spec: ({ vpc }) => ({ vpcID: vpc, cidrBlock: '10.0.1.0/24' }),
    value: ({ ipv6 }) => ipv6.replace('00::/56', '01::/64'),
    have: ranges,
    none: 0,
  },
  {
    kind: 'VPCEndpoint',
    field: 'routeTableIDs',
    spec: ({ vpc }) => ({ vpcID: vpc, serviceName: 'com.amazonaws.us-west-2.s3' }),
    value: ({ table }) => [table],
    have: ({ tables }, _around, id) => tables.vpcEndpoints.get(id)?.RouteTableIds?.length,
    none: 0,
  },
  {
    kind: 'VPCEndpoint',
    field: 'subnetIDs',
    spec: ({ vpc }) => ({ vpcID: vpc, vpcEndpointType: 'Interface', serviceName: 'com.amazonaws.us-west-2.sqs' }),
    value: ({ subnet }) => [subnet],
    have: ({ tables }, _around, id) => tables.vpcEndpoints.get(id)?.SubnetIds?.length,
    none: 0,
  },
  {
    kind: 'VPCEndpoint',
    field: 'policyDocument',
    spec: ({ vpc }) => ({ vpcID: vpc, serviceName: 'com.amazonaws.us-west-2.s3' }),
    value: () => policy,
    have: ({ tables }, _around, id) => /"Allow"/.test(tables.vpcEndpoints.get(id)?.PolicyDocument ?? ''),
    none: true,
  },
]

const idOf = async (stage: Stage, kind: string) => {
  const { field } = stage.kind(kind).id
  return String((await stage.get(kind, 'main'))?.status?.[field])
}

/** The neighbours, with room for a gateway where the object is one. */
async function prepared(kind: string) {
  const all = await story()
  const around = await neighbours(all)
  if (kind === 'InternetGateway') {
    await all.call('DetachInternetGateway', { InternetGatewayId: around.gateway, VpcId: around.vpc })
    await all.stage.clock.advance(2000)
  }
  return { all, around, stage: all.stage }
}

test.each(cases)(
  '$kind: $field that the user wrote and takes out again is gone from AWS, once, and is unmanaged then',
  async ({ kind, field, spec, value, have, none }) => {
    const { all, around, stage } = await prepared(kind)
    const without = spec(around)
    const whole = { ...without, [field]: value(around) }
    await stage.apply(manifest(kind, whole))
    await stage.synced(kind, 'main')
    const id = await idOf(stage, kind)
    expect(have(all, around, id)).not.toEqual(none)
    await stage.apply(manifest(kind, without))
    await stage.clock.advance(30_000)
    await stage.synced(kind, 'main')
    expect(have(all, around, id)).toEqual(none)
    await stage.clock.advance(60_000)
    const rest = writes(stage)
    await stage.clock.advance(300_000)
    expect(writes(stage)).toEqual(rest)
  },
)

test('every field that can be brought to nothing has its story', () => {
  const all = kinds.flatMap(({ name, facets }) =>
    facets.flatMap(({ field, none }) => (none === undefined ? [] : [`${name}.${field}`])),
  )
  expect(cases.map(({ kind, field }) => `${kind}.${field}`).sort()).toEqual(all.sort())
})

/** A table that was there before, with five routes. */
async function five() {
  const all = await story()
  const around = await neighbours(all)
  const { call, stage } = all
  for (let n = 1; n <= 5; n++)
    await call('CreateRoute', {
      RouteTableId: around.table,
      DestinationCidrBlock: `192.168.${n}.0/24`,
      GatewayId: around.gateway,
    })
  await stage.clock.advance(5000)
  const routes = () => routesOf(all, around.table)
  return { ...all, around, routes }
}

test.each(['adopt', 'adopt-or-create'])(
  'five routes of a table that was taken over (%s) stay when the manifest that is put back does not list them',
  async (policy) => {
    const { stage, around, routes } = await five()
    const bare = manifest('RouteTable', { vpcID: around.vpc }, adopting({ routeTableID: around.table }, policy))
    await stage.apply(bare)
    await stage.synced('RouteTable', 'main')
    await stage.clock.advance(120_000)
    const filled = (await stage.get('RouteTable', 'main'))?.spec?.routes
    expect(Array.isArray(filled) ? filled.length : 0).toBe(policy === 'adopt' ? 5 : 0)
    await stage.edit('RouteTable', 'main', { spec: { routes: null } })
    await stage.clock.advance(600_000)
    await stage.synced('RouteTable', 'main')
    expect(routes()).toBe(5)
  },
)

test('routes that adoption filled in and the user has edited since belong to the user: taken out, they go', async () => {
  const { stage, around, routes } = await five()
  await stage.apply(manifest('RouteTable', { vpcID: around.vpc }, adopting({ routeTableID: around.table }, 'adopt')))
  await stage.clock.advance(120_000)
  const [one] = Object.values({ ...((await stage.get('RouteTable', 'main'))?.spec?.routes ?? []) })
  await stage.edit('RouteTable', 'main', { spec: { routes: [one] } })
  await stage.clock.advance(60_000)
  expect(routes()).toBe(1)
  await stage.edit('RouteTable', 'main', { spec: { routes: null } })
  await stage.clock.advance(60_000)
  await stage.synced('RouteTable', 'main')
  expect(routes()).toBe(0)
})

test('a route that somebody adds to a table whose manifest never had any stays', async () => {
  const { all, around, stage } = await prepared('RouteTable')
  await stage.apply(manifest('RouteTable', { vpcID: around.vpc }))
  await stage.synced('RouteTable', 'main')
  const id = await idOf(stage, 'RouteTable')
  await all.call('CreateRoute', {
    RouteTableId: id,
    DestinationCidrBlock: '0.0.0.0/0',
    GatewayId: around.gateway,
  })
  await stage.clock.advance(300_000)
  await stage.synced('RouteTable', 'main')
  expect(routesOf(all, id)).toBe(1)
})

test('a copy of an object takes nothing out: what its record says was written for another one', async () => {
  const { all, around, stage } = await prepared('RouteTable')
  const routes = [{ destinationCIDRBlock: '0.0.0.0/0', gatewayID: around.gateway }]
  const keep = { 'services.k8s.aws/deletion-policy': 'retain' }
  await stage.apply(manifest('RouteTable', { vpcID: around.vpc, routes }, keep))
  await stage.synced('RouteTable', 'main')
  const id = await idOf(stage, 'RouteTable')
  const { annotations = {} } = (await stage.get('RouteTable', 'main'))?.metadata ?? {}
  await stage.delete('RouteTable', 'main')
  await stage.gone('RouteTable', 'main')
  const asked = { ...annotations, ...adopting({ routeTableID: id }, 'adopt-or-create') }
  await stage.apply(manifest('RouteTable', { vpcID: around.vpc }, asked))
  await stage.synced('RouteTable', 'main')
  await stage.clock.advance(300_000)
  expect(routesOf(all, id)).toBe(1)
})

test('an object without a record removes nothing: what an earlier version wrote stays', async () => {
  const { all, around, stage } = await prepared('RouteTable')
  const routes = [{ destinationCIDRBlock: '0.0.0.0/0', gatewayID: around.gateway }]
  await stage.apply(manifest('RouteTable', { vpcID: around.vpc, routes }))
  await stage.synced('RouteTable', 'main')
  all.actor.kill()
  const id = await idOf(stage, 'RouteTable')
  const { annotations = {} } = (await stage.get('RouteTable', 'main'))?.metadata ?? {}
  const { written, ...record } = JSON.parse(annotations['windlass.dev/intent'] ?? '{}')
  expect(written).toEqual(['routes'])
  const earlier = { 'windlass.dev/intent': JSON.stringify(record) }
  await stage.edit('RouteTable', 'main', { metadata: { annotations: earlier }, spec: { routes: null } })
  stage.start()
  await stage.clock.advance(300_000)
  await stage.synced('RouteTable', 'main')
  expect(routesOf(all, id)).toBe(1)
})
