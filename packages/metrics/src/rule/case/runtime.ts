import { type Case, job, one } from './case.ts'

const j = `job="${job}"`
const lease = (a: number, b: number) => ({
  [`leader_election_master_status{${j},pod="a",name="ack-ec2.services.k8s.aws"}`]: `${a}x20`,
  [`leader_election_master_status{${j},pod="b",name="ack-ec2.services.k8s.aws"}`]: `${b}x20`,
})
const passes = (failed: number, done: number) => ({
  [`controller_runtime_reconcile_errors_total{${j},controller="vpc"}`]: `0+${failed}x60`,
  [`controller_runtime_reconcile_total{${j},controller="vpc",result="error"}`]: `0+${failed}x60`,
  [`controller_runtime_reconcile_total{${j},controller="vpc",result="success"}`]: `0+${done}x60`,
})

const watched = (heard: string, missing: string) => ({
  ...one('windlass_watch_heard_timestamp_seconds', 'resource="vpcs"', heard),
  ...one('windlass_watch_missing', 'resource="vpcs"', missing),
})

/** Cases of the process. */
export const runtime: readonly Case[] = [
  {
    alert: 'WindlassControllerDown',
    because: 'it does not answer',
    series: { [`up{${j},pod="a"}`]: '0x20', [`windlass_build_info{${j},pod="b"}`]: '1x20' },
    at: '6m',
    fires: { job, pod: 'a' },
  },
  {
    alert: 'WindlassControllerDown',
    because: 'there is none',
    series: { 'up{job="other"}': '1x20' },
    at: '6m',
    fires: {},
  },
  {
    alert: 'WindlassControllerDown',
    because: 'something else is down',
    series: { 'up{job="other"}': '0x20', [`windlass_build_info{${j}}`]: '1x20' },
    at: '6m',
  },
  {
    alert: 'WindlassNoLeader',
    because: 'both wait',
    series: lease(0, 0),
    at: '3m',
    fires: { name: 'ack-ec2.services.k8s.aws' },
  },
  { alert: 'WindlassNoLeader', because: 'one leads', series: lease(0, 1), at: '3m' },
  {
    alert: 'WindlassTwoLeaders',
    because: 'both lead',
    series: lease(1, 1),
    at: '2m',
    fires: { name: 'ack-ec2.services.k8s.aws' },
  },
  { alert: 'WindlassTwoLeaders', because: 'one waits', series: lease(1, 0), at: '2m' },
  {
    alert: 'WindlassReconcileErrorsHigh',
    because: 'a fifth of the passes fail',
    series: passes(2, 8),
    at: '30m',
    fires: { job, controller: 'vpc' },
  },
  {
    alert: 'WindlassReconcileErrorsHigh',
    because: 'all of few objects fail',
    series: passes(2, 0),
    at: '30m',
    fires: { job, controller: 'vpc' },
  },
  { alert: 'WindlassReconcileErrorsHigh', because: 'one in twenty fails', series: passes(1, 19), at: '30m' },
  {
    alert: 'WindlassReconcileErrorsHigh',
    because: 'one object fails every twenty seconds, and hardly another needs a pass',
    series: passes(1.4, 0.1),
    at: '30m',
  },
  {
    alert: 'WindlassWorkqueueNotDraining',
    because: 'it only grows',
    series: one('workqueue_depth', 'name="vpc",controller="vpc",priority="user"', '0+1x80'),
    at: '20m',
    fires: { job, name: 'vpc' },
  },
  {
    alert: 'WindlassWorkqueueNotDraining',
    because: 'it shrinks',
    series: one('workqueue_depth', 'name="vpc",controller="vpc",priority="user"', '90-1x80'),
    at: '20m',
  },
  {
    alert: 'WindlassReconcileHung',
    because: 'a pass is ten minutes old',
    series: one('workqueue_longest_running_processor_seconds', 'name="vpc",controller="vpc"', '0+30x30'),
    at: '11m',
    fires: { job, name: 'vpc' },
  },
  {
    alert: 'WindlassReconcileHung',
    because: 'passes are long, and end',
    series: one('workqueue_longest_running_processor_seconds', 'name="vpc",controller="vpc"', '200x30'),
    at: '11m',
  },
  {
    alert: 'WindlassPanicSeen',
    because: 'there was one',
    series: one('controller_runtime_reconcile_panics_total', 'controller="vpc"', '0x10 1x50'),
    at: '8m',
    fires: { job, controller: 'vpc' },
  },
  {
    alert: 'WindlassPanicSeen',
    because: 'it was long ago',
    series: one('controller_runtime_reconcile_panics_total', 'controller="vpc"', '0x10 1x50'),
    at: '20m',
  },
  {
    alert: 'WindlassKubernetesThrottled',
    because: 'every other second',
    series: one('rest_client_requests_total', 'code="429",method="PATCH",host="k"', '0+15x60'),
    at: '16m',
    fires: { job },
  },
  {
    alert: 'WindlassKubernetesThrottled',
    because: 'twice a minute is normal',
    series: one('rest_client_requests_total', 'code="429",method="PATCH",host="k"', '0+1x60'),
    at: '16m',
  },
  {
    alert: 'WindlassWatchStale',
    because: 'nothing was heard since the first minute',
    series: watched('60x50', '0x50'),
    at: '20m',
    fires: { job, resource: 'vpcs' },
  },
  {
    alert: 'WindlassWatchStale',
    because: 'a bookmark comes every minute',
    series: watched('0+30x50', '0x50'),
    at: '20m',
  },
  { alert: 'WindlassWatchStale', because: 'its definition is gone', series: watched('60x50', '1x50'), at: '20m' },
  {
    alert: 'WindlassWatchMissing',
    because: 'its definition is gone',
    series: watched('60x50', '0x5 1x50'),
    at: '10m',
    fires: { job, resource: 'vpcs' },
  },
  { alert: 'WindlassWatchMissing', because: 'it never was installed', series: watched('0x50', '1x50'), at: '10m' },
  { alert: 'WindlassWatchMissing', because: 'it is there', series: watched('0+30x50', '0x50'), at: '10m' },
  {
    alert: 'WindlassCacheDiverged',
    because: 'it was repaired once',
    series: one('windlass_watch_divergences_total', 'resource="vpcs"', '0x10 1x50'),
    at: '8m',
    fires: { job, resource: 'vpcs' },
  },
  {
    alert: 'WindlassCacheDiverged',
    because: 'it never was',
    series: one('windlass_watch_divergences_total', 'resource="vpcs"', '0x50'),
    at: '8m',
  },
]
