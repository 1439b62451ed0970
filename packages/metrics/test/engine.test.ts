import type { Metrics } from '@windlass/core'
import type { Clock } from '@windlass/core/time'
import { InternetGateway, NATGateway, Subnet, VPC } from '@windlass/ec2'
import { condition, Stage } from '@windlass/testing'
import { beforeAll, expect, test } from 'vitest'
import { createMetrics } from '../src/index.ts'
import { definitions } from '../src/table/table.ts'
import { parse } from './scene.ts'

const kinds = [VPC, Subnet, InternetGateway, NATGateway]

const network = `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPC
metadata: { name: main }
spec: { cidrBlocks: [10.7.0.0/16], tags: [{ key: team, value: a }] }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: one }
spec: { cidrBlock: 10.7.1.0/24, vpcRef: { from: { name: main } } }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: waits }
spec: { cidrBlock: 10.7.2.0/24, vpcRef: { from: { name: nobody } } }
`

const subnets = (names: readonly number[]) =>
  names.map(
    (n) => `
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: s${n} }
spec: { cidrBlock: 10.7.${n}.0/24, vpcRef: { from: { name: main } } }`,
  )

const wrong = `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: wrong }
spec: { cidrBlock: 192.168.0.0/24, vpcRef: { from: { name: main } } }
`

/** Prometheus's view of a process on a stage: metrics on the stage's clock, and the values of all series. */
async function observed() {
  let time: Clock | undefined
  const clock: Clock = {
    now: () => time?.now() ?? 0,
    monotonic: () => time?.monotonic() ?? 0,
    after: () => () => undefined,
  }
  const metrics: Metrics = createMetrics({ name: 'ec2-controller', version: '1.2.3', kinds, clock })
  const stage = await Stage.open({ kinds, observer: metrics.observer })
  time = stage.clock
  return { stage, read: async () => parse(await metrics.text()) }
}

const ready = async (stage: Stage, kind: string, name: string) => {
  const object = await stage.get(kind, name)
  return object !== undefined && condition(object, 'Ready')?.status === 'True'
}

let series: ReadonlyMap<string, number>
const value = (name: string) => series.get(name)
const touched = new Set<string>()

