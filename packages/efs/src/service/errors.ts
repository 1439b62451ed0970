import type { Advice, ErrorTable } from '@windlass/core'

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

/** What people can do about codes for which their class says too little. Source: the same page, and "Quotas" of the user guide. */
export const advice: Advice = [
  [
    /^TooManyRequests$/,
    'wait: throughput is changed, or lowered, once in 24 hours, and AWS names the time when it may be again; or put the old value back.',
  ],
  [/^SecurityGroupLimitExceeded$/, 'take groups out of the spec: a mount target takes five, and no quota raises that.'],
  [/^NoFreeAddressesInSubnet$/, 'free addresses in the subnet, or choose another one.'],
  [/^IpAddressInUse$/, 'choose another ipAddress, or leave it out to have AWS choose one.'],
  [
    /^MountTargetConflict$/,
    'take another subnet: a file system has one mount target in each zone, all of them in one VPC.',
  ],
  [/AlreadyExists$/, 'remove what is there already in AWS, or ask for something else in the spec.'],
]
