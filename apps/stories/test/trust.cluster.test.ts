import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fetchTransport, loadKubeConnection } from '@windlass/core/cluster'
import { KubeClient, type KubeTransport, type Resource } from '@windlass/core/kube'
import { ackAnnotation } from '@windlass/core/object'
import { sleep, wallClock } from '@windlass/core/time'
import { control } from '@windlass/simulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ClusterBackend } from '../src/backend/cluster.ts'
import { Place } from '../src/backend/place.ts'

// What must hold of a real API server and controllers as users run them, in real time: on a fleet older than a minute
// hostile answers replace nothing, and nothing that is refused becomes a storm. Each test has a region of its own, and
// those that need no kill play side by side, because most of their time is waiting.

const minutes = 60_000
const seconds = 1000
const forever = new AbortController().signal

const hostile = [
  ['empty', 'us-west-2'],
  ['listless', 'us-east-1'],
  ['half', 'eu-west-1'],
] as const
const doomed = { region: 'eu-west-2', names: Array.from({ length: 10 }, (_, place) => `doomed-${place}`) }

const examples = join(import.meta.dirname, '../../../examples')

let backend: ClusterBackend
let transport: KubeTransport
let kube: KubeClient
/** When the last of the fleet came to rest; monotonic milliseconds. */
let settled: number

const place = (region: string) => new Place(backend, region)
const wait = (ms: number) => sleep(wallClock, ms)

/** Waits longer than a story would. Rejects with what `lacking` still names. */
async function until(lacking: () => Promise<readonly string[]>, limit: number): Promise<void> {
  const began = wallClock.monotonic()
  for (;;) {
    const left = await lacking()
    if (left.length === 0) return
    if (wallClock.monotonic() - began > limit)
      throw new Error(`It did not happen within ${limit / seconds} s: ${left.slice(0, 3).join('\n')}`)
    await wait(500)
  }
}

const allSynced = (at: Place, limit: number) => until(() => at.unsynced(), limit)

/** Until these objects, or all of the kind, are gone from Kubernetes. */
async function gone(at: Place, kind: string, limit: number, names?: readonly string[]): Promise<void> {
  const wanted = names?.map((name) => at.named(name))
  await until(async () => {
    const left = (await at.list(kind)).map(({ metadata, status }) => ({ name: metadata.name, status }))
    return left
      .filter(({ name }) => wanted === undefined || wanted.includes(name))
      .map(({ name, status }) => `${kind} ${name} ${JSON.stringify(status)}`)
  }, limit)
}

beforeAll(async () => {
  backend = await ClusterBackend.open()
  transport = fetchTransport({ connection: await loadKubeConnection(), clock: wallClock, userAgent: 'trust' })
  kube = new KubeClient({ transport, clock: wallClock })
  for (const [, region] of hostile)
    for (const name of readdirSync(examples).filter((each) => each.endsWith('.yaml')))
      await place(region).apply(readFileSync(join(examples, name), 'utf8'))
  await place(doomed.region).apply(doomed.names.map((name) => vpc(name)).join(''))
  for (const region of [doomed.region, ...hostile.map(([, each]) => each)]) await allSynced(place(region), minutes)
  settled = wallClock.monotonic()
}, 3 * minutes)

afterAll(async () => {
  await backend.clear()
  await backend.close()
})

/** So that nothing of the fleet can be taken for new. */
const aged = () => wait(Math.max(0, settled + 65 * seconds - wallClock.monotonic()))

const manifest = (kind: string, name: string, spec: object, annotations: object = {}) =>
  `${JSON.stringify({ apiVersion: 'ec2.services.k8s.aws/v1alpha1', kind, metadata: { name, annotations }, spec })}\n---\n`

const vpc = (name: string, annotations: object = {}) =>
  manifest('VPC', name, { cidrBlocks: ['10.99.0.0/16'] }, annotations)

const gateway = (name: string) => manifest('InternetGateway', name, {})

/** How many requests for custom resources of a plural the API server has had, refused ones included; watches left out. */
async function requests(plural: string): Promise<number> {
  const { body } = await transport.request({ method: 'GET', path: '/metrics', signal: forever })
  const counted = new RegExp(`^apiserver_request_total\\{(.*resource="${plural}".*)\\} ([\\d.e+]+)$`, 'gm')
  return [...String(body).matchAll(counted)]
    .filter(([, labels = '']) => !/verb="(WATCH|LIST)"/.test(labels))
    .reduce((sum, [, , count]) => sum + Number(count), 0)
}

