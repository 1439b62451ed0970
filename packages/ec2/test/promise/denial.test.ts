import { silent } from '@windlass/core/controller'
import { condition, type Stage } from '@windlass/testing'
import { describe, expect, test } from 'vitest'
import { message, story, writes } from '../story.ts'
import { events, synced, vpcManifest } from './ground.ts'

const hour = 3_600_000
const minute = 60_000
const refusals = [403, 409, 413, 422, 500] as const
type Refused = (typeof refusals)[number]

const words = 'the label team is missing'

/** Has every write of the controller to the object refused, or those to its status alone, until `clear`. */
function deny(stage: Stage, status: Refused, of: 'all' | 'status' | 'object') {
  const match = ({ method, path, userAgent }: { method: string; path: string; userAgent: string }) =>
    method === 'PATCH' &&
    userAgent === 'controller' &&
    path.includes('/vpcs/') &&
    (of === 'all' || path.endsWith('/status') === (of === 'status'))
  stage.cluster.faults.refuse({ status, times: Number.POSITIVE_INFINITY, match })
}

/** The writes to the object that reached the API server in each minute since a moment. */
function perMinute(stage: Stage, since: number): readonly number[] {
  const counts = Array.from({ length: 60 }, () => 0)
  const sent = stage.cluster.journal.entries(
    ({ time, method, path, userAgent }) =>
      time >= since && method !== 'GET' && userAgent === 'controller' && path.includes('/vpcs/'),
  )
  for (const { time } of sent) {
    const at = Math.floor((time - since) / minute)
    counts[at] = (counts[at] ?? 0) + 1
  }
  return counts
}

function bounded(stage: Stage, since: number) {
  const [first = 0, ...more] = perMinute(stage, since)
  expect(first).toBeLessThanOrEqual(60)
  expect(Math.max(...more)).toBeLessThanOrEqual(6)
  return first
}

describe.each(refusals)('while the API server answers %i to everything', (status) => {
  test('an hour costs it few writes, and the object is made once it lets go', async () => {
    const { stage } = await story()
    deny(stage, status, 'all')
    const since = stage.clock.now()
    const { mutating } = writes(stage)
    await stage.apply(vpcManifest)
    await stage.clock.advance(hour)
    expect(bounded(stage, since)).toBeGreaterThan(0)
    expect(writes(stage).mutating).toBe(mutating)
    stage.cluster.faults.clear()
    await stage.synced('VPC', 'main')
    expect(stage.aws.at().tables.vpcs.all()).toHaveLength(2)
  })

  test('edits in between do not add up either', async () => {
    const { stage } = await story()
    await stage.apply(vpcManifest)
    await stage.synced('VPC', 'main')
    deny(stage, status, 'all')
    const since = stage.clock.now()
    for (let i = 0; i < 600; i++) {
      await stage.edit('VPC', 'main', { spec: { tags: [{ key: 'team', value: String(i) }] } })
      await stage.clock.advance(1000)
    }
    await stage.clock.advance(hour - 600_000)
    bounded(stage, since)
    stage.cluster.faults.clear()
    await stage.synced('VPC', 'main')
  })

  test('the id of a new object is written within the same bound, and is not lost', async () => {
    const { stage } = await story()
    deny(stage, status, 'status')
    const since = stage.clock.now()
    await stage.apply(vpcManifest)
    await stage.clock.advance(hour)
    bounded(stage, since)
    stage.cluster.faults.clear()
    await stage.synced('VPC', 'main')
    expect(stage.aws.at().tables.vpcs.all()).toHaveLength(2)
  })
})

const denials = refusals.filter((status) => status === 403 || status === 422)

test.each(denials)('%i to what is no status is said in the condition, an Event and the log', async (status) => {
  const lines: string[] = []
  const { stage } = await story({
    observer: { ...silent, log: ({ level, message: line }) => level === 'warn' && lines.push(line) },
  })
  deny(stage, status, 'object')
  await stage.apply(vpcManifest)
  await stage.clock.advance(10_000)
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({
    status: 'False',
    reason: 'WriteRefused',
    message: expect.stringContaining(words),
  })
  expect(await message(stage, 'VPC', 'main', 'ACK.Recoverable')).toContain(words)
  expect(await events(stage, 'Failed')).toMatchObject([{ note: expect.stringContaining(words) }])
  expect(lines.filter((line) => line.includes(words))).toHaveLength(1)
})

test.each(denials)('%i to status alone is said in an Event and the log', async (status) => {
  const lines: string[] = []
  const { stage } = await story({
    observer: { ...silent, log: ({ level, message: line }) => level === 'warn' && lines.push(line) },
  })
  await stage.apply(vpcManifest)
  await stage.synced('VPC', 'main')
  deny(stage, status, 'status')
  await stage.edit('VPC', 'main', { spec: { tags: [{ key: 'team', value: 'b' }] } })
  await stage.clock.advance(hour)
  expect(await events(stage, 'Failed')).toMatchObject([{ note: expect.stringContaining(words) }])
  expect(lines.filter((line) => line.includes(words))).toHaveLength(1)
  const object = await stage.get('VPC', 'main')
  expect(object && condition(object, 'ACK.ResourceSynced')?.observedGeneration).toBe(1)
})

test('a policy that lets go is noticed within seconds when it had only just begun', async () => {
  const { stage } = await story()
  deny(stage, 422, 'all')
  await stage.apply(vpcManifest)
  await stage.clock.advance(10_000)
  stage.cluster.faults.clear()
  await stage.synced('VPC', 'main', 30_000)
})

test('an adoption is told of once, and costs few writes, when the record of its id is refused after its finalizer was taken', async () => {
  const { stage, vpc } = await story()
  let taken = 0
  stage.cluster.faults.refuse({
    status: 403,
    times: Number.POSITIVE_INFINITY,
    match: ({ method, path, userAgent }) =>
      method === 'PATCH' && userAgent === 'controller' && path.endsWith('/vpcs/main') && ++taken > 1,
  })
  const since = stage.clock.now()
  const adopt = {
    'services.k8s.aws/adoption-policy': 'adopt-or-create',
    'services.k8s.aws/adoption-fields': JSON.stringify({ vpcID: vpc }),
  }
  await stage.apply(`
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPC
metadata: { name: main, annotations: ${JSON.stringify(adopt)} }
spec: { cidrBlocks: [10.0.0.0/16] }
`)
  await stage.clock.advance(hour)
  expect(taken).toBeGreaterThan(1)
  expect(bounded(stage, since)).toBeLessThanOrEqual(20)
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({ reason: 'WriteRefused' })
  stage.cluster.faults.clear()
  await stage.synced('VPC', 'main')
  const told = await events(stage, 'Adopted')
  expect(told).toHaveLength(1)
  expect(told[0]).not.toHaveProperty('series')
})
