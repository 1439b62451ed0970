import { condition, Stage } from '@windlass/testing'
import { describe, expect, test } from 'vitest'
import { ElasticIPAddress } from './elasticipaddress.ts'

async function open() {
  const stage = await Stage.open({ kinds: [ElasticIPAddress] })
  stage.start()
  return { stage, addresses: stage.aws.at().tables.addresses }
}

const manifest = (spec: string) => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: ElasticIPAddress
metadata: { name: nat }
spec: ${spec}
`

test('an address is allocated once and its status names it', async () => {
  const { stage, addresses } = await open()
  await stage.apply(manifest('{ tags: [{ key: team, value: a }] }'))
  const object = await stage.synced('ElasticIPAddress', 'nat')
  const [made, ...more] = addresses.all()
  expect(more).toEqual([])
  expect(object.status).toMatchObject({ allocationID: made?.id, publicIP: made?.PublicIp })
  expect(object.status?.ackResourceMetadata).toMatchObject({
    arn: `arn:aws:ec2:us-west-2:${stage.aws.account}:elastic-ip/${made?.id}`,
  })
  expect(made?.Tags).toContainEqual({ Key: 'team', Value: 'a' })
})

describe('an address that AWS refuses is terminal in the words of AWS', () => {
  test.each([
    {
      spec: '{ publicIPv4Pool: InvalidIpV4Address }',
      says: 'InvalidParameterValue: invalid value for parameter pool: InvalidIpV4Address',
    },
    {
      spec: '{ publicIPv4Pool: InvalidIpV4Address, address: 52.27.68.220 }',
      says: 'InvalidParameterCombination: The parameter PublicIpv4Pool cannot be used with the parameter Address',
    },
  ])('$says', async ({ spec, says }) => {
    const { stage, addresses } = await open()
    await stage.apply(manifest(spec))
    const object = await stage.untilCondition('ElasticIPAddress', 'nat', 'ACK.Terminal', 'True', 1000)
    expect(condition(object, 'ACK.Terminal')?.message).toContain(says)
    await stage.edit('ElasticIPAddress', 'nat', { spec: { publicIPv4Pool: null, address: null } })
    const mended = await stage.synced('ElasticIPAddress', 'nat', 2000)
    expect(addresses.all().map(({ id }) => id)).toEqual([mended.status?.allocationID])
  })
})

test('an address released by hand is allocated anew, once', async () => {
  const { stage, addresses } = await open()
  await stage.apply(manifest('{}'))
  const before = (await stage.synced('ElasticIPAddress', 'nat')).status?.allocationID
  await stage.aws.invoke('ec2', 'ReleaseAddress', { AllocationId: before })
  await stage.clock.advance(120_000)
  const after = (await stage.synced('ElasticIPAddress', 'nat')).status?.allocationID
  expect(after).not.toBe(before)
  expect(addresses.all().map(({ id }) => id)).toEqual([after])
})

test('where an address comes from cannot be changed, and the API server says so', async () => {
  const { stage } = await open()
  await stage.apply(manifest('{ publicIPv4Pool: amazon }'))
  await stage.synced('ElasticIPAddress', 'nat')
  await expect(stage.edit('ElasticIPAddress', 'nat', { spec: { publicIPv4Pool: 'other' } })).rejects.toThrow(
    /publicIPv4Pool is immutable/,
  )
})

test('a delete waits while the address is mapped, names the interface, and goes on when it is free', async () => {
  const { stage, addresses } = await open()
  const interfaceId = await mappable(stage)
  await stage.apply(manifest('{}'))
  const { status } = await stage.synced('ElasticIPAddress', 'nat')
  await stage.aws.invoke('ec2', 'AssociateAddress', {
    AllocationId: status?.allocationID,
    NetworkInterfaceId: interfaceId,
  })
  await stage.delete('ElasticIPAddress', 'nat')
  const held = await stage.untilCondition('ElasticIPAddress', 'nat', 'Ready', 'False')
  expect(condition(held, 'Ready')).toMatchObject({ reason: 'BlockedByDependents' })
  expect(condition(held, 'Ready')?.message).toContain(`network interface ${interfaceId} (web)`)
  await stage.aws.invoke('ec2', 'DisassociateAddress', { AssociationId: addresses.all()[0]?.AssociationId })
  await stage.gone('ElasticIPAddress', 'nat', 60_000)
  expect(addresses.all()).toEqual([])
})

/** A network interface in a VPC with an internet gateway. */
async function mappable(stage: Stage): Promise<string> {
  const { tables } = stage.aws.at()
  await stage.aws.invoke('ec2', 'CreateVpc', { CidrBlock: '10.0.0.0/16' })
  await stage.clock.advance(5000)
  const VpcId = tables.vpcs.all()[0]?.id
  await stage.aws.invoke('ec2', 'CreateInternetGateway', {})
  const InternetGatewayId = tables.internetGateways.all()[0]?.id
  await stage.aws.invoke('ec2', 'AttachInternetGateway', { InternetGatewayId, VpcId })
  await stage.aws.invoke('ec2', 'CreateSubnet', { VpcId, CidrBlock: '10.0.0.0/24' })
  await stage.clock.advance(5000)
  const SubnetId = tables.subnets.all()[0]?.id
  await stage.aws.invoke('ec2', 'CreateNetworkInterface', { SubnetId, Description: 'web' })
  return tables.networkInterfaces.all()[0]?.id ?? ''
}

test('at rest nothing is written', async () => {
  const { stage } = await open()
  await stage.apply(manifest('{}'))
  await stage.synced('ElasticIPAddress', 'nat')
  await stage.clock.advance(30_000)
  const before = { revision: stage.cluster.revision, mutating: stage.aws.journal.totals().mutating }
  await stage.clock.advance(600_000)
  expect({ revision: stage.cluster.revision, mutating: stage.aws.journal.totals().mutating }).toEqual(before)
})

describe('an annotation keeps the controller from', () => {
  test.each([
    { because: 'acting while paused', annotation: 'windlass.dev/paused: "true"' },
    { because: 'acting on what it is to read only', annotation: 'services.k8s.aws/read-only: "true"' },
    { because: 'acting in plan mode', annotation: 'windlass.dev/mode: plan' },
  ])('$because', async ({ annotation }) => {
    const { stage, addresses } = await open()
    await stage.apply(manifest('{}').replace('name: nat', `name: nat, annotations: { ${annotation} }`))
    await stage.clock.advance(120_000)
    expect(addresses.size).toBe(0)
  })

  test('releasing an address whose policy is to retain it', async () => {
    const { stage, addresses } = await open()
    const retain = 'name: nat, annotations: { services.k8s.aws/deletion-policy: retain }'
    await stage.apply(manifest('{}').replace('name: nat', retain))
    await stage.synced('ElasticIPAddress', 'nat')
    await stage.delete('ElasticIPAddress', 'nat')
    await stage.gone('ElasticIPAddress', 'nat', 5000)
    expect(addresses.size).toBe(1)
  })
})

test('an address that is adopted is taken over as it is', async () => {
  const { stage, addresses } = await open()
  await stage.aws.invoke('ec2', 'AllocateAddress', { Domain: 'vpc' })
  const [mine] = addresses.all()
  const adopt = `services.k8s.aws/adoption-policy: adopt, services.k8s.aws/adoption-fields: '{"allocationID": "${mine?.id}"}'`
  await stage.apply(manifest('{}').replace('name: nat', `name: nat, annotations: { ${adopt} }`))
  const { status } = await stage.synced('ElasticIPAddress', 'nat')
  expect(status).toMatchObject({ allocationID: mine?.id, publicIP: mine?.PublicIp })
  expect(addresses.size).toBe(1)
  await stage.edit('ElasticIPAddress', 'nat', { spec: { tags: [{ key: 'team', value: 'a' }] } })
  await stage.synced('ElasticIPAddress', 'nat')
  expect(addresses.all()[0]?.Tags).toContainEqual({ Key: 'team', Value: 'a' })
})
