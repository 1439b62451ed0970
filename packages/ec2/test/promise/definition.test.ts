import { crdOf } from '@windlass/core/generate'
import { KubeError, type KubeRequest } from '@windlass/core/kube'
import type { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { VPC } from '../../src/index.ts'
import { ground, subnet, synced, vpcManifest } from './ground.ts'
import { exposed } from './weather.ts'

const crds = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
}
const name = 'vpcs.ec2.services.k8s.aws'
const forever = new AbortController().signal
const policy = 'services.k8s.aws/deletion-policy'
const definition = ({ method, path }: KubeRequest) => method === 'GET' && path.endsWith(`/${name}`)

/** `kubectl delete crd`: the API server then deletes every object of the kind, and the definition when they are gone. */
async function undefine(stage: Stage) {
  await stage.kube.delete(crds, { name }, {}, forever)
  await stage.clock.settle()
}

const there = (stage: Stage, id: string) => stage.aws.at().tables.vpcs.get(id)
const absent = async (stage: Stage) => {
  try {
    await stage.kube.get(crds, { name }, forever)
    return false
  } catch {
    return true
  }
}

/** A VPC in sync, and its id. */
async function settled(annotations = '') {
  const { stage } = await ground()
  const manifest = vpcManifest.replace('name: main', `name: main, annotations: { ${annotations} }`)
  stage.start()
  await stage.apply(manifest)
  return { stage, manifest, id: String((await stage.synced('VPC', 'main')).status?.vpcID) }
}

test('a definition that is deleted leaves AWS as it is, and what it leaves still says whose it was', async () => {
  const { stage, id } = await settled()
  await undefine(stage)
  await stage.until(() => absent(stage), 60_000)
  await stage.clock.advance(60_000)
  const tags = there(stage, id)?.Tags?.map(({ Key }) => Key)
  expect(tags).toContain('services.k8s.aws/uid')
  expect(tags).toContain('services.k8s.aws/cluster')
})

test('an object that says delete by its own annotation is deleted with its definition', async () => {
  const { stage, id } = await settled(`${policy}: delete`)
  await undefine(stage)
  await stage.until(() => absent(stage), 60_000)
  expect(there(stage, id)).toBeUndefined()
})

test('a definition that is deleted and applied again makes nothing twice of what is adopted', async () => {
  const { stage, id } = await settled()
  await undefine(stage)
  await stage.until(() => absent(stage), 60_000)
  stage.cluster.install([crdOf(VPC)])
  await stage.clock.advance(30_000)
  const adoption = `services.k8s.aws/adoption-policy: adopt, services.k8s.aws/adoption-fields: '{"vpcID": "${id}"}'`
  await stage.apply(vpcManifest.replace('name: main', `name: main, annotations: { ${adoption} }`))
  const object = await stage.synced('VPC', 'main')
  expect(object.status?.vpcID).toBe(id)
  const alike = stage.aws
    .at()
    .tables.vpcs.all()
    .filter(({ CidrBlock }) => CidrBlock === '10.7.0.0/16')
  expect(alike).toHaveLength(1)
})

test('the definition of one kind is no matter of another', async () => {
  const { stage, vpc } = await ground()
  stage.start()
  await stage.apply(subnet(vpc))
  await stage.synced('Subnet', 'one')
  await undefine(stage)
  await stage.delete('Subnet', 'one')
  await stage.gone('Subnet', 'one', 60_000)
  expect(stage.aws.at().tables.subnets.all()).toEqual([])
})

test('a deletion seen a moment before the definition is read is judged by what is read after it', async () => {
  const { stage } = await ground()
  exposed(stage, (request) => (definition(request) ? { answer: 5000 } : undefined))
  stage.start()
  const twin = vpcManifest.replace('name: main', 'name: other').replace('10.7.', '10.8.')
  await stage.apply(`${vpcManifest}---${twin}`)
  const ids = [await stage.synced('VPC', 'main'), await stage.synced('VPC', 'other')]
  await stage.delete('VPC', 'other')
  await stage.clock.advance(1000)
  await undefine(stage)
  await stage.until(() => absent(stage), 120_000)
  expect(there(stage, String(ids[0]?.status?.vpcID))).toBeDefined()
})

test('settled objects cost no look at their definition, and a hundred deletions a handful', async () => {
  const { stage } = await ground()
  let reads = 0
  exposed(stage, (request) => {
    if (definition(request)) reads++
    return definition(request) ? 200 : undefined
  })
  stage.start()
  const manifests = Array.from({ length: 100 }, (_, i) =>
    vpcManifest.replace('name: main', `name: v${i}`).replace('10.7.', `10.${100 + i}.`),
  )
  await stage.apply(manifests.join('---'))
  for (let i = 0; i < 100; i++) await stage.synced('VPC', `v${i}`)
  await stage.clock.advance(600_000)
  expect(reads).toBe(0)
  for (let i = 0; i < 100; i++) await stage.delete('VPC', `v${i}`)
  await stage.until(async () => (await stage.list('VPC')).length === 0, 120_000)
  expect(reads).toBeLessThan(10)
})

test('a controller that may not read definitions says so for a minute, then deletes', async () => {
  const { stage } = await ground()
  const words = `customresourcedefinitions.apiextensions.k8s.io "${name}" is forbidden: User "a" cannot get resource`
  exposed(stage, (request) => (definition(request) ? new KubeError(403, 'Forbidden', words) : undefined))
  stage.start()
  await stage.apply(vpcManifest)
  const id = String((await stage.synced('VPC', 'main')).status?.vpcID)
  await stage.delete('VPC', 'main')
  await stage.clock.advance(30_000)
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({
    reason: 'DefinitionUnknown',
    message: expect.stringContaining(words),
  })
  expect(there(stage, id)).toBeDefined()
  await stage.gone('VPC', 'main', 60_000)
  expect(there(stage, id)).toBeUndefined()
})

test('a flag deletes with the definition, as ACK does, and asks nothing', async () => {
  const { stage } = await ground()
  let reads = 0
  exposed(stage, (request) => {
    if (definition(request)) reads++
    return undefined
  })
  stage.start({ definitionDeletion: 'default' })
  await stage.apply(vpcManifest)
  const id = String((await stage.synced('VPC', 'main')).status?.vpcID)
  await undefine(stage)
  await stage.until(() => absent(stage), 60_000)
  expect(there(stage, id)).toBeUndefined()
  expect(reads).toBe(0)
})
