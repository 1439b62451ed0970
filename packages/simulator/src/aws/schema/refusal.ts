import { type Denial, refusedAs } from '../access/denial.ts'
import { AwsFault, missing } from '../engine/fault.ts'

/** How a service refuses calls before a handler sees them. */
export interface Refusals {
  /** A member is not of its type. */
  wrong(path: string, value: unknown): AwsFault
  /** A required member is not there. */
  absent(path: string): AwsFault
  /** A member that the service does not know; undefined where the service takes no notice of it. */
  unknown(path: string): AwsFault | undefined
  /** The caller may not do it. */
  denied(denial: Denial): AwsFault
  /** Too many calls. */
  throttled(): AwsFault
}

const query: Refusals = {
  wrong: (path, value) =>
    new AwsFault('InvalidParameterValue', `Value (${JSON.stringify(value)}) for parameter ${path} is invalid.`),
  absent: missing,
  unknown: (path) => new AwsFault('UnknownParameter', `The parameter ${path} is not recognized`),
  denied: refusedAs('AccessDenied', 403),
  throttled: () => new AwsFault('Throttling', 'Rate exceeded'),
}

const json: Refusals = {
  wrong: (path) => new AwsFault('ValidationException', `Value at '${path}' failed to satisfy its type`),
  absent: (path) =>
    new AwsFault(
      'ValidationException',
      `Value null at '${path}' failed to satisfy constraint: Member must not be null`,
    ),
  unknown: () => undefined,
  denied: refusedAs('AccessDeniedException', 400),
  throttled: () => new AwsFault('ThrottlingException', 'Rate exceeded'),
}

/** How services of a protocol refuse what they have no words of their own for. */
export function refusalsOf(protocol: string): Refusals {
  return protocol === 'ec2Query' || protocol === 'awsQuery' ? query : json
}
