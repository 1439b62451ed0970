import type { CallSeen, Observer } from '@windlass/core/controller'
import { call, noon, object } from './scene.ts'

const refused = (errorClass: string, status = 400): CallSeen => ({ ...call, status, errorClass, code: 'Some.Code' })
const pass = { kind: 'VPC', lane: 'user', ms: 40, outcome: 'settled' } as const
const out = { outOfSyncSince: noon - 600_000 }
const queue = 'name="vpc",controller="vpc"'

/** Something that the engine tells, and what the metrics have to say of it. */
interface Case {
  readonly when: string
  tell(observer: Observer): void
  readonly says: Readonly<Record<string, number>>
}

/** One for everything that the engine tells. */
export const cases: readonly Case[] = [
  {
    when: 'a call to AWS succeeds',
    tell: (it) => it.called(call),
    says: {
      'windlass_aws_requests_total{service="ec2",action="CreateVpc",class="success"}': 1,
      'windlass_aws_request_duration_seconds_count{service="ec2",sort="write"}': 1,
      'windlass_aws_request_seconds_total{service="ec2",action="CreateVpc"}': 0.3,
      'ack_outbound_api_requests_total{service="ec2",op_type="CREATE",op_id="CreateVpc"}': 1,
    },
  },
  {
    when: 'AWS refuses a call for its rate',
    tell: (it) => it.called(refused('throttle', 503)),
    says: {
      'windlass_aws_requests_total{service="ec2",action="CreateVpc",class="throttle"}': 1,
      'windlass_aws_errors_total{service="ec2",class="throttle"}': 1,
      'windlass_aws_throttles_total{service="ec2",action="CreateVpc"}': 1,
      'ack_outbound_api_requests_error_total{service="ec2",op_id="CreateVpc",status_code="503"}': 1,
    },
  },
  {
    when: 'AWS refuses a call for a quota',
    tell: (it) => it.called(refused('quota')),
    says: {
      'windlass_aws_requests_total{service="ec2",action="CreateVpc",class="quota"}': 1,
      'windlass_aws_errors_total{service="ec2",class="quota"}': 1,
      'ack_outbound_api_requests_error_total{service="ec2",op_id="CreateVpc",status_code="400"}': 1,
    },
  },
  {
    when: 'AWS does not answer a call',
    tell: (it) => it.called(refused('transient', 0)),
    says: { 'ack_outbound_api_requests_error_total{service="ec2",op_id="CreateVpc",status_code="0"}': 1 },
  },
  {
    when: 'a call waits for its bucket',
    tell: (it) => it.limited({ service: 'ec2', action: 'CreateVpc', lane: 'user', ms: 2000, tokens: 3 }),
    says: {
      'windlass_aws_limiter_wait_seconds_sum{service="ec2",lane="user"}': 2,
      'windlass_aws_limited_seconds_total{service="ec2",action="CreateVpc",lane="user"}': 2,
      'windlass_aws_bucket_tokens{service="ec2",action="CreateVpc"}': 3,
    },
  },
  {
    when: 'one call reads a hundred objects',
    tell: (it) => it.batched({ service: 'ec2', action: 'DescribeVpcs', keys: 100, calls: 1, ms: 60 }),
    says: {
      'windlass_batch_size_sum{service="ec2"}': 100,
      'windlass_batch_keys_total{service="ec2",action="DescribeVpcs"}': 100,
      'windlass_calls_saved_total{service="ec2",action="DescribeVpcs"}': 99,
    },
  },
  {
    when: 'a pass settles',
    tell: (it) => it.passed(pass),
    says: {
      'controller_runtime_reconcile_total{controller="vpc",result="success"}': 1,
      'controller_runtime_reconcile_time_seconds_sum{controller="vpc"}': 0.04,
      'controller_runtime_reconcile_errors_total{controller="vpc"}': 0,
    },
  },
  {
    when: 'a pass wants another',
    tell: (it) => it.passed({ ...pass, outcome: 'again' }),
    says: { 'controller_runtime_reconcile_total{controller="vpc",result="requeue_after"}': 1 },
  },
  {
    when: 'a pass fails because the spec is wrong',
    tell: (it) => it.passed({ ...pass, outcome: 'failed', errorClass: 'terminal' }),
    says: {
      'controller_runtime_reconcile_total{controller="vpc",result="error"}': 1,
      'controller_runtime_reconcile_errors_total{controller="vpc"}': 1,
      'controller_runtime_terminal_reconcile_errors_total{controller="vpc"}': 1,
      'controller_runtime_reconcile_panics_total{controller="vpc"}': 0,
    },
  },
  {
    when: 'a pass meets a defect of ours',
    tell: (it) => it.passed({ ...pass, outcome: 'failed', errorClass: 'unknown', panicked: true }),
    says: { 'controller_runtime_reconcile_panics_total{controller="vpc"}': 1 },
  },
  {
    when: 'objects wait for workers',
    tell: (it) => {
      it.queued({ kind: 'VPC', lane: 'user', depth: 4, busy: 2, why: 'added' })
      it.queued({ kind: 'VPC', lane: 'verify', depth: 7, busy: 2, why: 'retried' })
    },
    says: {
      [`workqueue_depth{${queue},priority="user"}`]: 4,
      [`workqueue_depth{${queue},priority="verify"}`]: 7,
      [`workqueue_adds_total{${queue}}`]: 1,
      [`workqueue_retries_total{${queue}}`]: 1,
      'controller_runtime_active_workers{controller="vpc"}': 2,
    },
  },
  {
    when: 'a worker takes an object that was due two seconds ago',
    tell: (it) => it.scheduled({ kind: 'VPC', lane: 'transition', key: 'default/a', ms: 2000 }),
    says: {
      [`workqueue_queue_duration_seconds_sum{${queue}}`]: 2,
      'windlass_schedule_delay_seconds_sum{lane="transition"}': 2,
    },
  },
  {
    when: 'the Kubernetes API answers',
    tell: (it) => {
      it.happened({ is: 'connected', host: '10.0.0.1:443' })
      it.kube({ verb: 'patch', resource: 'vpcs', code: 200, ms: 20 })
      it.kube({ verb: 'watch', resource: 'vpcs', code: 200, ms: 300_000 })
      it.kube({ verb: 'list', resource: 'vpcs', code: 0, ms: 10 })
    },
    says: {
      'rest_client_requests_total{code="200",method="PATCH",host="10.0.0.1:443"}': 1,
      'rest_client_requests_total{code="200",method="GET",host="10.0.0.1:443"}': 1,
      'rest_client_requests_total{code="<error>",method="GET",host="10.0.0.1:443"}': 1,
      'rest_client_request_duration_seconds_sum{verb="GET",host="10.0.0.1:443"}': 0.01,
    },
  },
  {
    when: 'the Kubernetes API refuses the credentials, and answers when asked again with others',
    tell: (it) => {
      it.happened({ is: 'connected', host: '10.0.0.1:443' })
      it.exchanged({ method: 'PATCH', status: 401, sent: 90, received: 200, repeated: true })
      it.exchanged({ method: 'PATCH', status: 200, sent: 90, received: 2000, repeated: false })
      it.exchanged({ method: 'GET', status: 200, sent: 0, repeated: false })
    },
    says: {
      'rest_client_request_retries_total{code="401",verb="PATCH",host="10.0.0.1:443"}': 1,
      'rest_client_request_size_bytes_sum{verb="PATCH",host="10.0.0.1:443"}': 180,
      'rest_client_response_size_bytes_sum{verb="PATCH",host="10.0.0.1:443"}': 2200,
      'rest_client_response_size_bytes_bucket{le="256",verb="PATCH",host="10.0.0.1:443"}': 1,
      'rest_client_request_size_bytes_count{verb="GET",host="10.0.0.1:443"}': 1,
    },
  },
  {
    when: 'a leader has to read its lease again',
    tell: (it) => {
      it.happened({ is: 'elected', lease: 'ack-ec2', leading: true })
      it.happened({ is: 'reread', lease: 'ack-ec2' })
    },
    says: { 'leader_election_slowpath_total{name="ack-ec2"}': 1 },
  },
  {
    when: 'a controller starts and leads',
    tell: (it) => {
      it.happened({ is: 'started', kind: 'VPC', workers: 50, interval: 60_000 })
      it.happened({ is: 'elected', lease: 'ack-ec2', leading: true })
    },
    says: {
      'controller_runtime_max_concurrent_reconciles{controller="vpc"}': 50,
      'windlass_verify_interval_seconds{kind="VPC"}': 60,
      'leader_election_master_status{name="ack-ec2"}': 1,
      'leader_election_slowpath_total{name="ack-ec2"}': 0,
    },
  },
  {
    when: 'changes take their time',
    tell: (it) => {
      it.happened({ is: 'applied', kind: 'VPC', ms: 700 })
      it.happened({ is: 'ready', kind: 'VPC', ms: 4000 })
      it.happened({ is: 'recovered', kind: 'VPC', ms: 90_000 })
      it.happened({ is: 'deleted', kind: 'VPC', ms: 3000 })
    },
    says: {
      'windlass_resource_apply_lag_seconds_bucket{le="1",kind="VPC"}': 1,
      'windlass_resource_time_to_ready_seconds_bucket{le="5",kind="VPC"}': 1,
      'windlass_resource_out_of_sync_seconds_sum{kind="VPC"}': 90,
      'windlass_deletion_duration_seconds_sum{kind="VPC"}': 3,
    },
  },
  {
    when: 'somebody changes an object behind our back and it is undone',
    tell: (it) => {
      it.happened({ is: 'drifted', kind: 'VPC', field: 'tags', source: 'sweep', ms: 45_000 })
      it.happened({ is: 'corrected', kind: 'VPC', field: 'tags' })
      it.happened({ is: 'mutated', kind: 'VPC', verb: 'update', trigger: 'drift' })
    },
    says: {
      'windlass_drift_detected_total{kind="VPC",field="tags",source="sweep"}': 1,
      'windlass_drift_corrected_total{kind="VPC",field="tags"}': 1,
      'windlass_mutations_total{kind="VPC",verb="update",trigger="drift"}': 1,
    },
  },
  {
    when: 'a create of unknown outcome is found by its tags',
    tell: (it) => it.happened({ is: 'recalled', kind: 'VPC', how: 'tag' }),
    says: {
      'windlass_create_recovered_total{kind="VPC",how="tag"}': 1,
      'windlass_duplicates_prevented_total{kind="VPC"}': 1,
    },
  },
  {
    when: 'a create of unknown outcome is settled by its token',
    tell: (it) => it.happened({ is: 'recalled', kind: 'VPC', how: 'token' }),
    says: {
      'windlass_create_recovered_total{kind="VPC",how="token"}': 1,
      'windlass_duplicates_prevented_total{kind="VPC"}': 0,
    },
  },
  {
    when: 'AWS was listed, and had more than it should',
    tell: (it) => it.happened({ is: 'counted', kind: 'VPC', twins: 1, orphans: 2 }),
    says: { 'windlass_duplicates{kind="VPC"}': 1, 'windlass_orphans{kind="VPC"}': 2 },
  },
  {
    when: 'what was made too many is deleted',
    tell: (it) => it.happened({ is: 'dismissed', kind: 'VPC' }),
    says: { 'windlass_duplicates_removed_total{kind="VPC"}': 1 },
  },
  {
    when: 'a definition is deleted, and an AWS object is kept',
    tell: (it) => it.happened({ is: 'kept', kind: 'VPC', by: 'definition' }),
    says: { 'windlass_kept_total{kind="VPC",by="definition"}': 1 },
  },
  {
    when: 'a mass of objects is being deleted',
    tell: (it) => it.happened({ is: 'slowed', waiting: 100 }),
    says: { windlass_mass_deletion_waiting: 100 },
  },
  {
    when: 'five objects have vanished together',
    tell: (it) => it.happened({ is: 'vanished', kind: 'VPC', missing: 5 }),
    says: { 'windlass_missing_objects{kind="VPC"}': 5 },
  },
  {
    when: 'a sweep cannot read an object',
    tell: (it) => it.happened({ is: 'missed', kind: 'VPC' }),
    says: { 'windlass_sweep_misses_total{kind="VPC"}': 1 },
  },
  {
    when: 'the cache is found to differ from the server',
    tell: (it) => it.happened({ is: 'diverged', resource: 'vpcs' }),
    says: { 'windlass_watch_divergences_total{resource="vpcs"}': 1 },
  },
  {
    when: 'an object waits for a reference',
    tell: (it) => it.object(object('a', { state: 'blocked', reason: 'ReferenceNotReady', ...out })),
    says: {
      'windlass_resources{kind="VPC",state="blocked",reason="ReferenceNotReady"}': 1,
      'windlass_reconcile_blocked{kind="VPC",cause="reference"}': 1,
      'windlass_oldest_out_of_sync_timestamp_seconds{kind="VPC"}': (noon - 600_000) / 1000,
      'windlass_stuck_resource_info{kind="VPC",namespace="default",name="a",reason="ReferenceNotReady"}': 1,
      'windlass_stuck_resource_since_timestamp_seconds{kind="VPC",namespace="default",name="a"}':
        (noon - 600_000) / 1000,
    },
  },
  {
    when: 'a delete is held up',
    tell: (it) => it.object(object('b', { state: 'blocked', reason: 'BlockedByDependents', deleting: true })),
    says: {
      'windlass_deletion_blocked{kind="VPC"}': 1,
      'windlass_reconcile_blocked{kind="VPC",cause="dependency"}': 1,
    },
  },
  {
    when: 'an update is held up by what uses the object',
    tell: (it) => it.object(object('c', { state: 'blocked', reason: 'BlockedByDependents' })),
    says: { 'windlass_deletion_blocked{kind="VPC"}': 0 },
  },
  {
    when: 'a change is undone again and again',
    tell: (it) => it.object(object('d', { state: 'failed', reason: 'Oscillating' })),
    says: { 'windlass_oscillation_open{kind="VPC"}': 1 },
  },
  {
    when: 'AWS was read for an object two minutes ago',
    tell: (it) => {
      it.object(object('e'))
      it.happened({ is: 'verified', kind: 'VPC', uid: 'e', at: noon - 90_000 })
    },
    says: {
      'windlass_resource_verified_age_seconds_bucket{kind="VPC",le="60"}': 0,
      'windlass_resource_verified_age_seconds_bucket{kind="VPC",le="120"}': 1,
      'windlass_resource_verified_age_seconds_bucket{kind="VPC",le="+Inf"}': 1,
      'windlass_oldest_verified_timestamp_seconds{kind="VPC"}': (noon - 90_000) / 1000,
    },
  },
]
