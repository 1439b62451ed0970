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
