import {
  AssociateNatGatewayAddressCommand,
  type AvailabilityZoneAddress,
  CreateNatGatewayCommand,
  DeleteNatGatewayCommand,
  DescribeNatGatewaysCommand,
  DisassociateNatGatewayAddressCommand,
  type NatGateway as Gateway,
  type NatGatewayAddress,
} from '@aws-sdk/client-ec2'
import { alike, setOrNot, shaped, text } from '@windlass/core'
import { ec2 } from '../service/service.ts'
import { Subnet } from '../vpc/subnet.ts'
import { VPC } from '../vpc/vpc.ts'
import { ElasticIPAddress } from './elasticipaddress.ts'

/** Who chooses the zones and addresses of a gateway, in AWS's words; `zonal` where there is no choice. */
const choice = ({ AvailabilityMode, AutoProvisionZones }: Gateway) => {
  if (AvailabilityMode !== 'regional') return 'zonal'
  return AutoProvisionZones === 'enabled' ? 'automatic' : 'manual'
}

const chosen =
  'Whether AWS or availabilityZoneAddresses chooses the addresses of an existing NATGateway cannot change. Delete the object and create it anew, or create another one beside it.'

/** Which addresses a regional gateway has in which zone. */
const addresses = shaped(CreateNatGatewayCommand, 'AvailabilityZoneAddresses')

/** The addresses of a zone, one by one. */
const single = ({ AllocationIds = [], ...zone }: AvailabilityZoneAddress) =>
  AllocationIds.map((AllocationId) => ({ AllocationId, ...zone }))

/** The addresses that a gateway has, as a spec gives them. */
const zoned = ({ AvailabilityZone, AllocationId: id }: NatGatewayAddress) => ({
  AvailabilityZone,
  AllocationIds: id === undefined ? [] : [id],
})

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
    allocationID: () => ElasticIPAddress.target,
    'availabilityZoneAddresses[].allocationIDs': () => ElasticIPAddress.target,
    subnetID: () => Subnet.target,
    vpcID: () => VPC.target,
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
      want: (zones) => addresses.toAWS(zones).flatMap(single),
      filled: true,
      spell: (all) => addresses.toKubernetes(all.map(zoned)),
      key: ({ AllocationId = '' }) => AllocationId,
      noun: 'the address',
      same: alike,
      leaving: ({ Status }) => Status === 'disassociating' || Status === 'unassigning',
      add: [AssociateNatGatewayAddressCommand, ({ AllocationId: one, ...zone }) => ({ AllocationIds: [one], ...zone })],
      remove: [DisassociateNatGatewayAddressCommand, ({ AssociationId = '' }) => ({ AssociationIds: [AssociationId] })],
    }),
  }),
  createOnly: {
    allocationID: {
      have: ({ NatGatewayAddresses: all = [] }) => all.find((one) => one.IsPrimary ?? true)?.AllocationId,
    },
    availabilityMode: { absent: { value: 'zonal' } },
    connectivityType: { absent: { value: 'public' } },
    availabilityZoneAddresses: { want: (zones) => (zones.length === 0 ? undefined : 'manual'), have: choice },
  },
  fixed: [setOrNot('availabilityZoneAddresses', chosen)],
  status: (show) => ({
    vpcID: show({ field: text.doc('The VPC that the gateway is in.'), value: ({ item }) => item.VpcId }),
  }),
})
