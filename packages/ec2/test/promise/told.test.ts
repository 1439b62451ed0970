import { type Happening, type LogLine, silent } from '@windlass/core/controller'
import { control } from '@windlass/simulator'
import { expect, test } from 'vitest'
import { kinds } from '../../src/index.ts'
import { events, ground, subnet } from './ground.ts'

/** A stage that keeps what the controllers write into their log. */
async function heard() {
  const lines: LogLine[] = []
  const on = await ground({ kinds, observer: { ...silent, log: (line) => lines.push(line) } })
  return { ...on, lines, loud: () => lines.filter(({ level, kind }) => level !== 'debug' && kind === 'Subnet') }
}

const notes = (found: Awaited<ReturnType<typeof events>>) => found.map((event) => ('note' in event ? event.note : ''))

test('what AWS has taken is told in an event although a later step of the same pass fails', async () => {
  const { stage, vpc } = await ground()
  stage.start()
  await stage.apply(subnet(vpc))
  await stage.synced('Subnet', 'one')
  control(stage.aws, {
    do: 'fault',
    fault: 'fail',
    code: 'InternalError',
    operation: 'ModifySubnetAttribute',
    times: 1,
  })
  const spec = { tags: [{ key: 'team', value: 'b' }], mapPublicIPOnLaunch: true }
  await stage.edit('Subnet', 'one', { spec })
  await stage.clock.advance(200)
  expect(notes(await events(stage, 'Updated'))).toEqual(['tags: set the tags team'])
  expect(notes(await events(stage, 'Failed'))).toEqual([expect.stringContaining('api error InternalError')])
  await stage.synced('Subnet', 'one')
  expect(notes(await events(stage, 'Updated'))).toContainEqual(expect.stringMatching(/^mapPublicIPOnLaunch: set/))
})

test('an event about drift names the field', async () => {
  const { stage, vpc } = await ground()
  stage.start()
  await stage.apply(subnet(vpc))
  const SubnetId = String((await stage.synced('Subnet', 'one')).status?.subnetID)
  await stage.aws.invoke('ec2', 'CreateTags', { Resources: [SubnetId], Tags: [{ Key: 'team', Value: 'x' }] })
  await stage.clock.advance(70_000)
  expect(notes(await events(stage, 'DriftCorrected'))).toEqual(['tags: set the tags team'])
})

test('each change in AWS is one line with the object, its id, the action and the id of the request', async () => {
  const { stage, vpc, loud } = await heard()
  stage.start()
  await stage.apply(subnet(vpc))
  const id = String((await stage.synced('Subnet', 'one')).status?.subnetID)
  await stage.edit('Subnet', 'one', { spec: { tags: [{ key: 'team', value: 'b' }] } })
  await stage.synced('Subnet', 'one')
  await stage.delete('Subnet', 'one')
  await stage.clock.advance(30_000)
  const about = { level: 'info', kind: 'Subnet', namespace: 'default', name: 'one', id }
  const requestId = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f-]{27}$/)
  expect(loud()).toEqual([
    { ...about, message: `Created: Subnet ${id}`, action: 'CreateSubnet', requestId },
    { ...about, message: 'Updated: set the tags team', action: 'CreateTags', requestId },
    { ...about, message: `Deleting: AWS was asked to delete ${id}`, action: 'DeleteSubnet', requestId },
    { ...about, message: 'Deleted: Subnet: AWS no longer has it' },
  ])
  expect(new Set(loud().flatMap((line) => line.requestId ?? [])).size).toBe(3)
})

test('a call that AWS refuses again and again is one line, with its code and the id of the request', async () => {
  const { stage, vpc, loud } = await heard()
  const operation = 'CreateSubnet'
  control(stage.aws, {
    do: 'fault',
    fault: 'fail',
    operation,
    code: 'SubnetLimitExceeded',
    message: 'Full.',
    status: 400,
  })
  stage.start()
  await stage.apply(subnet(vpc))
  await stage.clock.advance(3_600_000)
  expect(loud().filter(({ level }) => level === 'warn')).toEqual([
    {
      level: 'warn',
      message: 'Failed: api error SubnetLimitExceeded: Full.',
      kind: 'Subnet',
      namespace: 'default',
      name: 'one',
      action: 'CreateSubnet',
      code: 'SubnetLimitExceeded',
      requestId: expect.stringMatching(/^[0-9a-f]{8}-/),
    },
  ])
})

