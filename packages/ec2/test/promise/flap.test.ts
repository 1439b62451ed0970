import { control } from '@windlass/simulator'
import { expect, test } from 'vitest'
import { ground, subnet, vpcManifest } from './ground.ts'

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

test('a value that AWS does not show yet is waited for, and not written again', async () => {
  const { stage, vpc } = await ground()
  stage.start()
  await stage.apply(subnet(vpc))
  await stage.synced('Subnet', 'one')
  await stage.clock.advance(60_000)
  control(stage.aws, { do: 'stale', byId: 8000, byFilter: 8000 })
  await stage.edit('Subnet', 'one', { spec: { mapPublicIPOnLaunch: true } })
  await stage.synced('Subnet', 'one')
  expect(stage.aws.journal.counts().ModifySubnetAttribute?.calls).toBe(1)
})
