import { type Board, chosen, ofController, one, perSecond, quantile, type Row, rate } from './panel.ts'

const work: Row = {
  title: 'Work',
  bad: 'Errors above a tenth of all passes, or a depth that does not fall: more workers help only while workers are all busy.',
  panels: [
    {
      title: 'Passes',
      description: 'Passes by how they ended.',
      look: 'stacked',
      unit: 'ops',
      queries: one(perSecond('controller_runtime_reconcile_total', ofController(), 'result'), '{{result}}'),
    },
    {
      title: 'Failed passes',
      description: 'Part of the passes that failed.',
      look: 'line',
      unit: 'percentunit',
      queries: one(
        `${perSecond('controller_runtime_reconcile_errors_total', ofController(), 'controller')} / ${perSecond('controller_runtime_reconcile_total', ofController(), 'controller')}`,
        '{{controller}}',
      ),
    },
    {
      title: 'Pass duration, 99 %',
      description: 'Time from the start of a pass to its end.',
      look: 'line',
      unit: 's',
      queries: one(
        quantile(0.99, 'controller_runtime_reconcile_time_seconds', ofController(), 'controller'),
        '{{controller}}',
      ),
    },
    {
      title: 'Waiting objects',
      description: 'Objects that are due and wait for a worker.',
      look: 'stacked',
      unit: 'short',
      queries: one(`sum by (priority) (workqueue_depth${ofController()})`, '{{priority}}'),
    },
    {
      title: 'Start delay, 99 %',
      description: 'Time from an object being due to its pass starting.',
      look: 'line',
      unit: 's',
      queries: one(quantile(0.99, 'windlass_schedule_delay_seconds', chosen(), 'lane'), '{{lane}}'),
    },
    {
      title: 'Workers busy',
      description: 'Part of the workers that are busy.',
      look: 'line',
      unit: 'percentunit',
      queries: one(
        `sum by (controller) (controller_runtime_active_workers${ofController()}) / sum by (controller) (controller_runtime_max_concurrent_reconciles${ofController()} > 0)`,
        '{{controller}}',
      ),
    },
    {
      title: 'Adds and retries',
      description: 'Objects put into the queues, and those put back after a failure.',
      look: 'line',
      unit: 'ops',
      queries: [
        { expr: `sum(rate(workqueue_adds_total${ofController()}[${rate}]))`, legend: 'adds' },
        { expr: `sum(rate(workqueue_retries_total${ofController()}[${rate}]))`, legend: 'retries' },
      ],
    },
    {
      title: 'Longest pass under way',
      description: 'Age of the oldest pass under way.',
      look: 'line',
      unit: 's',
      queries: one(`max by (name) (workqueue_longest_running_processor_seconds${ofController()}) > 0`, '{{name}}'),
    },
    {
      title: 'Panics',
      description: 'Passes that ended in an exception nobody expected.',
      look: 'stat',
      unit: 'short',
      red: 1,
      queries: one(`round(sum(increase(controller_runtime_reconcile_panics_total${ofController()}[$__range])))`),
    },
  ],
}

const kubernetes: Row = {
  title: 'Kubernetes API',
  bad: 'Any 429 for long, or answers above a second: the API server is short of something. A resource not heard of for a quarter of an hour: what users declare does not arrive.',
  panels: [
    {
      title: 'Requests',
      description: 'Requests to the Kubernetes API by status.',
      look: 'stacked',
      unit: 'reqps',
      queries: one(perSecond('rest_client_requests_total', chosen(), 'method, code'), '{{method}} {{code}}'),
    },
    {
      title: 'Answer time, 99 %',
      description: 'Time the Kubernetes API took. Watches are not in it.',
      look: 'line',
      unit: 's',
      queries: one(quantile(0.99, 'rest_client_request_duration_seconds', chosen(), 'verb'), '{{verb}}'),
    },
    {
      title: 'Not heard of for',
      description:
        'The longest time for which the API server has said nothing about a resource: a bookmark comes every minute, a list every ten at the latest.',
      look: 'line',
      unit: 's',
      queries: one(`max by (job) (time() - (windlass_watch_heard_timestamp_seconds${chosen()} > 0))`, '{{job}}'),
    },
    {
      title: 'Definitions missing',
      description:
        'Resources that the API server does not know: kinds that are not installed, and kinds of other controllers that may be referred to.',
      look: 'stat',
      unit: 'short',
      queries: one(`sum by (job) (windlass_watch_missing${chosen()})`, '{{job}}'),
    },
    {
      title: 'Cache repaired',
      description: 'Times that a cache was found to differ from the server.',
      look: 'line',
      unit: 'short',
      width: 16,
      queries: one(
        `round(sum by (resource) (increase(windlass_watch_divergences_total${chosen()}[1h]))) > 0`,
        '{{resource}}',
      ),
    },
  ],
}

const machine: Row = {
  title: 'Process',
  bad: 'Memory that only grows, a loop that lags for more than 100 ms, or a start time that moves: read the log of the restart before.',
  panels: [
    {
      title: 'Memory',
      description: 'Resident memory and used heap.',
      look: 'line',
      unit: 'bytes',
      queries: [
        { expr: `process_resident_memory_bytes${chosen()}`, legend: '{{pod}} resident' },
        { expr: `nodejs_heap_size_used_bytes${chosen()}`, legend: '{{pod}} heap' },
      ],
    },
    {
      title: 'CPU',
      description: 'Cores used.',
      look: 'line',
      unit: 'short',
      queries: one(`rate(process_cpu_seconds_total${chosen()}[${rate}])`, '{{pod}}'),
    },
    {
      title: 'Event loop lag',
      description: 'Delay of the one thread.',
      look: 'line',
      unit: 's',
      queries: [
        { expr: `nodejs_eventloop_lag_p99_seconds${chosen()}`, legend: '{{pod}} p99' },
        { expr: `nodejs_eventloop_lag_max_seconds${chosen()}`, legend: '{{pod}} max' },
      ],
    },
    {
      title: 'Up since',
      description: 'Time since the process started.',
      look: 'stat',
      unit: 's',
      queries: one(`time() - process_start_time_seconds${chosen()}`, '{{pod}}'),
    },
    {
      title: 'Leader',
      description: 'Who leads, where there is a lease.',
      look: 'stat',
      unit: 'short',
      queries: one(`leader_election_master_status${chosen()}`, '{{pod}} {{name}}'),
    },
    {
      title: 'Version',
      description: 'What runs.',
      look: 'table',
      unit: 'short',
      column: 'runs',
      queries: one(`windlass_build_info${chosen()}`),
    },
  ],
}

/** Does the process keep up? */
export const controller: Board = {
  uid: 'windlass-controller',
  title: 'Windlass / Controller',
  description: 'Does the process keep up?',
  rows: [work, kubernetes, machine],
}
