import { expect, test } from 'vitest'
import { scene } from '../test/scene.ts'
import type { Definition } from './definition.ts'
import { absent, definitions } from './table/table.ts'

/** What controller-runtime, client-go and ACK export, as their dashboards and alerts ask for it. */
const known = `
counter   controller_runtime_reconcile_total                  controller result
counter   controller_runtime_reconcile_errors_total           controller
counter   controller_runtime_terminal_reconcile_errors_total  controller
counter   controller_runtime_reconcile_panics_total           controller
counter   controller_runtime_reconcile_timeouts_total         controller
histogram controller_runtime_reconcile_time_seconds           controller
gauge     controller_runtime_max_concurrent_reconciles        controller
gauge     controller_runtime_active_workers                   controller
gauge     workqueue_depth                                     controller name priority
counter   workqueue_adds_total                                controller name
histogram workqueue_queue_duration_seconds                    controller name
histogram workqueue_work_duration_seconds                     controller name
gauge     workqueue_unfinished_work_seconds                   controller name
gauge     workqueue_longest_running_processor_seconds         controller name
counter   workqueue_retries_total                             controller name
counter   rest_client_requests_total                          code host method
histogram rest_client_request_duration_seconds                host verb
histogram rest_client_rate_limiter_duration_seconds           host verb
counter   rest_client_request_retries_total                   code host verb
histogram rest_client_request_size_bytes                      host verb
histogram rest_client_response_size_bytes                     host verb
gauge     leader_election_master_status                       name
counter   leader_election_slowpath_total                      name
counter   ack_outbound_api_requests_total                     op_id op_type service
counter   ack_outbound_api_requests_error_total               op_id service status_code
counter   process_cpu_seconds_total
gauge     process_resident_memory_bytes
gauge     process_start_time_seconds
`
  .trim()
  .split('\n')
  .map((line) => {
    const [type, name = '', ...labels] = line.split(/ +/)
    return { type, name, labels }
  })

test('what users of ACK and of controller-runtime ask for has the type and the labels they know, or a reason to be absent', () => {
  const ours = new Map(Object.entries<Definition>(definitions))
  for (const { type, name, labels } of known) {
    const one = ours.get(name)
    if (one === undefined) expect([name, Object.keys(absent)]).toEqual([name, expect.arrayContaining([name])])
    else expect({ name, type: one.type, labels: Object.keys(one.labels).sort() }).toEqual({ name, type, labels })
  }
  expect(Object.keys(absent).filter((name) => ours.has(name) || !known.some((one) => one.name === name))).toEqual([])
})

test('what is published is of the declared type, whether or not it has a series yet', async () => {
  const text = await scene().text()
  for (const { type, name } of known.filter(({ name }) => !(name in absent)))
    expect(text).toContain(`# TYPE ${name} ${type}\n`)
})

test('what others count and nothing here can move is 0 for each kind, and says why', async () => {
  const series = await scene().read()
  const still = Object.entries<Definition>(definitions).filter(([, { still }]) => still !== undefined)
  expect(still.map(([name]) => name)).toEqual(['controller_runtime_reconcile_timeouts_total'])
  for (const controller of ['vpc', 'subnet'])
    expect(series.get(`controller_runtime_reconcile_timeouts_total{controller="${controller}"}`)).toBe(0)
})
