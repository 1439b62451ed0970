import type { Group } from './rule.ts'

/** What alerts and dashboards share. */
export const recording: Group = {
  name: 'windlass-recording',
  interval: '30s',
  rules: [
    {
      record: 'windlass:out_of_sync:ratio',
      expr: '1 - sum by (cluster, namespace, job) (windlass_resources{state="ready"}) / (sum by (cluster, namespace, job) (windlass_resources{state!="paused"}) > 0)',
    },
    {
      record: 'windlass:workqueue_depth:sum',
      expr: 'sum by (cluster, job, name) (workqueue_depth{job=~".*(ec2|efs)-controller.*"})',
    },
    {
      record: 'windlass:reconcile_errors:ratio5m',
      expr: 'sum by (cluster, job, controller) (rate(controller_runtime_reconcile_errors_total{job=~".*(ec2|efs)-controller.*"}[5m])) / (sum by (cluster, job, controller) (rate(controller_runtime_reconcile_total{job=~".*(ec2|efs)-controller.*"}[5m])) > 0)',
    },
    {
      record: 'windlass:reconcile_errors:rate15m',
      expr: 'sum by (cluster, job, controller) (rate(controller_runtime_reconcile_errors_total{job=~".*(ec2|efs)-controller.*"}[15m]))',
    },
    {
      record: 'windlass:aws_throttled:ratio5m',
      expr: 'sum by (cluster, job, service) (rate(windlass_aws_throttles_total[5m])) / (sum by (cluster, job, service) (rate(windlass_aws_requests_total[5m])) > 0)',
    },
    {
      record: 'windlass:mutations:rate15m',
      expr: 'sum by (cluster, job) (rate(windlass_mutations_total[15m]))',
    },
  ],
}
