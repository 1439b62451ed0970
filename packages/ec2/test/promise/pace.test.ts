import { control } from '@windlass/simulator'
import { expect, test } from 'vitest'
import { ground, subnet } from './ground.ts'

test('an object that has recovered is tried again within seconds when it fails the next time', async () => {
  const { stage, vpc } = await ground()
  stage.start()
  await stage.apply(subnet(vpc))
  await stage.synced('Subnet', 'one')
  const failing = { do: 'fault', fault: 'fail', code: 'InternalError', operation: 'CreateTags' } as const
  control(stage.aws, { ...failing, forMs: 600_000 })
  await stage.edit('Subnet', 'one', { spec: { tags: [{ key: 'team', value: 'b' }] } })
  await stage.clock.advance(600_000)
  await stage.synced('Subnet', 'one')
  control(stage.aws, { ...failing, times: 1 })
  await stage.edit('Subnet', 'one', { spec: { tags: [{ key: 'team', value: 'c' }] } })
  const started = stage.clock.monotonic()
  await stage.synced('Subnet', 'one')
  expect(stage.clock.monotonic() - started).toBeLessThanOrEqual(3000)
})
