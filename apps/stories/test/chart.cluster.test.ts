import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { at, items } from '@windlass/core'
import { fetchTransport, loadKubeConnection } from '@windlass/core/cluster'
import { KubeClient, type KubeObject, type Resource } from '@windlass/core/kube'
import { seeded, sleep, wallClock } from '@windlass/core/time'
import { AwsWorld, type Listener, listen } from '@windlass/simulator'
import { condition } from '@windlass/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { layoutOfAck } from '../../../tools/chart/ack.ts'
import { absent, chart, helm, helms } from '../../../tools/chart/helm.ts'
import { compileInto } from '../../../tools/ship/compile.ts'

// The chart as Helm installs it on a real API server, and the compiled executable with what the Deployment gives its pods:
// their arguments, their environment, a token of their account.

const named = (group: string, version: string, plural: string, kind: string, namespaced: boolean): Resource => ({
  group,
  version,
  plural,
  kind,
  namespaced,
})
const vpcs = named('ec2.services.k8s.aws', 'v1alpha1', 'vpcs', 'VPC', true)
const deployments = named('apps', 'v1', 'deployments', 'Deployment', true)
const secrets = named('', 'v1', 'secrets', 'Secret', true)
const leases = named('coordination.k8s.io', 'v1', 'leases', 'Lease', true)
const clusterRoles = named('rbac.authorization.k8s.io', 'v1', 'clusterroles', 'ClusterRole', false)
const namespace = 'network'

const folder = mkdtempSync(join(tmpdir(), 'windlass-chart-'))
const forever = new AbortController().signal
const program = helms()[0] ?? absent
/** Definitions that somebody else has applied become this release's. Helm 4 applies on the server, where they are that somebody's. */
const taking = ['--take-ownership', ...(program.version.startsWith('v4') ? ['--force-conflicts'] : [])]
const aws = new AwsWorld({ clock: wallClock, random: seeded(1), defaults: { speed: 30 } })
const pods: Pod[] = []
let kube: KubeClient
let listener: Listener
let executable: string
let values: object

/** A pod of the Deployment, as a process on this machine. */
class Pod {
  readonly #child: ChildProcess
  said = ''

  constructor(args: readonly string[], env: Readonly<Record<string, string>>) {
    this.#child = spawn(executable, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.said += chunk
    })
    pods.push(this)
  }

  /** Ends it as the kubelet does. Gives the exit code, and the seconds it took. */
  end(signal: NodeJS.Signals = 'SIGTERM'): Promise<readonly [code: number | null, seconds: number]> {
    const began = wallClock.monotonic()
    const child = this.#child
    if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve([child.exitCode, 0])
    return new Promise((done) => {
      child.once('exit', (code) => done([code, (wallClock.monotonic() - began) / 1000]))
      child.kill(signal)
    })
  }
}

