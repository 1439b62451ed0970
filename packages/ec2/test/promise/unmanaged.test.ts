import { control } from '@windlass/simulator'
import { expect, test } from 'vitest'
import { of, story, writes } from '../story.ts'

// `Route.Origin` of the EC2 API reference: CreateRouteTable, CreateRoute, EnableVgwRoutePropagation, and Advertisement, by
// which a VPC route server installs a route.
test('routes that the table did not get by CreateRoute are left alone', async () => {
  const { stage, tables, vpc } = await story()
  await stage.apply(of('InternetGateway', `{ vpc: ${vpc} }`))
  await stage.synced('InternetGateway', 'main')
  const gateway = tables.internetGateways.all()[0]?.id
  await stage.apply(of('RouteTable', `{ vpcID: ${vpc}, routes: [] }`))
  await stage.synced('RouteTable', 'main')
  const id = String((await stage.get('RouteTable', 'main'))?.status?.routeTableID)
  const Routes = [
    ...(tables.routeTables.get(id)?.Routes ?? []),
    { DestinationCidrBlock: '192.168.0.0/16', GatewayId: gateway, Origin: 'Advertisement', State: 'active' },
  ]
  await control(stage.aws, { do: 'alter', id, set: { Routes } })
  await stage.clock.advance(70_000)
  const before = writes(stage).mutating
  await stage.clock.advance(400_000)
  expect(writes(stage).mutating).toBe(before)
  await stage.synced('RouteTable', 'main')
  expect(tables.routeTables.get(id)?.Routes).toHaveLength(2)
  await stage.apply(
    of('RouteTable', `{ vpcID: ${vpc}, routes: [{ destinationCIDRBlock: 0.0.0.0/0, gatewayID: ${gateway} }] }`),
  )
  await stage.synced('RouteTable', 'main')
  expect(tables.routeTables.get(id)?.Routes).toHaveLength(3)
})

const endpoint = (vpc: string, more: string) =>
  of('VPCEndpoint', `{ vpcID: ${vpc}, vpcEndpointType: Interface, serviceName: com.amazonaws.us-west-2.sqs, ${more} }`)

test('an interface endpoint asked for without security groups keeps the default group that AWS gives it', async () => {
  const { stage, tables, vpc, call } = await story()
  await call('CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.1.0/24' })
  const subnet = tables.subnets.all()[0]?.id
  await stage.apply(endpoint(vpc, `subnetIDs: [${subnet}], securityGroupIDs: []`))
  await stage.synced('VPCEndpoint', 'main')
  expect(tables.vpcEndpoints.all()[0]?.Groups).toMatchObject([{ GroupName: 'default' }])
  const before = writes(stage).mutating
  await stage.clock.advance(300_000)
  expect(writes(stage).mutating).toBe(before)
})

test('a regional NAT gateway whose zones AWS chooses keeps its addresses beside an empty list', async () => {
  const { stage, tables, vpc } = await story()
  await stage.apply(of('InternetGateway', `{ vpc: ${vpc} }`))
  await stage.apply(of('NATGateway', `{ vpcID: ${vpc}, availabilityMode: regional, availabilityZoneAddresses: [] }`))
  await stage.synced('NATGateway', 'main')
  const id = tables.natGateways.all()[0]?.id ?? ''
  const zone = { AvailabilityZone: 'us-west-2a', AvailabilityZoneId: 'usw2-az1' }
  const addresses = [{ ...zone, AllocationId: 'eipalloc-1', AssociationId: 'eipassoc-1', Status: 'succeeded' }]
  await control(stage.aws, { do: 'alter', id, set: { NatGatewayAddresses: addresses } })
  await stage.clock.advance(70_000)
  await stage.synced('NATGateway', 'main')
  const before = writes(stage).mutating
  await stage.clock.advance(300_000)
  expect(writes(stage).mutating).toBe(before)
  await stage.synced('NATGateway', 'main')
  expect(tables.natGateways.get(id)?.NatGatewayAddresses).toEqual(addresses)
})
