import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  ackAnnotation,
  fetchTransport,
  KubeClient,
  type KubeObject,
  type KubeTransport,
  loadKubeConnection,
  type Resource,
  sleep,
  wallClock,
} from '@windlass/core'
import { control } from '@windlass/simulator'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { ClusterTheatre } from '../src/theatre/cluster.ts'
import { allKinds, kindOf } from '../src/theatre/kinds.ts'

// What must hold of a real API server and controllers as users run them, in real time: on a fleet older than a minute
// hostile answers replace nothing, and nothing that is refused becomes a storm.

const minutes = 60_000
const seconds = 1000
const forever = new AbortController().signal

let theatre: ClusterTheatre
let transport: KubeTransport
let kube: KubeClient
beforeAll(async () => {
  theatre = await ClusterTheatre.open()
  transport = fetchTransport({ connection: loadKubeConnection(), clock: wallClock, userAgent: 'trust' })
  kube = new KubeClient({ transport, clock: wallClock })
})
afterEach(() => theatre.clear())
afterAll(() => theatre.close())

const wait = (ms: number) => sleep(wallClock, ms)

/** Waits longer than a story would. */
async function until(goal: () => Promise<boolean>, limit: number): Promise<number> {
  const began = wallClock.monotonic()
  while (!(await goal())) {
    if (wallClock.monotonic() - began > limit) throw new Error(`It did not happen within ${limit / seconds} s.`)
    await wait(250)
  }
  return wallClock.monotonic() - began
}

const inSync = ({ status }: KubeObject) =>
  Array.isArray(status?.conditions) &&
  status.conditions.some(({ type, status: is }) => type === 'ACK.ResourceSynced' && is === 'True')

async function everything(): Promise<readonly { readonly kind: string; readonly object: KubeObject }[]> {
  const lists = await Promise.all(
    allKinds.map(async ({ name }) => (await theatre.list(name)).map((object) => ({ kind: name, object }))),
  )
  return lists.flat()
}

const allSynced = async () => (await everything()).every(({ object }) => inSync(object))

/** The id that each object's status names. */
async function ids(): Promise<Readonly<Record<string, unknown>>> {
  const all = await everything()
  return Object.fromEntries(
    all.map(({ kind, object }) => [`${kind} ${object.metadata.name}`, object.status?.[kindOf(kind).id.field]]),
  )
}

/** The ids of everything in AWS. */
const rows = () => Object.values(theatre.aws.at().tables).flatMap((table) => table.all().map(({ id }) => id))

const folder = join(import.meta.dirname, '../../../examples')

/** The examples in sync, and old enough that nothing of them can be taken for new. */
async function fleet(): Promise<void> {
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.yaml')))
    await theatre.apply(readFileSync(join(folder, name), 'utf8'))
  await until(allSynced, 2 * minutes)
  await wait(65 * seconds)
}

const vpc = (name: string, annotations: object = {}) =>
  `${JSON.stringify({
    apiVersion: 'ec2.services.k8s.aws/v1alpha1',
    kind: 'VPC',
    metadata: { name, annotations },
    spec: { cidrBlocks: ['10.99.0.0/16'] },
  })}\n---\n`

/** How many requests for custom resources of a plural the API server has had, refused ones included; watches left out. */
async function requests(plural: string): Promise<number> {
  const { body } = await transport.request({ method: 'GET', path: '/metrics', signal: forever })
  const counted = new RegExp(`^apiserver_request_total\\{(.*resource="${plural}".*)\\} ([\\d.e+]+)$`, 'gm')
  return [...String(body).matchAll(counted)]
    .filter(([, labels = '']) => !/verb="(WATCH|LIST)"/.test(labels))
    .reduce((sum, [, , count]) => sum + Number(count), 0)
}

test.each(['empty', 'listless', 'half'] as const)(
  '%s answers for seventy seconds change nothing: no AWS object is replaced, made or deleted',
  { timeout: 8 * minutes },
  async (fault) => {
    await fleet()
    const [before, standing] = [await ids(), rows()]
    const { mutating } = theatre.aws.journal.totals()
    await control(theatre.aws, { do: 'fault', fault, forMs: 70 * seconds })
    await theatre.edit('VPC', 'hello', { spec: { tags: [{ key: 'team', value: 'edited' }] } })
    await wait(70 * seconds)
    expect(theatre.aws.journal.totals().mutating - mutating).toBeLessThanOrEqual(3)
    await until(allSynced, 2 * minutes)
    expect(await ids()).toEqual(before)
    expect(rows()).toEqual(standing)
  },
)

