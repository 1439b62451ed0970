import { control } from '@windlass/simulator'
import { describe, expect, test } from 'vitest'
import { of, story, writes } from '../story.ts'
import { synced } from './ground.ts'

const from = (name: string) => `{ from: { name: ${name} } }`
const named = (name: string, manifest: string) => manifest.replace('name: main', `name: ${name}`)

/** A VPC whose traffic from the internet is led through a firewall's endpoint, all of it by reference. */
const inspected = (service: unknown) => [
  named('net', of('VPC', '{ cidrBlocks: [10.8.0.0/16] }')),
  named('app', of('Subnet', `{ vpcRef: ${from('net')}, cidrBlock: 10.8.1.0/24 }`)),
  named(
    'ingress',
    of(
      'RouteTable',
      `{ vpcRef: ${from('net')}, routes: [{ destinationCIDRBlock: 10.8.1.0/24, vpcEndpointRef: ${from('inspect')} }] }`,
    ),
  ),
  named('main', of('InternetGateway', `{ vpcRef: ${from('net')}, routeTableRefs: [${from('ingress')}] }`)),
  named(
    'inspect',
    of(
      'VPCEndpoint',
      `{ vpcRef: ${from('net')}, vpcEndpointType: GatewayLoadBalancer, serviceName: ${service}, subnetRefs: [${from('firewall')}] }`,
    ),
  ),
  named(
    'firewall',
    of('Subnet', `{ vpcRef: ${from('net')}, cidrBlock: 10.8.2.0/24, routeTableRefs: [${from('firewall')}] }`),
  ),
  named(
    'firewall',
    of(
      'RouteTable',
      `{ vpcRef: ${from('net')}, routes: [{ destinationCIDRBlock: 0.0.0.0/0, gatewayRef: ${from('main')} }] }`,
    ),
  ),
]
const all = [
  ['VPC', 'net'],
  ['Subnet', 'app'],
  ['RouteTable', 'ingress'],
  ['InternetGateway', 'main'],
  ['VPCEndpoint', 'inspect'],
  ['Subnet', 'firewall'],
  ['RouteTable', 'firewall'],
] as const

async function firewall() {
  const world = await story()
  const service = await world.call('CreateVpcEndpointServiceConfiguration', {
    AcceptanceRequired: false,
    GatewayLoadBalancerArns: [
      'arn:aws:elasticloadbalancing:us-west-2:123456789012:loadbalancer/gwy/fw/0123456789abcdef',
    ],
  })
  await world.stage.clock.advance(5000)
  return { ...world, manifests: inspected(Object(service).ServiceConfiguration.ServiceName) }
}

// Ingress routing through a firewall: ansible-collections/amazon.aws#1867, hashicorp/terraform-provider-aws#16355.
describe('an inspection VPC whose references form a circle that AWS does not have', () => {
  test.each([
    { because: 'applied at once', order: (manifests: readonly string[]) => manifests },
    { because: 'applied the other way round', order: (manifests: readonly string[]) => [...manifests].reverse() },
  ])('comes in sync and goes again: $because', async ({ order }) => {
    const { stage, manifests } = await firewall()
    await stage.apply(order(manifests).join('---'))
    for (const [kind, name] of all) await stage.synced(kind, name, 300_000)
    await stage.clock.advance(70_000)
    const before = writes(stage)
    await stage.clock.advance(300_000)
    expect(writes(stage)).toEqual(before)
    for (const [kind, name] of all) await stage.delete(kind, name)
    for (const [kind, name] of all) await stage.gone(kind, name, 300_000)
  })

  test('whose firewall stands in the subnet that its own route leads from', async () => {
    const { stage, manifests } = await firewall()
    // The table of the endpoint's subnet leads to the endpoint: the endpoint needs the subnet, which needs the table.
    const around = manifests.map((one) =>
      one.replace(`gatewayRef: ${from('main')}`, `vpcEndpointRef: ${from('inspect')}`),
    )
    await stage.apply(around.join('---'))
    for (const [kind, name] of all) await stage.synced(kind, name, 300_000)
  })
})

test('what can be changed later takes the id of a table that is not in sync', async () => {
  const { stage, tables, vpc, call } = await story()
  const route = (id: string) => `{ vpcID: ${vpc}, routes: [{ destinationCIDRBlock: 0.0.0.0/0, gatewayID: ${id} }] }`
  await stage.apply(of('RouteTable', route('igw-00000000000000000')))
  await stage.apply(of('Subnet', `{ vpcID: ${vpc}, cidrBlock: 10.0.1.0/24, routeTableRefs: [${from('main')}] }`))
  await stage.synced('Subnet', 'main', 60_000)
  expect((await synced(stage, 'RouteTable', 'main')).status).toBe('False')
  const id = (await stage.get('RouteTable', 'main'))?.status?.routeTableID
  const [own] = tables.subnets.all()
  const found = Object(await call('DescribeRouteTables', { RouteTableIds: [id] })).RouteTables[0]
  expect(found.Associations).toMatchObject([{ SubnetId: own?.id }])
})

test('a route is led to a NAT gateway once AWS has brought it up, and not before', async () => {
  const { stage, vpc, tables } = await story()
  await control(stage.aws, { do: 'hold', transition: 'nat.available' })
  await stage.apply(of('Subnet', `{ vpcID: ${vpc}, cidrBlock: 10.0.1.0/24 }`))
  await stage.apply(of('NATGateway', `{ connectivityType: private, subnetRef: ${from('main')} }`))
  await stage.apply(
    of(
      'RouteTable',
      `{ vpcID: ${vpc}, routes: [{ destinationCIDRBlock: 0.0.0.0/0, natGatewayRef: ${from('main')} }] }`,
    ),
  )
  await stage.clock.advance(30_000)
  const routes = () => tables.routeTables.all().flatMap(({ Routes = [] }) => Routes.filter((one) => one.NatGatewayId))
  expect(routes()).toEqual([])
  expect(await synced(stage, 'RouteTable', 'main')).toMatchObject({ status: 'False', reason: 'ReferenceNotReady' })
  await control(stage.aws, { do: 'release' })
  await stage.synced('RouteTable', 'main')
  expect(routes()).toHaveLength(1)
  expect(stage.aws.journal.entries().filter(({ operation, error }) => operation === 'CreateRoute' && error)).toEqual([])
})
