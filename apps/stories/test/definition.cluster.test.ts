import { fetchTransport, loadKubeConnection } from '@windlass/core/cluster'
import { type CustomResourceDefinition, crdOf } from '@windlass/core/generate'
import { KubeClient, type KubeError, type Resource } from '@windlass/core/kube'
import { sleep, wallClock } from '@windlass/core/time'
import { kinds as ec2 } from '@windlass/ec2'
import { kinds as efs } from '@windlass/efs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

// What only a real API server tells of the definitions: whether it takes their rules, what they cost of its budget, and which
// field kubectl names.

const stop = new AbortController()
const { signal } = stop
const connection = await loadKubeConnection()
const transport = fetchTransport({ connection, clock: wallClock, userAgent: 'windlass-test' })
const client = new KubeClient({ transport, clock: wallClock })
const crds: Resource = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
}

const cases = [...ec2, ...efs].map((kind) => ({ kind, name: kind.name }))

const forced = { fieldManager: 'windlass-test', force: true }

beforeAll(async () => {
  for (const { kind } of cases) {
    const crd = crdOf(kind)
    await client.apply(crds, { name: crd.metadata.name }, { ...crd }, forced, signal)
  }
})
afterAll(() => stop.abort())

/** The definition under another name, with every rule so many times: it costs that many times as much. */
function times(crd: CustomResourceDefinition, count: number): object {
  const rule = (text: string) => Array.from({ length: count }, () => `(${text})`).join(' && ')
  const grown = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(grown)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) =>
        key === 'rule' && typeof inner === 'string' ? [key, rule(inner)] : [key, grown(inner)],
      ),
    )
  }
  const { names } = crd.spec
  const plural = `${names.plural}probes`
  const own = {
    kind: `${names.kind}Probe`,
    listKind: `${names.kind}ProbeList`,
    plural,
    singular: `${names.singular}probe`,
  }
  return {
    apiVersion: crd.apiVersion,
    kind: crd.kind,
    metadata: { name: `${plural}.probe.windlass.dev` },
    spec: { ...Object(grown(crd.spec)), group: 'probe.windlass.dev', names: own },
  }
}

/** The words with which the API server refuses a definition; undefined for one that it takes. Nothing is stored. */
async function refusal(body: object): Promise<string | undefined> {
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
  const answer = await transport.request({ method: 'POST', path, query: { dryRun: 'All' }, body, signal })
  return answer.status < 300 ? undefined : JSON.stringify(answer.body)
}

describe('the budget of the API server for rules', () => {
  test.each(cases)('has room for those of $name twice', async ({ kind }) => {
    const crd = crdOf(kind)
    let most = 1
    while (most < 64 && (await refusal(times(crd, most * 2))) === undefined) most *= 2
    console.log(`${kind.name}: its rules cost at most 1/${most} of the budget (${(100 / most).toFixed(1)} %)`)
    expect(await refusal(times(crd, 1))).toBeUndefined()
    expect(most).toBeGreaterThanOrEqual(2)
  })

  test('is what a definition is refused by when its rules are multiplied long enough', async () => {
    const kind = ec2.find(({ name }) => name === 'VPC')
    const dear = { rule: 'self.spec.cidrBlocks.all(a, self.spec.cidrBlocks.all(b, a == b || a != b))', message: 'dear' }
    const crd = kind && crdOf({ ...kind, fixed: [...kind.fixed, { ...dear, field: 'cidrBlocks' }] })
    expect(crd && (await refusal(times(crd, 1)))).toMatch(/budget/)
  })
})

const wrong = [
  { plural: 'subnets', kind: 'Subnet', spec: { routeTables: ['rtb-1', 'rtb-2'] }, names: 'spec.routeTables' },
  { plural: 'vpcs', kind: 'VPC', spec: { cidrBlocks: [] }, names: 'spec.cidrBlocks' },
  {
    plural: 'subnets',
    kind: 'Subnet',
    spec: { vpcID: 'vpc-1', vpcRef: { from: { name: 'a' } } },
    names: 'spec.vpcRef',
  },
]

test.each(wrong)('kubectl names $names of a $kind that is refused', async ({ plural, kind, spec, names }) => {
  const resource = { group: 'ec2.services.k8s.aws', version: 'v1alpha1', plural, kind, namespaced: true }
  const draft = { metadata: { name: 'wrong', namespace: 'default' }, spec }
  const refused = await eventually(() => client.create(resource, draft, signal))
  expect(refused?.message).toContain(`${names}: Invalid value`)
})

/** The refusal of a write, once the API server serves the definition. */
async function eventually(write: () => Promise<unknown>): Promise<KubeError | undefined> {
  for (let tries = 0; tries < 50; tries++) {
    const refused = await write().then(
      () => undefined,
      (error: KubeError) => error,
    )
    if (refused?.status !== 404) return refused
    await sleep(wallClock, 200)
  }
  return undefined
}
