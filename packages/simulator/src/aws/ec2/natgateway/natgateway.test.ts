import { seeded } from '@windlass/core/time'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../../time/virtual.ts'
import { AwsWorld } from '../../world/world.ts'

async function make() {
  const clock = new VirtualClock()
  const world = new AwsWorld({ clock, random: seeded(9) })
  const ec2 = (operation: string, input: object) => world.invoke('ec2', operation, input)
  const { tables } = world.at()
  await ec2('CreateVpc', { CidrBlock: '10.0.0.0/16' })
  await clock.advance(1000)
  const VpcId = tables.vpcs.all()[0]!.id
  await ec2('CreateSubnet', { VpcId, CidrBlock: '10.0.0.0/28' })
  await ec2('CreateInternetGateway', {})
  const InternetGatewayId = tables.internetGateways.all()[0]!.id
  await ec2('AttachInternetGateway', { InternetGatewayId, VpcId })
  await ec2('AllocateAddress', {})
  const AllocationId = tables.addresses.all()[0]!.id
  const SubnetId = tables.subnets.all()[0]!.id
  const nat = () => tables.natGateways.all()[0]!
  return { clock, world, ec2, tables, VpcId, SubnetId, InternetGatewayId, AllocationId, nat }
}

test('a gateway is pending, then available on an interface with its address, and everything in use says so', async () => {
  const { clock, ec2, tables, VpcId, SubnetId, InternetGatewayId, AllocationId, nat } = await make()
  expect(await ec2('CreateNatGateway', { SubnetId, AllocationId })).toMatchObject({
    NatGateway: {
      State: 'pending',
      VpcId,
      SubnetId,
      ConnectivityType: 'public',
      AvailabilityMode: 'zonal',
      NatGatewayAddresses: [{ AllocationId, Status: 'associating' }],
    },
  })
  await clock.advance(60_000)
  expect(nat().State).toBe('pending')
  await clock.advance(15_000)
  const eni = tables.networkInterfaces.all()[0]!
  expect(nat()).toMatchObject({
    State: 'available',
    NatGatewayAddresses: [
      {
        AllocationId,
        NetworkInterfaceId: eni.id,
        PrivateIp: '10.0.0.4',
        PublicIp: tables.addresses.get(AllocationId)?.PublicIp,
        AssociationId: tables.addresses.get(AllocationId)?.AssociationId,
        IsPrimary: true,
        Status: 'succeeded',
      },
    ],
  })
  expect(eni).toMatchObject({ InterfaceType: 'nat_gateway', Description: `Interface for NAT Gateway ${nat().id}` })
  const refused = async (operation: string, input: object, name: string) =>
    await expect(ec2(operation, input)).rejects.toMatchObject({ name })
  // As reported: kubernetes/kops#1604, hashicorp/terraform-provider-aws#3572.
  await refused('ReleaseAddress', { AllocationId }, 'AuthFailure')
  await refused('DetachInternetGateway', { InternetGatewayId, VpcId }, 'DependencyViolation')
  await refused('DeleteSubnet', { SubnetId }, 'DependencyViolation')
  await refused('DisassociateAddress', { AssociationId: eni.Association?.AssociationId }, 'AuthFailure')
})

test('a deleted gateway is deleting, gives back interface and address, lingers an hour, and is then unknown', async () => {
  const { clock, ec2, tables, VpcId, SubnetId, InternetGatewayId, AllocationId, nat } = await make()
  await ec2('CreateNatGateway', { SubnetId, AllocationId })
  await clock.advance(75_000)
  const NatGatewayId = nat().id
  expect(await ec2('DeleteNatGateway', { NatGatewayId })).toMatchObject({ NatGatewayId })
  expect([nat().State, tables.networkInterfaces.size]).toEqual(['deleting', 1])
  await clock.advance(45_000)
  expect([nat().State, tables.networkInterfaces.size]).toEqual(['deleted', 0])
  await ec2('DeleteNatGateway', { NatGatewayId })
  await ec2('ReleaseAddress', { AllocationId })
  await ec2('DetachInternetGateway', { InternetGatewayId, VpcId })
  await ec2('DeleteSubnet', { SubnetId })
  await ec2('DeleteVpc', { VpcId })
  await clock.advance(3_599_000)
  expect(await ec2('DescribeNatGateways', { NatGatewayIds: [NatGatewayId] })).toMatchObject({
    NatGateways: [{ State: 'deleted', DeleteTime: expect.any(Date) }],
  })
  await clock.advance(1000)
  await expect(ec2('DescribeNatGateways', { NatGatewayIds: [NatGatewayId] })).rejects.toMatchObject({
    name: 'NatGatewayNotFound',
  })
})

