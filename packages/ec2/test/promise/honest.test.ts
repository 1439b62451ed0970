import { isItem, type Kind } from '@windlass/core'
import { crdOf } from '@windlass/core/generate'
import { resourceOf } from '@windlass/core/kube'
import { control } from '@windlass/simulator'
import { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { NATGateway, Subnet, VPC } from '../../src/index.ts'
import { events, ground, subnet, synced } from './ground.ts'

test('Synced is never True while the state is not steady, and turns True within two seconds of AWS', async () => {
  const { stage, vpc } = await ground()
  control(stage.aws, { do: 'hold' })
  stage.start()
  await stage.apply(subnet(vpc))
  await stage.clock.advance(60_000)
  expect(await synced(stage, 'Subnet', 'one')).toMatchObject({
    status: 'False',
    reason: 'Waiting',
    message: 'State is pending',
  })
  control(stage.aws, { do: 'release' })
  await stage.clock.advance(2000)
  expect(await synced(stage, 'Subnet', 'one')).toMatchObject({ status: 'True' })
})

test('an edit makes Synced false for its generation until AWS has it', async () => {
  const { stage, vpc } = await ground()
  stage.start()
  await stage.apply(subnet(vpc))
  await stage.synced('Subnet', 'one')
  control(stage.aws, { do: 'fault', fault: 'fail', code: 'InternalError', operation: 'CreateTags', forMs: 30_000 })
  await stage.edit('Subnet', 'one', { spec: { tags: [{ key: 'team', value: 'b' }] } })
  await stage.clock.advance(1000)
  expect(await synced(stage, 'Subnet', 'one')).toMatchObject({ status: 'Unknown', reason: 'AWSUnavailable' })
  await stage.synced('Subnet', 'one')
  expect(stage.aws.at().tables.subnets.all()[0]?.Tags).toContainEqual({ Key: 'team', Value: 'b' })
})

test('an object deleted by hand is made again exactly once, within one sweep and a few seconds', async () => {
  const { stage, vpc } = await ground()
  stage.start()
  await stage.apply(subnet(vpc))
  const before = await stage.synced('Subnet', 'one')
  control(stage.aws, { do: 'remove', id: String(before.status?.subnetID) })
  await stage.clock.advance(75_000)
  const after = await stage.synced('Subnet', 'one')
  expect(after.status?.subnetID).not.toBe(before.status?.subnetID)
  expect(
    stage.aws
      .at()
      .tables.subnets.all()
      .map((made) => made.id),
  ).toEqual([after.status?.subnetID])
  expect(await events(stage, 'Recreated')).toHaveLength(1)
})

test('a tag changed by hand is set back within one sweep, foreign tags are left alone, and an event says so', async () => {
  const { stage, vpc } = await ground()
  stage.start()
  await stage.apply(subnet(vpc))
  const object = await stage.synced('Subnet', 'one')
  const id = String(object.status?.subnetID)
  const Tags = [
    { Key: 'team', Value: 'x' },
    { Key: 'foreign', Value: 'y' },
  ]
  await stage.aws.invoke('ec2', 'CreateTags', { Resources: [id], Tags })
  await stage.clock.advance(70_000)
  const tags = stage.aws.at().tables.subnets.get(id)?.Tags
  expect(tags).toContainEqual({ Key: 'team', Value: 'a' })
  expect(tags).toContainEqual({ Key: 'foreign', Value: 'y' })
  expect(await events(stage, 'DriftCorrected')).toHaveLength(1)
})

test('a difference that another party keeps undoing opens a breaker instead of a fight', async () => {
  const { stage, vpc } = await ground()
  stage.start()
  await stage.apply(subnet(vpc))
  const id = String((await stage.synced('Subnet', 'one')).status?.subnetID)
  const fight = { Resources: [id], Tags: [{ Key: 'team', Value: 'theirs' }] }
  for (let round = 0; round < 20; round++) {
    await stage.aws.invoke('ec2', 'CreateTags', fight)
    await stage.clock.advance(61_000)
  }
  const ours = stage.aws.journal
    .entries()
    .filter(
      ({ operation, userAgent, input }) =>
        operation === 'CreateTags' && userAgent === undefined && JSON.stringify(input).includes('"a"'),
    )
  expect(ours.length).toBeLessThanOrEqual(8)
  await stage.clock.advance(1000)
  expect(await synced(stage, 'Subnet', 'one')).toMatchObject({ reason: 'Oscillating' })
})

test('a wrong value is a terminal condition with the words of AWS within a second, and fixing the spec is enough', async () => {
  const { stage, vpc } = await ground()
  stage.start()
  await stage.apply(subnet(vpc, { cidr: 'InvalidCidrBlock' }))
  await stage.clock.advance(1000)
  const said = await synced(stage, 'Subnet', 'one')
  expect(said).toMatchObject({ status: 'False', reason: 'InvalidSpec' })
  expect(said.message).toContain(
    'InvalidParameterValue: Value (InvalidCidrBlock) for parameter cidrBlock is invalid. This is not a valid CIDR block',
  )
  await stage.edit('Subnet', 'one', { spec: { cidrBlock: '10.0.9.0/24' } })
  await stage.synced('Subnet', 'one', 10_000)
})

test('an attribute of an object that AWS shows, and says it does not know, is neither believed nor written', async () => {
  const { stage } = await ground()
  stage.start()
  await stage.apply(`
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPC
metadata: { name: main }
spec: { cidrBlocks: [10.7.0.0/16], enableDNSHostnames: true }
`)
  await stage.synced('VPC', 'main')
  const writes = () => stage.aws.journal.totals().mutating
  const [before, code] = [writes(), 'InvalidVpcID.NotFound']
  control(stage.aws, {
    do: 'fault',
    fault: 'fail',
    code,
    status: 400,
    operation: 'DescribeVpcAttribute',
    forMs: 90_000,
  })
  await stage.clock.advance(80_000)
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({ status: 'False', reason: 'Waiting' })
  await stage.synced('VPC', 'main')
  expect(writes()).toBe(before)
})

test('a status that others overwrite follows AWS again after one sweep, also where AWS has not changed', async () => {
  const { stage, vpc } = await ground()
  stage.start()
  await stage.apply(subnet(vpc))
  const { status } = await stage.synced('Subnet', 'one')
  await stage.clock.advance(65_000)
  const subnets = resourceOf(stage.kind('Subnet').target)
  const at = { name: 'one', namespace: 'default', subresource: 'status' as const }
  await stage.kube.mergePatch(subnets, at, { status: { availableIPAddressCount: 7 } }, new AbortController().signal)
  await stage.clock.advance(65_000)
  expect((await stage.get('Subnet', 'one'))?.status).toEqual(status)
  const before = stage.cluster.revision
  await stage.clock.advance(300_000)
  expect(stage.cluster.revision).toBe(before)
})

/** The definition of the kind, without the field of status that has the id. */
function older(kind: Kind = VPC, field = 'vpcID'): object {
  const crd = crdOf(kind)
  const text = JSON.stringify(crd, (key, value: unknown) =>
    key === 'status' && isItem(value) && isItem(value.properties)
      ? { ...value, properties: { ...value.properties, [field]: undefined } }
      : value,
  )
  return JSON.parse(text)
}

const plain = `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPC
metadata: { name: plain }
spec: { cidrBlocks: [10.7.0.0/16] }
`

test('Synced is not True while the API server drops the id from status, and is once it keeps it', async () => {
  const { stage } = await ground()
  stage.cluster.install([older()])
  stage.start()
  await stage.apply(plain)
  const said: unknown[] = []
  for (let time = 0; time < 300; time++) {
    await stage.clock.advance(1000)
    said.push((await synced(stage, 'VPC', 'plain'))?.status)
  }
  expect(said).not.toContain('True')
  expect((await synced(stage, 'VPC', 'plain'))?.message).toContain('status does not keep vpcID')
  expect(
    stage.aws
      .at()
      .tables.vpcs.all()
      .filter(({ CidrBlock }) => CidrBlock === '10.7.0.0/16'),
  ).toHaveLength(1)
  stage.cluster.install([crdOf(VPC)])
  await stage.clock.advance(90_000)
  const object = await stage.synced('VPC', 'plain')
  expect(object.status?.vpcID).toMatch(/^vpc-/)
})

test.each([
  ['the id', 'vpcID', VPC],
  ['the network of what takes an hour', 'vpcID', NATGateway],
] as const)('an hour in which the API server drops %s from status costs it few writes', async (_, field, kind) => {
  const stage = await Stage.open({ kinds: [VPC, Subnet, NATGateway] })
  stage.cluster.install([older(kind, field)])
  stage.start()
  const since = stage.clock.now()
  await stage.apply(gateway)
  await stage.until(async () => stage.aws.at().tables.natGateways.size + (kind === VPC ? 1 : 0) > 0)
  control(stage.aws, { do: 'hold' })
  await stage.clock.advance(3_600_000)
  const plural = resourceOf(kind.target).plural
  const sent = stage.cluster.journal.entries(
    ({ method, path, userAgent }) => method === 'PATCH' && userAgent === 'controller' && path.includes(`/${plural}/`),
  )
  const later = sent.filter(({ time }) => time >= since + 60_000)
  expect(sent.length).toBeGreaterThan(0)
  expect(sent.length - later.length).toBeLessThanOrEqual(60)
  expect(later.length).toBeLessThanOrEqual(59 * 6)
})

const gateway = `${plain}---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: plain }
spec: { cidrBlock: 10.7.1.0/24, vpcRef: { from: { name: plain } } }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: NATGateway
metadata: { name: plain }
spec: { connectivityType: private, subnetRef: { from: { name: plain } } }
`

test('Synced that was said before the API server dropped the id does not stay True', async () => {
  const { stage } = await ground()
  stage.start()
  await stage.apply(plain)
  const { status } = await stage.synced('VPC', 'plain')
  const Tags = [{ Key: 'a', Value: 'b' }]
  await stage.aws.invoke('ec2', 'CreateTags', { Resources: [status?.vpcID], Tags })
  stage.cluster.install([older()])
  await stage.edit('VPC', 'plain', { spec: { tags: [{ key: 'a', value: 'b' }] } })
  await stage.clock.advance(30_000)
  expect(await synced(stage, 'VPC', 'plain')).toMatchObject({ status: 'False' })
})
