/** The Kubernetes side of a kind that others may refer to. */
export interface Target {
  readonly group: string
  readonly version: string
  /** `NATGateway` */
  readonly kind: string
  /** `natgateways` */
  readonly plural: string
  /** Where the value that a reference stands for is found: `['status', 'natGatewayID']`. */
  readonly value: readonly string[]
}

/** What a reference stands for where the ARN of an object is asked for. */
export const arnOf = (target: Target): Target => ({ ...target, value: ['status', 'ackResourceMetadata', 'arn'] })

/** A spec field that may be given by naming another Kubernetes object instead of an AWS identifier. */
export interface Reference {
  /**
   * Path of the field that holds the identifier, `[]` after each list on the way: `vpcID`, `securityGroupIDs`,
   * `routes[].natGatewayID`.
   */
  readonly path: string
  /** Path of the field that holds the reference, derived by `refPath`. */
  readonly ref: string
  /** Whether the field is a list of identifiers. */
  readonly many: boolean
  /** Whether the target may live in another region. */
  readonly anywhere?: true
  /** What is referred to. A thunk, because kinds refer to each other in circles. */
  target(): Target
}

/**
 * The path of the reference field beside an identifier field: `vpcID` → `vpcRef`, `securityGroupIDs` →
 * `securityGroupRefs`, `routeTables` → `routeTableRefs`, `vpc` → `vpcRef`, `roleARN` → `roleRef`,
 * `serviceName` → `serviceRef`.
 */
export function refPath(path: string, many: boolean): string {
  const cut = path.lastIndexOf('.') + 1
  const field = path.slice(cut)
  const stem = (many ? field.replace(/s$/, '') : field).replace(/(?<=.)(ID|ARN|Name)$/, '')
  return `${path.slice(0, cut)}${stem}${many ? 'Refs' : 'Ref'}`
}
