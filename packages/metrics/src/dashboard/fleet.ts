import { type Board, chosen, ofKind, ofScope, one, perSecond, quantile, type Row, rate, recorded } from './panel.ts'

const total = `sum(windlass_resources${ofKind('state!="paused"')})`
const lag = 'windlass_resource_apply_lag_seconds'

const now: Row = {
  title: 'Now',
  bad: 'Less than 99 % ready, or an oldest object that only gets older: look at the stuck objects, then at what blocks them.',
  panels: [
    {
      title: 'Ready',
      description: 'Part of the objects that are as declared. Paused ones do not count.',
      look: 'stat',
      unit: 'percentunit',
      width: 6,
      queries: one(`sum(windlass_resources${ofKind('state="ready"')}) / ${total}`),
    },
    {
      title: 'Objects',
      description: 'All objects the controllers know.',
      look: 'stat',
      unit: 'short',
      width: 6,
      queries: one(`sum(windlass_resources${ofKind()})`),
    },
    {
      title: 'Out of sync for',
      description: 'Age of the object that has been out of sync for the longest time.',
      look: 'stat',
      unit: 's',
      width: 6,
      red: 1800,
      queries: one(`max(time() - (windlass_oldest_out_of_sync_timestamp_seconds${ofKind()} > 0)) or vector(0)`),
    },
    {
      title: 'Not looked at for',
      description: 'Age of the oldest look at an object in AWS.',
      look: 'stat',
      unit: 's',
      width: 6,
      red: 600,
      queries: one(`max(time() - (windlass_oldest_verified_timestamp_seconds${ofKind()} > 0)) or vector(0)`),
    },
    {
      title: 'States',
      description: 'Objects by state.',
      look: 'stacked',
      unit: 'short',
      width: 9,
      queries: one(`sum by (state) (windlass_resources${ofKind()})`, '{{state}}'),
    },
    {
      title: 'Where they live',
      description: 'Objects by account and region.',
      look: 'table',
      unit: 'short',
      width: 5,
      queries: one(`sum by (account, region) (windlass_scope_resources${ofScope()})`),
    },
    {
      title: 'Stuck objects',
      description: 'The twenty objects out of sync for the longest time, with why and for how long.',
      look: 'table',
      unit: 's',
      column: 'for',
      width: 10,
      queries: one(
        `time() - windlass_stuck_resource_since_timestamp_seconds${ofKind()} * on (cluster, job, pod, kind, namespace, exported_namespace, name) group_left (reason) windlass_stuck_resource_info${ofKind()}`,
      ),
    },
  ],
}

const why: Row = {
  title: 'Why not ready',
  bad: 'One cause that grows: mend it once (a quota, a permission, a missing reference) and all its objects go on.',
  panels: [
    {
      title: 'Blocked by',
      description: 'Objects that wait for something outside them.',
      look: 'stacked',
      unit: 'short',
      queries: one(`sum by (cause) (windlass_reconcile_blocked${ofKind()}) > 0`, '{{cause}}'),
    },
    {
      title: 'Reasons',
      description: 'Objects not ready, by the reason of their condition.',
      look: 'stacked',
      unit: 'short',
      queries: one(
        `sum by (state, reason) (windlass_resources${ofKind('state!="ready"')}) > 0`,
        '{{state}}: {{reason}}',
      ),
    },
    {
      title: 'Deletes held up',
      description:
        'Objects that cannot be deleted while something uses them, and those of a mass that is deleted slowly.',
      look: 'line',
      unit: 'short',
      queries: [
        { expr: `sum by (kind) (windlass_deletion_blocked${ofKind()}) > 0`, legend: '{{kind}}' },
        { expr: `max by (job) (windlass_mass_deletion_waiting${chosen()}) > 0`, legend: '{{job}}, one of a mass' },
      ],
    },
  ],
}

