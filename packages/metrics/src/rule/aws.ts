import type { Group } from './rule.ts'

/** AWS refuses what it should not. */
export const aws: Group = {
  name: 'windlass-aws',
  interval: '30s',
  rules: [
    {
      alert: 'WindlassAWSThrottled',
      expr: 'windlass:aws_throttled:ratio5m > 0.01',
      for: '10m',
      severity: 'warning',
      summary: 'AWS throttles more than one in a hundred {{ $labels.service }} calls.',
      description:
        'The controller stays below AWS’s published rates, so others in the account spend the same budget. CloudTrail says who.',
      board: 'windlass-aws-api',
      panel: 'Throttled calls',
    },
    {
      alert: 'WindlassAWSAuthFailing',
      expr: 'sum by (cluster, job, service) (rate(windlass_aws_errors_total{class="auth"}[5m])) > 0',
      for: '10m',
      severity: 'critical',
      summary: 'AWS refuses the credentials or permissions for {{ $labels.service }}.',
      description: 'The table of refused calls names the actions; compare them with the published IAM policy.',
      board: 'windlass-aws-api',
      panel: 'Refused calls by action',
    },
    {
      alert: 'WindlassQuotaExhausted',
      expr: 'sum by (cluster, job, kind) (windlass_reconcile_blocked{cause="quota"}) > 0',
      for: '10m',
      severity: 'warning',
      summary: 'A quota of AWS holds up {{ $labels.kind }}.',
      description:
        'The condition Ready of the object has AWS’s words. Ask for more in Service Quotas; the object goes on by itself.',
      board: 'windlass-fleet',
      panel: 'Blocked by',
    },
  ],
}
