import { expect, test } from 'vitest'
import { AwsError } from '../../aws/error.ts'
import type { ErrorClass } from '../../kind/service.ts'
import { outcomeOf } from '../error.ts'
import type { Reason } from '../outcome.ts'
import { advised, particular, type Unsettled, unadvised } from './advice.ts'

const failed = (reason: Reason, why: string, errorClass: ErrorClass, code?: string): Unsettled => ({
  is: 'failed',
  reason,
  why,
  errorClass,
  ...(code === undefined ? {} : { by: { action: 'CreateVpc', code } }),
})

test.each<{ readonly outcome: Unsettled; readonly says: string; readonly because: string }>([
  {
    outcome: failed('InvalidSpec', 'api error InvalidVpc.Range: The CIDR is bad.', 'terminal', 'InvalidVpc.Range'),
    says: 'The CIDR is bad. Next: correct what AWS names; an edit is tried at once. It is tried again within 10 minutes.',
    because: 'what AWS says comes first, then who must act, then when',
  },
  {
    outcome: failed('Throttled', 'api error RequestLimitExceeded: Slow down', 'throttle', 'RequestLimitExceeded'),
    says: 'Slow down. Next: nothing to do. If it lasts, find what else calls AWS in this account and region. It is tried again within 30 s.',
    because: 'a wait has an end',
  },
  {
    outcome: failed('AccessDenied', 'api error UnauthorizedOperation: No', 'auth', 'UnauthorizedOperation'),
    says: 'No. Next: allow the role of the controller the action CreateVpc. It is tried again within 5 minutes.',
    because: 'a missing permission has a name',
  },
  {
    outcome: failed('AccessDenied', 'api error ExpiredToken: Old', 'auth', 'ExpiredToken'),
    says: 'Next: renew the credentials of the controller',
    because: 'bad credentials are not a missing permission',
  },
  {
    outcome: { is: 'again', after: 'tick', reason: 'Waiting', why: 'State is pending' },
    says: 'State is pending. Next: nothing to do',
    because: 'nothing is an answer, too',
  },
])('$outcome.reason: $because', ({ outcome, says }) => {
  expect(advised(outcome)).toContain(says)
})

test('what a message says without its advice is what was said, but for the full stop', () => {
  const outcome = failed('AWSError', 'api error X: Try this. Next: that.', 'unknown')
  expect(unadvised(advised(outcome))).toBe('api error X: Try this. Next: that')
  expect(unadvised('State is pending')).toBe('State is pending')
})

test('the pause before another attempt is no part of the message: it differs from pass to pass', () => {
  const paused = (after: number) =>
    advised({ is: 'failed', reason: 'FailedState', why: 'dead', errorClass: 'unknown', after })
  expect(paused(1000)).toBe(paused(2000))
})

test('a defect of ours says in the log where it showed; what AWS refuses has no such place', () => {
  expect(outcomeOf(new TypeError('x is not a function'))).toMatchObject({
    reason: 'InternalError',
    why: 'TypeError: x is not a function',
    stack: expect.stringContaining('advice.test.ts'),
  })
  const error = new AwsError({ code: 'X', errorClass: 'unknown', action: 'CreateVpc', status: 400, said: 'no' })
  expect(outcomeOf(error)).not.toHaveProperty('stack')
})

test('advice about one code takes the place of that of its reason, and is told apart from it', () => {
  const by = { action: 'CreateTags', code: 'TagLimitExceeded', advice: 'remove tags.' }
  const full: Unsettled = { is: 'failed', reason: 'QuotaExceeded', why: 'Full', errorClass: 'quota', by }
  expect(advised(full)).toBe('Full. Next: remove tags. It is tried again within 30 minutes.')
  expect(particular(advised(full), 'QuotaExceeded')).toBe('remove tags.')
  const usual = failed('QuotaExceeded', 'Full', 'quota', 'VpcLimitExceeded')
  expect(particular(advised(usual), 'QuotaExceeded')).toBeUndefined()
})
