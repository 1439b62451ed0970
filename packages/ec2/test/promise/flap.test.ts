import { expect, test } from 'vitest'
import { ground, subnet } from './ground.ts'

test('an object that AWS does not show for a moment is looked for again, and not made a second time', async () => {
  const { stage, vpc } = await ground()
  stage.start()
  await stage.apply(subnet(vpc))
  const id = (await stage.synced('Subnet', 'one')).status?.subnetID
  await stage.clock.advance(400_000)
  const invoke = stage.aws.invoke.bind(stage.aws)
  let blind: number | undefined
  stage.aws.invoke = async (service, operation, ...call) => {
    if (operation !== 'DescribeSubnets') return await invoke(service, operation, ...call)
    blind ??= stage.clock.monotonic()
    return stage.clock.monotonic() - blind < 3000 ? { Subnets: [] } : await invoke(service, operation, ...call)
  }
  await stage.clock.advance(120_000)
  expect(blind).toBeDefined()
  expect((await stage.synced('Subnet', 'one')).status?.subnetID).toBe(id)
  expect(stage.aws.at().tables.subnets.size).toBe(1)
})
