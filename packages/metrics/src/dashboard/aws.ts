import { type Board, chosen, one, perSecond, quantile, type Row, rate } from './panel.ts'

const calls: Row = {
  title: 'Calls',
  bad: 'auth: credentials or a policy. quota: ask AWS for more. throttle: others in the account use the same budget.',
  panels: [
    {
      title: 'Calls by action',
      description: 'What AWS is asked.',
      look: 'stacked',
      unit: 'reqps',
      width: 12,
      queries: one(perSecond('windlass_aws_requests_total', chosen(), 'action'), '{{action}}'),
    },
    {
      title: 'Errors by class',
      description: 'What AWS refuses, by what the error asks of the controller.',
      look: 'stacked',
      unit: 'reqps',
      width: 12,
      queries: one(
        `${perSecond('windlass_aws_errors_total', chosen(), 'service, class')} > 0`,
        '{{service}} {{class}}',
      ),
    },
    {
      title: 'Answer time',
      description: 'Time AWS took to answer.',
      look: 'heatmap',
      unit: 's',
      width: 12,
      queries: one(
        `sum by (le) (increase(windlass_aws_request_duration_seconds_bucket${chosen()}[${rate}]))`,
        '{{le}}',
      ),
    },
    {
      title: 'Slowest actions',
      description: 'Mean answer time of the ten slowest actions.',
      look: 'line',
      unit: 's',
      width: 12,
      queries: one(
        `topk(10, ${perSecond('windlass_aws_request_seconds_total', chosen(), 'action')} / (${perSecond('windlass_aws_requests_total', chosen(), 'action')} > 0))`,
        '{{action}}',
      ),
    },
    {
      title: 'Refused calls by action',
      description: 'Actions and the classes of their errors.',
      look: 'table',
      unit: 'short',
      column: 'calls',
      width: 12,
      queries: one(
        `round(sum by (service, action, class) (increase(windlass_aws_requests_total${chosen('class!="success"')}[$__range]))) > 0`,
      ),
    },
    {
      title: 'By HTTP status',
      description: 'The same under the names that dashboards for ACK use.',
      look: 'line',
      unit: 'reqps',
      width: 12,
      queries: [
        { expr: perSecond('ack_outbound_api_requests_total', chosen(), 'op_type'), legend: '{{op_type}}' },
        {
          expr: perSecond('ack_outbound_api_requests_error_total', chosen(), 'status_code'),
          legend: 'status {{status_code}}',
        },
      ],
    },
  ],
}

const credentials: Row = {
  title: 'Credentials',
  bad: 'No, or less than four minutes left: they are renewed five minutes before their end, so the renewal has failed.',
  panels: [
    {
      title: 'Taken by AWS',
      description: '1 while AWS takes the credentials of a process.',
      look: 'stat',
      unit: 'bool_yes_no',
      width: 8,
      good: 1,
      queries: one(`min by (job) (windlass_aws_credentials_valid${chosen()})`, '{{job}}'),
    },
    {
      title: 'Valid for',
      description: 'Time until the credentials in use expire. Absent where they do not.',
      look: 'line',
      unit: 's',
      width: 16,
      queries: one(
        `min by (job) ((windlass_aws_credentials_expiration_timestamp_seconds${chosen()} > 0) - time())`,
        '{{job}}',
      ),
    },
  ],
}

const budget: Row = {
  title: 'Request budget',
  bad: 'Users wait for more than a second, or any throttle: another program in the account spends the budget of that action.',
  panels: [
    {
      title: 'Throttled calls',
      description: 'Calls that AWS refused for their rate.',
      look: 'line',
      unit: 'reqps',
      width: 12,
      queries: one(`${perSecond('windlass_aws_throttles_total', chosen(), 'action')} > 0`, '{{action}}'),
    },
    {
      title: 'Wait by lane, 95 %',
      description: 'Time calls waited here for their bucket.',
      look: 'line',
      unit: 's',
      width: 12,
      queries: one(quantile(0.95, 'windlass_aws_limiter_wait_seconds', chosen(), 'lane'), '{{lane}}'),
    },
    {
      title: 'Actions that wait',
      description: 'Seconds waited in a second, by action and lane: 1 is one call that always waits.',
      look: 'line',
      unit: 'short',
      width: 12,
      queries: one(
        `topk(10, ${perSecond('windlass_aws_limited_seconds_total', chosen(), 'action, lane')})`,
        '{{action}} {{lane}}',
      ),
    },
    {
      title: 'Tokens left',
      description: 'The ten emptiest buckets.',
      look: 'line',
      unit: 'short',
      width: 12,
      queries: one(`bottomk(10, min by (service, action) (windlass_aws_bucket_tokens${chosen()}))`, '{{action}}'),
    },
  ],
}

const sharing: Row = {
  title: 'Shared reads',
  bad: 'A mean near 1 with many objects of a kind: something asks for them one by one. A wait of many seconds: reads are short of budget.',
  panels: [
    {
      title: 'Objects in a read, mean',
      description: 'Objects asked for in one shared read.',
      look: 'line',
      unit: 'short',
      width: 12,
      queries: one(
        `sum(rate(windlass_batch_size_sum${chosen()}[${rate}])) / sum(rate(windlass_batch_size_count${chosen()}[${rate}]))`,
        'objects',
      ),
    },
    {
      title: 'Wait for a read, 95 %',
      description: 'Time from the first object of a shared read being asked for to its call leaving.',
      look: 'line',
      unit: 's',
      width: 12,
      queries: one(quantile(0.95, 'windlass_batch_wait_seconds', chosen(), 'service'), '{{service}}'),
    },
    {
      title: 'Calls saved',
      description: 'Calls that reading each object on its own would have cost more.',
      look: 'line',
      unit: 'reqps',
      width: 12,
      queries: one(perSecond('windlass_calls_saved_total', chosen(), 'action'), '{{action}}'),
    },
    {
      title: 'Objects read',
      description: 'Objects asked for, by action.',
      look: 'line',
      unit: 'ops',
      width: 12,
      queries: one(perSecond('windlass_batch_keys_total', chosen(), 'action'), '{{action}}'),
    },
  ],
}

/** What does AWS see of us, and what does it refuse? */
export const aws: Board = {
  uid: 'windlass-aws-api',
  title: 'Windlass / AWS API',
  description: 'What does AWS see of us, and what does it refuse?',
  rows: [calls, credentials, budget, sharing],
}
