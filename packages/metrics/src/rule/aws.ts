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
      alert: 'WindlassCredentialsLost',
      expr: 'min by (cluster, job) (windlass_aws_credentials_valid) == 0',
      for: '2m',
      severity: 'critical',
      summary: 'AWS does not take the credentials of {{ $labels.job }}, or it has none.',
      description:
        'Nothing is read or changed in AWS until it has others; AWS keeps what it has. /readyz of the process has AWS’s words.',
      board: 'windlass-aws-api',
      panel: 'Taken by AWS',
    },
    {
      alert: 'WindlassCredentialsExpiring',
      expr: 'min by (cluster, job) ((windlass_aws_credentials_expiration_timestamp_seconds > 0) - time()) < 180',
      for: '0m',
      severity: 'critical',
      summary: 'The credentials of {{ $labels.job }} end within three minutes and were not renewed.',
      description:
        'They are renewed five minutes before their end, so the renewal fails: the role, its trust policy, or the way to STS.',
      board: 'windlass-aws-api',
      panel: 'Valid for',
    },
    {
      alert: 'WindlassReadsWait',
      expr: 'histogram_quantile(0.95, sum by (cluster, job, service, le) (rate(windlass_batch_wait_seconds_bucket[10m]))) > 15',
      for: '5m',
      severity: 'warning',
      summary: 'Shared {{ $labels.service }} reads of {{ $labels.job }} wait for more than a quarter of a minute.',
      description:
        'Reads are short of budget: what is known gets old, and changes take longer to be confirmed. See which action waits.',
      board: 'windlass-aws-api',
      panel: 'Wait for a read, 95 %',
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
