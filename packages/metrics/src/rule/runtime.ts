import type { Group } from './rule.ts'

const ours = '{job=~".*(ec2|efs)-controller.*"}'

/** A process is not well. */
export const runtime: Group = {
  name: 'windlass-controller',
  interval: '30s',
  rules: [
    {
      alert: 'WindlassControllerDown',
      expr: `up${ours} == 0 or absent(windlass_build_info)`,
      for: '5m',
      severity: 'critical',
      summary: 'A Windlass controller does not answer.',
      description:
        'Nothing is created, changed or verified while it is away; AWS keeps what it has. See the log of its pod.',
      board: 'windlass-controller',
      panel: 'Up since',
    },
    {
      alert: 'WindlassNoLeader',
      expr: 'sum by (cluster, name) (leader_election_master_status{name=~"ack-.*"}) == 0',
      for: '2m',
      severity: 'critical',
      summary: 'Nobody holds the lease {{ $labels.name }}.',
      description: 'Every process waits. See whether the lease can be written, and who holds it.',
      board: 'windlass-controller',
      panel: 'Leader',
    },
    {
      alert: 'WindlassTwoLeaders',
      expr: 'sum by (cluster, name) (leader_election_master_status{name=~"ack-.*"}) > 1',
      for: '1m',
      severity: 'critical',
      summary: 'More than one process believes to hold the lease {{ $labels.name }}.',
      description:
        'Creates stay single, because each is claimed first; calls are made twice. Stop all but one process.',
      board: 'windlass-controller',
      panel: 'Leader',
    },
    {
      alert: 'WindlassReconcileErrorsHigh',
      expr: 'windlass:reconcile_errors:ratio5m > 0.1 and 60 * windlass:reconcile_errors:rate15m > 3',
      for: '15m',
      severity: 'warning',
      summary: 'More than a tenth of the passes of {{ $labels.controller }} fail.',
      description:
        'And more than three a minute, which one object alone does not reach. The reasons are on the Fleet board, the classes of the errors on the AWS API board.',
      board: 'windlass-controller',
      panel: 'Failed passes',
    },
    {
      alert: 'WindlassWorkqueueNotDraining',
      expr: 'windlass:workqueue_depth:sum > 0 and deriv(windlass:workqueue_depth:sum[15m]) >= 0',
      for: '15m',
      severity: 'warning',
      summary: 'Work for {{ $labels.name }} piles up.',
      description:
        'Either all workers are busy, or they wait for the request budget of AWS. The Controller board tells which.',
      board: 'windlass-controller',
      panel: 'Waiting objects',
    },
    {
      alert: 'WindlassReconcileHung',
      expr: `max by (cluster, job, name) (workqueue_longest_running_processor_seconds${ours}) > 300`,
      for: '0m',
      severity: 'warning',
      summary: 'A pass of {{ $labels.name }} has not ended for five minutes.',
      description:
        'Calls have deadlines, so this is either a long wait for a bucket or a defect. Restarting the pod is safe.',
      board: 'windlass-controller',
      panel: 'Longest pass under way',
    },
    {
      alert: 'WindlassPanicSeen',
      expr: `sum by (cluster, job, controller) (increase(controller_runtime_reconcile_panics_total${ours}[10m])) > 0`,
      for: '0m',
      severity: 'warning',
      summary: 'A pass of {{ $labels.controller }} ended in an exception nobody expected.',
      description:
        'A defect: report the condition of the object, whose reason is InternalError. The object is tried again.',
      board: 'windlass-controller',
      panel: 'Panics',
    },
    {
      alert: 'WindlassKubernetesThrottled',
      expr: `sum by (cluster, job) (rate(rest_client_requests_total{code="429",job=~".*(ec2|efs)-controller.*"}[5m])) > 0.1`,
      for: '10m',
      severity: 'warning',
      summary: 'The API server throttles {{ $labels.job }}.',
      description: 'See its priority and fairness settings, and who else is busy.',
      board: 'windlass-controller',
      panel: 'Requests',
    },
    {
      alert: 'WindlassWatchStale',
      expr: 'max by (cluster, job, resource) (time() - (windlass_watch_heard_timestamp_seconds > 0)) > 900 unless on (cluster, job, resource) windlass_watch_missing > 0',
      for: '2m',
      severity: 'critical',
      summary: 'The API server has said nothing about {{ $labels.resource }} for a quarter of an hour.',
      description:
        'A watch is renewed every ten minutes at the latest, so lists and watches of it fail: what users declare does not arrive.',
      board: 'windlass-controller',
      panel: 'Not heard of for',
    },
    {
      alert: 'WindlassWatchMissing',
      expr: 'max by (cluster, job, resource) (windlass_watch_missing) > 0 and on (cluster, job, resource) windlass_watch_heard_timestamp_seconds > 0',
      for: '5m',
      severity: 'critical',
      summary: 'The definition of {{ $labels.resource }} has gone while {{ $labels.job }} ran.',
      description:
        'The API server no longer knows the resource. Deleting a definition deletes its objects; here they are kept as last seen.',
      board: 'windlass-controller',
      panel: 'Definitions missing',
    },
    {
      alert: 'WindlassCacheDiverged',
      expr: 'sum by (cluster, job, resource) (increase(windlass_watch_divergences_total[1h])) > 0',
      for: '0m',
      severity: 'warning',
      summary: 'The cache of {{ $labels.resource }} had missed a change, and was repaired.',
      description: 'The API server, or something between, lost watch events. Harmless when rare.',
      board: 'windlass-controller',
      panel: 'Cache repaired',
    },
  ],
}
