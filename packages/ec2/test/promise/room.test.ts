import { control } from '@windlass/simulator'
import { describe, expect, test } from 'vitest'
import { of, story, writes } from '../story.ts'
import { synced } from './ground.ts'

const rule = (port: number) =>
  `{ ipProtocol: tcp, fromPort: ${port}, toPort: ${port}, ipRanges: [{ cidrIP: 10.0.0.0/8 }] }`
const ports = (from: number, count: number) => Array.from({ length: count }, (_, nth) => from + nth)

/** A group with these rules at a quota of as many as AWS grants by default, 60, and how few rules it ever had since. */
async function group(have: readonly number[]) {
  const world = await story()
  const { stage, tables, vpc } = world
  const manifest = (rules: readonly number[]) =>
    of('SecurityGroup', `{ vpcID: ${vpc}, name: web, description: web, ingressRules: [${rules.map(rule).join(', ')}] }`)
  await stage.apply(manifest(have))
  await stage.synced('SecurityGroup', 'main')
  const id = String((await stage.get('SecurityGroup', 'main'))?.status?.id)
  const rules = () => tables.securityGroupRules.all().filter(({ GroupId, IsEgress }) => GroupId === id && !IsEgress)
  const open = () => rules().map(({ FromPort = 0 }) => FromPort)
  let fewest = Number.POSITIVE_INFINITY
  let most = 0
  const invoke = stage.aws.invoke.bind(stage.aws)
  stage.aws.invoke = async (...call) => {
    const before = open().length
    const reply = await invoke(...call)
    fewest = Math.min(fewest, open().length)
    most = Math.max(most, before - open().length)
    return reply
  }
  const from = stage.aws.journal.entries().length
  const refused = () =>
    stage.aws.journal
      .entries()
      .slice(from)
      .filter(({ mutates, error }) => mutates && error !== undefined).length
  return { ...world, manifest, open, refused, fewest: () => fewest, most: () => most, id }
}

describe('the rules of a full group are exchanged a few at a time', () => {
  test.each([
    { because: 'all of them', have: ports(1, 60), want: ports(101, 60), refused: 1, fewest: 45 },
    { because: 'half of them', have: ports(1, 60), want: [...ports(1, 30), ...ports(101, 30)], refused: 1, fewest: 45 },
    { because: 'one', have: ports(1, 60), want: [...ports(1, 59), 101], refused: 1, fewest: 59 },
    { because: 'there is room for some', have: ports(1, 40), want: ports(101, 60), refused: 1, fewest: 30 },
    { because: 'fewer come than go', have: ports(1, 60), want: ports(101, 8), refused: 1, fewest: 8 },
  ])('$because', async ({ have, want, refused, fewest }) => {
    const world = await group(have)
    await world.stage.apply(world.manifest(want))
    await world.stage.synced('SecurityGroup', 'main')
    expect(world.open().sort((a, b) => a - b)).toEqual(want)
    expect(world.refused()).toBe(refused)
    expect(world.fewest()).toBeGreaterThanOrEqual(fewest)
    const rest = writes(world.stage)
    await world.stage.clock.advance(300_000)
    expect(writes(world.stage)).toEqual(rest)
  })

  test('no more than a quarter of the quota is ever taken away in one call while others are to come', async () => {
    const world = await group(ports(1, 60))
    await world.stage.apply(world.manifest(ports(101, 60)))
    await world.stage.synced('SecurityGroup', 'main')
    expect(world.most()).toBe(15)
  })

  test('more rules than the quota has room for are said so after two calls, and most of them are there', async () => {
    const world = await group(ports(1, 60))
    await world.stage.apply(world.manifest(ports(101, 61)))
    await world.stage.clock.advance(30_000)
    expect(await synced(world.stage, 'SecurityGroup', 'main')).toMatchObject({
      status: 'False',
      reason: 'QuotaExceeded',
    })
    expect(world.refused()).toBeLessThanOrEqual(2)
    expect(world.fewest()).toBeGreaterThanOrEqual(45)
    expect(world.open()).toHaveLength(60)
  })

  test('a group that is full still gets the descriptions that change', async () => {
    const world = await group(ports(1, 60))
    const described = world.manifest(ports(1, 61)).replace('10.0.0.0/8 }', '10.0.0.0/8, description: first }')
    await world.stage.apply(described)
    await world.stage.clock.advance(30_000)
    expect(world.refused()).toBe(1)
    const { tables } = world
    expect(tables.securityGroupRules.all().filter(({ Description }) => Description === 'first')).toHaveLength(1)
  })
})

test('the routes of a full table are exchanged a few at a time, with one call refused', async () => {
  const { stage, tables, vpc } = await story()
  await control(stage.aws, { do: 'quota', code: 'RouteLimitExceeded', limit: 21 })
  await stage.apply(of('InternetGateway', `{ vpc: ${vpc} }`))
  await stage.synced('InternetGateway', 'main')
  const gateway = tables.internetGateways.all()[0]?.id
  const routes = (net: number) =>
    ports(0, 20)
      .map((nth) => `{ destinationCIDRBlock: 10.${net}.${nth}.0/24, gatewayID: ${gateway} }`)
      .join(', ')
  await stage.apply(of('RouteTable', `{ vpcID: ${vpc}, routes: [${routes(20)}] }`))
  await stage.synced('RouteTable', 'main')
  const id = String((await stage.get('RouteTable', 'main'))?.status?.routeTableID)
  const count = () => (tables.routeTables.get(id)?.Routes ?? []).length
  let fewest = count()
  const invoke = stage.aws.invoke.bind(stage.aws)
  stage.aws.invoke = async (...call) => {
    const reply = await invoke(...call)
    fewest = Math.min(fewest, count())
    return reply
  }
  const from = stage.aws.journal.entries().length
  await stage.apply(of('RouteTable', `{ vpcID: ${vpc}, routes: [${routes(30)}] }`))
  await stage.synced('RouteTable', 'main')
  const refused = stage.aws.journal
    .entries()
    .slice(from)
    .filter(({ error }) => error === 'RouteLimitExceeded')
  expect(refused).toHaveLength(1)
  expect(fewest).toBe(16)
  expect(
    tables.routeTables
      .get(id)
      ?.Routes?.filter(({ DestinationCidrBlock = '' }) => DestinationCidrBlock.startsWith('10.30.')),
  ).toHaveLength(20)
})
