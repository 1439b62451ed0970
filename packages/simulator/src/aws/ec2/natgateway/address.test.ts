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
  await ec2('CreateInternetGateway', {})
  const VpcId = tables.vpcs.all()[0]?.id
  await ec2('AttachInternetGateway', { InternetGatewayId: tables.internetGateways.all()[0]?.id, VpcId })
  for (const _ of [1, 2]) await ec2('AllocateAddress', { Domain: 'vpc' })
  const [first, second] = tables.addresses.all().map((row) => row.id)
  const create = (input: object) => ec2('CreateNatGateway', { VpcId, AvailabilityMode: 'regional', ...input })
  const gateway = () => tables.natGateways.all()[0]
  const shown = () => gateway()?.NatGatewayAddresses?.map((one) => [one.AllocationId, one.Status])
  return { clock, ec2, tables, create, gateway, shown, first, second }
}

test('an address joins a regional gateway, and another leaves once its connections are drained', async () => {
  const { clock, ec2, tables, create, gateway, shown, first, second } = await make()
  await create({ AvailabilityZoneAddresses: [{ AvailabilityZone: 'us-west-2a', AllocationIds: [first] }] })
  await clock.advance(120_000)
  const NatGatewayId = gateway()?.id
  await ec2('AssociateNatGatewayAddress', {
    NatGatewayId,
    AllocationIds: [second],
    AvailabilityZone: 'us-west-2b',
  })
  expect(shown()?.at(-1)).toEqual([second, 'associating'])
  await clock.advance(10_000)
  expect(shown()?.at(-1)).toEqual([second, 'succeeded'])
  const AssociationIds = [gateway()?.NatGatewayAddresses?.[0]?.AssociationId]
  await ec2('DisassociateNatGatewayAddress', { NatGatewayId, AssociationIds, MaxDrainDurationSeconds: 60 })
  expect(shown()?.[0]).toEqual([first, 'disassociating'])
  await clock.advance(60_000)
  expect(shown()).toEqual([[second, 'succeeded']])
  expect(tables.addresses.get(first)?.AssociationId).toBeUndefined()
})

test.each([
  { zone: 'us-west-2z', code: 'InvalidParameterValue', because: 'there is no such zone' },
  { zone: undefined, code: 'MissingParameter', because: 'no zone is given' },
  { zone: 'us-west-2b', code: 'Resource.AlreadyAssociated', because: 'the address is taken' },
])('an address is refused with $code when $because', async ({ zone, code }) => {
  const { clock, ec2, create, gateway, first } = await make()
  await create({ AvailabilityZoneAddresses: [{ AvailabilityZone: 'us-west-2a', AllocationIds: [first] }] })
  await clock.advance(120_000)
  await expect(
    ec2('AssociateNatGatewayAddress', {
      NatGatewayId: gateway()?.id,
      AllocationIds: [first],
      AvailabilityZone: zone,
    }),
  ).rejects.toMatchObject({ name: code })
})

test('a gateway whose zones AWS chooses keeps its addresses to itself', async () => {
  const { clock, ec2, create, gateway, first } = await make()
  await create({})
  await clock.advance(120_000)
  await expect(
    ec2('AssociateNatGatewayAddress', {
      NatGatewayId: gateway()?.id,
      AllocationIds: [first],
      AvailabilityZone: 'us-west-2a',
    }),
  ).rejects.toMatchObject({ name: 'UnsupportedOperation' })
})
