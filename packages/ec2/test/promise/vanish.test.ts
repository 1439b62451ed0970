import { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { VPC } from '../../src/index.ts'
import { events, synced } from './ground.ts'

const manifest = (n: number) => `
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPC
metadata: { name: vpc-${n} }
spec: { cidrBlocks: [10.${n}.0.0/16] }
`

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1)

/** So many VPCs, in sync for ten minutes. */
async function fleet(count: number) {
  const stage = await Stage.open({ kinds: [VPC] })
  const actor = stage.start()
  await stage.apply(numbers(count).map(manifest).join(''))
  for (const n of numbers(count)) await stage.synced('VPC', `vpc-${n}`)
  await stage.clock.advance(600_000)
  return { stage, actor }
}

async function idOf(stage: Stage, n: number): Promise<string> {
  return String((await stage.get('VPC', `vpc-${n}`))?.status?.vpcID)
}

/** Deletes the first so many behind the controller's back. */
async function wipe(stage: Stage, count: number) {
  for (const n of numbers(count)) await stage.aws.invoke('ec2', 'DeleteVpc', { VpcId: await idOf(stage, n) })
}

const left = (stage: Stage) =>
  stage.aws
    .at()
    .tables.vpcs.all()
    .filter(({ CidrBlock }) => CidrBlock?.startsWith('10.')).length

const said = (stage: Stage, time: string) =>
  stage.edit('VPC', 'vpc-1', { metadata: { annotations: { 'windlass.dev/replace-missing': time } } })

const now = (stage: Stage) => new Date(stage.clock.now()).toISOString()

test('three of eight that vanish are made anew', async () => {
  const { stage } = await fleet(8)
  await wipe(stage, 3)
  await stage.clock.advance(180_000)
  expect(left(stage)).toBe(8)
})

test('five of eight that vanish at once are not, and say so, once in an Event', async () => {
  const { stage } = await fleet(8)
  await wipe(stage, 5)
  await stage.clock.advance(900_000)
  expect(left(stage)).toBe(3)
  for (const n of numbers(5))
    expect(await synced(stage, 'VPC', `vpc-${n}`)).toMatchObject({ status: 'False', reason: 'MassDisappearance' })
  expect(await events(stage, 'MassDisappearance')).toHaveLength(1)
  expect(await synced(stage, 'VPC', 'vpc-8')).toMatchObject({ status: 'True' })
})

test('those that were replaced before the others vanished are of the same mass, for ten minutes', async () => {
  const { stage } = await fleet(8)
  await wipe(stage, 3)
  await stage.clock.advance(120_000)
  expect(left(stage)).toBe(8)
  for (const n of [4, 5, 6]) await stage.aws.invoke('ec2', 'DeleteVpc', { VpcId: await idOf(stage, n) })
  await stage.clock.advance(300_000)
  expect(left(stage)).toBe(5)
  expect(await synced(stage, 'VPC', 'vpc-4')).toMatchObject({ status: 'False', reason: 'MassDisappearance' })
  await stage.clock.advance(480_000)
  expect(left(stage)).toBe(8)
})

test('a person’s word on any one of them has all made anew; an old word, or one that is no time, has none', async () => {
  const { stage } = await fleet(8)
  const early = now(stage)
  await stage.clock.advance(3_600_000)
  await wipe(stage, 5)
  await stage.clock.advance(120_000)
  for (const wrong of [early, 'yes']) {
    await said(stage, wrong)
    await stage.clock.advance(120_000)
    expect(left(stage)).toBe(3)
  }
  expect((await synced(stage, 'VPC', 'vpc-1')).message).toContain('is not a time')
  await said(stage, now(stage))
  await stage.clock.advance(120_000)
  expect(left(stage)).toBe(8)
})

test('a restart forgets nothing of what has vanished', async () => {
  const { stage, actor } = await fleet(8)
  await wipe(stage, 5)
  await stage.clock.advance(120_000)
  actor.kill()
  stage.start()
  await stage.clock.advance(300_000)
  expect(left(stage)).toBe(3)
})

test('after half an hour of statements they are made anew, ten a minute', async () => {
  const { stage } = await fleet(40)
  await wipe(stage, 40)
  await stage.clock.advance(1_740_000)
  expect(left(stage)).toBe(0)
  await stage.until(async () => left(stage) > 0, 600_000)
  const first = left(stage)
  await stage.clock.advance(60_000)
  expect(left(stage) - first).toBeGreaterThan(5)
  expect(left(stage) - first).toBeLessThanOrEqual(11)
  await stage.clock.advance(600_000)
  expect(left(stage)).toBe(40)
})
