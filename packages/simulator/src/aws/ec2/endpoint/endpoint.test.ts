import { seeded } from '@windlass/core/time'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../../time/virtual.ts'
import { AwsWorld } from '../../world/world.ts'

const s3 = 'com.amazonaws.us-west-2.s3'
const ssm = 'com.amazonaws.us-west-2.ssm'

async function make() {
  const clock = new VirtualClock()
  const world = new AwsWorld({ clock, random: seeded(11) })
  const ec2 = (operation: string, input: object) => world.invoke('ec2', operation, input)
  const { tables } = world.at()
  await ec2('CreateVpc', { CidrBlock: '10.0.0.0/16' })
  await clock.advance(1000)
  const VpcId = tables.vpcs.all()[0]!.id
  await ec2('CreateSubnet', { VpcId, CidrBlock: '10.0.0.0/24', AvailabilityZone: 'us-west-2a' })
  await ec2('CreateSubnet', { VpcId, CidrBlock: '10.0.1.0/24', AvailabilityZone: 'us-west-2a' })
  await ec2('CreateSubnet', { VpcId, CidrBlock: '10.0.2.0/24', AvailabilityZone: 'us-west-2b' })
  const [first, twin, other] = tables.subnets.all().map((row) => row.id)
  const table = tables.routeTables.all()[0]!.id
  const group = tables.securityGroups.all()[0]!.id
  const endpoint = () => tables.vpcEndpoints.all()[0]!
  const create = async (input: object) => await ec2('CreateVpcEndpoint', { VpcId, ...input })
  return { clock, world, ec2, tables, VpcId, first, twin, other, table, group, endpoint, create }
}

const iface = { VpcEndpointType: 'Interface', ServiceName: ssm }

test('an endpoint without a type is a gateway, available at once, with a route in each of its tables', async () => {
  const { ec2, tables, table, endpoint, create } = await make()
  expect(await create({ ServiceName: s3, RouteTableIds: [table] })).toMatchObject({
    VpcEndpoint: { VpcEndpointType: 'Gateway', State: 'available', RouteTableIds: [table], NetworkInterfaceIds: [] },
  })
  const routes = () => tables.routeTables.get(table)?.Routes?.filter((one) => one.GatewayId === endpoint().id)
  expect(routes()).toMatchObject([{ DestinationPrefixListId: expect.stringMatching(/^pl-/) }])
  await expect(create({ ServiceName: s3, RouteTableIds: [table] })).rejects.toMatchObject({
    name: 'RouteAlreadyExists',
  })
  expect(tables.vpcEndpoints.size).toBe(1)
  await ec2('ModifyVpcEndpoint', { VpcEndpointId: endpoint().id, RemoveRouteTableIds: [table] })
  expect([routes(), endpoint().RouteTableIds]).toEqual([[], []])
  await ec2('ModifyVpcEndpoint', { VpcEndpointId: endpoint().id, AddRouteTableIds: [table] })
  expect(routes()).toHaveLength(1)
  await ec2('DeleteVpcEndpoints', { VpcEndpointIds: [endpoint().id] })
  expect([routes(), endpoint().State]).toEqual([[], 'deleting'])
})

test('an interface endpoint is pending, then available, with one interface in each subnet and the default group', async () => {
  const { clock, ec2, tables, VpcId, first, other, group, endpoint, create } = await make()
  await create({ ...iface, SubnetIds: [first, other] })
  expect(endpoint()).toMatchObject({
    State: 'pending',
    Groups: [{ GroupId: group, GroupName: 'default' }],
    PrivateDnsEnabled: false,
    IpAddressType: 'ipv4',
    DnsOptions: { DnsRecordIpType: 'ipv4' },
    DnsEntries: [{}, {}, {}],
  })
  expect(tables.networkInterfaces.all().map((row) => [row.id, row.SubnetId, row.InterfaceType])).toEqual([
    [endpoint().NetworkInterfaceIds?.[0], first, 'vpc_endpoint'],
    [endpoint().NetworkInterfaceIds?.[1], other, 'vpc_endpoint'],
  ])
  await clock.advance(60_000)
  expect(
    await ec2('DescribeVpcEndpoints', { Filters: [{ Name: 'vpc-endpoint-state', Values: ['available'] }] }),
  ).toMatchObject({
    VpcEndpoints: [{ VpcEndpointId: endpoint().id, VpcId, State: 'available' }],
  })
})

