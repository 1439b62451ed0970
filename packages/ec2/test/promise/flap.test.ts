import { expect, test } from 'vitest'
import { ground, vpcManifest } from './ground.ts'

test('an object that AWS does not show for a moment is looked for again, and not made a second time', async () => {
  const { stage } = await ground()
  stage.start()
  await stage.apply(vpcManifest)
  const id = (await stage.synced('VPC', 'main')).status?.vpcID
  await stage.clock.advance(400_000)
  const invoke = stage.aws.invoke.bind(stage.aws)
  let blind: number | undefined
  stage.aws.invoke = async (service, operation, ...call) => {
    if (operation !== 'DescribeVpcs') return await invoke(service, operation, ...call)
    blind ??= stage.clock.monotonic()
    return stage.clock.monotonic() - blind < 3000 ? { Vpcs: [] } : await invoke(service, operation, ...call)
  }
  await stage.clock.advance(120_000)
  expect(blind).toBeDefined()
  expect((await stage.synced('VPC', 'main')).status?.vpcID).toBe(id)
  const vpcs = stage.aws.at().tables.vpcs.all()
  expect(vpcs.filter((row) => row.CidrBlock === '10.7.0.0/16')).toHaveLength(1)
})
