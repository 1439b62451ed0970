import { AwsFault } from '../engine/fault.ts'

/** What a refusal says of what was refused. */
export interface Denial {
  readonly principal: string
  readonly action: string
  readonly resource: string
  readonly decision: 'implicit' | 'explicit'
  /** The service that refuses, as IAM names it. */
  readonly service: string
}

/**
 * What most services say of it. Source: "Troubleshoot access denied error messages" in the IAM User Guide.
 */
export function denial({ principal, action, resource, decision }: Denial): string {
  const why =
    decision === 'explicit'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`
  const on = resource === '*' ? '' : ` on resource: ${resource}`
  return `User: ${principal} is not authorized to perform: ${action}${on} ${why}`
}

/** A refusal with AWS's usual sentence. */
export function refusedAs(code: string, status: number): (denied: Denial) => AwsFault {
  return (denied) => new AwsFault(code, denial(denied), status)
}
