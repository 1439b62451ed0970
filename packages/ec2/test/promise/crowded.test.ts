import { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { VPC } from '../../src/index.ts'
import { bareVpc, synced } from './ground.ts'
import { adopting, changed, tag, tagsOf, vpcOf } from './world.ts'

/** What ACK writes on every object, and its users have in their flags. */
const resourceTags = [
  { key: 'services.k8s.aws/controller-version', format: '%CONTROLLER_SERVICE%-%CONTROLLER_VERSION%' },
  { key: 'services.k8s.aws/namespace', format: '%K8S_NAMESPACE%' },
]
const own = (count: number) => Array.from({ length: count }, (_, nth) => ({ key: `tag-${nth}`, value: 'x' }))

async function open() {
  const stage = await Stage.open({ kinds: [VPC], config: { resourceTags } })
  stage.start()
  const make = (count: number, annotations = {}) =>
    stage.apply(vpcOf('main', { cidrBlocks: ['10.9.0.0/16'], tags: own(count) }, annotations))
  const refused = () => changed(stage).filter(({ error }) => error !== undefined)
  const keys = (id: unknown) => Object.keys(tagsOf(stage, String(id)))
  return { stage, make, refused, keys }
}

// 50 tags an object, those of AWS not counted: EC2 user guide, "Tag restrictions".
test.each([46, 47, 48])('%d tags of the user are in AWS, beside the two of the owner', async (count) => {
  const { stage, make, refused, keys } = await open()
  await make(count)
  const { status } = await stage.synced('VPC', 'main')
  expect(keys(status?.vpcID)).toHaveLength(50)
  expect(keys(status?.vpcID)).toEqual(expect.arrayContaining(own(count).map(({ key }) => key)))
  await stage.clock.advance(300_000)
  expect(refused()).toEqual([])
})

test('more than that are too many, and how many is said before anything is created', async () => {
  const { stage, make } = await open()
  await make(51)
  await stage.clock.advance(10_000)
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({
    status: 'False',
    reason: 'InvalidSpec',
    message: 'tags: 51 are declared, and AWS takes 48 beside the two that name the owner of an object: remove 3',
  })
  expect(stage.aws.at().tables.vpcs.size).toBe(0)
  await make(48)
  await stage.synced('VPC', 'main')
})

test('an object that gets too many keeps those it has, and its other fields are looked after', async () => {
  const { stage, make, keys, refused } = await open()
  await make(40)
  const { status } = await stage.synced('VPC', 'main')
  await stage.edit('VPC', 'main', { spec: { tags: own(49), enableDNSHostnames: true } })
  await stage.clock.advance(20_000)
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({ status: 'False', reason: 'InvalidSpec' })
  expect(keys(status?.vpcID)).toHaveLength(44)
  expect(stage.aws.at().tables.vpcs.get(String(status?.vpcID))).toMatchObject({
    enableDnsHostnames: true,
  })
  expect(refused()).toEqual([])
})

test('a VPC that ACK has tagged is taken over though it is full: the default tags give way', async () => {
  const { stage, make, keys, refused } = await open()
  const id = await bareVpc(stage, '10.9.0.0/16')
  await stage.clock.advance(5000)
  const theirs = [
    { Key: 'services.k8s.aws/controller-version', Value: 'ec2-v1.20.0' },
    { Key: 'services.k8s.aws/namespace', Value: 'default' },
  ]
  await tag(stage, id, [...own(48).map(({ key, value }) => ({ Key: key, Value: value })), ...theirs])
  await make(48, adopting({ vpcID: id }))
  await stage.synced('VPC', 'main')
  expect(keys(id)).toHaveLength(50)
  expect(keys(id)).toContain('services.k8s.aws/uid')
  await stage.clock.advance(300_000)
  await stage.synced('VPC', 'main')
  expect(refused()).toEqual([])
})
