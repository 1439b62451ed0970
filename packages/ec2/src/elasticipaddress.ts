import {
  AllocateAddressCommand,
  DescribeAddressesCommand,
  DescribeNetworkInterfacesCommand,
  ReleaseAddressCommand,
} from '@aws-sdk/client-ec2'
import { byFilter } from '@windlass/core'
import { arnOf } from './arn.ts'
import { mappings, named } from './interface.ts'
import { ec2 } from './service.ts'

export const ElasticIPAddress = ec2.kind('ElasticIPAddress', {
  id: 'AllocationId',
  create: AllocateAddressCommand,
  read: DescribeAddressesCommand,
  items: 'Addresses',
  delete: ReleaseAddressCommand,
  tagged: 'elastic-ip',
  omit: ['Domain', 'IpamPoolId'],
  request: () => ({ Domain: 'vpc' as const }),
  blockers: [
    {
      noun: 'network interface',
      read: byFilter({
        operation: DescribeNetworkInterfacesCommand,
        items: 'NetworkInterfaces',
        filter: 'addresses.association.allocation-id',
        keys: (one) =>
          mappings(one).flatMap(({ AllocationId }) => (typeof AllocationId === 'string' ? [AllocationId] : [])),
      }),
      name: named,
    },
  ],
  arn: arnOf('elastic-ip'),
  columns: [
    { name: 'ALLOCATION-ID', jsonPath: '.status.allocationID' },
    { name: 'PUBLIC-IP', jsonPath: '.status.publicIP' },
  ],
})
