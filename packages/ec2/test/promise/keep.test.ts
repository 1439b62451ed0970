import { control, type Stage } from '@windlass/simulator'
import { expect, test } from 'vitest'
import { ground, subnet, vpcManifest } from './ground.ts'

/** The API server refuses so many writes of status. */
const refuse = (stage: Stage, times: number) =>
  stage.cluster.faults.refuse({ status: 503, times, match: ({ path }) => path.endsWith('/status') })

test('an id that cannot be written at first is written as soon as it can be, not searched for', async () => {
  const { stage } = await ground()
  control(stage.aws, { do: 'stale', byFilter: 900_000 })
  stage.start()
  refuse(stage, 5)
  await stage.apply(vpcManifest)
  await stage.until(async () => typeof (await stage.get('VPC', 'main'))?.status?.vpcID === 'string', 20_000)
  const vpcs = stage.aws.at().tables.vpcs.all()
  expect(vpcs.filter((row) => row.CidrBlock === '10.7.0.0/16')).toHaveLength(1)
})

test('a status that cannot be written at first is written within seconds, not by the next sweep', async () => {
  const { stage, vpc } = await ground({ config: { interval: () => 3_600_000 } })
  stage.start()
  await stage.apply(subnet(vpc))
  await stage.synced('Subnet', 'one')
  await stage.edit('Subnet', 'one', { spec: { tags: [{ key: 'team', value: 'b' }] } })
  refuse(stage, 3)
  await stage.synced('Subnet', 'one', 15_000)
})
