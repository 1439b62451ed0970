import { control } from '@windlass/simulator'
import { expect, test } from 'vitest'
import { message, of, story } from '../story.ts'
import { synced } from './ground.ts'

/** What the condition says to do, behind `Next:`. */
async function next(world: Awaited<ReturnType<typeof story>>, kind: string) {
  const object = await world.stage.get(kind, 'main')
  const conditions: unknown = object?.status?.conditions
  const all = Array.isArray(conditions) ? conditions : []
  return String(all.find((one) => one.type === 'Ready')?.message).split('. Next: ')[1]
}

// So AWS answers while a NAT gateway holds the address: kubernetes/kops#1604, terraform-provider-aws#3572.
test('an address that a NAT gateway made elsewhere holds is not released, and its holder is named', async () => {
  const world = await story()
  const { stage, tables, vpc, call } = world
  await stage.apply(of('ElasticIPAddress', '{}'))
  await stage.apply(of('InternetGateway', `{ vpc: ${vpc} }`))
  await stage.apply(of('Subnet', `{ vpcID: ${vpc}, cidrBlock: 10.0.1.0/24 }`))
  for (const kind of ['ElasticIPAddress', 'InternetGateway', 'Subnet']) await stage.synced(kind, 'main')
  const [address, subnet] = [tables.addresses.all()[0]?.id, tables.subnets.all()[0]?.id]
  const made = await call('CreateNatGateway', { SubnetId: subnet, AllocationId: address })
  await stage.clock.advance(180_000)
  await stage.delete('ElasticIPAddress', 'main')
  await stage.clock.advance(5000)
  expect(await synced(stage, 'ElasticIPAddress', 'main')).toMatchObject({
    status: 'False',
    reason: 'BlockedByDependents',
    message: expect.stringMatching(/used by network interface eni-\w+ \(Interface for NAT Gateway nat-\w+\)/),
  })
  await call('DeleteNatGateway', { NatGatewayId: Object(made).NatGateway.NatGatewayId })
  await stage.gone('ElasticIPAddress', 'main', 300_000)
})

test('an address whose release the role may not ask for is a matter of permissions', async () => {
  const { stage } = await story()
  await stage.apply(of('ElasticIPAddress', '{}'))
  await stage.synced('ElasticIPAddress', 'main')
  const said = 'You do not have permission to access the specified resource.'
  await control(stage.aws, {
    do: 'fault',
    fault: 'fail',
    operation: 'ReleaseAddress',
    code: 'AuthFailure',
    message: said,
  })
  await stage.delete('ElasticIPAddress', 'main')
  await stage.clock.advance(5000)
  expect(await synced(stage, 'ElasticIPAddress', 'main')).toMatchObject({ status: 'Unknown', reason: 'AccessDenied' })
})

test('a value that a tag policy forbids is the spec’s, and the advice is about the tag', async () => {
  const world = await story()
  const { stage, vpc } = world
  const said = "The tag policy does not allow the specified value for the following tag key: 'CostCenter'."
  await control(stage.aws, {
    do: 'fault',
    fault: 'fail',
    operation: 'CreateTags',
    code: 'TagPolicyViolation',
    message: said,
  })
  await stage.apply(of('RouteTable', `{ vpcID: ${vpc} }`))
  await stage.synced('RouteTable', 'main')
  await stage.apply(of('RouteTable', `{ vpcID: ${vpc}, tags: [{ key: CostCenter, value: x }] }`))
  await stage.clock.advance(5000)
  expect(await synced(stage, 'RouteTable', 'main')).toMatchObject({ status: 'False', reason: 'InvalidSpec' })
  expect(await message(stage, 'RouteTable', 'main', 'ACK.Terminal')).toContain('CostCenter')
  expect(await next(world, 'RouteTable')).toMatch(
    /^correct the value of the tag that AWS names, or have the tag policy/,
  )
})

test.each([
  { code: 'TagLimitExceeded', says: /^remove tags/ },
  { code: 'OptInRequired', says: /^enable the region/ },
  { code: 'PendingVerification', says: /^wait: AWS is still verifying/ },
  { code: 'Blocked', says: /^ask AWS Support/ },
  { code: 'InvalidAction', says: /^see whether the endpoint is one of AWS/ },
  { code: 'InsufficientFreeAddressesInSubnet', says: /^free addresses there/ },
  { code: 'RouteTableLimitExceeded', says: /^ask for more in Service Quotas/ },
])('what can be done about $code is said of that code', async ({ code, says }) => {
  const world = await story()
  const { stage, vpc } = world
  await control(stage.aws, { do: 'fault', fault: 'fail', operation: 'CreateRouteTable', code, status: 400 })
  await stage.apply(of('RouteTable', `{ vpcID: ${vpc} }`))
  await stage.clock.advance(5000)
  expect(await next(world, 'RouteTable')).toMatch(says)
})
