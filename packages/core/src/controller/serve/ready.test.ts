import { Subnet, VPC } from '@windlass/ec2'
import { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'

const kinds = [VPC, Subnet]
const subnets = ({ path, method }: { readonly path: string; readonly method: string }) =>
  method === 'GET' && path.endsWith('/subnets')

test('readiness names what is not in step with the API server, and is there once all is', async () => {
  const stage = await Stage.open({ kinds })
  stage.cluster.faults.refuse({ status: 503, times: 1_000_000, match: subnets })
  const { manager } = stage.start()
  await stage.clock.advance(30_000)
  expect(manager.checks.caches).toBe('not in step yet: ec2.services.k8s.aws/subnets')
  stage.cluster.faults.clear()
  await stage.clock.advance(60_000)
  expect(manager.checks).toEqual({ caches: undefined })
})

test('a process that waits for its lease is ready: else a rolling update would wait for it', async () => {
  const stage = await Stage.open({ kinds })
  const leaderElection = { namespace: 'default', name: 'lease' }
  stage.start({ leaderElection })
  await stage.clock.advance(5000)
  stage.cluster.faults.refuse({ status: 503, times: 1_000_000, match: subnets })
  const second = stage.start({ leaderElection })
  await stage.clock.advance(5000)
  expect(second.manager.leading).toBe(false)
  expect(second.manager.checks).toEqual({ caches: undefined })
})
