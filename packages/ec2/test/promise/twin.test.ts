import { resourceOf } from '@windlass/core/kube'
import { sleep } from '@windlass/core/time'
import { control } from '@windlass/simulator'
import type { Stage } from '@windlass/testing'
import { describe, expect, test } from 'vitest'
import { VPC } from '../../src/index.ts'
import { story } from '../story.ts'
import { events } from './ground.ts'

/** Long enough for three listings at ease and some in a hurry. */
const long = 1_200_000

const manifest = (kind: string, spec: string, annotations = '') => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: ${kind}
metadata: { name: one${annotations === '' ? '' : `, annotations: { ${annotations} }`} }
spec: ${spec}
`

const cases = [
  { kind: 'VPC', create: 'CreateVpc', spec: '{ cidrBlocks: [10.7.0.0/16] }', field: 'vpcID', table: 'vpcs' },
  {
    kind: 'InternetGateway',
    create: 'CreateInternetGateway',
    spec: '{}',
    field: 'internetGatewayID',
    table: 'internetGateways',
  },
  {
    kind: 'ElasticIPAddress',
    create: 'AllocateAddress',
    spec: '{}',
    field: 'allocationID',
    table: 'addresses',
  },
  {
    kind: 'DHCPOptions',
    create: 'CreateDhcpOptions',
    spec: '{ dhcpConfigurations: [{ key: domain-name, values: [example.com] }] }',
    field: 'dhcpOptionsID',
    table: 'dhcpOptions',
  },
] as const

type Case = (typeof cases)[number]

/** Ids of the AWS objects that carry the owner tag of the object. */
async function owned(stage: Stage, { kind, table }: Case): Promise<readonly string[]> {
  const uid = (await stage.get(kind, 'one'))?.metadata.uid
  const rows: readonly {
    readonly id: string
    readonly Tags?: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined
  }[] = stage.aws.at().tables[table].all()
  return rows.filter((row) => row.Tags?.some(({ Value }) => Value === uid)).map(({ id }) => id)
}

/** The AWS of the stage receives every create of this name a second time, `ms` later. */
function twice(stage: Stage, create: string, ms: number): void {
  const invoke = stage.aws.invoke.bind(stage.aws)
  let done = false
  stage.aws.invoke = async (service, operation, ...call) => {
    if (operation === create && !done) {
      done = true
      stage.clock.after(ms, () => void invoke(service, operation, ...call))
    }
    return await invoke(service, operation, ...call)
  }
}

const id = async (stage: Stage, { kind, field }: Case) => String((await stage.get(kind, 'one'))?.status?.[field])

async function advice(stage: Stage, kind: string) {
  const conditions = (await stage.get(kind, 'one'))?.status?.conditions
  if (!Array.isArray(conditions)) return undefined
  return conditions.find((one) => one.type === 'ACK.Advisory')?.message
}

/** An object in sync, with a second AWS object that a repeated create has made; the ids of both. */
async function doubled(
  of: Case,
  annotations = '',
  ms = 5000,
  prepare: (cluster: Stage['cluster']) => void = () => undefined,
) {
  const opened = await story({}, prepare)
  const { stage } = opened
  twice(stage, of.create, ms)
  await stage.apply(manifest(of.kind, of.spec, annotations))
  await stage.synced(of.kind, 'one')
  await stage.clock.advance(ms)
  const own = await id(stage, of)
  const all = await owned(stage, of)
  expect(all).toHaveLength(2)
  return { ...opened, own, twin: all.find((each) => each !== own) ?? '' }
}

const vpc = cases[0]

describe.each(cases)('$kind', (of) => {
  test('a second object that a create delivered twice has made is deleted, and told of', async () => {
    const { stage, own, twin } = await doubled(of)
    await stage.until(async () => (await owned(stage, of)).length === 1, long)
    expect(await owned(stage, of)).toEqual([own])
    expect(await id(stage, of)).toBe(own)
    const [event] = await events(stage, 'TwinRemoved')
    expect(JSON.stringify(event)).toContain(twin)
    await stage.until(async () => (await advice(stage, of.kind)) === undefined, long)
    await stage.synced(of.kind, 'one')
  })

  test('a second object that a create delivered after the quarantine has made is deleted', async () => {
    const { stage } = await story()
    const invoke = stage.aws.invoke.bind(stage.aws)
    let lost = false
    stage.aws.invoke = async (service, operation, ...call) => {
      if (operation !== of.create || lost) return await invoke(service, operation, ...call)
      lost = true
      stage.clock.after(600_000, () => void invoke(service, operation, ...call))
      throw Object.assign(new Error('reset'), { name: 'ECONNRESET', code: 'ECONNRESET' })
    }
    await stage.apply(manifest(of.kind, of.spec))
    await stage.synced(of.kind, 'one')
    const own = await id(stage, of)
    await stage.until(async () => (await owned(stage, of)).length === 2, long)
    await stage.until(async () => (await owned(stage, of)).length === 1, long)
    expect(await owned(stage, of)).toEqual([own])
  })

  test('deleting the object takes a second one along that nobody had noticed yet', async () => {
    const { stage } = await doubled(of)
    await stage.delete(of.kind, 'one')
    const tables = () => stage.aws.at().tables[of.table].size
    const before = tables()
    await stage.gone(of.kind, 'one')
    expect(before - tables()).toBe(2)
  })
})

test('two leaders delete one of two objects, and agree on which', async () => {
  const { stage, own } = await doubled(vpc)
  stage.start()
  await stage.clock.advance(long)
  expect(await owned(stage, vpc)).toEqual([own])
  expect(await id(stage, vpc)).toBe(own)
})

test('nothing is deleted that could not be written down before as never to be ours', async () => {
  const { stage } = await doubled(vpc)
  const metadata = /vpcs\/one$/
  stage.cluster.faults.refuse({
    status: 409,
    times: 1e6,
    match: ({ path, method }) => method === 'PATCH' && metadata.test(path),
  })
  await stage.clock.advance(long)
  expect(await owned(stage, vpc)).toHaveLength(2)
  expect(stage.aws.journal.counts().DeleteVpc).toBeUndefined()
})

test('a leader that sees Kubernetes as it was does not delete what status names by now', async () => {
  let frozen = false
  const { stage, twin } = await doubled(vpc, '', 5000, (cluster) => {
    const open = cluster.transport.bind(cluster)
    cluster.transport = (agent) => {
      const whole = open(agent)
      return {
        request: (request) => whole.request(request),
        async *watch(request) {
          for await (const event of whole.watch(request)) {
            while (frozen) await sleep(stage.clock, 1000)
            yield event
          }
        },
      }
    }
  })
  frozen = true
  await stage.kube.mergePatch(
    resourceOf(VPC.target),
    { name: 'one', namespace: 'default', subresource: 'status' },
    { status: { vpcID: twin } },
    new AbortController().signal,
  )
  await stage.clock.advance(500_000)
  expect(stage.aws.at().tables.vpcs.get(twin)).toBeDefined()
  frozen = false
  await stage.clock.advance(long)
  // Neither is deleted by what a hand wrote into status: our record has held the other one.
  expect(await owned(stage, vpc)).toHaveLength(2)
})

describe('what is left alone, and why it says', () => {
  const kept: readonly [string, string, string][] = [
    ['of an object whose deletion policy is to retain', 'services.k8s.aws/deletion-policy: retain', 'deletion policy'],
  ]
  test.each(kept)('%s', async (_, annotations, why) => {
    const { stage, twin } = await doubled(vpc, annotations)
    await stage.clock.advance(long)
    expect(await owned(stage, vpc)).toHaveLength(2)
    expect(await advice(stage, 'VPC')).toContain(`${twin} is left alone`)
    expect(await advice(stage, 'VPC')).toContain(why)
    await stage.synced('VPC', 'one')
  })

  test('what somebody uses: AWS refuses, and it goes once it is free', async () => {
    const { stage, call, twin } = await doubled(vpc)
    await call('CreateSubnet', { VpcId: twin, CidrBlock: '10.7.1.0/24' })
    await stage.clock.advance(long)
    expect(await owned(stage, vpc)).toHaveLength(2)
    expect(await advice(stage, 'VPC')).toContain('AWS will not delete it')
    const subnet = stage.aws.at().tables.subnets.all()[0]?.id
    await call('DeleteSubnet', { SubnetId: subnet })
    await stage.until(async () => (await owned(stage, vpc)).length === 1, 2 * long)
  })

  test('what carries the tag of another cluster is not even told of', async () => {
    const { stage, call } = await story()
    await stage.apply(manifest('VPC', vpc.spec))
    const object = await stage.synced('VPC', 'one')
    await call('CreateVpc', { CidrBlock: '10.7.0.0/16' })
    const [foreign = ''] = stage.aws
      .at()
      .tables.vpcs.all()
      .filter((row) => row.CidrBlock === '10.7.0.0/16' && row.id !== object.status?.vpcID)
      .map((row) => row.id)
    const Tags = [
      { Key: 'services.k8s.aws/uid', Value: object.metadata.uid },
      { Key: 'services.k8s.aws/cluster', Value: 'another' },
    ]
    await call('CreateTags', { Resources: [foreign], Tags })
    await stage.clock.advance(long)
    expect(stage.aws.at().tables.vpcs.get(foreign)).toBeDefined()
    expect(await advice(stage, 'VPC')).toBeUndefined()
  })

  test('of a paused object, until it is not paused any more', async () => {
    const { stage } = await doubled(vpc)
    await stage.edit('VPC', 'one', { metadata: { annotations: { 'windlass.dev/paused': 'true' } } })
    await stage.clock.advance(long / 2)
    expect(await owned(stage, vpc)).toHaveLength(2)
    await stage.edit('VPC', 'one', { metadata: { annotations: { 'windlass.dev/paused': null } } })
    await stage.until(async () => (await owned(stage, vpc)).length === 1, long)
  })
})

test('a listing that lags behind a replacement does not take the new object for a twin, nor the old one', async () => {
  const { stage, call } = await story()
  await stage.apply(manifest('VPC', vpc.spec))
  await stage.synced('VPC', 'one')
  const old = await id(stage, vpc)
  await stage.clock.advance(400_000)
  control(stage.aws, { do: 'stale', byFilter: 200_000 })
  await call('DeleteVpc', { VpcId: old })
  await stage.clock.advance(long)
  await stage.synced('VPC', 'one')
  expect(await owned(stage, vpc)).toEqual([await id(stage, vpc)])
  expect(stage.aws.journal.counts().DeleteVpc?.calls).toBe(1)
  expect(await events(stage, 'TwinRemoved')).toEqual([])
})

test('a listing that was under way as a create left, and shows what it made twice, does not hide that the create explains it', async () => {
  const { stage } = await story()
  await stage.apply(manifest('VPC', '{ cidrBlocks: [10.8.0.0/16] }').replace('name: one', 'name: other'))
  await stage.synced('VPC', 'other')
  twice(stage, vpc.create, 0)
  const invoke = stage.aws.invoke.bind(stage.aws)
  const made = () => stage.aws.journal.counts().CreateVpc?.calls ?? 0
  const before = made()
  let held = false
  stage.aws.invoke = async (service, operation, input, ...more) => {
    if (operation === 'DescribeVpcs' && JSON.stringify(input).includes('services.k8s.aws/cluster')) {
      held = true
      while (made() < before + 2) await sleep(stage.clock, 100)
    }
    return await invoke(service, operation, input, ...more)
  }
  await stage.until(async () => held, long)
  await stage.apply(manifest('VPC', vpc.spec))
  await stage.synced('VPC', 'one')
  expect(await owned(stage, vpc)).toHaveLength(2)
  await stage.until(async () => (await owned(stage, vpc)).length === 1, long)
  expect(await owned(stage, vpc)).toEqual([await id(stage, vpc)])
})
