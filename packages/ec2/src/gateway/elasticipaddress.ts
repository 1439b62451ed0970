import { AllocateAddressCommand, DescribeAddressesCommand, ReleaseAddressCommand } from '@aws-sdk/client-ec2'
import { ec2 } from '../service/service.ts'
import { users } from '../service/users.ts'

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
  createOnly: { address: { have: ({ CustomerOwnedIp, PublicIp }) => CustomerOwnedIp ?? PublicIp } },
  blockers: users('address', ['network interface']),
  columns: [
    { name: 'ALLOCATION-ID', jsonPath: '.status.allocationID' },
    { name: 'PUBLIC-IP', jsonPath: '.status.publicIP' },
  ],
})
