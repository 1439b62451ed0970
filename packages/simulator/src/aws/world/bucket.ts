import type { Clock } from '@windlass/core'
import { record } from '../schema/schema.ts'

/** A token bucket: how many calls at once, and how many more each second. */
export interface BucketSize {
  readonly capacity: number
  readonly refill: number
}

const size = (capacity: number, refill: number): BucketSize => ({ capacity, refill })

/** AWS's sizes for actions that have a bucket of their own. */
export const bucketSizes: Readonly<Record<string, BucketSize>> = {
  RunInstances: size(5, 2),
  StartInstances: size(5, 2),
  TerminateInstances: size(100, 5),
  CreateTags: size(100, 10),
  DeleteTags: size(100, 10),
  CreateNatGateway: size(10, 1),
  DeleteNatGateway: size(10, 1),
  AssociateNatGatewayAddress: size(10, 1),
  CreateVpcEndpoint: size(4, 0.3),
  ModifyVpcEndpoint: size(4, 0.3),
  DeleteVpcEndpoints: size(4, 0.3),
  CreateVpcEndpointServiceConfiguration: size(10, 1),
  ModifyVpcEndpointServiceConfiguration: size(10, 1),
  DeleteVpcEndpointServiceConfigurations: size(10, 1),
  AcceptVpcEndpointConnections: size(10, 1),
  CreateLaunchTemplateVersion: size(100, 5),
  ModifyLaunchTemplate: size(100, 5),
  CreateNetworkInterface: size(100, 5),
  DeleteNetworkInterface: size(100, 5),
  ModifyNetworkInterfaceAttribute: size(100, 5),
  CreateSubnetCidrReservation: size(5, 1),
  DescribeInstanceTopology: size(1, 1),
  DescribeSecurityGroupReferences: size(20, 5),
  DescribeStaleSecurityGroups: size(20, 5),
}

const narrowWhenWhole = new Set([
  'DescribeInstances',
  'DescribeInstanceStatus',
  'DescribeNetworkInterfaces',
  'DescribeSecurityGroups',
  'DescribeSnapshots',
  'DescribeSpotInstanceRequests',
  'DescribeVolumes',
])

function sizeOf(operation: string, mutates: boolean, input: unknown): BucketSize {
  const own = bucketSizes[operation]
  if (own) return own
  if (mutates) return size(50, 5)
  const { Filters: filters, MaxResults: maxResults } = record(input) ?? {}
  const whole = maxResults === undefined && !(Array.isArray(filters) && filters.length > 0)
  return whole && narrowWhenWhole.has(operation) ? size(50, 10) : size(100, 20)
}

/** The request buckets of EC2, one for each account, region and action. */
export class Buckets {
  readonly #clock: Clock
  readonly #levels = new Map<string, { level: number; at: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Takes one token; false when the bucket is empty. */
  take(account: string, region: string, operation: string, mutates: boolean, input: unknown): boolean {
    const { capacity, refill } = sizeOf(operation, mutates, input)
    const key = `${account}/${region}/${operation}/${capacity}`
    const now = this.#clock.monotonic()
    const last = this.#levels.get(key) ?? { level: capacity, at: now }
    const level = Math.min(capacity, last.level + ((now - last.at) / 1000) * refill)
    const enough = level >= 1
    this.#levels.set(key, { level: enough ? level - 1 : level, at: now })
    return enough
  }

  clear(): void {
    this.#levels.clear()
  }
}
