import type { ErrorTable } from '@windlass/core'

/**
 * EFS's error codes by what they ask of the engine. Codes that mean the same in every service are in core. Source: the
 * EFS API reference, errors of each action.
 */
export const errors: ErrorTable = {
  transient: ['DependencyTimeout'],
  notyet: ['IncorrectFileSystemLifeCycleState', 'IncorrectMountTargetState'],
  // A deleted mount target's network interface holds its address for a while.
  blocked: ['FileSystemInUse', 'IpAddressInUse'],
  conflict: ['FileSystemAlreadyExists', 'AccessPointAlreadyExists', 'MountTargetConflict', 'ReplicationAlreadyExists'],
  // TooManyRequests is no rate limit: throughput can be changed, or lowered, only once in 24 hours.
  quota: ['TooManyRequests', /LimitExceeded$/],
  capacity: ['InsufficientThroughputCapacity', 'NoFreeAddressesInSubnet'],
  missing: [
    'FileSystemNotFound',
    'MountTargetNotFound',
    'AccessPointNotFound',
    'PolicyNotFound',
    'ReplicationNotFound',
    'SubnetNotFound',
    'SecurityGroupNotFound',
  ],
  terminal: [
    'BadRequest',
    'ConflictException',
    'InvalidPolicyException',
    'AvailabilityZonesMismatch',
    'UnsupportedAvailabilityZone',
  ],
}
