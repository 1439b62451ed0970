import { type Case, job, one } from './case.ts'

const j = `job="${job}"`
const calls = (throttled: number, done: number) => ({
  [`windlass_aws_throttles_total{${j},service="ec2",action="CreateTags"}`]: `0+${throttled}x60`,
  [`windlass_aws_requests_total{${j},service="ec2",action="CreateTags",class="success"}`]: `0+${done}x60`,
})

const credentials = (valid: string, expiration: string) => ({
  [`windlass_aws_credentials_valid{${j}}`]: valid,
  [`windlass_aws_credentials_expiration_timestamp_seconds{${j}}`]: expiration,
})
const waits = (short: number, all: number) => ({
  [`windlass_batch_wait_seconds_bucket{${j},service="ec2",le="15"}`]: `0+${short}x80`,
  [`windlass_batch_wait_seconds_bucket{${j},service="ec2",le="60"}`]: `0+${all}x80`,
  [`windlass_batch_wait_seconds_bucket{${j},service="ec2",le="+Inf"}`]: `0+${all}x80`,
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
    alert: 'WindlassCredentialsLost',
    because: 'AWS refuses them',
    series: credentials('1x9 0x30', '0x40'),
    at: '8m',
    fires: { job },
  },
  {
    alert: 'WindlassCredentialsLost',
    because: 'they were replaced within a minute',
    series: credentials('1x9 0 0 1x30', '0x40'),
    at: '8m',
  },
  {
    alert: 'WindlassCredentialsExpiring',
    because: 'the renewal at five minutes did not come',
    series: credentials('1x40', '900x40'),
    at: '13m',
    fires: { job },
  },
  {
    alert: 'WindlassCredentialsExpiring',
    because: 'they were renewed',
    series: credentials('1x40', '900x20 4500x20'),
    at: '13m',
  },
  {
    alert: 'WindlassCredentialsExpiring',
    because: 'they never expire',
    series: credentials('1x40', '0x40'),
    at: '13m',
  },
  {
    alert: 'WindlassReadsWait',
    because: 'each waits for about a minute',
    series: waits(0, 1),
    at: '22m',
    fires: { job, service: 'ec2' },
  },
  { alert: 'WindlassReadsWait', because: 'one in fifty waits', series: waits(49, 50), at: '22m' },
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
