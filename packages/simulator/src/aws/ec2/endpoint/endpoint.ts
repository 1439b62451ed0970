import type { CreateVpcEndpointRequest, DeleteVpcEndpointsRequest, UnsuccessfulItem } from '@aws-sdk/client-ec2'
import { describe } from '../../engine/describe.ts'
import { AwsFault, invalidValue, missing } from '../../engine/fault.ts'
import { type Module, operation } from '../../engine/operation.ts'
import type { Region } from '../../engine/region.ts'
import { servicePrefixList } from '../prefixlist/prefixlist.ts'
import { RouteTables } from '../routetable/row.ts'
import { SecurityGroups } from '../securitygroup/row.ts'
import { ec2 } from '../service.ts'
import { Subnets } from '../subnet/row.ts'
import { Vpcs } from '../vpc/row.ts'
import { type EndpointService, requireService } from './catalog.ts'
import { beginDeletion, beginEndpoint, endpointTransitions } from './lifecycle.ts'
import { checkPrivateDns, checkSubnets, dnsEntries, endpointGroups, endpointInterface, invalid } from './network.ts'
import { checkDns, checkIpType, policyText } from './option.ts'
import { addEndpointRoute, removeEndpointRoutes } from './route.ts'
import { type VpcEndpointRow, VpcEndpoints } from './row.ts'

const types = ['Gateway', 'Interface', 'GatewayLoadBalancer'] as const
type EndpointType = (typeof types)[number]

const subnetsOf = (input: CreateVpcEndpointRequest) => [
  ...new Set([...(input.SubnetIds ?? []), ...(input.SubnetConfigurations ?? []).flatMap((one) => one.SubnetId ?? [])]),
]

function typeOf(input: CreateVpcEndpointRequest): EndpointType {
  const type = input.VpcEndpointType ?? 'Gateway'
  const known = types.find((one) => one === type)
  if (known) return known
  if (['Resource', 'ServiceNetwork', 'Tunnel'].includes(type))
    throw new AwsFault('UnsupportedOperation', `Endpoints of type ${type} are not supported here.`)
  throw invalidValue('vpcEndpointType', type)
}

function refuseMembers(input: CreateVpcEndpointRequest, type: EndpointType): void {
  if (type !== 'Gateway' && input.RouteTableIds?.length)
    throw invalid('Route table IDs are only supported for Gateway type VPC Endpoints.')
  if (type !== 'Interface' && input.SecurityGroupIds?.length)
    throw invalid('Security Groups are only supported for Interface type VPC Endpoints.')
  if (type !== 'Interface' && input.PrivateDnsEnabled)
    throw invalid('Private DNS is only supported for Interface type VPC Endpoints.')
  if (type === 'Gateway' && subnetsOf(input).length > 0)
    throw invalid('Subnet IDs are only supported for Interface type VPC Endpoints.')
  if (type === 'GatewayLoadBalancer' && subnetsOf(input).length !== 1)
    throw invalid('A Gateway Load Balancer endpoint takes exactly one subnet.')
  if (type === 'GatewayLoadBalancer' && input.PolicyDocument !== undefined)
    throw invalid('Policies are not supported for GatewayLoadBalancer type VPC Endpoints.')
}

function refuseOverLimit(region: Region, type: EndpointType, vpcId: string): void {
  const live = (row: VpcEndpointRow) => row.State !== 'deleted' && row.State !== 'deleting'
  const vpcEndpoints = region.table(VpcEndpoints)
  if (type === 'Gateway')
    region.refuseOverQuota(
      'GatewayVpcEndpointLimitExceeded',
      vpcEndpoints.all().filter((row) => live(row) && row.VpcEndpointType === 'Gateway').length,
    )
  else
    region.refuseOverQuota(
      'VpcEndpointLimitExceeded',
      vpcEndpoints.where('vpc', vpcId).filter((row) => live(row) && row.VpcEndpointType !== 'Gateway').length,
    )
}

/** Without a word from the caller, private DNS is on where it can be. */
function privateDns(input: CreateVpcEndpointRequest, service: EndpointService, region: Region): boolean {
  if (input.PrivateDnsEnabled === false) return false
  try {
    checkPrivateDns(region, input.VpcId ?? '', service)
    return true
  } catch (error) {
    if (input.PrivateDnsEnabled === true || !(error instanceof AwsFault)) throw error
    return false
  }
}

function common(
  input: CreateVpcEndpointRequest,
  region: Region,
  type: EndpointType,
  service: EndpointService,
): VpcEndpointRow {
  const VpcEndpointId = region.newId('vpce')
  return {
    id: VpcEndpointId,
    VpcEndpointId,
    VpcEndpointType: type,
    VpcId: input.VpcId ?? '',
    ServiceName: service.name,
    ServiceRegion: region.name,
    serviceId: service.serviceId,
    PolicyDocument: type === 'GatewayLoadBalancer' ? undefined : policyText(input.PolicyDocument),
    RouteTableIds: [],
    SubnetIds: [],
    Groups: [],
    NetworkInterfaceIds: [],
    DnsEntries: [],
    IpAddressType: input.IpAddressType ?? 'ipv4',
    DnsOptions: {
      DnsRecordIpType: type === 'Gateway' ? 'service-defined' : (input.IpAddressType ?? 'ipv4'),
      ...input.DnsOptions,
    },
    PrivateDnsEnabled: false,
    RequesterManaged: false,
    CreationTimestamp: new Date(region.now()),
    OwnerId: region.account,
  }
}

