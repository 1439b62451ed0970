import {
  AssociateNatGatewayAddressCommand,
  CreateNatGatewayCommand,
  DeleteNatGatewayCommand,
  DescribeNatGatewaysCommand,
  DisassociateNatGatewayAddressCommand,
  type NatGateway,
  type NatGatewayAddress,
} from '@aws-sdk/client-ec2'
import { call, type Facet, text } from '@windlass/core'
import { arnOf } from './arn.ts'
import { ElasticIPAddress } from './elasticipaddress.ts'
import { ec2 } from './service.ts'
import { Subnet } from './subnet.ts'
import { VPC } from './vpc.ts'

interface Seen {
  readonly id: string
  readonly item: NatGateway
}

/** The addresses of one zone as the spec gives them, in either of the ways to name a zone. */
interface ZoneAddresses {
  allocationIDs?: string[] | undefined
  availabilityZone?: string | undefined
  availabilityZoneID?: string | undefined
}

interface Place {
  readonly AllocationId: string
  readonly AvailabilityZone: string | undefined
  readonly AvailabilityZoneId: string | undefined
}

const places = (zones: readonly ZoneAddresses[]): readonly Place[] =>
  zones.flatMap(({ allocationIDs, availabilityZone, availabilityZoneID }) =>
    (allocationIDs ?? []).map((AllocationId) => ({
      AllocationId,
      AvailabilityZone: availabilityZone,
      AvailabilityZoneId: availabilityZoneID,
    })),
  )

const leaving = ({ Status }: NatGatewayAddress) => Status === 'disassociating' || Status === 'unassigning'

/** Whether an address stands in the zone it is wanted in. */
function fits(place: Place, address: NatGatewayAddress): boolean {
  const { AvailabilityZone: name, AvailabilityZoneId: id } = place
  const zone =
    (name === undefined || name === address.AvailabilityZone) && (id === undefined || id === address.AvailabilityZoneId)
  return zone && place.AllocationId === address.AllocationId
}

/** What is to come and to go. An address that changes its zone goes first: it can stand in one place only. */
function differing(want: readonly ZoneAddresses[], { NatGatewayAddresses: all = [] }: NatGateway) {
  const wanted = places(want)
  return {
    missing: wanted.filter((place) => !all.some(({ AllocationId }) => AllocationId === place.AllocationId)),
    extra: all.filter((address) => !leaving(address) && !wanted.some((place) => fits(place, address))),
  }
}

/** The addresses of a regional gateway whose zones the user chooses. */
const zoneAddresses: Facet<ZoneAddresses[], Seen> = {
  have: ({ item }) => {
    if (item.AvailabilityMode !== 'regional' || item.AutoProvisionZones === 'enabled') return undefined
    const standing = item.NatGatewayAddresses?.filter((address) => !leaving(address)) ?? []
    return standing.map(({ AvailabilityZone, AllocationId }) => ({
      availabilityZone: AvailabilityZone,
      allocationIDs: AllocationId === undefined ? [] : [AllocationId],
    }))
  },
  met: (want, _have, { item }) => {
    const { missing, extra } = differing(want, item)
    return missing.length + extra.length === 0
  },
  steps: (want, _have, { id, item }) => {
    const { missing, extra } = differing(want, item)
    return [
      ...missing.map(({ AllocationId, ...zone }) => ({
        ...call(AssociateNatGatewayAddressCommand, { NatGatewayId: id, AllocationIds: [AllocationId], ...zone }),
        effect: 'add' as const,
        say: `associate ${AllocationId} in ${zone.AvailabilityZone ?? zone.AvailabilityZoneId}`,
      })),
      ...extra.map(({ AllocationId, AssociationId = '' }) => ({
        ...call(DisassociateNatGatewayAddressCommand, { NatGatewayId: id, AssociationIds: [AssociationId] }),
        effect: 'remove' as const,
        say: `dissociate ${AllocationId}`,
        done: ['InvalidAssociationID.NotFound'],
      })),
    ]
  },
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
  busy: ({ item }) => {
    const moving = item.NatGatewayAddresses?.find(({ Status }) => Status?.endsWith('ing'))
    return moving && `${moving.AllocationId ?? moving.PrivateIp} is ${moving.Status}`
  },
  facets: { availabilityZoneAddresses: zoneAddresses },
  calls: [AssociateNatGatewayAddressCommand, DisassociateNatGatewayAddressCommand],
  fixed: [
    {
      rule: 'has(self.spec.availabilityZoneAddresses) == has(oldSelf.spec.availabilityZoneAddresses)',
      message:
        'Whether AWS or availabilityZoneAddresses chooses the addresses of an existing NATGateway cannot change. Delete ' +
        'the object and create it anew, or create another one beside it.',
    },
  ],
  statusFields: { vpcID: text.doc('The VPC that the gateway is in.') },
  status: ({ item }) => ({ vpcID: item.VpcId }),
  arn: arnOf('natgateway'),
})