test('at rest nothing is logged, and no event is written', async () => {
  const { stage, vpc, lines } = await heard()
  stage.start()
  await stage.apply(subnet(vpc))
  await stage.synced('Subnet', 'one')
  await stage.clock.advance(10_000)
  const before = { lines: lines.length, revision: stage.cluster.revision }
  await stage.clock.advance(3_600_000)
  expect({ lines: lines.length, revision: stage.cluster.revision }).toEqual(before)
})

test('AWS that cannot be asked about objects at rest is counted for each, and told once for all', async () => {
  const missed: unknown[] = []
  const lines: LogLine[] = []
  const happened = (event: Happening) => (event.is === 'missed' ? missed.push(event) : undefined)
  const { stage, vpc } = await ground({ kinds, observer: { ...silent, happened, log: (line) => lines.push(line) } })
  stage.start()
  const names = ['one', 'two', 'three']
  for (const [at, name] of names.entries()) await stage.apply(subnet(vpc, { name, cidr: `10.0.${at}.0/24` }))
  for (const name of names) await stage.synced('Subnet', name)
  control(stage.aws, {
    do: 'fault',
    fault: 'fail',
    code: 'ExpiredToken',
    message: 'Old.',
    status: 400,
    operation: 'DescribeSubnets',
  })
  await stage.clock.advance(480_000)
  const told = lines.filter(({ message }) => message.startsWith('Unverified'))
  expect(told).toEqual([
    {
      level: 'warn',
      message: expect.stringContaining('api error ExpiredToken'),
      kind: 'Subnet',
      namespace: 'default',
      name: expect.stringMatching(/one|two|three/),
      action: 'DescribeSubnets',
      code: 'ExpiredToken',
      requestId: expect.any(String),
    },
  ])
  expect(missed.length).toBeGreaterThanOrEqual(3 * 7)
  expect(missed[0]).toEqual({ is: 'missed', kind: 'Subnet' })
  expect(notes(await events(stage, 'Unverified'))).toEqual([expect.stringContaining('api error ExpiredToken')])
  await stage.clock.advance(3_600_000)
  expect(await events(stage, 'Unverified')).toHaveLength(1)
})

test('a single look that a broken connection spoilt is counted and not told', async () => {
  const { stage, vpc, lines } = await heard()
  stage.start()
  await stage.apply(subnet(vpc))
  await stage.synced('Subnet', 'one')
  await stage.clock.advance(10_000)
  const before = lines.length
  control(stage.aws, { do: 'fault', fault: 'reset', operation: 'DescribeSubnets', times: 1 })
  await stage.clock.advance(600_000)
  expect(lines.slice(before)).toEqual([])
  expect(await events(stage, 'Unverified')).toEqual([])
  control(stage.aws, { do: 'fault', fault: 'reset', operation: 'DescribeSubnets' })
  await stage.clock.advance(130_000)
  expect(await events(stage, 'Unverified')).toHaveLength(1)
})

test('at the level debug every pass is a line that says how it ended', async () => {
  const { stage, vpc, lines } = await heard()
  stage.start()
  await stage.apply(subnet(vpc))
  await stage.synced('Subnet', 'one')
  const passes = lines.filter(({ level }) => level === 'debug').map(({ message }) => message)
  expect(passes[0]).toMatch(/^Pass for user: Creating: Created subnet-\w+; waiting for AWS to list it$/)
  expect(passes.at(-1)).toMatch(/^Pass for \w+: settled$/)
})

test('an event about throttling says when AWS is asked again', async () => {
  const { stage, vpc } = await ground()
  control(stage.aws, { do: 'fault', fault: 'throttle', operation: 'CreateSubnet' })
  stage.start()
  await stage.apply(subnet(vpc))
  await stage.clock.advance(120_000)
  expect(notes(await events(stage, 'Throttled'))).toEqual([
    expect.stringMatching(/^api error RequestLimitExceeded: .* It is tried again within 30 s\.$/),
  ])
  expect(await events(stage, 'Failed')).toEqual([])
})
