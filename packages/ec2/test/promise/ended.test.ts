import { CreateNatGatewayCommand, DeleteNatGatewayCommand, DescribeNatGatewaysCommand } from '@aws-sdk/client-ec2'
import { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { ec2, Subnet, VPC } from '../../src/index.ts'
import { synced, vpcManifest } from './ground.ts'

/** A gateway that, when private, is to stay deleted once somebody has deleted it. */
const Gateway = ec2.kind('NATGateway', {
  id: 'NatGatewayId',
  create: CreateNatGatewayCommand,
  read: DescribeNatGatewaysCommand,
  items: 'NatGateways',
  notFound: ['NatGatewayNotFound'],
  delete: DeleteNatGatewayCommand,
  tagged: 'natgateway',
  refs: { subnetID: { target: () => Subnet.target } },
  state: { State: { ready: ['available'], wait: ['pending'], leaving: ['deleting'], gone: ['deleted', 'failed'] } },
  ended: (_gateway, { connectivityType }) => connectivityType === 'private',
})

const manifest = `${vpcManifest}---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: inside }
spec: { cidrBlock: 10.7.1.0/24, vpcRef: { from: { name: main } } }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: NATGateway
metadata: { name: main }
spec: { connectivityType: private, subnetRef: { from: { name: inside } } }
`

test('what ends as its spec asks is not made anew: not while AWS shows it, not once it is forgotten, not after a restart', async () => {
  const stage = await Stage.open({ kinds: [VPC, Subnet, Gateway] })
  const actor = stage.start()
  await stage.apply(manifest)
  const id = String((await stage.synced('NATGateway', 'main')).status?.natGatewayID)
  const made = () => stage.aws.journal.entries().filter(({ operation }) => operation === 'CreateNatGateway').length
  await stage.aws.invoke('ec2', 'DeleteNatGateway', { NatGatewayId: id })
  await stage.clock.advance(300_000)
  expect(await synced(stage, 'NATGateway', 'main')).toMatchObject({
    status: 'False',
    reason: 'Ended',
    message: 'State is deleted',
  })
  stage.aws.at().tables.natGateways.delete(id)
  actor.kill()
  stage.start()
  await stage.clock.advance(7_200_000)
  expect(await synced(stage, 'NATGateway', 'main')).toMatchObject({ reason: 'Ended' })
  expect(made()).toBe(1)
  await stage.edit('NATGateway', 'main', { spec: { tags: [{ key: 'again', value: 'yes' }] } })
  await stage.clock.advance(600_000)
  expect(made()).toBe(2)
})
