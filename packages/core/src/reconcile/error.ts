import { AwsError } from '../aws/error.ts'
import type { ErrorClass } from '../kind/service.ts'
import { KubeError, KubeUnreachable } from '../kube/transport.ts'
import type { Outcome, Reason, Refusal } from './outcome.ts'
import { WriteRefused } from './write/budget.ts'

const reasons: Readonly<Record<ErrorClass, Reason>> = {
  throttle: 'Throttled',
  transient: 'AWSUnavailable',
  notyet: 'Waiting',
  blocked: 'BlockedByDependents',
  conflict: 'Conflict',
  mismatch: 'CreateOutcomeUnknown',
  quota: 'QuotaExceeded',
  capacity: 'NoCapacity',
  auth: 'AccessDenied',
  missing: 'AWSError',
  terminal: 'InvalidSpec',
  unknown: 'AWSError',
}

/** The outcome for an AWS error. `doing` says, for people, what was being done. */
export function failure(
  error: AwsError,
  doing?: string,
  errorClass = error.errorClass,
): Extract<Outcome, { is: 'failed' }> {
  const why = doing === undefined ? error.message : `${doing}: ${error.message}`
  const reason = error.unsent && errorClass === 'transient' ? 'Unreachable' : reasons[errorClass]
  return { is: 'failed', reason, why, errorClass, by: refusalOf(error) }
}

/** The call that AWS refused. */
export function refusalOf({ action, permissions, code, requestId, advice }: AwsError): Refusal {
  return {
    action,
    permissions,
    code,
    ...(requestId === undefined ? {} : { requestId }),
    ...(advice === undefined ? {} : { advice }),
  }
}

/** The call that AWS refused, under the keys that log lines have for it. */
export function logged(by: Refusal | undefined): Pick<Refusal, 'action' | 'code' | 'requestId'> | undefined {
  if (by === undefined) return undefined
  const { action, code, requestId } = by
  return { action, code, ...(requestId === undefined ? {} : { requestId }) }
}

/** The outcome for anything thrown: an AWS error, one of the API server, or a mistake of ours. */
export function outcomeOf(error: unknown): Extract<Outcome, { is: 'failed' }> {
  if (error instanceof AwsError) return failure(error)
  if (error instanceof WriteRefused)
    return { is: 'failed', reason: 'WriteRefused', why: error.message, errorClass: 'refused' }
  if (error instanceof KubeError || error instanceof KubeUnreachable)
    return { is: 'failed', reason: 'InternalError', why: `Kubernetes API: ${error.message}`, errorClass: 'transient' }
  const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const stack = error instanceof Error ? error.stack : undefined
  return {
    is: 'failed',
    reason: 'InternalError',
    why,
    errorClass: 'unknown',
    ...(stack === undefined ? {} : { stack }),
  }
}