test('a deleted endpoint is deleting, then deleted, releases its interfaces late, and is then unknown', async () => {
  const { clock, ec2, tables, first, endpoint, create } = await make()
  await create({ ...iface, SubnetIds: [first] })
  await clock.advance(60_000)
  const VpcEndpointIds = [endpoint().id, 'vpce-00000000000000000', 'odd']
  expect(await ec2('DeleteVpcEndpoints', { VpcEndpointIds })).toMatchObject({
    Unsuccessful: [
      { ResourceId: 'vpce-00000000000000000', Error: { Code: 'InvalidVpcEndpointId.NotFound' } },
      { ResourceId: 'odd', Error: { Code: 'InvalidVpcEndpointId.Malformed' } },
    ],
  })
  const seen = [endpoint().State]
  await clock.advance(45_000)
  seen.push(endpoint().State)
  await expect(ec2('DeleteSubnet', { SubnetId: first })).rejects.toMatchObject({ name: 'DependencyViolation' })
  await clock.advance(15_000)
  await ec2('DeleteSubnet', { SubnetId: first })
  seen.push(endpoint().State)
  expect(seen).toEqual(['deleting', 'deleted', 'deleted'])
  const ids = { VpcEndpointIds: [endpoint().id] }
  await clock.advance(45_000)
  await expect(ec2('DescribeVpcEndpoints', ids)).rejects.toMatchObject({ name: 'InvalidVpcEndpointId.NotFound' })
  expect(tables.networkInterfaces.size).toBe(0)
})

test('a token seen again makes no second endpoint', async () => {
  const { tables, first, endpoint, create } = await make()
  await create({ ...iface, SubnetIds: [first], ClientToken: 'once' })
  expect(await create({ ...iface, SubnetIds: [first], ClientToken: 'once' })).toMatchObject({
    VpcEndpoint: { VpcEndpointId: endpoint().id },
  })
  await expect(create({ ...iface, ClientToken: 'once' })).rejects.toMatchObject({ name: 'IdempotentParameterMismatch' })
  expect(tables.vpcEndpoints.size).toBe(1)
})

test('private DNS needs both VPC attributes, takes over the service’s name, and not twice', async () => {
  const { ec2, tables, VpcId, first, endpoint, create } = await make()
  const input = { ...iface, SubnetIds: [first], PrivateDnsEnabled: true }
  await expect(create(input)).rejects.toMatchObject({
    name: 'InvalidParameter',
    message: expect.stringMatching(/requires both/),
  })
  expect(tables.networkInterfaces.size).toBe(0)
  await ec2('ModifyVpcAttribute', { VpcId, EnableDnsHostnames: { Value: true } })
  await create(input)
  expect(endpoint().DnsEntries?.map((one) => one.DnsName)).toContain('ssm.us-west-2.amazonaws.com')
  await expect(create(input)).rejects.toMatchObject({
    name: 'InvalidParameter',
    message: expect.stringMatching(/conflicting DNS domain/),
  })
  expect(tables.vpcEndpoints.size).toBe(1)
})

test('changing subnets makes an endpoint pending for a while; groups, policy and options change at once', async () => {
  const { clock, ec2, tables, VpcId, first, other, endpoint, create } = await make()
  await create({ ...iface, SubnetIds: [first] })
  await ec2('CreateSecurityGroup', { VpcId, GroupName: 'mine', Description: 'mine' })
  const [before, mine] = tables.securityGroups.all().map((row) => row.id)
  const modify = async (input: object) => await ec2('ModifyVpcEndpoint', { VpcEndpointId: endpoint().id, ...input })
  await expect(modify({ ResetPolicy: true })).rejects.toMatchObject({ name: 'IncorrectState' })
  await clock.advance(60_000)
  const PolicyDocument = '{"Statement":[]}'
  await modify({
    PolicyDocument,
    AddSecurityGroupIds: [mine],
    RemoveSecurityGroupIds: [before],
    DnsOptions: { DnsRecordIpType: 'dualstack' },
  })
  expect(endpoint()).toMatchObject({
    State: 'available',
    PolicyDocument,
    Groups: [{ GroupId: mine }],
    DnsOptions: { DnsRecordIpType: 'dualstack' },
  })
  await modify({ AddSubnetIds: [other], RemoveSubnetIds: [first], ResetPolicy: true })
  expect(endpoint()).toMatchObject({
    State: 'pending',
    SubnetIds: [other],
    PolicyDocument: expect.stringMatching(/2008-10-17/),
  })
  expect(tables.networkInterfaces.all()).toMatchObject([{ SubnetId: other, Groups: [{ GroupId: mine }] }])
  expect(endpoint().DnsEntries?.[1]?.DnsName).toMatch(/-us-west-2b\.ssm/)
  await clock.advance(30_000)
  expect(endpoint().State).toBe('available')
})

