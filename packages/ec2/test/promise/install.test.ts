import { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { Subnet, VPC } from '../../src/index.ts'
import { bareVpc, subnet } from './ground.ts'

test('a CRD that is not installed yet does not keep the other kinds from working', async () => {
  const stage = await Stage.open({ kinds: [VPC, Subnet] })
  const crds = {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    plural: 'customresourcedefinitions',
    kind: 'CustomResourceDefinition',
    namespaced: false,
  }
  await stage.kube.delete(crds, { name: 'vpcs.ec2.services.k8s.aws' }, {}, new AbortController().signal)
  const vpc = await bareVpc(stage, '10.0.0.0/16')
  await stage.clock.advance(5000)
  stage.start()
  await stage.apply(subnet(vpc))
  const object = await stage.synced('Subnet', 'one')
  expect(stage.aws.at().tables.subnets.get(String(object.status?.subnetID))).toBeDefined()
})

test('of several chosen namespaces every one is looked after, and no other', async () => {
  const stage = await Stage.open({ kinds: [VPC, Subnet], config: { namespaces: ['default', 'kube-system'] } })
  const vpc = await bareVpc(stage, '10.0.0.0/16')
  await stage.clock.advance(5000)
  const namespaces = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false }
  await stage.kube.create(namespaces, { metadata: { name: 'other' } }, new AbortController().signal)
  stage.start()
  const named = (name: string, namespace: string, cidr: string) =>
    subnet(vpc, { name, cidr }).replace(`name: ${name}`, `name: ${name}, namespace: ${namespace}`)
  await stage.apply(named('a', 'default', '10.0.1.0/24'))
  await stage.apply(named('b', 'kube-system', '10.0.2.0/24'))
  await stage.apply(named('c', 'other', '10.0.3.0/24'))
  await stage.synced('Subnet', 'a')
  await stage.synced('Subnet', 'b')
  await stage.clock.advance(60_000)
  expect((await stage.get('Subnet', 'c'))?.status).toBeUndefined()
})
