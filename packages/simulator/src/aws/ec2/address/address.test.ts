import { seeded } from '@windlass/core/time'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../../time/virtual.ts'
import { AwsWorld } from '../../world/world.ts'

async function make() {
  const clock = new VirtualClock()
  const world = new AwsWorld({ clock, random: seeded(5) })
  const ec2 = (operation: string, input: object) => world.invoke('ec2', operation, input)
  const { tables } = world.at()
  await ec2('CreateVpc', { CidrBlock: '10.0.0.0/16' })
  await clock.advance(1000)
  const VpcId = tables.vpcs.all()[0]!.id
  await ec2('CreateSubnet', { VpcId, CidrBlock: '10.0.0.0/24' })
  await ec2('CreateInternetGateway', {})
  const InternetGatewayId = tables.internetGateways.all()[0]!.id
  return { clock, world, ec2, tables, VpcId, SubnetId: tables.subnets.all()[0]!.id, InternetGatewayId }
}

test('an address is allocated with tags, found by address, id, tag and filter, and released', async () => {
  const { ec2, tables } = await make()
  const TagSpecifications = [{ ResourceType: 'elastic-ip', Tags: [{ Key: 'a', Value: 'b' }] }]
  const made = await ec2('AllocateAddress', { Domain: 'vpc', TagSpecifications })
  const row = tables.addresses.all()[0]!
  expect(made).toEqual({
    PublicIp: row.PublicIp,
    AllocationId: row.id,
    PublicIpv4Pool: 'amazon',
    NetworkBorderGroup: 'us-west-2',
    Domain: 'vpc',
    $metadata: expect.anything(),
  })
  await ec2('AllocateAddress', {})
  for (const query of [
    { PublicIps: [row.PublicIp] },
    { AllocationIds: [row.id] },
    { Filters: [{ Name: 'tag:a', Values: ['b'] }] },
    { Filters: [{ Name: 'public-ip', Values: [row.PublicIp] }] },
  ])
    expect(await ec2('DescribeAddresses', query)).toMatchObject({
      Addresses: [{ AllocationId: row.id, Tags: [{ Key: 'a', Value: 'b' }] }],
    })
  await ec2('ReleaseAddress', { AllocationId: row.id })
  await expect(ec2('DescribeAddresses', { AllocationIds: [row.id] })).rejects.toMatchObject({
    name: 'InvalidAllocationID.NotFound',
  })
  expect(tables.addresses.size).toBe(1)
})

test.each([
  {
    operation: 'AllocateAddress',
    input: { PublicIpv4Pool: 'InvalidIpV4Address' },
    error: 'InvalidParameterValue: invalid value for parameter pool: InvalidIpV4Address',
    because: 'that is no pool',
  },
  {
    operation: 'AllocateAddress',
    input: { PublicIpv4Pool: 'InvalidIpV4Address', Address: '52.0.0.1' },
    error: 'InvalidParameterCombination: The parameter PublicIpv4Pool cannot be used with the parameter Address',
    because: 'an address already says its pool',
  },
  {
    operation: 'AllocateAddress',
    input: { Address: '52.9.9.9' },
    error: "InvalidAddress.NotFound: Address '52.9.9.9' not found.",
    because: 'it cannot be recovered',
  },
  {
    operation: 'ReleaseAddress',
    input: { PublicIp: '52.9.9.9' },
    error: "AuthFailure: The address '52.9.9.9' does not belong to you.",
    because: 'nobody here has it',
  },
  {
    operation: 'ReleaseAddress',
    input: { AllocationId: 'MalformedElasticIpId' },
    error: "InvalidElasticIpID.Malformed: The elastic-ip ID 'MalformedElasticIpId' is malformed",
    because: 'no such shape',
  },
  {
    operation: 'ReleaseAddress',
    input: { AllocationId: 'eipalloc-00000000000000000' },
    error: "InvalidAllocationID.NotFound: The allocation ID 'eipalloc-00000000000000000' does not exist",
    because: 'no such row',
  },
  {
    operation: 'DescribeAddresses',
    input: { PublicIps: ['52.9.9.9'] },
    error: "InvalidAddress.NotFound: Address '52.9.9.9' not found.",
    because: 'no such row',
  },
])('$operation answers $error: $because', async ({ operation, input, error }) => {
  const { ec2, tables } = await make()
  const answer = ec2(operation, input).catch((fault) => `${fault.name}: ${fault.message}`)
  expect(await answer).toBe(error)
  expect(tables.addresses.size).toBe(0)
})

test('the sixth address is over the limit', async () => {
  const { ec2, tables } = await make()
  for (let i = 0; i < 5; i++) await ec2('AllocateAddress', {})
  await expect(ec2('AllocateAddress', {})).rejects.toMatchObject({ name: 'AddressLimitExceeded' })
  expect(new Set(tables.addresses.all().map((row) => row.PublicIp)).size).toBe(5)
})

test('a mapped address keeps itself and the internet gateway in place until it is unmapped', async () => {
  const { ec2, tables, VpcId, SubnetId, InternetGatewayId } = await make()
  await ec2('AllocateAddress', {})
  const AllocationId = tables.addresses.all()[0]!.id
  await ec2('CreateNetworkInterface', { SubnetId, Description: 'mine' })
  const eni = () => tables.networkInterfaces.all()[0]!
  const associate = { AllocationId, NetworkInterfaceId: eni().id }
  await expect(ec2('AssociateAddress', associate)).rejects.toMatchObject({ name: 'Gateway.NotAttached' })
  await ec2('AttachInternetGateway', { InternetGatewayId, VpcId })
  await ec2('AssociateAddress', associate)
  const AssociationId = tables.addresses.all()[0]!.AssociationId
  expect(await ec2('AssociateAddress', associate)).toMatchObject({ AssociationId })
  expect(eni().Association).toMatchObject({ AllocationId, AssociationId })
  await expect(ec2('ReleaseAddress', { AllocationId })).rejects.toMatchObject({ name: 'InvalidIPAddress.InUse' })
  await expect(ec2('DetachInternetGateway', { InternetGatewayId, VpcId })).rejects.toMatchObject({
    name: 'DependencyViolation',
  })
  await ec2('DisassociateAddress', { AssociationId })
  expect(eni().Association).toBeUndefined()
  await ec2('DetachInternetGateway', { InternetGatewayId, VpcId })
  await ec2('ReleaseAddress', { AllocationId })
  expect(tables.addresses.size).toBe(0)
})