test('an injected failure leaves an endpoint failed with the reason', async () => {
  const { clock, world, endpoint, create } = await make()
  world.injections.failNext({ transition: 'endpoint.available', code: 'InternalError', message: 'no luck' }, 1)
  await create(iface)
  await clock.advance(60_000)
  expect(endpoint()).toMatchObject({ State: 'failed', LastError: { Code: 'InternalError', Message: 'no luck' } })
})

test.each([
  { input: { VpcId: 'MalformedVpcId' }, error: "InvalidVpcId.Malformed: Invalid Id: 'MalformedVpcId'" },
  {
    input: { ServiceName: 'InvalidService' },
    error: "InvalidServiceName: The Vpc Endpoint Service 'InvalidService' does not exist",
  },
  {
    input: { ServiceName: ssm },
    error: 'InvalidParameter: Endpoint type (Gateway) does not match available service types ([Interface]).',
  },
  { input: { VpcEndpointType: 'Odd' }, error: /^InvalidParameterValue/ },
  { input: { PolicyDocument: 'odd' }, error: /^InvalidPolicyDocument/ },
  { input: { RouteTableIds: ['rtb-00000000000000000'] }, error: /^InvalidRouteTableI[dD]\.NotFound/ },
  { input: { ...iface, SubnetIds: ['first', 'twin'] }, error: /^DuplicateSubnetsInSameZone/ },
  { input: { ...iface, RouteTableIds: ['table'] }, error: /^InvalidParameter: Route table IDs/ },
  { input: { ...iface, SecurityGroupIds: ['sg-00000000000000000'] }, error: /^InvalidGroup\.NotFound/ },
  { input: { ...iface, IpAddressType: 'ipv5' }, error: /^InvalidParameterValue/ },
])('creating with $input answers $error, because AWS checks it at once', async ({ input, error }) => {
  const made = await make()
  const names: Record<string, string | undefined> = { first: made.first, twin: made.twin, table: made.table }
  const known = Object.fromEntries(
    Object.entries({ ServiceName: s3, ...input }).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.map((one) => names[one] ?? one) : value,
    ]),
  )
  const { name, message } = (await made.create(known).catch((fault) => fault)) as Error
  if (typeof error === 'string') expect(`${name}: ${message}`).toBe(error)
  else expect(`${name}: ${message}`).toMatch(error)
  expect([made.tables.vpcEndpoints.size, made.tables.networkInterfaces.size]).toEqual([0, 0])
})

test('endpoints are found by type, service, VPC and tag, and an unknown filter is refused', async () => {
  const { ec2, VpcId, endpoint, create } = await make()
  await create({
    ServiceName: s3,
    TagSpecifications: [{ ResourceType: 'vpc-endpoint', Tags: [{ Key: 'a', Value: 'b' }] }],
  })
  await create(iface)
  const find = async (Name: string, ...Values: string[]) =>
    await ec2('DescribeVpcEndpoints', { Filters: [{ Name, Values }] })
  const only = { VpcEndpoints: [{ VpcEndpointId: endpoint().id, Tags: [{ Key: 'a', Value: 'b' }] }] }
  for (const [name, value] of [
    ['vpc-endpoint-type', 'Gateway'],
    ['service-name', s3],
    ['tag:a', 'b'],
  ] as const)
    expect(await find(name, value)).toMatchObject(only)
  expect(await find('vpc-id', VpcId)).toMatchObject({ VpcEndpoints: [{}, {}] })
  await expect(find('colour', 'red')).rejects.toMatchObject({ name: 'InvalidParameterValue' })
})
