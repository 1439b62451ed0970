import { seeded } from '@windlass/core/time'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../../time/virtual.ts'
import { AwsWorld } from '../../world/world.ts'
import { addEndpointRoute, removeEndpointRoutes } from '../endpoint/route.ts'
import { servicePrefixList } from '../prefixlist/prefixlist.ts'

async function make(defaults = {}) {
  const clock = new VirtualClock()
  const world = new AwsWorld({ clock, random: seeded(11), defaults })
  const ec2 = (operation: string, input: object) => world.invoke('ec2', operation, input)
  const region = world.at()
  const { tables } = region
  await ec2('CreateVpc', { CidrBlock: '10.0.0.0/16' })
  await clock.advance(1000)
  const VpcId = tables.vpcs.all()[0]!.id
  await ec2('CreateSubnet', { VpcId, CidrBlock: '10.0.1.0/24' })
  const SubnetId = tables.subnets.all()[0]!.id
  const create = async () => {
    await ec2('CreateRouteTable', { VpcId })
    return tables.routeTables.all().at(-1)!.id
  }
  const gateway = {
    id: 'igw-00000001',
    InternetGatewayId: 'igw-00000001',
    Attachments: [{ VpcId, State: 'available' }],
  }
  tables.internetGateways.put(gateway)
  const main = tables.routeTables.all()[0]!.id
  return {
    clock,
    world,
    region,
    ec2,
    tables,
    VpcId,
    SubnetId,
    gateway: gateway.id,
    main,
    RouteTableId: await create(),
    create,
  }
}

