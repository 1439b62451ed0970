import { expect, test } from 'vitest'
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
