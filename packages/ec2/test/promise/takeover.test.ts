import { resourceOf } from '@windlass/core/kube'
import { expect, test } from 'vitest'
import { ground, synced } from './ground.ts'
import { adopting, changed, clusterOf, tagsOf, vpcOf, writeStatus } from './world.ts'

const spec = { cidrBlocks: ['10.7.0.0/16'] }
const adopt = { metadata: { annotations: { 'services.k8s.aws/adoption-policy': 'adopt' } } }
const never = new AbortController().signal

/**
 * A VPC object that is lost from Kubernetes, and restored under a new UID: with its annotations, its finalizers and, where the
 * backup has it, its status.
 */
async function lost(withStatus: boolean) {
  const { stage } = await ground()
  const before = stage.start()
  await stage.apply(vpcOf('main', spec))
  const object = await stage.synced('VPC', 'main')
  const id = String(object.status?.vpcID)
  before.kill()
  const vpcs = resourceOf(stage.kind('VPC').target)
  await stage.edit('VPC', 'main', { metadata: { finalizers: null } })
  await stage.delete('VPC', 'main')
  const { annotations, finalizers } = object.metadata
  const from = stage.aws.journal.entries().length
  const restore = async (more: Readonly<Record<string, string>> = {}) => {
    const metadata = { name: 'main', namespace: 'default', annotations: { ...annotations, ...more }, finalizers }
    await stage.kube.create(vpcs, { metadata, spec: object.spec }, never)
    if (withStatus) await writeStatus(stage, 'VPC', 'main', { ...object.status })
  }
  return { stage, id, old: object.metadata.uid, restore, calls: () => changed(stage, from) }
}

test('an object restored with its status says whose AWS object it names and how to take it over, and then does', async () => {
  const { stage, id, old, restore, calls } = await lost(true)
  await restore()
  stage.start()
  await stage.clock.advance(120_000)
  const said = await synced(stage, 'VPC', 'main')
  expect(said).toMatchObject({ status: 'False', reason: 'NotOwned' })
  expect(said.message).toBe(
    `${id} was made for the object of this cluster with the UID ${old}, which lives no more. To take it over, annotate this object with services.k8s.aws/adoption-policy=adopt`,
  )
  expect(calls()).toEqual([])
  await stage.edit('VPC', 'main', adopt)
  const object = await stage.synced('VPC', 'main', 30_000)
  expect(object.status?.vpcID).toBe(id)
  expect(tagsOf(stage, id)['services.k8s.aws/uid']).toBe(object.metadata.uid)
  expect(calls().map(({ operation }) => operation)).toEqual(['CreateTags'])
})

test('the way out of the message works after a restart, too, and takes the right object with it in the end', async () => {
  const { stage, id, restore } = await lost(true)
  await restore()
  const first = stage.start()
  await stage.clock.advance(60_000)
  await stage.edit('VPC', 'main', adopt)
  await stage.clock.advance(2000)
  first.kill()
  stage.start()
  await stage.synced('VPC', 'main')
  await stage.delete('VPC', 'main')
  await stage.gone('VPC', 'main')
  expect(stage.aws.at().tables.vpcs.get(id)).toBeUndefined()
})

test('a restored object that says adopt already is taken over, and nothing is made', async () => {
  const { stage, id, restore, calls } = await lost(true)
  await restore({ 'services.k8s.aws/adoption-policy': 'adopt' })
  stage.start()
  await stage.clock.advance(60_000)
  const object = await stage.synced('VPC', 'main')
  expect(object.status?.vpcID).toBe(id)
  expect(tagsOf(stage, id)['services.k8s.aws/uid']).toBe(object.metadata.uid)
  expect(calls().map(({ operation }) => operation)).toEqual(['CreateTags'])
})

test('a restored object that names another AWS object for adoption than its status does is not taken over', async () => {
  const { stage, restore, calls } = await lost(true)
  await restore(adopting({ vpcID: 'vpc-00000000000000000' }))
  stage.start()
  await stage.clock.advance(120_000)
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({ status: 'False', reason: 'NotOwned' })
  expect(calls()).toEqual([])
})

test('what belonged to an object of this cluster that lives no more is adopted', async () => {
  const { stage, id } = await lost(false)
  stage.start()
  await stage.apply(vpcOf('next', spec, adopting({ vpcID: id })))
  const object = await stage.synced('VPC', 'next')
  expect(tagsOf(stage, id)).toMatchObject({
    'services.k8s.aws/uid': object.metadata.uid,
    'services.k8s.aws/cluster': await clusterOf(stage),
  })
})

test('a controller that sees a part of the cluster does not take a restored object over', async () => {
  const { stage, restore, calls } = await lost(true)
  await restore({ 'services.k8s.aws/adoption-policy': 'adopt' })
  stage.start({ namespaces: ['default'] })
  await stage.clock.advance(120_000)
  const said = await synced(stage, 'VPC', 'main')
  expect(said).toMatchObject({ status: 'False', reason: 'NotOwned' })
  expect(said.message).toContain('sees a part of the cluster only')
  expect(calls()).toEqual([])
})