const local = { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' }

test('a new table has a local route for every block of its VPC, its tags, and no associations', async () => {
  const { clock, ec2, tables, VpcId } = await make()
  await ec2('AssociateVpcCidrBlock', { VpcId, CidrBlock: '10.1.0.0/16' })
  await ec2('AssociateVpcCidrBlock', { VpcId, AmazonProvidedIpv6CidrBlock: true })
  await clock.advance(2000)
  const Ipv6CidrBlock = tables.vpcs.get(VpcId)?.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock
  const Tags = [{ Key: 'tier', Value: 'public' }]
  const TagSpecifications = [{ ResourceType: 'route-table', Tags }]
  expect(await ec2('CreateRouteTable', { VpcId, TagSpecifications })).toMatchObject({
    RouteTable: {
      Associations: [],
      Routes: [
        local,
        { ...local, DestinationCidrBlock: '10.1.0.0/16' },
        { DestinationIpv6CidrBlock: Ipv6CidrBlock, GatewayId: 'local' },
      ],
      Tags,
    },
  })
})

test('the same token gives the same table, and other parameters with it are refused', async () => {
  const { ec2, tables, VpcId } = await make()
  const before = tables.routeTables.size
  const first = await ec2('CreateRouteTable', { VpcId, ClientToken: 't' })
  const again = await ec2('CreateRouteTable', { VpcId, ClientToken: 't' })
  const id = tables.routeTables.all().at(-1)!.id
  expect([first, again]).toMatchObject([{ RouteTable: { RouteTableId: id } }, { RouteTable: { RouteTableId: id } }])
  expect(tables.routeTables.size).toBe(before + 1)
  await ec2('CreateVpc', { CidrBlock: '10.9.0.0/16' })
  await expect(ec2('CreateRouteTable', { VpcId: tables.vpcs.all()[1]!.id, ClientToken: 't' })).rejects.toMatchObject({
    name: 'IdempotentParameterMismatch',
  })
})

test('a table is deleted only when nothing is associated with it, the main one never', async () => {
  const { ec2, tables, main, RouteTableId, SubnetId } = await make()
  await ec2('AssociateRouteTable', { RouteTableId, SubnetId })
  const refused = { name: 'DependencyViolation', message: /has dependencies and cannot be deleted/ }
  for (const id of [main, RouteTableId])
    await expect(ec2('DeleteRouteTable', { RouteTableId: id })).rejects.toMatchObject({ name: refused.name })
  await ec2('DeleteSubnet', { SubnetId })
  await ec2('DeleteRouteTable', { RouteTableId })
  expect(tables.routeTables.all().map((row) => row.id)).toEqual([main])
  await expect(ec2('DeleteRouteTable', { RouteTableId })).rejects.toMatchObject({
    name: 'InvalidRouteTableID.NotFound',
  })
  await expect(ec2('DeleteRouteTable', { RouteTableId: 'x' })).rejects.toMatchObject({
    name: 'InvalidRouteTableId.Malformed',
  })
})

test('a subnet has one table: the same again is the same association, another is a conflict', async () => {
  const { ec2, tables, RouteTableId, SubnetId, create } = await make()
  const first = await ec2('AssociateRouteTable', { RouteTableId, SubnetId })
  expect(first).toMatchObject({ AssociationState: { State: 'associated' } })
  expect(await ec2('AssociateRouteTable', { RouteTableId, SubnetId })).toMatchObject({
    AssociationId: tables.routeTableAssociations.where('subnet', SubnetId)[0]?.id,
  })
  const other = await create()
  await expect(ec2('AssociateRouteTable', { RouteTableId: other, SubnetId })).rejects.toMatchObject({
    name: 'Resource.AlreadyAssociated',
    message: `the specified association for route table ${other} conflicts with an existing association`,
  })
  expect(tables.routeTableAssociations.where('subnet', SubnetId)).toMatchObject([{ RouteTableId }])
})

test('replacing an association moves the subnet, and makes another table the main one', async () => {
  const { ec2, tables, main, RouteTableId, SubnetId, create } = await make()
  await ec2('AssociateRouteTable', { RouteTableId, SubnetId })
  const other = await create()
  const AssociationId = tables.routeTableAssociations.where('subnet', SubnetId)[0]!.id
  const moved = await ec2('ReplaceRouteTableAssociation', { AssociationId, RouteTableId: other })
  expect(tables.routeTableAssociations.where('subnet', SubnetId)).toMatchObject([{ RouteTableId: other }])
  expect(moved).not.toMatchObject({ NewAssociationId: AssociationId })
  const mainId = tables.routeTableAssociations.where('table', main)[0]!.id
  await expect(ec2('DisassociateRouteTable', { AssociationId: mainId })).rejects.toMatchObject({
    name: 'InvalidParameterValue',
  })
  await ec2('ReplaceRouteTableAssociation', { AssociationId: mainId, RouteTableId })
  expect(await ec2('DescribeRouteTables', { Filters: [{ Name: 'association.main', Values: ['true'] }] })).toMatchObject(
    {
      RouteTables: [{ RouteTableId }],
    },
  )
  await ec2('DeleteRouteTable', { RouteTableId: main })
})

test.each([
  { input: {}, code: 'MissingParameter', because: 'it names neither subnet nor gateway' },
  { input: { SubnetId: 'subnet-00000bad' }, code: 'InvalidSubnetID.NotFound', because: 'no such subnet' },
  { input: { GatewayId: 'igw-00000bad' }, code: 'InvalidGatewayID.NotFound', because: 'no such gateway' },
  { input: { GatewayId: 'igw-00000002' }, code: 'InvalidParameterValue', because: 'the gateway is not attached' },
])('AssociateRouteTable answers $code: $because', async ({ input, code }) => {
  const { ec2, tables, RouteTableId } = await make()
  tables.internetGateways.put({ id: 'igw-00000002', InternetGatewayId: 'igw-00000002', Attachments: [] })
  await expect(ec2('AssociateRouteTable', { RouteTableId, ...input })).rejects.toMatchObject({ name: code })
  expect(tables.routeTableAssociations.where('table', RouteTableId)).toEqual([])
})

test('a gateway is associating, associated, disassociating, disassociated and then gone, and gone at once when it is detached', async () => {
  const { clock, ec2, tables, VpcId, RouteTableId, gateway } = await make()
  const state = () => tables.routeTableAssociations.where('table', RouteTableId)[0]?.AssociationState?.State
  await ec2('AssociateRouteTable', { RouteTableId, GatewayId: gateway })
  const seen = [state()]
  await clock.advance(2000)
  seen.push(state())
  const AssociationId = tables.routeTableAssociations.where('table', RouteTableId)[0]?.id
  await ec2('DisassociateRouteTable', { AssociationId })
  seen.push(state())
  await clock.advance(2000)
  seen.push(state())
  await clock.advance(60_000)
  expect([...seen, state()]).toEqual(['associating', 'associated', 'disassociating', 'disassociated', undefined])
  await ec2('AssociateRouteTable', { RouteTableId, GatewayId: gateway })
  await ec2('DetachInternetGateway', { InternetGatewayId: gateway, VpcId })
  await clock.advance(2000)
  expect(state()).toBeUndefined()
  await ec2('DeleteRouteTable', { RouteTableId })
})

test.each([
  { filter: ['association.subnet-id', 'SUBNET'], because: 'its subnet' },
  { filter: ['association.gateway-id', 'igw-*'], because: 'its edge' },
  { filter: ['route.gateway-id', 'igw-*'], because: 'a target' },
  { filter: ['route.destination-cidr-block', '0.0.0.0/0'], because: 'a destination' },
  { filter: ['route.origin', 'CreateRoute'], because: 'who made a route' },
  { filter: ['route.state', 'blackhole'], because: 'a dead route' },
  { filter: ['tag-key', 'tier'], because: 'a tag' },
])('a table is found by $filter: $because', async ({ filter: [Name, value] }) => {
  const { ec2, tables, RouteTableId, SubnetId, gateway } = await make()
  await ec2('AssociateRouteTable', { RouteTableId, SubnetId })
  await ec2('AssociateRouteTable', { RouteTableId, GatewayId: gateway })
  await ec2('CreateRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: gateway })
  await ec2('CreateTags', { Resources: [RouteTableId], Tags: [{ Key: 'tier', Value: 'x' }] })
  tables.internetGateways.update(gateway, { Attachments: [] })
  const Filters = [{ Name, Values: [value === 'SUBNET' ? SubnetId : value] }]
  const shown = await ec2('DescribeRouteTables', { Filters })
  expect(shown).toMatchObject({ RouteTables: [{ RouteTableId }] })
})

test('tables come in pages and count against the limit of the VPC', async () => {
  const { ec2, tables, VpcId, create } = await make({ quotas: { RouteTableLimitExceeded: 7 } })
  for (let i = 0; i < 5; i++) await create()
  await expect(create()).rejects.toMatchObject({ name: 'RouteTableLimitExceeded' })
  const first = await ec2('DescribeRouteTables', { MaxResults: 5, Filters: [{ Name: 'vpc-id', Values: [VpcId] }] })
  const NextToken = 'NextToken' in first ? first.NextToken : undefined
  expect(await ec2('DescribeRouteTables', { MaxResults: 5, NextToken })).toMatchObject({
    RouteTables: tables.routeTables
      .all()
      .slice(5)
      .map((row) => ({ RouteTableId: row.id })),
  })
})

test('a gateway endpoint writes its prefix-list route, which only it may remove', async () => {
  const { ec2, region, tables, VpcId, RouteTableId } = await make()
  const list = servicePrefixList(region, 'com.amazonaws.us-west-2.s3')!.id
  tables.vpcEndpoints.put({ id: 'vpce-00000001', VpcEndpointId: 'vpce-00000001', VpcId, State: 'Available' })
  addEndpointRoute(region, RouteTableId, list, 'vpce-00000001')
  addEndpointRoute(region, RouteTableId, list, 'vpce-00000001')
  const routes = { DestinationPrefixListId: list, GatewayId: 'vpce-00000001', Origin: 'CreateRoute', State: 'active' }
  expect(await ec2('DescribeRouteTables', { RouteTableIds: [RouteTableId] })).toMatchObject({
    RouteTables: [{ Routes: [local, routes] }],
  })
  expect(() => addEndpointRoute(region, RouteTableId, list, 'vpce-00000002')).toThrow(/already has a route/)
  await expect(ec2('DeleteRoute', { RouteTableId, DestinationPrefixListId: list })).rejects.toMatchObject({
    name: 'InvalidParameterValue',
  })
  removeEndpointRoutes(region, 'vpce-00000001', ['rtb-00000001'])
  expect(tables.routeTables.get(RouteTableId)?.Routes).toHaveLength(2)
  removeEndpointRoutes(region, 'vpce-00000001')
  expect(tables.routeTables.get(RouteTableId)?.Routes).toMatchObject([local])
})

test('AWS’s own prefix lists have the same ids in every world, and others in every region', async () => {
  const names = async (world: AwsWorld, region: string) =>
    JSON.stringify(await world.invoke('ec2', 'DescribeManagedPrefixLists', {}, { region })).match(/pl-[0-9a-f]{8}"/g)
  const one = (await make()).world
  const two = new AwsWorld({ clock: new VirtualClock(), random: seeded(99) })
  expect(await names(one, 'eu-west-1')).toEqual(await names(two, 'eu-west-1'))
  expect(await names(one, 'eu-west-1')).not.toEqual(await names(one, 'us-west-2'))
  const Filters = [{ Name: 'prefix-list-name', Values: ['*.dynamodb'] }]
  expect(await one.invoke('ec2', 'DescribeManagedPrefixLists', { Filters })).toMatchObject({
    PrefixLists: [{ OwnerId: 'AWS', State: 'create-complete', PrefixListName: 'com.amazonaws.us-west-2.dynamodb' }],
  })
  await expect(
    one.invoke('ec2', 'DescribeManagedPrefixLists', { PrefixListIds: ['pl-00000000'] }),
  ).rejects.toMatchObject({ name: 'InvalidPrefixListID.NotFound' })
})
