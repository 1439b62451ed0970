import {
  CreateRouteCommand,
  CreateRouteTableCommand,
  DeleteRouteCommand,
  DeleteRouteTableCommand,
  DescribeRouteTablesCommand,
  ReplaceRouteCommand,
} from '@aws-sdk/client-ec2'
import { items, list, rows } from '@windlass/core'
import { byFilter, type Read } from '@windlass/core/kind'
import { ec2 } from '../service/service.ts'
import { target } from '../service/target.ts'
import { ManagedPrefixList } from '../vpc/managedprefixlist.ts'
import { VPC } from '../vpc/vpc.ts'
import { destination, keyOf, leads, replacing, route, settable, spelled, targetOf } from './route.ts'

/** The associations of a table one by one: what keeps it from being deleted. */
const associations: Read = {
  ...byFilter({
    operation: DescribeRouteTablesCommand,
    items: 'RouteTables',
    filter: 'route-table-id',
    keys: ({ RouteTableId }) => (typeof RouteTableId === 'string' ? [RouteTableId] : []),
  }),
  items: (output) => rows(output, 'RouteTables').flatMap((table) => items(table.Associations)),
}

export const RouteTable = ec2.kind('RouteTable', {
  id: 'RouteTableId',
  create: CreateRouteTableCommand,
  read: DescribeRouteTablesCommand,
  items: 'RouteTables',
  notFound: ['InvalidRouteTableID.NotFound', 'InvalidRouteTableId.NotFound'],
  delete: DeleteRouteTableCommand,
  // The main table goes with its VPC. Source: VPC user guide, "Delete a route table".
  inseparable: ({ Associations = [] }) => Associations.some(({ Main }) => Main === true),
  fields: {
    routes: list(route).doc(
      'The routes of the table besides the local ones, each identified by its destination. Routes that AWS ' +
        'learns from gateways and route servers, and those that gateway endpoints keep, are left alone.',
    ),
  },
  refs: {
    vpcID: () => VPC.target,
    'routes[].gatewayID': () => target('InternetGateway', 'internetGatewayID'),
    'routes[].destinationPrefixListID': () => ManagedPrefixList.target,
    'routes[].egressOnlyInternetGatewayID': () => target('EgressOnlyInternetGateway', 'id'),
    'routes[].natGatewayID': () => target('NATGateway', 'natGatewayID'),
    'routes[].transitGatewayID': () => target('TransitGateway', 'transitGatewayID'),
    'routes[].vpcEndpointID': () => target('VPCEndpoint', 'vpcEndpointID'),
    'routes[].vpcPeeringConnectionID': () => target('VPCPeeringConnection', 'vpcPeeringConnectionID'),
  },
  facets: (of) => ({
    ...of.entries('routes', {
      have: ({ item }) => settable(item.Routes ?? []),
      want: (routes) => routes.map(route.toAWS),
      spell: (routes) => routes.map(spelled),
      key: keyOf,
      noun: 'the route',
      label: (one) => `${keyOf(one)} to ${targetOf(one)}`,
      same: leads,
      stays: ({ Origin, GatewayId }) => Origin === 'CreateRouteTable' && GatewayId === 'local',
      add: [CreateRouteCommand, (one) => ({ ...one, ...destination(one) })],
      replace: [ReplaceRouteCommand, (one) => ({ ...replacing(one), ...destination(one) })],
      remove: [DeleteRouteCommand, (now) => destination(now)],
      // The local route cannot go: it is led back to where it was.
      fixed: ({ Origin }) => Origin === 'CreateRouteTable',
      restore: [ReplaceRouteCommand, (now) => ({ ...destination(now), LocalTarget: true })],
    }),
  }),
  blockers: [
    {
      noun: 'association with',
      read: associations,
      name: ({ SubnetId, GatewayId }) => [SubnetId, GatewayId].find((one) => typeof one === 'string'),
    },
  ],
  statusRename: { Routes: 'routeStatuses' },
})
