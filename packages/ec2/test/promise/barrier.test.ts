import { control } from '@windlass/simulator'
import { expect, test } from 'vitest'
import { events, ground, subnet } from './ground.ts'

test('while the watch shows nothing, what was written is known all the same: nothing is searched for but before the create', async () => {
  const { stage, vpc } = await ground()
  control(stage.aws, { do: 'fault', fault: 'delay', ms: 1000, operation: 'CreateSubnet', times: 1 })
  stage.start()
  await stage.apply(subnet(vpc))
  stage.cluster.faults.blackholeWatches()
  await stage.synced('Subnet', 'one', 10_000)
  const searches = stage.aws.journal
    .entries()
    .filter(({ input }) => JSON.stringify(input).includes('tag:services.k8s.aws/uid'))
  expect(searches).toHaveLength(1)
})

test('an edit is told of as an update, not as drift, also by a process that has just started', async () => {
  const { stage, vpc } = await ground()
  const first = stage.start()
  await stage.apply(subnet(vpc))
  await stage.synced('Subnet', 'one')
  await first.stop()
  await stage.edit('Subnet', 'one', { spec: { tags: [{ key: 'team', value: 'b' }] } })
  stage.start()
  await stage.synced('Subnet', 'one')
  await stage.clock.advance(5000)
  expect(await events(stage, 'Updated')).toHaveLength(1)
  expect(await events(stage, 'DriftCorrected')).toEqual([])
})