async function token(account: string): Promise<string> {
  const transport = fetchTransport({ connection: await loadKubeConnection(), clock: wallClock, userAgent: 'chart' })
  const { body } = await transport.request({
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`,
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } },
    signal: forever,
  })
  return String(at(body, 'status', 'token'))
}

/** Starts what the Deployment of the release describes. Two pods on one machine need ports of their own; all else is as it stands there. */
async function pod(): Promise<Pod> {
  const { spec } = await kube.get(deployments, { name: 'shop-ec2-chart', namespace }, forever)
  const template = at(spec, 'template', 'spec')
  const container = items(at(template, 'containers'))[0]
  const given = at(container, 'args')
  const args = (Array.isArray(given) ? given : [])
    .map(String)
    .map((arg) => arg.replace(/0\.0\.0\.0:\d+$/, '127.0.0.1:0'))
  const env = Object.fromEntries(items(at(container, 'env')).map(({ name, value }) => [String(name), String(value)]))
  const config = parse(readFileSync(process.env.KUBECONFIG ?? '', 'utf8'))
  config.users = [{ ...config.users[0], user: { token: await token(String(at(template, 'serviceAccountName'))) } }]
  config.contexts[0].context.namespace = namespace
  const kubeconfig = join(folder, 'kubeconfig')
  writeFileSync(kubeconfig, stringify(config), { mode: 0o600 })
  return new Pod(args, {
    ...env,
    KUBECONFIG: kubeconfig,
    AWS_ACCESS_KEY_ID: aws.account,
    AWS_SECRET_ACCESS_KEY: 'chart',
  })
}

async function until(goal: () => Promise<boolean> | boolean, limit = 30): Promise<number> {
  const began = wallClock.monotonic()
  const passed = () => (wallClock.monotonic() - began) / 1000
  while (!(await goal())) {
    if (passed() > limit)
      throw new Error(
        `It did not happen within ${limit} s.\n${pods
          .map(({ said }) => said)
          .join('\n')
          .slice(-4000)}`,
      )
    await sleep(wallClock, 100)
  }
  return passed()
}

const vpc = (name: string, where = namespace) =>
  kube.apply(
    vpcs,
    { name, namespace: where },
    { metadata: { name }, spec: { cidrBlocks: ['10.0.0.0/16'] } },
    { fieldManager: 'chart', force: true },
    forever,
  )
const found = async (name: string, where = namespace): Promise<KubeObject | undefined> =>
  (await kube.list(vpcs, { namespace: where }, forever)).items.find(({ metadata }) => metadata.name === name)
const says = async (name: string) => {
  const object = await found(name)
  return object && condition(object, 'ACK.ResourceSynced')
}
const synced = (name: string) => until(async () => (await says(name))?.status === 'True')
const rows = () =>
  aws
    .at()
    .tables.vpcs.all()
    .filter(({ IsDefault }) => IsDefault !== true)
const release = (verb: readonly string[], more: object = {}) =>
  helm(program, [...verb, 'shop', chart('ec2-controller/chart'), '--namespace', namespace, ...taking], {
    ...values,
    ...more,
  })

describe.skipIf(program === absent)('the chart for EC2 on a real API server', () => {
  beforeAll(async () => {
    const transport = fetchTransport({ connection: await loadKubeConnection(), clock: wallClock, userAgent: 'chart' })
    kube = new KubeClient({ transport, clock: wallClock })
    listener = await listen(aws)
    executable = compileInto(folder, 'chart').get('ec2-controller') ?? ''
    values = {
      aws: {
        region: 'us-west-2',
        endpoint_url: listener.url,
        identity_endpoint_url: listener.url,
        allow_unsafe_aws_endpoint_urls: true,
      },
      reconcile: { defaultResyncPeriod: 2 },
      flags: { 'quarantine-seconds': 10, 'disable-imds': true },
    }
    await release(['install', '--create-namespace'])
  })
  afterEach(async () => {
    await Promise.all(pods.splice(0).map((each) => each.end('SIGKILL')))
  })
  afterAll(async () => {
    for (const where of [namespace, 'default'])
      for (const { metadata } of (await kube.list(vpcs, { namespace: where }, forever)).items) {
        await kube.delete(vpcs, { name: metadata.name, namespace: where }, {}, forever)
        const none = { metadata: { finalizers: null } }
        await kube.mergePatch(vpcs, { name: metadata.name, namespace: where }, none, forever).catch(() => undefined)
      }
    await helm(program, ['uninstall', 'shop', '--namespace', namespace]).catch(() => undefined)
    await listener?.close()
    aws.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('the release leaves more than half of the mebibyte that a Secret may hold', async () => {
    const secret = await kube.get(secrets, { name: 'sh.helm.release.v1.shop.v1', namespace }, forever)
    const bytes = Buffer.from(String(at(secret, 'data', 'release')), 'base64').length
    console.log(
      `the release takes ${Math.ceil(bytes / 1024)} KiB; ${Math.floor((2 ** 20 - bytes) / 1024)} KiB are left`,
    )
    expect(bytes).toBeLessThan(2 ** 19)
  })

  test('two pods: one makes what is declared, the other takes over within seconds, and all is deleted', async () => {
    const first = await pod()
    await until(() => first.said.includes('This process leads now'))
    await vpc('one')
    await synced('one')
    const second = await pod()
    await until(() => second.said.includes('ec2-controller started'))
    await vpc('two')
    await synced('two')
    expect(second.said).not.toContain('This process leads now')
    const [code, seconds] = await first.end()
    expect(code).toBe(0)
    expect(seconds).toBeLessThan(10)
    // A lease that was not released would be waited for, 15 s long.
    expect(await until(() => second.said.includes('This process leads now'))).toBeLessThan(5)
    await vpc('three')
    await synced('three')
    expect(rows()).toHaveLength(3)
    for (const name of ['one', 'two', 'three']) await kube.delete(vpcs, { name, namespace }, {}, forever)
    await until(async () => (await kube.list(vpcs, { namespace }, forever)).items.length === 0, 60)
    expect(rows()).toEqual([])
    expect((await second.end())[0]).toBe(0)
    const [lease] = (await kube.list(leases, { namespace }, forever)).items
    expect(at(lease?.spec, 'holderIdentity')).toBe('')
  })

  test.each([
    { lacking: 'namespaces', reason: 'NamespaceUnknown' },
    { lacking: 'customresourcedefinitions', reason: 'DefinitionUnknown' },
  ])('without the permission for $lacking a condition names it', async ({ lacking, reason }) => {
    const name = 'ack-ec2-controller'
    const { rules } = { rules: undefined, ...(await kube.get(clusterRoles, { name }, forever)) }
    const left = items(rules).map((rule) =>
      // The cluster is still told apart by its kube-system.
      JSON.stringify(rule.resources).includes(lacking)
        ? { ...rule, ...(lacking === 'namespaces' ? { verbs: ['get'] } : { verbs: ['list'] }) }
        : rule,
    )
    const process = await pod()
    await until(() => process.said.includes('This process leads now'))
    await vpc('before')
    await synced('before')
    await process.end()
    await kube.mergePatch(clusterRoles, { name }, { rules: left }, forever)
    const poorer = await pod()
    try {
      await until(() => poorer.said.includes('This process leads now'))
      if (lacking === 'namespaces') await vpc('after')
      else await kube.delete(vpcs, { name: 'before', namespace }, {}, forever)
      const object = lacking === 'namespaces' ? 'after' : 'before'
      await until(async () => (await says(object))?.reason === reason)
      expect((await says(object))?.message).toContain(lacking)
    } finally {
      await kube.mergePatch(clusterRoles, { name }, { rules }, forever)
      await poorer.end()
    }
    const richer = await pod()
    if (lacking === 'namespaces') await kube.delete(vpcs, { name: 'after', namespace }, {}, forever)
    await until(async () => (await found(lacking === 'namespaces' ? 'after' : 'before')) === undefined, 90)
    await richer.end()
  })

  test('installed for a namespace it works there with a Role, and nowhere else', async () => {
    await release(['upgrade'], { installScope: 'namespace' })
    const roles = (await kube.list(clusterRoles, {}, forever)).items.map(({ metadata }) => metadata.name)
    expect(roles).not.toContain('ack-ec2-controller')
    const process = await pod()
    await until(() => process.said.includes('This process leads now'))
    await vpc('elsewhere', 'default')
    await vpc('here')
    await synced('here')
    expect((await found('elsewhere', 'default'))?.status).toBeUndefined()
    await kube.delete(vpcs, { name: 'here', namespace }, {}, forever)
    await until(async () => (await found('here')) === undefined, 60)
    await process.end()
  })

  test('what is uninstalled leaves definitions and objects; installed again it takes the definitions back', async () => {
    await vpc('kept')
    await helm(program, ['uninstall', 'shop', '--namespace', namespace])
    expect((await found('kept'))?.metadata.name).toBe('kept')
    await helm(program, ['install', 'shop', chart('ec2-controller/chart'), '--namespace', namespace], values)
    expect((await found('kept'))?.metadata.name).toBe('kept')
  })

  test('a release of the chart of ACK is upgraded in place: its pods, its account and its definitions', async () => {
    await helm(program, ['uninstall', 'shop', '--namespace', namespace])
    const name = 'ack-ec2-controller'
    await helm(program, ['install', name, layoutOfAck(join(folder, 'ack'), namespace), '--namespace', namespace])
    const before = await kube.get(deployments, { name: 'ack-ec2-controller-ec2-chart', namespace }, forever)
    const upgrade = ['upgrade', name, chart('ec2-controller/chart'), '--namespace', namespace, '--reset-values']
    await expect(helm(program, upgrade, values)).rejects.toThrow('invalid ownership metadata')
    await helm(program, [...upgrade, ...taking], values)
    const after = await kube.get(deployments, { name: 'ack-ec2-controller-ec2-chart', namespace }, forever)
    expect(after.metadata.uid).toBe(before.metadata.uid)
    expect(at(after.spec, 'template', 'spec', 'serviceAccountName')).toBe(name)
    await helm(program, ['uninstall', name, '--namespace', namespace])
  })
})
