/** Under which circumstances a statement holds: values by condition key, by operator. */
export type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>

/** An IAM action that AWS demands of the caller beside those of the operations. */
export interface Permission {
  /** `iam:PassRole` */
  readonly action: string
  /** What it is limited to: `{ StringEquals: { 'iam:PassedToService': 'elasticfilesystem.amazonaws.com' } }`. */
  readonly only?: Condition
}

/** The same for an action that is limited by nothing. */
export function permission(of: string | Permission): Permission {
  return typeof of === 'string' ? { action: of } : of
}

/** How IAM speaks of the objects of a service. From it follow the conditions on tags in policies. */
export interface Access {
  /** The ARNs of all objects of the type that tags name: `arn:*:ec2:*:*:vpc/*`. */
  objects(type: string): string
  /**
   * Whom a call is about, to IAM: `all` objects that its request names, so that a create in a VPC needs leave for the VPC, too;
   * or the `one` that it creates or changes.
   */
  readonly about: 'all' | 'one'
  /** The condition key that tells a tag call which is part of a create from others: `ec2:CreateAction`. */
  readonly createAction: string
  /** What AWS demands of the caller beside the action of the operation, by operation: what it does elsewhere in their name. */
  readonly demands?: Readonly<Record<string, readonly (string | Permission)[]>>
}
