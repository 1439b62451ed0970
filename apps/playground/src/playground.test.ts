import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startController } from '@windlass/core/controller'
import { sleep, wallClock } from '@windlass/core/time'
import { kinds as ec2 } from '@windlass/ec2'
import { definitions } from '@windlass/metrics'
import { openPlayground, type Playground, parseOptions } from '@windlass/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { plan } from './plan.ts'

let folder = ''
let playground: Playground
let close = async () => {}
const forever = new AbortController().signal
const secret = 'hush-9c1185a5c5e9fc54'
const token = 'hush-612809893a2a1a53'
const before = { key: process.env.AWS_ACCESS_KEY_ID, secret: process.env.AWS_SECRET_ACCESS_KEY }

const vpc = `apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPC
metadata: { name: first }
spec: { cidrBlocks: [10.1.0.0/16] }
`

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'windlass-playground-'))
  mkdirSync(join(folder, 'examples'))
  writeFileSync(join(folder, 'examples', '1.yaml'), vpc)
  process.env.AWS_ACCESS_KEY_ID = '123456789012'
  process.env.AWS_SECRET_ACCESS_KEY = secret
  const ports = ['kube', 'aws', 'ec2-metrics', 'efs-metrics'].flatMap((name) => [`--${name}-port`, '0'])
  const there = ['--folder', folder, '--examples', join(folder, 'examples')]
  const options = parseOptions([...ports, ...there, '--speed', '1000'], plan)
  if ('text' in options) throw new Error(options.text)
  playground = await openPlayground(plan, options)
  close = playground.close
})

afterAll(async () => {
  await close()
  rmSync(folder, { recursive: true })
  process.env.AWS_ACCESS_KEY_ID = before.key
  process.env.AWS_SECRET_ACCESS_KEY = before.secret
})

/** Asks again, in real time, until the answer is good. */
async function eventually<T>(ask: () => Promise<T>, good: (answer: T) => boolean): Promise<T> {
  const deadline = wallClock.monotonic() + 20_000
  for (;;) {
    const answer = await ask()
    if (good(answer) || wallClock.monotonic() > deadline) return answer
    await sleep(wallClock, 50)
  }
}

test('over HTTP, an object goes all the way to AWS and is in sync', async () => {
  const manifests = playground.changed() ?? []
  expect(playground.changed()).toBeUndefined()
  await playground.apply(manifests, forever)
  const ask = () => playground.progress(manifests, forever)
  const seen = await eventually(ask, (all) => all.every(({ synced }) => synced))
  expect(seen).toEqual([{ kind: 'VPC', name: 'first', id: expect.stringMatching(/^vpc-/), synced: true, why: '' }])
})

test('what is in both worlds is there again after a restart, and nothing is made twice', async () => {
  const kept = join(folder, 'kept')
  const none = ['kube', 'aws', 'ec2-metrics', 'efs-metrics'].flatMap((name) => [`--${name}-port`, '0'])
  const args = [...none, '--folder', kept, '--state', join(kept, 'state'), '--examples', join(folder, 'examples')]
  const options = parseOptions([...args, '--speed', '1000'], plan)
  if ('text' in options) throw new Error(options.text)
  const synced = async (running: Playground) => {
    const manifests = running.changed() ?? []
    await running.apply(manifests, forever)
    const ask = () => running.progress(manifests, forever)
    return await eventually(ask, (all) => all.every(({ synced }) => synced))
  }
  const bare = { ...plan, programs: plan.programs.map(({ metrics: _, ...program }) => program) }
  const first = await openPlayground(bare, options)
  const before = await synced(first)
  await first.close()
  const second = await openPlayground(bare, options)
  try {
    expect(before).toMatchObject([{ synced: true }])
    expect(await synced(second)).toEqual(before)
    // The log of the process that runs: the one before has its own.
    expect(readFileSync(second.log, 'utf8')).not.toContain('CreateVpc')
  } finally {
    await second.close()
  }
})

test('a controller is ready, and its metrics count what it did', async () => {
  const [controller] = playground.controllers
  const ready = async () => (await fetch(`${controller?.running.healthUrl}/readyz`)).text()
  expect(await eventually(ready, (text) => text.includes('passed'))).toBe(
    '[+]caches ok\n[+]credentials ok\nreadyz check passed\n',
  )
  const metrics = await (await fetch(controller?.running.metricsUrl ?? '')).text()
  for (const name of Object.keys(definitions)) expect(metrics).toContain(`# TYPE ${name} `)
  const host = new URL(playground.kube.url).host
  expect(metrics).toMatch(/^ack_outbound_api_requests_total\{service="ec2",op_type="CREATE",op_id="CreateVpc"\} 1$/m)
  for (const name of ['duration_seconds', 'size_bytes'])
    expect(metrics).toMatch(
      new RegExp(`^rest_client_request_${name}_count\\{verb="PATCH",host="${host}"\\} [1-9]`, 'm'),
    )
  const [, bytes] =
    metrics.match(new RegExp(`^rest_client_response_size_bytes_sum\\{verb="GET",host="${host}"\\} (\\d+)`, 'm')) ?? []
  expect(Number(bytes)).toBeGreaterThan(1000)
})

