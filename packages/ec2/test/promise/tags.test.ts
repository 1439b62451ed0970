import { control } from '@windlass/simulator'
import { expect, test } from 'vitest'
import { story } from '../story.ts'
import { ground, subnet } from './ground.ts'

test('a tag that one edit declares and another takes back goes, also when the process was killed in between', async () => {
  const { stage, vpc } = await ground()
  const actor = stage.start()
  await stage.apply(subnet(vpc))
  await stage.synced('Subnet', 'one')
  const team = { key: 'team', value: 'a' }
  const keys = () =>
    stage.aws
      .at()
      .tables.subnets.all()[0]
      ?.Tags?.map(({ Key }) => Key)
  await stage.edit('Subnet', 'one', { spec: { tags: [team, { key: 'cost', value: 'x' }] } })
  await stage.until(async () => keys()?.includes('cost') === true)
  actor.kill()
  await stage.edit('Subnet', 'one', { spec: { tags: [team] } })
  stage.start()
  await stage.synced('Subnet', 'one')
  expect(keys()).not.toContain('cost')
})

test('a tag that AWS does not show yet goes, too, when the next edit puts another in its place', async () => {
  const { stage, vpc } = await ground()
  stage.start()
  await stage.apply(subnet(vpc))
  await stage.synced('Subnet', 'one')
  const team = { key: 'team', value: 'a' }
  const keys = () =>
    stage.aws
      .at()
      .tables.subnets.all()[0]
      ?.Tags?.map(({ Key }) => Key) ?? []
  control(stage.aws, { do: 'stale', byId: 30_000, byFilter: 30_000 })
  await stage.edit('Subnet', 'one', { spec: { tags: [team, { key: 'cost', value: 'x' }] } })
  await stage.until(async () => keys().includes('cost'))
  await stage.clock.advance(2000)
  await stage.edit('Subnet', 'one', { spec: { tags: [team, { key: 'price', value: 'x' }] } })
  await stage.until(async () => keys().includes('price'))
  await stage.clock.advance(150_000)
  expect(keys()).not.toContain('cost')
})

test('a tag of a create whose outcome was not known goes when the user has taken it back meanwhile', async () => {
  const { stage, tables, vpc } = await story()
  control(stage.aws, { do: 'stale', byFilter: 20_000 })
  control(stage.aws, { do: 'fault', fault: 'drop', operation: 'CreateRouteTable', times: 1 })
  await stage.apply(`
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: RouteTable
metadata: { name: one }
spec: { vpcID: ${vpc}, tags: [{ key: cost, value: x }] }
`)
  const made = () =>
    tables.routeTables.all().filter(({ Tags }) => Tags?.some(({ Key }) => Key === 'services.k8s.aws/uid'))
  await stage.until(async () => made().length === 1)
  await stage.edit('RouteTable', 'one', { spec: { tags: [{ key: 'team', value: 'a' }] } })
  await stage.synced('RouteTable', 'one')
  await stage.clock.advance(150_000)
  expect(made()).toHaveLength(1)
  const keys = made()[0]?.Tags?.map(({ Key }) => Key)
  expect(keys).toContain('team')
  expect(keys).not.toContain('cost')
})
