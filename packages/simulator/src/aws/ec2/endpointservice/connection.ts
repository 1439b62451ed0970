import type {
  AcceptVpcEndpointConnectionsRequest,
  AcceptVpcEndpointConnectionsResult,
  AllowedPrincipal,
  DescribeVpcEndpointServicePermissionsRequest,
  DescribeVpcEndpointServicePermissionsResult,
  ModifyVpcEndpointServicePermissionsRequest,
  ModifyVpcEndpointServicePermissionsResult,
  PrincipalType,
  RejectVpcEndpointConnectionsRequest,
  RejectVpcEndpointConnectionsResult,
  UnsuccessfulItem,
} from '@aws-sdk/client-ec2'
import { describe } from '../../engine/describe.ts'
import { AwsFault } from '../../engine/fault.ts'
import { filterRows } from '../../engine/filter.ts'
import { type Module, type Operation, operation } from '../../engine/operation.ts'
import { paginate } from '../../engine/page.ts'
import { pick } from '../../engine/pick.ts'
import type { Region } from '../../engine/region.ts'
import { type VpcEndpointRow, VpcEndpoints } from '../endpoint/row.ts'
import { ec2 } from '../service.ts'
import { EndpointServices } from './row.ts'

function principalType(principal: string): PrincipalType {
  if (principal === '*') return 'All'
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com$/.test(principal)) return 'Service'
  const [, kind] = /^arn:aws[a-z-]*:iam::\d{12}:(root|user\/.+|role\/.+)$/.exec(principal) ?? []
  if (kind === 'root') return 'Account'
  if (kind?.startsWith('user/')) return 'User'
  if (kind?.startsWith('role/')) return 'Role'
  if (/^arn:aws[a-z-]*:organizations::\d{12}:ou\//.test(principal)) return 'OrganizationUnit'
  throw new AwsFault('InvalidPrincipal', `Invalid Principal: '${principal}'`)
}

function permit(input: ModifyVpcEndpointServicePermissionsRequest, region: Region): AllowedPrincipal[] {
  const row = region.require(EndpointServices, input.ServiceId)
  const kept = row.allowed.filter((one) => !input.RemoveAllowedPrincipals?.includes(one.Principal ?? ''))
  const fresh = [...new Set(input.AddAllowedPrincipals)]
    .map((Principal) => ({ Principal, PrincipalType: principalType(Principal) }))
    .filter((one) => !kept.some((present) => present.Principal === one.Principal))
    .map((one) => ({ ...one, ServiceId: row.id, ServicePermissionId: region.newId('vpce-svc-perm') }))
  region.table(EndpointServices).update(row.id, { allowed: [...kept, ...fresh] })
  return fresh
}

function permissions(
  input: DescribeVpcEndpointServicePermissionsRequest,
  region: Region,
): DescribeVpcEndpointServicePermissionsResult {
  const row = region.require(EndpointServices, input.ServiceId)
  const filters = { principal: 'Principal', 'principal-type': 'PrincipalType' }
  const test = filterRows<AllowedPrincipal>(input.Filters, filters, region)
  const found = row.allowed.filter(test).map((one, i) => ({ order: i + 1, row: one }))
  const page = paginate(found, input.MaxResults, input.NextToken, { min: 1, max: 1000 })
  return { AllowedPrincipals: page.rows, NextToken: page.NextToken }
}

type Answer = (row: VpcEndpointRow, region: Region) => Partial<VpcEndpointRow> | undefined

const accept: Answer = (row, region) => {
  if (row.State !== 'pendingAcceptance' && row.State !== 'rejected') return undefined
  region.begin('endpoint.available', row.id, '', 20_000)
  return { State: 'pending' }
}

const reject: Answer = (row) => {
  if (!['pendingAcceptance', 'pending', 'available'].includes(row.State ?? '')) return undefined
  return { State: 'rejected' }
}

