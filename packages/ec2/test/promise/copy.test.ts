import { condition, type Stage } from '@windlass/testing'
import { describe, expect, test } from 'vitest'
import { story } from '../story.ts'
import { events } from './ground.ts'

/** What may be made late by a create is listed within this time, and so long after that nothing explains it any more. */
const window = 1_200_000
const long = 1_800_000

const cases = [
  { kind: 'VPC', make: 'CreateVpc', input: { CidrBlock: '10.7.0.0/16' }, spec: '{ cidrBlocks: [10.7.0.0/16] }' },
  { kind: 'InternetGateway', make: 'CreateInternetGateway', input: {}, spec: '{}' },
  { kind: 'ElasticIPAddress', make: 'AllocateAddress', input: {}, spec: '{}' },
  {
    kind: 'DHCPOptions',
    make: 'CreateDhcpOptions',
    input: { DhcpConfigurations: [{ Key: 'domain-name', Values: ['example.com'] }] },
    spec: '{ dhcpConfigurations: [{ key: domain-name, values: [example.com] }] }',
  },
] as const

type Case = (typeof cases)[number]

interface Row {
  readonly id: string
  readonly CidrBlock?: string | undefined
  readonly Tags?: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined
}

/** The AWS objects of the kind. */
function rows(stage: Stage, { kind }: Case): readonly Row[] {
  const { vpcs, internetGateways, addresses, dhcpOptions } = stage.aws.at().tables
  return { VPC: vpcs, InternetGateway: internetGateways, ElasticIPAddress: addresses, DHCPOptions: dhcpOptions }[
    kind
  ].all()
}

const row = (stage: Stage, of: Case, id: string) => rows(stage, of).find((each) => each.id === id)

