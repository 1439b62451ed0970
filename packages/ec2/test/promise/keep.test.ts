import { KubeUnreachable } from '@windlass/core/kube'
import { control } from '@windlass/simulator'
import type { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { ground, subnet, synced, vpcManifest } from './ground.ts'

/** The API server refuses so many writes of status. */
const refuse = (stage: Stage, times: number) =>
  stage.cluster.faults.refuse({ status: 503, times, match: ({ path }) => path.endsWith('/status') })

test('an id that cannot be written at first is written as soon as it can be, not searched for', async () => {
  const { stage } = await ground()
  control(stage.aws, { do: 'stale', byFilter: 900_000 })
  stage.start()
  refuse(stage, 5)
  await stage.apply(vpcManifest)
  await stage.until(async () => typeof (await stage.get('VPC', 'main'))?.status?.vpcID === 'string', 20_000)
  const vpcs = stage.aws.at().tables.vpcs.all()
  expect(vpcs.filter((row) => row.CidrBlock === '10.7.0.0/16')).toHaveLength(1)
})

test('a status that cannot be written at first is written within seconds, not by the next sweep', async () => {
  const { stage, vpc } = await ground({ config: { interval: () => 3_600_000 } })
  stage.start()
  await stage.apply(subnet(vpc))
  await stage.synced('Subnet', 'one')
  await stage.edit('Subnet', 'one', { spec: { tags: [{ key: 'team', value: 'b' }] } })
  refuse(stage, 3)
  await stage.synced('Subnet', 'one', 15_000)
})

/** The next write of a status that holds the words is given up by its caller; it arrives when the answer is called. */
function belated(stage: Stage, words: string): () => Promise<void> {
  const { cluster } = stage
  const open = cluster.transport.bind(cluster)
  let arrive: (() => Promise<unknown>) | undefined
  cluster.transport = (agent) => {
    const whole = open(agent)
    return {
      request: async (request) => {
        const meant = request.path.endsWith('/status') && JSON.stringify(request.body).includes(words)
        if (!meant || arrive !== undefined) return await whole.request(request)
        arrive = async () => await whole.request({ ...request, signal: undefined })
        throw new KubeUnreachable('The connection was reset.')
      },
      watch: (request) => whole.watch(request),
    }
  }
  return async () => {
    if (arrive === undefined) throw new Error(`No status says ${words}.`)
    await arrive()
  }
}

test('a status that was given up and arrives late does not take the place of what has been said since', async () => {
  const { stage, vpc } = await ground()
  const arrives = belated(stage, 'State is pending')
  control(stage.aws, { do: 'hold' })
  stage.start()
  await stage.apply(subnet(vpc))
  await stage.clock.advance(10_000)
  expect(await synced(stage, 'Subnet', 'one')).toMatchObject({ status: 'False', reason: 'Waiting' })
  control(stage.aws, { do: 'release' })
  await stage.synced('Subnet', 'one')
  await arrives()
  expect(await synced(stage, 'Subnet', 'one')).toMatchObject({ status: 'True' })
})