test('a manifest that is copied with its annotations, to read only, makes nothing', {
  timeout: 3 * minutes,
}, async () => {
  await theatre.apply(vpc('main'))
  await until(allSynced, minutes)
  const standing = rows()
  const object = await theatre.get('VPC', 'main')
  const annotations = { ...object?.metadata.annotations, [ackAnnotation.readOnly]: 'true' }
  await theatre.apply(vpc('copy', annotations))
  await wait(30 * seconds)
  expect(rows()).toEqual(standing)
  await theatre.delete('VPC', 'copy')
  await until(async () => (await theatre.get('VPC', 'copy')) === undefined, minutes)
  expect(rows()).toEqual(standing)
})

const admission = { group: 'admissionregistration.k8s.io', version: 'v1', namespaced: false }
const policies: Resource = { ...admission, plural: 'validatingadmissionpolicies', kind: 'ValidatingAdmissionPolicy' }
const bindings: Resource = {
  ...admission,
  plural: 'validatingadmissionpolicybindings',
  kind: 'ValidatingAdmissionPolicyBinding',
}

/** Every change of a VPC needs a label. */
async function policed(): Promise<() => Promise<void>> {
  const name = 'labels'
  const rule = { apiGroups: ['ec2.services.k8s.aws'], apiVersions: ['*'], operations: ['UPDATE'], resources: ['vpcs'] }
  const validations = [{ expression: "has(object.metadata.labels) && 'team' in object.metadata.labels" }]
  const spec = { matchConstraints: { resourceRules: [rule] }, validations }
  await kube.create(policies, { metadata: { name }, spec }, forever)
  await kube.create(bindings, { metadata: { name }, spec: { policyName: name, validationActions: ['Deny'] } }, forever)
  return async () => {
    await kube.delete(bindings, { name }, {}, forever)
    await kube.delete(policies, { name }, {}, forever)
  }
}

test('an admission policy that refuses our writes is borne: no storm, its words, and then it comes about', {
  timeout: 8 * minutes,
}, async () => {
  const names = ['one', 'two', 'three', 'four', 'five']
  const lift = await policed()
  try {
    // A policy is in force some seconds after it was written.
    await wait(5 * seconds)
    const before = await requests('vpcs')
    await theatre.apply(names.map((name) => vpc(name)).join(''))
    await wait(minutes)
    const spent = (await requests('vpcs')) - before
    expect(spent).toBeGreaterThan(names.length)
    expect(spent).toBeLessThanOrEqual(names.length * 2 * 60)
    expect(JSON.stringify((await theatre.get('VPC', 'one'))?.status ?? {})).toContain('labels')
    expect(theatre.aws.at().tables.vpcs.size).toBe(0)
  } finally {
    await lift()
  }
  await until(allSynced, 6 * minutes)
  expect(theatre.aws.at().tables.vpcs.size).toBe(names.length)
})

test('controllers that are killed in the middle of a delete end it within seconds', {
  timeout: 5 * minutes,
}, async () => {
  const names = Array.from({ length: 10 }, (_, place) => `vpc-${place}`)
  await theatre.apply(names.map((name) => vpc(name)).join(''))
  await until(allSynced, minutes)
  await wait(65 * seconds)
  for (const name of names) await theatre.delete('VPC', name)
  const asked = () => theatre.aws.journal.counts().DeleteVpc?.calls ?? 0
  await until(async () => asked() > 0, 10 * seconds)
  await theatre.kill()
  await theatre.start()
  await until(async () => (await theatre.list('VPC')).length === 0, 15 * seconds)
  expect(theatre.aws.at().tables.vpcs.size).toBe(0)
})

test('a mistyped region is mended by correcting it, or by deleting the object', { timeout: 4 * minutes }, async () => {
  const wrong = { [ackAnnotation.region]: 'us-west-2a/' }
  await theatre.apply(vpc('mended', wrong) + vpc('deleted', wrong))
  await wait(10 * seconds)
  expect(theatre.aws.at().tables.vpcs.size).toBe(0)
  await theatre.edit('VPC', 'mended', { metadata: { annotations: { [ackAnnotation.region]: 'us-west-2' } } })
  await theatre.delete('VPC', 'deleted')
  await until(async () => (await theatre.get('VPC', 'deleted')) === undefined, minutes)
  await until(allSynced, minutes)
  expect(theatre.aws.at().tables.vpcs.size).toBe(1)
})
