import type { Target } from '@windlass/core'
import { ec2 } from './service.ts'

/**
 * What a reference to an EC2 kind stands for, by name. For kinds that refer to each other in circles, which the
 * compiler cannot follow; every other reference says `Kind.target`.
 */
export function target(kind: string, idField: string): Target {
  const { group, version } = ec2.service
  return { group, version, kind, plural: `${kind.toLowerCase()}s`, value: ['status', idField] }
}

/** A load balancer of the controller for Elastic Load Balancing. */
export const loadBalancer: Target = {
  group: 'elbv2.services.k8s.aws',
  version: 'v1alpha1',
  kind: 'LoadBalancer',
  plural: 'loadbalancers',
  value: ['status', 'ackResourceMetadata', 'arn'],
}
