import { condition, type Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { VPC } from '../../src/index.ts'
import { events, ground, vpcManifest } from './ground.ts'
import { annotated } from './weather.ts'

const forever = new AbortController().signal
const vpcs = { ...VPC.target, namespaced: true }
const count = 530

const said = async (stage: Stage, reason: string) =>
  (await stage.list('VPC')).filter((object) => condition(object, 'Ready')?.reason === reason).length

/** That many VPCs in sync, and all of them deleted at once. */
async function wiped() {
  const { stage } = await ground()
  const actor = stage.start()
  const names = Array.from({ length: count }, (_, i) => `v${i}`)
  const manifests = names.map((name, i) =>
    vpcManifest
      .replace('name: main', `name: ${name}`)
      .replace('10.7.0.0/16', `10.${i % 250}.${Math.floor(i / 250)}.0/24`),
  )
  await stage.apply(manifests.join('---'))
  await stage.until(async () => (await said(stage, 'InSync')) === count, 60_000, 5000)
  const gone = names.map((name) => stage.kube.delete(vpcs, { name, namespace: 'default' }, {}, forever))
  await Promise.all(gone)
  await stage.clock.advance(10_000)
  return { stage, actor }
}

/** How many VPCs AWS has beside the one of the ground. */
const left = (stage: Stage) => stage.aws.at().tables.vpcs.size - 1

test('the end of everything is slowed to ten a minute, over restarts too, until a person says that it was meant', async () => {
  const { stage, actor } = await wiped()
  const all = left(stage)
  expect(all).toBeGreaterThanOrEqual(count - 503)
  expect(await said(stage, 'MassDeletion')).toBe(all)
  await stage.clock.advance(60_000)
  expect(all - left(stage)).toBeGreaterThanOrEqual(9)
  expect(all - left(stage)).toBeLessThanOrEqual(11)
  expect(await events(stage, 'MassDeletion')).toHaveLength(1)
  // By then no more are left than what would pass for ordinary.
  await stage.until(async () => left(stage) <= 490, 600_000, 10_000)
  await actor.stop()
  const later = left(stage)
  stage.start()
  await annotated(stage, 'default', { 'windlass.dev/mass-deletion': 'yes' })
  await stage.clock.advance(29_000)
  expect(later - left(stage)).toBeGreaterThanOrEqual(4)
  expect(later - left(stage)).toBeLessThanOrEqual(7)
  await annotated(stage, 'default', { 'windlass.dev/mass-deletion': 'allow' })
  await stage.until(async () => left(stage) === 0, 20_000, 1000)
})
