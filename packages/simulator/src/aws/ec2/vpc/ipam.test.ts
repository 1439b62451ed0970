import { seeded } from '@windlass/core/time'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../../time/virtual.ts'
import { AwsWorld } from '../../world/world.ts'

const pool = 'ipam-pool-0123456789abcdef0'

async function make() {
  const clock = new VirtualClock()
  const world = new AwsWorld({ clock, random: seeded(5) })
  const ec2 = (operation: string, input: object) => world.invoke('ec2', operation, input)
  const { tables } = world.at()
  const ranges = () => tables.vpcs.all().map(({ CidrBlock }) => CidrBlock)
  return { clock, ec2, tables, ranges }
}

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html: Ipv4IpamPoolId, Ipv4NetmaskLength
test('a VPC gets a range of the length that it asks of a pool, and no two get the same', async () => {
  const { ec2, ranges, clock } = await make()
  await ec2('CreateVpc', { CidrBlock: '10.0.0.0/24' })
  for (const Ipv4NetmaskLength of [24, 16, 24]) await ec2('CreateVpc', { Ipv4IpamPoolId: pool, Ipv4NetmaskLength })
  await clock.advance(1000)
  expect(ranges()).toEqual(['10.0.0.0/24', '10.0.1.0/24', '10.1.0.0/16', '10.0.2.0/24'])
})

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html: Ipv4IpamPoolId, Ipv4NetmaskLength
test('a subnet gets a range of its VPC that no other subnet has, until there is none', async () => {
  const { ec2, tables, clock } = await make()
  await ec2('CreateVpc', { CidrBlock: '10.0.0.0/24' })
  await clock.advance(1000)
  const VpcId = tables.vpcs.all()[0]?.id
  await ec2('CreateSubnet', { VpcId, CidrBlock: '10.0.0.64/26' })
  const next = () => ec2('CreateSubnet', { VpcId, Ipv4IpamPoolId: pool, Ipv4NetmaskLength: 26 })
  for (let i = 0; i < 3; i++) await next()
  expect(tables.subnets.all().map(({ CidrBlock }) => CidrBlock)).toEqual([
    '10.0.0.64/26',
    '10.0.0.0/26',
    '10.0.0.128/26',
    '10.0.0.192/26',
  ])
  await expect(next()).rejects.toMatchObject({ name: 'InsufficientCidrBlocks' })
})

test.each([
  { input: { Ipv4NetmaskLength: 24 }, code: 'MissingParameter', because: 'it names no pool' },
  { input: { Ipv4IpamPoolId: pool }, code: 'MissingParameter', because: 'it names no length' },
  {
    input: { Ipv4IpamPoolId: 'pool', Ipv4NetmaskLength: 24 },
    code: 'InvalidIpamPoolId.Malformed',
    because: 'it is no id',
  },
  { input: { Ipv4IpamPoolId: pool, Ipv4NetmaskLength: 29 }, code: 'InvalidVpc.Range', because: 'it is too small' },
  {
    input: { Ipv4IpamPoolId: pool, Ipv4NetmaskLength: 24, CidrBlock: '10.0.0.0/24' },
    code: 'InvalidParameterCombination',
    because: 'it asks twice',
  },
])('CreateVpc answers $code: $because', async ({ input, code }) => {
  const { ec2 } = await make()
  await expect(ec2('CreateVpc', input)).rejects.toMatchObject({ name: code })
})