const manifest = ({ kind, spec }: Case, annotations = '') => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: ${kind}
metadata: { name: one, annotations: { ${annotations} } }
spec: ${spec}
`

async function advice(stage: Stage, { kind }: Case) {
  const object = await stage.get(kind, 'one')
  return object && condition(object, 'ACK.Advisory')?.message
}

/** An object that has been in sync for a while, and one of somebody else, alike, to which its tags are copied then. */
async function copied(of: Case, after = long) {
  const opened = await story()
  const { stage, call } = opened
  const known = new Set(rows(stage, of).map(({ id }) => id))
  await call(of.make, of.input)
  const theirs = rows(stage, of).find(({ id }) => !known.has(id))?.id ?? ''
  await stage.apply(manifest(of))
  await stage.synced(of.kind, 'one')
  const own = rows(stage, of).find((each) => each.Tags?.some(({ Key }) => Key === 'services.k8s.aws/uid'))
  await stage.clock.advance(after)
  await call('CreateTags', { Resources: [theirs], Tags: own?.Tags })
  const there = () => row(stage, of, theirs) !== undefined
  const name = (id: string) =>
    stage.edit(of.kind, 'one', { metadata: { annotations: { 'windlass.dev/remove-duplicate': id } } })
  return { ...opened, theirs, own: own?.id ?? '', there, name }
}

describe.each(cases)('$kind: copied tags never cause a delete', (of) => {
  test('they are told of, with the annotation that has it deleted', async () => {
    const { stage, theirs, there } = await copied(of)
    await stage.clock.advance(long)
    expect(there()).toBe(true)
    expect(await advice(stage, of)).toContain(`${theirs} is left alone, because no create of the last 20 minutes`)
    expect(await advice(stage, of)).toContain(`windlass.dev/remove-duplicate=${theirs}`)
    expect(await events(stage, 'Duplicate')).toHaveLength(1)
    await stage.synced(of.kind, 'one')
  })

  test('nor after a restart', async () => {
    const { stage, actor, there } = await copied(of)
    actor.kill()
    stage.start()
    await stage.clock.advance(long)
    expect(there()).toBe(true)
    expect(await advice(stage, of)).toContain('is left alone')
  })

  test('nor when the object itself is deleted', async () => {
    const { stage, there, own } = await copied(of)
    await stage.delete(of.kind, 'one')
    await stage.gone(of.kind, 'one')
    await stage.clock.advance(60_000)
    expect(row(stage, of, own)).toBeUndefined()
    expect(there()).toBe(true)
  })

  test('a person who names the id has it deleted', async () => {
    const { stage, theirs, own, there, name } = await copied(of)
    await stage.until(async () => (await advice(stage, of)) !== undefined, long)
    await name(theirs)
    await stage.until(async () => !there(), 300_000)
    expect(row(stage, of, own)).toBeDefined()
    await stage.until(async () => (await advice(stage, of)) === undefined, long)
    await stage.synced(of.kind, 'one')
  })
})

const [vpc] = cases

test('the annotation deletes nothing but what carries the tags of the object beside its own', async () => {
  const { stage, own, name, there, call } = await copied(vpc)
  await stage.until(async () => (await advice(stage, vpc)) !== undefined, long)
  await name(own)
  await stage.clock.advance(300_000)
  expect(row(stage, vpc, own)).toBeDefined()
  await call('CreateVpc', { CidrBlock: '10.99.0.0/16' })
  const bare = rows(stage, vpc).find(({ CidrBlock }) => CidrBlock === '10.99.0.0/16')?.id ?? ''
  await name(bare)
  await stage.clock.advance(300_000)
  expect(row(stage, vpc, bare)).toBeDefined()
  expect(there()).toBe(true)
  expect(stage.aws.journal.counts().DeleteVpc).toBeUndefined()
})

test('an object that only looks never has anything deleted, whatever is named', async () => {
  const { stage, theirs, there, name } = await copied(vpc)
  await stage.edit('VPC', 'one', { metadata: { annotations: { 'services.k8s.aws/read-only': 'true' } } })
  await name(theirs)
  await stage.clock.advance(long)
  expect(there()).toBe(true)
})

test('what is listed more than 20 minutes after the create is told of, though it is a second object of ours', async () => {
  const { stage } = await story()
  const invoke = stage.aws.invoke.bind(stage.aws)
  let done = false
  stage.aws.invoke = async (service, operation, ...call) => {
    if (operation === 'CreateVpc' && !done) {
      done = true
      stage.clock.after(window + 60_000, () => void invoke(service, operation, ...call))
    }
    return await invoke(service, operation, ...call)
  }
  const before = rows(stage, vpc).length
  await stage.apply(manifest(vpc))
  await stage.synced('VPC', 'one')
  await stage.clock.advance(window + long)
  expect(rows(stage, vpc).length - before).toBe(2)
  expect(await advice(stage, vpc)).toContain('is left alone')
})

test('a second object that a create made late is deleted by the next process, too, within the 20 minutes', async () => {
  const { stage, actor } = await story()
  const invoke = stage.aws.invoke.bind(stage.aws)
  let done = false
  stage.aws.invoke = async (service, operation, ...call) => {
    if (operation === 'CreateVpc' && !done) {
      done = true
      stage.clock.after(600_000, () => void invoke(service, operation, ...call))
    }
    return await invoke(service, operation, ...call)
  }
  const before = rows(stage, vpc).length
  await stage.apply(manifest(vpc))
  await stage.synced('VPC', 'one')
  await stage.clock.advance(500_000)
  actor.kill()
  stage.start()
  await stage.clock.advance(150_000)
  expect(rows(stage, vpc).length - before).toBe(2)
  await stage.clock.advance(600_000)
  expect(rows(stage, vpc).length - before).toBe(1)
})

test('an id that status has held is not deleted for a duplicate', async () => {
  const { stage, call } = await story()
  await stage.apply(manifest(vpc))
  const first = String((await stage.synced('VPC', 'one')).status?.vpcID)
  const kept = structuredClone(stage.aws.at().tables.vpcs.get(first))
  await stage.clock.advance(400_000)
  await call('DeleteVpc', { VpcId: first })
  await stage.until(async () => (await stage.get('VPC', 'one'))?.status?.vpcID !== first)
  const second = String((await stage.synced('VPC', 'one')).status?.vpcID)
  if (kept !== undefined) stage.aws.at().tables.vpcs.restore(first, { order: 1, row: kept })
  await stage.clock.advance(long)
  expect(row(stage, vpc, first)).toBeDefined()
  expect(row(stage, vpc, second)).toBeDefined()
  expect(await advice(stage, vpc)).toContain(`${first} is left alone, because status has named it`)
  await stage.delete('VPC', 'one')
  await stage.gone('VPC', 'one')
  expect(row(stage, vpc, first)).toBeDefined()
})

test('a gateway that has the place of the object in its VPC is detached and deleted once a person names it', async () => {
  const { stage, call, theirs, own, name } = await copied(cases[1])
  const vpc = stage.aws.at().tables.vpcs.all()[0]?.id
  await call('AttachInternetGateway', { InternetGatewayId: theirs, VpcId: vpc })
  await stage.edit('InternetGateway', 'one', { spec: { vpc } })
  await stage.clock.advance(long)
  const reason = async () => {
    const object = await stage.get('InternetGateway', 'one')
    return object && condition(object, 'Ready')?.reason
  }
  expect(await reason()).toBe('InvalidSpec')
  await name(theirs)
  await stage.until(async () => (await reason()) === 'InSync', long)
  expect(stage.aws.at().tables.internetGateways.get(theirs)).toBeUndefined()
  expect(stage.aws.at().tables.internetGateways.get(own)?.Attachments).toMatchObject([{ VpcId: vpc }])
})
