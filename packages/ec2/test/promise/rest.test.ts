import { silent } from '@windlass/core/controller'
import { Stage } from '@windlass/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { Subnet, VPC } from '../../src/index.ts'

const count = 1000

/** As many subnets as a few VPCs take, by id, settled. */
async function settled() {
  const stage = await Stage.open({ kinds: [VPC, Subnet] })
  const vpcs: string[] = []
  for (let i = 0; i < Math.ceil(count / 200); i++) vpcs.push(await bareVpc(stage, `10.${i}.0.0/16`))
  await stage.clock.advance(5000)
  const actor = stage.start()
  for (let i = 0; i < count; i++) {
    const vpc = Math.floor(i / 200)
    await stage.apply(manifest(i, vpcs[vpc] ?? '', `10.${vpc}.${i % 200}.0/24`))
  }
  await stage.until(async () => (await readyCount(stage)) === count)
  return { stage, actor }
}

async function bareVpc(stage: Stage, CidrBlock: string): Promise<string> {
  const { Vpc } = (await stage.aws.invoke('ec2', 'CreateVpc', { CidrBlock })) as { Vpc: { VpcId: string } }
  return Vpc.VpcId
}

const manifest = (i: number, vpc: string, cidr: string) => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: s${i} }
spec: { cidrBlock: ${cidr}, vpcID: ${vpc} }
`

async function readyCount(stage: Stage): Promise<number> {
  const ready = (conditions: unknown) =>
    Array.isArray(conditions) && conditions.some((one) => one.type === 'Ready' && one.status === 'True')
  return (await stage.list('Subnet')).filter((object) => ready(object.status?.conditions)).length
}

describe(`${count} objects in sync`, () => {
  let stage: Stage
  let actor: Awaited<ReturnType<typeof settled>>['actor']
  beforeAll(async () => {
    ;({ stage, actor } = await settled())
    await stage.clock.advance(120_000)
  })

  test('cost one AWS call per two hundred objects and sweep, and no Kubernetes write', async () => {
    const before = { revision: stage.cluster.revision, calls: stage.aws.journal.totals() }
    await stage.clock.advance(600_000)
    expect(stage.cluster.revision).toBe(before.revision)
    const calls = stage.aws.journal.totals()
    expect(calls.mutating).toBe(before.calls.mutating)
    const sweeps = 10
    expect(calls.reading - before.calls.reading).toBeLessThanOrEqual((sweeps + 1) * (count / 200))
    expect(calls.reading - before.calls.reading).toBeGreaterThanOrEqual((sweeps - 1) * (count / 200))
  })

  test('are verified after a restart without one write, in a handful of calls', async () => {
    await actor.stop()
    const before = { revision: stage.cluster.revision, calls: stage.aws.journal.totals() }
    const restarted = stage.start()
    await stage.clock.advance(3000)
    expect(stage.cluster.revision).toBe(before.revision)
    const calls = stage.aws.journal.totals()
    expect(calls.mutating).toBe(before.calls.mutating)
    expect(calls.reading - before.calls.reading).toBeLessThanOrEqual(count / 200 + 2)
    expect(calls.reading).toBeGreaterThan(before.calls.reading)
    await restarted.stop()
  })
})

test('an object at rest is not even looked at twice: no sweep finds a difference, also in what is read alone', async () => {
  let passes = 0
  const observer = { ...silent, passed: () => passes++ }
  const stage = await Stage.open({ kinds: [VPC, Subnet], observer })
  stage.start()
  await stage.apply(`
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPC
metadata: { name: main }
spec: { cidrBlocks: [10.7.0.0/16], enableDNSSupport: true, enableDNSHostnames: true }
`)
  await stage.synced('VPC', 'main')
  await stage.clock.advance(120_000)
  const before = passes
  await stage.clock.advance(1_800_000)
  expect(passes).toBe(before)
})
