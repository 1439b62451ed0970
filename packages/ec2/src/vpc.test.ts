import { condition, Stage } from '@windlass/simulator'
import { expect, test } from 'vitest'
import { NATGateway, Subnet, VPC } from './index.ts'

const kinds = [VPC, Subnet, NATGateway]
const vpc = `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPC
metadata: { name: main }
spec:
  cidrBlocks: [10.0.0.0/16]
  tags: [{ key: team, value: a }]
`

test('a VPC that is applied is made once and ends in sync', async () => {
  const stage = await Stage.open({ kinds })
  stage.start()
  await stage.apply(vpc)
  const object = await stage.synced('VPC', 'main')
  const [made, ...more] = stage.aws.at().tables.vpcs.all()
  expect(more).toEqual([])
  expect(object.status?.vpcID).toBe(made?.id)
  expect(condition(object, 'Ready')?.status).toBe('True')
  await stage.delete('VPC', 'main')
  await stage.gone('VPC', 'main')
  expect(stage.aws.at().tables.vpcs.all()).toEqual([])
})