const speed: Row = {
  title: 'From declared to true',
  bad: 'A 95th percentile above a minute for kinds that AWS makes at once: look at the AWS API board for waits and throttles.',
  panels: [
    {
      title: 'Declared to accepted',
      description: 'Time from a spec generation being seen to AWS accepting it, over the hour before.',
      look: 'line',
      unit: 's',
      queries: [0.5, 0.95, 0.99].map((q) => ({ expr: quantile(q, lag, ofKind(), '', '1h'), legend: `p${q * 100}` })),
    },
    {
      title: 'Declared to true, 95 %',
      description: 'Time from a spec generation being seen to AWS matching it, over the hour before.',
      look: 'line',
      unit: 's',
      queries: one(quantile(0.95, 'windlass_resource_time_to_ready_seconds', ofKind(), 'kind', '1h'), '{{kind}}'),
    },
    {
      title: 'Deletes, 95 %',
      description: 'Time from a delete being asked for to the object being gone, over the hour before.',
      look: 'line',
      unit: 's',
      queries: one(quantile(0.95, 'windlass_deletion_duration_seconds', ofKind(), 'kind', '1h'), '{{kind}}'),
    },
    {
      title: 'Out of sync until recovery, 95 %',
      description: 'How long objects had been out of sync when they were in sync again, over the hour before.',
      look: 'line',
      unit: 's',
      width: 6,
      queries: one(quantile(0.95, 'windlass_resource_out_of_sync_seconds', ofKind(), 'kind', '1h'), '{{kind}}'),
    },
    {
      title: 'Age of what is known',
      description: 'Ages of the last look at each object in AWS, as of the scrape.',
      look: 'line',
      unit: 's',
      width: 6,
      queries: [0.5, 0.99].map((q) => ({
        expr: `histogram_quantile(${q}, sum by (le) (windlass_resource_verified_age_seconds_bucket${ofKind()}))`,
        legend: `p${q * 100}`,
      })),
    },
    {
      title: 'Checks that failed',
      description: 'Objects at rest that could not be compared with AWS; the log says why.',
      look: 'stacked',
      unit: 'short',
      width: 6,
      queries: one(`sum by (kind) (increase(windlass_sweep_misses_total${ofKind()}[${rate}])) > 0`, '{{kind}}'),
    },
    {
      title: 'Error budget burn',
      description: 'Out-of-sync objects against an objective of 99 %; 1 uses the budget up exactly in its period.',
      look: 'line',
      unit: 'short',
      width: 6,
      queries: one(`avg(windlass:out_of_sync:ratio${recorded()}) / 0.01`, 'burn'),
    },
  ],
}

const drift: Row = {
  title: 'Drift and safety',
  bad: 'The same field again and again: somebody else manages it. Leave it out of the spec, or stop the other party.',
  panels: [
    {
      title: 'Drift found',
      description:
        'Differences that nobody declared, per hour, and objects that vanished together and are not made anew.',
      look: 'stacked',
      unit: 'short',
      queries: [
        {
          expr: `round(sum by (kind, field) (increase(windlass_drift_detected_total${ofKind()}[1h]))) > 0`,
          legend: '{{kind}}.{{field}}',
        },
        { expr: `sum by (kind) (windlass_missing_objects${ofKind()})`, legend: '{{kind}} that vanished together' },
      ],
    },
    {
      title: 'Drift unseen for',
      description:
        'How long differences had been there at most when they were found, by what found them. It follows the interval of the sweep.',
      look: 'line',
      unit: 's',
      queries: [0.5, 0.95].map((q) => ({
        expr: `histogram_quantile(${q}, sum by (le, source) (increase(windlass_drift_detection_delay_seconds_bucket${chosen()}[1h])))`,
        legend: `p${q * 100} {{source}}`,
      })),
    },
    {
      title: 'Drift undone',
      description: 'Corrections per hour.',
      look: 'stacked',
      unit: 'short',
      queries: one(`round(sum by (kind) (increase(windlass_drift_corrected_total${ofKind()}[1h]))) > 0`, '{{kind}}'),
    },
    {
      title: 'Changes in AWS',
      description: 'What the controllers change, and for whom.',
      look: 'stacked',
      unit: 'cps',
      width: 8,
      queries: one(`${perSecond('windlass_mutations_total', ofKind(), 'verb, trigger')} > 0`, '{{verb}} ({{trigger}})'),
    },
    {
      title: 'Creates recovered',
      description: 'Creates of unknown outcome that were found to have happened.',
      look: 'line',
      unit: 'short',
      width: 8,
      queries: one(`sum by (how) (increase(windlass_create_recovered_total${ofKind()}[${rate}]))`, '{{how}}'),
    },
    {
      title: 'Twins and orphans',
      description:
        'AWS objects made a second time, removed again, left behind by objects that are gone, and kept on purpose.',
      look: 'line',
      unit: 'short',
      queries: [
        {
          expr: `sum by (kind) (windlass_duplicates${ofKind()}) + (sum by (kind) (increase(windlass_duplicates_removed_total${ofKind()}[${rate}])) or 0 * sum by (kind) (windlass_duplicates${ofKind()}))`,
          legend: '{{kind}} twins, and those just removed',
        },
        { expr: `sum by (kind) (windlass_orphans${ofKind()})`, legend: '{{kind}} orphans' },
        {
          expr: `sum by (kind, by) (increase(windlass_kept_total${ofKind()}[${rate}])) > 0`,
          legend: '{{kind}} just kept by {{by}}',
        },
      ],
    },
    {
      title: 'Fights',
      description: 'Objects whose changes are undone again and again.',
      look: 'stat',
      unit: 'short',
      width: 8,
      red: 1,
      queries: one(`sum(windlass_oscillation_open${ofKind()})`),
    },
    {
      title: 'Duplicates prevented',
      description: 'Creates that were not sent a second time.',
      look: 'stat',
      unit: 'short',
      width: 16,
      queries: one(`round(sum(increase(windlass_duplicates_prevented_total${ofKind()}[$__range])))`),
    },
  ],
}

/** Is what is declared true, and if not, why? */
export const fleet: Board = {
  uid: 'windlass-fleet',
  title: 'Windlass / Fleet',
  description: 'Is what is declared true, and if not, why?',
  rows: [now, why, speed, drift],
}
