import {
  AssociateNatGatewayAddressCommand,
  CreateNatGatewayCommand,
  DeleteNatGatewayCommand,
  DescribeNatGatewaysCommand,
  DisassociateNatGatewayAddressCommand,
  type NatGateway as Gateway,
} from '@aws-sdk/client-ec2'
import { setOrNot, text } from '@windlass/core'
import { ElasticIPAddress } from './elasticipaddress.ts'
import { ec2 } from './service/service.ts'
import { Subnet } from './subnet.ts'
import { VPC } from './vpc.ts'

/** Who chooses the zones and addresses of a gateway, in AWS's words; `zonal` where there is no choice. */
const choice = ({ AvailabilityMode, AutoProvisionZones }: Gateway) => {
  if (AvailabilityMode !== 'regional') return 'zonal'
  return AutoProvisionZones === 'enabled' ? 'automatic' : 'manual'
}

export const NATGateway = ec2.kind('NATGateway', {
  id: 'NatGatewayId',
  create: CreateNatGatewayCommand,
  read: DescribeNatGatewaysCommand,
  items: 'NatGateways',
  notFound: ['NatGatewayNotFound', 'InvalidNatGatewayID.NotFound'],
  delete: DeleteNatGatewayCommand,
  tagged: 'natgateway',
  omit: ['PrivateIpAddress', 'SecondaryAllocationIds', 'SecondaryPrivateIpAddresses', 'SecondaryPrivateIpAddressCount'],
  refs: {
    allocationID: { target: () => ElasticIPAddress.target },
    'availabilityZoneAddresses[].allocationIDs': { target: () => ElasticIPAddress.target },
    subnetID: { target: () => Subnet.target },
    vpcID: { target: () => VPC.target },
  },
  // AWS takes a VPC for a regional gateway only, and adopted objects have both: a subnet says in which VPC it is.
  request: ({ subnetID }) => (subnetID === undefined ? {} : { VpcId: undefined }),
  state: { State: { ready: ['available'], wait: ['pending'], leaving: ['deleting'], gone: ['deleted', 'failed'] } },
  why: ({ FailureCode, FailureMessage }) => [FailureCode, FailureMessage].filter(Boolean).join(': ') || undefined,
  parts: { NatGatewayAddresses: { name: 'AllocationId', state: 'Status', noun: 'an address' } },
  facets: (of) => ({
    // The addresses of a regional gateway whose zones the user chooses. One that changes its zone goes first: it can stand
    // in one place only.
    ...of.entries('availabilityZoneAddresses', {
      have: ({ item }) => (item.AvailabilityMode === 'regional' ? (item.NatGatewayAddresses ?? []) : []),
      want: (zones) =>
        zones.flatMap(({ allocationIDs = [], availabilityZone, availabilityZoneID }) =>
          allocationIDs.map((AllocationId) => ({
            AllocationId,
            AvailabilityZone: availabilityZone,
            AvailabilityZoneId: availabilityZoneID,
          })),
        ),
      filled: true,
      spell: (all) =>
        all.map(({ AvailabilityZone, AllocationId }) => ({
          availabilityZone: AvailabilityZone,
          allocationIDs: AllocationId === undefined ? [] : [AllocationId],
        })),
      key: ({ AllocationId = '' }) => AllocationId,
      noun: 'the address',
      same: ({ AvailabilityZone: name, AvailabilityZoneId: id }, now) =>
        (name === undefined || name === now.AvailabilityZone) && (id === undefined || id === now.AvailabilityZoneId),
      leaving: ({ Status }) => Status === 'disassociating' || Status === 'unassigning',
      add: [
        AssociateNatGatewayAddressCommand,
        ({ AllocationId, ...zone }, { id }) => ({ NatGatewayId: id, AllocationIds: [AllocationId], ...zone }),
      ],
      remove: [
        DisassociateNatGatewayAddressCommand,
        ({ AssociationId = '' }, { id }) => ({ NatGatewayId: id, AssociationIds: [AssociationId] }),
      ],
    }),
  }),
  createOnly: {
    allocationID: {
      have: ({ NatGatewayAddresses = [] }) => NatGatewayAddresses.find((one) => one.IsPrimary !== false)?.AllocationId,
    },
    availabilityMode: { absent: { value: 'zonal' } },
    connectivityType: { absent: { value: 'public' } },
    availabilityZoneAddresses: { want: (zones) => (zones.length === 0 ? undefined : 'manual'), have: choice },
  },
  fixed: [
    setOrNot(
      'availabilityZoneAddresses',
      'Whether AWS or availabilityZoneAddresses chooses the addresses of an existing NATGateway cannot change. Delete the object and create it anew, or create another one beside it.',
    ),
  ],
  status: (show) => ({
    vpcID: show({ field: text.doc('The VPC that the gateway is in.'), value: ({ item }) => item.VpcId }),
  }),
})