function gateway(input: CreateVpcEndpointRequest, region: Region, base: VpcEndpointRow): VpcEndpointRow {
  const tables = [...new Set(input.RouteTableIds)]
  const list = servicePrefixList(region, base.ServiceName ?? '')
  for (const id of tables) {
    if (region.require(RouteTables, id).VpcId !== base.VpcId)
      throw invalid(`The route table ${id} does not belong to the VPC ${base.VpcId}`)
    if (list) addEndpointRoute(region, id, list.id, base.id)
  }
  return { ...base, State: 'available', RouteTableIds: tables }
}

function interfaces(
  input: CreateVpcEndpointRequest,
  region: Region,
  base: VpcEndpointRow,
  service: EndpointService,
): VpcEndpointRow {
  const SubnetIds = subnetsOf(input)
  checkSubnets(region, base.VpcId, SubnetIds, base.IpAddressType ?? 'ipv4')
  const plain = base.VpcEndpointType === 'Interface'
  const row = {
    ...base,
    SubnetIds,
    State: service.acceptance ? 'pendingAcceptance' : 'pending',
    Groups: plain ? endpointGroups(region, base.VpcId, input.SecurityGroupIds ?? []) : [],
    PrivateDnsEnabled: plain && privateDns(input, service, region),
  }
  const made = SubnetIds.map((id) => endpointInterface(region, row, id, input.SubnetConfigurations))
  return { ...row, NetworkInterfaceIds: made, DnsEntries: dnsEntries(region, row, service) }
}

function create(input: CreateVpcEndpointRequest, region: Region, Tags: VpcEndpointRow['Tags']): VpcEndpointRow {
  const type = typeOf(input)
  if (input.ServiceName === undefined) throw missing('ServiceName')
  const service = requireService(region, input.ServiceName)
  if (!service.types.includes(type))
    throw invalid(`Endpoint type (${type}) does not match available service types ([${service.types.join(', ')}]).`)
  refuseMembers(input, type)
  checkIpType(input.IpAddressType)
  checkDns(input.DnsOptions)
  refuseOverLimit(region, type, input.VpcId ?? '')
  const base = { ...common(input, region, type, service), Tags }
  const row = type === 'Gateway' ? gateway(input, region, base) : interfaces(input, region, base, service)
  region.table(VpcEndpoints).put(row)
  if (type !== 'Gateway') beginEndpoint(region, row)
  return row
}

function remove(region: Region, id: string): UnsuccessfulItem[] {
  const fault = (error: AwsFault) => [{ ResourceId: id, Error: { Code: error.code, Message: error.message } }]
  if (!VpcEndpoints.ids.fits(id)) return fault(VpcEndpoints.ids.malformed(id))
  const row = region.table(VpcEndpoints).get(id)
  if (!row || row.State === 'deleted') return fault(VpcEndpoints.ids.notFound(id))
  if (row.RequesterManaged)
    return fault(new AwsFault('OperationNotPermitted', `The VPC endpoint ${id} is managed by another service`))
  removeEndpointRoutes(region, id)
  if (row.State !== 'deleting') beginDeletion(region, row)
  return []
}

/** VPC endpoints: creation, deletion and reading. Changes are in endpointchange.ts. */
export const vpcendpoint: Module = {
  service: ec2,
  tables: [VpcEndpoints],
  quotas: {
    VpcEndpointLimitExceeded: { limit: 50, of: 'VPC endpoints' },
    GatewayVpcEndpointLimitExceeded: { limit: 20 },
  },
  buckets: { CreateVpcEndpoint: { capacity: 4, refill: 0.3 }, DeleteVpcEndpoints: { capacity: 4, refill: 0.3 } },
  operations: {
    CreateVpcEndpoint: operation<CreateVpcEndpointRequest, object>({
      creates: VpcEndpoints,
      ids: {
        VpcId: { table: Vpcs, malformed: (id) => new AwsFault('InvalidVpcId.Malformed', `Invalid Id: '${id}'`) },
        RouteTableIds: RouteTables,
        SubnetIds: Subnets,
        'SubnetConfigurations.SubnetId': Subnets,
        SecurityGroupIds: SecurityGroups,
      },
      handle: (input, { region, tags }) => ({
        VpcEndpoint: create(input, region, tags),
        ClientToken: input.ClientToken,
      }),
    }),
    DeleteVpcEndpoints: operation<DeleteVpcEndpointsRequest, object>({
      about: ({ VpcEndpointIds = [] }: DeleteVpcEndpointsRequest) => VpcEndpointIds,
      handle(input, { region }) {
        const ids = input.VpcEndpointIds ?? []
        if (ids.length === 0) throw missing('VpcEndpointId')
        return { Unsuccessful: [...new Set(ids)].flatMap((id) => remove(region, id)) }
      },
    }),
    DescribeVpcEndpoints: describe({
      table: VpcEndpoints,
      items: 'VpcEndpoints',
      ids: 'VpcEndpointIds',
      page: { min: 1, max: 1000 },
      filters: {
        'ip-address-type': 'IpAddressType',
        'service-name': 'ServiceName',
        'service-region': 'ServiceRegion',
        'vpc-id': 'VpcId',
        'vpc-endpoint-id': 'VpcEndpointId',
        'vpc-endpoint-state': 'State',
        'vpc-endpoint-type': 'VpcEndpointType',
      },
      view: (row) => row,
    }),
  },
  transitions: endpointTransitions,
}
