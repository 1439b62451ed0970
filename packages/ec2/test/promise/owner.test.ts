import { at, isItem } from '@windlass/core'
import { annotation } from '@windlass/core/object'
import type { Stage } from '@windlass/testing'
import { describe, expect, test } from 'vitest'
import { bareVpc, ground, synced } from './ground.ts'
import { adopting, changed, clusterOf, ownedBy, tag, tagsOf, vpcOf, writeStatus } from './world.ts'

const spec = { cidrBlocks: ['10.7.0.0/16'] }
const finalizers = ['finalizers.ec2.services.k8s.aws/VPC']

/** A stage with a VPC that Windlass has not made, and its id. */
async function theirs(tags: readonly object[] = []) {
  const { stage } = await ground()
  const id = await bareVpc(stage, '10.7.0.0/16')
  if (tags.length > 0) await tag(stage, id, tags)
  await stage.clock.advance(5000)
  const from = stage.aws.journal.entries().length
  return { stage, id, calls: () => changed(stage, from), vpcs: stage.aws.at().tables.vpcs }
}

/** The object is deleted, and AWS's stays. */
async function released(stage: Stage, id: string) {
  await stage.delete('VPC', 'main')
  await stage.gone('VPC', 'main')
  await stage.clock.advance(60_000)
  expect(stage.aws.at().tables.vpcs.get(id)).toBeDefined()
}

describe('adoption is refused', () => {
  test('of what carries the tag of another cluster, which is named', async () => {
    const { stage, id, calls } = await theirs(ownedBy('their-uid', 'their-cluster'))
    stage.start()
    await stage.apply(vpcOf('main', spec, adopting({ vpcID: id })))
    await stage.clock.advance(700_000)
    const said = await synced(stage, 'VPC', 'main')
    expect(said).toMatchObject({ status: 'False', reason: 'NotOwned' })
    expect(said.message).toContain('belongs to the cluster their-cluster')
    expect(said.message).toContain('--former-clusters')
    expect(calls()).toEqual([])
    await released(stage, id)
    expect(calls()).toEqual([])
  })

  test('of what carries nothing but the tag of another cluster', async () => {
    const { stage, id, calls } = await theirs(ownedBy('x', 'their-cluster').slice(1))
    stage.start()
    await stage.apply(vpcOf('main', spec, adopting({ vpcID: id })))
    await stage.clock.advance(60_000)
    expect(await synced(stage, 'VPC', 'main')).toMatchObject({ status: 'False', reason: 'NotOwned' })
    expect(calls()).toEqual([])
  })

  test.each([
    ['namespaces', { namespaces: ['default'] }],
    ['labels', { labelSelector: 'shard=one' }],
  ])('by a controller that sees some %s only, of what an object it cannot see may own', async (_, config) => {
    const { stage, id, calls } = await theirs()
    await tag(stage, id, ownedBy('of-another-shard', await clusterOf(stage)))
    const before = calls().length
    stage.start(config)
    await stage.apply(vpcOf('main', spec, adopting({ vpcID: id }), { labels: { shard: 'one' } }))
    await stage.clock.advance(60_000)
    const said = await synced(stage, 'VPC', 'main')
    expect(said).toMatchObject({ status: 'False', reason: 'NotOwned' })
    expect(said.message).toContain('sees a part of the cluster only')
    expect(calls()).toHaveLength(before)
  })

  test('of what a living object manages by its status, before any tag says so', async () => {
    const { stage, id } = await theirs()
    await stage.apply(vpcOf('main', spec, {}, { finalizers }))
    await writeStatus(stage, 'VPC', 'main', { vpcID: id })
    stage.start({ takeOverUntagged: true })
    await stage.apply(vpcOf('second', spec, adopting({ vpcID: id })))
    await stage.clock.advance(60_000)
    const object = await stage.synced('VPC', 'main')
    expect((await synced(stage, 'VPC', 'second')).message).toContain('belongs to VPC default/main')
    expect(tagsOf(stage, id)['services.k8s.aws/uid']).toBe(object.metadata.uid)
  })
})

test('a cluster that a flag names as former has no say: what carries its tag is adopted', async () => {
  const { stage, id } = await theirs(ownedBy('their-uid', 'their-cluster'))
  stage.start({ formerClusters: ['their-cluster'] })
  await stage.apply(vpcOf('main', spec, adopting({ vpcID: id })))
  const object = await stage.synced('VPC', 'main')
  expect(tagsOf(stage, id)).toMatchObject({
    'services.k8s.aws/uid': object.metadata.uid,
    'services.k8s.aws/cluster': await clusterOf(stage),
  })
})

