import { control } from '@windlass/simulator'
import { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { VPC } from '../../src/index.ts'
import { bareVpc, ground, instead, synced, vpcManifest } from './ground.ts'

const intent = 'windlass.dev/intent'

/** The objects of AWS with a range, in a region. */
const having = (stage: Stage, range: string, region?: string) =>
  stage.aws
    .at(undefined, region)
    .tables.vpcs.all()
    .filter(({ CidrBlock }) => CidrBlock === range)

/** A VPC in sync, and what `kubectl get -o yaml` would take along of it: its annotations, and its status if that is asked for. */
async function copied() {
  const { stage } = await ground()
  stage.start()
  await stage.apply(vpcManifest)
  const object = await stage.synced('VPC', 'main')
  await stage.clock.advance(600_000)
  return { stage, annotations: object.metadata.annotations ?? {}, id: String(object.status?.vpcID) }
}

const manifest = (name: string, range: string, annotations: Readonly<Record<string, string>>) => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPC
metadata: { name: ${name}, annotations: ${JSON.stringify(annotations)} }
spec: { cidrBlocks: [${range}] }
`

test('a copy of a manifest with another name and range is made at once: the record of the original is not its own', async () => {
  const { stage, annotations } = await copied()
  expect(annotations[intent]).toBeDefined()
  await stage.apply(manifest('copy', '10.8.0.0/16', annotations))
  await stage.synced('VPC', 'copy', 5000)
  expect(having(stage, '10.8.0.0/16')).toHaveLength(1)
  const copy = await stage.get('VPC', 'copy')
  expect(JSON.parse(copy?.metadata.annotations?.[intent] ?? '')).toMatchObject({ uid: copy?.metadata.uid })
})

test('a copy that names another region is made there', async () => {
  const { stage, annotations } = await copied()
  await stage.apply(manifest('copy', '10.8.0.0/16', { ...annotations, 'services.k8s.aws/region': 'eu-central-1' }))
  await stage.synced('VPC', 'copy')
  expect(having(stage, '10.8.0.0/16', 'eu-central-1')).toHaveLength(1)
  expect(having(stage, '10.8.0.0/16')).toHaveLength(0)
})

test('a copy as a reader makes nothing, and one that adopts takes over what it names', async () => {
  const { stage, annotations } = await copied()
  const fields = (vpcID: string) => ({ 'services.k8s.aws/adoption-fields': JSON.stringify({ vpcID }) })
  const free = await bareVpc(stage, '10.9.0.0/16')
  const read = { ...annotations, ...fields(free), 'services.k8s.aws/read-only': 'true' }
  await stage.apply(manifest('reader', '10.9.0.0/16', read))
  const adopt = { ...annotations, ...fields(free), 'services.k8s.aws/adoption-policy': 'adopt' }
  await stage.apply(manifest('owner', '10.9.0.0/16', adopt))
  await stage.clock.advance(600_000)
  expect((await stage.get('VPC', 'owner'))?.status?.vpcID).toBe(free)
  expect(having(stage, '10.9.0.0/16')).toHaveLength(1)
})

test('an object restored without its status and with another UID is adopted, and nothing is made', async () => {
  const { stage, annotations, id } = await copied()
  await stage.edit('VPC', 'main', { metadata: { annotations: { 'services.k8s.aws/deletion-policy': 'retain' } } })
  await stage.delete('VPC', 'main')
  await stage.gone('VPC', 'main')
  const fields = JSON.stringify({ vpcID: id })
  const adopt = { 'services.k8s.aws/adoption-policy': 'adopt', 'services.k8s.aws/adoption-fields': fields }
  await stage.apply(manifest('main', '10.7.0.0/16', { ...annotations, ...adopt }))
  const object = await stage.synced('VPC', 'main', 60_000)
  expect(object.status?.vpcID).toBe(id)
  await stage.clock.advance(1_200_000)
  expect(having(stage, '10.7.0.0/16')).toHaveLength(1)
})

test('a status that was wiped finds its object on record, though no search shows it', async () => {
  const { stage, id } = await copied()
  const over = instead(stage, ({ operation, input }) =>
    operation === 'DescribeVpcs' && JSON.stringify(input).includes('tag:') ? { Vpcs: [] } : undefined,
  )
  const resource = { group: 'ec2.services.k8s.aws', version: 'v1alpha1', plural: 'vpcs', kind: 'VPC', namespaced: true }
  const at = { name: 'main', namespace: 'default', subresource: 'status' as const }
  const signal = new AbortController().signal
  await stage.kube.mergePatch(resource, at, { status: { vpcID: null, state: null, ackResourceMetadata: null } }, signal)
  await stage.clock.advance(60_000)
  over()
  expect((await stage.synced('VPC', 'main')).status?.vpcID).toBe(id)
  expect(having(stage, '10.7.0.0/16')).toHaveLength(1)
})

test.each(['is kept', 'is deleted'])(
  'a record stripped while the outcome of a create is unknown leaves one object: it %s',
  async (then) => {
    const { stage } = await ground()
    control(stage.aws, { do: 'fault', fault: 'drop', operation: 'CreateVpc', times: 1 })
    // The tag index lags for a minute.
    const over = instead(stage, ({ operation, input }) =>
      operation === 'DescribeVpcs' && JSON.stringify(input).includes('tag:') ? { Vpcs: [] } : undefined,
    )
    stage.start()
    await stage.apply(vpcManifest)
    await stage.clock.advance(5000)
    expect(having(stage, '10.7.0.0/16')).toHaveLength(1)
    await stage.edit('VPC', 'main', { metadata: { annotations: { [intent]: null } } })
    if (then === 'is deleted') await stage.delete('VPC', 'main')
    await stage.clock.advance(60_000)
    expect(await synced(stage, 'VPC', 'main')).toMatchObject({ reason: 'CreateOutcomeUnknown' })
    over()
    if (then === 'is deleted') await stage.gone('VPC', 'main')
    else await stage.synced('VPC', 'main')
    await stage.clock.advance(1_200_000)
    expect(having(stage, '10.7.0.0/16')).toHaveLength(then === 'is deleted' ? 0 : 1)
  },
)

test('a first create finds what carries the owner tags already, where the record of it was rolled back', async () => {
  const stage = await Stage.open({ kinds: [VPC] })
  await stage.apply(vpcManifest)
  const uid = (await stage.get('VPC', 'main'))?.metadata.uid ?? ''
  const cluster = (await stage.kube.get(namespaces, { name: 'kube-system' }, new AbortController().signal)).metadata.uid
  const made = await bareVpc(stage, '10.7.0.0/16')
  const Tags = [
    { Key: 'services.k8s.aws/uid', Value: uid },
    { Key: 'services.k8s.aws/cluster', Value: cluster },
  ]
  await stage.aws.invoke('ec2', 'CreateTags', { Resources: [made], Tags })
  await stage.clock.advance(5000)
  stage.start()
  expect((await stage.synced('VPC', 'main')).status?.vpcID).toBe(made)
  expect(having(stage, '10.7.0.0/16')).toHaveLength(1)
})

const namespaces = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false }

test('adopt-or-create adopts what one reply leaves out, and makes one only where AWS states that there is none', async () => {
  const { stage, vpc } = await ground()
  const fields = (vpcID: string) => ({
    'services.k8s.aws/adoption-policy': 'adopt-or-create',
    'services.k8s.aws/adoption-fields': JSON.stringify({ vpcID }),
  })
  let empty = true
  instead(stage, ({ operation }) => {
    if (operation !== 'DescribeVpcs' || !empty) return undefined
    empty = false
    return { Vpcs: [] }
  })
  stage.start()
  await stage.apply(manifest('named', '10.0.0.0/16', fields(vpc)))
  await stage.apply(manifest('free', '10.9.0.0/16', fields('vpc-00000000000000000')))
  expect((await stage.synced('VPC', 'named')).status?.vpcID).toBe(vpc)
  await stage.synced('VPC', 'free')
  expect(having(stage, '10.0.0.0/16')).toHaveLength(1)
  expect(having(stage, '10.9.0.0/16')).toHaveLength(1)
})

test('an adopted object that is gone is not made anew: it says so, and what would have one made', async () => {
  const { stage, vpc } = await ground()
  const annotations = {
    'services.k8s.aws/adoption-policy': 'adopt',
    'services.k8s.aws/adoption-fields': JSON.stringify({ vpcID: vpc }),
  }
  stage.start()
  await stage.apply(manifest('main', '10.0.0.0/16', annotations))
  await stage.synced('VPC', 'main')
  await stage.clock.advance(600_000)
  await stage.aws.invoke('ec2', 'DeleteVpc', { VpcId: vpc })
  await stage.clock.advance(600_000)
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({ status: 'False', reason: 'AdoptedGone' })
  expect(having(stage, '10.0.0.0/16')).toHaveLength(0)
  const policy = { 'services.k8s.aws/adoption-policy': 'adopt-or-create' }
  await stage.edit('VPC', 'main', { metadata: { annotations: policy } })
  await stage.synced('VPC', 'main')
  expect(having(stage, '10.0.0.0/16')).toHaveLength(1)
})
