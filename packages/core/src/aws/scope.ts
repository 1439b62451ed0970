/** Where in AWS an object lives, and as whom it is reached. */
export interface Scope {
  readonly account: string
  readonly region: string
  /** ARN of the role that calls are made with; the controller's own identity when absent. */
  readonly role?: string
  /** Base URL instead of AWS's own. */
  readonly endpoint?: string
  /** The namespace names that URL: what is made there is never looked for elsewhere. */
  readonly lent?: boolean
}

/** One text for equal scopes. */
export function scopeKey(scope: Scope): string {
  return JSON.stringify([scope.account, scope.region, scope.role ?? '', scope.endpoint ?? ''])
}
