import type { Group } from './rule.ts'

/** Something is not as declared. */
export const sync: Group = {
  name: 'windlass-sync',
  interval: '30s',
  rules: [
    {
      alert: 'WindlassSyncLagSLOBurnFast',
      expr: 'avg_over_time(windlass:out_of_sync:ratio[1h]) > 0.144 and avg_over_time(windlass:out_of_sync:ratio[5m]) > 0.144',
      for: '2m',
      severity: 'critical',
      summary: 'More than 14 % of the objects of {{ $labels.job }} are out of sync.',
      description:
        'At this rate two per cent of a month’s error budget (99 % in sync) are used up in an hour. See what blocks the objects.',
      board: 'windlass-fleet',
      panel: 'Error budget burn',
    },
    {
      alert: 'WindlassSyncLagSLOBurnSlow',
      expr: 'avg_over_time(windlass:out_of_sync:ratio[6h]) > 0.06 and avg_over_time(windlass:out_of_sync:ratio[30m]) > 0.06',
      for: '15m',
      severity: 'warning',
      summary: 'More than 6 % of the objects of {{ $labels.job }} have been out of sync for hours.',
      description:
        'Five per cent of a month’s error budget (99 % in sync) are used up in six hours. See what blocks the objects.',
      board: 'windlass-fleet',
      panel: 'Error budget burn',
    },
    {
      alert: 'WindlassResourceStuck',
      expr: 'max by (cluster, job, kind) (time() - (windlass_oldest_out_of_sync_timestamp_seconds > 0)) > 1800',
      for: '5m',
      severity: 'warning',
      summary: 'A {{ $labels.kind }} has not been in sync for half an hour.',
      description:
        'The table of stuck objects names it. Its condition Ready says why, and its events say what was tried.',
      board: 'windlass-fleet',
      panel: 'Stuck objects',
    },
    {
      alert: 'WindlassKnowledgeStale',
      expr: 'max by (cluster, job, kind) (time() - (windlass_oldest_verified_timestamp_seconds > 0)) > 3 * max by (cluster, job, kind) (windlass_verify_interval_seconds > 0)',
      for: '10m',
      severity: 'warning',
      summary: 'AWS has not been asked for a {{ $labels.kind }} for three intervals.',
      description:
        'Drift of it is not seen. Look for calls that wait or fail. Objects with a longer interval of their own set this off as well.',
      board: 'windlass-fleet',
      panel: 'Age of what is known',
    },
    {
      alert: 'WindlassDriftRecurring',
      expr: 'sum by (cluster, job, kind, field) (increase(windlass_drift_corrected_total[1h])) > 3',
      for: '0m',
      severity: 'warning',
      summary: '{{ $labels.kind }} {{ $labels.field }} is changed again and again behind the back of its declaration.',
      description:
        'Somebody else manages the same field. Find them in CloudTrail; leave the field out of the spec, or stop them.',
      board: 'windlass-fleet',
      panel: 'Drift undone',
    },
    {
      alert: 'WindlassDriftSeenLate',
      expr: 'histogram_quantile(0.95, sum by (cluster, job, le) (increase(windlass_drift_detection_delay_seconds_bucket[1h]))) > on (cluster, job) 5 * max by (cluster, job) (windlass_verify_interval_seconds)',
      for: '0m',
      severity: 'warning',
      summary: '{{ $labels.job }} finds drift much later than its interval of verification allows.',
      description:
        'A change behind the back of a declaration stood for more than five intervals. See whether objects were looked at meanwhile.',
      board: 'windlass-fleet',
      panel: 'Drift unseen for',
    },
    {
      alert: 'WindlassOscillationOpen',
      expr: 'sum by (cluster, job, kind) (windlass_oscillation_open) > 0',
      for: '5m',
      severity: 'warning',
      summary: 'Changes of a {{ $labels.kind }} are undone as soon as they are made.',
      description: 'The controller writes the same difference only seldom now. Its condition Ready names the field.',
      board: 'windlass-fleet',
      panel: 'Fights',
    },
    {
      alert: 'WindlassDeletionBlocked',
      expr: 'sum by (cluster, job, kind) (windlass_deletion_blocked) > 0',
      for: '1h',
      severity: 'warning',
      summary: 'A {{ $labels.kind }} has waited an hour to be deleted.',
      description: 'Something still uses it. Its condition Ready names what, in the cluster and in AWS.',
      board: 'windlass-fleet',
      panel: 'Deletes held up',
    },
    {
      alert: 'WindlassMassDeletion',
      expr: 'max by (cluster, job) (windlass_mass_deletion_waiting) > 0',
      for: '0m',
      severity: 'critical',
      summary: 'Somebody deletes most of what {{ $labels.job }} looks after.',
      description:
        'More than 500 objects were deleted within ten minutes, and more than half of all. What they stand for in AWS is deleted at 10 a minute from here on.',
      board: 'windlass-fleet',
      panel: 'Deletes held up',
    },
    {
      alert: 'WindlassMassDisappearance',
      expr: 'sum by (cluster, job, kind) (windlass_missing_objects) > 0',
      for: '0m',
      severity: 'critical',
      summary: 'Many {{ $labels.kind }} vanished from AWS at once.',
      description:
        'None of them is made anew until AWS shows them again, a person says so, or AWS has stated for half an hour that they do not exist.',
      board: 'windlass-fleet',
      panel: 'Drift found',
    },
    {
      alert: 'WindlassDuplicates',
      expr: 'sum by (cluster, job, kind) (windlass_duplicates) > 0',
      for: '15m',
      severity: 'warning',
      summary: 'AWS has a {{ $labels.kind }} twice for one object, and one of the two stays.',
      description:
        'The one that status does not name is removed where a create of the object explains it, as soon as AWS lets it be. The Events of the object name it.',
      board: 'windlass-fleet',
      panel: 'Twins and orphans',
    },
    {
      alert: 'WindlassOrphans',
      expr: 'sum by (cluster, job, kind) (windlass_orphans) > 0',
      for: '30m',
      severity: 'warning',
      summary: 'AWS has a {{ $labels.kind }} that was made for an object the cluster does not have.',
      description: 'Nobody looks after it, and nothing deletes it by itself. Events with the reason Orphan name it.',
      board: 'windlass-fleet',
      panel: 'Twins and orphans',
    },
    {
      alert: 'WindlassMutationSpike',
      expr: 'windlass:mutations:rate15m > 5 * avg_over_time(windlass:mutations:rate15m[1d] offset 15m) and windlass:mutations:rate15m > 0.1',
      for: '10m',
      severity: 'warning',
      summary: '{{ $labels.job }} changes far more in AWS than it did over the last day.',
      description:
        'A large apply, or a mistake. See for whom the changes are made, and pause objects with windlass.dev/paused if in doubt.',
      board: 'windlass-fleet',
      panel: 'Changes in AWS',
    },
  ],
}
