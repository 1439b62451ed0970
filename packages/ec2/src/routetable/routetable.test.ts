import { condition } from '@windlass/testing'
import { expect, test } from 'vitest'
import { message, story, writes } from '../../test/story.ts'

const table = (vpc: string, routes: readonly string[], name = 'main') => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: RouteTable
metadata: { name: ${name} }
spec: { vpcID: ${vpc}, routes: [${routes.join(', ')}] }
---`

const gateway = (vpc: string) => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: InternetGateway
metadata: { name: out }
spec: { vpc: ${vpc} }
---`

const through = (destination: string, target: string) => {
  const family = destination.includes(':') ? 'destinationIPv6CIDRBlock' : 'destinationCIDRBlock'
  const member = target.startsWith('igw') ? 'gatewayID' : target === 'local' ? 'gatewayID' : 'networkInterfaceID'
  return target === 'out'
    ? `{ ${family}: '${destination}', gatewayRef: { from: { name: out } } }`
    : `{ ${family}: '${destination}', ${member}: ${target} }`
}

/** A stage whose VPC has a subnet with interfaces that routes can lead to. */
async function open() {
  const { stage, vpc, tables, call } = await story()
  await call('CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.9.0/24' })
  const SubnetId = tables.subnets.all()[0]?.id ?? ''
  for (let count = 0; count < 3; count++) await call('CreateNetworkInterface', { SubnetId })
  const [a = '', b = '', c = ''] = tables.networkInterfaces.all().map((row) => row.id)
  const own = () =>
    tables.routeTables
      .all()
      .filter((row) => !tables.routeTableAssociations.where('table', row.id).some((one) => one.Main))
  /** Destination → target, of every route that is not local. */
  const routes = () =>
    Object.fromEntries(
      (own()[0]?.Routes ?? [])
        .filter((one) => one.GatewayId !== 'local')
        .map((one) => [
          one.DestinationCidrBlock ?? one.DestinationIpv6CidrBlock ?? one.DestinationPrefixListId,
          one.GatewayId ?? one.NatGatewayId ?? one.NetworkInterfaceId ?? one.TransitGatewayId,
        ]),
    )
  return { stage, vpc, tables, call, own, routes, a, b, c, SubnetId }
}

test('a table is made once with look-alike routes, shows them with their states, and then nothing is written', async () => {
  const { stage, vpc, own, routes, a, b } = await open()
  const look = ['172.16.0.0/12', '172.16.0.0/16', '172.16.0.0/17', '172.17.0.0/16', '0.0.0.0/0', '::/0']
  await stage.apply(
    `${gateway(vpc)}${table(vpc, [...look.slice(0, 4).map((to, index) => through(to, index % 2 ? a : b)), through('0.0.0.0/0', 'out'), through('::/0', 'out')])}`,
  )
  const object = await stage.synced('RouteTable', 'main')
  expect(own()).toHaveLength(1)
  const igw = String(routes()['0.0.0.0/0'])
  expect(routes()).toEqual(Object.fromEntries(look.map((to, at) => [to, at > 3 ? igw : at % 2 ? a : b])))
  expect(object.status).toMatchObject({
    routeTableID: own()[0]?.id,
    routeStatuses: expect.arrayContaining([
      { destinationCIDRBlock: '10.0.0.0/16', gatewayID: 'local', origin: 'CreateRouteTable', state: 'active' },
      { destinationCIDRBlock: '0.0.0.0/0', gatewayID: igw, origin: 'CreateRoute', state: 'active' },
    ]),
  })
  expect(JSON.stringify(object.spec)).toContain('gatewayRef')
  const before = writes(stage)
  await stage.clock.advance(600_000)
  expect(writes(stage)).toEqual(before)
})

test('targets are changed and exchanged in place: at no step is a route missing or too much', async () => {
  const { stage, vpc, routes, a, b, c } = await open()
  await stage.apply(table(vpc, [through('172.16.0.0/16', a), through('172.17.0.0/16', b), through('172.18.0.0/16', c)]))
  await stage.synced('RouteTable', 'main')
  const seen = new Set<string>()
  const invoke = stage.aws.invoke.bind(stage.aws)
  stage.aws.invoke = async (...call) => {
    const answer = await invoke(...call)
    seen.add(Object.keys(routes()).sort().join())
    return answer
  }
  await stage.apply(table(vpc, [through('172.16.0.0/16', b), through('172.17.0.0/16', a), through('172.18.1.1/16', a)]))
  await stage.synced('RouteTable', 'main')
  expect(routes()).toEqual({ '172.16.0.0/16': b, '172.17.0.0/16': a, '172.18.0.0/16': a })
  expect([...seen]).toEqual(['172.16.0.0/16,172.17.0.0/16,172.18.0.0/16'])
})

test('a new route is there before an old one goes', async () => {
  const { stage, vpc, routes, a } = await open()
  await stage.apply(table(vpc, [through('172.16.0.0/16', a)]))
  await stage.synced('RouteTable', 'main')
  const seen: string[] = []
  const invoke = stage.aws.invoke.bind(stage.aws)
  stage.aws.invoke = async (...call) => {
    const answer = await invoke(...call)
    const now = Object.keys(routes()).sort().join()
    if (seen.at(-1) !== now) seen.push(now)
    return answer
  }
  await stage.apply(table(vpc, [through('172.16.0.0/12', a)]))
  await stage.synced('RouteTable', 'main')
  expect(seen).toEqual(['172.16.0.0/16', '172.16.0.0/12,172.16.0.0/16', '172.16.0.0/12'])
})

