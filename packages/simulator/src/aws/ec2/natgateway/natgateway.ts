import type {
  CreateNatGatewayRequest,
  CreateNatGatewayResult,
  DeleteNatGatewayRequest,
  DeleteNatGatewayResult,
  NatGatewayAddress,
} from '@aws-sdk/client-ec2'
import { describe } from '../../engine/describe.ts'
import { AwsFault, invalidValue } from '../../engine/fault.ts'
import { type Module, operation } from '../../engine/operation.ts'
import type { Region } from '../../engine/region.ts'
import { Addresses } from '../address/row.ts'
import { ec2 } from '../service.ts'
import { takePrivateIp } from '../subnet/free.ts'
import { Subnets } from '../subnet/row.ts'
import { Vpcs } from '../vpc/row.ts'
import { zonesOf } from '../zone/zone.ts'
import { natTransitions } from './lifecycle.ts'
import { type NatGatewayRow, NatGateways } from './row.ts'

const absent = (name: string) =>
  new AwsFault(
    'MissingParameter',
    `The request must include the ${name} parameter. Add the required parameter and retry the request.`,
  )

const exclusive = (name: string, what: string) =>
  new AwsFault('InvalidParameterCombination', `The ${name} parameter cannot be specified for a ${what} NAT gateway.`)

function refuseMembers(
  input: CreateNatGatewayRequest,
  names: readonly (keyof CreateNatGatewayRequest)[],
  what: string,
) {
  for (const name of names) if (input[name] !== undefined) throw exclusive(name, what)
}

function refuseOverLimit(region: Region, zone: string | undefined): void {
  const live = region
    .table(NatGateways)
    .all()
    .filter((row) => row.State !== 'deleted' && row.State !== 'failed')
    .filter((row) => region.table(Subnets).get(row.SubnetId)?.AvailabilityZone === zone)
  region.refuseOverQuota('NatGatewayLimitExceeded', live.length)
}

function zonal(input: CreateNatGatewayRequest, region: Region): Partial<NatGatewayRow> & { VpcId: string } {
  const open = (input.ConnectivityType ?? 'public') === 'public'
  refuseMembers(input, ['VpcId', 'AvailabilityZoneAddresses'], 'zonal')
  if (input.SubnetId === undefined) throw absent('SubnetId')
  if (open && input.AllocationId === undefined) throw absent('AllocationId')
  if (open) refuseMembers(input, ['SecondaryPrivateIpAddressCount'], 'public')
  else refuseMembers(input, ['AllocationId', 'SecondaryAllocationIds'], 'private')
  const ips = [input.PrivateIpAddress, ...(input.SecondaryPrivateIpAddresses ?? [])]
  for (const ip of ips) if (ip !== undefined) takePrivateIp(region, input.SubnetId, ip)
  const subnet = region.require(Subnets, input.SubnetId)
  refuseOverLimit(region, subnet.AvailabilityZone)
  const allocations = open ? [input.AllocationId, ...(input.SecondaryAllocationIds ?? [])] : []
  const count = open ? allocations.length : ips.length + (input.SecondaryPrivateIpAddressCount ?? 0)
  const Status = open ? 'associating' : 'assigning'
  return {
    SubnetId: subnet.id,
    VpcId: subnet.VpcId,
    NatGatewayAddresses: Array.from({ length: count }, (_, i) => ({
      AllocationId: allocations[i],
      PrivateIp: ips[i],
      IsPrimary: i === 0,
      Status,
    })),
  }
}

function zoneAddresses(input: CreateNatGatewayRequest, region: Region): NatGatewayAddress[] {
  return (input.AvailabilityZoneAddresses ?? []).flatMap((one) => {
    const wanted = one.AvailabilityZone ?? one.AvailabilityZoneId
    const zone = zonesOf(region).find(
      (known) => known.AvailabilityZone === wanted || known.AvailabilityZoneId === wanted,
    )
    if (!zone) throw invalidValue('availabilityZone', wanted)
    if (!one.AllocationIds?.length) throw absent('AllocationIds')
    return one.AllocationIds.map((AllocationId) => ({ ...zone, AllocationId, Status: 'associating' as const }))
  })
}