test('what a former cluster owned is not taken without the word of the user', async () => {
  const { stage, id, calls } = await theirs(ownedBy('their-uid', 'their-cluster'))
  await stage.apply(vpcOf('main', spec, {}, { finalizers }))
  await writeStatus(stage, 'VPC', 'main', { vpcID: id })
  stage.start({ formerClusters: ['their-cluster'] })
  await stage.clock.advance(60_000)
  const said = await synced(stage, 'VPC', 'main')
  expect(said).toMatchObject({ status: 'False', reason: 'NotOwned' })
  expect(said.message).toContain('annotate this object with services.k8s.aws/adoption-policy=adopt')
  expect(calls()).toEqual([])
})

test('what a living object of this cluster owned under a former name of the cluster is not adopted by another', async () => {
  const { stage } = await ground()
  const first = stage.start({ clusterId: 'old-name' })
  await stage.apply(vpcOf('main', spec))
  const id = String((await stage.synced('VPC', 'main')).status?.vpcID)
  first.kill()
  stage.start({ clusterId: 'new-name', formerClusters: ['old-name'] })
  await stage.apply(vpcOf('second', spec, adopting({ vpcID: id })))
  await stage.clock.advance(60_000)
  expect((await synced(stage, 'VPC', 'second')).message).toBe(`${id} belongs to VPC default/main`)
  await stage.edit('VPC', 'main', { metadata: { annotations: { 'services.k8s.aws/adoption-policy': 'adopt' } } })
  const object = await stage.synced('VPC', 'main', 60_000)
  await stage.clock.advance(10_000)
  expect(tagsOf(stage, id)).toMatchObject({
    'services.k8s.aws/uid': object.metadata.uid,
    'services.k8s.aws/cluster': 'new-name',
  })
})

test('two clusters of one snapshot, told apart by --cluster-id: one manages, the other leaves AWS alone', async () => {
  const { stage } = await ground()
  const first = stage.start()
  await stage.apply(vpcOf('main', spec))
  const id = String((await stage.synced('VPC', 'main')).status?.vpcID)
  first.kill()
  const tags = tagsOf(stage, id)
  const from = stage.aws.journal.entries().length
  stage.start({ clusterId: 'the-copy' })
  await stage.edit('VPC', 'main', { spec: { tags: [{ key: 'team', value: 'a' }] } })
  await stage.clock.advance(120_000)
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({ status: 'False', reason: 'NotOwned' })
  await released(stage, id)
  expect(changed(stage, from)).toEqual([])
  expect(tagsOf(stage, id)).toEqual(tags)
})

describe('an id in status proves nothing', () => {
  test('written by hand, of an untagged object: it is neither changed nor deleted', async () => {
    const { stage, id, calls } = await theirs()
    await stage.apply(vpcOf('main', spec, {}, { finalizers }))
    await writeStatus(stage, 'VPC', 'main', { vpcID: id })
    stage.start()
    await stage.clock.advance(120_000)
    const said = await synced(stage, 'VPC', 'main')
    expect(said).toMatchObject({ status: 'False', reason: 'NotOwned' })
    expect(said.message).toContain('neither a record of this controller nor a tag in AWS')
    await released(stage, id)
    expect(calls()).toEqual([])
  })

  test('changed by hand, to an object with the tags of ours: that is left alone', async () => {
    const { stage } = await ground()
    stage.start()
    await stage.apply(vpcOf('main', spec))
    const own = String((await stage.synced('VPC', 'main')).status?.vpcID)
    await stage.clock.advance(1_500_000)
    const other = await bareVpc(stage, '10.8.0.0/16')
    await stage.aws.invoke('ec2', 'CreateTags', { Resources: [other], Tags: stage.aws.at().tables.vpcs.get(own)?.Tags })
    await writeStatus(stage, 'VPC', 'main', { vpcID: other })
    await stage.clock.advance(120_000)
    const said = await synced(stage, 'VPC', 'main')
    expect(said).toMatchObject({ status: 'False', reason: 'NotOwned' })
    expect(said.message).toContain(own)
    expect(stage.aws.journal.counts().DeleteVpc).toBeUndefined()
    await writeStatus(stage, 'VPC', 'main', { vpcID: own })
    await stage.synced('VPC', 'main', 700_000)
  })
})

