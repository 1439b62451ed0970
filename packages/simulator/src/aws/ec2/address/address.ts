import type {
  AllocateAddressRequest,
  AllocateAddressResult,
  AssociateAddressRequest,
  AssociateAddressResult,
  DescribeAddressesAttributeRequest,
  DescribeAddressesAttributeResult,
  DisassociateAddressRequest,
  ReleaseAddressRequest,
} from '@aws-sdk/client-ec2'
import { parseAddress } from '../../engine/cidr.ts'
import { describe, visible } from '../../engine/describe.ts'
import { AwsFault, invalidValue, missing } from '../../engine/fault.ts'
import { type Module, type Operation, operation } from '../../engine/operation.ts'
import { pick } from '../../engine/pick.ts'
import type { Region } from '../../engine/region.ts'
import { mapAddress, unmapAddress } from '../interface/interface.ts'
import { NetworkInterfaces } from '../interface/row.ts'
import { InternetGateways } from '../internetgateway/row.ts'
import { ec2 } from '../service.ts'
import { Addresses, type AddressRow } from './row.ts'

function refusePools(input: AllocateAddressRequest): void {
  const { Address: address, PublicIpv4Pool: pool, CustomerOwnedIpv4Pool: owned, IpamPoolId: ipam } = input
  const exclusive = (one: string, other: string) =>
    new AwsFault('InvalidParameterCombination', `The parameter ${one} cannot be used with the parameter ${other}`)
  if (pool !== undefined && address !== undefined) throw exclusive('PublicIpv4Pool', 'Address')
  if (owned !== undefined && address !== undefined) throw exclusive('CustomerOwnedIpv4Pool', 'Address')
  if (owned !== undefined && pool !== undefined) throw exclusive('CustomerOwnedIpv4Pool', 'PublicIpv4Pool')
  if (ipam !== undefined && pool !== undefined) throw exclusive('IpamPoolId', 'PublicIpv4Pool')
  if (pool !== undefined && pool !== 'amazon') {
    if (!/^ipv4pool-ec2-[0-9a-f]{8,17}$/.test(pool))
      throw new AwsFault('InvalidParameterValue', `invalid value for parameter pool: ${pool}`)
    throw new AwsFault('InvalidPublicIpv4PoolID.NotFound', `The pool ID '${pool}' does not exist`)
  }
  if (owned !== undefined) {
    const known = /^ipv4pool-coip-[0-9a-f]{8,17}$/.test(owned)
    throw new AwsFault(
      `InvalidCustomerOwnedIpv4PoolID.${known ? 'NotFound' : 'Malformed'}`,
      `The customer-owned IPv4 pool ID '${owned}' ${known ? 'does not exist' : 'is malformed'}`,
    )
  }
  if (ipam !== undefined) throw new AwsFault('InvalidIpamPoolId.NotFound', `The IPAM pool ID '${ipam}' does not exist`)
}

function refuse(input: AllocateAddressRequest, region: Region): void {
  refusePools(input)
  if (input.Domain !== undefined && input.Domain !== 'vpc') throw invalidValue('domain', input.Domain)
  if (input.NetworkBorderGroup !== undefined && input.NetworkBorderGroup !== region.name)
    throw invalidValue('networkBorderGroup', input.NetworkBorderGroup)
  if (input.Address === undefined) return
  if (parseAddress(input.Address)?.bits !== 32)
    throw new AwsFault('InvalidParameterValue', `Invalid IPv4 address: ${input.Address}`)
  throw new AwsFault('InvalidAddress.NotFound', `Address '${input.Address}' not found.`)
}

/** A new address row. Those a service manages are its own: no limit counts them and nobody else releases them. */
export function putAddress(region: Region, own: Partial<AddressRow>): AddressRow {
  const AllocationId = region.newId('eipalloc')
  return region.table(Addresses).put({
    id: AllocationId,
    AllocationId,
    PublicIp: region.newPublicIp(),
    PublicIpv4Pool: 'amazon',
    NetworkBorderGroup: region.name,
    Domain: 'vpc',
    ...own,
  })
}

function allocate(input: AllocateAddressRequest, region: Region, Tags: AddressRow['Tags']): AllocateAddressResult {
  refuse(input, region)
  const used = region
    .table(Addresses)
    .all()
    .filter((row) => row.ServiceManaged === undefined)
  region.refuseOverQuota('AddressLimitExceeded', used.length)
  const { PublicIp, AllocationId, PublicIpv4Pool, NetworkBorderGroup, Domain } = putAddress(region, { Tags })
  return { PublicIp, AllocationId, PublicIpv4Pool, NetworkBorderGroup, Domain }
}

function release(input: ReleaseAddressRequest, region: Region): undefined {
  if (input.AllocationId !== undefined && input.PublicIp !== undefined)
    throw new AwsFault(
      'InvalidParameterCombination',
      'You may specify public IP or allocation id, but not both in the same call',
    )
  if (input.PublicIp !== undefined) {
    if (region.table(Addresses).where('ip', input.PublicIp).length === 0)
      throw new AwsFault('AuthFailure', `The address '${input.PublicIp}' does not belong to you.`)
    throw new AwsFault(
      'InvalidParameterValue',
      'You must specify an allocation id when releasing a VPC elastic IP address',
    )
  }
  if (input.AllocationId === undefined)
    throw new AwsFault('MissingParameter', 'Either public IP or allocation id must be specified')
  const row = region.require(Addresses, input.AllocationId)
  if (row.ServiceManaged !== undefined)
    throw new AwsFault('OperationNotPermitted', `The address with allocation id [${row.id}] is managed by a service.`)
  if (region.table(NetworkInterfaces).get(row.NetworkInterfaceId)?.RequesterManaged)
    throw new AwsFault('AuthFailure', 'You do not have permission to access the specified resource.')
  if (row.AssociationId !== undefined)
    throw new AwsFault('InvalidIPAddress.InUse', `Address ${row.PublicIp} is in use.`)
  region.table(Addresses).delete(row.id)
}

