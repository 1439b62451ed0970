import { type Command, control } from '@windlass/simulator'
import { type Crash, condition, Stage } from '@windlass/testing'
import { describe, expect, test } from 'vitest'
import { ElasticIPAddress, InternetGateway, NATGateway, RouteTable, Subnet, VPC } from '../index.ts'

const network = `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPC
metadata: { name: main }
spec: { cidrBlocks: [10.0.0.0/16] }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: public }
spec: { cidrBlock: 10.0.1.0/24, vpcRef: { from: { name: main } } }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: InternetGateway
metadata: { name: main }
spec: { vpcRef: { from: { name: main } } }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: ElasticIPAddress
metadata: { name: nat }
spec: {}
---`
const gateway = (spec: string) => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: NATGateway
metadata: { name: nat }
spec: ${spec}
`
const ordinary = '{ subnetRef: { from: { name: public } }, allocationRef: { from: { name: nat } } }'

async function open(crash?: Crash, speed = 1) {
  const kinds = [VPC, Subnet, InternetGateway, ElasticIPAddress, NATGateway, RouteTable]
  const stage = await Stage.open({ kinds, aws: { speed } })
  const actor = stage.start({}, crash)
  const { tables } = stage.aws.at()
  const call = (operation: string, input: object) => stage.aws.invoke('ec2', operation, input)
  const tell = (command: Command) => control(stage.aws, command)
  const states = () => tables.natGateways.all().map(({ State }) => State)
  const id = async () => String((await stage.synced('NATGateway', 'nat')).status?.natGatewayID)
  return { stage, actor, tables, call, tell, states, id }
}

test('a gateway applied together with all it needs is made once and ends available, as status says', async () => {
  const { stage, tables, states } = await open()
  await stage.apply(`${gateway(ordinary)}---${network}`)
  const { status } = await stage.synced('NATGateway', 'nat')
  expect(states()).toEqual(['available'])
  const [row] = tables.natGateways.all()
  expect(status).toMatchObject({
    natGatewayID: row?.id,
    vpcID: row?.VpcId,
    state: 'available',
    natGatewayAddresses: [{ allocationID: tables.addresses.all()[0]?.id }],
  })
  const before = { revision: stage.cluster.revision, mutating: stage.aws.journal.totals().mutating }
  await stage.clock.advance(600_000)
  expect({ revision: stage.cluster.revision, mutating: stage.aws.journal.totals().mutating }).toEqual(before)
})

describe('a gateway deleted by hand is replaced by exactly one', () => {
  test('while AWS still shows it as deleted, and again once its record is purged', async () => {
    const { stage, tables, call, tell, id, states } = await open()
    await stage.apply(`${network}${gateway(ordinary)}`)
    const first = await id()
    await call('DeleteNatGateway', { NatGatewayId: first })
    await stage.until(async () => states().length === 2, 120_000)
    const second = await id()
    await tell({ do: 'remove', id: first })
    await stage.clock.advance(200_000)
    expect(tables.natGateways.all().map((row) => row.id)).toEqual([second])
    await tell({ do: 'remove', id: second })
    await tell({ do: 'alter', id: tables.addresses.all()[0]?.id ?? '', set: { AssociationId: undefined } })
    await stage.until(async () => states().length === 1, 120_000)
    const third = await id()
    expect(tables.natGateways.all().map((row) => row.id)).toEqual([third])
    expect([first, second]).not.toContain(third)
  })

  test('when the answer to the create of the new one is lost', async () => {
    const { stage, tables, call, tell, id } = await open()
    await stage.apply(`${network}${gateway(ordinary)}`)
    const first = await id()
    await tell({ do: 'fault', fault: 'drop', operation: 'CreateNatGateway', times: 1 })
    await call('DeleteNatGateway', { NatGatewayId: first })
    await stage.until(async () => tables.natGateways.size > 1, 120_000)
    await stage.clock.advance(300_000)
    const second = await id()
    expect(tables.natGateways.all().map((row) => row.id)).toEqual([first, second])
  })
})

test('a route follows the gateway that replaces one deleted by hand', async () => {
  const { stage, tables, call, id } = await open()
  await stage.apply(`${network}${gateway(ordinary)}`)
  await stage.apply(`
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: RouteTable
metadata: { name: private }
spec:
  vpcRef: { from: { name: main } }
  routes: [{ destinationCIDRBlock: 0.0.0.0/0, natGatewayRef: { from: { name: nat } } }]
