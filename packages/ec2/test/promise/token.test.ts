import { control } from '@windlass/simulator'
import type { Stage } from '@windlass/testing'
import { describe, expect, test } from 'vitest'
import { story } from '../story.ts'
import { ground, synced, vpcManifest } from './ground.ts'

const gateway = (subnet: string) => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: NATGateway
metadata: { name: inside }
spec: { connectivityType: private, subnetID: ${subnet} }
`

/** A story with a subnet for a NAT gateway to stand in. */
async function network() {
  const opened = await story()
  const { stage, tables, call, vpc } = opened
  await call('CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.1.0/24' })
  await stage.clock.advance(5000)
  const subnet = tables.subnets.all()[0]?.id ?? ''
  const living = () => tables.natGateways.all().filter(({ State }) => State !== 'deleted' && State !== 'deleting')
  return { ...opened, subnet, living }
}

/** The first call of an operation is lost on its way, and arrives so long (ms) after its caller gave up. */
function delayed(stage: Stage, operation: string, ms: number): void {
  const invoke = stage.aws.invoke.bind(stage.aws)
  let first = true
  control(stage.aws, { do: 'fault', fault: 'reset', operation, times: 1 })
  stage.aws.invoke = async (...call) => {
    if (first && call[1] === operation) {
      first = false
      stage.clock.after(ms, () => void invoke(...call))
    }
    return await invoke(...call)
  }
}

describe('a create whose reply is lost while the search for its tags finds nothing yet', () => {
  test('is sent again under its own token, so that AWS answers with what it made the first time', async () => {
    const { stage, tables, subnet } = await network()
    control(stage.aws, { do: 'stale', byFilter: 120_000 })
    control(stage.aws, { do: 'fault', fault: 'drop', operation: 'CreateNatGateway', times: 1 })
    await stage.apply(gateway(subnet))
    await stage.synced('NATGateway', 'inside')
    expect(tables.natGateways.all()).toHaveLength(1)
  })

  test('makes one gateway also when the replies to six attempts in a row are lost', async () => {
    const { stage, tables, subnet } = await network()
    control(stage.aws, { do: 'stale', byFilter: 250_000 })
    control(stage.aws, { do: 'fault', fault: 'drop', operation: 'CreateNatGateway', times: 6 })
    await stage.apply(gateway(subnet))
    const { status } = await stage.synced('NATGateway', 'inside')
    expect(tables.natGateways.all().map(({ id }) => id)).toEqual([status?.natGatewayID])
  })

  test('is sent again under its own token after a restart, too', async () => {
    const { stage, actor, tables, subnet } = await network()
    control(stage.aws, { do: 'stale', byFilter: 120_000 })
    control(stage.aws, { do: 'fault', fault: 'drop', operation: 'CreateNatGateway', times: 1 })
    await stage.apply(gateway(subnet))
    await stage.until(async () => tables.natGateways.size === 1)
    actor.kill()
    await stage.clock.advance(20_000)
    stage.start()
    await stage.synced('NATGateway', 'inside')
    expect(tables.natGateways.all()).toHaveLength(1)
  })

  test('keeps the finalizer of an object that is deleted meanwhile, until it is found and deleted', async () => {
    const { stage, tables, subnet, living } = await network()
    control(stage.aws, { do: 'stale', byFilter: 60_000 })
    control(stage.aws, { do: 'fault', fault: 'drop', operation: 'CreateNatGateway', times: 1 })
    control(stage.aws, { do: 'fault', fault: 'fail', operation: 'CreateNatGateway', code: 'InternalError', skip: 1 })
    await stage.apply(gateway(subnet))
    await stage.until(async () => tables.natGateways.size === 1)
    await stage.delete('NATGateway', 'inside')
    await stage.gone('NATGateway', 'inside')
    expect(living()).toEqual([])
  })
})

test('an object that is made again under the name of a deleted one gets an AWS object of its own', async () => {
  const { stage, subnet, living } = await network()
  await stage.apply(gateway(subnet))
  const first = await stage.synced('NATGateway', 'inside')
  await stage.delete('NATGateway', 'inside')
  await stage.gone('NATGateway', 'inside')
  await stage.apply(gateway(subnet))
  const second = await stage.synced('NATGateway', 'inside', 120_000)
  expect(second.status?.natGatewayID).not.toBe(first.status?.natGatewayID)
  expect(living().map(({ id }) => id)).toEqual([second.status?.natGatewayID])
})

test('a create that AWS turned away for its rate made nothing, and is sent again within seconds', async () => {
  const { stage } = await ground()
  control(stage.aws, { do: 'fault', fault: 'throttle', operation: 'CreateVpc', times: 1 })
  stage.start()
  await stage.apply(vpcManifest)
  await stage.synced('VPC', 'main', 30_000)
})

test('a refusal of the second request under a token says nothing of the first, which arrives late', async () => {
  const { stage, subnet, living } = await network()
  const [operation, code] = ['CreateNatGateway', 'InvalidParameterValue']
  delayed(stage, operation, 40_000)
  control(stage.aws, { do: 'fault', fault: 'fail', operation, code, skip: 1, times: 1 })
  await stage.apply(gateway(subnet))
  await stage.clock.advance(300_000)
  expect(living()).toHaveLength(1)
})

test('a create that AWS refuses after it was carried out, as when the network doubles it, is not made twice', async () => {
  const { stage, subnet, living } = await network()
  const [operation, code] = ['CreateNatGateway', 'IncorrectState']
  control(stage.aws, { do: 'stale', byId: 120_000, byFilter: 120_000 })
  const invoke = stage.aws.invoke.bind(stage.aws)
  let first = true
  stage.aws.invoke = async (...call) => {
    if (!first || call[1] !== operation) return await invoke(...call)
    first = false
    await invoke(...call)
    control(stage.aws, { do: 'fault', fault: 'fail', operation, code, times: 1 })
    return await invoke(...call)
  }
  await stage.apply(gateway(subnet))
  await stage.clock.advance(400_000)
  expect(living()).toHaveLength(1)
})

test('a time of day that jumps does not shorten the search for a create whose outcome is not known', async () => {
  const { stage } = await ground()
  delayed(stage, 'CreateVpc', 60_000)
  stage.start()
  await stage.apply(vpcManifest)
  await stage.clock.advance(5000)
  const now = stage.clock.now.bind(stage.clock)
  stage.clock.now = () => now() + 86_400_000
  await stage.synced('VPC', 'main')
  await stage.clock.advance(120_000)
  const vpcs = stage.aws.at().tables.vpcs.all()
  expect(vpcs.filter((vpc) => vpc.CidrBlock === '10.7.0.0/16')).toHaveLength(1)
})

test('a spec that is changed after a refused repetition waits for what became of the first request', async () => {
  const { stage, tables, call, vpc, subnet, living } = await network()
  await call('CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.2.0/24' })
  await stage.clock.advance(5000)
  const other = tables.subnets.all().find(({ id }) => id !== subnet)?.id
  const [operation, code] = ['CreateNatGateway', 'InvalidParameterValue']
  delayed(stage, operation, 60_000)
  control(stage.aws, { do: 'fault', fault: 'fail', operation, code, skip: 1, times: 1 })
  await stage.apply(gateway(subnet))
  await stage.clock.advance(10_000)
  expect(await synced(stage, 'NATGateway', 'inside')).toMatchObject({ reason: 'InvalidSpec' })
  await stage.edit('NATGateway', 'inside', { spec: { subnetID: other } })
  await stage.clock.advance(1000)
  expect(await synced(stage, 'NATGateway', 'inside')).toMatchObject({ reason: 'CreateOutcomeUnknown' })
  await stage.clock.advance(400_000)
  expect(living()).toHaveLength(1)
})

test('a create under whose token AWS knows another request is made under a new one when nothing of it is found', async () => {
  const { stage, tables, subnet, living } = await network()
  control(stage.aws, { do: 'fault', fault: 'drop', operation: 'CreateNatGateway', times: 1 })
  await stage.apply(gateway(subnet))
  await stage.until(async () => tables.natGateways.size === 1)
  control(stage.aws, { do: 'remove', id: tables.natGateways.all()[0]?.id ?? '' })
  await stage.edit('NATGateway', 'inside', { spec: { tags: [{ key: 'team', value: 'b' }] } })
  await stage.synced('NATGateway', 'inside', 900_000)
  expect(living()).toHaveLength(1)
})

test('two processes that both lead do not repeat for ever what AWS knows another request for', async () => {
  const { stage, tables, subnet, living } = await network()
  stage.start()
  control(stage.aws, { do: 'fault', fault: 'drop', operation: 'CreateNatGateway', times: 1 })
  await stage.apply(gateway(subnet))
  await stage.until(async () => tables.natGateways.size === 1)
  control(stage.aws, { do: 'remove', id: tables.natGateways.all()[0]?.id ?? '' })
  await stage.edit('NATGateway', 'inside', { spec: { tags: [{ key: 'team', value: 'b' }] } })
  await stage.synced('NATGateway', 'inside', 900_000)
  expect(living()).toHaveLength(1)
})
