import { control } from '@windlass/simulator'
import { condition, type Stage } from '@windlass/testing'
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

test('an object goes on in the account where it was made, whatever account its namespace asks for later', async () => {
  const { stage, id } = await settled()
  const patch = { metadata: { annotations: { 'services.k8s.aws/owner-account-id': '999999999999' } } }
  await stage.kube.mergePatch(namespaces, { name: 'default' }, patch, new AbortController().signal)
  await stage.edit('VPC', 'main', { spec: { tags: [{ key: 'team', value: 'b' }] } })
  expect((await stage.synced('VPC', 'main')).status?.vpcID).toBe(id)
  await stage.apply(subnet(id))
  await stage.clock.advance(10_000)
  expect(await synced(stage, 'Subnet', 'a')).toMatchObject({ reason: 'AccessDenied' })
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

/** A VPC whose create went to another region and met this trouble, then asked for at home; what either region has in the end. */
async function relocated(fault: 'reset' | 'drop') {
  const { stage } = await ground()
  const vpc = (region: string) =>
    vpcManifest.replace('name: main', `name: main, annotations: { services.k8s.aws/region: ${region} }`)
  const made = (region: string) =>
    stage.aws
      .at(stage.aws.account, region)
      .tables.vpcs.all()
      .filter(({ CidrBlock }) => CidrBlock === '10.7.0.0/16').length
  control(stage.aws, { do: 'fault', fault, operation: 'CreateVpc', times: 1 })
  stage.start()
  await stage.apply(vpc('eu-west-1'))
  await stage.clock.advance(100)
  await stage.apply(vpc(stage.aws.region))
  await stage.clock.advance(10_000)
  const meanwhile = await synced(stage, 'VPC', 'main')
  await stage.clock.advance(400_000)
  return { meanwhile, there: made('eu-west-1'), here: made(stage.aws.region), end: await synced(stage, 'VPC', 'main') }
}

test('an object whose create was lost on its way to another region is made at home once the search there is over', async () => {
  const { meanwhile, there, here, end } = await relocated('reset')
  expect(meanwhile).toMatchObject({ status: 'Unknown', reason: 'CreateOutcomeUnknown' })
  expect(meanwhile.message).toContain('eu-west-1')
  expect({ there, here }).toEqual({ there: 0, here: 1 })
  expect(end).toMatchObject({ status: 'True' })
})

test('an object whose create was carried out in another region stays there, and says that it cannot move', async () => {
  const { there, here, end } = await relocated('drop')
  expect({ there, here }).toEqual({ there: 1, here: 0 })
  expect(end).toMatchObject({ status: 'False', reason: 'PlacementChanged' })
})

// VPC resources are regional: the EC2 user guide, "Regions and Zones".
test('a reference to an object of another region says so, and is taken once both are in one', async () => {
  const { stage } = await ground()
  stage.start()
  await stage.apply(
    vpcManifest.replace('name: main', 'name: main, annotations: { services.k8s.aws/region: eu-west-1 }'),
  )
  await stage.synced('VPC', 'main')
  const referring = subnet('x').replace('vpcID: x', 'vpcRef: { from: { name: main } }')
  await stage.apply(referring)
  await stage.clock.advance(10_000)
  expect(await synced(stage, 'Subnet', 'a')).toMatchObject({ status: 'False', reason: 'ReferenceInvalid' })
  const object = await stage.get('Subnet', 'a')
  expect(condition(object!, 'ACK.ResourceSynced')?.message).toContain(
    'vpcRef: VPC main is in eu-west-1, and this object in us-west-2',
  )
  expect(stage.aws.journal.counts().CreateSubnet).toBeUndefined()
  await stage.edit('Subnet', 'a', { metadata: { annotations: { 'services.k8s.aws/region': 'eu-west-1' } } })
  await stage.synced('Subnet', 'a')
})