test('what was changed in AWS is in the log with the id that AWS gave the request, and no secret is', async () => {
  const read = async () => readFileSync(playground.log, 'utf8')
  const text = await eventually(read, (found) => found.includes('CreateVpc'))
  const made: unknown = JSON.parse(text.split('\n').find((line) => line.includes('CreateVpc')) ?? '{}')
  expect(made).toMatchObject({
    level: 'info',
    kind: 'VPC',
    namespace: 'default',
    name: 'first',
    action: 'CreateVpc',
    id: expect.stringMatching(/^vpc-/),
    requestId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f-]{27}$/),
  })
  expect(text).not.toContain(secret)
})

test.each([
  { level: 'debug', says: /ec2-controller started/, because: 'debug has everything' },
  { level: 'error', says: /^$/, because: 'nothing is wrong' },
])('at --log-level $level $because, and no secret', async ({ level, says }) => {
  const kubeconfig = join(folder, 'secret')
  const cluster = { server: new URL(playground.kube.url).href }
  const context = { name: 'c', context: { cluster: 'k', user: 'u' } }
  const users = [{ name: 'u', user: { token } }]
  const config = { clusters: [{ name: 'k', cluster }], users, contexts: [context], 'current-context': 'c' }
  writeFileSync(kubeconfig, JSON.stringify({ apiVersion: 'v1', kind: 'Config', ...config }))
  const stop = new AbortController()
  let log = ''
  const running = await startController(
    { name: 'ec2-controller', version: '0', kinds: ec2 },
    {
      args: [
        ...['--kubeconfig', kubeconfig, '--aws-region', 'us-west-2', '--aws-endpoint-url', 'http://127.0.0.1:9'],
        ...[
          '--aws-identity-endpoint-url',
          playground.aws.url,
          '--allow-unsafe-aws-endpoint-urls',
          '--log-level',
          level,
        ],
        ...['--metrics-addr', '127.0.0.1:0', '--healthz-addr', '127.0.0.1:0', '--watch-namespace', 'nowhere'],
      ],
      env: {},
      sink: { write: (line) => (log += line) },
      stop: stop.signal,
    },
  )
  expect('ended' in running).toBe(true)
  stop.abort()
  if ('ended' in running) await running.ended
  expect(log).toMatch(says)
  expect(log).not.toContain(token)
  expect(log).not.toContain(secret)
})

describe('a controller that cannot work says why in one sentence', () => {
  const servers: Server[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) server.close()
  })

  const start = (...args: readonly string[]) =>
    startController(
      { name: 'ec2-controller', version: '0', kinds: ec2 },
      {
        args: [
          ...['--kubeconfig', playground.kube.kubeconfig, '--aws-region', 'us-west-2'],
          ...['--aws-identity-endpoint-url', playground.aws.url, '--allow-unsafe-aws-endpoint-urls'],
          ...['--metrics-addr', '127.0.0.1:0', '--healthz-addr', '127.0.0.1:0', ...args],
        ],
        env: {},
        sink: { write: () => undefined },
        stop: forever,
      },
    )

  test('its port is taken', async () => {
    const { port } = new URL(playground.controllers[0]?.running.metricsUrl ?? '')
    await expect(start('--metrics-addr', `127.0.0.1:${port}`)).rejects.toThrow(
      `Port ${port} of 127.0.0.1 is in use: choose another with --metrics-addr.`,
    )
    await expect(start('--healthz-addr', `127.0.0.1:${port}`)).rejects.toThrow('--healthz-addr')
  })

  test('AWS is not there', async () => {
    await expect(start('--aws-identity-endpoint-url', 'http://127.0.0.1:9')).rejects.toThrow(/127\.0\.0\.1:9 cannot be/)
  })

  test('AWS refuses who it is', async () => {
    const server = createServer((_, response) => {
      response.writeHead(403, { 'content-type': 'text/xml' })
      response.end(
        '<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>no</Message></Error></ErrorResponse>',
      )
    })
    servers.push(server)
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await expect(start('--aws-identity-endpoint-url', `http://127.0.0.1:${port}`)).rejects.toThrow(
      'AWS refused the credentials: InvalidClientTokenId: no.',
    )
  })

  test('the cluster is not there', async () => {
    const file = join(folder, 'nowhere')
    const cluster = { server: 'http://127.0.0.1:9' }
    const user = { name: 'u', user: {} }
    const context = { name: 'c', context: { cluster: 'k', user: 'u' } }
    const config = { clusters: [{ name: 'k', cluster }], users: [user], contexts: [context], 'current-context': 'c' }
    writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'Config', ...config }))
    await expect(start('--kubeconfig', file)).rejects.toThrow(/got no answer from http:\/\/127\.0\.0\.1:9/)
  })
})
