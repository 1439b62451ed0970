import type { Item } from '@windlass/core'
import { ec2 } from '@windlass/simulator'
import { objects, range } from '../spelling.ts'
import { truth } from '../truth.ts'

/** A route as one object: where it leads from, and its target by the member that names it. AWS shows an endpoint as a gateway. */
function route(of: Item): Item {
  const members = Object.entries(of)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([member, value]) => [member.toLowerCase().replace('vpcendpointid', 'gatewayid'), value] as const)
  const places = members.filter(([member]) => member.startsWith('destination')).map(([, value]) => range(value))
  const targets = members.filter(([member]) => /(id|arn)$/.test(member) && !member.startsWith('destination'))
  return { from: places, to: Object.fromEntries(targets) }
}

const local = ({ GatewayId, Origin }: Item) => GatewayId === 'local' && Origin === 'CreateRouteTable'
const same = (one: Item, other: Item) => JSON.stringify(route(one).from) === JSON.stringify(route(other).from)

export const routeTable = truth(ec2.RouteTables, {
  kind: 'RouteTable',
  names: {
    vpcID: 'VPC',
    'routes[].destinationPrefixListID': 'ManagedPrefixList',
    'routes[].egressOnlyInternetGatewayID': 'EgressOnlyInternetGateway',
    'routes[].gatewayID': 'InternetGateway',
    'routes[].natGatewayID': 'NATGateway',
    'routes[].transitGatewayID': 'TransitGateway',
    'routes[].vpcEndpointID': 'VPCEndpoint',
    'routes[].vpcPeeringConnectionID': 'VPCPeeringConnection',
  },
  fields: {
    vpcID: {},
    routes: {
      want: (value) => objects(value).map(route),
      // Those that somebody asked for: the local one only where the spec names it, none that AWS learnt or keeps for a gateway endpoint.
      have: ({ Routes = [] }, { spec }) =>
        Routes.map((one): Item => ({ ...one }))
          .filter(({ Origin }) => Origin === 'CreateRoute' || Origin === 'CreateRouteTable')
          .filter((one) => !local(one) || objects(spec.routes).some((asked) => same(asked, one)))
          .filter((one) => !(one.DestinationPrefixListId && String(one.GatewayId).startsWith('vpce-')))
          .map(route),
    },
  },
})