describe('what ACK left', () => {
  // Source of the forms: runtime/pkg/config, flag `resource-tags`.
  const ofAck = (service = 'ec2', namespace = 'default') => [
    { Key: 'services.k8s.aws/controller-version', Value: `${service}-v1.20.0` },
    { Key: 'services.k8s.aws/namespace', Value: namespace },
  ]

  async function left(tags: readonly object[], config = {}) {
    const opened = await theirs(tags)
    const { stage, id } = opened
    await stage.apply(vpcOf('main', spec, {}, { finalizers }))
    await writeStatus(stage, 'VPC', 'main', { vpcID: id })
    stage.start(config)
    await stage.clock.advance(120_000)
    return opened
  }

  test('is taken over by its tags', async () => {
    const { stage, id } = await left(ofAck())
    const object = await stage.synced('VPC', 'main')
    expect(tagsOf(stage, id)['services.k8s.aws/uid']).toBe(object.metadata.uid)
  })

  test.each([
    ['another namespace', ofAck('ec2', 'other')],
    ['another service', ofAck('efs')],
    ['no version', ofAck().slice(1)],
  ])('is not taken over by tags of %s', async (_, tags) => {
    const { stage } = await left(tags)
    expect(await synced(stage, 'VPC', 'main')).toMatchObject({ status: 'False', reason: 'NotOwned' })
  })

  test('is taken over without tags under --take-over-untagged', async () => {
    const { stage, id } = await left([], { takeOverUntagged: true })
    const object = await stage.synced('VPC', 'main')
    expect(tagsOf(stage, id)['services.k8s.aws/uid']).toBe(object.metadata.uid)
  })

  test('is taken over without tags when the user says adopt', async () => {
    const { stage } = await left([])
    await stage.edit('VPC', 'main', { metadata: { annotations: { 'services.k8s.aws/adoption-policy': 'adopt' } } })
    await stage.synced('VPC', 'main', 60_000)
  })
})

/** Makes the record of `main` one that the version before wrote. */
async function aged(stage: Stage) {
  const record: unknown = JSON.parse(
    String(at(await stage.get('VPC', 'main'), 'metadata', 'annotations', annotation.intent)),
  )
  const { uid: _uid, ids: _ids, made: _made, adopted: _adopted, ...old } = isItem(record) ? record : {}
  await stage.edit('VPC', 'main', { metadata: { annotations: { [annotation.intent]: JSON.stringify(old) } } })
}

test('an object adopted by the version before goes on without a write to AWS, and is held to its spec', async () => {
  const { stage, id } = await theirs()
  const before = stage.start()
  await stage.apply(vpcOf('main', { ...spec, enableDNSHostnames: false }, adopting({ vpcID: id })))
  await stage.synced('VPC', 'main')
  before.kill()
  await aged(stage)
  const from = stage.aws.journal.entries().length
  stage.start()
  await stage.clock.advance(300_000)
  await stage.synced('VPC', 'main')
  expect(changed(stage, from)).toEqual([])
  await stage.aws.invoke('ec2', 'ModifyVpcAttribute', { VpcId: id, EnableDnsHostnames: { Value: true } })
  await stage.clock.advance(120_000)
  expect(stage.aws.at().tables.vpcs.get(id)).toMatchObject({ enableDnsHostnames: false })
})

test('an object settled by the version before, whose record names neither UID nor ids, goes on without a write to AWS', async () => {
  const { stage } = await ground()
  const before = stage.start()
  await stage.apply(vpcOf('main', spec))
  await stage.synced('VPC', 'main')
  before.kill()
  await aged(stage)
  const from = stage.aws.journal.entries().length
  stage.start()
  await stage.clock.advance(300_000)
  await stage.synced('VPC', 'main')
  expect(changed(stage, from)).toEqual([])
  await stage.edit('VPC', 'main', { spec: { enableDNSHostnames: true } })
  await stage.clock.advance(60_000)
  await stage.synced('VPC', 'main')
  await stage.delete('VPC', 'main')
  await stage.gone('VPC', 'main')
  expect(stage.aws.at().tables.vpcs.all()).toHaveLength(1)
})
