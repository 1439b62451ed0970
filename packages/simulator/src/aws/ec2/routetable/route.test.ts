import { seeded } from '@windlass/core/time'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../../time/virtual.ts'
import { AwsWorld } from '../../world/world.ts'

async function make(defaults = {}) {
  const clock = new VirtualClock()
  const world = new AwsWorld({ clock, random: seeded(13), defaults })
  const ec2 = (operation: string, input: object) => world.invoke('ec2', operation, input)
  const { tables } = world.at()
  await ec2('CreateVpc', { CidrBlock: '10.0.0.0/16' })
  await clock.advance(1000)
  const VpcId = tables.vpcs.all()[0]!.id
  await ec2('CreateSubnet', { VpcId, CidrBlock: '10.0.1.0/24' })
  await ec2('CreateRouteTable', { VpcId })
  const RouteTableId = tables.routeTables.all()[1]!.id
  const SubnetId = tables.subnets.all()[0]!.id
  tables.internetGateways.put({
    id: 'igw-00000001',
    InternetGatewayId: 'igw-00000001',
    Attachments: [{ VpcId, State: 'available' }],
  })
  tables.internetGateways.put({ id: 'igw-00000002', InternetGatewayId: 'igw-00000002', Attachments: [] })
  tables.natGateways.put({ id: 'nat-00000001', NatGatewayId: 'nat-00000001', VpcId, State: 'available' })
  tables.natGateways.put({ id: 'nat-00000002', NatGatewayId: 'nat-00000002', VpcId, State: 'deleted' })
  tables.networkInterfaces.put({
    id: 'eni-00000001',
    NetworkInterfaceId: 'eni-00000001',
    SubnetId,
    VpcId,
    Status: 'in-use',
    Attachment: { InstanceId: 'i-00000001', InstanceOwnerId: '123456789012' },
  })
  tables.vpcEndpoints.put({ id: 'vpce-00000001', VpcEndpointId: 'vpce-00000001', VpcId, VpcEndpointType: 'Interface' })
  tables.vpcEndpoints.put({
    id: 'vpce-00000002',
    VpcEndpointId: 'vpce-00000002',
    VpcId,
    VpcEndpointType: 'GatewayLoadBalancer',
    State: 'Available',
  })
  tables.transitGatewayAttachments.put({
    id: 'tgw-attach-00000001',
    TransitGatewayAttachmentId: 'tgw-attach-00000001',
    TransitGatewayId: 'tgw-00000001',
    TransitGatewayOwnerId: '123456789012',
    VpcId,
    VpcOwnerId: '123456789012',
    State: 'available',
    NetworkInterfaceIds: [],
  })
  const routes = async () => {
    const shown = await ec2('DescribeRouteTables', { RouteTableIds: [RouteTableId] })
    return JSON.parse(JSON.stringify(shown)).RouteTables[0].Routes.slice(1)
  }
  const add = (input: object) => ec2('CreateRoute', { RouteTableId, ...input })
  return { clock, ec2, tables, VpcId, RouteTableId, add, routes }
}

const all = { DestinationCidrBlock: '0.0.0.0/0' }

test.each([
  { input: { ...all, GatewayId: 'igw-00000001' }, shown: { GatewayId: 'igw-00000001' }, because: 'internet' },
  { input: { ...all, NatGatewayId: 'nat-00000001' }, shown: { NatGatewayId: 'nat-00000001' }, because: 'NAT' },
  {
    input: { ...all, NetworkInterfaceId: 'eni-00000001' },
    shown: { NetworkInterfaceId: 'eni-00000001', InstanceId: 'i-00000001' },
    because: 'an interface brings its instance',
  },
  {
    input: { ...all, VpcEndpointId: 'vpce-00000002' },
    shown: { GatewayId: 'vpce-00000002' },
    because: 'an endpoint is shown as a gateway',
  },
  { input: { ...all, TransitGatewayId: 'tgw-00000001' }, shown: { TransitGatewayId: 'tgw-00000001' }, because: 'TGW' },
  {
    input: { DestinationCidrBlock: '100.68.0.18/18', GatewayId: 'igw-00000001' },
    shown: { DestinationCidrBlock: '100.68.0.0/18' },
    because: 'host bits go',
  },
  {
    input: { DestinationIpv6CidrBlock: '2001:DB8::1/32', GatewayId: 'igw-00000001' },
    shown: { DestinationIpv6CidrBlock: '2001:db8::/32' },
    because: 'IPv6 is compressed and lower-case',
  },
  {
    input: { DestinationCidrBlock: '10.0.1.0/24', NatGatewayId: 'nat-00000001' },
    shown: { DestinationCidrBlock: '10.0.1.0/24' },
    because: 'a whole subnet through something in the VPC',
  },
])('a route is created and shown active: $because', async ({ input, shown }) => {
  const { add, routes } = await make()
  expect(await add(input)).toMatchObject({ Return: true })
  expect(await routes()).toMatchObject([{ ...shown, Origin: 'CreateRoute', State: 'active' }])
})

