import {
  CreateEgressOnlyInternetGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  DeleteEgressOnlyInternetGatewayCommand,
  DeleteVpcCommand,
  DescribeEgressOnlyInternetGatewaysCommand,
  DescribeRouteTablesCommand,
  EC2Client,
} from '@aws-sdk/client-ec2'
import { seeded } from '@windlass/core/time'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../../time/virtual.ts'
import { requestHandler } from '../../http/handler.ts'
import { AwsWorld } from '../../world/world.ts'

/** The SDK's client, over the wire protocol, with two VPCs. */
async function make() {
  const world = new AwsWorld({ clock: new VirtualClock(), random: seeded(5) })
  const ec2 = new EC2Client({
    region: 'us-west-2',
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 'x' },
    maxAttempts: 1,
    requestHandler: requestHandler(world),
  })
  const vpc = async (CidrBlock: string) => (await ec2.send(new CreateVpcCommand({ CidrBlock }))).Vpc?.VpcId ?? ''
  const [first, second] = [await vpc('10.0.0.0/16'), await vpc('10.1.0.0/16')]
  const gateway = async (VpcId: string, ClientToken = VpcId) => {
    const { EgressOnlyInternetGateway: made } = await ec2.send(
      new CreateEgressOnlyInternetGatewayCommand({ VpcId, ClientToken }),
    )
    return made?.EgressOnlyInternetGatewayId ?? ''
  }
  return { ec2, first, second, gateway }
}

// EC2 API reference, CreateEgressOnlyInternetGateway: its example shows the attachment as attached.
test('a gateway is attached to its VPC from the start, and keeps it from being deleted', async () => {
  const { ec2, first, gateway } = await make()
  const id = await gateway(first)
  expect(id).toMatch(/^eigw-[0-9a-f]{17}$/)
  expect(await ec2.send(new DescribeEgressOnlyInternetGatewaysCommand({}))).toMatchObject({
    EgressOnlyInternetGateways: [
      { EgressOnlyInternetGatewayId: id, Attachments: [{ VpcId: first, State: 'attached' }] },
    ],
  })
  const name = 'DependencyViolation'
  await expect(ec2.send(new DeleteVpcCommand({ VpcId: first }))).rejects.toMatchObject({ name })
  const deleted = await ec2.send(new DeleteEgressOnlyInternetGatewayCommand({ EgressOnlyInternetGatewayId: id }))
  expect(deleted.ReturnCode).toBe(true)
  await ec2.send(new DeleteVpcCommand({ VpcId: first }))
})

// VPC user guide, "Amazon VPC quotas": "You can attach only one egress-only internet gateway to a VPC at a time."
test('a VPC has one gateway; the same token makes no second one', async () => {
  const { first, second, gateway } = await make()
  expect(await gateway(first, 'a')).toBe(await gateway(first, 'a'))
  await expect(gateway(first, 'b')).rejects.toMatchObject({ name: 'InvalidParameterValue' })
  await gateway(second, 'c')
})

// EC2 API reference, DescribeEgressOnlyInternetGateways: filters by tags and no others, pages of 5 to 255.
test('gateways are found by id and by tag; other filters are refused', async () => {
  const { ec2, first, second, gateway } = await make()
  const [one] = [await gateway(first), await gateway(second)]
  await ec2.send(new CreateTagsCommand({ Resources: [one], Tags: [{ Key: 'team', Value: 'a' }] }))
  const Filters = [{ Name: 'tag:team', Values: ['a'] }]
  const found = await ec2.send(new DescribeEgressOnlyInternetGatewaysCommand({ Filters }))
  expect(found.EgressOnlyInternetGateways).toMatchObject([
    { EgressOnlyInternetGatewayId: one, Tags: [{ Key: 'team', Value: 'a' }] },
  ])
  const byVpc = { Filters: [{ Name: 'attachment.vpc-id', Values: [first] }] }
  await expect(ec2.send(new DescribeEgressOnlyInternetGatewaysCommand(byVpc))).rejects.toMatchObject({
    name: 'InvalidParameterValue',
  })
  await expect(ec2.send(new DescribeEgressOnlyInternetGatewaysCommand({ MaxResults: 256 }))).rejects.toMatchObject({
    name: 'InvalidParameterValue',
  })
})

test.each([
  { id: 'eigw-00000000000000000', name: 'InvalidEgressOnlyInternetGatewayId.NotFound', because: 'no such row' },
  { id: 'igw-00000000000000000', name: 'InvalidEgressOnlyInternetGatewayId.Malformed', because: 'no such shape' },
])('the id $id answers $name: $because', async ({ id, name }) => {
  const { ec2 } = await make()
  const ids = { EgressOnlyInternetGatewayIds: [id] }
  await expect(ec2.send(new DescribeEgressOnlyInternetGatewaysCommand(ids))).rejects.toMatchObject({ name })
  const one = { EgressOnlyInternetGatewayId: id }
  await expect(ec2.send(new DeleteEgressOnlyInternetGatewayCommand(one))).rejects.toMatchObject({ name })
})

// VPC user guide, "Egress-only internet gateways": for IPv6 traffic alone.
test('a route of IPv6 traffic leads to a gateway of the same VPC, and into a black hole once that is gone', async () => {
  const { ec2, first, second, gateway } = await make()
  const [id, other] = [await gateway(first), await gateway(second)]
  const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId: first }))
  const RouteTableId = RouteTable?.RouteTableId
  const DestinationIpv6CidrBlock = '::/0'
  const route = (input: object) => ec2.send(new CreateRouteCommand({ RouteTableId, ...input }))
  const name = 'InvalidParameterValue'
  const foreign = { DestinationIpv6CidrBlock, EgressOnlyInternetGatewayId: other }
  await expect(route(foreign)).rejects.toMatchObject({ name })
  const v4 = { DestinationCidrBlock: '0.0.0.0/0', EgressOnlyInternetGatewayId: id }
  await expect(route(v4)).rejects.toMatchObject({ name })
  await route({ DestinationIpv6CidrBlock, EgressOnlyInternetGatewayId: id })
  const state = async () => {
    const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [`${RouteTableId}`] }))
    return RouteTables[0]?.Routes?.find((one) => one.DestinationIpv6CidrBlock === DestinationIpv6CidrBlock)?.State
  }
  expect(await state()).toBe('active')
  await ec2.send(new DeleteEgressOnlyInternetGatewayCommand({ EgressOnlyInternetGatewayId: id }))
  expect(await state()).toBe('blackhole')
})
