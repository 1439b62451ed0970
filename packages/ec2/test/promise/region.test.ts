import { condition, type Stage } from '@windlass/simulator'
import { expect, test } from 'vitest'
import { ground, synced, vpcManifest } from './ground.ts'

const namespaces = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false }

/** The namespace asks for a region, or for none with `null`. */
async function asks(stage: Stage, region: string | null) {
  const patch = { metadata: { annotations: { 'services.k8s.aws/default-region': region } } }
  await stage.kube.mergePatch(namespaces, { name: 'default' }, patch, new AbortController().signal)
  await stage.clock.advance(1000)
}

const subnet = (vpc: string, annotations = '') => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: a, annotations: { ${annotations} } }
spec: { vpcID: ${vpc}, cidrBlock: 10.7.1.0/24 }
`

/** A VPC in sync, and its id. */
async function settled() {
  const { stage } = await ground()
  stage.start()
  await stage.apply(vpcManifest)
  return { stage, id: String((await stage.synced('VPC', 'main')).status?.vpcID) }
}

test('an object stays in the region where it was made, whatever its namespace says later', async () => {
  const { stage, id } = await settled()
  await asks(stage, 'eu-west-1')
  await stage.edit('VPC', 'main', { spec: { tags: [{ key: 'team', value: 'b' }] } })
  const object = await stage.synced('VPC', 'main')
  expect(object.status?.vpcID).toBe(id)
  expect(stage.aws.at().tables.vpcs.get(id)?.Tags).toContainEqual({ Key: 'team', Value: 'b' })
})

test('what AWS refused in the wrong region is made in the right one once the namespace names that', async () => {
  const { stage, id } = await settled()
  await asks(stage, 'eu-west-1')
  await stage.apply(subnet(id))
  const refused = await stage.untilCondition('Subnet', 'a', 'ACK.Recoverable', 'True', 10_000)
  expect(condition(refused, 'ACK.Recoverable')?.message).toContain('InvalidVpcID.NotFound')
  await asks(stage, null)
  const object = await stage.synced('Subnet', 'a', 120_000)
  expect(object.status?.ackResourceMetadata).toMatchObject({ region: stage.aws.region })
})

test('what AWS refused in the wrong region is made in the right one once its own annotation names that', async () => {
  const { stage, id } = await settled()
  await stage.apply(subnet(id, 'services.k8s.aws/region: eu-west-1'))
  await stage.untilCondition('Subnet', 'a', 'ACK.Recoverable', 'True', 10_000)
  await stage.apply(subnet(id, `services.k8s.aws/region: ${stage.aws.region}`))
  const object = await stage.synced('Subnet', 'a', 120_000)
  expect(object.status?.ackResourceMetadata).toMatchObject({ region: stage.aws.region })
  expect(await synced(stage, 'Subnet', 'a')).toMatchObject({ status: 'True' })
})
