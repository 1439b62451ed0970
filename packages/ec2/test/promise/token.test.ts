import { control } from '@windlass/simulator'
import { describe, expect, test } from 'vitest'
import { story } from '../story.ts'
import { ground, vpcManifest } from './ground.ts'

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

describe('a create whose reply is lost while the search for its tags finds nothing yet', () => {
  test('is sent again under its own token, so that AWS answers with what it made the first time', async () => {
    const { stage, tables, subnet } = await network()
    control(stage.aws, { do: 'stale', byFilter: 120_000 })
    control(stage.aws, { do: 'fault', fault: 'drop', operation: 'CreateNatGateway', times: 1 })
    await stage.apply(gateway(subnet))
    await stage.synced('NATGateway', 'inside')
    expect(tables.natGateways.all()).toHaveLength(1)
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
