import type { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { bareVpc, ground, subnet } from './ground.ts'

const count = 300
const aws = { throttling: true }
const config = { rateLimits: 'aws' } as const

/** As many subnets as that, by id, in VPCs of 200 each. */
async function crowd(stage: Stage, more: string): Promise<void> {
  const vpcs = [await bareVpc(stage, '10.1.0.0/16'), await bareVpc(stage, '10.2.0.0/16')]
  await stage.clock.advance(5000)
  const manifests = Array.from({ length: count }, (_, i) => {
    const vpc = Math.floor(i / 200)
    return subnet(vpcs[vpc] ?? '', { name: `s${i}`, cidr: `10.${vpc + 1}.${i % 200}.0/24`, more })
  })
  await stage.apply(manifests.join('---'))
}

/** Calls that AWS refused because there were too many. */
const refused = (stage: Stage) =>
  stage.aws.journal.entries().filter(({ error }) => error === 'RequestLimitExceeded' || error === 'ThrottlingException')

const teams = (stage: Stage, team: string) =>
  stage.aws
    .at()
    .tables.subnets.all()
    .filter((row) => row.Tags?.some(({ Key, Value }) => Key === 'team' && Value === team)).length

test('300 objects are made at four fifths of the rate AWS allows or more, and not one call is refused', async () => {
  const { stage } = await ground({ aws, config })
  stage.start()
  const started = stage.clock.monotonic()
  await crowd(stage, '')
  const { subnets } = stage.aws.at().tables
  await stage.until(async () => subnets.size === count)
  const seconds = (stage.clock.monotonic() - started - 5000) / 1000
  const fastest = (count - 50) / 5
  expect(seconds).toBeLessThanOrEqual(fastest / 0.8)
  const ready = async () => (await stage.list('Subnet')).filter(({ status }) => status?.state === 'available').length
  await stage.until(async () => (await ready()) === count, 60_000)
  await stage.clock.advance(300_000)
  expect(refused(stage)).toEqual([])
})

test('an edit overtakes objects that are on their way', async () => {
  const { stage, vpc } = await ground({ aws, config })
  stage.start()
  await stage.apply(subnet(vpc))
  await stage.synced('Subnet', 'one')
  await crowd(stage, ', mapPublicIPOnLaunch: true')
  const { subnets } = stage.aws.at().tables
  const mapped = () => subnets.all().filter((row) => row.MapPublicIpOnLaunch).length
  await stage.until(async () => mapped() > 60)
  await stage.edit('Subnet', 'one', { spec: { mapPublicIPOnLaunch: true } })
  const own = () => subnets.where('vpc', vpc)[0]?.MapPublicIpOnLaunch === true
  expect(await stage.until(async () => own(), 60_000)).toBeLessThanOrEqual(750)
  expect(mapped()).toBeLessThan(count / 2)
  expect(refused(stage)).toEqual([])
})

test('an edit overtakes the repair of what a sweep has found', async () => {
  const { stage, vpc } = await ground({ aws, config })
  stage.start()
  await stage.apply(subnet(vpc))
  await stage.synced('Subnet', 'one')
  await crowd(stage, '')
  await stage.until(async () => teams(stage, 'a') === count + 1)
  await stage.clock.advance(120_000)
  const others = stage.aws
    .at()
    .tables.subnets.all()
    .filter((row) => row.VpcId !== vpc)
  const Tags = [{ Key: 'team', Value: 'x' }]
  await stage.aws.invoke('ec2', 'CreateTags', { Resources: others.map((row) => row.id), Tags })
  await stage.until(async () => teams(stage, 'x') < count - 100, 120_000)
  await stage.edit('Subnet', 'one', { spec: { tags: [{ key: 'team', value: 'b' }] } })
  expect(await stage.until(async () => teams(stage, 'b') === 1, 60_000)).toBeLessThanOrEqual(750)
  expect(teams(stage, 'x')).toBeGreaterThan(50)
  await stage.until(async () => teams(stage, 'x') === 0, 120_000)
  expect(refused(stage)).toEqual([])
})