function regional(input: CreateNatGatewayRequest, region: Region): Partial<NatGatewayRow> & { VpcId: string } {
  if (input.ConnectivityType === 'private') throw exclusive('ConnectivityType', 'regional')
  if (input.VpcId === undefined) throw absent('VpcId')
  refuseMembers(
    input,
    ['SubnetId', 'AllocationId', 'PrivateIpAddress', 'SecondaryAllocationIds', 'SecondaryPrivateIpAddresses'],
    'regional',
  )
  refuseOverLimit(region, undefined)
  const given = zoneAddresses(input, region)
  const auto = given.length === 0 ? 'enabled' : 'disabled'
  return { VpcId: input.VpcId, NatGatewayAddresses: given, AutoProvisionZones: auto, AutoScalingIps: auto }
}

function create(input: CreateNatGatewayRequest, region: Region, Tags: NatGatewayRow['Tags']): NatGatewayRow {
  const mode = input.AvailabilityMode ?? 'zonal'
  const connectivity = input.ConnectivityType ?? 'public'
  if (!['zonal', 'regional'].includes(mode)) throw invalidValue('availabilityMode', mode)
  if (!['public', 'private'].includes(connectivity)) throw invalidValue('connectivityType', connectivity)
  const own = mode === 'regional' ? regional(input, region) : zonal(input, region)
  const NatGatewayId = region.newId('nat')
  region.begin('nat.placed', NatGatewayId)
  return region.table(NatGateways).put({
    id: NatGatewayId,
    NatGatewayId,
    State: 'pending',
    CreateTime: new Date(region.now()),
    ConnectivityType: connectivity,
    AvailabilityMode: mode,
    Tags,
    ...own,
  })
}

const shown = (row: NatGatewayRow) => ({ ...row, Tags: row.Tags?.map((tag) => ({ ...tag })) })

/** NAT gateways, zonal and regional. */
export const natgateway: Module = {
  service: ec2,
  tables: [NatGateways],
  quotas: {
    NatGatewayLimitExceeded: {
      limit: 5,
      says: (limit) => `Performing this operation would exceed the limit of ${limit} NAT gateways`,
    },
  },
  buckets: { CreateNatGateway: { capacity: 10, refill: 1 }, DeleteNatGateway: { capacity: 10, refill: 1 } },
  operations: {
    CreateNatGateway: operation<CreateNatGatewayRequest, CreateNatGatewayResult>({
      creates: NatGateways,
      ids: {
        SubnetId: {
          table: Subnets,
          malformed: (id) => new AwsFault('InvalidSubnet', `The subnet ID '${id}' is malformed`),
        },
        VpcId: Vpcs,
        AllocationId: Addresses,
        SecondaryAllocationIds: Addresses,
        'AvailabilityZoneAddresses.AllocationIds': Addresses,
      },
      handle: (input, { region, tags }) => ({
        NatGateway: shown(create(input, region, tags)),
        ClientToken: input.ClientToken,
      }),
      replay(output, { region }) {
        const row = region.table(NatGateways).get(output.NatGateway?.NatGatewayId)
        return row ? { ...output, NatGateway: shown(row) } : output
      },
    }),
    DeleteNatGateway: operation<DeleteNatGatewayRequest, DeleteNatGatewayResult>({
      ids: { NatGatewayId: NatGateways },
      handle(input, { region }) {
        const row = region.require(NatGateways, input.NatGatewayId)
        if (row.State !== 'deleting' && row.State !== 'deleted') {
          region.table(NatGateways).update(row.id, { State: 'deleting', DeleteTime: new Date(region.now()) })
          region.begin('nat.deleted', row.id)
        }
        return { NatGatewayId: row.id }
      },
    }),
    DescribeNatGateways: describe({
      table: NatGateways,
      items: 'NatGateways',
      ids: 'NatGatewayIds',
      filtersFrom: 'Filter',
      page: { min: 5, max: 1000 },
      filters: {
        'nat-gateway-id': 'NatGatewayId',
        state: 'State',
        'subnet-id': 'SubnetId',
        'vpc-id': 'VpcId',
      },
      view: (row) => row,
    }),
  },
  transitions: natTransitions,
}
