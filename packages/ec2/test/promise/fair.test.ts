import { sleep } from '@windlass/core/time'
import type { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { ground, subnet } from './ground.ts'
import { founded } from './weather.ts'

const count = 1000

/** As many subnets in a namespace of their own as that, all in a VPC that does not exist. */
async function noise(stage: Stage) {
  founded(stage, 'noisy')
  const manifests = Array.from({ length: count }, (_, i) =>
    subnet('vpc-00000000000000000', { name: `n${i}, namespace: noisy`, cidr: `10.1.${i % 250}.0/24` }),
  )
  await stage.apply(manifests.join('---'))
}

const waits = (stage: Stage) =>
  stage.until(async () => {
    const object = (await stage.list('Subnet')).find(({ metadata }) => metadata.name === 'one')
    return typeof object?.status?.subnetID === 'string'
  }, 60_000)

test('one object of a namespace is made within seconds while a thousand of another always fail', async () => {
  const { stage, vpc } = await ground({ aws: { throttling: true }, config: { rateLimits: 'aws', workers: () => 1000 } })
  stage.start()
  await noise(stage)
  await stage.clock.advance(20_000)
  await stage.apply(subnet(vpc))
  expect(await waits(stage)).toBeLessThanOrEqual(3000)
  await stage.clock.advance(120_000)
  await stage.apply(subnet(vpc, { name: 'two', cidr: '10.0.2.0/24' }))
  const { subnets } = stage.aws.at().tables
  expect(await stage.until(async () => subnets.size === 2, 60_000)).toBeLessThanOrEqual(3000)
})

test('it is even when AWS lets the calls of the others hang, and there are few workers', async () => {
  const { stage, vpc } = await ground({ config: { workers: () => 20 } })
  const { aws, clock } = stage
  const invoke = aws.invoke.bind(aws)
  aws.invoke = async (service, operation, input, ...more) => {
    if (JSON.stringify(input).includes('vpc-00000000000000000')) await sleep(clock, 60_000)
    return await invoke(service, operation, input, ...more)
  }
  stage.start()
  await noise(stage)
  await clock.advance(45_000)
  await stage.apply(subnet(vpc))
  expect(await waits(stage)).toBeLessThanOrEqual(3000)
})
