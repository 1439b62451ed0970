import { type Board, ofKind, one, perSecond, quantile, type Row } from './panel.ts'

interface Service {
  readonly uid: string
  readonly name: string
  /** Kinds that AWS takes minutes to make. */
  readonly slow: readonly string[]
  /** Kinds whose parts users change often. */
  readonly busy: readonly string[]
}

function kindsRow(service: Service): Row {
  const theirs = `job=~".*${service.name.toLowerCase()}-controller.*"`
  const own = ofKind(theirs)
  return {
    title: `${service.name} kinds`,
    bad: 'A kind with objects that are failed or blocked: its reasons are on the Fleet board.',
    panels: [
      {
        title: 'Objects by kind',
        description: 'All objects.',
        look: 'stacked',
        unit: 'short',
        width: 12,
        queries: one(`sum by (kind) (windlass_resources${own})`, '{{kind}}'),
      },
      {
        title: 'Not ready by kind',
        description: 'Objects that are not as declared.',
        look: 'table',
        unit: 'short',
        width: 12,
        queries: one(
          `sum by (kind, state, reason) (windlass_resources${ofKind(`${theirs},state!~"ready|paused"`)}) > 0`,
        ),
      },
    ],
  }
}

function slowRow({ slow }: Service): Row {
  const own = ofKind(`kind=~"${slow.join('|')}"`)
  return {
    title: 'On their way',
    bad: 'An age of more than half an hour, or a time to ready that grows: AWS does not get there. Its own console says why.',
    panels: [
      {
        title: 'In progress',
        description: `Objects that AWS works on: ${slow.join(', ')}.`,
        look: 'line',
        unit: 'short',
        queries: one(
          `sum by (kind) (windlass_resources${ofKind(`kind=~"${slow.join('|')}",state="progressing"`)})`,
          '{{kind}}',
        ),
      },
      {
        title: 'Oldest',
        description: 'Age of the one out of sync for the longest time.',
        look: 'line',
        unit: 's',
        queries: one(`max by (kind) (time() - (windlass_oldest_out_of_sync_timestamp_seconds${own} > 0))`, '{{kind}}'),
      },
      {
        title: 'Time to ready, median',
        description: 'Time from a spec generation being seen to AWS matching it, over the hour before.',
        look: 'line',
        unit: 's',
        queries: one(quantile(0.5, 'windlass_resource_time_to_ready_seconds', own, 'kind', '1h'), '{{kind}}'),
      },
    ],
  }
}

function busyRow({ busy }: Service): Row {
  const own = ofKind(`kind=~"${busy.join('|')}"`)
  return {
    title: 'Changes',
    bad: 'Many changes because of drift: another party manages the same objects.',
    panels: [
      {
        title: 'Changes',
        description: `Changes of ${busy.join(', ')}, and for whom.`,
        look: 'stacked',
        unit: 'cps',
        width: 12,
        queries: one(
          `${perSecond('windlass_mutations_total', own, 'kind, verb, trigger')} > 0`,
          '{{kind}} {{verb}} ({{trigger}})',
        ),
      },
      {
        title: 'Drift by field',
        description: 'Differences that nobody declared, per hour.',
        look: 'stacked',
        unit: 'short',
        width: 12,
        queries: one(
          `round(sum by (kind, field) (increase(windlass_drift_detected_total${own}[1h]))) > 0`,
          '{{kind}}.{{field}}',
        ),
      },
    ],
  }
}

function board(service: Service): Board {
  return {
    uid: service.uid,
    title: `Windlass / ${service.name}`,
    description: `The kinds of ${service.name}.`,
    rows: [kindsRow(service), slowRow(service), busyRow(service)],
  }
}

export const ec2 = board({
  uid: 'windlass-ec2',
  name: 'EC2',
  slow: ['NATGateway', 'VPCEndpoint'],
  busy: ['SecurityGroup', 'RouteTable', 'Subnet', 'VPC'],
})

export const efs = board({
  uid: 'windlass-efs',
  name: 'EFS',
  slow: ['FileSystem', 'MountTarget', 'AccessPoint'],
  busy: ['FileSystem', 'MountTarget', 'AccessPoint'],
})
