import { type Crash, Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { Subnet, VPC } from '../../src/index.ts'

const subnet = (vpcID: string) => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: one }
spec: { cidrBlock: 10.0.1.0/24, vpcID: ${vpcID}, tags: [{ key: team, value: a }] }
`

/** A subnet applied, synced and deleted; the process that looks after it may crash once and is then started again. */
async function life(crash?: Crash) {
  const stage = await Stage.open({ kinds: [VPC, Subnet] })
  const { Vpc } = (await stage.aws.invoke('ec2', 'CreateVpc', { CidrBlock: '10.0.0.0/16' })) as {
    Vpc: { VpcId: string }
  }
  await stage.clock.advance(5000)
  const actors = [stage.start({}, crash)]
  const revive = () => {
    if (actors.at(-1)?.over) actors.push(stage.start())
  }
  const until = (goal: () => Promise<boolean>) =>
    stage.until(async () => {
      revive()
      return await goal()
    }, 900_000)
  await stage.apply(subnet(Vpc.VpcId))
  let most = 0
  await until(async () => {
    most = Math.max(most, stage.aws.at().tables.subnets.size)
    const object = await stage.get('Subnet', 'one')
    const conditions = object?.status?.conditions as { type: string; status: string }[] | undefined
    return conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false
  })
  const synced = actors.reduce((sum, actor) => sum + actor.calls, 0)
  await stage.delete('Subnet', 'one')
  await until(async () => (await stage.get('Subnet', 'one')) === undefined)
  return { most, left: stage.aws.at().tables.subnets.size, calls: actors[0]?.calls ?? 0, synced, over: actors[0]?.over }
}

test('killing the process at any call, before or after its effect, never makes two AWS objects and leaves none', async () => {
  const reference = await life()
  expect(reference).toMatchObject({ most: 1, left: 0 })
  for (let call = 1; call <= reference.calls; call++)
    for (const when of ['before', 'after'] as const) {
      const seen = await life({ call, when })
      expect({ call, when, ...seen }).toMatchObject({ call, when, most: 1, left: 0, over: true })
    }
})
