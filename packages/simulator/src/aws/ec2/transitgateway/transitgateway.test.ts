import { seeded } from '@windlass/core/time'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../../time/virtual.ts'
import { AwsWorld } from '../../world/world.ts'

const [owner, tenant] = ['111111111111', '222222222222']

async function make() {
  const clock = new VirtualClock()
  const world = new AwsWorld({ clock, random: seeded(7), defaults: { account: owner } })
  const as = (account: string) => (operation: string, input: object) =>
    world.invoke('ec2', operation, input, { account })
  const network = async (account: string) => {
    const ec2 = as(account)
    await ec2('CreateVpc', { CidrBlock: '10.0.0.0/16' })
    const { tables } = world.at(account)
    const VpcId = tables.vpcs.all()[0]!.id
    for (const [at, AvailabilityZone] of ['us-west-2a', 'us-west-2a', 'us-west-2b'].entries())
      await ec2('CreateSubnet', { VpcId, CidrBlock: `10.0.${at}.0/24`, AvailabilityZone })
    const subnets = tables.subnets.all().map((row) => row.id)
    return { ec2, tables, VpcId, subnets }
  }
  const gateway = async (Options: object = {}) => {
    await as(owner)('CreateTransitGateway', { Options })
    const { tables } = world.at()
    await clock.advance(90_000)
    return tables.transitGateways.all().at(-1)!
  }
  return { clock, world, as, network, gateway }
}

test('a gateway is pending, then available with what CreateTransitGateway documents as its defaults', async () => {
  const { clock, as, world } = await make()
  const ec2 = as(owner)
  const made = await ec2('CreateTransitGateway', { Description: 'hub' })
  expect(made).toMatchObject({ TransitGateway: { State: 'pending', Description: 'hub', OwnerId: owner } })
  await clock.advance(90_000)
  const [row] = world.at().tables.transitGateways.all()
  expect(row).toMatchObject({
    State: 'available',
    Options: {
      AmazonSideAsn: 64_512,
      AutoAcceptSharedAttachments: 'disable',
      DefaultRouteTableAssociation: 'enable',
      DefaultRouteTablePropagation: 'enable',
      VpnEcmpSupport: 'enable',
      DnsSupport: 'enable',
      SecurityGroupReferencingSupport: 'disable',
      MulticastSupport: 'disable',
    },
  })
  expect(row?.Options?.AssociationDefaultRouteTableId).toBe(row?.Options?.PropagationDefaultRouteTableId)
})

test('a change of options is made while the gateway is modifying, and another one meanwhile is refused', async () => {
  const { clock, as, gateway, world } = await make()
  const ec2 = as(owner)
  const { id } = await gateway({ TransitGatewayCidrBlocks: ['10.99.0.0/24'] })
  const change = { AddTransitGatewayCidrBlocks: ['10.98.0.0/24'], RemoveTransitGatewayCidrBlocks: ['10.99.0.0/24'] }
  await ec2('ModifyTransitGateway', { TransitGatewayId: id, Options: { ...change, DnsSupport: 'disable' } })
  const { transitGateways } = world.at().tables
  expect(transitGateways.get(id)).toMatchObject({
    State: 'modifying',
    Options: { DnsSupport: 'disable', VpnEcmpSupport: 'enable', TransitGatewayCidrBlocks: ['10.98.0.0/24'] },
  })
  await expect(ec2('ModifyTransitGateway', { TransitGatewayId: id, Description: 'x' })).rejects.toMatchObject({
    name: 'IncorrectState',
  })
  await clock.advance(20_000)
  expect(transitGateways.get(id)?.State).toBe('available')
})

test.each([
  { Options: { AmazonSideAsn: 1 }, because: 'the number is not private' },
  { Options: { TransitGatewayCidrBlocks: ['10.0.0.0/25'] }, because: 'the range is smaller than /24' },
  { Options: { DnsSupport: 'maybe' }, because: 'a switch is on or off' },
])('a gateway is refused when $because', async ({ Options }) => {
  const { as } = await make()
  await expect(as(owner)('CreateTransitGateway', { Options })).rejects.toMatchObject({ name: 'InvalidParameterValue' })
})

// As reported: hashicorp/terraform-provider-aws#7196, gruntwork-io/cloud-nuke#744.
test('a gateway with attachments names them when it is to be deleted, and goes once they are deleted', async () => {
  const { clock, as, network, gateway, world } = await make()
  const { ec2, VpcId, subnets } = await network(owner)
  const { id } = await gateway()
  await ec2('CreateTransitGatewayVpcAttachment', { TransitGatewayId: id, VpcId, SubnetIds: [subnets[0]] })
  const { transitGateways, transitGatewayAttachments, networkInterfaces } = world.at().tables
  const attachment = transitGatewayAttachments.all()[0]!.id
  await clock.advance(60_000)
  await expect(as(owner)('DeleteTransitGateway', { TransitGatewayId: id })).rejects.toMatchObject({
    name: 'IncorrectState',
    message: `${id} has non-deleted Transit Gateway Attachments: ${attachment}.`,
  })
  await expect(ec2('DeleteSubnet', { SubnetId: subnets[0] })).rejects.toMatchObject({ name: 'DependencyViolation' })
  await ec2('DeleteTransitGatewayVpcAttachment', { TransitGatewayAttachmentId: attachment })
  await clock.advance(40_000)
  expect([transitGatewayAttachments.get(attachment)?.State, networkInterfaces.size]).toEqual(['deleted', 0])
  await ec2('DeleteTransitGateway', { TransitGatewayId: id })
  await clock.advance(60_000)
  expect(transitGateways.get(id)?.State).toBe('deleted')
  await clock.advance(3_600_000)
  await expect(ec2('DescribeTransitGateways', { TransitGatewayIds: [id] })).rejects.toMatchObject({
    name: 'InvalidTransitGatewayID.NotFound',
  })
})

