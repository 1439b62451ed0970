import { type Case, job, one } from './case.ts'

const j = `job="${job}"`
const calls = (throttled: number, done: number) => ({
  [`windlass_aws_throttles_total{${j},service="ec2",action="CreateTags"}`]: `0+${throttled}x60`,
  [`windlass_aws_requests_total{${j},service="ec2",action="CreateTags",class="success"}`]: `0+${done}x60`,
})

/** Cases of AWS. */
export const aws: readonly Case[] = [
  {
    alert: 'WindlassAWSThrottled',
    because: 'one call in twenty',
    series: calls(1, 20),
    at: '20m',
    fires: { job, service: 'ec2' },
  },
  { alert: 'WindlassAWSThrottled', because: 'one call in two hundred', series: calls(1, 200), at: '20m' },
  {
    alert: 'WindlassAWSAuthFailing',
    because: 'calls are refused all the time',
    series: one('windlass_aws_errors_total', 'service="ec2",class="auth"', '0+1x60'),
    at: '16m',
    fires: { job, service: 'ec2' },
  },
  {
    alert: 'WindlassAWSAuthFailing',
    because: 'credentials were rotated',
    series: one('windlass_aws_errors_total', 'service="ec2",class="auth"', '0x10 3x50'),
    at: '18m',
  },
  {
    alert: 'WindlassQuotaExhausted',
    because: 'an object waits for it',
    series: one('windlass_reconcile_blocked', 'kind="VPC",cause="quota"', '1x60'),
    at: '11m',
    fires: { job, kind: 'VPC' },
  },
  {
    alert: 'WindlassQuotaExhausted',
    because: 'it waits for something else',
    series: one('windlass_reconcile_blocked', 'kind="VPC",cause="reference"', '1x60'),
    at: '11m',
  },
]
