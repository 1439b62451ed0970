import type {
  AssociateNatGatewayAddressRequest,
  AssociateNatGatewayAddressResult,
  DisassociateNatGatewayAddressRequest,
  DisassociateNatGatewayAddressResult,
  NatGatewayAddress,
} from '@aws-sdk/client-ec2'
import { AwsFault, invalidValue, missing } from '../../engine/fault.ts'
import { type Module, operation } from '../../engine/operation.ts'
import type { Region } from '../../engine/region.ts'
import { transition } from '../../engine/transition.ts'
import { Addresses } from '../address/row.ts'
import { ec2 } from '../service.ts'
import { zonesOf } from '../zone/zone.ts'
import { type NatGatewayRow, NatGateways } from './row.ts'

/** How long AWS drains connections before it lets go of an address, in seconds. */
const drain = 350

function manual(region: Region, id: string | undefined): NatGatewayRow {
  const row = region.require(NatGateways, id)
  if (row.AvailabilityMode !== 'regional' || row.AutoProvisionZones === 'enabled')
    throw new AwsFault('UnsupportedOperation', `The addresses of the NAT gateway ${row.id} cannot be changed here.`)
  if (row.State !== 'available')
    throw new AwsFault('IncorrectState', `The NAT gateway ${row.id} is in the state ${row.State}.`)
  return row
}

function take(region: Region, id: string): Pick<NatGatewayAddress, 'AllocationId' | 'AssociationId' | 'PublicIp'> {
  const address = region.require(Addresses, id)
  if (address.AssociationId !== undefined)
    throw new AwsFault('Resource.AlreadyAssociated', `Elastic IP address ${id} is already associated`)
  const AssociationId = region.newId('eipassoc')
  region.table(Addresses).update(id, { AssociationId })
  return { AllocationId: id, AssociationId, PublicIp: address.PublicIp }
}

function associate(input: AssociateNatGatewayAddressRequest, region: Region): AssociateNatGatewayAddressResult {
  const row = manual(region, input.NatGatewayId)
  const wanted = input.AvailabilityZone ?? input.AvailabilityZoneId
  const zone = zonesOf(region).find((known) => known.AvailabilityZone === wanted || known.AvailabilityZoneId === wanted)
  if (!zone) throw wanted === undefined ? missing('AvailabilityZone') : invalidValue('availabilityZone', wanted)
  const { AvailabilityZone, AvailabilityZoneId } = zone
  const fresh = (input.AllocationIds ?? []).map((id): NatGatewayAddress => {
    const taken = take(region, id)
    region.begin('nat.address.associated', row.id, taken.AssociationId)
    return { ...taken, AvailabilityZone, AvailabilityZoneId, Status: 'associating' }
  })
  const NatGatewayAddresses = [...(row.NatGatewayAddresses ?? []), ...fresh]
  region.table(NatGateways).update(row.id, { NatGatewayAddresses })
  return { NatGatewayId: row.id, NatGatewayAddresses: fresh }
}

function dissociate(input: DisassociateNatGatewayAddressRequest, region: Region): DisassociateNatGatewayAddressResult {
  const row = manual(region, input.NatGatewayId)
  const ids = input.AssociationIds ?? []
  const present = row.NatGatewayAddresses ?? []
  const absent = ids.find((id) => !present.some((one) => one.AssociationId === id))
  if (absent !== undefined)
    throw new AwsFault('InvalidAssociationID.NotFound', `The association ID '${absent}' does not exist`)
  const seconds = input.MaxDrainDurationSeconds ?? drain
  for (const id of ids) region.begin('nat.address.released', row.id, id, seconds * 1000)
  const after = present.map((one) =>
    ids.includes(one.AssociationId ?? '') ? { ...one, Status: 'disassociating' as const } : one,
  )
  region.table(NatGateways).update(row.id, { NatGatewayAddresses: after })
  return { NatGatewayId: row.id, NatGatewayAddresses: after.filter((one) => ids.includes(one.AssociationId ?? '')) }
}

/** Addresses of regional NAT gateways whose zones the caller chooses. */
export const nataddress: Module = {
  service: ec2,
  buckets: { AssociateNatGatewayAddress: { capacity: 10, refill: 1 } },
  operations: {
    AssociateNatGatewayAddress: operation<AssociateNatGatewayAddressRequest, AssociateNatGatewayAddressResult>({
      ids: { NatGatewayId: NatGateways, AllocationIds: Addresses },
      handle: (input, { region }) => associate(input, region),
    }),
    DisassociateNatGatewayAddress: operation<DisassociateNatGatewayAddressRequest, DisassociateNatGatewayAddressResult>(
      {
        ids: { NatGatewayId: NatGateways },
        about: ({ NatGatewayId, AssociationIds = [] }: DisassociateNatGatewayAddressRequest, region) =>
          (region.table(NatGateways).get(NatGatewayId)?.NatGatewayAddresses ?? []).flatMap((one) =>
            AssociationIds.includes(one.AssociationId ?? '') ? (one.AllocationId ?? []) : [],
          ),
        handle: (input, { region }) => dissociate(input, region),
      },
    ),
  },
  transitions: {
    'nat.address.associated': transition(NatGateways, {
      after: 10_000,
      apply: (row, _region, key) => ({
        NatGatewayAddresses: row.NatGatewayAddresses?.map((one) =>
          one.AssociationId === key && one.Status === 'associating' ? { ...one, Status: 'succeeded' as const } : one,
        ),
      }),
    }),
    'nat.address.released': transition(NatGateways, {
      after: drain * 1000,
      apply(row, region, key) {
        const [address] = region
          .table(Addresses)
          .all()
          .filter((one) => one.AssociationId === key)
        if (address) {
          const { AssociationId, ...free } = address
          region.table(Addresses).put(free)
        }
        return { NatGatewayAddresses: row.NatGatewayAddresses?.filter((one) => one.AssociationId !== key) }
      },
    }),
  },
}