test('a route whose gateway was recreated follows the new one', async () => {
  const { stage, vpc, tables, call, routes } = await open()
  await stage.apply(`${gateway(vpc)}${table(vpc, [through('0.0.0.0/0', 'out')])}`)
  await stage.synced('RouteTable', 'main')
  await stage.clock.advance(400_000)
  const before = String(routes()['0.0.0.0/0'])
  await call('DetachInternetGateway', { InternetGatewayId: before, VpcId: vpc })
  await call('DeleteInternetGateway', { InternetGatewayId: before })
  await stage.until(async () => tables.internetGateways.size === 1, 90_000)
  await stage.until(async () => routes()['0.0.0.0/0'] === tables.internetGateways.all()[0]?.id, 30_000)
  expect(routes()['0.0.0.0/0']).not.toBe(before)
  const { status } = await stage.synced('RouteTable', 'main')
  expect(JSON.stringify(status?.routeStatuses)).not.toContain('blackhole')
})

test('drift is corrected within one sweep; propagated routes and those of gateway endpoints are left alone', async () => {
  const { stage, vpc, tables, call, own, routes, a, b } = await open()
  await stage.apply(table(vpc, [through('172.16.0.0/16', a), through('172.17.0.0/16', a)]))
  await stage.synced('RouteTable', 'main')
  await stage.clock.advance(30_000)
  const RouteTableId = own()[0]?.id
  const row = own()[0]
  if (row === undefined) throw new Error('no table')
  const learnt = {
    DestinationCidrBlock: '192.168.0.0/16',
    GatewayId: 'vgw-1',
    Origin: 'EnableVgwRoutePropagation',
  } as const
  const kept = { DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-1', Origin: 'CreateRoute', State: 'active' } as const
  tables.routeTables.update(row.id, { Routes: [...(row.Routes ?? []), learnt, kept] })
  await call('DeleteRoute', { RouteTableId, DestinationCidrBlock: '172.16.0.0/16' })
  await call('ReplaceRoute', { RouteTableId, DestinationCidrBlock: '172.17.0.0/16', NetworkInterfaceId: b })
  await call('CreateRoute', { RouteTableId, DestinationCidrBlock: '172.20.0.0/16', NetworkInterfaceId: b })
  await stage.clock.advance(62_000)
  await stage.synced('RouteTable', 'main')
  expect(routes()).toEqual({
    '172.16.0.0/16': a,
    '172.17.0.0/16': a,
    '192.168.0.0/16': 'vgw-1',
    'pl-1': 'vpce-1',
  })
})

test('a route that AWS refuses is named, the others are there, and one table is ever made', async () => {
  const { stage, vpc, own, routes, a } = await open()
  await stage.apply(table(vpc, [through('172.16.0.0/16', a), through('172.17.0.0/99', a)]))
  const failed = await stage.untilCondition('RouteTable', 'main', 'ACK.Terminal', 'True', 5000)
  expect(condition(failed, 'ACK.Terminal')?.message).toMatch(
    /^routes: cannot add the route 172.17.0.0\/99 to eni-\w+: api error InvalidParameterValue: /,
  )
  expect(routes()).toEqual({ '172.16.0.0/16': a })
  await stage.apply(table(vpc, [through('172.16.0.0/16', a), through('172.17.0.0/16', a)]))
  await stage.synced('RouteTable', 'main', 5000)
  expect(routes()).toEqual({ '172.16.0.0/16': a, '172.17.0.0/16': a })
  expect(own()).toHaveLength(1)
})

test('two targets for one destination are refused in the words of AWS; the first one stands', async () => {
  const { stage, vpc, routes, a, b } = await open()
  await stage.apply(table(vpc, [through('172.16.0.0/16', a), through('172.16.1.1/16', b)]))
  await stage.clock.advance(10_000)
  expect(await message(stage, 'RouteTable', 'main', 'ACK.Recoverable')).toContain('RouteAlreadyExists')
  expect(routes()).toEqual({ '172.16.0.0/16': a })
})

test('the local route is led elsewhere while the spec says so, and back when it no longer does', async () => {
  const { stage, vpc, own, a } = await open()
  await stage.apply(table(vpc, [through('10.0.0.0/16', a)]))
  await stage.synced('RouteTable', 'main')
  const local = () => own()[0]?.Routes?.find((one) => one.DestinationCidrBlock === '10.0.0.0/16')
  expect(local()).toMatchObject({ NetworkInterfaceId: a, Origin: 'CreateRouteTable' })
  await stage.apply(table(vpc, []))
  await stage.synced('RouteTable', 'main')
  expect(local()).toMatchObject({ GatewayId: 'local' })
})

test('a table that a subnet is on says so when it is deleted, and goes the moment it is not', async () => {
  const { stage, vpc, own, tables, call, SubnetId, a } = await open()
  await stage.apply(table(vpc, [through('172.16.0.0/16', a)]))
  await stage.synced('RouteTable', 'main')
  const id = own()[0]?.id
  await call('AssociateRouteTable', { RouteTableId: id, SubnetId })
  await stage.delete('RouteTable', 'main')
  await stage.clock.advance(10_000)
  expect(await message(stage, 'RouteTable', 'main', 'ACK.ResourceSynced')).toBe(
    `AWS will not delete ${id} while it is used by association with ${SubnetId}`,
  )
  const [association] = tables.routeTableAssociations.where('table', id ?? '')
  await call('DisassociateRouteTable', { AssociationId: association?.id })
  await stage.gone('RouteTable', 'main', 61_000)
  expect(own()).toEqual([])
})
