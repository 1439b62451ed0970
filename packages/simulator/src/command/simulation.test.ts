import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { queues } from '../../test/queue.ts'
import { banner } from './banner.ts'
import { parseOptions, type SimulatorOptions, UsageError } from './options.ts'
import { simulate } from './simulation.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'windlass-simulator-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function options(...args: readonly string[]): SimulatorOptions {
  const kubeconfig = join(folder, 'kubeconfig')
  const read = parseOptions(['--kube-port', '0', '--aws-port', '0', '--kubeconfig', kubeconfig, ...args])
  if ('text' in read) throw new Error(read.text)
  return read
}

test('without arguments the ports are fixed and nothing is faster or slower than AWS', () => {
  expect(parseOptions([])).toEqual({
    kubePort: 7070,
    awsPort: 4566,
    kubeconfig: '.windlass/kubeconfig',
    only: undefined,
    speed: 1,
    awsLatency: 0,
    seed: 1,
    rateLimits: false,
    state: undefined,
  })
})

test.each([
  { args: ['--kube-port', '99999'], because: 'there is no such port' },
  { args: ['--speed', '0'], because: 'time would stand still' },
  { args: ['--aws-latency-ms', '-1'], because: 'answers do not come before calls' },
  { args: ['--only', 'gcp'], because: 'there are two worlds' },
  { args: ['--rate-limits', 'on'], because: 'it is aws or off' },
  { args: ['--nonsense'], because: 'there is no such option' },
])('$args are refused in one line: $because', ({ args }) => {
  expect(() => parseOptions(args)).toThrow(UsageError)
  expect(() => parseOptions(args)).toThrow(/^[^\n]+See --help\.$/)
})

test('the kubeconfig leads to the cluster, and the lines for people name both worlds', async () => {
  const given = options()
  const simulation = await simulate(given)
  try {
    expect(readFileSync(given.kubeconfig, 'utf8')).toContain(simulation.kube?.url)
    const said = banner(simulation, given.kubeconfig)
    expect(said).toContain(`kubectl --kubeconfig ${given.kubeconfig}`)
    expect(said).toContain(`--endpoint-url ${simulation.aws?.url}`)
  } finally {
    await simulation.close()
  }
})

test('one world alone can be served', async () => {
  const simulation = await simulate(options('--only', 'aws'))
  await simulation.close()
  expect(simulation.kube).toBeUndefined()
  expect(readdirSync(folder)).toEqual([])
})

test('both worlds outlive a restart', async () => {
  const given = options('--state', join(folder, 'state'))
  const before = await simulate(given)
  await before.aws?.world.invoke('ec2', 'CreateVpc', { CidrBlock: '10.9.0.0/16' })
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kept' } }
  await fetch(`${before.kube?.url}/api/v1/namespaces`, { method: 'POST', body: JSON.stringify(body) })
  await before.close()
  const after = await simulate(given)
  try {
    expect(JSON.stringify(await after.aws?.world.invoke('ec2', 'DescribeVpcs', {}))).toContain('10.9.0.0/16')
    expect((await fetch(`${after.kube?.url}/api/v1/namespaces/kept`)).status).toBe(200)
  } finally {
    await after.close()
  }
})

test('a state that is no state is refused and left alone', async () => {
  writeFileSync(join(folder, 'aws.json'), '{"version":99}')
  await expect(simulate(options('--state', folder))).rejects.toThrow(/snapshot cannot be restored/)
  expect(readFileSync(join(folder, 'aws.json'), 'utf8')).toBe('{"version":99}')
})

test('a port that is taken is named, and nothing else stays open', async () => {
  const first = await simulate(options('--only', 'aws'))
  const port = new URL(first.aws?.url ?? '').port
  await expect(simulate({ ...options(), awsPort: Number(port) })).rejects.toThrow(`Port ${port}`)
  await first.close()
})

test('a program starts it with one call, and its environment leads there until it is closed', async () => {
  const env: Record<string, string | undefined> = {
    HOME: 'its own home',
    AWS_PROFILE: 'production',
    KUBECONFIG: 'its own kubeconfig',
  }
  const simulation = await simulate({ env, modules: [queues] })
  try {
    expect(env).toMatchObject({
      HOME: 'its own home',
      KUBECONFIG: simulation.kubeconfig,
      AWS_ENDPOINT_URL: simulation.aws?.url,
    })
    expect(env).not.toHaveProperty('AWS_PROFILE')
    expect(simulation.flags).toContain('--allow-unsafe-aws-endpoint-urls')
    expect(simulation.flags).toContain(simulation.kubeconfig)
    expect(await simulation.aws?.world.invoke('sqs', 'ListQueues', {})).toMatchObject({ QueueUrls: [] })
  } finally {
    await simulation.close()
  }
  expect(env).toEqual({ HOME: 'its own home', AWS_PROFILE: 'production', KUBECONFIG: 'its own kubeconfig' })
  expect(existsSync(simulation.kubeconfig)).toBe(false)
})
