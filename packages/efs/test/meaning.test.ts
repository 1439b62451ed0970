import { condition } from '@windlass/testing'
import { expect, test } from 'vitest'
import { manifest, network, story } from './story.ts'

type World = Awaited<ReturnType<typeof story>>

/** The whole message of an object's condition, its advice included. */
async function said({ stage }: World, kind: string, name: string) {
  const object = await stage.get(kind, name)
  const conditions: unknown = object?.status?.conditions
  return String((Array.isArray(conditions) ? conditions : []).find((one) => one.type === 'Ready')?.message)
}

// AWS's words: ansible-collections/community.aws#2026.
test('throughput that was changed in the last 24 hours is changed as soon as AWS takes it, and when that is is said', async () => {
  const world = await story()
  const { stage, tables, tell } = world
  const spec = (mibps: number) => ({ throughputMode: 'provisioned', provisionedThroughputInMiBps: mibps })
  await stage.apply(manifest('FileSystem', 'shared', spec(10)))
  await stage.synced('FileSystem', 'shared')
  const words =
    'You have reached the maximum number of throughput mode changes or provisioned throughput value decreases. Wait until 2026-01-02T00:00:00Z UTC and try again.'
  const day = 24 * 3_600_000
  await tell({
    do: 'fault',
    fault: 'fail',
    operation: 'UpdateFileSystem',
    code: 'TooManyRequests',
    message: words,
    status: 429,
    forMs: day,
  })
  await stage.apply(manifest('FileSystem', 'shared', spec(5)))
  await stage.clock.advance(10_000)
  const object = await stage.get('FileSystem', 'shared')
  expect(object && condition(object, 'Ready')).toMatchObject({ reason: 'QuotaExceeded' })
  const message = await said(world, 'FileSystem', 'shared')
  expect(message).toContain('Wait until 2026-01-02T00:00:00Z UTC')
  expect(message).toContain('Next: wait: throughput is changed, or lowered, once in 24 hours')
  expect(message).not.toContain('Service Quotas')
  await stage.clock.advance(day)
  await stage.synced('FileSystem', 'shared', 2_000_000)
  expect(tables.fileSystems.all()[0]).toMatchObject({ ProvisionedThroughputInMibps: 5 })
})

test('more groups than a mount target takes are the spec’s to take out: no quota raises that', async () => {
  const world = await story()
  const { stage, tell } = world
  const { a, nfs } = await network(stage)
  await tell({
    do: 'fault',
    fault: 'fail',
    operation: 'CreateMountTarget',
    code: 'SecurityGroupLimitExceeded',
    message: 'The maximum number of security groups per interface is 5.',
    status: 400,
  })
  await stage.apply(manifest('FileSystem', 'shared', {}))
  const spec = { fileSystemRef: { from: { name: 'shared' } }, subnetID: a, securityGroups: [nfs] }
  await stage.apply(manifest('MountTarget', 'one', spec))
  await stage.clock.advance(30_000)
  expect(await said(world, 'MountTarget', 'one')).toContain('Next: take groups out of the spec')
})
