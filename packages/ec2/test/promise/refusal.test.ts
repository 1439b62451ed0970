import { control } from '@windlass/simulator'
import { expect, test } from 'vitest'
import { ground, subnet, synced } from './ground.ts'

test('a delete that AWS refuses is told of, with the words of AWS', async () => {
  const { stage, vpc } = await ground()
  stage.start()
  await stage.apply(subnet(vpc))
  await stage.synced('Subnet', 'one')
  const message = 'You are not authorized to perform this operation'
  control(stage.aws, {
    do: 'fault',
    fault: 'fail',
    code: 'UnauthorizedOperation',
    status: 403,
    message,
    operation: 'DeleteSubnet',
    times: 2,
  })
  await stage.delete('Subnet', 'one')
  await stage.clock.advance(1000)
  const said = await synced(stage, 'Subnet', 'one')
  expect(said).toMatchObject({ reason: 'AccessDenied' })
  expect(said.message).toContain(message)
  await stage.gone('Subnet', 'one')
  expect(stage.aws.at().tables.subnets.size).toBe(0)
})

test('an object that is deleted before AWS shows it is not left behind', async () => {
  const { stage, vpc } = await ground()
  control(stage.aws, { do: 'stale', byId: 60_000, byFilter: 60_000 })
  const code = 'InvalidSubnetID.NotFound'
  control(stage.aws, { do: 'fault', fault: 'fail', code, status: 400, operation: 'DeleteSubnet', times: 1 })
  stage.start()
  await stage.apply(subnet(vpc))
  await stage.until(async () => typeof (await stage.get('Subnet', 'one'))?.status?.subnetID === 'string')
  await stage.delete('Subnet', 'one')
  await stage.gone('Subnet', 'one', 1_800_000)
  expect(stage.aws.at().tables.subnets.size).toBe(0)
})
