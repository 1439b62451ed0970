import type { Stage } from '@windlass/testing'
import { describe, expect, test } from 'vitest'
import { events, ground, synced, vpcManifest } from './ground.ts'

/** A region whose address no name server knows. Source of the error: getaddrinfo(3) through Node's `dns` module. */
const nowhere = 'us-west-22'

/** What keeps a call here. Source of the shapes: Node, Bun and the SDK, asked for the like on a machine of ours. */
const reasons = [
  { why: 'no name server knows', code: 'ENOTFOUND', syscall: 'getaddrinfo' },
  { why: 'the name server is out of reach', code: 'EAI_AGAIN', syscall: 'getaddrinfo' },
  { why: 'nobody listens', code: 'ECONNREFUSED', syscall: 'connect' },
  { why: 'no route', code: 'EHOSTUNREACH', syscall: 'connect' },
  { why: 'Region not accepted: region="us-west-22" is not a valid hostname component.' },
]

/** Keeps every call to a region from leaving, but for those that `passes` lets through. */
function unreachable(stage: Stage, region: string, error: { readonly why: string }, passes = (_: string) => false) {
  const { aws } = stage
  const invoke = aws.invoke.bind(aws)
  aws.invoke = async (service, operation, input, options) => {
    if ((options?.region ?? aws.region) !== region || passes(operation))
      return await invoke(service, operation, input, options)
    throw Object.assign(new Error(error.why), error)
  }
  return () => {
    aws.invoke = invoke
  }
}

const manifest = (region: string) =>
  vpcManifest.replace('name: main', `name: main, annotations: { services.k8s.aws/region: ${region} }`)

const made = (stage: Stage) =>
  stage.aws
    .at()
    .tables.vpcs.all()
    .filter(({ CidrBlock }) => CidrBlock === '10.7.0.0/16').length

/** A VPC that asks for a region which does not exist. */
async function mistyped(reason: { readonly why: string }, passes?: (operation: string) => boolean) {
  const { stage } = await ground()
  unreachable(stage, nowhere, reason, passes)
  stage.start()
  await stage.apply(manifest(nowhere))
  await stage.clock.advance(8000)
  return stage
}

async function whole(stage: Stage) {
  const object = await stage.get('VPC', 'main')
  return JSON.stringify(object?.status?.conditions)
}

const reads = (operation: string) => operation.startsWith('Describe')
const nothing = () => false

/** The region is out of reach from the start, or only once something is to be changed there. */
const cases = reasons.flatMap((reason) => [
  { ...reason, reason, when: 'from the start', passes: nothing },
  { ...reason, reason, when: 'for what changes something', passes: reads },
])

describe.each(cases)('a region that cannot be reached $when: $why', ({ reason, passes }) => {
  test('is named, with what to do about it', async () => {
    const stage = await mistyped(reason, passes)
    const { status, message } = await synced(stage, 'VPC', 'main')
    expect(status).not.toBe('True')
    expect(message).toContain(nowhere)
    expect(await whole(stage)).toContain(
      'Next: correct the region, which is that of the annotation services.k8s.aws/region',
    )
    expect(await events(stage, 'Failed')).toHaveLength(1)
  })

  test('is mended by correcting the annotation: the object is made within a minute', async () => {
    const stage = await mistyped(reason, passes)
    await stage.apply(manifest(stage.aws.region))
    await stage.clock.advance(60_000)
    expect(await synced(stage, 'VPC', 'main')).toMatchObject({ status: 'True' })
    expect(made(stage)).toBe(1)
  })

  test('does not hold an object that is deleted: it is gone within a minute', async () => {
    const stage = await mistyped(reason, passes)
    await stage.delete('VPC', 'main')
    await stage.clock.advance(60_000)
    expect(await stage.get('VPC', 'main')).toBeUndefined()
  })
})

test('a connection that broke under a create is another matter: its outcome is not known', async () => {
  const stage = await mistyped({ why: 'socket hang up', ...{ code: 'ECONNRESET', syscall: 'read' } }, reads)
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({ status: 'Unknown', reason: 'CreateOutcomeUnknown' })
  await stage.delete('VPC', 'main')
  await stage.clock.advance(60_000)
  expect(await stage.get('VPC', 'main')).toBeDefined()
})

/** A create on record whose outcome nobody knows, of a process that has ended; and from then on nobody knows its region. */
async function cutOff() {
  const { stage } = await ground()
  const invoke = stage.aws.invoke.bind(stage.aws)
  const actor = stage.start()
  stage.aws.invoke = async (service, operation, input, more) => {
    if (operation !== 'CreateVpc') return await invoke(service, operation, input, more)
    actor.kill()
    return await new Promise<never>(() => undefined)
  }
  await stage.apply(manifest(nowhere))
  await stage.clock.advance(2000)
  stage.aws.invoke = invoke
  expect((await stage.get('VPC', 'main'))?.metadata.annotations).toHaveProperty(['windlass.dev/intent'])
  unreachable(stage, nowhere, { ...reasons[0], why: 'no such host' })
  stage.start()
  await stage.clock.advance(10_000)
  return stage
}

test('a create on record for what turns out to be no region holds the object there no longer than the search lasts', async () => {
  const stage = await cutOff()
  await stage.apply(manifest(stage.aws.region))
  await stage.clock.advance(420_000)
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({ status: 'True' })
  expect(made(stage)).toBe(1)
})

test('a create on record for what turns out to be no region keeps the object from being deleted no longer than the search lasts', async () => {
  const stage = await cutOff()
  await stage.delete('VPC', 'main')
  await stage.clock.advance(200_000)
  expect(await stage.get('VPC', 'main')).toBeDefined()
  await stage.clock.advance(220_000)
  expect(await stage.get('VPC', 'main')).toBeUndefined()
})

/** A VPC in sync whose region is out of reach for a while. */
async function cutOffLater(passes: (operation: string) => boolean) {
  const { stage } = await ground()
  stage.start()
  await stage.apply(vpcManifest)
  const { status } = await stage.synced('VPC', 'main')
  await stage.clock.advance(30_000)
  const mend = unreachable(stage, stage.aws.region, { ...reasons[0], why: 'no such host' }, passes)
  return { stage, mend, id: String(status?.vpcID) }
}

test('a delete that never left is sent when it can: the object goes, and says meanwhile why it stays', async () => {
  const { stage, mend } = await cutOffLater(reads)
  await stage.delete('VPC', 'main')
  await stage.clock.advance(120_000)
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({ reason: 'Unreachable' })
  expect(made(stage)).toBe(1)
  mend()
  await stage.clock.advance(60_000)
  expect(made(stage)).toBe(0)
  expect(await stage.get('VPC', 'main')).toBeUndefined()
})

test.each([
  { what: 'a field', spec: { enableDNSHostnames: true }, shows: { enableDnsHostnames: true } },
  {
    what: 'a tag',
    spec: { tags: [{ key: 'team', value: 'b' }] },
    shows: { Tags: expect.arrayContaining([{ Key: 'team', Value: 'b' }]) },
  },
])('a change of $what that never left is made when it can, and is not taken for made', async ({ spec, shows }) => {
  const { stage, mend, id } = await cutOffLater(reads)
  await stage.edit('VPC', 'main', { spec })
  await stage.clock.advance(20_000)
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({ reason: 'Unreachable' })
  mend()
  await stage.clock.advance(60_000)
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({ status: 'True' })
  expect(stage.aws.at().tables.vpcs.get(id)).toMatchObject(shows)
})
