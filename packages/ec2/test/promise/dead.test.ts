import { expect, test } from 'vitest'
import { story } from '../story.ts'

const natGateways = {
  group: 'ec2.services.k8s.aws',
  version: 'v1alpha1',
  plural: 'natgateways',
  kind: 'NATGateway',
  namespaced: true,
}

test('when status is lost, the living gateway is found again among the dead ones that were ours', async () => {
  const { stage, tables, call, vpc } = await story()
  await call('CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.1.0/24' })
  await stage.clock.advance(5000)
  await stage.apply(`
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: NATGateway
metadata: { name: inside }
spec: { connectivityType: private, subnetID: ${tables.subnets.all()[0]?.id} }
`)
  const id = async () => String((await stage.synced('NATGateway', 'inside', 1_800_000)).status?.natGatewayID)
  for (let death = 0; death < 3; death++) {
    const dead = await id()
    await call('DeleteNatGateway', { NatGatewayId: dead })
    await stage.until(async () => (await stage.get('NATGateway', 'inside'))?.status?.natGatewayID !== dead, 1_800_000)
  }
  const living = await id()
  expect(tables.natGateways.all().some((row) => row.id < living)).toBe(true)
  const at = { name: 'inside', namespace: 'default', subresource: 'status' as const }
  await stage.kube.mergePatch(natGateways, at, { status: null }, new AbortController().signal)
  expect(await id()).toBe(living)
  await stage.clock.advance(120_000)
  expect(tables.natGateways.all().filter(({ State }) => State === 'available')).toHaveLength(1)
})
