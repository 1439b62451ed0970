import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fetchTransport, loadKubeConnection } from '@windlass/core/cluster'
import { KubeClient, type Resource } from '@windlass/core/kube'
import { wallClock } from '@windlass/core/time'
import { condition } from '@windlass/testing'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { applyAll, definitionsIn } from '../packages/testing/src/playground/manifest.ts'
import { folderOf, fromTarballs, printed, type Started, started } from './outside.ts'
import { packInto } from './pack.ts'

const node = 'node_modules/node/bin/node'
const forever = new AbortController().signal
const folders: string[] = []
const running: Started[] = []
let folder = ''

beforeAll(async () => {
  const out = mkdtempSync(join(tmpdir(), 'windlass-tarballs-'))
  const manifest = fromTarballs('{ "private": true }', packInto(out), { node: '22.19.0' })
  folder = folderOf(new Map([['package.json', manifest]]))
  folders.push(out, folder)
  await printed(folder, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts=false')
}, 600_000)

afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.end()
})

afterAll(() => {
  for (const one of folders) rmSync(one, { recursive: true, force: true })
})

/** Starts a command of the installed packages. */
function command(name: string, ...args: readonly string[]): Started {
  const keys = { AWS_ACCESS_KEY_ID: '123456789012', AWS_SECRET_ACCESS_KEY: 'any' }
  const one = started(folder, node, [join('node_modules/.bin', name), ...args], keys)
  running.push(one)
  return one
}

test.each([
  { service: 'ec2', kind: 'VPC', plural: 'vpcs', spec: { cidrBlocks: ['10.0.0.0/16'] } },
  { service: 'efs', kind: 'FileSystem', plural: 'filesystems', spec: { encrypted: true } },
])(
  '$service-controller brings a $kind in sync on the simulator, installed with npm',
  async ({ service, kind, plural, spec }) => {
    const simulator = command('windlass-simulator', '--kube-port', '0', '--aws-port', '0', '--speed', '1000')
    const url = await simulator.said(/^AWS\s+(\S+)/m)
    const kubeconfig = join(folder, '.windlass/kubeconfig')
    const transport = fetchTransport({
      connection: await loadKubeConnection({ file: kubeconfig }),
      clock: wallClock,
      userAgent: 'user',
    })
    const kube = new KubeClient({ transport, clock: wallClock })
    for (const name of ['core', service])
      await applyAll(kube, definitionsIn(join(folder, 'node_modules/@windlass', name, 'crds')), forever)
    const aws = ['--aws-region', 'us-west-2', '--aws-endpoint-url', url, '--aws-identity-endpoint-url', url]
    const ports = ['--metrics-addr', '127.0.0.1:0', '--healthz-addr', '127.0.0.1:0']
    const flags = ['--kubeconfig', kubeconfig, ...aws, '--allow-unsafe-aws-endpoint-urls', ...ports]
    await command(`${service}-controller`, ...flags).said(/started; kinds: (\d+)/)
    const group = `${service}.services.k8s.aws`
    const resource: Resource = { group, version: 'v1alpha1', plural, kind, namespaced: true }
    const place = { namespace: 'default', name: 'main' }
    await kube.create(resource, { metadata: place, spec }, forever)
    const synced = async () => condition(await kube.get(resource, place, forever), 'ACK.ResourceSynced')?.status
    await expect.poll(synced, { timeout: 60_000, interval: 200 }).toBe('True')
  },
  200_000,
)