/** A network comes up, somebody writes into the lease, somebody changes it behind the controller's back, its deletion is held up, it goes. */
beforeAll(async () => {
  const { stage, read } = await observed()
  const look = async () => {
    series = await read()
    for (const [name, seen] of series) if (seen !== 0) touched.add(name.replace(/\{.*/, ''))
  }
  const lease = { leaderElection: { namespace: 'default', name: 'ack-ec2.services.k8s.aws' } }
  stage.start({ ...lease, rateLimits: 'aws' })
  await stage.clock.advance(5000)
  await stage.apply(network)
  await stage.until(async () => (await ready(stage, 'Subnet', 'one')) && (await ready(stage, 'VPC', 'main')))
  const leases = { group: 'coordination.k8s.io', version: 'v1', plural: 'leases', kind: 'Lease', namespaced: true }
  const noted = { metadata: { annotations: { 'somebody.else': 'was here' } } }
  await stage.kube.mergePatch(leases, lease.leaderElection, noted, new AbortController().signal)
  const many = Array.from({ length: 80 }, (_, n) => n + 100)
  await stage.apply(subnets(many).join(''))
  await stage.apply(wrong)
  await stage.clock.advance(400_000)
  await look()
  for (const n of many) await stage.delete('Subnet', `s${n}`)
  await stage.delete('Subnet', 'wrong')
  await stage.clock.advance(60_000)
  const vpc = stage.aws.at().tables.vpcs.all()[0]?.id ?? ''
  await stage.aws.invoke('ec2', 'DeleteTags', { Resources: [vpc], Tags: [{ Key: 'team' }] })
  await stage.clock.advance(120_000)
  await look()
  await stage.delete('VPC', 'main')
  await stage.clock.advance(60_000)
  await look()
  await stage.delete('Subnet', 'one')
  await stage.until(async () => (await stage.get('VPC', 'main')) === undefined, 600_000)
  await look()
})

test('the engine says all that the metrics need, apart from what did not happen in the story', () => {
  const untouched = Object.keys(definitions).filter(
    (name) => ![name, `${name}_count`].some((one) => touched.has(one)) && !/^(process|nodejs)_/.test(name),
  )
  expect(untouched.sort()).toEqual([
    // Time stands still while the simulated AWS answers, so nobody is ever seen at work.
    'controller_runtime_active_workers',
    'controller_runtime_reconcile_panics_total',
    'controller_runtime_reconcile_timeouts_total',
    // There is no wire between the engine and the simulated API server.
    'rest_client_request_retries_total',
    'rest_client_request_size_bytes',
    'rest_client_response_size_bytes',
    // Whoever starts a process looks after its credentials.
    'windlass_aws_credentials_expiration_timestamp_seconds',
    'windlass_aws_credentials_valid',
    'windlass_aws_request_seconds_total',
    'windlass_aws_throttles_total',
    'windlass_create_recovered_total',
    'windlass_duplicates',
    'windlass_duplicates_prevented_total',
    'windlass_duplicates_removed_total',
    'windlass_kept_total',
    'windlass_mass_deletion_waiting',
    'windlass_missing_objects',
    'windlass_orphans',
    'windlass_oscillation_open',
    'windlass_sweep_misses_total',
    'windlass_watch_divergences_total',
    'workqueue_depth',
    'workqueue_longest_running_processor_seconds',
    'workqueue_unfinished_work_seconds',
  ])
})

test('nothing but the object that waits is left when the network is gone', () => {
  const counted = [...series].filter(([name, seen]) => name.startsWith('windlass_resources{') && seen !== 0)
  expect(counted).toEqual([['windlass_resources{kind="Subnet",state="blocked",reason="ReferenceNotFound"}', 1]])
})

test('each object was made and deleted once, and the drift of a tag was found by the sweep and undone', () => {
  expect(value('windlass_mutations_total{kind="VPC",verb="create",trigger="spec"}')).toBe(1)
  expect(value('windlass_mutations_total{kind="VPC",verb="delete",trigger="spec"}')).toBe(1)
  expect(value('windlass_drift_detected_total{kind="VPC",field="tags",source="sweep"}')).toBe(1)
  expect(value('windlass_drift_corrected_total{kind="VPC",field="tags"}')).toBe(1)
  expect(value('windlass_deletion_duration_seconds_count{kind="VPC"}')).toBe(1)
})

test('every call to AWS is counted under both names', () => {
  const sum = (name: string) =>
    [...series].filter(([one]) => one.startsWith(`${name}{`)).reduce((total, [, seen]) => total + seen, 0)
  expect(sum('ack_outbound_api_requests_total')).toBe(sum('windlass_aws_requests_total'))
  expect(sum('ack_outbound_api_requests_total')).toBeGreaterThan(10)
  expect([...series.keys()].filter((name) => /^(windlass_aws|ack).*"other"/.test(name))).toEqual([])
})

test('a process that starts anew counts nothing as newly ready, and knows since when an object has been stuck', async () => {
  const { stage, read } = await observed()
  const first = stage.start()
  await stage.clock.advance(5000)
  await stage.apply(network)
  await stage.until(async () => await ready(stage, 'Subnet', 'one'))
  await stage.clock.advance(600_000)
  const before = await read()
  await first.stop()
  stage.start()
  await stage.clock.advance(30_000)
  const after = await read()
  for (const kind of ['VPC', 'Subnet']) {
    const name = `windlass_resource_time_to_ready_seconds_count{kind="${kind}"}`
    expect([name, after.get(name)]).toEqual([name, before.get(name)])
  }
  const since = 'windlass_oldest_out_of_sync_timestamp_seconds{kind="Subnet"}'
  expect(before.get(since)).toBeGreaterThan(0)
  expect(Math.abs((after.get(since) ?? 0) - (before.get(since) ?? 0))).toBeLessThan(20)
})