test.each([
  { input: { ...all }, code: 'MissingParameter', because: 'it has no target' },
  { input: { GatewayId: 'igw-00000001' }, code: 'MissingParameter', because: 'it has no destination' },
  {
    input: { ...all, GatewayId: 'igw-00000001', NatGatewayId: 'nat-00000001' },
    code: 'InvalidParameterCombination',
    because: 'it has two targets',
  },
  {
    input: { ...all, DestinationIpv6CidrBlock: '::/0', GatewayId: 'igw-00000001' },
    code: 'InvalidParameterCombination',
    because: 'it has two destinations',
  },
  {
    input: { DestinationCidrBlock: '10.0.0/8', GatewayId: 'igw-00000001' },
    code: 'InvalidParameterValue',
    because: 'that is no CIDR',
  },
  { input: { ...all, GatewayId: 'igw-00000bad' }, code: 'InvalidGatewayID.NotFound', because: 'no such gateway' },
  {
    input: { ...all, GatewayId: 'nat-00000001' },
    code: 'InvalidGatewayID.NotFound',
    because: 'NAT has its own member',
  },
  { input: { ...all, GatewayId: 'igw-00000002' }, code: 'InvalidParameterValue', because: 'it is not attached' },
  { input: { ...all, NatGatewayId: 'nat-00000bad' }, code: 'InvalidNatGatewayID.NotFound', because: 'no such NAT' },
  { input: { ...all, NatGatewayId: 'nat-00000002' }, code: 'InvalidNatGatewayID.NotFound', because: 'it is deleted' },
  {
    input: { ...all, NetworkInterfaceId: 'eni-00000bad' },
    code: 'InvalidNetworkInterfaceID.NotFound',
    because: 'no such interface',
  },
  { input: { ...all, VpcEndpointId: 'vpce-00000001' }, code: 'InvalidParameterValue', because: 'of its type' },
  { input: { ...all, TransitGatewayId: 'x' }, code: 'InvalidTransitGatewayID.Malformed', because: 'that is no id' },
  {
    input: { ...all, TransitGatewayId: 'tgw-00000002' },
    code: 'InvalidTransitGatewayID.NotFound',
    because: 'the VPC is not attached to it',
  },
  {
    input: { DestinationCidrBlock: '10.0.0.0/16', NatGatewayId: 'nat-00000001' },
    code: 'RouteAlreadyExists',
    because: 'the local route is there',
  },
  {
    input: { DestinationCidrBlock: '10.0.1.0/24', GatewayId: 'igw-00000001' },
    code: 'InvalidParameterValue',
    because: 'a subnet is not reached through the internet',
  },
  {
    input: { DestinationCidrBlock: '10.0.2.0/24', NatGatewayId: 'nat-00000001' },
    code: 'InvalidParameterValue',
    because: 'there is no such subnet',
  },
  {
    input: { DestinationPrefixListId: 'pl-00000000', GatewayId: 'igw-00000001' },
    code: 'InvalidPrefixListID.NotFound',
    because: 'no such list',
  },
  {
    input: { ...all, GatewayId: 'igw-00000001', RouteTableId: 'rtb-00000bad' },
    code: 'InvalidRouteTableID.NotFound',
    because: 'no such table',
  },
])('CreateRoute answers $code and adds nothing: $because', async ({ input, code }) => {
  const { add, routes } = await make()
  await expect(add(input)).rejects.toMatchObject({ name: code })
  expect(await routes()).toEqual([])
})

test('one destination has one route, however it is written', async () => {
  const { add, routes } = await make()
  await add({ DestinationCidrBlock: '100.68.0.0/18', GatewayId: 'igw-00000001' })
  await expect(add({ DestinationCidrBlock: '100.68.0.18/18', NatGatewayId: 'nat-00000001' })).rejects.toMatchObject({
    name: 'RouteAlreadyExists',
    message: 'The route identified by 100.68.0.0/18 already exists.',
  })
  expect(await routes()).toHaveLength(1)
})

test('a route whose target dies is a blackhole, and active again when it comes back', async () => {
  const { add, routes, tables, VpcId } = await make()
  await add({ ...all, GatewayId: 'igw-00000001' })
  await add({ DestinationCidrBlock: '11.0.0.0/8', NatGatewayId: 'nat-00000001' })
  await add({ DestinationCidrBlock: '12.0.0.0/8', NetworkInterfaceId: 'eni-00000001' })
  await add({ DestinationCidrBlock: '13.0.0.0/8', VpcEndpointId: 'vpce-00000002' })
  const states = async () => (await routes()).map((one: { State: string }) => one.State)
  expect(await states()).toEqual(['active', 'active', 'active', 'active'])
  tables.internetGateways.update('igw-00000001', { Attachments: [] })
  tables.natGateways.update('nat-00000001', { State: 'deleting' })
  tables.networkInterfaces.update('eni-00000001', { Status: 'available', Attachment: undefined })
  tables.vpcEndpoints.update('vpce-00000002', { State: 'Deleted' })
  expect(await states()).toEqual(['blackhole', 'active', 'blackhole', 'blackhole'])
  tables.internetGateways.update('igw-00000001', { Attachments: [{ VpcId, State: 'available' }] })
  tables.natGateways.update('nat-00000001', { State: 'deleted' })
  tables.networkInterfaces.delete('eni-00000001')
  expect(await states()).toEqual(['active', 'blackhole', 'blackhole', 'blackhole'])
})

