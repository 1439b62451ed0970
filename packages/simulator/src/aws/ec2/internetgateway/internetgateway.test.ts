import { seeded } from '@windlass/core/time'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../../time/virtual.ts'
import { AwsWorld } from '../../world/world.ts'

async function make() {
  const clock = new VirtualClock()
  const world = new AwsWorld({ clock, random: seeded(5) })
  const ec2 = (operation: string, input: object) => world.invoke('ec2', operation, input)
  const { tables } = world.at()
  for (const CidrBlock of ['10.0.0.0/16', '10.1.0.0/16']) await ec2('CreateVpc', { CidrBlock })
  for (const name of ['one', 'two'])
    await ec2('CreateInternetGateway', {
      TagSpecifications: [{ ResourceType: 'internet-gateway', Tags: [{ Key: 'name', Value: name }] }],
    })
  const [one, two] = tables.internetGateways.all().map((row) => row.id)
  const [first, second] = tables.vpcs.all().map((row) => row.id)
  return { clock, ec2, tables, one, two, first, second }
}

test('a gateway is attached to one VPC, keeps both from being deleted, and is detached before it goes', async () => {
  const { ec2, tables, one, first, second } = await make()
  const InternetGatewayId = one
  await ec2('AttachInternetGateway', { InternetGatewayId, VpcId: first })
  const query = { Filters: [{ Name: 'attachment.vpc-id', Values: [first] }] }
  expect(await ec2('DescribeInternetGateways', query)).toMatchObject({
    InternetGateways: [
      { InternetGatewayId, Attachments: [{ VpcId: first, State: 'available' }], Tags: [{ Value: 'one' }] },
    ],
  })
  const refused = async (operation: string, input: object, name: string) =>
    await expect(ec2(operation, input)).rejects.toMatchObject({ name })
  await refused('DeleteVpc', { VpcId: first }, 'DependencyViolation')
  await refused('DeleteInternetGateway', { InternetGatewayId }, 'DependencyViolation')
  await refused('DetachInternetGateway', { InternetGatewayId, VpcId: second }, 'Gateway.NotAttached')
  await ec2('DetachInternetGateway', { InternetGatewayId, VpcId: first })
  await refused('DetachInternetGateway', { InternetGatewayId, VpcId: first }, 'Gateway.NotAttached')
  await ec2('DeleteInternetGateway', { InternetGatewayId })
  await ec2('DeleteVpc', { VpcId: first })
  expect([tables.internetGateways.size, tables.vpcs.size]).toEqual([1, 1])
})

test('an attached gateway takes no second VPC, and a VPC no second gateway', async () => {
  const { ec2, tables, one, two, first, second } = await make()
  await ec2('AttachInternetGateway', { InternetGatewayId: one, VpcId: first })
  for (const VpcId of [first, second])
    await expect(ec2('AttachInternetGateway', { InternetGatewayId: one, VpcId })).rejects.toMatchObject({
      name: 'Resource.AlreadyAssociated',
      message: `resource ${one} is already attached to network ${first}`,
    })
  await expect(ec2('AttachInternetGateway', { InternetGatewayId: two, VpcId: first })).rejects.toMatchObject({
    name: 'InvalidParameterValue',
    message: `Network ${first} already has an internet gateway attached`,
  })
  expect(tables.internetGateways.all().map((row) => row.Attachments?.length)).toEqual([1, 0])
})

test('a dry run attaches nothing', async () => {
  const { ec2, tables, one, first } = await make()
  await expect(
    ec2('AttachInternetGateway', { InternetGatewayId: one, VpcId: first, DryRun: true }),
  ).rejects.toMatchObject({ name: 'DryRunOperation' })
  expect(tables.internetGateways.where('vpc', first)).toEqual([])
})

test.each([
  { id: 'igw-00000000000000000', code: 'InvalidInternetGatewayID.NotFound', because: 'no such row' },
  { id: 'igw', code: 'InvalidInternetGatewayId.Malformed', because: 'no such shape' },
])('a gateway id $id answers $code: $because', async ({ id, code }) => {
  const { ec2 } = await make()
  await expect(ec2('DescribeInternetGateways', { InternetGatewayIds: [id] })).rejects.toMatchObject({ name: code })
  await expect(ec2('DeleteInternetGateway', { InternetGatewayId: id })).rejects.toMatchObject({ name: code })
})
