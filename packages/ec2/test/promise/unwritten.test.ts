import { expect, test } from 'vitest'
import { story } from '../story.ts'
import { idOf, manifest, neighbours, prepared, routesOf } from './neighbours.ts'
import { adopting } from './world.ts'

/** A table that was there before, with five routes. */
async function five() {
  const all = await story()
  const around = await neighbours(all)
  const { call, stage } = all
  for (let n = 1; n <= 5; n++)
    await call('CreateRoute', {
      RouteTableId: around.table,
      DestinationCidrBlock: `192.168.${n}.0/24`,
      GatewayId: around.gateway,
    })
  await stage.clock.advance(5000)
  const routes = () => routesOf(all, around.table)
  return { ...all, around, routes }
}

test.each(['adopt', 'adopt-or-create'])(
  'five routes of a table that was taken over (%s) stay when the manifest that is put back does not list them',
  async (policy) => {
    const { stage, around, routes } = await five()
    const bare = manifest('RouteTable', { vpcID: around.vpc }, adopting({ routeTableID: around.table }, policy))
    await stage.apply(bare)
    await stage.synced('RouteTable', 'main')
    await stage.clock.advance(120_000)
    const filled = (await stage.get('RouteTable', 'main'))?.spec?.routes
    expect(Array.isArray(filled) ? filled.length : 0).toBe(policy === 'adopt' ? 5 : 0)
    await stage.edit('RouteTable', 'main', { spec: { routes: null } })
    await stage.clock.advance(600_000)
    await stage.synced('RouteTable', 'main')
    expect(routes()).toBe(5)
  },
)

test('routes that adoption filled in and the user has edited since belong to the user: taken out, they go', async () => {
  const { stage, around, routes } = await five()
  await stage.apply(manifest('RouteTable', { vpcID: around.vpc }, adopting({ routeTableID: around.table }, 'adopt')))
  await stage.clock.advance(120_000)
  const [one] = Object.values({ ...((await stage.get('RouteTable', 'main'))?.spec?.routes ?? []) })
  await stage.edit('RouteTable', 'main', { spec: { routes: [one] } })
  await stage.clock.advance(60_000)
  expect(routes()).toBe(1)
  await stage.edit('RouteTable', 'main', { spec: { routes: null } })
  await stage.clock.advance(60_000)
  await stage.synced('RouteTable', 'main')
  expect(routes()).toBe(0)
})

test('a route that somebody adds to a table whose manifest never had any stays', async () => {
  const { all, around, stage } = await prepared('RouteTable')
  await stage.apply(manifest('RouteTable', { vpcID: around.vpc }))
  await stage.synced('RouteTable', 'main')
  const id = await idOf(stage, 'RouteTable')
  await all.call('CreateRoute', {
    RouteTableId: id,
    DestinationCidrBlock: '0.0.0.0/0',
    GatewayId: around.gateway,
  })
  await stage.clock.advance(300_000)
  await stage.synced('RouteTable', 'main')
  expect(routesOf(all, id)).toBe(1)
})

test('a copy of an object takes nothing out: what its record says was written for another one', async () => {
  const { all, around, stage } = await prepared('RouteTable')
  const routes = [{ destinationCIDRBlock: '0.0.0.0/0', gatewayID: around.gateway }]
  const keep = { 'services.k8s.aws/deletion-policy': 'retain' }
  await stage.apply(manifest('RouteTable', { vpcID: around.vpc, routes }, keep))
  await stage.synced('RouteTable', 'main')
  const id = await idOf(stage, 'RouteTable')
  const { annotations = {} } = (await stage.get('RouteTable', 'main'))?.metadata ?? {}
  await stage.delete('RouteTable', 'main')
  await stage.gone('RouteTable', 'main')
  const asked = { ...annotations, ...adopting({ routeTableID: id }, 'adopt-or-create') }
  await stage.apply(manifest('RouteTable', { vpcID: around.vpc }, asked))
  await stage.synced('RouteTable', 'main')
  await stage.clock.advance(300_000)
  expect(routesOf(all, id)).toBe(1)
})

test('an object without a record removes nothing: what an earlier version wrote stays', async () => {
  const { all, around, stage } = await prepared('RouteTable')
  const routes = [{ destinationCIDRBlock: '0.0.0.0/0', gatewayID: around.gateway }]
  await stage.apply(manifest('RouteTable', { vpcID: around.vpc, routes }))
  await stage.synced('RouteTable', 'main')
  all.actor.kill()
  const id = await idOf(stage, 'RouteTable')
  const { annotations = {} } = (await stage.get('RouteTable', 'main'))?.metadata ?? {}
  const { written, ...record } = JSON.parse(annotations['windlass.dev/intent'] ?? '{}')
  expect(written).toEqual(['routes'])
  const earlier = { 'windlass.dev/intent': JSON.stringify(record) }
  await stage.edit('RouteTable', 'main', { metadata: { annotations: earlier }, spec: { routes: null } })
  stage.start()
  await stage.clock.advance(300_000)
  await stage.synced('RouteTable', 'main')
  expect(routesOf(all, id)).toBe(1)
})
