import type {
  CreateRouteTableRequest,
  CreateRouteTableResult,
  DeleteRouteTableRequest,
  Route,
} from '@aws-sdk/client-ec2'
import { describe, visible } from '../../engine/describe.ts'
import { type Module, type Operation, operation } from '../../engine/operation.ts'
import { pick } from '../../engine/pick.ts'
import { reference } from '../../engine/reference.ts'
import type { Region } from '../../engine/region.ts'
import { VpcEndpoints } from '../endpoint/row.ts'
import { ec2 } from '../service.ts'
import { type VpcRow, Vpcs } from '../vpc/row.ts'
import { standing } from './association.ts'
import { type RouteTableAssociationRow, RouteTableAssociations, type RouteTableRow, RouteTables } from './row.ts'
import { routeState } from './target.ts'

/** The routes every table of a VPC has: one to each of its blocks. */
function localRoutes(vpc: VpcRow): Route[] {
  const base = { GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' } as const
  const v4 = (vpc.CidrBlockAssociationSet ?? [])
    .filter((one) => one.CidrBlockState?.State === 'associated')
    .map((one) => ({ DestinationCidrBlock: one.CidrBlock, ...base }))
  const v6 = (vpc.Ipv6CidrBlockAssociationSet ?? [])
    .filter((one) => one.Ipv6CidrBlockState?.State === 'associated')
    .map((one) => ({ DestinationIpv6CidrBlock: one.Ipv6CidrBlock, ...base }))
  return [...v4, ...v6]
}

function createTable(input: CreateRouteTableRequest, region: Region, Tags: RouteTableRow['Tags']): RouteTableRow {
  const vpc = region.require(Vpcs, input.VpcId)
  region.refuseOverQuota('RouteTableLimitExceeded', region.table(RouteTables).where('vpc', vpc.id).length)
  const RouteTableId = region.newId('rtb')
  return region.table(RouteTables).put({
    id: RouteTableId,
    RouteTableId,
    VpcId: vpc.id,
    OwnerId: region.account,
    PropagatingVgws: [],
    Routes: localRoutes(vpc),
    Tags,
  })
}

function associationsOf(region: Region, table: string, lag: number): RouteTableAssociationRow[] {
  if (lag === 0) return region.table(RouteTableAssociations).where('table', table)
  return visible(region, RouteTableAssociations, lag)
    .map((cell) => cell.row)
    .filter((one) => one.RouteTableId === table)
}

function view(row: RouteTableRow, region: Region, lag: number) {
  return {
    ...row,
    Associations: associationsOf(region, row.id, lag),
    Routes: (row.Routes ?? []).map((one) => ({ ...one, State: routeState(region, one, row.VpcId) })),
  }
}

function deleteTable(id: string, region: Region): void {
  region.refuseWhileReferenced('routeTable', id)
  for (const point of region.table(VpcEndpoints).all())
    if (point.RouteTableIds?.includes(id))
      region.table(VpcEndpoints).update(point.id, { RouteTableIds: point.RouteTableIds.filter((one) => one !== id) })
  for (const trace of region.table(RouteTableAssociations).where('table', id)) {
    region.cancel(trace.id)
    region.table(RouteTableAssociations).delete(trace.id)
  }
  region.table(RouteTables).delete(id)
}

/** Tables and their associations are read with the same lag, so that a stale read is one moment's state. */
function describeWith(lag: 'byId' | 'byFilter'): Operation {
  return describe({
    table: RouteTables,
    items: 'RouteTables',
    ids: 'RouteTableIds',
    page: { min: 5, max: 100 },
    filters: {
      'association.gateway-id': 'Associations.GatewayId',
      'association.route-table-association-id': 'Associations.RouteTableAssociationId',
      'association.route-table-id': 'Associations.RouteTableId',
      'association.subnet-id': 'Associations.SubnetId',
      'association.main': 'Associations.Main',
      'owner-id': 'OwnerId',
      'route-table-id': 'RouteTableId',
      'route.destination-cidr-block': 'Routes.DestinationCidrBlock',
      'route.destination-ipv6-cidr-block': 'Routes.DestinationIpv6CidrBlock',
      'route.destination-prefix-list-id': 'Routes.DestinationPrefixListId',
      'route.egress-only-internet-gateway-id': 'Routes.EgressOnlyInternetGatewayId',
      'route.gateway-id': 'Routes.GatewayId',
      'route.instance-id': 'Routes.InstanceId',
      'route.nat-gateway-id': 'Routes.NatGatewayId',
      'route.transit-gateway-id': 'Routes.TransitGatewayId',
      'route.origin': 'Routes.Origin',
      'route.state': 'Routes.State',
      'route.vpc-peering-connection-id': 'Routes.VpcPeeringConnectionId',
      'vpc-id': 'VpcId',
    },
    view: (row, region) => view(row, region, region.history.staleness[lag]),
  })
}

const byId = describeWith('byId')
const byFilter = describeWith('byFilter')

/** Route tables; their routes are changed in route.ts, their associations in routeassociation.ts. */
export const routetable: Module = {
  service: ec2,
  tables: [RouteTables, RouteTableAssociations],
  quotas: {
    RouteTableLimitExceeded: { limit: 200, of: 'route tables' },
  },
  operations: {
    CreateRouteTable: operation<CreateRouteTableRequest, CreateRouteTableResult>({
      creates: RouteTables,
      ids: { VpcId: Vpcs },
      handle(input, { region, tags }) {
        const row = createTable(input, region, tags)
        return { RouteTable: { ...view(row, region, 0), Tags: tags }, ClientToken: input.ClientToken }
      },
    }),
    DeleteRouteTable: operation<DeleteRouteTableRequest, object>({
      ids: { RouteTableId: RouteTables },
      handle({ RouteTableId = '' }, { region }) {
        deleteTable(RouteTableId, region)
        return undefined
      },
    }),
    DescribeRouteTables: {
      ...byFilter,
      handle: (input, call) => (pick(input, 'RouteTableIds').length > 0 ? byId : byFilter).handle(input, call),
    },
  },
  references: [reference(RouteTableAssociations, (row) => (standing(row) ? [row.RouteTableId] : []))],
}