test('a route through a gateway is a blackhole once the gateway is deleted', async () => {
  const { clock, ec2, tables, SubnetId, nat } = await make()
  await ec2('CreateNatGateway', { SubnetId, ConnectivityType: 'private' })
  await clock.advance(75_000)
  const RouteTableId = tables.routeTables.all()[0]!.id
  const NatGatewayId = nat().id
  await ec2('CreateRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', NatGatewayId })
  const Filters = [{ Name: 'route.state', Values: ['blackhole'] }]
  expect(await ec2('DescribeRouteTables', { Filters })).toMatchObject({ RouteTables: [] })
  await ec2('DeleteNatGateway', { NatGatewayId })
  await clock.advance(45_000)
  const blackhole = { RouteTables: [{ Routes: [{ GatewayId: 'local' }, { NatGatewayId, State: 'blackhole' }] }] }
  expect(await ec2('DescribeRouteTables', { Filters })).toMatchObject(blackhole)
  await clock.advance(3_600_000)
  expect(await ec2('DescribeRouteTables', { Filters })).toMatchObject(blackhole)
})

test.each([
  {
    prepare: ['DetachInternetGateway'],
    code: 'Gateway.NotAttached',
    message: /^Network vpc-\w+ has no Internet gateway attached$/,
    because: 'the VPC has no internet gateway',
  },
  {
    prepare: ['AssociateAddress'],
    code: 'Resource.AlreadyAssociated',
    message: /^Elastic IP address eipalloc-\w+ is already associated$/,
    because: 'the address is in use',
  },
  {
    prepare: ['CreateNetworkInterface'],
    code: 'InsufficientFreeAddressesInSubnet',
    message: /insufficient free addresses/,
    because: 'the subnet is full',
  },
])('a gateway fails with $code when $because, and is gone after an hour', async ({ prepare, code, message }) => {
  const { clock, ec2, tables, VpcId, SubnetId, InternetGatewayId, AllocationId, nat } = await make()
  await ec2('CreateNetworkInterface', { SubnetId })
  const NetworkInterfaceId = tables.networkInterfaces.all()[0]!.id
  const inputs: Record<string, object> = {
    DetachInternetGateway: { InternetGatewayId, VpcId },
    AssociateAddress: { AllocationId, NetworkInterfaceId },
    CreateNetworkInterface: { SubnetId, SecondaryPrivateIpAddressCount: 9 },
  }
  for (const one of prepare) await ec2(one, inputs[one]!)
  const before = tables.addresses.all()
  expect(await ec2('CreateNatGateway', { SubnetId, AllocationId })).toMatchObject({ NatGateway: { State: 'pending' } })
  const interfaces = tables.networkInterfaces.size
  await clock.advance(75_000)
  expect(nat()).toMatchObject({ State: 'failed', FailureCode: code, FailureMessage: expect.stringMatching(message) })
  expect([tables.networkInterfaces.size, tables.addresses.all()]).toEqual([interfaces, before])
  await clock.advance(3_600_000)
  expect(tables.natGateways.size).toBe(0)
})

test('of two gateways with one address the second fails', async () => {
  const { clock, ec2, tables, SubnetId, AllocationId } = await make()
  await ec2('CreateNatGateway', { SubnetId, AllocationId, ClientToken: 'a' })
  await ec2('CreateNatGateway', { SubnetId, AllocationId, ClientToken: 'b' })
  await clock.advance(75_000)
  expect(tables.natGateways.all().map((row) => row.State)).toEqual(['available', 'failed'])
  await ec2('DeleteNatGateway', { NatGatewayId: tables.natGateways.all()[1]!.id })
  await clock.advance(45_000)
  expect(tables.addresses.get(AllocationId)?.AssociationId).toBeDefined()
})

test('a token seen again gives the same gateway as it is now; with other members it is refused', async () => {
  const { clock, ec2, tables, SubnetId, AllocationId, nat } = await make()
  const input = { SubnetId, AllocationId, ClientToken: 'once' }
  await ec2('CreateNatGateway', input)
  await clock.advance(75_000)
  expect(await ec2('CreateNatGateway', input)).toMatchObject({
    NatGateway: { NatGatewayId: nat().id, State: 'available' },
    ClientToken: 'once',
  })
  await expect(ec2('CreateNatGateway', { ...input, ConnectivityType: 'private' })).rejects.toMatchObject({
    name: 'IdempotentParameterMismatch',
  })
  expect(tables.natGateways.size).toBe(1)
})

test('a gateway deleted while pending never becomes available, and a dry run deletes nothing', async () => {
  const { clock, ec2, tables, SubnetId, AllocationId, nat } = await make()
  await ec2('CreateNatGateway', { SubnetId, AllocationId })
  await clock.advance(10_000)
  const NatGatewayId = nat().id
  await expect(ec2('DeleteNatGateway', { NatGatewayId, DryRun: true })).rejects.toMatchObject({
    name: 'DryRunOperation',
  })
  expect(nat().State).toBe('pending')
  await ec2('DeleteNatGateway', { NatGatewayId })
  await clock.advance(100_000)
  expect([nat().State, tables.networkInterfaces.size]).toEqual(['deleted', 0])
})

test('a private gateway takes private addresses only', async () => {
  const { clock, ec2, SubnetId, nat } = await make()
  await ec2('CreateNatGateway', { SubnetId, ConnectivityType: 'private', SecondaryPrivateIpAddressCount: 1 })
  await clock.advance(75_000)
  expect(nat()).toMatchObject({
    State: 'available',
    NatGatewayAddresses: [{ PrivateIp: '10.0.0.4' }, { PrivateIp: '10.0.0.5', IsPrimary: false }],
  })
})