function associate(input: AssociateAddressRequest, region: Region): AssociateAddressResult {
  const eni = region.require(NetworkInterfaces, input.NetworkInterfaceId)
  const ip = input.PrivateIpAddress ?? eni.PrivateIpAddress ?? ''
  const row = region.require(Addresses, input.AllocationId)
  const target = eni.PrivateIpAddresses?.find((one) => one.PrivateIpAddress === ip)
  if (!target) throw invalidValue('privateIpAddress', ip)
  if (row.AssociationId !== undefined && row.NetworkInterfaceId === eni.id && row.PrivateIpAddress === ip)
    return { AssociationId: row.AssociationId }
  if (region.table(InternetGateways).where('vpc', eni.VpcId).length === 0)
    throw new AwsFault('Gateway.NotAttached', `Network ${eni.VpcId} is not attached to any internet gateway`)
  if (input.AllowReassociation === false && target.Association)
    throw new AwsFault(
      'Resource.AlreadyAssociated',
      `resource ${eni.id} is already associated with associate-id ${target.Association.AssociationId}`,
    )
  if (input.AllowReassociation !== false) unmapAddress(region, row.id)
  unmapAddress(region, target.Association?.AllocationId)
  return { AssociationId: mapAddress(region, row.id, eni.id, ip) }
}

function disassociate(input: DisassociateAddressRequest, region: Region): undefined {
  const id = input.AssociationId
  if (id === undefined) throw missing('AssociationId')
  const row = region
    .table(Addresses)
    .all()
    .find((one) => one.AssociationId === id)
  if (!row) throw new AwsFault('InvalidAssociationID.NotFound', `The association ID '${id}' does not exist`)
  if (region.table(NetworkInterfaces).get(row.NetworkInterfaceId)?.RequesterManaged)
    throw new AwsFault('AuthFailure', 'You do not have permission to access the specified resource.')
  unmapAddress(region, row.id)
}

const describeById = describe({
  table: Addresses,
  items: 'Addresses',
  ids: 'AllocationIds',
  filters: {
    'allocation-id': 'AllocationId',
    'association-id': 'AssociationId',
    domain: 'Domain',
    'instance-id': 'InstanceId',
    'network-border-group': 'NetworkBorderGroup',
    'network-interface-id': 'NetworkInterfaceId',
    'network-interface-owner-id': 'NetworkInterfaceOwnerId',
    'private-ip-address': 'PrivateIpAddress',
    'public-ip': 'PublicIp',
  },
  view: (row) => row,
})

const describeAddresses: Operation = {
  ...describeById,
  handle(input, call) {
    const wanted = pick(input, 'PublicIps').map(String)
    const found = describeById.handle(input, call)
    if (wanted.length === 0) return found
    const { history } = call.region
    const cells = visible(call.region, Addresses, history.staleness.byId)
    const absent = wanted.find((ip) => !cells.some((cell) => cell.row.PublicIp === ip))
    if (absent !== undefined) throw new AwsFault('InvalidAddress.NotFound', `Address '${absent}' not found.`)
    return { Addresses: pick(found, 'Addresses').filter((row) => wanted.includes(String(pick(row, 'PublicIp')[0]))) }
  },
}

/** Elastic addresses and where they are mapped. */
export const elasticip: Module = {
  service: ec2,
  tables: [Addresses],
  quotas: {
    AddressLimitExceeded: { limit: 5, of: 'addresses' },
  },
  operations: {
    AllocateAddress: operation<AllocateAddressRequest, AllocateAddressResult>({
      creates: Addresses,
      handle: (input, { region, tags }) => allocate(input, region, tags),
    }),
    ReleaseAddress: operation<ReleaseAddressRequest, object>({
      ids: { AllocationId: Addresses },
      handle: (input, { region }) => release(input, region),
    }),
    AssociateAddress: operation<AssociateAddressRequest, AssociateAddressResult>({
      ids: { AllocationId: Addresses, NetworkInterfaceId: NetworkInterfaces },
      handle(input, { region }) {
        if (input.AllocationId === undefined) throw missing('AllocationId')
        if (input.NetworkInterfaceId === undefined) throw missing('NetworkInterfaceId')
        return associate(input, region)
      },
    }),
    DisassociateAddress: operation<DisassociateAddressRequest, object>({
      handle: (input, { region }) => disassociate(input, region),
    }),
    DescribeAddresses: describeAddresses,
    DescribeAddressesAttribute: operation<DescribeAddressesAttributeRequest, DescribeAddressesAttributeResult>({
      mutates: false,
      ids: { AllocationIds: Addresses },
      handle: (input, { region }) => ({
        Addresses: region
          .table(Addresses)
          .all()
          .filter((row) => !input.AllocationIds?.length || input.AllocationIds.includes(row.id))
          .map(({ PublicIp, AllocationId }) => ({ PublicIp, AllocationId })),
      }),
    }),
  },
}