const admission = { group: 'admissionregistration.k8s.io', version: 'v1', namespaced: false }
const policies: Resource = { ...admission, plural: 'validatingadmissionpolicies', kind: 'ValidatingAdmissionPolicy' }
const bindings: Resource = {
  ...admission,
  plural: 'validatingadmissionpolicybindings',
  kind: 'ValidatingAdmissionPolicyBinding',
}

/** Every change of an internet gateway whose name begins with `policed` needs a label. */
async function policed(): Promise<() => Promise<void>> {
  const name = 'labels'
  const rule = { apiGroups: ['ec2.services.k8s.aws'], apiVersions: ['*'], operations: ['UPDATE'] }
  const resources = ['internetgateways']
  const matchConditions = [{ name: 'policed', expression: "object.metadata.name.startsWith('policed')" }]
  const validations = [{ expression: "has(object.metadata.labels) && 'team' in object.metadata.labels" }]
  const spec = { matchConstraints: { resourceRules: [{ ...rule, resources }] }, matchConditions, validations }
  await kube.create(policies, { metadata: { name }, spec }, forever)
  await kube.create(bindings, { metadata: { name }, spec: { policyName: name, validationActions: ['Deny'] } }, forever)
  return async () => {
    await kube.delete(bindings, { name }, {}, forever)
    await kube.delete(policies, { name }, {}, forever)
  }
}

/** Calls that change nothing where AWS has what they ask for. */
const additions = [
  'CreateTags',
  'AuthorizeSecurityGroupIngress',
  'AssociateRouteTable',
  'ModifyMountTargetSecurityGroups',
]

describe.concurrent('side by side', () => {
  test.each(hostile)(
    '%s answers for seventy seconds change nothing: no AWS object is replaced, made or deleted',
    async (fault, region) => {
      const at = place(region)
      await aged()
      const [ids, rows] = [await at.ids(), at.rows()]
      const began = backend.aws.clock.now()
      await control(backend.aws, { do: 'fault', fault, region, forMs: 70 * seconds })
      await at.edit('VPC', 'hello', { spec: { tags: [{ key: 'team', value: 'edited' }] } })
      await wait(70 * seconds)
      const calls = at.calls(began)
      expect(calls.some(({ mutates }) => !mutates)).toBe(true)
      // What half an answer leaves out may be asked for once more, and AWS has it already; nothing else is asked for.
      const changes = calls.filter(({ mutates }) => mutates).map(({ operation }) => operation)
      expect(changes.filter((operation) => !additions.includes(operation))).toEqual([])
      expect(changes.length).toBeLessThanOrEqual(fault === 'half' ? 20 : 3)
      expect(at.rows()).toEqual(rows)
      await allSynced(at, 2 * minutes)
      expect(await at.ids()).toEqual(ids)
      expect(at.rows()).toEqual(rows)
    },
    5 * minutes,
  )

  test(
    'a manifest that is copied with its annotations, to read only, makes nothing',
    async () => {
      const at = place('ap-southeast-1')
      await at.apply(vpc('main'))
      await allSynced(at, minutes)
      const rows = at.rows()
      const object = await at.get('VPC', 'main')
      await at.apply(vpc('copy', { ...object?.metadata.annotations, [ackAnnotation.readOnly]: 'true' }))
      await wait(30 * seconds)
      expect(at.rows()).toEqual(rows)
      await at.delete('VPC', 'copy')
      await gone(at, 'VPC', minutes, ['copy'])
      expect(at.rows()).toEqual(rows)
    },
    3 * minutes,
  )

  test(
    'an admission policy that refuses our writes is borne: no storm, its words, and then it comes about',
    async () => {
      const at = place('ap-southeast-2')
      const names = Array.from({ length: 5 }, (_, n) => `policed-${n}`)
      const gateways = () => at.rows().filter((id) => id.startsWith('igw-'))
      const lift = await policed()
      try {
        // A policy is in force some seconds after it was written.
        await wait(3 * seconds)
        const before = await requests('internetgateways')
        await at.apply(names.map(gateway).join(''))
        await wait(minutes)
        const spent = (await requests('internetgateways')) - before
        expect(spent).toBeGreaterThan(names.length)
        // Each refused write is followed by one look at the object.
        expect(spent).toBeLessThanOrEqual(names.length * 2 * 60)
        expect(await backend.events('Failed')).toContainEqual(expect.stringContaining("'labels'"))
        expect(JSON.stringify((await at.get('InternetGateway', 'policed-0'))?.status ?? {})).toContain("'labels'")
        expect(gateways()).toEqual([])
      } finally {
        await lift()
      }
      await allSynced(at, 6 * minutes)
      expect(gateways()).toHaveLength(names.length)
    },
    8 * minutes,
  )

  test(
    'a mistyped region is mended by correcting it, or by deleting the object',
    async () => {
      const at = place('ap-northeast-1')
      const wrong = { [ackAnnotation.region]: 'us-west-2a/' }
      await at.apply(vpc('mended', wrong) + vpc('deleted', wrong))
      await wait(10 * seconds)
      expect(await at.unsynced()).toHaveLength(2)
      expect(backend.aws.regions().map(({ name }) => name)).not.toContain('us-west-2a/')
      await at.edit('VPC', 'mended', { metadata: { annotations: { [ackAnnotation.region]: at.region } } })
      await at.delete('VPC', 'deleted')
      await gone(at, 'VPC', minutes, ['deleted'])
      await allSynced(at, minutes)
      expect(at.rows().filter((id) => id.startsWith('vpc-'))).toHaveLength(1)
    },
    3 * minutes,
  )
})