test('replacing a route changes its target in place and keeps its origin', async () => {
  const { ec2, add, routes, RouteTableId } = await make()
  await add({ ...all, GatewayId: 'igw-00000001' })
  await add({ DestinationCidrBlock: '11.0.0.0/8', GatewayId: 'igw-00000001' })
  await ec2('ReplaceRoute', { RouteTableId, ...all, NatGatewayId: 'nat-00000001' })
  const [first, second] = await routes()
  expect(first).toEqual({ ...all, NatGatewayId: 'nat-00000001', Origin: 'CreateRoute', State: 'active' })
  expect(second).toMatchObject({ DestinationCidrBlock: '11.0.0.0/8' })
  await expect(
    ec2('ReplaceRoute', { RouteTableId, DestinationCidrBlock: '12.0.0.0/8', GatewayId: 'igw-00000001' }),
  ).rejects.toMatchObject({ name: 'InvalidParameterValue', message: /There is no route defined for '12.0.0.0\/8'/ })
})

test('the local route is not deleted, but led elsewhere and back', async () => {
  const { ec2, tables, RouteTableId } = await make()
  const DestinationCidrBlock = '10.0.0.0/16'
  await expect(ec2('DeleteRoute', { RouteTableId, DestinationCidrBlock })).rejects.toMatchObject({
    name: 'InvalidParameterValue',
    message: `cannot remove local route 10.0.0.0/16 in route table ${RouteTableId}`,
  })
  await expect(
    ec2('ReplaceRoute', { RouteTableId, DestinationCidrBlock, GatewayId: 'igw-00000001' }),
  ).rejects.toMatchObject({ name: 'InvalidParameterValue' })
  await ec2('ReplaceRoute', { RouteTableId, DestinationCidrBlock, NetworkInterfaceId: 'eni-00000001' })
  expect(tables.routeTables.get(RouteTableId)?.Routes?.[0]).toMatchObject({
    NetworkInterfaceId: 'eni-00000001',
    Origin: 'CreateRouteTable',
  })
  await ec2('ReplaceRoute', { RouteTableId, DestinationCidrBlock, LocalTarget: true })
  expect(tables.routeTables.get(RouteTableId)?.Routes).toEqual([
    { DestinationCidrBlock, GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' },
  ])
})

test('a route is deleted by its destination, and the second time not found', async () => {
  const { ec2, add, routes, RouteTableId } = await make()
  await add({ ...all, GatewayId: 'igw-00000001' })
  await ec2('DeleteRoute', { RouteTableId, ...all })
  expect(await routes()).toEqual([])
  await expect(ec2('DeleteRoute', { RouteTableId, ...all })).rejects.toMatchObject({
    name: 'InvalidRoute.NotFound',
    message: `no route with destination-cidr-block 0.0.0.0/0 in route table ${RouteTableId}`,
  })
})

test('propagated routes are not deleted, give way to static ones, and do not count against the limit', async () => {
  const { ec2, add, routes, tables, RouteTableId } = await make({ quotas: { RouteLimitExceeded: 2 } })
  const learnt = {
    DestinationCidrBlock: '192.168.0.0/16',
    GatewayId: 'vgw-00000001',
    Origin: 'EnableVgwRoutePropagation',
  } as const
  const row = tables.routeTables.get(RouteTableId)!
  tables.routeTables.put({ ...row, Routes: [...(row.Routes ?? []), learnt] })
  await expect(ec2('DeleteRoute', { RouteTableId, DestinationCidrBlock: '192.168.0.0/16' })).rejects.toMatchObject({
    name: 'InvalidParameterValue',
  })
  await add({ DestinationCidrBlock: '192.168.0.0/16', NatGatewayId: 'nat-00000001' })
  await expect(add({ DestinationCidrBlock: '11.0.0.0/8', GatewayId: 'igw-00000001' })).rejects.toMatchObject({
    name: 'RouteLimitExceeded',
  })
  await ec2('DeleteRoute', { RouteTableId, DestinationCidrBlock: '192.168.0.0/16' })
  expect(await routes()).toMatchObject([{ GatewayId: 'vgw-00000001' }])
})

test('a dry run of CreateRoute changes nothing', async () => {
  const { add, routes } = await make()
  await expect(add({ ...all, GatewayId: 'igw-00000001', DryRun: true })).rejects.toMatchObject({
    name: 'DryRunOperation',
  })
  expect(await routes()).toEqual([])
})
