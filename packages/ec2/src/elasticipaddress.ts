import {
  AllocateAddressCommand,
  DescribeAddressesCommand,
  DescribeNetworkInterfacesCommand,
  ReleaseAddressCommand,
} from '@aws-sdk/client-ec2'
import { arnOf } from './arn.ts'
import { user } from './blocker.ts'
import { ec2 } from './service.ts'

export const ElasticIPAddress = ec2.kind('ElasticIPAddress', {
  id: 'AllocationId',
  create: AllocateAddressCommand,
  read: DescribeAddressesCommand,
  items: 'Addresses',
  notFound: ['InvalidAllocationID.NotFound', 'InvalidAddressID.NotFound', 'InvalidAddress.NotFound'],
  delete: ReleaseAddressCommand,
  tagged: 'elastic-ip',
  omit: ['Domain', 'IpamPoolId'],
  request: () => ({ Domain: 'vpc' as const }),
  blockers: [
    user({
      noun: 'network interface',
      operation: DescribeNetworkInterfacesCommand,
      items: 'NetworkInterfaces',
      filter: 'addresses.association.allocation-id',
      at: 'PrivateIpAddresses.Association.AllocationId',
      id: 'NetworkInterfaceId',
      about: 'Description',
    }),
  ],
  arn: arnOf('elastic-ip'),
  columns: [
    { name: 'ALLOCATION-ID', jsonPath: '.status.allocationID' },
    { name: 'PUBLIC-IP', jsonPath: '.status.publicIP' },
  ],
})
