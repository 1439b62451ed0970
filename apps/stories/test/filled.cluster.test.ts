import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fetchTransport, loadKubeConnection } from '@windlass/core/cluster'
import { crdOf } from '@windlass/core/generate'
import { KubeClient, type KubeError, type Resource, resourceOf } from '@windlass/core/kube'
import { sleep, wallClock } from '@windlass/core/time'
import { kinds } from '@windlass/ec2'
import { afterAll, beforeAll, expect, test } from 'vitest'

// What only kubectl and a real API server tell: that a member which the controller has filled in is the user's to apply.

const stop = new AbortController()
const { signal } = stop
const connection = await loadKubeConnection()
const transport = fetchTransport({ connection, clock: wallClock, userAgent: 'windlass-test' })
const client = new KubeClient({ transport, clock: wallClock })
const kind = kinds.find(({ name }) => name === 'VPCEndpoint')
const endpoints: Resource = resourceOf(kind?.target ?? { group: '', version: '', kind: '', plural: '', value: [] })
const crds: Resource = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
}

beforeAll(async () => {
  const crd = kind && crdOf(kind)
  if (crd === undefined) return
  await client.apply(
    crds,
    { name: crd.metadata.name },
    { ...crd },
    { fieldManager: 'windlass-test', force: true },
    signal,
  )
  const served = () =>
    client.list(endpoints, {}, signal).then(
      () => true,
      (error: KubeError) => error.status !== 404,
    )
  for (let tries = 0; tries < 50 && !(await served()); tries++) await sleep(wallClock, 200)
})
afterAll(() => stop.abort())

/** Applies an endpoint by kubectl, as a user does: the words of its error, empty where it succeeds. */
function apply(name: string, spec: object, ...flags: readonly string[]): string {
  const kubectl = join(process.env.KUBEBUILDER_ASSETS ?? '', 'kubectl')
  const metadata = { name, namespace: 'default' }
  const input = JSON.stringify({ apiVersion: 'ec2.services.k8s.aws/v1alpha1', kind: 'VPCEndpoint', metadata, spec })
  const { status, stderr } = spawnSync(kubectl, ['apply', '--validate=false', ...flags, '-f', '-'], {
    input,
    encoding: 'utf8',
  })
  return status === 0 ? '' : stderr
}

const plain = { serviceName: 'com.amazonaws.us-west-2.s3', vpcID: 'vpc-1' }

/** Fills in a policy as the controller does; `disown`: and gives it up. */
async function fill(name: string, disown: boolean): Promise<void> {
  const at = { name, namespace: 'default' }
  const filled = await client.mergePatch(endpoints, at, { spec: { policyDocument: '{"default":1}' } }, signal)
  const { resourceVersion: version } = filled.metadata
  if (disown) await client.disown(endpoints, at, { fields: ['policyDocument'], version }, signal)
}

const shown = async (name: string) =>
  (await client.get(endpoints, { name, namespace: 'default' }, signal)).spec?.policyDocument

test.each([
  { how: 'server-side', flags: ['--server-side'] },
  { how: 'client-side', flags: [] },
])('a policy that was filled in is the user’s to apply, and to leave out again: $how', async ({ how, flags }) => {
  expect(apply(how, plain, ...flags)).toBe('')
  await fill(how, true)
  expect(await shown(how)).toBe('{"default":1}')
  expect(apply(how, plain, ...flags), 'what was filled in stays while nobody applies it').toBe('')
  expect(await shown(how)).toBe('{"default":1}')
  expect(apply(how, { ...plain, policyDocument: '{"mine":1}' }, ...flags)).toBe('')
  expect(await shown(how)).toBe('{"mine":1}')
  expect(apply(how, plain, ...flags)).toBe('')
  expect(await shown(how)).toBeUndefined()
})

test('what the controller keeps for itself is a conflict', async () => {
  expect(apply('kept', plain, '--server-side')).toBe('')
  await fill('kept', false)
  expect(apply('kept', { ...plain, policyDocument: '{"mine":1}' }, '--server-side')).toMatch(/conflict/)
})
