/** AWS's default limits by the code that reports them. */
export const defaultQuotas: Readonly<Record<string, number>> = {
  VpcLimitExceeded: 5,
  VpcCidrBlockLimitExceeded: 5,
  SubnetLimitExceeded: 200,
  SecurityGroupLimitExceeded: 2500,
  RulesPerSecurityGroupLimitExceeded: 60,
  SecurityGroupsPerInterfaceLimitExceeded: 5,
  RouteTableLimitExceeded: 200,
  RouteLimitExceeded: 500,
  InternetGatewayLimitExceeded: 5,
  AddressLimitExceeded: 5,
  NatGatewayLimitExceeded: 5,
  NetworkInterfaceLimitExceeded: 5000,
  VpcEndpointLimitExceeded: 50,
  GatewayVpcEndpointLimitExceeded: 20,
  FileSystemLimitExceeded: 1000,
  AccessPointLimitExceeded: 10_000,
  ThroughputLimitExceeded: 3414,
  TagLimitExceeded: 50,
}

const nouns: Readonly<Record<string, string>> = {
  VpcLimitExceeded: 'VPCs',
  VpcCidrBlockLimitExceeded: 'CIDR blocks per VPC',
  SubnetLimitExceeded: 'subnets',
  SecurityGroupLimitExceeded: 'security groups',
  RulesPerSecurityGroupLimitExceeded: 'rules per security group',
  RouteTableLimitExceeded: 'route tables',
  RouteLimitExceeded: 'routes',
  InternetGatewayLimitExceeded: 'internet gateways',
  AddressLimitExceeded: 'addresses',
  NetworkInterfaceLimitExceeded: 'network interfaces',
  VpcEndpointLimitExceeded: 'VPC endpoints',
  FileSystemLimitExceeded: 'file systems',
  AccessPointLimitExceeded: 'access points of the file system',
}

/** AWS's sentence for a limit that is reached. */
export function quotaMessage(code: string, limit: number): string {
  if (code === 'NatGatewayLimitExceeded')
    return `Performing this operation would exceed the limit of ${limit} NAT gateways`
  return `The maximum number of ${nouns[code] ?? 'resources'} has been reached.`
}

/** The limits in force: AWS's defaults, the world's own, and changes for one account and region. */
export class Quotas {
  readonly #base: Readonly<Record<string, number>>
  readonly #changed = new Map<string, number>()

  constructor(base: Readonly<Record<string, number>> = {}) {
    this.#base = { ...defaultQuotas, ...base }
  }

  limit(account: string, region: string, code: string): number {
    return (
      this.#changed.get(`${account}/${region}/${code}`) ??
      this.#changed.get(`*/*/${code}`) ??
      this.#base[code] ??
      Number.POSITIVE_INFINITY
    )
  }

  /** Changes a limit; account and region `*` change it everywhere. */
  set(account: string, region: string, code: string, limit: number): void {
    this.#changed.set(`${account}/${region}/${code}`, limit)
  }

  entries(): [string, number][] {
    return [...this.#changed]
  }

  load(entries: readonly [string, number][]): void {
    this.#changed.clear()
    for (const [key, limit] of entries) this.#changed.set(key, limit)
  }
}