// As reported: hashicorp/terraform-provider-aws#10852, #25868.
test('a VPC is attached to a gateway once, also while the attachment before is being deleted', async () => {
  const { clock, network, gateway, world } = await make()
  const { ec2, VpcId, subnets } = await network(owner)
  const input = { TransitGatewayId: (await gateway()).id, VpcId, SubnetIds: [subnets[0]] }
  await ec2('CreateTransitGatewayVpcAttachment', input)
  const again = () => ec2('CreateTransitGatewayVpcAttachment', input)
  await expect(again()).rejects.toMatchObject({ name: 'DuplicateTransitGatewayAttachment' })
  await clock.advance(60_000)
  const { id } = world.at().tables.transitGatewayAttachments.all()[0]!
  await ec2('DeleteTransitGatewayVpcAttachment', { TransitGatewayAttachmentId: id })
  await expect(again()).rejects.toMatchObject({ name: 'DuplicateTransitGatewayAttachment' })
  await clock.advance(40_000)
  await expect(again()).resolves.toMatchObject({ TransitGatewayVpcAttachment: { State: 'pending' } })
})

test('an attachment has one subnet of a zone; another of the same zone takes its place in one call', async () => {
  const { clock, network, gateway, world } = await make()
  const { ec2, VpcId, subnets } = await network(owner)
  const [first, same, other] = subnets
  const { id } = await gateway()
  const create = (SubnetIds: unknown) =>
    ec2('CreateTransitGatewayVpcAttachment', { TransitGatewayId: id, VpcId, SubnetIds })
  await expect(create([first, same])).rejects.toMatchObject({ name: 'DuplicateSubnetsInSameZone' })
  await create([first])
  await clock.advance(60_000)
  const rows = world.at().tables.transitGatewayAttachments
  const TransitGatewayAttachmentId = rows.all()[0]!.id
  const modify = (input: object) => ec2('ModifyTransitGatewayVpcAttachment', { TransitGatewayAttachmentId, ...input })
  await expect(modify({ AddSubnetIds: [same] })).rejects.toMatchObject({ name: 'DuplicateSubnetsInSameZone' })
  await modify({ AddSubnetIds: [same, other], RemoveSubnetIds: [first] })
  await expect(modify({ RemoveSubnetIds: [same] })).rejects.toMatchObject({ name: 'IncorrectState' })
  await clock.advance(30_000)
  expect(rows.get(TransitGatewayAttachmentId)).toMatchObject({ State: 'available', SubnetIds: [same, other] })
  await expect(ec2('DeleteSubnet', { SubnetId: first })).resolves.toBeDefined()
})

test('an attachment to a gateway that another account shares waits until that account accepts or rejects it', async () => {
  const { clock, as, network, gateway, world } = await make()
  const { ec2, VpcId, subnets } = await network(tenant)
  const { id } = await gateway()
  const input = { TransitGatewayId: id, VpcId, SubnetIds: [subnets[0]] }
  await expect(ec2('CreateTransitGatewayVpcAttachment', input)).rejects.toMatchObject({
    name: 'InvalidTransitGatewayID.NotFound',
  })
  const { tables } = world.at(tenant)
  tables.sharedTransitGateways.put({ id, OwnerId: owner })
  await ec2('CreateTransitGatewayVpcAttachment', input)
  const TransitGatewayAttachmentId = tables.transitGatewayAttachments.all()[0]!.id
  const state = () => tables.transitGatewayAttachments.get(TransitGatewayAttachmentId)?.State
  await clock.advance(600_000)
  expect(state()).toBe('pendingAcceptance')
  await expect(ec2('AcceptTransitGatewayVpcAttachment', { TransitGatewayAttachmentId })).rejects.toMatchObject({
    name: 'IncorrectState',
  })
  await as(owner)('AcceptTransitGatewayVpcAttachment', { TransitGatewayAttachmentId })
  await clock.advance(60_000)
  expect(state()).toBe('available')
  expect(await as(owner)('DescribeTransitGatewayAttachments', {})).toMatchObject({
    TransitGatewayAttachments: [{ ResourceOwnerId: tenant, ResourceId: VpcId, State: 'available' }],
  })
})
