import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fetchTransport, loadKubeConnection } from '@windlass/core/cluster'
import { type Running, startController } from '@windlass/core/controller'
import { seeded, wallClock } from '@windlass/core/time'
import { kinds } from '@windlass/efs'
import { createMetrics } from '@windlass/metrics'
import { AwsWorld, type Listener, listen } from '@windlass/simulator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Office } from '../src/backend/account.ts'
import { asAccount } from '../src/backend/kubeconfig.ts'

const name = 'efs-controller'
const folder = mkdtempSync(join(tmpdir(), 'windlass-metrics-'))
const stop = new AbortController()
const office = new Office(
  fetchTransport({ connection: await loadKubeConnection(), clock: wallClock, userAgent: 'stories' }),
  stop.signal,
)
const aws = new AwsWorld({ clock: wallClock, random: seeded(1) })
const environment = { ...process.env }
let listener: Listener
let running: Running

beforeAll(async () => {
  const kubeconfig = join(folder, 'kubeconfig')
  const own = readFileSync(process.env.KUBECONFIG ?? '', 'utf8')
  writeFileSync(kubeconfig, asAccount(own, await office.employ(name, kinds)), { mode: 0o600 })
  listener = await listen(aws)
  process.env.AWS_ACCESS_KEY_ID = aws.account
  process.env.AWS_SECRET_ACCESS_KEY = 'stories'
  const endpoints = ['--aws-endpoint-url', listener.url, '--aws-identity-endpoint-url', listener.url]
  const addresses = ['--metrics-addr', '127.0.0.1:0', '--healthz-addr', '127.0.0.1:0']
  const args = ['--kubeconfig', kubeconfig, '--aws-region', 'us-west-2', '--metrics-secure', ...addresses, ...endpoints]
  const program = { name, version: '0.0.0', kinds, metrics: createMetrics({ name, version: '0.0.0', kinds }) }
  const around = { args: [...args, '--allow-unsafe-aws-endpoint-urls'], env: {}, sink: { write: () => undefined } }
  const started = await startController(program, { ...around, stop: stop.signal })
  if ('text' in started) throw new Error(started.text)
  running = started
})

afterAll(async () => {
  stop.abort()
  await running?.ended
  await listener?.close()
  aws.stop()
  process.env.AWS_ACCESS_KEY_ID = environment.AWS_ACCESS_KEY_ID
  process.env.AWS_SECRET_ACCESS_KEY = environment.AWS_SECRET_ACCESS_KEY
  rmSync(folder, { recursive: true, force: true })
})

async function get(token?: string): Promise<readonly [number, string]> {
  const headers = token === undefined ? undefined : { authorization: `Bearer ${token}` }
  const answer = await fetch(running.metricsUrl, { ...(headers && { headers }), tls: { rejectUnauthorized: false } })
  return [answer.status, await answer.text()]
}

test('the probes list their checks; a kind that is not installed keeps nothing from being ready', async () => {
  const probe = async (path: string) => await (await fetch(running.healthUrl + path)).text()
  expect(await probe('/healthz')).toBe('[+]loop ok\nhealthz check passed\n')
  await expect.poll(() => probe('/readyz'), { timeout: 30_000 }).toContain('[+]caches ok\n[+]credentials ok\n')
})

async function account(name: string): Promise<string> {
  await office.apply({ kind: 'ServiceAccount', metadata: { name } })
  return await office.token(name)
}

test('a real API server says who may read the metrics: whoever is bound to the published role', async () => {
  expect(running.metricsUrl).toMatch(/^https:/)
  expect((await get())[0]).toBe(401)
  expect((await get('guessed'))[0]).toBe(401)
  const token = await account('prometheus')
  expect(await get(token)).toEqual([
    403,
    'system:serviceaccount:ack-system:prometheus may not get /metrics: bind it to a ClusterRole that allows it.\n',
  ])
  await office.apply({
    kind: 'ClusterRoleBinding',
    metadata: { name: 'prometheus-reads-metrics' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: `${name}-metrics-reader` },
    subjects: [{ kind: 'ServiceAccount', name: 'prometheus', namespace: 'ack-system' }],
  })
  await expect.poll(async () => (await get(token))[0], { timeout: 30_000, interval: 1000 }).toBe(200)
  expect((await get(token))[1]).toContain('windlass_build_info{')
})