`)
  const first = await id()
  const { status } = await stage.synced('RouteTable', 'private')
  const leads = () =>
    tables.routeTables
      .get(String(status?.routeTableID))
      ?.Routes?.find(({ DestinationCidrBlock }) => DestinationCidrBlock === '0.0.0.0/0')?.NatGatewayId
  expect(leads()).toBe(first)
  await call('DeleteNatGateway', { NatGatewayId: first })
  await stage.until(async () => leads() !== first, 300_000)
  const second = await id()
  expect(leads()).toBe(second)
  await stage.synced('RouteTable', 'private', 5000)
})

describe('a gateway that AWS cannot bring up', () => {
  const broken = `${network.replace(/---\n[^-]*kind: InternetGateway[^-]*/, '')}`

  test('is replaced ever more slowly, and the conditions say why it failed', async () => {
    const { stage, states } = await open()
    await stage.apply(`${broken}${gateway(ordinary)}`)
    const object = await stage.untilCondition('NATGateway', 'nat', 'ACK.Recoverable', 'True')
    expect(condition(object, 'Ready')).toMatchObject({ status: 'False', reason: 'FailedState' })
    expect(condition(object, 'Ready')?.message).toMatch(
      /^State is failed: Gateway.NotAttached: Network vpc-\w+ has no Internet gateway attached/,
    )
    expect(object.status).toMatchObject({ state: 'failed', failureCode: 'Gateway.NotAttached' })
    await stage.clock.advance(3_600_000)
    expect(states().length).toBeLessThanOrEqual(11)
    expect(states().length).toBeGreaterThanOrEqual(6)
  })

  test('comes up by itself once the cause is gone', async () => {
    const { stage, states } = await open()
    await stage.apply(`${broken}${gateway(ordinary)}`)
    await stage.untilCondition('NATGateway', 'nat', 'ACK.Recoverable', 'True')
    await stage.apply(network)
    await stage.synced('NATGateway', 'nat', 900_000)
    expect(states().filter((state) => state !== 'failed')).toEqual(['available'])
  })

  test('may be changed while it is down, and is then tried at once', async () => {
    const { stage, tables, states } = await open()
    await stage.apply(`${broken}${gateway(ordinary)}`)
    await stage.untilCondition('NATGateway', 'nat', 'ACK.Recoverable', 'True')
    await stage.clock.advance(600_000)
    await stage.edit('NATGateway', 'nat', { spec: { connectivityType: 'private', allocationRef: null } })
    await stage.synced('NATGateway', 'nat', 100_000)
    expect(states().filter((state) => state !== 'failed')).toEqual(['available'])
    expect(tables.natGateways.all().at(-1)?.ConnectivityType).toBe('private')
    await expect(stage.edit('NATGateway', 'nat', { spec: { connectivityType: 'public' } })).rejects.toThrow(
      /connectivityType is immutable/,
    )
  })
})

describe('a gateway that AWS refuses is terminal in the words of AWS, and mended by fixing the spec', () => {
  test.each([
    {
      spec: '{ subnetID: InvalidSubnet, connectivityType: private }',
      says: "InvalidSubnet: The subnet ID 'InvalidSubnet' is malformed",
    },
    {
      spec: '{ subnetRef: { from: { name: public } }, allocationID: MalformedElasticIpId }',
      says: "InvalidElasticIpID.Malformed: The elastic-ip ID 'MalformedElasticIpId' is malformed",
    },
    {
      spec: '{ subnetRef: { from: { name: public } } }',
      says: 'MissingParameter: The request must include the AllocationId parameter. Add the required parameter and retry the request',
    },
  ])('$says', async ({ spec, says }) => {
    const { stage, states } = await open()
    await stage.apply(network)
    await stage.synced('Subnet', 'public')
    await stage.apply(gateway(spec))
    const object = await stage.untilCondition('NATGateway', 'nat', 'ACK.Terminal', 'True', 1000)
    expect(condition(object, 'ACK.Terminal')?.message).toContain(says)
    await stage.edit('NATGateway', 'nat', {
      spec: {
        subnetID: null,
        allocationID: null,
        connectivityType: 'private',
        subnetRef: { from: { name: 'public' } },
      },
    })
    await stage.synced('NATGateway', 'nat', 100_000)
    expect(states()).toEqual(['available'])
  })
})

test.each([
  { spec: '{ vpcRef: { from: { name: main } }, availabilityMode: regional }', because: 'regional' },
  { spec: '{ subnetRef: { from: { name: public } }, connectivityType: private }', because: 'private' },
])('a gateway may be $because', async ({ spec }) => {
  const { stage, states } = await open()
  await stage.apply(`${network}${gateway(spec)}`)
  const { status } = await stage.synced('NATGateway', 'nat')
  expect(states()).toEqual(['available'])
  expect(status?.vpcID).toMatch(/^vpc-/)
})

test('the addresses of a regional gateway follow the spec: they come before others go, and one may change its zone', async () => {
  const { stage, tables, call } = await open()
  await stage.apply(network)
  for (const _ of [1, 2]) await call('AllocateAddress', { Domain: 'vpc' })
  await stage.synced('ElasticIPAddress', 'nat')
  const [a, b] = tables.addresses.all().map((row) => row.id)
  const zones = (...of: readonly (readonly [string, string | undefined])[]) =>
    JSON.stringify(of.map(([zone, id]) => ({ availabilityZone: `us-west-2${zone}`, allocationIDs: [id] })))
  const standing = () =>
    tables.natGateways.all()[0]?.NatGatewayAddresses?.map((one) => [one.AvailabilityZone?.at(-1), one.AllocationId])
  const spec = (list: string) =>
    `{ vpcRef: { from: { name: main } }, availabilityMode: regional, availabilityZoneAddresses: ${list} }`
  await stage.synced('InternetGateway', 'main')
  await stage.apply(gateway(spec('[{ availabilityZone: us-west-2a, allocationRefs: [{ from: { name: nat } }] }]')))
  await stage.synced('NATGateway', 'nat')
  expect(standing()).toEqual([['a', (await stage.get('ElasticIPAddress', 'nat'))?.status?.allocationID]])
  for (const wanted of [
    [
      ['a', a],
      ['b', b],
    ],
    [['b', b]],
    [['c', b]],
  ] as const) {
    await stage.apply(gateway(spec(zones(...wanted))))
    await stage.synced('NATGateway', 'nat')
    expect(standing()).toEqual(wanted)
  }
  expect(tables.natGateways.size).toBe(1)
  await expect(stage.edit('NATGateway', 'nat', { spec: { availabilityZoneAddresses: null } })).rejects.toThrow(
    /cannot change/,
  )
})

test('everything deleted at once goes in the right order, each waiting for what uses it', async () => {
  const { stage, tables, states } = await open()
  await stage.apply(`${network}${gateway(ordinary)}`)
  await stage.synced('NATGateway', 'nat')
  const all = [
    ['ElasticIPAddress', 'nat'],
    ['Subnet', 'public'],
    ['InternetGateway', 'main'],
    ['VPC', 'main'],
    ['NATGateway', 'nat'],
  ] as const
  for (const [kind, name] of all) await stage.delete(kind, name)
  const held = await stage.untilCondition('ElasticIPAddress', 'nat', 'Ready', 'False')
  expect(condition(held, 'Ready')?.message).toContain('NATGateway')
  for (const [kind, name] of all) await stage.gone(kind, name)
  expect(states()).toEqual(['deleted'])
  expect([tables.addresses.size, tables.subnets.size, tables.internetGateways.size, tables.vpcs.size]).toEqual([
    0, 0, 0, 0,
  ])
})

test('killing the process at any call while a gateway is replaced never makes more than one new one', async () => {
  const reference = await replacement()
  for (let call = reference.from; call <= reference.calls; call++)
    for (const when of ['before', 'after'] as const) {
      const { living, made } = await replacement({ call, when })
      expect({ call, when, living, made }).toEqual({ call, when, living: 1, made: 2 })
    }
})

/** A gateway that is deleted by hand; the process may crash once and is then started again. */
async function replacement(crash?: Crash) {
  const { stage, tables, call, actor, states } = await open(crash, 40)
  const actors = [actor]
  const until = (goal: () => boolean | Promise<boolean>) =>
    stage.until(async () => {
      if (actors.at(-1)?.over) actors.push(stage.start())
      return await goal()
    }, 900_000)
  const ready = async (other?: unknown) => {
    const object = await stage.get('NATGateway', 'nat')
    const synced = object !== undefined && condition(object, 'Ready')?.status === 'True'
    return synced && object.status?.natGatewayID !== other
  }
  await stage.apply(`${network}${gateway(ordinary)}`)
  await until(() => ready())
  const from = actor.calls
  const first = tables.natGateways.all()[0]?.id
  await call('DeleteNatGateway', { NatGatewayId: first })
  await until(() => ready(first))
  await stage.clock.advance(10_000)
  return {
    living: states().filter((state) => state === 'available').length,
    made: states().length,
    calls: actor.calls,
    from,
  }
}