function decide(
  input: { ServiceId?: string | undefined; VpcEndpointIds?: string[] | undefined },
  region: Region,
  answer: Answer,
): { Unsuccessful: UnsuccessfulItem[] } {
  const service = region.require(EndpointServices, input.ServiceId)
  const one = (id: string): UnsuccessfulItem[] => {
    const row = region.table(VpcEndpoints).get(id)
    const fault = (error: AwsFault) => [{ ResourceId: id, Error: { Code: error.code, Message: error.message } }]
    if (row?.serviceId !== service.id) return fault(VpcEndpoints.ids.notFound(id))
    const change = answer(row, region)
    if (!change)
      return fault(
        new AwsFault('InvalidState', `The VPC endpoint ${id} is in the state ${row.State} and stays as it is`),
      )
    region.table(VpcEndpoints).update(id, change)
    return []
  }
  return { Unsuccessful: [...new Set(input.VpcEndpointIds)].flatMap(one) }
}

function connection(row: VpcEndpointRow, region: Region) {
  const service = region.table(EndpointServices).get(row.serviceId)
  return {
    ServiceId: row.serviceId,
    VpcEndpointId: row.VpcEndpointId,
    VpcEndpointOwner: row.OwnerId,
    VpcEndpointState: row.State,
    VpcEndpointRegion: region.name,
    VpcEndpointConnectionId: row.id.replace('vpce-', 'vpce-con-'),
    CreationTimestamp: row.CreationTimestamp,
    DnsEntries: row.DnsEntries,
    IpAddressType: row.IpAddressType,
    NetworkLoadBalancerArns: service?.NetworkLoadBalancerArns ?? [],
    GatewayLoadBalancerArns: service?.GatewayLoadBalancerArns ?? [],
    Tags: [],
  }
}

const endpoints = describe({
  table: VpcEndpoints,
  items: 'VpcEndpointConnections',
  page: { min: 1, max: 1000 },
  filters: {
    'ip-address-type': 'IpAddressType',
    'service-id': 'ServiceId',
    'vpc-endpoint-owner': 'VpcEndpointOwner',
    'vpc-endpoint-region': 'VpcEndpointRegion',
    'vpc-endpoint-state': 'VpcEndpointState',
    'vpc-endpoint-id': 'VpcEndpointId',
  },
  view: connection,
})

/** Only endpoints of this account's services are connections: AWS's own services show none. */
const connections: Operation = {
  ...endpoints,
  handle: (input, call) =>
    endpoints.handle({ ...input, Filters: [...pick(input, 'Filters'), { Name: 'service-id', Values: ['*'] }] }, call),
}

/** Who may connect to an endpoint service, who asks to, and the answers. */
export const endpointconnection: Module = {
  service: ec2,
  buckets: { AcceptVpcEndpointConnections: { capacity: 10, refill: 1 } },
  operations: {
    DescribeVpcEndpointServicePermissions: operation<
      DescribeVpcEndpointServicePermissionsRequest,
      DescribeVpcEndpointServicePermissionsResult
    >({
      mutates: false,
      ids: { ServiceId: EndpointServices },
      handle: (input, { region }) => permissions(input, region),
    }),
    ModifyVpcEndpointServicePermissions: operation<
      ModifyVpcEndpointServicePermissionsRequest,
      ModifyVpcEndpointServicePermissionsResult
    >({
      ids: { ServiceId: EndpointServices },
      handle: (input, { region }) => ({ AddedPrincipals: permit(input, region), ReturnValue: true }),
    }),
    AcceptVpcEndpointConnections: operation<AcceptVpcEndpointConnectionsRequest, AcceptVpcEndpointConnectionsResult>({
      ids: { ServiceId: EndpointServices },
      handle: (input, { region }) => decide(input, region, accept),
    }),
    RejectVpcEndpointConnections: operation<RejectVpcEndpointConnectionsRequest, RejectVpcEndpointConnectionsResult>({
      ids: { ServiceId: EndpointServices },
      handle: (input, { region }) => decide(input, region, reject),
    }),
    DescribeVpcEndpointConnections: connections,
  },
}
