import { at } from '@windlass/core'
import type { Stage } from '@windlass/testing'
import { describe, expect, test } from 'vitest'
import { events, ground, synced } from './ground.ts'
import { adopting, changed, tagsOf, vpcOf } from './world.ts'

/** A VPC with two ranges that was there before, and a controller. */
async function found(policy = 'adopt', spec: object = { cidrBlocks: ['10.71.0.0/16'] }, config = {}) {
  const { stage } = await ground()
  const call = (operation: string, input: object) => stage.aws.invoke('ec2', operation, input)
  await call('CreateVpc', { CidrBlock: '10.71.0.0/16' })
  const vpcs = stage.aws.at().tables.vpcs
  const id = vpcs.all().find(({ CidrBlock }) => CidrBlock === '10.71.0.0/16')?.id ?? ''
  await call('AssociateVpcCidrBlock', { VpcId: id, CidrBlock: '10.72.0.0/16' })
  await call('CreateTags', { Resources: [id], Tags: [{ Key: 'team', Value: 'before' }] })
  await stage.clock.advance(60_000)
  const from = stage.aws.journal.entries().length
  const actor = stage.start(config)
  await stage.apply(vpcOf('main', spec, adopting({ vpcID: id }, policy)))
  await stage.clock.advance(120_000)
  const calls = () => changed(stage, from)
  return { stage, call, id, actor, calls, ranges: () => ranges(stage, id) }
}

const ranges = (stage: Stage, id: string) =>
  (stage.aws.at().tables.vpcs.get(id)?.CidrBlockAssociationSet ?? [])
    .filter(({ CidrBlockState }) => CidrBlockState?.State === 'associated')
    .map(({ CidrBlock }) => CidrBlock)

const both = ['10.71.0.0/16', '10.72.0.0/16']

test('adopt takes AWS as it is: a range that the manifest does not list stays, and the condition lists the field', async () => {
  const { stage, calls, ranges, actor } = await found()
  expect(ranges()).toEqual(both)
  const said = await synced(stage, 'VPC', 'main')
  expect(said).toMatchObject({ status: 'False', reason: 'AdoptedDiffers' })
  expect(said.message).toContain('cidrBlocks (spec ["10.71.0.0/16"], AWS ["10.71.0.0/16","10.72.0.0/16"])')
  actor.kill()
  stage.start()
  await stage.clock.advance(3_600_000)
  expect(ranges()).toEqual(both)
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({ reason: 'AdoptedDiffers' })
  expect(calls().map(({ operation }) => operation)).toEqual(['CreateTags'])
})

test('what adopt writes to AWS is the owner tags, whatever tags the manifest declares', async () => {
  const tags = [{ key: 'team', value: 'after' }]
  const resourceTags = [{ key: 'made-by', format: 'windlass' }]
  const { stage, calls, id } = await found('adopt', { cidrBlocks: both, tags }, { resourceTags })
  expect(Object.keys(tagsOf(stage, id)).sort()).toEqual(['services.k8s.aws/cluster', 'services.k8s.aws/uid', 'team'])
  expect(tagsOf(stage, id)).toMatchObject({ team: 'before' })
  expect(calls().map(({ operation }) => operation)).toEqual(['CreateTags'])
  expect((await synced(stage, 'VPC', 'main')).message).toContain('tags')
})

test('an edit of the spec to what AWS has ends the difference', async () => {
  const { stage, ranges } = await found()
  await stage.edit('VPC', 'main', { spec: { cidrBlocks: both } })
  await stage.synced('VPC', 'main', 60_000)
  expect(ranges()).toEqual(both)
})

test('once the spec is edited it holds', async () => {
  const { stage, ranges } = await found()
  await stage.edit('VPC', 'main', { spec: { enableDNSHostnames: true } })
  await stage.synced('VPC', 'main', 120_000)
  expect(ranges()).toEqual(['10.71.0.0/16'])
})

test('under adopt-or-create the manifest wins', async () => {
  const { stage, ranges } = await found('adopt-or-create')
  await stage.synced('VPC', 'main', 120_000)
  expect(ranges()).toEqual(['10.71.0.0/16'])
})

test('the policy adopt-or-create, given later, makes the manifest win', async () => {
  const { stage, ranges } = await found()
  const annotations = { 'services.k8s.aws/adoption-policy': 'adopt-or-create' }
  await stage.edit('VPC', 'main', { metadata: { annotations } })
  await stage.synced('VPC', 'main', 120_000)
  expect(ranges()).toEqual(['10.71.0.0/16'])
})

test('an adopted object in sync is held to what its spec says, filled in or not, from then on', async () => {
  const { stage, id, call } = await found('adopt', { cidrBlocks: both, enableDNSHostnames: false })
  await stage.synced('VPC', 'main')
  await call('ModifyVpcAttribute', { VpcId: id, EnableDnsHostnames: { Value: true } })
  await stage.clock.advance(180_000)
  expect(stage.aws.at().tables.vpcs.get(id)).toMatchObject({ enableDnsHostnames: false })
  await stage.synced('VPC', 'main')
})

test('in plan mode nothing is adopted', async () => {
  const { stage } = await ground()
  await stage.clock.advance(10_000)
  const [vpc] = stage.aws.at().tables.vpcs.all()
  stage.start()
  const notes = { ...adopting({ vpcID: vpc?.id }), 'windlass.dev/mode': 'plan' }
  await stage.apply(vpcOf('main', { cidrBlocks: ['10.0.0.0/16'] }, notes))
  await stage.clock.advance(60_000)
  const object = await stage.get('VPC', 'main')
  expect(object?.metadata.finalizers).toBeUndefined()
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({ reason: 'Planned', message: `Would adopt ${vpc?.id}` })
})

describe('what becomes of it in the end', () => {
  const notes = async (stage: Stage) => (await events(stage, 'Adopted')).map((event) => at(event, 'note'))

  test('follows the deletion policy, and the Event says so', async () => {
    const { stage, id } = await found('adopt', { cidrBlocks: both })
    expect(await notes(stage)).toEqual([`VPC ${id}. When this object is deleted, it is deleted too`])
    await stage.delete('VPC', 'main')
    await stage.gone('VPC', 'main')
    expect(stage.aws.at().tables.vpcs.get(id)).toBeUndefined()
  })

  test('with --adopted-deletion-policy retain it is kept, and the Event says so', async () => {
    const { stage, id } = await found('adopt', { cidrBlocks: both }, { adoptedDeletionPolicy: 'retain' })
    expect(await notes(stage)).toEqual([`VPC ${id}. When this object is deleted, it is kept`])
    await stage.delete('VPC', 'main')
    await stage.gone('VPC', 'main')
    expect(stage.aws.at().tables.vpcs.get(id)).toBeDefined()
  })

  test('an annotation of the object comes before that flag', async () => {
    const { stage, id } = await found('adopt', { cidrBlocks: both }, { adoptedDeletionPolicy: 'retain' })
    await stage.edit('VPC', 'main', { metadata: { annotations: { 'services.k8s.aws/deletion-policy': 'delete' } } })
    await stage.delete('VPC', 'main')
    await stage.gone('VPC', 'main')
    expect(stage.aws.at().tables.vpcs.get(id)).toBeUndefined()
  })
})
