import type { NatGatewayAddress } from '@aws-sdk/client-ec2'
import { AwsFault } from '../../engine/fault.ts'
import type { Failure, Region } from '../../engine/region.ts'
import { transition } from '../../engine/transition.ts'
import { putAddress } from '../address/address.ts'
import { Addresses } from '../address/row.ts'
import { createInterface, mapAddress, removeInterface, unmapAddress } from '../interface/interface.ts'
import { NetworkInterfaces } from '../interface/row.ts'
import { hasInternetGateway } from '../internetgateway/internetgateway.ts'
import { freeCount } from '../subnet/free.ts'
import { type NatGatewayRow, NatGateways } from './row.ts'

/** How long AWS still shows a gateway that is deleted or has failed, in milliseconds. */
const linger = 3_600_000

function addressFailure(region: Region, id: string | undefined): Failure | undefined {
  if (id === undefined) return undefined
  const address = region.table(Addresses).get(id)
  if (!address)
    return {
      code: 'InvalidAllocationID.NotFound',
      message: `Elastic IP address ${id} could not be associated with this NAT gateway`,
    }
  return address.AssociationId === undefined
    ? undefined
    : { code: 'Resource.AlreadyAssociated', message: `Elastic IP address ${id} is already associated` }
}

/** What AWS finds only once it has accepted the request. */
function refusal(row: NatGatewayRow, region: Region): Failure | undefined {
  const addresses = row.NatGatewayAddresses ?? []
  if (row.ConnectivityType === 'public' && !hasInternetGateway(region, row.VpcId))
    return { code: 'Gateway.NotAttached', message: `Network ${row.VpcId} has no Internet gateway attached` }
  if (row.SubnetId !== undefined && freeCount(region, row.SubnetId) < addresses.length)
    return {
      code: 'InsufficientFreeAddressesInSubnet',
      message: 'Subnet has insufficient free addresses to create this NAT gateway',
    }
  return addresses.map((one) => addressFailure(region, one.AllocationId)).find((one) => one !== undefined)
}

function release(row: NatGatewayRow, region: Region): void {
  for (const { NetworkInterfaceId, AllocationId, AssociationId } of row.NatGatewayAddresses ?? []) {
    removeInterface(region, NetworkInterfaceId)
    const address = region.table(Addresses).get(AllocationId)
    if (AssociationId === undefined || address?.AssociationId !== AssociationId) continue
    if (address.ServiceManaged === undefined) unmapAddress(region, address.id)
    else region.table(Addresses).delete(address.id)
  }
}

function failed(row: NatGatewayRow, failure: Failure, region: Region): Partial<NatGatewayRow> {
  release(row, region)
  region.begin('nat.gone', row.id, 'failed')
  return {
    State: 'failed',
    FailureCode: failure.code,
    FailureMessage: failure.message,
    NatGatewayAddresses: row.NatGatewayAddresses?.map(({ AllocationId, PrivateIp, IsPrimary }) => ({
      AllocationId,
      PrivateIp,
      IsPrimary,
      Status: 'failed',
      FailureMessage: failure.message,
    })),
  }
}

function place(row: NatGatewayRow, subnetId: string, region: Region): NatGatewayAddress[] {
  const wanted = row.NatGatewayAddresses ?? []
  const eni = createInterface(region, {
    subnetId,
    description: `Interface for NAT Gateway ${row.id}`,
    type: 'nat_gateway',
    requester: region.account,
    addresses: wanted.map((one) => one.PrivateIp),
  })
  return wanted.map((one, i) => {
    const ip = eni.PrivateIpAddresses?.[i]?.PrivateIpAddress ?? ''
    const at = { ...one, NetworkInterfaceId: eni.id, PrivateIp: ip }
    if (one.AllocationId === undefined) return at
    const AssociationId = mapAddress(region, one.AllocationId, eni.id, ip)
    return { ...at, AssociationId, PublicIp: region.table(Addresses).get(one.AllocationId)?.PublicIp }
  })
}

function zonesInUse(row: NatGatewayRow, region: Region): NatGatewayAddress[] {
  const seen = new Map<string, NatGatewayAddress>()
  for (const { AvailabilityZone, AvailabilityZoneId } of region.table(NetworkInterfaces).where('vpc', row.VpcId))
    if (AvailabilityZone !== undefined) seen.set(AvailabilityZone, { AvailabilityZone, AvailabilityZoneId })
  return [...seen.values()]
}

/** A regional gateway has no interface: its addresses stand in zones, given by the caller or brought by AWS. */
function spread(row: NatGatewayRow, region: Region): NatGatewayAddress[] {
  const auto = row.AutoProvisionZones === 'enabled'
  const zones = auto ? zonesInUse(row, region) : (row.NatGatewayAddresses ?? [])
  return zones.map((one) => {
    const AllocationId = one.AllocationId ?? putAddress(region, { ServiceManaged: 'rnat' }).id
    const AssociationId = region.newId('eipassoc')
    const PublicIp = region.table(Addresses).update(AllocationId, { AssociationId })?.PublicIp
    return { ...one, AllocationId, AssociationId, PublicIp, Status: 'associating' }
  })
}

function settle(row: NatGatewayRow, region: Region): Partial<NatGatewayRow> | undefined {
  if (row.State !== 'pending') return undefined
  const refused = refusal(row, region)
  if (refused) return failed(row, refused, region)
  try {
    return region.transact(() => {
      const at = row.SubnetId === undefined ? spread(row, region) : place(row, row.SubnetId, region)
      region.begin('nat.available', row.id)
      return { NatGatewayAddresses: at }
    })
  } catch (error) {
    if (error instanceof AwsFault) return failed(row, { code: error.code, message: error.message }, region)
    throw error
  }
}

/** The life of a NAT gateway. AWS looks for gateway and addresses a few seconds after it accepted the request. */
export const natTransitions = {
  'nat.placed': transition(NatGateways, {
    after: 5000,
    apply: settle,
    fail: (row, failure, region) => (row.State === 'pending' ? failed(row, failure, region) : undefined),
  }),
  'nat.available': transition(NatGateways, {
    after: 70_000,
    apply: (row) =>
      row.State === 'pending'
        ? {
            State: 'available' as const,
            NatGatewayAddresses: row.NatGatewayAddresses?.map((one) => ({ ...one, Status: 'succeeded' as const })),
          }
        : undefined,
    fail: (row, failure, region) => (row.State === 'pending' ? failed(row, failure, region) : undefined),
  }),
  'nat.deleted': transition(NatGateways, {
    after: 45_000,
    apply(row, region) {
      if (row.State !== 'deleting') return undefined
      release(row, region)
      region.begin('nat.gone', row.id, 'deleted')
      return { State: 'deleted' as const }
    },
  }),
  'nat.gone': transition(NatGateways, {
    after: linger,
    apply: (row, _region, key) => (row.State === key ? 'remove' : undefined),
  }),
}
