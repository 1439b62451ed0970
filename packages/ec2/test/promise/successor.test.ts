import { control } from '@windlass/simulator'
import type { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { ground, vpcManifest } from './ground.ts'

const ours = (stage: Stage) =>
  stage.aws
    .at()
    .tables.vpcs.all()
    .filter((vpc) => vpc.CidrBlock === '10.7.0.0/16')

async function settled() {
  const { stage } = await ground()
  stage.start()
  await stage.apply(vpcManifest)
  const id = String((await stage.synced('VPC', 'main')).status?.vpcID)
  await stage.clock.advance(400_000)
  return { stage, id }
}

/** A replica shows a VPC once, to whoever searches by tags, then for so long (ms) nobody sees it. */
function flickering(stage: Stage, ms: number): void {
  const invoke = stage.aws.invoke.bind(stage.aws)
  let shown: number | undefined
  stage.aws.invoke = async (service, operation, input, ...more) => {
    const output = await invoke(service, operation, input, ...more)
    if (operation !== 'DescribeVpcs' || ours(stage).length === 0) return output
    if (shown === undefined && JSON.stringify(input).includes('tag:')) shown = stage.clock.monotonic()
    else if (shown !== undefined && stage.clock.monotonic() - shown < ms) return { Vpcs: [] }
    return output
  }
}

test('the next object is not taken for gone because the one before it was missed', async () => {
  const { stage, id } = await settled()
  control(stage.aws, { do: 'remove', id })
  flickering(stage, 30_000)
  control(stage.aws, { do: 'fault', fault: 'drop', operation: 'CreateVpc', times: 1 })
  await stage.until(async () => ours(stage).length > 0)
  const [made] = ours(stage)
  await stage.clock.advance(120_000)
  expect(ours(stage).map((vpc) => vpc.id)).toEqual([made?.id])
  expect((await stage.synced('VPC', 'main')).status?.vpcID).toBe(made?.id)
})

test('a second leader that knew the last object does not take the next one for gone', async () => {
  const { stage, id } = await settled()
  stage.start()
  await stage.clock.advance(5000)
  control(stage.aws, { do: 'stale', byId: 60_000, byFilter: 60_000 })
  control(stage.aws, { do: 'remove', id })
  await stage.clock.advance(300_000)
  expect(ours(stage)).toHaveLength(1)
})

test('an object of ours that AWS shows when ours is gone takes its place, and no other is made', async () => {
  const { stage, id } = await settled()
  const Tags = ours(stage)[0]?.Tags
  await stage.aws.invoke('ec2', 'CreateVpc', {
    CidrBlock: '10.7.0.0/16',
    TagSpecifications: [{ ResourceType: 'vpc', Tags }],
  })
  control(stage.aws, { do: 'remove', id })
  const [other] = ours(stage)
  await stage.until(async () => (await stage.get('VPC', 'main'))?.status?.vpcID === other?.id)
  await stage.synced('VPC', 'main')
  expect(ours(stage).map((vpc) => vpc.id)).toEqual([other?.id])
})