test(
  'controllers that are killed in the middle of a delete end it within seconds',
  async () => {
    const at = place(doomed.region)
    await aged()
    const began = backend.aws.clock.now()
    for (const name of doomed.names) await at.delete('VPC', name)
    await until(
      async () => (at.calls(began).some(({ operation }) => operation === 'DeleteVpc') ? [] : ['DeleteVpc']),
      minutes,
    )
    await backend.kill()
    await backend.start()
    await gone(at, 'VPC', 15 * seconds)
    expect(at.rows().filter((id) => id.startsWith('vpc-'))).toEqual([])
  },
  3 * minutes,
)

const makers = {
  VPC: vpc,
  InternetGateway: gateway,
  ElasticIPAddress: (name: string) => manifest('ElasticIPAddress', name, {}),
  FileSystem: (name: string) => manifest('FileSystem', name, { encrypted: true }).replace('ec2.', 'efs.'),
}

/** Calls whose answers are lost. */
const unheard = ['Vpc', 'InternetGateway', 'FileSystem']
  .flatMap((one) => [`Create${one}`, `Delete${one}`])
  .concat('AllocateAddress', 'ReleaseAddress')

test(
  'a hundred and twenty objects are made and deleted under kills and lost replies',
  async () => {
    const at = place('ca-central-1')
    for (const code of ['AddressLimitExceeded', 'InternetGatewayLimitExceeded'])
      await control(backend.aws, { do: 'quota', code, limit: 100 })
    const before = at.rows()
    const all = Array.from({ length: 30 }, (_, n) => `many-${n}`)
    const kinds = Object.keys(makers)
    const troubled = async () => {
      for (const operation of unheard)
        await control(backend.aws, { do: 'fault', fault: 'drop', operation, region: at.region, skip: 1, times: 3 })
      for (let kills = 0; kills < 3; kills++) {
        await wait(2 * seconds)
        await backend.kill()
        await backend.start()
      }
    }
    await Promise.all([
      at.apply(
        Object.values(makers)
          .flatMap((make) => all.map((name) => make(name)))
          .join(''),
      ),
      troubled(),
    ])
    await allSynced(at, 2 * minutes)
    const ours = at.rows().filter((id) => /^(vpc|igw|eipalloc|fs)-/.test(id) && !before.includes(id))
    expect(ours.sort()).toEqual(
      Object.values(await at.ids())
        .map(String)
        .sort(),
    )
    expect(ours).toHaveLength(120)
    await Promise.all([...kinds.flatMap((kind) => all.map((name) => at.delete(kind, name))), troubled()])
    for (const kind of kinds) await gone(at, kind, 2 * minutes)
    expect(at.rows()).toEqual(before)
  },
  6 * minutes,
)