test('a regional gateway stands in the zones in use with addresses of its own, or in those it is given', async () => {
  const { clock, ec2, tables, VpcId, SubnetId, InternetGatewayId, AllocationId } = await make()
  await ec2('CreateNetworkInterface', { SubnetId })
  const create = { VpcId, AvailabilityMode: 'regional' }
  await ec2('CreateNatGateway', create)
  const AvailabilityZoneAddresses = [{ AvailabilityZone: 'us-west-2b', AllocationIds: [AllocationId] }]
  await ec2('CreateNatGateway', { ...create, AvailabilityZoneAddresses })
  await clock.advance(75_000)
  const [auto, manual] = tables.natGateways.all()
  expect(auto).toMatchObject({ State: 'available', NatGatewayAddresses: [{ AvailabilityZone: 'us-west-2a' }] })
  expect(manual).toMatchObject({ State: 'available', NatGatewayAddresses: [{ AvailabilityZoneId: 'usw2-az2' }] })
  const own = auto?.NatGatewayAddresses?.[0]?.AllocationId
  await expect(ec2('ReleaseAddress', { AllocationId: own })).rejects.toMatchObject({ name: 'OperationNotPermitted' })
  await expect(ec2('DetachInternetGateway', { VpcId, InternetGatewayId })).rejects.toMatchObject({
    name: 'DependencyViolation',
  })
  for (const row of tables.natGateways.all()) await ec2('DeleteNatGateway', { NatGatewayId: row.id })
  await clock.advance(45_000)
  expect(tables.addresses.all().map((row) => [row.id, row.AssociationId])).toEqual([[AllocationId, undefined]])
})

test('an injected failure of the last step frees what was taken', async () => {
  const { clock, world, ec2, tables, SubnetId, AllocationId, nat } = await make()
  world.injections.failNext({ transition: 'nat.available', code: 'InternalError', message: 'no luck' }, 1)
  await ec2('CreateNatGateway', { SubnetId, AllocationId })
  await clock.advance(75_000)
  expect(nat()).toMatchObject({ State: 'failed', FailureCode: 'InternalError', FailureMessage: 'no luck' })
  expect([tables.networkInterfaces.size, tables.addresses.all()[0]?.AssociationId]).toEqual([0, undefined])
})

test.each([
  { input: { AllocationId: 'x' }, error: "InvalidElasticIpID.Malformed: The elastic-ip ID 'x' is malformed" },
  { input: { SubnetId: 'x' }, error: "InvalidSubnet: The subnet ID 'x' is malformed" },
  {
    input: { SubnetId: 'subnet-00000000000000000' },
    error: "InvalidSubnetID.NotFound: The subnet ID 'subnet-00000000000000000' does not exist",
  },
  {
    input: { AllocationId: undefined },
    error:
      'MissingParameter: The request must include the AllocationId parameter. Add the required parameter and retry the request.',
  },
  { input: { ConnectivityType: 'private' }, error: /^InvalidParameterCombination: / },
  { input: { ConnectivityType: 'odd' }, error: /^InvalidParameterValue: / },
  { input: { AvailabilityMode: 'regional', SubnetId: undefined }, error: /^MissingParameter: .*VpcId/ },
])('creating with $input answers $error, because AWS checks it at once', async ({ input, error }) => {
  const { ec2, tables, SubnetId, AllocationId } = await make()
  const answer = ec2('CreateNatGateway', { SubnetId, AllocationId, ...input }).catch((fault) => fault)
  const { name, message } = (await answer) as Error
  if (typeof error === 'string') expect(`${name}: ${message}`).toBe(error)
  else expect(`${name}: ${message}`).toMatch(error)
  expect(tables.natGateways.size).toBe(0)
})

test('gateways are found by state, VPC and tag through the member Filter, in pages', async () => {
  const { clock, ec2, tables, VpcId, SubnetId } = await make()
  await clock.advance(1)
  const TagSpecifications = [{ ResourceType: 'natgateway', Tags: [{ Key: 'a', Value: 'b' }] }]
  await ec2('CreateNatGateway', { SubnetId, ConnectivityType: 'private', TagSpecifications })
  await clock.advance(75_000)
  await ec2('CreateNatGateway', { SubnetId, ConnectivityType: 'private' })
  const ids = tables.natGateways.all().map((row) => row.id)
  const find = async (Name: string, value: string) => {
    const { NatGateways: rows } = (await ec2('DescribeNatGateways', { Filter: [{ Name, Values: [value] }] })) as {
      NatGateways: { NatGatewayId: string }[]
    }
    return rows.map((row) => row.NatGatewayId)
  }
  expect(await find('state', 'available')).toEqual([ids[0]])
  expect(await find('tag:a', 'b')).toEqual([ids[0]])
  expect(await find('vpc-id', VpcId)).toEqual(ids)
  await expect(ec2('DescribeNatGateways', { MaxResults: 1 })).rejects.toMatchObject({ name: 'InvalidParameterValue' })
})
